//! The one place where a path becomes a file: beneath the opened folder of a workspace.
//!
//! `cap-std` resolves each path against the handle (by `openat2` with `RESOLVE_BENEATH` where the system has it), so that no
//! link, and no link that is swapped in meanwhile, leads out; what is checked here besides is what lies there, not where.

use super::fault;
use super::walk::Step;
use crate::error::{Error, ErrorKind, Result};
use crate::model::file_path::{FilePath, is_device};
use crate::platform::folder::{self, GONE};
use cap_fs_ext::{FollowSymlinks, MetadataExt as _, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::fs::{Dir, Metadata, OpenOptions};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The opened folder of a workspace.
#[derive(Debug)]
pub(crate) struct Root {
    dir: Dir,
    /// The server's data folder, where it lies in this one, from here and from the machine's root: it holds the host's token.
    held: Option<(PathBuf, PathBuf)>,
}

/// Where a file is put: its folder, opened, and its name there. A link of the workspace is resolved.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) folder: Dir,
    pub(super) name: PathBuf,
    /// What lies there now.
    pub(super) now: Option<Metadata>,
    /// The folders that were made for it.
    pub(super) made: Made,
}

/// Folders that were made on the way to something, each with the one that it lies in, the outermost first. Let go, those that
/// are empty go again: what they were made for did not come.
#[derive(Debug, Default)]
pub(super) struct Made(Vec<(Dir, String)>);

impl Drop for Made {
    fn drop(&mut self) {
        for (above, name) in self.0.iter().rev() {
            let _ = above.remove_dir(name);
        }
    }
}

impl Root {
    /// Opens the folder of a workspace. Blocks on the file system, as everything here does.
    pub(crate) fn open(folder: &Path, data: &Path) -> Result<Self> {
        let failed = |error: io::Error| {
            let denied = error.kind() == io::ErrorKind::PermissionDenied;
            if denied { fault::at(".", error) } else { Error::new(ErrorKind::Conflict, GONE).caused_by(error) }
        };
        let dir = folder::open(folder).map_err(failed)?;
        let data = data.canonicalize().unwrap_or_else(|_| data.to_path_buf());
        let held = data.strip_prefix(folder).ok().map(|below| (below.to_path_buf(), data.clone()));
        Ok(Self { dir, held })
    }

    /// Which folder of the file system it is, whatever its path.
    pub(crate) fn inode(&self) -> Option<u64> {
        self.dir.dir_metadata().ok().map(|about| about.ino())
    }

