//! What lies in a folder, to be compared with what lies there later, or to be searched.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::SystemTime;

/// Something that lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// What is in it; nothing in a folder.
    pub bytes: Vec<u8>,
    /// When it was changed.
    pub modified: SystemTime,
    /// Which it is: a file that was put in the place of another is another.
    pub inode: u64,
}

/// Everything below a folder, folders too, by its path from there on.
///
/// # Panics
/// Where the system has no times.
#[must_use]
pub fn tree(folder: &Path) -> BTreeMap<String, Lying> {
    let (mut all, mut folders) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            // one that is gone by now does not lie there
            let (path, Ok(about)) = (entry.path(), entry.metadata()) else { continue };
            let bytes = if about.is_file() { std::fs::read(&path).unwrap_or_default() } else { Vec::new() };
            let lying = Lying { bytes, modified: about.modified().expect("a time"), inode: about.ino() };
            all.insert(path.strip_prefix(folder).expect("below it").display().to_string(), lying);
            if about.is_dir() {
                folders.push(path);
            }
        }
    }
    all
}

/// The same without when, and which it is.
#[must_use]
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    tree(folder).into_iter().map(|(path, lying)| (path, lying.bytes)).collect()
}

/// The files below a folder that hold these bytes.
#[must_use]
pub fn files_with(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let holds = |text: &[u8]| text.windows(bytes.len()).any(|part| part == bytes);
    contents(folder).into_iter().filter(|(_, text)| holds(text)).map(|(path, _)| path).collect()
}
