//! The store: what the server must not forget, in one file.
//!
//! A unit of work is a closure. [`Store::write`] runs it in a transaction with others that came at the same time and
//! returns when it is on the disk; [`Store::read`] runs it on a snapshot. Both speak in rows, see `rows`.
//!
//! ```text
//! let taken = store.read(|read| read.workspaces().by_folder("/srv/a"))?;
//! store.write(move |write| {                       // both or neither
//!     write.workspaces().put(&record)?;
//!     write.counters().put(&counter)
//! }).await?;                                       // only now is it announced to anybody
//! ```
//!
//! One process, one `Store`: the folder is locked. Whatever stops the process, an acknowledged unit of work is there when
//! the store is opened again, and no unit of work is there in part.
//!
//! Not here: rules of any area, events, caching above redb, and anything that OpenCode keeps itself.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

mod codec;
mod error;
mod folder;
mod lock;
mod open;
mod overlay;
pub(crate) mod rows;
mod sealed;
mod state;
mod tables;
#[cfg(test)]
pub(crate) mod tests;
mod thread;
mod unit;
mod upgrade;
mod whole;
mod writer;

pub(crate) use error::StoreError;
pub(crate) use folder::BEFORE_IMPORT;
pub(crate) use rows::environment::variable_place;
pub(crate) use rows::imports::{alias_mark, kept_place};
pub(crate) use rows::managed::secret_place as item_secret_place;
pub(crate) use rows::router::{identity_key, secret_place};
pub(crate) use sealed::{Key, Seal};
pub(crate) use state::Condition;
pub(crate) use unit::{Read, Write};
pub(crate) use whole::Checked;

use folder::{Folder, Medium};
use state::{Phase, Shared};
use thread::Thread;
use upgrade::Layout;
use writer::{Job, Message, Writer};

/// The open store. Clones are the same store; dropping the last one closes it.
#[derive(Clone)]
pub(crate) struct Store {
    inner: Arc<Inner>,
}

/// What the clones share.
struct Inner {
    id: String,
    shared: Arc<Shared>,
    queue: mpsc::Sender<Message>,
    ended: watch::Receiver<Option<Result<(), StoreError>>>,
    writer: Thread,
}

