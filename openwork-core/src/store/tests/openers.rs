//! One opener at a time.

use crate::store::tests::child::{self, Part};
use crate::store::tests::ledger;
use crate::store::{Store, StoreError};

#[tokio::test]
#[ignore = "the part of the process that holds the store"]
async fn part_holds_the_store() {
    let Some(folder) = child::folder() else { return };
    let store = Store::open(&folder).unwrap();
    ledger::write(&store, 0).await.unwrap();
    child::say("open");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn g16_a_second_opener_in_this_process_is_refused_and_told_who() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    let me = std::process::id();
    assert!(matches!(error, StoreError::InUse { pid: Some(pid), .. } if pid == me), "{error:?}");
    assert!(error.to_string().contains(&format!("in use by process {me}")), "{error}");
    // the refused one took nothing with it
    ledger::write(&store, 0).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(ledger::present(&Store::open(folder.path()).unwrap()).len(), 1);
}

#[test]
fn g16_a_second_opener_in_another_process_is_refused_until_the_first_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mut part = Part::play("store::tests::openers::part_holds_the_store", folder.path());
    assert!(part.words().map_while(Result::ok).any(|word| word == "open"), "the other process opens the store");
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { pid: Some(pid), .. } if pid == part.id()), "{error:?}");
    part.kill();
    // what it left in the lock is not believed
    assert!(std::fs::read_to_string(folder.path().join("lock")).unwrap().contains(&part.id().to_string()));
    assert_eq!(ledger::present(&Store::open(folder.path()).unwrap()).len(), 1);
}

#[test]
fn g16_an_owner_that_cannot_be_read_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let _store = Store::open(folder.path()).unwrap();
    std::fs::write(folder.path().join("lock"), "half a").unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { pid: None, .. }), "{error:?}");
    assert!(error.to_string().contains("is in use;"), "{error}");
}

#[test]
fn g16_a_longer_name_of_the_owner_before_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lock"), "x".repeat(500)).unwrap();
    let _store = Store::open(folder.path()).unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { pid: Some(pid), .. } if pid == std::process::id()), "{error:?}");
}

#[test]
fn g16_a_database_that_is_open_elsewhere_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    // somebody who does not know the lock
    let _other = redb::Database::open(folder.path().join("openwork.redb")).unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { pid: None, .. }), "{error:?}");
}

#[tokio::test]
async fn g16_nobody_else_opens_a_database_that_was_only_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    let store = Store::open(folder.path()).unwrap();
    let other = || redb::Database::open(folder.path().join("openwork.redb"));
    assert!(matches!(other(), Err(redb::DatabaseError::DatabaseAlreadyOpen)), "before the first unit of work");
    ledger::write(&store, 0).await.unwrap();
    assert!(matches!(other(), Err(redb::DatabaseError::DatabaseAlreadyOpen)), "after it");
    store.close().await.unwrap();
    other().unwrap();
}

#[test]
fn g16_a_store_that_did_not_open_is_not_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openwork.redb");
    std::fs::write(&file, "no database").unwrap();
    for _ in 0..2 {
        let error = Store::open(folder.path()).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    }
    std::fs::remove_file(&file).unwrap();
    Store::open(folder.path()).unwrap();
}

#[test]
fn g16_a_unit_of_work_may_drop_the_last_clone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (alone, is_alone) = std::sync::mpsc::channel();
    let (done, is_done) = std::sync::mpsc::channel();
    let mut clone = Some(store.clone());
    let mut write = Box::pin(store.write(move |_| {
        let _ = is_alone.recv();
        // the writer must not wait for itself here
        drop(clone.take());
        let _ = done.send(());
        Ok::<_, StoreError>(())
    }));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::future::Future::poll(write.as_mut(), &mut context).is_pending());
    drop(write);
    drop(store);
    alone.send(()).unwrap();
    is_done.recv().unwrap();
}
