//! What readers and the writer share: the database, as it is now.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, TryLockError};

use prometheus::Histogram;
use redb::Database;
use tokio::sync::watch;

use crate::runtime::metrics;
use crate::store::error::StoreError;
use crate::store::folder::Medium;
use crate::store::open;

/// The database, as far as it can be used.
///
/// ```text
/// Examined ──the first unit of work──▶ Live
///
/// Live ──the disk fails──▶ (reopened) ──▶ Live
///   ▲                          └─ not possible ──▶ View ── nor that ──▶ Lost
///   └────────── the next unit of work, when the disk is well ────────────┘
/// ```
pub(super) enum Phase {
    /// For reads: as it was found at the start, nothing written yet.
    Examined(Database),
    /// For reads and writes.
    Live(Database),
    /// For reads: the state that recovery leads to, in memory only, and what keeps it from the disk.
    View(Database, StoreError),
    /// For nothing, for this reason.
    Lost(StoreError),
    /// For nothing, ever again.
    Closed,
}

/// How the store is, for people.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    /// It is read and written.
    Ready,
    /// It is being opened anew after the disk failed.
    Recovering,
    /// It is read only, for this reason; each further write tries again.
    ReadOnly(StoreError),
    /// It cannot be used, for this reason; each further write tries again.
    Lost(StoreError),
    /// It was closed.
    Closed,
}

/// The database and what is told about it.
pub(super) struct Shared {
    path: PathBuf,
    /// Changed by the writer only. A reader holds it for as long as it reads, so a change waits for the readers.
    phase: RwLock<Phase>,
    /// How it is between two attempts to write.
    settled: watch::Sender<Condition>,
    batches: Option<Histogram>,
    /// How often what is managed was written.
    items: AtomicU64,
}

impl Shared {
    /// A database that was just opened.
    pub(super) fn new(path: &Path, phase: Phase) -> Self {
        let settled = watch::Sender::new(Condition::Ready);
        Self {
            path: path.to_owned(),
            phase: RwLock::new(phase),
            settled,
            batches: metrics::batches(),
            items: AtomicU64::default(),
        }
    }

    /// The database's file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The database as it is now, until the guard is dropped.
    pub(super) fn phase(&self) -> RwLockReadGuard<'_, Phase> {
        self.phase.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it is now. Waits for nobody.
    pub(super) fn condition(&self) -> Condition {
        let phase = match self.phase.try_read() {
            Ok(phase) => phase,
            Err(TryLockError::Poisoned(phase)) => phase.into_inner(),
            Err(TryLockError::WouldBlock) => return Condition::Recovering,
        };
        match &*phase {
            Phase::Examined(_) | Phase::Live(_) => Condition::Ready,
            Phase::View(_, error) => Condition::ReadOnly(error.clone()),
            Phase::Lost(error) => Condition::Lost(error.clone()),
            Phase::Closed => Condition::Closed,
        }
    }

    /// How it is between two attempts to write, now and on each change: what an attempt tries on the way is not shown.
    pub(super) fn conditions(&self) -> watch::Receiver<Condition> {
        self.settled.subscribe()
    }

    /// Tells how it is, now that an attempt is over.
    pub(super) fn settle(&self) {
        let now = self.condition();
        let is_other = |known: &Condition| std::mem::discriminant(known) != std::mem::discriminant(&now);
        self.settled.send_if_modified(|known| {
            let is_news = is_other(known);
            if is_news {
                *known = now.clone();
            }
            is_news
        });
    }

    /// Counts a commit of so many units of work.
    pub(super) fn count_commit(&self, units: usize) {
        if let Some(batches) = &self.batches {
            batches.observe(f64::from(u32::try_from(units).unwrap_or(u32::MAX)));
        }
    }

    /// What is managed is otherwise from now on.
    pub(super) fn items_changed(&self) {
        self.items.fetch_add(1, Ordering::Release);
    }

    /// How often what is managed was written.
    pub(super) fn items(&self) -> u64 {
        self.items.load(Ordering::Acquire)
    }

    /// The commits since the store was opened, by their size.
    pub(super) fn batches(&self) -> Option<Histogram> {
        self.batches.clone()
    }

    /// How many commits there have been since the store was opened.
    #[cfg(test)]
    pub(super) fn commits(&self) -> u64 {
        self.batches.as_ref().map_or(0, Histogram::get_sample_count)
    }

    /// Lets go of the database and opens it anew, with recovery.
    pub(super) fn reopen<M: Medium>(&self, medium: &M) {
        let mut phase = self.phase.write().unwrap_or_else(PoisonError::into_inner);
        // the old one holds the file's lock
        *phase = Phase::Closed;
        *phase = match open::connect(medium) {
            Ok(database) => Phase::Live(database),
            Err(error) => match open::examine(medium) {
                Ok(view) => Phase::View(view, error),
                Err(_) => Phase::Lost(error),
            },
        };
    }

    /// Closes the database for good. An error means that the next open has to recover, not that something is lost.
    pub(super) fn close(&self) -> Result<(), StoreError> {
        let mut phase = self.phase.write().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *phase, Phase::Closed) {
            // redb's close is itself a commit, with what a quick start needs and in two phases, so that damage done to
            // a closed file is always noticed
            Phase::Live(database) => database.close().map_err(|error| StoreError::database(&self.path, error)),
            Phase::View(_, error) | Phase::Lost(error) => Err(error),
            Phase::Examined(_) | Phase::Closed => Ok(()),
        }
    }
}
