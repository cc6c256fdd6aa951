//! What the server itself looks for in a workspace, and takes out of it.

use super::root::{Root, given, settle};
use super::write::{Locks, check, writable};
use super::{Condition, fault, write};
use crate::error::{ErrorKind, Result};
use crate::model::file_path::FilePath;
use std::io;

/// What lies under a name, links followed within the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// A file.
    File,
    /// A folder.
    Dir,
    /// A link out of the workspace, or to nothing.
    Astray,
    /// A pipe, a socket or a device.
    Other,
}

/// The names in a folder, in order, with what lies there; none where there is no such folder.
pub(crate) fn entries(root: &Root, path: &FilePath) -> Result<Vec<(String, Found)>> {
    let folder = match root.folder(path) {
        Ok(folder) => folder,
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut all = Vec::new();
    for entry in folder.entries().map_err(|error| fault::at(path, error))? {
        let Ok(name) = entry.map_err(|error| fault::at(path, error))?.file_name().into_string() else { continue };
        if write::is_temporary(&name) {
            continue;
        }
        let Ok(at) = FilePath::below(path.as_str(), &name).parse::<FilePath>() else { continue };
        let found = match root.metadata(&at) {
            Ok(about) if about.is_file() => Found::File,
            Ok(about) if about.is_dir() => Found::Dir,
            Ok(_) => Found::Other,
            Err(_) => Found::Astray,
        };
        all.push((name, found));
    }
    all.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(all)
}

/// Removes a file, or a link that lies in its place, if it fits the condition.
pub(crate) fn remove(root: &Root, locks: &Locks, path: &FilePath, condition: &Condition) -> Result<()> {
    let Some((above, name)) = path.split() else { return Err(fault::folder(path)) };
    let folder = root.folder(&above)?;
    let failed = |error: io::Error| fault::at(path, error);
    let lock = locks.of(&folder, name.as_ref()).map_err(failed)?;
    let now = folder.symlink_metadata(name).map_err(failed)?;
    if now.is_dir() {
        return Err(fault::folder(path));
    }
    if !now.is_symlink() {
        writable(path, &folder, name.as_ref(), Some(&now))?;
        check(path, &folder, name.as_ref(), condition, Some(&now))?;
    }
    folder.remove_file(name).map_err(failed)?;
    drop(lock);
    settle(&folder).map_err(failed)
}

/// Removes a folder if nothing is in it; says whether it did.
pub(crate) fn remove_empty(root: &Root, path: &FilePath) -> bool {
    let Some((above, name)) = path.split() else { return false };
    root.folder(&above).is_ok_and(|folder| folder.remove_dir(name).is_ok())
}

/// Whether a link lies at a path, wherever it leads.
pub(crate) fn is_link(root: &Root, path: &FilePath) -> bool {
    root.dir().symlink_metadata(given(path)).is_ok_and(|about| about.is_symlink())
}

/// Whether a path is a link, or leads through one.
pub(crate) fn is_linked(root: &Root, path: &FilePath) -> bool {
    is_link(root, path) || path.split().is_some_and(|(above, _)| !above.is_whole() && is_linked(root, &above))
}

/// Removes from a folder the temporary files of a server that was killed. Nobody else may be writing there.
pub(crate) fn sweep(root: &Root, path: &FilePath) {
    let Ok(folder) = root.folder(path) else { return };
    for entry in folder.entries().into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(write::is_temporary) {
            let _ = folder.remove_file(entry.file_name());
        }
    }
}

/// Removes from a folder the temporary files of servers that are over. Folders stay: what was being replaced may be in one.
pub(crate) fn sweep_left_behind(root: &Root, path: &FilePath) {
    let Ok(folder) = root.folder(path) else { return };
    for entry in folder.entries().into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(write::is_left_behind) {
            let _ = folder.remove_file(entry.file_name());
        }
    }
}