impl Store {
    /// Opens the store in this folder; makes both if they are not there. Reads the whole file, so call it where
    /// blocking is allowed.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_in(Folder::claim(folder)?, upgrade::CURRENT)
    }

    /// Opens the store in this place, in this layout.
    fn open_in<M: Medium>(medium: M, layout: Layout) -> Result<Self, StoreError> {
        let opened = open::open(&medium, layout)?;
        let shared = Arc::new(Shared::new(medium.path(), opened.phase));
        let (queue, queued) = mpsc::channel(writer::QUEUE);
        let (ending, ended) = watch::channel(None);
        let writer = Writer::new(medium, shared.clone(), queued, ending);
        let writer = Thread::later("openwork-store", move || writer.run());
        Ok(Self { inner: Arc::new(Inner { id: opened.store_id, shared, queue, ended, writer }) })
    }

    /// Which store this is: made with it, and the same for as long as it lives. A backup has it too.
    pub(crate) fn id(&self) -> &str {
        &self.inner.id
    }

    /// Runs a unit of work. When it agrees (`Ok`) and this returns, what it wrote is on the disk; when it refuses or
    /// panics, nothing of it is.
    ///
    /// The work may run more than once, for the sake of a neighbour that was undone; so it may change nothing but the
    /// store. It runs on the writer's thread and holds up everybody else: no waiting, and no calls of the store.
    /// Dropping the future gives up the answer, not the work.
    ///
    /// An error of the disk means that it is unknown whether the work was kept, wholly or not at all.
    pub(crate) async fn write<T, E>(
        &self,
        work: impl FnMut(&Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let unit = Message::Unit(Box::new(Job::new(work, caller)));
        self.writer()?;
        if self.inner.queue.send(unit).await.is_err() {
            return Err(StoreError::Closed.into());
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs a read on a snapshot, at once and on this thread; it waits for no writer. Keep it short: a snapshot keeps old
    /// pages alive and holds up a recovery. Do not call the store within.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let shared = &self.inner.shared;
        let result = match &*shared.phase() {
            Phase::Examined(database) | Phase::Live(database) | Phase::View(database, _) => {
                Read::begin(database, shared.path()).and_then(|read| work(&read))
            }
            Phase::Lost(error) => Err(error.clone()),
            Phase::Closed => Err(StoreError::Closed),
        };
        if matches!(result, Err(StoreError::Io { .. } | StoreError::Full { .. })) {
            // redb stops after a failure until it is opened anew. A full queue loses nothing: the next writer to fail
            // has the same done.
            let _ = self.writer().map(|()| self.inner.queue.try_send(Message::Mend));
        }
        result
    }

    /// Sees that there is somebody to take what is queued.
    fn writer(&self) -> Result<(), StoreError> {
        let path = self.inner.shared.path();
        self.inner.writer.start().map_err(|error| StoreError::io("start the writer of", path, error))
    }

    /// How it is now; answers at once.
    pub(crate) fn condition(&self) -> Condition {
        self.inner.shared.condition()
    }

    /// How it is between two attempts to write, now and on each change.
    pub(crate) fn conditions(&self) -> watch::Receiver<Condition> {
        self.inner.shared.conditions()
    }

    /// Whether every row can be read and every index fits. Reads everything: call it where blocking is allowed.
    pub(crate) fn check(&self) -> Result<Checked, StoreError> {
        self.read(whole::check)
    }

    /// Writes a copy of the store as it is now to this file, which must not be there yet. Work goes on meanwhile. Call it
    /// where blocking is allowed.
    pub(crate) fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.read(|read| whole::backup(read, to))
    }

    /// Every row of every table, as one JSON object. Hashes of tokens are in it, tokens are not.
    pub(crate) fn dump(&self) -> Result<serde_json::Value, StoreError> {
        self.read(whole::dump)
    }

    /// Stands for how what is managed was written when this was called: a snapshot that is taken after it has all of that, and is
    /// of no use any more once this is another.
    pub(crate) fn items_written(&self) -> u64 {
        self.inner.shared.items()
    }

    /// The commits since the store was opened, by how many units of work they held.
    pub(crate) fn batches(&self) -> Option<prometheus::Histogram> {
        self.inner.shared.batches()
    }

    /// How many commits there have been since the store was opened; fewer than writes, when these come together.
    #[cfg(test)]
    pub(crate) fn commits(&self) -> u64 {
        self.inner.shared.commits()
    }

    /// Finishes what was asked for before, closes the file and lets go of the folder. Every later call gets
    /// [`StoreError::Closed`], except this one, which may be repeated. An error says that the next open has to recover;
    /// the store is closed all the same and nothing acknowledged is lost.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.writer()?;
        // Refused when it is closed already, or closing.
        let _ = self.inner.queue.send(Message::Close).await;
        let mut ended = self.inner.ended.clone();
        match ended.wait_for(Option::is_some).await {
            Ok(result) => result.clone().unwrap_or(Err(StoreError::Closed)),
            Err(_) => Err(StoreError::Closed),
        }
    }
}

impl Drop for Inner {
    /// Waits for the writer, so that the folder is free when this returns. Code that minds the wait calls
    /// [`Store::close`] first.
    fn drop(&mut self) {
        // The writer ends when nobody is left who could ask it for something.
        drop(std::mem::replace(&mut self.queue, mpsc::channel(1).0));
        if !self.writer.end() {
            // It never began: what it would have let go of is let go here, the file before the folder.
            let _ = self.shared.close();
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.inner.shared.path()).finish_non_exhaustive()
    }
}
