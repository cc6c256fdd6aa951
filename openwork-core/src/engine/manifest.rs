//! The list of programs that came together, and whether a file is the one it names.
//!
//! ```json
//! {"manifestVersion":1,"serverVersion":"0.1.0","target":"linux-x64",
//!  "components":{"opencode":{"version":"1.18.33","file":"opencode","size":185000000,"sha256":"…"},"ripgrep":{…}}}
//! ```
//! A checksum of a large file takes a while, so a file that was found right is remembered beside the manifest by its size,
//! time and inode.

use crate::model::runtime::Checksum;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Component as Step, Path, PathBuf};

/// The manifest's name in its folder.
pub(super) const FILE: &str = "manifest.json";

/// The form of the manifest that is written and read here.
const VERSION: u32 = 1;

/// What was found right, in the manifest's folder.
const REMEMBERED: &str = ".verified.json";

/// Which programs are in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    /// The form of this list.
    #[allow(clippy::struct_field_names, reason = "the name in the file")]
    pub(super) manifest_version: u32,
    /// The server that they were put together for.
    pub(super) server_version: String,
    /// The system and processor.
    pub(super) target: String,
    /// The programs by name.
    pub(super) components: BTreeMap<String, Entry>,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    /// Its version.
    pub(super) version: String,
    /// Its file, relative to the manifest and below it.
    pub(super) file: String,
    /// How large it is.
    pub(super) size: u64,
    /// Its checksum, in hex.
    pub(super) sha256: String,
}

/// What a file looked like when its checksum was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Look {
    size: u64,
    modified_ns: String,
    inode: u64,
    sha256: String,
}

impl Manifest {
    /// A list of programs for this server on this machine.
    pub(super) fn new(components: BTreeMap<String, Entry>) -> Self {
        Self {
            manifest_version: VERSION,
            server_version: env!("CARGO_PKG_VERSION").to_owned(),
            target: target(),
            components,
        }
    }

    /// Reads the list in a folder; none if there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, String> {
        let text = match std::fs::read(folder.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        if manifest.manifest_version != VERSION {
            return Err(format!("its form {} is not known", manifest.manifest_version));
        }
        if manifest.target != target() {
            return Err(format!("it is for {}, and this is {}", manifest.target, target()));
        }
        Ok(Some(manifest))
    }
}

impl Entry {
    /// Describes a file that is there, and remembers it as right: the first start need not read it again.
    pub(super) fn of(folder: &Path, file: &str, version: &str) -> io::Result<Self> {
        let path = folder.join(file);
        let metadata = std::fs::metadata(&path)?;
        let (sha256, size) = checksum(&path)?;
        let mut remembered = remembered(folder);
        remembered.insert(file.to_owned(), look(&metadata, &sha256));
        remember(folder, &remembered);
        Ok(Self { version: version.to_owned(), file: file.to_owned(), size, sha256 })
    }

    /// Where the file is; none if its name leads out of the folder.
    pub(super) fn path(&self, folder: &Path) -> Option<PathBuf> {
        let file = Path::new(&self.file);
        let is_below = file.components().all(|step| matches!(step, Step::Normal(_)));
        (is_below && !self.file.is_empty()).then(|| folder.join(file))
    }

    /// Whether the file is the one that is meant. Reads it only if it looks otherwise than when it was last found right.
    pub(super) fn check(&self, folder: &Path) -> io::Result<Checksum> {
        let Some(path) = self.path(folder) else { return Ok(Checksum::Mismatched) };
        let metadata = std::fs::metadata(&path)?;
        if metadata.len() != self.size {
            return Ok(Checksum::Mismatched);
        }
        let look = look(&metadata, &self.sha256);
        let mut remembered = remembered(folder);
        if remembered.get(&self.file) == Some(&look) {
            return Ok(Checksum::Matched);
        }
        if !checksum(&path)?.0.eq_ignore_ascii_case(&self.sha256) {
            return Ok(Checksum::Mismatched);
        }
        remembered.insert(self.file.clone(), look);
        remember(folder, &remembered);
        Ok(Checksum::Matched)
    }
}

/// The system and processor in npm's words, such as `linux-x64`.
pub(super) fn target() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{system}-{processor}")
}

/// The checksum of a file, in hex, and its size.
pub(super) fn checksum(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut bytes = vec![0; 1024 * 1024];
    let mut size = 0;
    loop {
        match file.read(&mut bytes)? {
            0 => break,
            count => {
                hash.update(&bytes[..count]);
                size += count as u64;
            }
        }
    }
    Ok((HEXLOWER.encode(&hash.finalize()), size))
}

fn look(metadata: &Metadata, sha256: &str) -> Look {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let inode = 0;
    Look {
        size: metadata.len(),
        modified_ns: modified.unwrap_or_default().as_nanos().to_string(),
        inode,
        sha256: sha256.to_owned(),
    }
}

/// A folder that cannot be written means that the next start reads the files again.
fn remember(folder: &Path, looks: &BTreeMap<String, Look>) {
    if let Ok(text) = serde_json::to_vec(looks) {
        let _ = std::fs::write(folder.join(REMEMBERED), text);
    }
}

fn remembered(folder: &Path) -> BTreeMap<String, Look> {
    let text = std::fs::read(folder.join(REMEMBERED)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_the_known_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "abc").unwrap();
        let (hex, size) = checksum(&folder.path().join("a")).unwrap();
        assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(size, 3);
    }

    #[test]
    fn a_changed_file_is_noticed_though_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        std::fs::write(&file, "abc").unwrap();
        let entry = Entry::of(folder.path(), "a", "1").unwrap();
        assert!(folder.path().join(REMEMBERED).exists());
        std::fs::remove_file(folder.path().join(REMEMBERED)).unwrap();
        assert_eq!(entry.check(folder.path()).unwrap(), Checksum::Matched);
        assert!(folder.path().join(REMEMBERED).exists());
        assert_eq!(entry.check(folder.path()).unwrap(), Checksum::Matched);
        std::fs::remove_file(&file).unwrap();
        std::fs::write(&file, "abd").unwrap();
        assert_eq!(entry.check(folder.path()).unwrap(), Checksum::Mismatched);
        std::fs::write(&file, "longer").unwrap();
        assert_eq!(entry.check(folder.path()).unwrap(), Checksum::Mismatched);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let entry = |file: &str| Entry { version: "1".into(), file: file.into(), size: 0, sha256: String::new() };
        for file in ["../a", "/etc/passwd", "a/../../b", ""] {
            assert_eq!(entry(file).path(Path::new("/x")), None, "{file}");
        }
        assert!(entry("bin/a").path(Path::new("/x")).is_some());
    }

    #[test]
    fn a_manifest_of_another_form_or_machine_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Manifest::read(folder.path()), Ok(None));
        let write = |manifest: &Manifest| {
            std::fs::write(folder.path().join(FILE), serde_json::to_vec(manifest).unwrap()).unwrap();
        };
        let good = Manifest::new(BTreeMap::new());
        write(&good);
        assert_eq!(Manifest::read(folder.path()), Ok(Some(good.clone())));
        write(&Manifest { manifest_version: 2, ..good.clone() });
        assert!(Manifest::read(folder.path()).is_err());
        write(&Manifest { target: "plan9-mips".to_owned(), ..good });
        assert!(Manifest::read(folder.path()).is_err());
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(Manifest::read(folder.path()).is_err());
    }
}
