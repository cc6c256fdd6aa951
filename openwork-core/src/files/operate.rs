//! Operations on files and folders: making, removing, renaming. Links are handled themselves, never what they lead to.

use super::batch::{path, told};
use super::root::{self, Made, Root};
use super::write::{Locks, writable};
use super::{fault, list};
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::FileKind;
use crate::model::file_operation::{FileOperation, OperationItem};
use crate::model::file_path::{FilePath, is_device};
use crate::model::file_session::FileChange;
use cap_fs_ext::MetadataExt as _;
use cap_std::fs::{Dir, Metadata};
use std::io;
use std::path::Path;

/// A change that was made.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) kind: FileChange,
    pub(crate) path: FilePath,
    pub(crate) to_path: Option<FilePath>,
}

/// Does one operation. Blocks on the file system. Answers its item, and the change that it made, if it made one.
pub(crate) fn operate(root: &Root, locks: &Locks, operation: &FileOperation) -> (OperationItem, Option<Done>) {
    let (kind, given, to) = match operation {
        FileOperation::Mkdir { path } => (FileChange::Mkdir, path, None),
        FileOperation::Delete { path, .. } => (FileChange::Delete, path, None),
        FileOperation::Rename { from, to } => (FileChange::Rename, from, Some(to)),
    };
    let done = match operation {
        FileOperation::Mkdir { path } => mkdir(root, path),
        FileOperation::Delete { path, recursive } => delete(root, locks, path, recursive.unwrap_or_default()),
        FileOperation::Rename { from, to } => rename(root, locks, from, to),
    };
    let (ok, (code, message), change) = match done {
        Ok(change) => (true, (None, None), change),
        Err(error) => (false, told(error), None),
    };
    (OperationItem { ok, kind, path: given.clone(), to_path: to.cloned(), code, message }, change)
}

fn mkdir(root: &Root, given: &str) -> Result<Option<Done>> {
    let path = path(given)?;
    match root.metadata(&path) {
        Ok(metadata) if metadata.is_dir() => return root.real(&path).map(|_| None),
        Ok(_) => return Err(there(&path)),
        Err(_) => {}
    }
    let mut made = Made::default();
    let (folder, name) = root.place(&path, Some(&mut made))?;
    no_device(&path)?;
    writable(&path, &folder, &name, None)?;
    match folder.create_dir(&name) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(there(&path)),
        made => made.and_then(|()| root::settle(&folder)).map_err(|error| fault::at(&path, error))?,
    }
    Ok(Some(Done { kind: FileChange::Mkdir, path, to_path: None }))
}

fn delete(root: &Root, locks: &Locks, given: &str, recursive: bool) -> Result<Option<Done>> {
    let path = path(given)?;
    let (folder, name) = root.place(&path, None)?;
    let failed = |error| fault::at(&path, error);
    let metadata = folder.symlink_metadata(&name).map_err(failed)?;
    writable(&path, &folder, &name, None)?;
    let lock = locks.of(&folder, &name).map_err(failed)?;
    let is_dir = list::kind(metadata.file_type()) == FileKind::Dir;
    let removed = match (is_dir, recursive) {
        (true, true) => folder.remove_dir_all(&name),
        (true, false) => folder.remove_dir(&name),
        (false, _) => folder.remove_file(&name),
    };
    drop(lock);
    removed.and_then(|()| root::settle(&folder)).map_err(failed)?;
    Ok(Some(Done { kind: FileChange::Delete, path, to_path: None }))
}

fn rename(root: &Root, locks: &Locks, from: &str, to: &str) -> Result<Option<Done>> {
    let (from, to) = (path(from)?, path(to)?);
    if to.as_str().strip_prefix(from.as_str()).is_some_and(|rest| rest.starts_with('/')) {
        let message = format!("`{to}` lies in `{from}` itself; name a place outside of it.");
        return Err(Error::new(ErrorKind::Unprocessable, message));
    }
    let (folder, name) = root.place(&from, None)?;
    let metadata = folder.symlink_metadata(&name).map_err(|error| fault::at(&from, error))?;
    writable(&from, &folder, &name, None)?;
    let mut made = Made::default();
    let (new_folder, new_name) = root.place(&to, Some(&mut made))?;
    no_device(&to)?;
    writable(&to, &new_folder, &new_name, None)?;
    // always in one order, or two renames could wait for each other; names that share a lock lock it once
    let _locks = locks.both((&folder, &name), (&new_folder, &new_name)).map_err(|error| fault::at(&from, error))?;
    renamed((&folder, &name, &metadata), (&new_folder, &new_name), &to)?;
    let settled = root::settle(&folder).and_then(|()| root::settle(&new_folder));
    settled.map_err(|error| fault::at(&to, error))?;
    Ok(Some(Done { kind: FileChange::Rename, path: from, to_path: Some(to) }))
}

/// Renames what lies there, unless something lies at the new place; the same thing in another case may.
fn renamed(
    (folder, name, metadata): (&Dir, &Path, &Metadata),
    (new_folder, new_name): (&Dir, &Path),
    to: &FilePath,
) -> Result<()> {
    if let Ok(other) = new_folder.symlink_metadata(new_name) {
        let is_same = (other.dev(), other.ino()) == (metadata.dev(), metadata.ino());
        let other_case = name.to_string_lossy().to_lowercase() == new_name.to_string_lossy().to_lowercase();
        // where capitals count, two names of one file are two, and renaming one to the other does nothing
        let mut entries = new_folder.entries().into_iter().flatten().flatten();
        if !(is_same && other_case) || entries.any(|entry| entry.file_name() == new_name.as_os_str()) {
            return Err(there(to));
        }
        return folder.rename(name, new_folder, new_name).map_err(|error| fault::at(to, error));
    }
    without_replacing((folder, name), (new_folder, new_name))
        .map_err(|error| if error.kind() == io::ErrorKind::AlreadyExists { there(to) } else { fault::at(to, error) })
}

/// Renames by one step that replaces nothing, where the file system has such.
#[cfg(target_os = "linux")]
pub(crate) fn without_replacing(
    (folder, name): (&Dir, &Path),
    (new_folder, new_name): (&Dir, &Path),
) -> io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    match renameat_with(folder, name, new_folder, new_name, RenameFlags::NOREPLACE) {
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            folder.rename(name, new_folder, new_name)
        }
        done => Ok(done?),
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn without_replacing(
    (folder, name): (&Dir, &Path),
    (new_folder, new_name): (&Dir, &Path),
) -> io::Result<()> {
    folder.rename(name, new_folder, new_name)
}

pub(super) fn there(path: &FilePath) -> Error {
    Error::new(
        ErrorKind::Conflict,
        format!("Something lies at `{path}` already; remove it first, or take another name."),
    )
}

fn no_device(path: &FilePath) -> Result<()> {
    if path.split().is_some_and(|(_, name)| is_device(name)) {
        let message = format!("`{path}` is the name of a device on Windows; take another.");
        return Err(Error::new(ErrorKind::Unprocessable, message));
    }
    Ok(())
}
