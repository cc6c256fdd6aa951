//! Writing: the one place that puts content into a workspace, whole or not at all.
//!
//! ```text
//!  temporary sibling ─▶ content ─▶ fsync ─▶ [ what lies there now? ─▶ rename ] ─▶ fsync of the folder
//!                                           └──── under the file's lock ────┘
//! ```
//!
//! What fails on the way removes the temporary file and leaves what was there. A server that is killed may leave one: its
//! name begins with a point and says what it is and whose, and lists pass over it.

use super::revision::{self, Condition};
use super::root::{self, Made, Root, Target};
use super::{fault, read};
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::{FileRevision, WrittenFile};
use crate::model::file_path::FilePath;
use cap_fs_ext::{FollowSymlinks, MetadataExt as _, OpenOptionsFollowExt as _};
use cap_std::fs::{Dir, Metadata, OpenOptions};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the name of a temporary file begins and ends with.
const TEMPORARY: (&str, &str) = (".openwork-", ".tmp");

/// The locks of files: as many as there may be writers at a time, and a file has always the same.
#[derive(Debug)]
pub(crate) struct Locks {
    hasher: RandomState,
    locks: Vec<Mutex<()>>,
}

impl Default for Locks {
    fn default() -> Self {
        Self { hasher: RandomState::new(), locks: (0..256).map(|_| Mutex::new(())).collect() }
    }
}

impl Locks {
    /// The lock of a file. Where names differ in case only they may be one file, so they have one lock.
    pub(crate) fn of(&self, folder: &Dir, name: &Path) -> std::io::Result<MutexGuard<'_, ()>> {
        Ok(self.lock(self.number(folder, name)?))
    }

    /// The locks of two files, taken in one order, so that nobody waits in a circle.
    pub(super) fn both(
        &self,
        one: (&Dir, &Path),
        other: (&Dir, &Path),
    ) -> std::io::Result<(MutexGuard<'_, ()>, Option<MutexGuard<'_, ()>>)> {
        let (one, other) = (self.number(one.0, one.1)?, self.number(other.0, other.1)?);
        let first = self.lock(one.min(other));
        Ok((first, (one != other).then(|| self.lock(one.max(other)))))
    }

    fn number(&self, folder: &Dir, name: &Path) -> std::io::Result<usize> {
        let place = folder.dir_metadata()?;
        let hash = self.hasher.hash_one((place.dev(), place.ino(), name.to_string_lossy().to_lowercase()));
        Ok(usize::try_from(hash % self.locks.len() as u64).unwrap_or_default())
    }

    fn lock(&self, number: usize) -> MutexGuard<'_, ()> {
        // nothing is left half-done behind a lock: what is renamed is whole
        self.locks[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a name is that of a temporary file.
pub(super) fn is_temporary(name: &str) -> bool {
    let id = name.strip_prefix(TEMPORARY.0).and_then(|rest| rest.strip_suffix(TEMPORARY.1));
    id.is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A name that no other temporary thing has. It begins with the number of the process.
pub(crate) fn temporary_name() -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    format!("{}{:08x}{}{}", TEMPORARY.0, std::process::id(), id.get(8..).unwrap_or_default(), TEMPORARY.1)
}

/// Whether a name is that of a temporary file whose process is over.
pub(super) fn is_left_behind(name: &str) -> bool {
    let number = name.strip_prefix(TEMPORARY.0).and_then(|rest| u32::from_str_radix(rest.get(..8)?, 16).ok());
    is_temporary(name) && number.is_some_and(|number| !crate::platform::process::is_running(number))
}

/// A file that is being written. Let go before [`Writing::finish`], it leaves nothing.
#[derive(Debug)]
pub(crate) struct Writing {
    path: FilePath,
    folder: Dir,
    name: PathBuf,
    temporary: Option<PathBuf>,
    file: File,
    hash: Sha256,
    bytes: u64,
    _made: Made,
}

impl Writing {
    /// Begins to write to a path. Blocks on the file system, as everything here does. What can be known to fail fails here,
    /// before anything is sent.
    pub(crate) fn begin(root: &Root, path: &FilePath, make_parents: bool, condition: &Condition) -> Result<Self> {
        let Target { folder, name, now, made } = root.target(path, make_parents)?;
        writable(path, &folder, &name, now.as_ref())?;
        check(path, &folder, &name, condition, now.as_ref())?;
        let temporary = PathBuf::from(temporary_name());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).follow(FollowSymlinks::No);
        // a new file gets the mode that all new files get; one that replaces another is nobody's to read before it has its mode
        #[cfg(unix)]
        cap_std::fs::OpenOptionsExt::mode(&mut options, if now.is_some() { 0o600 } else { 0o666 });
        let file = folder.open_with(&temporary, &options).map_err(|error| fault::at(path, error))?.into_std();
        let (path, temporary) = (path.clone(), Some(temporary));
        Ok(Self { path, folder, name, temporary, file, hash: Sha256::new(), bytes: 0, _made: made })
    }

    /// Writes more.
    pub(crate) fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.file.write_all(piece).map_err(|error| fault::at(&self.path, error))?;
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        Ok(())
    }

    /// Puts the file in its place, if what lies there fits the condition.
    pub(crate) fn finish(self, locks: &Locks, condition: &Condition) -> Result<WrittenFile> {
        self.sync()?;
        let Placed { written, folder, .. } = self.place(locks, condition, false)?;
        root::settle(&folder).map_err(|error| fault::at(&written.path, error))?;
        Ok(written)
    }

    /// Waits until the content is on the disk.
    pub(super) fn sync(&self) -> Result<()> {
        self.file.sync_all().map_err(|error| fault::at(&self.path, error))
    }

    /// Puts what was synced in its place. It stays there over a fault of the machine once its folder is settled. Where that is
    /// wanted, what it replaces is told.
    pub(super) fn place(mut self, locks: &Locks, condition: &Condition, tell_previous: bool) -> Result<Placed> {
        let failed = |error| fault::at(&self.path, error);
        let lock = locks.of(&self.folder, &self.name).map_err(failed)?;
        let now = root::look(&self.path, &self.folder, &self.name)?;
        writable(&self.path, &self.folder, &self.name, now.as_ref())?;
        check(&self.path, &self.folder, &self.name, condition, now.as_ref())?;
        let previous = now.as_ref().filter(|_| tell_previous).map(|now| {
            let opened = || self.folder.open_with(&self.name, &root::reading(FollowSymlinks::No));
            revision::cheap(now, || opened().ok().map(cap_std::fs::File::into_std))
        });
        if let Some(now) = &now {
            keep_mode(&self.file, now).map_err(failed)?;
        }
        if let Some(temporary) = &self.temporary {
            self.folder.rename(temporary, &self.folder, &self.name).map_err(failed)?;
        }
        drop(lock);
        self.temporary = None;
        let metadata = Metadata::from_file(&self.file).map_err(|error| fault::at(&self.path, error))?;
        let written = WrittenFile {
            path: self.path.clone(),
            bytes: self.bytes,
            revision: revision::strong(self.hash.clone()),
            updated_at: read::changed(&metadata),
            created: now.is_none(),
        };
        let folder = self.folder.try_clone().map_err(|error| fault::at(&self.path, error))?;
        Ok(Placed { written, previous, folder })
    }
}

