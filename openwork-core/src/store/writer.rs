//! The one writer: a thread that takes units of work from a queue and lets what queued meanwhile share a commit.
//!
//! ```text
//!  write() ──▶ queue (bounded) ──▶ batch ──▶ run each ──all agree──▶ commit ──▶ answer all
//!                                              │ one refuses after writing
//!                                              └─▶ abort, put it aside, run the others again
//! ```
//!
//! - Nobody is answered before the commit has returned: also a refusal may rest on what a neighbour wrote.
//! - A commit that fails answers the whole batch. redb then refuses everything until it is opened anew, so the writer
//!   does that, with readers waiting; if the disk is too full even for that, reads go on from a view in memory and the
//!   next unit of work tries again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use redb::{Database, WriteTransaction};
use tokio::sync::{mpsc, oneshot, watch};

use crate::store::error::StoreError;
use crate::store::folder::Medium;
use crate::store::open;
use crate::store::state::{Phase, Shared};
use crate::store::unit::Write;

/// How many units of work may wait; more wait before the queue.
pub(super) const QUEUE: usize = 1024;
/// How many units of work share a commit at most.
pub(super) const BATCH: usize = 512;

/// What the writer is told.
pub(super) enum Message {
    /// A unit of work.
    Unit(Box<dyn Unit>),
    /// A reader met a failure of the disk.
    Mend,
    /// Finish what is queued before this, and close.
    Close,
}

/// A unit of work, whatever it gives.
pub(super) trait Unit: Send {
    /// Runs it, perhaps not for the first time.
    fn run(&mut self, write: &Write<'_>) -> Ran;

    /// Tells the caller how it ended: as it ran last, or with what befell the batch.
    fn answer(self: Box<Self>, failed: Option<&StoreError>);
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    /// Keep what it wrote.
    Agreed,
    /// Keep nothing of it.
    Refused,
    /// It panicked; what it left behind is anybody's guess.
    Panicked,
}

/// A closure that waits for its turn, and the caller who waits for it.
pub(super) struct Job<T, E, W> {
    work: W,
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T, E, W> Job<T, E, W> {
    /// A unit of work that has not run.
    pub(super) fn new(work: W, caller: oneshot::Sender<Result<T, E>>) -> Self {
        Self { work, outcome: None, caller }
    }
}

impl<T, E, W> Unit for Job<T, E, W>
where
    W: FnMut(&Write<'_>) -> Result<T, E> + Send,
    E: From<StoreError> + Send,
    T: Send,
{
    fn run(&mut self, write: &Write<'_>) -> Ran {
        let (outcome, ran) = match catch_unwind(AssertUnwindSafe(|| (self.work)(write))) {
            Ok(Ok(value)) => (Ok(value), Ran::Agreed),
            Ok(Err(error)) => (Err(error), Ran::Refused),
            Err(panic) => {
                (Err(StoreError::Panicked { message: StoreError::panic_text(&*panic) }.into()), Ran::Panicked)
            }
        };
        self.outcome = Some(outcome);
        ran
    }

    fn answer(self: Box<Self>, failed: Option<&StoreError>) {
        let outcome = match (failed, self.outcome) {
            (Some(error), _) => Err(error.clone().into()),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(StoreError::Closed.into()),
        };
        // A caller who has gone away has forgone the answer.
        let _ = self.caller.send(outcome);
    }
}

/// The writer's side of the store.
pub(super) struct Writer<M> {
    medium: M,
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Message>,
    ended: watch::Sender<Option<Result<(), StoreError>>>,
}

impl<M: Medium> Writer<M> {
    /// A writer that has not started. How it ended goes to `ended`.
    pub(super) fn new(
        medium: M,
        shared: Arc<Shared>,
        queue: mpsc::Receiver<Message>,
        ended: watch::Sender<Option<Result<(), StoreError>>>,
    ) -> Self {
        Self { medium, shared, queue, ended }
    }

    /// Works until it is told to close or nobody is left who could.
    pub(super) fn run(mut self) {
        let mut batch = Vec::new();
        while let Some(message) = self.queue.blocking_recv() {
            let last = self.gather(message, &mut batch);
            self.settle(&mut batch);
            if last {
                break;
            }
        }
        self.close();
    }

    /// This message and what is queued behind it, until the batch is full; says whether it was told to close.
    fn gather(&mut self, first: Message, batch: &mut Vec<Box<dyn Unit>>) -> bool {
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Unit(unit) => batch.push(unit),
                Message::Mend => self.mend(),
                Message::Close => return true,
            }
            next = if batch.len() < BATCH { self.queue.try_recv().ok() } else { None };
        }
        false
    }

