//! Where the database lies: a folder with one file.
//!
//! ```text
//! <folder>/lock                        held while the store is open; says who holds it
//! <folder>/key                         the key of the secrets in it, since there are any; see `sealed`
//! <folder>/openwork.redb               the database, complete since the moment it has this name
//! <folder>/openwork.redb.new           a database in the making; a leftover is removed
//! <folder>/openwork.redb.layout-N.bak  the database as it was before an upgrade from layout N
//! <folder>/before-import.redb          a copy from before the first import of older OpenWork
//! ```
//! Whatever is in the making (`….new`, `.key.<pid>`) is made by whoever holds the lock: what the next holder finds of it is what
//! a killed one left.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use redb::StorageBackend;
use redb::backends::FileBackend;

use crate::store::error::StoreError;
use crate::store::lock::Lock;

/// The database's file name.
const DATABASE: &str = "openwork.redb";

/// The copy of the database from before the first import of older OpenWork.
pub(crate) const BEFORE_IMPORT: &str = "before-import.redb";

/// How a key in the making is called, but for the number of its process.
const KEY_DRAFT: &str = ".key.";

/// A place for one database. The real one is [`Folder`]; tests have disks that fail on command.
pub(super) trait Medium: Send + 'static {
    /// How the database reads and writes there.
    type Backend: StorageBackend;

    /// What messages call the database.
    fn path(&self) -> &Path;

    /// Whether there is a database.
    fn exists(&self) -> io::Result<bool>;

    /// The database's bytes.
    fn open(&self) -> io::Result<Self::Backend>;

    /// Bytes for a database in the making, empty.
    fn draft(&self) -> io::Result<Self::Backend>;

    /// Makes the draft the database, for good, in one step that happens or does not.
    fn adopt(&self) -> io::Result<()>;

    /// Keeps a copy of the database as it is, before an upgrade from this layout.
    fn keep(&self, layout: u64) -> io::Result<()>;
}

/// A folder whose lock is held.
#[derive(Debug)]
pub(super) struct Folder {
    place: PathBuf,
    path: PathBuf,
    /// Dropped last, after whatever used the folder.
    _lock: Lock,
}

impl Folder {
    /// Makes the folder if it is not there, locks it and clears away what an interrupted run left half-made.
    pub(super) fn claim(path: &Path) -> Result<Self, StoreError> {
        private_folder().recursive(true).create(path).map_err(|error| StoreError::io("create", path, error))?;
        let lock = Lock::take(path)?;
        let folder = Self { place: path.to_owned(), path: path.join(DATABASE), _lock: lock };
        folder.clear().map_err(|error| StoreError::io("clear", path, error))?;
        Ok(folder)
    }

    /// Removes files in the making. The lock is held, so nobody is still making them.
    fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.place)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_str().is_some_and(is_draft) && !entry.file_type()?.is_dir() {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// The name under which `file` is made.
pub(super) fn draft_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// An empty file that only its owner may read.
pub(super) fn create(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().read(true).write(true).create(true).truncate(true)).open(path)
}

/// Gives a finished draft its name and makes both last.
pub(super) fn settle(draft: &Path, file: &Path) -> io::Result<()> {
    OpenOptions::new().read(true).write(true).open(draft)?.sync_all()?;
    fs::rename(draft, file)?;
    // Windows has no way to ask for this; its journal keeps the order of the file's own sync and the rename.
    match file.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

impl Medium for Folder {
    type Backend = FileBackend;

    fn path(&self) -> &Path {
        &self.path
    }

    fn exists(&self) -> io::Result<bool> {
        self.path.try_exists()
    }

    fn open(&self) -> io::Result<FileBackend> {
        let file = OpenOptions::new().read(true).write(true).open(&self.path)?;
        FileBackend::new(file).map_err(io::Error::other)
    }

    fn draft(&self) -> io::Result<FileBackend> {
        FileBackend::new(create(&draft_of(&self.path))?).map_err(io::Error::other)
    }

    fn adopt(&self) -> io::Result<()> {
        settle(&draft_of(&self.path), &self.path)
    }

    fn keep(&self, layout: u64) -> io::Result<()> {
        let copy = self.place.join(format!("{DATABASE}.layout-{layout}.bak"));
        let draft = draft_of(&copy);
        io::copy(&mut File::open(&self.path)?, &mut create(&draft)?)?;
        settle(&draft, &copy)
    }
}

/// Whether a file of this name is one of ours in the making.
fn is_draft(name: &str) -> bool {
    let is_copy =
        [DATABASE, BEFORE_IMPORT].iter().any(|of| name.strip_prefix(of).is_some_and(|rest| rest.starts_with('.')));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_copy && Path::new(name).extension().is_some_and(|extension| extension == "new")
        || name.strip_prefix(KEY_DRAFT).is_some_and(is_number)
}

/// Files that only their owner may read: they hold hashes of tokens.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Folders that only their owner may enter.
fn private_folder() -> DirBuilder {
    #[allow(unused_mut, reason = "it is changed on unix")]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
