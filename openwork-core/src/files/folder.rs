//! Folders as a whole: read with all that is in them, and put in place in one step.
//!
//! ```text
//!  temporary sibling ─▶ files, each synced ─▶ [ what lies there now? ─▶ rename, or exchange ] ─▶ fsync of the folder above
//! ```
//!
//! What fails on the way removes the temporary folder and leaves what was there. A server that is killed may leave one: its name
//! begins with a point, and lists, and the engine, pass over it; it goes when a folder is put beside it again.

use super::fault;
use super::operate::{there, without_replacing};
use super::root::{self, Made, Root, reading};
use super::write::{self, Locks, writable};
use crate::error::{Error, ErrorKind, Result};
use crate::model::file_path::{FilePath, is_device};
use crate::platform::replace;
use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _};
use cap_std::fs::{Dir, OpenOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// How much is read of a folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// How many things it holds at most.
    pub(crate) things: usize,
    /// How many bytes its files have together at most.
    pub(crate) bytes: u64,
    /// How many bytes a file has at most that is read.
    pub(crate) file: u64,
}

/// Something in a folder that is no folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A file with its content.
    File(Vec<u8>),
    /// A file that is too large to be read.
    Large,
    /// A link, a pipe, a device.
    Odd,
}

/// What a folder holds, by path from it on. Names that begin with a point are passed over.
pub(crate) type Contents = BTreeMap<FilePath, Thing>;

/// How deep folders lie in a folder that is read.
const DEPTH: usize = 16;

/// Reads a folder with all that is in it; none where there is none. Links are not followed. One that holds more than the bounds say
/// is `too_large`.
pub(crate) fn read_folder(root: &Root, path: &FilePath, bounds: Bounds) -> Result<Option<Contents>> {
    let folder = match root.folder(path) {
        Ok(folder) => folder,
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut reading = Reading { root, at: path, bounds, all: Contents::new() };
    reading.walk(&folder, &FilePath::default(), 0)?;
    Ok(Some(reading.all))
}

struct Reading<'a> {
    root: &'a Root,
    at: &'a FilePath,
    bounds: Bounds,
    all: Contents,
}

impl Reading<'_> {
    fn walk(&mut self, folder: &Dir, below: &FilePath, depth: usize) -> Result<()> {
        let failed = |error: io::Error| fault::at(self.at, error);
        let mut entries = folder.entries().map_err(failed)?.collect::<io::Result<Vec<_>>>().map_err(failed)?;
        entries.sort_unstable_by_key(cap_std::fs::DirEntry::file_name);
        for entry in entries {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Some(path) = below.child(&name).filter(|_| !name.starts_with('.')) else { continue };
            if self.all.len() >= self.bounds.things || depth > DEPTH {
                return Err(self.too_large());
            }
            let kind = entry.file_type().map_err(|error| fault::at(self.at, error))?;
            if kind.is_dir() {
                let inner = entry.open_dir().map_err(|error| fault::at(self.at, error))?;
                self.walk(&inner, &path, depth + 1)?;
                continue;
            }
            let thing = if kind.is_file() { self.file(folder, &name)? } else { Thing::Odd };
            self.all.insert(path, thing);
        }
        Ok(())
    }

    fn file(&mut self, folder: &Dir, name: &str) -> Result<Thing> {
        let failed = |error: io::Error| fault::at(self.at, error);
        let opened = folder.open_with(name, &reading(FollowSymlinks::No)).map_err(failed)?.into_std();
        let (file, metadata) = self.root.admit(self.at, opened)?;
        if metadata.len() > self.bounds.file {
            return Ok(Thing::Large);
        }
        let mut content = Vec::new();
        file.take(self.bounds.file + 1).read_to_end(&mut content).map_err(failed)?;
        let length = content.len() as u64;
        self.bounds.bytes = self.bounds.bytes.checked_sub(length).ok_or_else(|| self.too_large())?;
        Ok(if length > self.bounds.file { Thing::Large } else { Thing::File(content) })
    }

    fn too_large(&self) -> Error {
        Error::new(ErrorKind::TooLarge, format!("The folder `{}` holds more than is read of one.", self.at))
    }
}

/// What becomes of a folder that lies in the place already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occupied {
    /// It stays, and that is a conflict.
    Refuse,
    /// It goes, with all that is in it.
    Replace,
}

