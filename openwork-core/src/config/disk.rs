//! Configurations on the disk: read beneath an opened folder, written whole.
//!
//! A link within the folder is followed to be read, as OpenCode does, and one that leads out is not. What is written is never
//! a link: the file that takes its place would be another than the one it leads to.

use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Locks};
use crate::model::file::FileRevision;
use crate::platform::folder::{self, GONE};
use crate::platform::replace;
use cap_fs_ext::{MetadataExt as _, OpenOptionsSyncExt as _};
use cap_std::fs::{Dir, OpenOptions, Permissions};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// The largest configuration that is read or written.
pub(crate) const LARGEST: u64 = 1024 * 1024;

/// An opened folder with configurations in or below it.
#[derive(Debug)]
pub(crate) struct Place(Dir);

/// A configuration that is there.
#[derive(Debug)]
pub(crate) struct Found {
    /// What is in it.
    pub(crate) text: String,
    /// Its mode bits.
    permissions: Permissions,
}

impl Found {
    /// Stands for its content, as the operations of files say it.
    pub(crate) fn revision(&self) -> FileRevision {
        revision(&self.text)
    }
}

/// The strong revision of a text.
pub(crate) fn revision(text: &str) -> FileRevision {
    files::revision_of(text.as_bytes())
}

/// SHA-256 in hex.
pub(super) fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