    /// The folder itself.
    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }

    /// Whether a real path in the workspace belongs to the server.
    pub(super) fn holds_back(&self, real: &Path) -> bool {
        self.held.as_ref().is_some_and(|(below, _)| real.starts_with(below))
    }

    /// What lies at a path, links followed within the workspace.
    pub(super) fn metadata(&self, path: &FilePath) -> io::Result<Metadata> {
        self.dir.metadata(given(path))
    }

    /// The path of what lies there without links.
    pub(super) fn real(&self, path: &FilePath) -> Result<PathBuf> {
        let real = self.dir.canonicalize(given(path)).map_err(|error| fault::at(path, error))?;
        if self.holds_back(&real) { Err(fault::held(path)) } else { Ok(real) }
    }

    /// Opens a file to read it.
    pub(super) fn file(&self, path: &FilePath) -> Result<(File, Metadata)> {
        let metadata = self.metadata(path).map_err(|error| fault::at(path, error))?;
        regular(path, &metadata)?;
        let opened = self.dir.open_with(given(path), &reading(FollowSymlinks::Yes));
        if self.held.is_some() {
            self.real(path)?;
        }
        self.admit(path, opened.map_err(|error| fault::at(path, error))?.into_std())
    }

    /// An opened file, if it is one and the server's secrets are not in it. What was looked at before it was opened may have
    /// been swapped since.
    pub(super) fn admit(&self, path: &FilePath, file: File) -> Result<(File, Metadata)> {
        let metadata = Metadata::from_file(&file).map_err(|error| fault::at(path, error))?;
        regular(path, &metadata)?;
        if let Some((_, held)) = &self.held
            && place_of(&file).is_some_and(|place| place.starts_with(held))
        {
            return Err(fault::held(path));
        }
        Ok((file, metadata))
    }

    /// Opens a file that a walk came by.
    pub(super) fn come_by(&self, step: &Step) -> Option<File> {
        let file = step.folder.open_with(step.name(), &reading(FollowSymlinks::No)).ok()?;
        self.admit(&step.path, file.into_std()).ok().map(|(file, _)| file)
    }

    /// Opens a folder.
    pub(super) fn folder(&self, path: &FilePath) -> Result<Dir> {
        self.real(path)?;
        let folder = self.dir.open_dir(given(path)).map_err(|error| fault::at(path, error))?;
        Ok(folder)
    }

    /// Where something of this path lies, or may: its folder, opened, and its name there. A link at its end is not followed, and
    /// what belongs to the server, or holds it, is not given.
    pub(super) fn place(&self, path: &FilePath, made: Option<&mut Made>) -> Result<(Dir, PathBuf)> {
        let Some((above, name)) = path.split() else {
            let message = "The workspace's own folder stays where it is; name what lies in it.";
            return Err(Error::new(ErrorKind::Forbidden, message));
        };
        let folder = self.parent(&above, made)?;
        if let Some((below, held)) = &self.held {
            let real = if above.is_whole() { PathBuf::new() } else { self.real(&above)? }.join(name);
            let there = place_of(&folder).map(|folder| folder.join(name));
            let is_ours = |place: &Path, ours: &Path| place.starts_with(ours) || ours.starts_with(place);
            if is_ours(&real, below) || there.is_some_and(|there| is_ours(&there, held)) {
                return Err(fault::held(path));
            }
        }
        Ok((folder, PathBuf::from(name)))
    }

    /// Where a file of this path is put.
    pub(super) fn target(&self, path: &FilePath, make_parents: bool) -> Result<Target> {
        let Some((parent, name)) = path.split() else { return Err(fault::folder(path)) };
        let is_link = self.dir.symlink_metadata(given(path)).is_ok_and(|metadata| metadata.is_symlink());
        let (parent, name) = if is_link { self.end_of_link(path)? } else { (parent, PathBuf::from(name)) };
        let mut made = Made::default();
        let folder = self.parent(&parent, make_parents.then_some(&mut made))?;
        if let Some((_, held)) = &self.held
            && place_of(&folder).is_some_and(|place| place.starts_with(held))
        {
            return Err(fault::held(path));
        }
        let now = look(path, &folder, &name)?;
        if now.is_none() && name.to_str().is_some_and(is_device) {
            let message = format!("`{path}` is the name of a device on Windows; take another.");
            return Err(Error::new(ErrorKind::Unprocessable, message));
        }
        Ok(Target { folder, name, now, made })
    }

    /// Where the file lies that a link leads to.
    fn end_of_link(&self, path: &FilePath) -> Result<(FilePath, PathBuf)> {
        let nowhere = |error: Error| {
            let message = format!("`{path}` is a link that leads nowhere; remove it, or make what it leads to.");
            if error.kind == ErrorKind::NotFound { Error::new(ErrorKind::Unprocessable, message) } else { error }
        };
        let real = self.real(path).map_err(nowhere)?;
        let text = real.to_str().and_then(|text| text.parse::<FilePath>().ok());
        let split = text.and_then(|text| text.split().map(|(folder, name)| (folder, PathBuf::from(name))));
        split.ok_or_else(|| fault::folder(path))
    }

    /// Opens the folder that a file is put into; makes it where what was made is wanted.
    fn parent(&self, path: &FilePath, made: Option<&mut Made>) -> Result<Dir> {
        let made = match (self.folder(path), made) {
            (Err(error), Some(made)) if error.kind == ErrorKind::NotFound => made,
            (Err(error), None) if error.kind == ErrorKind::NotFound => {
                let message =
                    format!("There is no folder `{path}` in this workspace; make it, or set `createParents`.");
                return Err(Error::new(ErrorKind::NotFound, message));
            }
            (other, _) => return other,
        };
        if path.as_str().split('/').any(is_device) {
            let message = format!("`{path}` holds the name of a device on Windows; take another.");
            return Err(Error::new(ErrorKind::Unprocessable, message));
        }
        // the nearest folder that is there, then one after the other, so that each is on the disk before what lies in it
        let above = path.split().map(|(above, _)| above).unwrap_or_default();
        let folder = self.parent(&above, Some(&mut *made))?;
        let name = path.split().map_or("", |(_, name)| name);
        let is_made = match folder.create_dir(name) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(fault::at(path, error)),
            done => done.is_ok(),
        };
        let settled = settle(&folder);
        if is_made {
            made.0.push((folder, name.to_owned()));
        }
        settled.map_err(|error| fault::at(path, error))?;
        self.folder(path)
    }
}

/// The path as the file system takes it.
pub(super) fn given(path: &FilePath) -> &str {
    if path.is_whole() { "." } else { path.as_str() }
}

/// How a file is opened to be read: a pipe that was swapped in is not waited for.
pub(super) fn reading(follow: FollowSymlinks) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).follow(follow).nonblock(true);
    options
}

/// What lies under a name, if it is a file that may be written or nothing.
pub(super) fn look(path: &FilePath, folder: &Dir, name: &Path) -> Result<Option<Metadata>> {
    match folder.symlink_metadata(name) {
        Ok(metadata) if metadata.is_symlink() => {
            let message = format!("`{path}` became a link meanwhile; look at it, and try again.");
            Err(Error::new(ErrorKind::Conflict, message))
        }
        Ok(metadata) => regular(path, &metadata).map(|()| Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault::at(path, error)),
    }
}

/// Waits until what was made and removed in a folder is on the disk.
pub(super) fn settle(folder: &Dir) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(()); // a folder's handle cannot be flushed there
    }
    folder.open(".")?.into_std().sync_all()
}

fn regular(path: &FilePath, metadata: &Metadata) -> Result<()> {
    match metadata {
        file if file.is_file() => Ok(()),
        folder if folder.is_dir() => Err(fault::folder(path)),
        _ => Err(fault::special(path)),
    }
}

/// Where an opened file or folder really lies on this machine.
#[cfg(target_os = "linux")]
fn place_of(file: &impl std::os::fd::AsRawFd) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()
}

/// The real path that was asked for has to do.
#[cfg(not(target_os = "linux"))]
fn place_of<T>(_: &T) -> Option<PathBuf> {
    None
}