    /// Runs the batch and answers it.
    fn settle(&self, batch: &mut Vec<Box<dyn Unit>>) {
        if batch.is_empty() {
            return;
        }
        let failed = self.attempt(batch).err();
        if failed.is_some() {
            // before the answers, so that whoever gets one can go on at once
            self.shared.reopen(&self.medium);
        }
        self.shared.settle();
        for unit in batch.drain(..) {
            unit.answer(failed.as_ref());
        }
    }

    /// Runs the batch on a database that works.
    fn attempt(&self, batch: &mut [Box<dyn Unit>]) -> Result<(), StoreError> {
        if !matches!(*self.shared.phase(), Phase::Live(_)) {
            self.shared.reopen(&self.medium);
        }
        match &*self.shared.phase() {
            Phase::Live(database) => catch_unwind(AssertUnwindSafe(|| self.transact(database, batch)))
                .unwrap_or_else(|panic| Err(StoreError::damaged(self.medium.path(), StoreError::panic_text(&*panic)))),
            Phase::View(_, error) | Phase::Lost(error) => Err(error.clone()),
            // after the attempt to open it neither is possible
            Phase::Examined(_) | Phase::Closed => Err(StoreError::Closed),
        }
    }

    /// One commit with everything in the batch that agrees to it.
    fn transact(&self, database: &Database, batch: &mut [Box<dyn Unit>]) -> Result<(), StoreError> {
        let path = self.medium.path();
        let fault = |error: redb::Error| StoreError::database(path, error);
        let mut units: Vec<_> = batch.iter_mut().collect();
        loop {
            let transaction = open::begin(database, path)?;
            match run_all(&transaction, path, &mut units)? {
                Outcome::Commit { of_items } => {
                    let committed = transaction.commit().map_err(|error| fault(error.into()));
                    if of_items {
                        // also where nobody knows whether they are
                        self.shared.items_changed();
                    }
                    committed?;
                    self.shared.count_commit(units.len());
                    return Ok(());
                }
                Outcome::Nothing => return transaction.abort().map_err(|error| fault(error.into())),
                Outcome::Again => transaction.abort().map_err(|error| fault(error.into()))?,
            }
        }
    }

    /// Opens the database anew if a reader's failure has stopped it.
    fn mend(&self) {
        let works = matches!(&*self.shared.phase(), Phase::Live(database) if database.begin_write().is_ok());
        if !works {
            self.shared.reopen(&self.medium);
        }
        self.shared.settle();
    }

    /// Closes the database, lets go of the place, and says so. Whoever comes later is told that it is closed.
    fn close(mut self) {
        self.queue.close();
        while let Some(message) = self.queue.blocking_recv() {
            if let Message::Unit(unit) = message {
                unit.answer(Some(&StoreError::Closed));
            }
        }
        let result = self.shared.close();
        drop(self.medium);
        self.ended.send_replace(Some(result));
    }
}

/// What to do with a transaction in which units of work have run.
enum Outcome {
    /// Keep it; whether what is managed is otherwise then.
    Commit { of_items: bool },
    /// Nobody wrote.
    Nothing,
    /// Undo it, because of one that has been put aside, and run the others again.
    Again,
}

/// Runs each unit; puts aside those that refuse. One that refuses before it has written harms nobody; one that has
/// written spoils the transaction, which cannot be undone in part.
fn run_all(
    transaction: &WriteTransaction,
    path: &Path,
    units: &mut Vec<&mut Box<dyn Unit>>,
) -> Result<Outcome, StoreError> {
    let (mut turn, mut anything, mut of_items) = (0, false, false);
    while let Some(unit) = units.get_mut(turn) {
        let write = Write::new(transaction, path);
        let ran = unit.run(&write);
        if let Some(trouble) = write.trouble() {
            return Err(trouble);
        }
        if ran == Ran::Agreed {
            anything |= write.wrote();
            of_items |= write.wrote_items();
            turn += 1;
            continue;
        }
        units.remove(turn);
        if write.wrote() || ran == Ran::Panicked {
            return Ok(Outcome::Again);
        }
    }
    Ok(if anything { Outcome::Commit { of_items } } else { Outcome::Nothing })
}
