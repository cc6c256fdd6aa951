//! The files of a workspace.
//!
//! Everything is done beneath an opened handle of its folder, never by a path of the machine: [`root`] turns a path into an
//! opened file or into the place of one, and is the only module that does. [`write`] puts content in place, whole or not at
//! all; [`revision`] tells one state of a file from another. What lists, walks or searches stands on these three.
//!
//! ```text
//!  FilePath ─▶ root (beneath the folder) ─▶ read │ list ─ walk ─ find, search │ write (temporary, check, rename)
//!                                                                   revision ──────────┘
//! ```
//!
//! Above them: [`catalog`] is a walk with what the file system says of each thing, page by page; [`batch`] and [`operate`] do
//! many things at once, each of which fails alone; [`folder`] puts a folder in place in one step; [`session`] says who may;
//! [`exchange`] is the inbox and the outbox.

mod ahead;
mod batch;
mod catalog;
mod exchange;
mod fault;
mod find;
mod folder;
mod ignored;
mod list;
mod lookup;
mod operate;
mod read;
mod revision;
mod root;
mod search;
mod session;
mod walk;
mod write;

#[cfg(all(test, unix))]
mod tests;

pub(crate) use batch::{ITEMS, read_batch, write_batch};
pub(crate) use catalog::catalog;
pub use exchange::Download;
pub(crate) use exchange::{Exchange, exchanged};
pub(crate) use find::find;
pub(crate) use folder::{Bounds, Contents, Occupied, Thing, put_folder, read_folder};
pub(crate) use list::{list, stat};
pub(crate) use lookup::{Found, entries, is_link, is_linked, remove, remove_empty, sweep, sweep_left_behind};
pub(crate) use operate::{operate, without_replacing};
pub use read::{OpenFile, Pieces};
pub(crate) use read::{TEXT_LIMIT, read_text};
pub use revision::Condition;
pub(crate) use revision::revision_of;
pub(crate) use root::Root;
pub(crate) use search::search;
pub(crate) use session::FileSessions;
pub(crate) use write::{Locks, Waiting, Writing, temporary_name};

use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many walks there may be at a time; further ones wait for their turn.
const WALKS: usize = 4;

/// What all calls on files have in common.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    /// The locks of the files that are written.
    pub(crate) locks: Arc<Locks>,
    /// The turns of those that walk.
    pub(crate) walks: Arc<Semaphore>,
    /// The file sessions that are open.
    pub(crate) sessions: Arc<FileSessions>,
}

impl Default for Shared {
    fn default() -> Self {
        Self { locks: Arc::default(), walks: Arc::new(Semaphore::new(WALKS)), sessions: Arc::default() }
    }
}
