//! What is watched, and what it holds: a change is a file whose content differs, not one that was touched.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the server's program is made of. What is made from the program must not be here, or a build follows a build.
const SOURCES: &[&str] = &["Cargo.toml", "Cargo.lock", ".cargo", "openwork-core", "openwork-http"];
/// What the SDK is made of.
const CONTRACT: &[&str] = &["openapi/openwork.json", "sdk/openapi-ts.config.mjs", "sdk/scripts"];
/// The one source that the build itself may write.
pub(crate) const LOCK: &str = "Cargo.lock";
/// What the program makes, and the SDK is made of.
pub(crate) const DOCUMENT: &str = "openapi/openwork.json";

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The server's program.
    Server,
    /// The SDK.
    Sdk,
}

/// What a path, from the top of the project, belongs to.
pub(crate) fn part(path: &Path) -> Option<Part> {
    let within = |places: &[&str]| places.iter().any(|place| path.starts_with(place));
    if path.iter().any(|name| leftover(&name.to_string_lossy())) {
        None
    } else if within(SOURCES) {
        Some(Part::Server)
    } else if within(CONTRACT) {
        Some(Part::Sdk)
    } else {
        None
    }
}

/// What editors leave beside a file while they write it.
fn leftover(name: &str) -> bool {
    let hidden = name.starts_with('.') && name != ".cargo";
    hidden || name.starts_with('#') || [".swp", ".tmp", ".bak", "~"].iter().any(|end| name.ends_with(end))
}

/// The folders to be told about, each with whether what is below it counts too.
pub(crate) fn folders(root: &Path) -> BTreeMap<PathBuf, bool> {
    let mut found = BTreeMap::new();
    for place in SOURCES.iter().chain(CONTRACT) {
        let path = root.join(place);
        if path.is_dir() {
            found.insert(path, true);
        } else if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
            // a file that is written by putting another in its place is only seen from its folder
            found.entry(folder.to_owned()).or_insert(false);
        }
    }
    found
}

/// What a file holds, in short.
pub(crate) type Print = [u8; 32];

/// What these bytes are, in short.
pub(crate) fn print(bytes: &[u8]) -> Print {
    Sha256::digest(bytes).into()
}

/// The files that changed, by what they belong to.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) server: Vec<PathBuf>,
    pub(crate) sdk: Vec<PathBuf>,
}

/// The watched files, as they were when last looked at.
#[derive(Debug)]
pub(crate) struct Tree {
    root: PathBuf,
    seen: BTreeMap<PathBuf, Print>,
}

impl Tree {
    /// As they are now.
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), seen: look(root) }
    }

    /// What has changed since the last look.
    pub(crate) fn changes(&mut self) -> Changes {
        let before = std::mem::replace(&mut self.seen, look(&self.root));
        let gone = before.keys().filter(|path| !self.seen.contains_key(*path));
        let other = self.seen.iter().filter(|(path, print)| before.get(*path) != Some(print)).map(|(path, _)| path);
        let mut changes = Changes::default();
        for path in other.chain(gone) {
            match part(path) {
                Some(Part::Server) => changes.server.push(path.clone()),
                Some(Part::Sdk) => changes.sdk.push(path.clone()),
                None => {}
            }
        }
        changes
    }

    /// Takes what we have written ourselves as seen.
    pub(crate) fn wrote(&mut self, path: &str, content: &[u8]) {
        self.seen.insert(path.into(), print(content));
    }
}

fn look(root: &Path) -> BTreeMap<PathBuf, Print> {
    let mut found = BTreeMap::new();
    for place in SOURCES.iter().chain(CONTRACT) {
        collect(root, Path::new(place), &mut found);
    }
    found
}

/// What cannot be read, most often because it has just been removed, is not there.
fn collect(root: &Path, path: &Path, found: &mut BTreeMap<PathBuf, Print>) {
    if part(path).is_none() {
        return;
    }
    if let Ok(entries) = std::fs::read_dir(root.join(path)) {
        for entry in entries.flatten() {
            collect(root, &path.join(entry.file_name()), found);
        }
    } else if let Ok(bytes) = std::fs::read(root.join(path)) {
        found.insert(path.to_owned(), print(&bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_no_source() {
        for (path, wanted) in [
            ("openwork-core/src/operation.rs", Some(Part::Server)),
            ("openwork-http/Cargo.toml", Some(Part::Server)),
            ("Cargo.lock", Some(Part::Server)),
            (".cargo/config.toml", Some(Part::Server)),
            ("openapi/openwork.json", Some(Part::Sdk)),
            ("sdk/scripts/generate.mjs", Some(Part::Sdk)),
            ("sdk/src/generated/types.gen.ts", None),
            ("target/debug/openwork-http", None),
            ("openwork-corex/src/lib.rs", None),
            ("openwork-core/src/.lib.rs.swp", None),
            ("openwork-core/src/lib.rs~", None),
            ("openwork-core/src/#lib.rs#", None),
        ] {
            assert_eq!(part(Path::new(path)), wanted, "{path}");
        }
    }
}
