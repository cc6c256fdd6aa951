//! What shares a commit, and that sharing it changes nothing else.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc;

use futures_util::future::join_all;
use proptest::prelude::*;

use crate::store::tests::ledger;
use crate::store::tests::records::workspace;
use crate::store::{Store, StoreError, writer};

/// An answer that is being waited for.
type Waiting<'s, T> = Pin<Box<dyn Future<Output = T> + 's>>;

/// Keeps the writer busy until it is told to go on, so that what is asked for meanwhile shares the next commit.
fn hold(store: &Store) -> (mpsc::Sender<()>, Waiting<'_, Result<(), StoreError>>) {
    let (go, wait) = mpsc::channel();
    let (busy, is_busy) = mpsc::channel();
    let mut held: Waiting<'_, _> = Box::pin(store.write(move |_| {
        let _ = busy.send(());
        let _ = wait.recv();
        Ok::<_, StoreError>(())
    }));
    ask(&mut held);
    is_busy.recv().unwrap();
    (go, held)
}

/// Puts a unit of work into the queue, as far as there is room, and does not wait for the answer.
fn ask<T>(waiting: &mut Waiting<'_, T>) {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    // tokio lets a task do only so much at a time; this is not the test's subject
    let mut waiting = std::pin::pin!(tokio::task::unconstrained(waiting.as_mut()));
    assert!(waiting.as_mut().poll(&mut context).is_pending());
}

#[tokio::test]
async fn g16_what_comes_together_shares_a_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (go, held) = hold(&store);
    let mut writes: Vec<Waiting<'_, Result<(), StoreError>>> =
        (0..64).map(|n| Box::pin(ledger::write(&store, n)) as _).collect();
    writes.iter_mut().for_each(ask);
    go.send(()).unwrap();
    held.await.unwrap();
    for answer in join_all(writes).await {
        answer.unwrap();
    }
    assert_eq!(store.commits(), 1, "64 writers, one commit; the unit that wrote nothing needed none");
    assert_eq!(ledger::present(&store).len(), 64);
}

#[tokio::test]
async fn g16_a_batch_is_bounded_and_a_full_queue_waits() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let put = |number| -> Waiting<'_, Result<(), StoreError>> {
        Box::pin(store.write(move |write| write.workspaces().put(&workspace(number))))
    };
    let room = writer::QUEUE as u64;
    let (go, held) = hold(&store);
    let mut queued: Vec<_> = (0..room).map(put).collect();
    queued.iter_mut().for_each(ask);
    assert_eq!(store.inner.queue.capacity(), 0);
    let mut waiting: Vec<_> = (room..room + 200).map(put).collect();
    waiting.iter_mut().for_each(ask);
    go.send(()).unwrap();
    held.await.unwrap();
    join_all(queued).await.into_iter().collect::<Result<(), _>>().unwrap();
    assert_eq!(store.commits(), room / writer::BATCH as u64);
    join_all(waiting).await.into_iter().collect::<Result<(), _>>().unwrap();
    assert_eq!(store.read(|read| read.workspaces().list()).unwrap().len() as u64, room + 200);
}

#[tokio::test]
async fn g16_a_unit_that_refuses_or_panics_leaves_nothing_and_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (go, held) = hold(&store);
    let mut first: Waiting<'_, _> = Box::pin(store.write(|write| write.workspaces().put(&workspace(1))));
    let mut refuses: Waiting<'_, _> = Box::pin(store.write(|write| {
        write.workspaces().put(&workspace(2))?;
        Err::<(), _>(StoreError::Refused { reason: "on second thoughts".to_owned() })
    }));
    let mut panics: Waiting<'_, _> = Box::pin(store.write(|write| {
        write.workspaces().put(&workspace(3))?;
        std::panic::resume_unwind(Box::new("out of ideas"));
        #[allow(unreachable_code, reason = "says what it would have given")]
        Ok::<(), StoreError>(())
    }));
    let mut last: Waiting<'_, _> = Box::pin(store.write(|write| write.workspaces().list()));
    ask(&mut first);
    // each in a transaction that only its own undoing can clean
    ask(&mut panics);
    ask(&mut refuses);
    ask(&mut last);
    go.send(()).unwrap();
    held.await.unwrap();
    first.await.unwrap();
    assert!(matches!(refuses.await, Err(StoreError::Refused { .. })));
    let Err(StoreError::Panicked { message }) = panics.await else { panic!("a panic is answered") };
    assert_eq!(message, "out of ideas");
    assert_eq!(last.await.unwrap(), vec![workspace(1)]);
    assert_eq!(store.read(|read| read.workspaces().list()).unwrap(), vec![workspace(1)]);
    // and the writer is still there
    store.write(|write| write.workspaces().put(&workspace(4))).await.unwrap();
}