/// A file that is whole beside its place and waits there, with nothing held open. Whoever lets it go removes it.
#[derive(Debug)]
pub(crate) struct Waiting {
    path: FilePath,
    temporary: PathBuf,
    hash: Sha256,
    bytes: u64,
}

impl Writing {
    /// Lets the file wait, on the disk and closed, so that as many can wait as are wanted.
    pub(crate) fn wait(mut self) -> Result<Waiting> {
        self.sync()?;
        let temporary = self.temporary.take().unwrap_or_default();
        Ok(Waiting { path: self.path.clone(), temporary, hash: self.hash.clone(), bytes: self.bytes })
    }
}

impl Waiting {
    /// Takes it up again, to be put in its place, or let go.
    pub(crate) fn wake(self, root: &Root) -> Result<Writing> {
        let Target { folder, name, made, .. } = root.target(&self.path, false)?;
        let mut options = OpenOptions::new();
        options.write(true).follow(FollowSymlinks::No);
        let opened = folder.open_with(&self.temporary, &options);
        let file = opened.map_err(|error| fault::at(&self.path, error))?.into_std();
        let Self { path, temporary, hash, bytes } = self;
        Ok(Writing { path, folder, name, temporary: Some(temporary), file, hash, bytes, _made: made })
    }
}

/// A file that was put in its place, in a folder that is still to be settled.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) written: WrittenFile,
    /// What it replaced.
    pub(super) previous: Option<FileRevision>,
    pub(super) folder: Dir,
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // where even that fails the file is passed over by its name
            let _ = self.folder.remove_file(temporary);
        }
    }
}

/// Whether what lies there fits a condition.
pub(super) fn check(
    path: &FilePath,
    folder: &Dir,
    name: &Path,
    condition: &Condition,
    now: Option<&Metadata>,
) -> Result<()> {
    revision::check(path.as_str(), condition, now, || {
        let opened = folder.open_with(name, &root::reading(FollowSymlinks::No));
        Ok(opened.map_err(|error| fault::at(path, error))?.into_std())
    })
}

/// Refuses what may not be written, though a rename would do it: a file that is there to be read only.
#[cfg(unix)]
pub(super) fn writable(path: &FilePath, folder: &Dir, name: &Path, now: Option<&Metadata>) -> Result<()> {
    use cap_std::fs::PermissionsExt as _;
    use rustix::fs::{Access, AtFlags, accessat};
    let refused = |what: &str| {
        let message = format!("{what} can only be read; give the right to write, or write elsewhere.");
        Err(Error::new(ErrorKind::Forbidden, message))
    };
    let closed = |metadata: &Metadata| metadata.permissions().mode() & 0o222 == 0;
    // one that is gone by now is denied to nobody
    let denied = |name: &Path| {
        let access = accessat(folder, name, Access::WRITE_OK, AtFlags::EACCESS);
        access.is_err_and(|error| error != rustix::io::Errno::NOENT)
    };
    let about = folder.dir_metadata().map_err(|error| fault::at(path, error))?;
    if closed(&about) || denied(Path::new(".")) {
        return refused(&format!("The folder of `{path}`"));
    }
    match now {
        Some(now) if closed(now) || denied(name) => refused(&format!("`{path}`")),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub(super) fn writable(path: &FilePath, _: &Dir, _: &Path, now: Option<&Metadata>) -> Result<()> {
    match now {
        Some(now) if now.permissions().readonly() => {
            let message = format!("`{path}` can only be read; give the right to write, or write elsewhere.");
            Err(Error::new(ErrorKind::Forbidden, message))
        }
        _ => Ok(()),
    }
}

/// Gives a file the mode of the one that it replaces.
#[cfg(unix)]
fn keep_mode(file: &File, now: &Metadata) -> std::io::Result<()> {
    use cap_std::fs::PermissionsExt as _;
    let mode = now.permissions().mode() & 0o7777;
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_mode(_: &File, _: &Metadata) -> std::io::Result<()> {
    Ok(())
}
