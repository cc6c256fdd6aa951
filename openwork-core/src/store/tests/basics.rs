//! What the store does on a good day.

use crate::store::tests::disk::Disk;
use crate::store::tests::ledger::Ledger;
use crate::store::tests::records::{counter, token, workspace};
use crate::store::{Condition, Store, StoreError, upgrade};

#[tokio::test]
async fn g16_what_was_written_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let id = store.id().to_owned();
    store
        .write(|write| {
            write.workspaces().put(&workspace(1))?;
            write.tokens().put(&token(1))?;
            write.counters().put(&counter(1, 7))
        })
        .await
        .unwrap();
    store.close().await.unwrap();

    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.id(), id);
    store
        .read(|read| {
            assert_eq!(read.workspaces().list()?, vec![workspace(1)]);
            assert_eq!(read.workspaces().get(&workspace(1).id)?, Some(workspace(1)));
            assert_eq!(read.workspaces().by_folder("/work/1")?, Some(workspace(1)));
            assert_eq!(read.workspaces().by_folder("/work/2")?, None);
            assert_eq!(read.tokens().by_hash(&token(1).hash)?, Some(token(1)));
            assert_eq!(read.counters().get(&workspace(1).id)?, Some(counter(1, 7)));
            Ok(())
        })
        .unwrap();
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn g16_an_index_follows_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let moved = crate::model::stored::WorkspaceRecord { folder: "/elsewhere".to_owned(), ..workspace(1) };
    let after = moved.clone();
    store
        .write(move |write| {
            write.workspaces().put(&workspace(1))?;
            write.workspaces().put(&moved)?;
            write.workspaces().put(&workspace(2))?;
            assert_eq!(write.workspaces().remove(&workspace(2).id)?, Some(workspace(2)));
            assert_eq!(write.workspaces().remove(&workspace(2).id)?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    store
        .read(|read| {
            assert_eq!(read.workspaces().by_folder("/work/1")?, None);
            assert_eq!(read.workspaces().by_folder("/work/2")?, None);
            assert_eq!(read.workspaces().by_folder("/elsewhere")?, Some(after.clone()));
            Ok(())
        })
        .unwrap();
    let mut intruder = workspace(3);
    intruder.folder = "/elsewhere".to_owned();
    let refused = store.write(move |write| write.workspaces().put(&intruder)).await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
    assert_eq!(store.read(|read| read.workspaces().list()).unwrap(), vec![after]);
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn g16_a_run_that_changes_nothing_writes_nothing() {
    for in_order in [true, false] {
        let disk = Disk::default();
        let mut ledger = Ledger::default();
        let store = Store::open_in(disk.clone(), upgrade::CURRENT).unwrap();
        ledger.write(&store, 3).await.unwrap();
        if in_order {
            store.close().await.unwrap();
        }
        let before = disk.bytes().unwrap();
        let disk = Disk::with(Some(&before));
        let store = Store::open_in(disk.clone(), upgrade::CURRENT).unwrap();
        ledger.verify(&store);
        assert!(matches!(store.condition(), Condition::Ready), "{:?}", store.condition());
        store.close().await.unwrap();
        assert_eq!((disk.operations(), disk.bytes() == Some(before)), (0, true), "closed in order: {in_order}");

        let store = Store::open_in(disk.clone(), upgrade::CURRENT).unwrap();
        ledger.write(&store, 1).await.unwrap();
        ledger.verify(&store);
        store.close().await.unwrap();
        ledger.verify(&Store::open_in(disk, upgrade::CURRENT).unwrap());
    }
}

#[tokio::test]
async fn g16_a_closed_store_says_so_and_closes_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let clone = store.clone();
    let (first, second) = futures_util::future::join(store.close(), clone.close()).await;
    assert!(first.is_ok() && second.is_ok());
    assert!(store.close().await.is_ok());
    assert!(matches!(store.read(|_| Ok(())), Err(StoreError::Closed)));
    assert!(matches!(store.write(|_| Ok::<_, StoreError>(())).await, Err(StoreError::Closed)));
    assert_eq!(std::fs::read(folder.path().join("lock")).unwrap(), b"", "nobody holds it");
    Store::open(folder.path()).unwrap();
}

#[tokio::test]
async fn g16_the_last_clone_closes_and_drains() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    // asked for, but nobody waits for the answer
    for number in 0..100 {
        let mut write = Box::pin(store.write(move |write| write.workspaces().put(&workspace(number))));
        assert!(futures_util::poll!(&mut write).is_pending());
    }
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.read(|read| read.workspaces().list()).unwrap().len(), 100);
}

#[tokio::test]
async fn g16_a_backup_is_a_store() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(folder.path()).unwrap();
    store.write(|write| write.workspaces().put(&workspace(1))).await.unwrap();
    let to = other.path().join("openwork.redb");
    store.backup(&to).unwrap();
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 1, "nothing but the copy");
    // a second one would overwrite the first, and one to the store's own place the store
    for there in [&to, &folder.path().join("openwork.redb")] {
        let error = store.backup(there).unwrap_err();
        assert!(matches!(error, StoreError::Io { .. }), "{error}");
    }
    let copy = Store::open(other.path()).unwrap();
    assert_eq!(copy.id(), store.id());
    assert_eq!(copy.dump().unwrap(), store.dump().unwrap());
    assert_eq!(copy.check().unwrap().faults, Vec::<String>::new());
}

#[test]
#[cfg(unix)]
fn g16_only_the_owner_may_read_the_store() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("deep").join("state");
    let _store = Store::open(&state).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
    assert_eq!(mode(&state.join("openwork.redb")), 0o600);
}

#[tokio::test]
async fn g16_the_servers_own_number_is_kept_and_what_is_none_is_found() {
    use crate::store::rows;
    use crate::store::tables::{ABOUT, NEXT_SYSTEM_EVENT};
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.read(|read| read.counters().system()).unwrap(), None);
    store.write::<_, StoreError>(|write| write.counters().put_system(10_001)).await.unwrap();
    store.close().await.unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.read(|read| read.counters().system()).unwrap(), Some(10_001));
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    // text, as all of this table: a build that does not know it reads the table all the same
    assert_eq!(store.dump().unwrap()["about.v1"]["nextSystemEvent"], "10001");
    store.write::<_, StoreError>(|write| rows::put(write, ABOUT, NEXT_SYSTEM_EVENT, &"soon")).await.unwrap();
    assert!(matches!(store.read(|read| read.counters().system()), Err(StoreError::Damaged { .. })));
    let faults = store.check().unwrap().faults;
    assert_eq!(faults, ["`nextSystemEvent` in table `about.v1` is no number: `soon`"]);
}