#[tokio::test]
async fn g16_work_that_was_given_up_is_still_done_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (go, held) = hold(&store);
    let mut given_up: Waiting<'_, _> = Box::pin(ledger::write(&store, 1));
    ask(&mut given_up);
    drop(given_up);
    go.send(()).unwrap();
    held.await.unwrap();
    store.close().await.unwrap();
    assert_eq!(ledger::present(&Store::open(folder.path()).unwrap()).len(), 1);
}

#[tokio::test]
async fn g16_what_was_asked_before_closing_is_done_and_what_comes_later_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (go, held) = hold(&store);
    let mut before: Waiting<'_, _> = Box::pin(ledger::write(&store, 1));
    ask(&mut before);
    let mut closing: Waiting<'_, _> = Box::pin(store.close());
    ask(&mut closing);
    let mut after: Waiting<'_, _> = Box::pin(ledger::write(&store, 2));
    ask(&mut after);
    go.send(()).unwrap();
    held.await.unwrap();
    before.await.unwrap();
    closing.await.unwrap();
    assert!(matches!(after.await, Err(StoreError::Closed)));
    assert_eq!(ledger::present(&Store::open(folder.path()).unwrap()).into_iter().collect::<Vec<_>>(), [1]);
}

/// What a unit of work does, and how it ends.
#[derive(Debug, Clone)]
struct Plan {
    steps: Vec<(u64, Option<String>)>,
    end: End,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Agree,
    Refuse,
    Panic,
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let step = (0..6_u64, prop::option::weighted(0.7, "[a-c]"));
    let end = prop_oneof![3 => Just(End::Agree), 2 => Just(End::Refuse), 1 => Just(End::Panic)];
    let plan = (prop::collection::vec(step, 0..4), end).prop_map(|(steps, end)| Plan { steps, end });
    prop::collection::vec(plan, 1..40)
}

/// Workspaces by number, with their names.
type Model = BTreeMap<u64, String>;

/// What a plan gives: what it found before it did anything, agreed or refused, or nothing because it panicked.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    Agreed(Model),
    Refused(Model),
    Panicked,
}

impl From<StoreError> for Answer {
    fn from(error: StoreError) -> Self {
        assert!(matches!(error, StoreError::Panicked { .. }), "{error}");
        Self::Panicked
    }
}

impl Plan {
    /// The plan as it would go alone on the model.
    fn imagine(&self, model: &mut Model) -> Answer {
        let found = model.clone();
        let mut after = model.clone();
        for (number, name) in &self.steps {
            match name {
                Some(name) => drop(after.insert(*number, name.clone())),
                None => drop(after.remove(number)),
            }
        }
        match self.end {
            End::Agree => {
                *model = after;
                Answer::Agreed(found)
            }
            End::Refuse => Answer::Refused(found),
            End::Panic => Answer::Panicked,
        }
    }

    /// The plan on the store.
    async fn carry_out(self, store: &Store) -> Answer {
        let work = move |write: &crate::store::Write<'_>| {
            let found = named(write.workspaces().list()?);
            for (number, name) in &self.steps {
                let record = workspace(*number);
                match name {
                    Some(name) => write.workspaces().put(&crate::model::stored::WorkspaceRecord {
                        display_name: name.clone(),
                        folder: format!("/{name}/{number}"),
                        ..record
                    })?,
                    None => drop(write.workspaces().remove(&record.id)?),
                }
            }
            match self.end {
                End::Agree => Ok(Answer::Agreed(found)),
                End::Refuse => Err(Answer::Refused(found)),
                End::Panic => std::panic::resume_unwind(Box::new("as planned")),
            }
        };
        store.write(work).await.unwrap_or_else(|refused| refused)
    }
}

fn named(records: Vec<crate::model::stored::WorkspaceRecord>) -> Model {
    records.into_iter().map(|record| (record.id.as_str()[3..].parse().unwrap(), record.display_name)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn g16_units_that_share_a_commit_are_as_if_each_had_been_alone(plans in plans()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let (go, held) = hold(&store);
        let mut waiting: Vec<Waiting<'_, _>> =
            plans.iter().map(|plan| Box::pin(plan.clone().carry_out(&store)) as _).collect();
        waiting.iter_mut().for_each(ask);
        go.send(()).unwrap();
        let answers = runtime.block_on(async {
            held.await.unwrap();
            join_all(waiting).await
        });
        let mut model = Model::new();
        let imagined: Vec<_> = plans.iter().map(|plan| plan.imagine(&mut model)).collect();
        prop_assert_eq!(answers, imagined);
        prop_assert_eq!(named(store.read(|read| read.workspaces().list()).unwrap()), model.clone());
        prop_assert!(store.commits() <= 1);
        prop_assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
        drop(store);
        let store = Store::open(folder.path()).unwrap();
        prop_assert_eq!(named(store.read(|read| read.workspaces().list()).unwrap()), model);
    }
}
