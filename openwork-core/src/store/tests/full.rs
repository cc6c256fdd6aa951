//! A disk that is full, or fails, and then is well again.

use std::io::ErrorKind;

use crate::model::stored::WorkspaceRecord;
use crate::store::tests::dice::Dice;
use crate::store::tests::disk::{Disk, Fault, What};
use crate::store::tests::ledger::{self, Ledger};
use crate::store::tests::records::{counter, workspace};
use crate::store::{Condition, Store, StoreError, upgrade};

/// How many different moments of failure are tried.
const MOMENTS: u64 = 40;

/// A store with three units in it, whose disk then fails.
async fn failing(fault: Fault) -> (Disk, Store, Ledger) {
    let (disk, mut ledger) = (Disk::default(), Ledger::default());
    let store = Store::open_in(disk.clone(), upgrade::CURRENT).unwrap();
    ledger.write(&store, 3).await.unwrap();
    disk.fail(Some(fault));
    (disk, store, ledger)
}

/// The first refusal there is.
async fn refusal(store: &Store, ledger: &mut Ledger) -> StoreError {
    for _ in 0..2000 {
        if let Err(error) = ledger.write(store, 1).await {
            return error;
        }
    }
    panic!("the disk never failed")
}

async fn a_full_disk(what: What, kind: ErrorKind) {
    for after in 0..MOMENTS {
        let (disk, store, mut ledger) = failing(Fault { after, kind, what }).await;
        let error = refusal(&store, &mut ledger).await;
        assert!(matches!(error, StoreError::Full { .. }), "{after} {what:?}: {error}");
        // reads go on, and a second attempt is refused in the same way or succeeds
        ledger.verify(&store);
        if let Err(error) = ledger.write(&store, 2).await {
            assert!(matches!(error, StoreError::Full { .. }), "{after} {what:?}: {error}");
        }
        ledger.verify(&store);

        disk.fail(None);
        ledger.write(&store, 2).await.unwrap_or_else(|error| panic!("{after} {what:?}: space is back, but {error}"));
        ledger.verify(&store);
        store.close().await.unwrap();
        ledger.verify(&Store::open_in(Disk::with(disk.bytes().as_deref()), upgrade::CURRENT).unwrap());
    }
}

#[tokio::test]
async fn g16_a_full_disk_refuses_and_recovers() {
    a_full_disk(What::Changes, ErrorKind::StorageFull).await;
}

#[tokio::test]
async fn g16_a_full_disk_that_takes_half_a_write_refuses_and_recovers() {
    a_full_disk(What::HalfWrites, ErrorKind::QuotaExceeded).await;
}

#[tokio::test]
async fn g16_a_store_that_cannot_write_says_so_and_says_when_it_can_again() {
    let (disk, store, mut ledger) =
        failing(Fault { after: 0, kind: ErrorKind::StorageFull, what: What::Changes }).await;
    assert!(matches!(store.condition(), Condition::Ready), "{:?}", store.condition());
    let mut told = store.conditions();
    refusal(&store, &mut ledger).await;
    assert!(matches!(store.condition(), Condition::ReadOnly(StoreError::Full { .. })), "{:?}", store.condition());
    assert!(matches!(*told.borrow_and_update(), Condition::ReadOnly(StoreError::Full { .. })));
    ledger.write(&store, 1).await.unwrap_err();
    assert!(!told.has_changed().unwrap(), "an attempt tries to open it, and that it was open for a moment is no news");
    disk.fail(Some(Fault { after: 0, kind: ErrorKind::Other, what: What::Reads }));
    let _ = ledger.write(&store, 1).await;
    assert!(matches!(store.condition(), Condition::Lost(_)), "{:?}", store.condition());
    disk.fail(None);
    ledger.write(&store, 1).await.unwrap();
    assert!(matches!(store.condition(), Condition::Ready), "{:?}", store.condition());
    assert!(matches!(*told.borrow_and_update(), Condition::Ready));
    store.close().await.unwrap();
    assert!(matches!(store.condition(), Condition::Closed), "{:?}", store.condition());
}

#[tokio::test]
async fn g16_a_file_that_may_not_grow_refuses_and_recovers() {
    for after in 0..3 {
        let fault = Fault { after, kind: ErrorKind::FileTooLarge, what: What::Growth };
        let (disk, store, mut ledger) = failing(fault).await;
        let error = refusal(&store, &mut ledger).await;
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        ledger.verify(&store);
        disk.fail(None);
        ledger.write(&store, 2).await.unwrap();
        ledger.verify(&store);
    }
}

#[tokio::test]
async fn g16_a_failing_disk_is_no_full_disk() {
    for after in 0..MOMENTS {
        let (disk, store, mut ledger) = failing(Fault { after, kind: ErrorKind::Other, what: What::Changes }).await;
        let error = refusal(&store, &mut ledger).await;
        assert!(matches!(error, StoreError::Io { .. }), "{after}: {error}");
        disk.fail(None);
        ledger.write(&store, 1).await.unwrap();
        ledger.verify(&store);
    }
}

#[tokio::test]
async fn g16_a_disk_that_cannot_be_read_recovers() {
    let disk = Disk::default();
    let store = Store::open_in(disk.clone(), upgrade::CURRENT).unwrap();
    // more than the cache takes, so that some of it must come from the disk
    let big = |number| WorkspaceRecord { preset: "x".repeat(1 << 20), ..workspace(number) };
    let all: Vec<_> = (0..12).map(big).collect();
    let records = all.clone();
    store.write(move |write| records.iter().try_for_each(|record| write.workspaces().put(record))).await.unwrap();

    disk.fail(Some(Fault { after: 0, kind: ErrorKind::Other, what: What::Reads }));
    let refused = store.read(|read| read.workspaces().list());
    assert!(matches!(refused, Err(StoreError::Io { .. })), "{:?}", refused.err());
    disk.fail(None);
    // the failed read asked for the recovery that this write queues behind
    store.write(|write| write.counters().put(&counter(0, 1))).await.unwrap();
    assert_eq!(store.read(|read| read.workspaces().list()).unwrap(), all);
}

#[tokio::test]
async fn g16_a_power_cut_on_a_full_disk_loses_nothing() {
    let mut dice = Dice::roll();
    for after in 0..MOMENTS {
        let (disk, store, mut ledger) =
            failing(Fault { after, kind: ErrorKind::StorageFull, what: What::HalfWrites }).await;
        refusal(&store, &mut ledger).await;
        if dice.once_in(2) {
            disk.fail(None);
            let _ = ledger.write(&store, 1).await;
        }
        disk.cut();
        drop(store);
        ledger.verify(&Store::open_in(disk.after_cut(&mut dice), upgrade::CURRENT).unwrap());
    }
}

#[tokio::test]
async fn g16_closing_on_a_full_disk_loses_nothing() {
    for after in 0..8 {
        let (disk, store, mut ledger) =
            failing(Fault { after, kind: ErrorKind::StorageFull, what: What::Changes }).await;
        let _ = store.close().await;
        assert!(matches!(store.read(|_| Ok(())), Err(StoreError::Closed)));
        disk.fail(None);
        let store = Store::open_in(disk, upgrade::CURRENT).unwrap();
        ledger.verify(&store);
        assert_eq!(ledger::present(&store).len(), 3);
    }
}