/// Puts a folder with these files in place, by path from it on: all of them or none. Blocks on the file system.
pub(crate) fn put_folder(
    root: &Root,
    locks: &Locks,
    path: &FilePath,
    files: &BTreeMap<FilePath, Vec<u8>>,
    occupied: Occupied,
) -> Result<()> {
    let failed = |error: io::Error| fault::at(path, error);
    let mut made = Made::default();
    let (above, name) = root.place(path, Some(&mut made))?;
    writable(path, &above, &name, None)?;
    sweep(&above);
    let temporary = Temporary::make(&above).map_err(failed)?;
    fill(&temporary.open().map_err(failed)?, path, files)?;
    let lock = locks.of(&above, &name).map_err(failed)?;
    match above.symlink_metadata(&name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            without_replacing((&above, &temporary.name), (&above, &name)).map_err(failed)?;
        }
        Err(error) => return Err(failed(error)),
        Ok(now) if now.is_dir() && occupied == Occupied::Replace => {
            exchange(&above, &temporary.name, &name).map_err(failed)?;
        }
        Ok(_) => return Err(there(path)),
    }
    drop(lock);
    // what was there before has the temporary name now, and goes with it
    drop(temporary);
    root::settle(&above).map_err(failed)
}

/// Removes the temporary folders of servers that are over. What could not be removed is tried again the next time.
fn sweep(above: &Dir) {
    for entry in above.entries().into_iter().flatten().flatten() {
        let is_left = entry.file_name().to_str().is_some_and(write::is_left_behind);
        if is_left && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let _ = above.remove_dir_all(entry.file_name());
        }
    }
}

/// Writes files into a new folder, and waits until they are on the disk.
fn fill(folder: &Dir, at: &FilePath, files: &BTreeMap<FilePath, Vec<u8>>) -> Result<()> {
    let mut folders = BTreeSet::from([FilePath::default()]);
    for (path, content) in files {
        let shown = FilePath::below(at.as_str(), path.as_str());
        let failed = |error: io::Error| {
            if error.kind() != io::ErrorKind::AlreadyExists {
                return fault::at(&shown, error);
            }
            let message = format!("`{shown}` is twice in it, for this disk: names differ in capitals alone.");
            Error::new(ErrorKind::Unprocessable, message)
        };
        if path.as_str().split('/').any(is_device) {
            let message = format!("`{shown}` holds the name of a device on Windows.");
            return Err(Error::new(ErrorKind::Unprocessable, message));
        }
        let above = |path: &FilePath| path.split().map(|(above, _)| above).filter(|above| !above.is_whole());
        folders.extend(std::iter::successors(above(path), above));
        if let Some(above) = above(path) {
            folder.create_dir_all(above.as_str()).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).follow(FollowSymlinks::No);
        let mut file = folder.open_with(path.as_str(), &options).map_err(failed)?;
        file.write_all(content).and_then(|()| file.sync_all()).map_err(failed)?;
    }
    // the inner ones first, so that each is on the disk before the one that holds it
    let settle = |inner: &FilePath| folder.open_dir(root::given(inner)).and_then(|inner| root::settle(&inner));
    folders.iter().rev().try_for_each(settle).map_err(|error| fault::at(at, error))
}

/// A folder that is being filled. Let go, it goes with all that is in it.
struct Temporary<'a> {
    above: &'a Dir,
    name: PathBuf,
}

impl<'a> Temporary<'a> {
    fn make(above: &'a Dir) -> io::Result<Self> {
        let name = PathBuf::from(write::temporary_name());
        above.create_dir(&name)?;
        Ok(Self { above, name })
    }

    fn open(&self) -> io::Result<Dir> {
        self.above.open_dir(&self.name)
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        // renamed, it is there no more; where removing fails the folder is passed over by its name
        let _ = self.above.remove_dir_all(&self.name);
    }
}

/// Exchanges two folders in one step, where the file system has such; else by three renames, the first of which is taken back
/// where the second fails.
fn exchange(above: &Dir, one: &Path, other: &Path) -> io::Result<()> {
    if replace::exchange(above, one, other)? {
        return Ok(());
    }
    // not the name of what is swept: for a moment it is all that there is of what people had
    let aside = PathBuf::from(write::temporary_name()).with_extension("before");
    above.rename(other, above, &aside)?;
    if let Err(error) = above.rename(one, above, other) {
        above.rename(&aside, above, other)?;
        return Err(error);
    }
    above.rename(&aside, above, one)
}
