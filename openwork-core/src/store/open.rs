//! From a place to a database that can be trusted.
//!
//! ```text
//! nothing there ── make a draft, commit the schema, close, sync, rename ─┐
//! something there ───────────────────────────────────────────────────────┴─▶ examine, through an overlay
//!     not what was written: Damaged          this build's: that view serves the reads; the first unit
//!     newer than this build: Newer           of work connects (see `state`), so that a start, and a run
//!     older: copy aside, connect, upgrade    that changes nothing, write nothing
//! ```
//!
//! The examination reads the whole file, a few megabytes, and checks every page's checksum, because a plain open of
//! redb trusts a file that was closed cleanly. What it cannot tell: in a file that was *not* closed cleanly, damage to
//! the very last commit looks like a power cut during that commit, and the commit before it stands.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::{Database, Durability, StorageBackend, WriteTransaction};

use crate::store::error::StoreError;
use crate::store::folder::Medium;
use crate::store::overlay::Overlay;
use crate::store::rows;
use crate::store::state::Phase;
use crate::store::tables::{self, ABOUT, STORE_ID_KEY};
use crate::store::unit::{Read, Write};
use crate::store::upgrade::{self, Layout};

/// Memory for pages. The whole store is a few megabytes.
const CACHE: usize = 4 << 20;

/// An open database and what it says of itself.
pub(super) struct Opened {
    /// The database, as far as it was needed.
    pub(super) phase: Phase,
    /// Which store it is.
    pub(super) store_id: String,
}

/// Opens the database of this place, in this layout; makes it if there is none.
pub(super) fn open<M: Medium>(medium: &M, layout: Layout) -> Result<Opened, StoreError> {
    let path = medium.path();
    if !medium.exists().map_err(|error| StoreError::io("look for", path, error))? {
        create(medium, layout)?;
    }
    let examined = examine(medium)?;
    let found = upgrade::found(&examined, path)?;
    if found > layout.known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: layout.known });
    }
    let store_id = rows::get(&Read::begin(&examined, path)?, ABOUT, STORE_ID_KEY)?;
    let store_id = store_id.ok_or_else(|| StoreError::damaged(path, "it has no id"))?;
    if found == layout.known {
        return Ok(Opened { phase: Phase::Examined(examined), store_id });
    }
    // it holds the file's lock
    drop(examined);
    medium.keep(found).map_err(|error| StoreError::io("copy", path, error))?;
    let database = connect(medium)?;
    upgrade::run(&database, path, found, layout)?;
    Ok(Opened { phase: Phase::Live(database), store_id })
}

/// A view of the database that has been checked page by page and writes nothing to it.
pub(super) fn examine<M: Medium>(medium: &M) -> Result<Database, StoreError> {
    let path = medium.path();
    let bytes = medium.open().and_then(Overlay::over).map_err(|error| StoreError::io("open", path, error))?;
    let len = bytes.len().map_err(|error| StoreError::io("read", path, error))?;
    if len == 0 {
        // redb would make an empty file a database, and everything that was there would be forgotten
        return Err(StoreError::damaged(path, "it is empty"));
    }
    guarded(path, || {
        Database::builder().set_cache_size(CACHE).set_check_integrity_on_open(true).create_with_backend(bytes)
    })
}

/// The database itself, after it was examined.
pub(super) fn connect<M: Medium>(medium: &M) -> Result<Database, StoreError> {
    let path = medium.path();
    let bytes = medium.open().map_err(|error| StoreError::io("open", path, error))?;
    start(bytes, path)
}

/// The database in these bytes; a new one if there are none.
pub(super) fn start(bytes: impl StorageBackend, path: &Path) -> Result<Database, StoreError> {
    guarded(path, || Database::builder().set_cache_size(CACHE).create_with_backend(bytes))
}

/// Makes a database with every table. It gets its name when it is complete and on the disk, so whatever interrupts this
/// leaves nothing or all of it.
fn create<M: Medium>(medium: &M, layout: Layout) -> Result<(), StoreError> {
    let path = medium.path();
    let draft = medium.draft().map_err(|error| StoreError::io("create", path, error))?;
    let database = start(draft, path)?;
    commit(&database, path, |transaction| {
        for table in tables::ALL {
            transaction.open_table(table).map_err(|error| StoreError::database(path, error))?;
        }
        let store_id = uuid::Uuid::new_v4().simple().to_string();
        rows::put(&Write::new(transaction, path), ABOUT, STORE_ID_KEY, &store_id)?;
        upgrade::stamp(transaction, path, layout.known)
    })?;
    database.close().map_err(|error| StoreError::database(path, error))?;
    medium.adopt().map_err(|error| StoreError::io("create", path, error))
}

/// One transaction, durable when this returns.
pub(super) fn commit(
    database: &Database,
    path: &Path,
    work: impl FnOnce(&WriteTransaction) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let transaction = begin(database, path)?;
    work(&transaction)?;
    transaction.commit().map_err(|error| StoreError::database(path, error))
}

/// A transaction whose commit is durable when it returns.
pub(super) fn begin(database: &Database, path: &Path) -> Result<WriteTransaction, StoreError> {
    let mut transaction = database.begin_write().map_err(|error| StoreError::database(path, error))?;
    transaction.set_durability(Durability::Immediate).map_err(|error| StoreError::database(path, error))?;
    Ok(transaction)
}

/// Opens, and takes a panic for what it is: redb's way to meet a file that it cannot have written.
fn guarded(path: &Path, open: impl FnOnce() -> Result<Database, redb::DatabaseError>) -> Result<Database, StoreError> {
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(opened) => opened.map_err(|error| StoreError::database(path, error)),
        Err(panic) => Err(StoreError::damaged(path, StoreError::panic_text(&*panic))),
    }
}