impl Place {
    /// Opens the folder.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        folder::open(folder).map(Self).map_err(|error| Error::new(ErrorKind::Conflict, GONE).caused_by(error))
    }

    /// Which folder of the file system it is, whatever its path.
    pub(super) fn inode(&self) -> Option<u64> {
        self.0.dir_metadata().ok().map(|about| about.ino())
    }

    /// Removes the folder of a file if nothing is in it.
    pub(super) fn remove_folder_of(&self, name: &str) {
        if let Some((folder, _)) = name.rsplit_once('/') {
            let _ = self.0.remove_dir(folder);
        }
    }

    /// What is at a path; none where nothing is.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Found>> {
        let mut options = OpenOptions::new();
        // a pipe is not waited for
        options.read(true).nonblock(true);
        let file = match self.0.open_with(name, &options) {
            Ok(file) => file,
            Err(error) if is_missing(error.kind()) => return Ok(None),
            Err(error) => return Err(unreadable(name, &error)),
        };
        let metadata = file.metadata().map_err(|error| unreadable(name, &error))?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            let message = format!("`{name}` is no configuration: it is no file, or larger than 1 MiB.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let message = format!("`{name}` is not UTF-8; write it anew as UTF-8.");
            Error::new(ErrorKind::Conflict, message)
        })?;
        Ok(Some(Found { text, permissions: metadata.permissions() }))
    }

    /// Whether something is at a path, whatever it is.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.symlink_metadata(name).is_ok()
    }

    /// Refuses a path that [`Self::write`] would put nothing at, as far as that is known before: a link, what may only be read.
    pub(super) fn refuse_unwritable(&self, name: &str, before: Option<&Found>) -> Result<()> {
        if self.0.symlink_metadata(name).is_ok_and(|metadata| metadata.is_symlink()) {
            let message = format!("`{name}` is a link; write the file that it leads to.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        if before.is_some_and(|before| before.permissions.readonly()) {
            let message = format!("`{name}` can only be read; allow it to be written first.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let folder = name.rsplit_once('/').map(|(folder, _)| folder).filter(|folder| self.has(folder));
        let opened = folder.map_or_else(|| self.0.try_clone(), |folder| self.0.open_dir(folder));
        opened.and_then(|opened| refuse_closed(&opened)).map_err(|error| unwritable(name, &error))
    }

    /// Puts a text at a path, whole or not at all, with the mode bits of what was there. Makes the folder of it; says whether
    /// it did. The locks are those of all who write files here.
    pub(crate) fn write(&self, name: &str, text: &str, before: Option<&Found>, locks: &Locks) -> Result<bool> {
        let failed = |error: io::Error| unwritable(name, &error);
        self.refuse_unwritable(name, before)?;
        let (folder, file) = name.rsplit_once('/').map_or((None, name), |(folder, file)| (Some(folder), file));
        let made = folder.is_some_and(|folder| !self.has(folder));
        if let Some(folder) = folder.filter(|_| made) {
            self.0.create_dir(folder).map_err(failed)?;
        }
        let opened = folder.map_or_else(|| self.0.try_clone(), |folder| self.0.open_dir(folder)).map_err(failed)?;
        let beside = files::temporary_name();
        let replace = || {
            put(&opened, &beside, text, before)?;
            let _alone = locks.of(&opened, Path::new(file))?;
            let is_as_read =
                self.is_as_read(name, before) && self.take_place((&opened, &beside, file), name, before)?;
            if is_as_read {
                settle(&opened);
            }
            Ok(is_as_read)
        };
        let refused = match replace() {
            Ok(true) => return Ok(made),
            Ok(false) => changed_meanwhile(name),
            Err(error) => failed(error),
        };
        let _ = opened.remove_file(&beside);
        // one that somebody has put something into stays
        let _ = folder.filter(|_| made).map(|folder| self.0.remove_dir(folder));
        Err(refused)
    }

    /// Puts what was written beside in the place of what was read. Where somebody has put another thing there in between, that
    /// stays; says whether it did so.
    fn take_place(
        &self,
        (folder, beside, file): (&Dir, &str, &str),
        name: &str,
        before: Option<&Found>,
    ) -> io::Result<bool> {
        let (own, place) = (Path::new(beside), Path::new(file));
        if before.is_none() {
            return match files::without_replacing((folder, own), (folder, place)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                done => done.map(|()| true),
            };
        }
        if !replace::exchange(folder, own, place)? {
            return folder.rename(own, folder, place).map(|()| true);
        }
        // what came out of its place is looked at: a hand may have been faster than the look before
        let out = name.rsplit_once('/').map_or_else(|| beside.to_owned(), |(above, _)| format!("{above}/{beside}"));
        if self.is_as_read(&out, before) {
            return folder.remove_file(own).map(|()| true);
        }
        replace::exchange(folder, own, place)
            .or_else(|_| folder.rename(own, folder, place).map(|()| true))
            .map(|_| false)
    }

    /// Whether a file is as it was read: what somebody else wrote meanwhile is neither written over nor removed.
    fn is_as_read(&self, name: &str, before: Option<&Found>) -> bool {
        let now = self.read(name).ok().flatten().map(|found| found.text);
        now.as_ref() == before.map(|before| &before.text)
    }

    /// Removes a file, and its folder too where that is empty then and wanted.
    pub(crate) fn remove(&self, name: &str, before: Option<&Found>, and_folder: bool, locks: &Locks) -> Result<()> {
        let failed = |error: io::Error| unwritable(name, &error);
        let (folder, file) = name.rsplit_once('/').map_or((None, name), |(folder, file)| (Some(folder), file));
        let opened = folder.map_or_else(|| self.0.try_clone(), |folder| self.0.open_dir(folder)).map_err(failed)?;
        let alone = locks.of(&opened, Path::new(file)).map_err(failed)?;
        if !self.is_as_read(name, before) {
            return Err(changed_meanwhile(name));
        }
        opened.remove_file(file).map_err(failed)?;
        drop(alone);
        if let Some(folder) = folder.filter(|_| and_folder) {
            // one that is not empty stays
            let _ = self.0.remove_dir(folder);
        }
        settle(&self.0);
        Ok(())
    }
}

fn put(folder: &Dir, name: &str, text: &str, before: Option<&Found>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // until it has the bits of what was there, nobody else reads it
    #[cfg(unix)]
    if before.is_some() {
        cap_std::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = folder.open_with(name, &options)?;
    file.write_all(text.as_bytes())?;
    if let Some(found) = before {
        file.set_permissions(found.permissions.clone())?;
    }
    file.sync_all()
}

/// Fails where nothing may be put into a folder.
#[cfg(unix)]
fn refuse_closed(folder: &Dir) -> io::Result<()> {
    rustix::fs::accessat(folder, ".", rustix::fs::Access::WRITE_OK, rustix::fs::AtFlags::EACCESS)?;
    Ok(())
}

/// The system tells it only when it is tried.
#[cfg(not(unix))]
fn refuse_closed(_: &Dir) -> io::Result<()> {
    Ok(())
}

/// The name lasts once the folder does; a system that cannot sync a folder has renamed all the same.
fn settle(folder: &Dir) {
    let _ = folder.open(".").and_then(|folder| folder.sync_all());
}

fn changed_meanwhile(name: &str) -> Error {
    Error::new(ErrorKind::Conflict, format!("`{name}` was changed meanwhile, and stays as it is; read it again."))
}

fn is_missing(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    let is_denied = error.kind() == io::ErrorKind::PermissionDenied;
    let why = if is_denied { "it may not be read, or leads out of the workspace" } else { "the disk refused" };
    Error::new(ErrorKind::Conflict, format!("`{name}` cannot be read: {why}."))
        .caused_by(io::Error::new(error.kind(), error.to_string()))
}

fn unwritable(name: &str, error: &io::Error) -> Error {
    let cause = io::Error::new(error.kind(), error.to_string());
    if crate::platform::no_space(error.kind()) {
        let message = format!("No space is left for `{name}`, which stays as it was; make space and try again.");
        return Error::new(ErrorKind::Internal, message).caused_by(cause);
    }
    let message = format!("`{name}` cannot be written: its folder may only be read, or leads out of the workspace.");
    Error::new(ErrorKind::Conflict, message).caused_by(cause)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_hand_that_is_faster_than_the_look_before_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::open(&folder.path().canonicalize().unwrap()).unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("x.json"), "before").unwrap();
        let read = place.read("x.json").unwrap();
        std::fs::write(at(".new"), "by hand").unwrap();
        std::fs::rename(at(".new"), at("x.json")).unwrap();
        std::fs::write(at("ours"), "ours").unwrap();
        let is_put = |before: Option<&Found>| place.take_place((&place.0, "ours", "x.json"), "x.json", before).unwrap();
        for before in [read.as_ref(), None] {
            assert!(!is_put(before), "{before:?}");
            let text = |name: &str| std::fs::read_to_string(at(name)).unwrap();
            assert_eq!((text("x.json").as_str(), text("ours").as_str()), ("by hand", "ours"));
        }
        assert!(is_put(place.read("x.json").unwrap().as_ref()));
        assert!(std::fs::read_to_string(at("x.json")).unwrap() == "ours" && !at("ours").exists());
    }
}
