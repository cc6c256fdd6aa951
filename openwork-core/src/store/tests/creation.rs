//! A store whose making is interrupted was never made.

use crate::store::tests::dice::Dice;
use crate::store::tests::disk::{Disk, Fault, What};
use crate::store::tests::ledger::{self, Ledger};
use crate::store::{Store, StoreError, upgrade};

#[tokio::test]
async fn g16_a_power_cut_at_every_point_of_creation_leaves_nothing_half_made() {
    let mut dice = Dice::roll();
    for operations in 0.. {
        let disk = Disk::default();
        disk.cut_after(operations);
        let opened = Store::open_in(disk.clone(), upgrade::CURRENT);
        let done = opened.is_ok() && !disk.is_dead();
        drop(opened);
        for _ in 0..4 {
            let after = disk.after_cut(&mut dice);
            let store = Store::open_in(after.clone(), upgrade::CURRENT)
                .unwrap_or_else(|error| panic!("cut at operation {operations}: {error}"));
            assert_eq!(ledger::present(&store).len(), 0);
            Ledger::default().write(&store, 1).await.unwrap();
        }
        if done {
            assert!(operations > 10, "creation is more than {operations} operations");
            return;
        }
    }
}

#[tokio::test]
async fn g16_a_full_disk_at_every_point_of_creation_leaves_nothing_half_made() {
    for after in 0.. {
        let disk = Disk::default();
        disk.fail(Some(Fault { after, kind: std::io::ErrorKind::StorageFull, what: What::Changes }));
        let opened = Store::open_in(disk.clone(), upgrade::CURRENT);
        let Err(error) = opened else { return };
        assert!(matches!(error, StoreError::Full { .. }), "{after}: {error}");
        disk.fail(None);
        let store = Store::open_in(disk, upgrade::CURRENT).unwrap();
        assert_eq!(ledger::present(&store).len(), 0);
        Ledger::default().write(&store, 1).await.unwrap();
    }
}

#[tokio::test]
async fn g16_leftovers_are_removed_and_never_used() {
    // a draft that is complete and has a row in it: the most tempting leftover there is
    let other = tempfile::tempdir().unwrap();
    let store = Store::open(other.path()).unwrap();
    Ledger::default().write(&store, 1).await.unwrap();
    store.close().await.unwrap();
    let whole = std::fs::read(other.path().join("openwork.redb")).unwrap();

    for len in [0, 1, 8, 9, 100, 4096, 8192, whole.len() / 2, whole.len() - 1, whole.len()] {
        let folder = tempfile::tempdir().unwrap();
        let (draft, copy) =
            (folder.path().join("openwork.redb.new"), folder.path().join("openwork.redb.layout-1.bak.new"));
        let [import, key] = ["before-import.redb.0a1b.new", ".key.4711"].map(|name| folder.path().join(name));
        let (lock, strange) = (folder.path().join("lock"), folder.path().join("notes.new"));
        let others =
            ["before-import.redb", ".key.old", "key", "before-importance.new"].map(|name| folder.path().join(name));
        std::fs::create_dir(folder.path().join(".key.4712")).unwrap();
        others.iter().chain([&import, &key]).for_each(|path| std::fs::write(path, &whole[..len]).unwrap());
        std::fs::write(&draft, &whole[..len]).unwrap();
        std::fs::write(&copy, &whole[..len]).unwrap();
        std::fs::write(&lock, &whole[..len]).unwrap();
        std::fs::write(&strange, "not ours").unwrap();
        let store = Store::open(folder.path()).unwrap();
        assert_eq!(ledger::present(&store).len(), 0, "the leftover of {len} bytes was used");
        assert!(!draft.exists() && !copy.exists());
        assert!(!import.exists() && !key.exists(), "what a killed server left of a copy and of a key");
        assert!(strange.exists() && others.iter().all(|path| path.exists()), "only our own leftovers go");
    }
}

#[tokio::test]
async fn g16_what_somebody_else_is_making_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let drafts = ["before-import.redb.0a1b.new", ".key.4711", "openwork.redb.new"].map(|name| folder.path().join(name));
    for path in &drafts {
        std::fs::write(path, "half").unwrap();
    }
    assert!(Store::open(folder.path()).is_err(), "it is in use");
    assert!(drafts.iter().all(|path| path.exists()));
    drop(store);
}
