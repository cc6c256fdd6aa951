//! The previous versions of what was written: in the data folder, readable by its owner only.

use crate::clock::Timestamp;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::platform::{replace, unwritten};
use std::path::{Path, PathBuf};

/// How many of each file are kept.
const KEPT: usize = 10;

/// The folder of a workspace in the data folder.
pub(crate) fn home(data: &Path, id: &WorkspaceId) -> PathBuf {
    data.join("workspaces").join(id.as_str())
}

/// Keeps a version of a file before it is written, and lets go of the oldest.
pub(crate) fn keep(home: &Path, name: &str, text: &str) -> Result<()> {
    let folder = home.join("config").join("previous");
    make_private(&folder).map_err(unwritten)?;
    let name = name.replace('/', "-");
    let name = name.trim_start_matches('.');
    let mut known = versions(&folder, name);
    let newest = known.last().and_then(|path| std::fs::read_to_string(path).ok());
    if newest.as_deref() == Some(text) {
        return Ok(());
    }
    // the moment first, so that the order of names is the order of time; a number where one moment has two
    let moment = Timestamp::now().as_millis();
    let file = (0..1000).map(|number| folder.join(format!("{moment:014}-{number:03}-{name}")));
    let file = file.into_iter().find(|file| !file.exists()).unwrap_or_else(|| folder.join(name));
    replace::lasting_secret(&file, text.as_bytes()).map_err(unwritten)?;
    known.push(file);
    for old in known.iter().rev().skip(KEPT) {
        let _ = std::fs::remove_file(old);
    }
    Ok(())
}

/// The versions of a file that are kept, the oldest first.
fn versions(folder: &Path, name: &str) -> Vec<PathBuf> {
    // behind the moment and the number
    let is_of =
        |path: &PathBuf| path.file_name().and_then(|file| file.to_str()?.get(19..)).is_some_and(|of| of == name);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<_> = entries.map(|entry| entry.path()).filter(is_of).collect();
    all.sort();
    all
}

/// Makes a folder that only its owner may look into.
pub(crate) fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_number_is_kept_and_no_version_twice_in_a_row() {
        let home = tempfile::tempdir().unwrap();
        keep(home.path(), "opencode.json", "of another file").unwrap();
        for number in 0..25 {
            for _ in 0..2 {
                keep(home.path(), ".opencode/opencode.json", &number.to_string()).unwrap();
            }
        }
        let folder = home.path().join("config/previous");
        assert_eq!(
            versions(&folder, "opencode.json").len(),
            1,
            "what is kept of one file is not let go of for another"
        );
        let kept = versions(&folder, "opencode-opencode.json");
        let texts: Vec<_> = kept.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
        assert_eq!(texts, (15..25).map(|number| number.to_string()).collect::<Vec<_>>());
        assert!(kept[0].to_string_lossy().ends_with("opencode-opencode.json"), "{}", kept[0].display());
    }
}
