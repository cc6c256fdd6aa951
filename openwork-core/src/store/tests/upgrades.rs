//! From layout to layout, with layouts of a future that is made up here.

use redb::{ReadableTable, ReadableTableMetadata, TableDefinition, WriteTransaction};

use crate::store::folder::Medium as _;
use crate::store::rows::Source as _;
use crate::store::tables::{
    ABOUT, ENVIRONMENT, IMPORT_SOURCES, IMPORTED, LEGACY_KEPT, MANAGED_ITEMS, ROUTER_BINDINGS, ROUTER_IDENTITIES, Rows,
    WORKSPACE_ALIASES, WORKSPACE_SETTINGS,
};
use crate::store::tests::dice::Dice;
use crate::store::tests::disk::{Disk, Fault, What};
use crate::store::tests::ledger::{self, Ledger};
use crate::store::upgrade::{self, Layout};
use crate::store::{Store, StoreError};

/// A table of the made-up future.
const NOTES: Rows = TableDefinition::new("notes.v1");

/// Layout 2 has notes.
fn to_two(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let twice = transaction.open_table(NOTES)?.insert("a", b"1".as_slice())?.is_some();
    assert!(!twice, "a step is done once");
    Ok(())
}

/// Layout 3 counts on layout 2.
fn to_three(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut notes = transaction.open_table(NOTES)?;
    let before = notes.get("a")?.map(|note| note.value().to_vec());
    assert_eq!(before.as_deref(), Some(b"1".as_slice()), "the steps go in order");
    notes.insert("a", b"2".as_slice())?;
    Ok(())
}

/// A step that finds what it cannot carry over.
fn to_nowhere(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(ABOUT)?.remove("storeId")?;
    Err(redb::Error::Corrupted("notes of an unknown kind".to_owned()))
}

/// The layout of the first builds, but for the tables that came after it and are empty.
const ONE: Layout = Layout { known: 1, steps: &[] };
const TWO: Layout = Layout { known: 2, steps: &[to_two] };
const THREE: Layout = Layout { known: 3, steps: &[to_two, to_three] };
const NOWHERE: Layout = Layout { known: 2, steps: &[to_nowhere] };

/// The note, as a store of layout 2 or 3 has it.
fn note(store: &Store) -> Vec<u8> {
    store
        .read(|read| Ok(read.transaction().open_table(NOTES).unwrap().get("a").unwrap().unwrap().value().to_vec()))
        .unwrap()
}

/// A disk with a store of layout 1, two units in it.
async fn layout_one() -> (Disk, Ledger) {
    let (disk, mut ledger) = (Disk::default(), Ledger::default());
    let store = Store::open_in(disk.clone(), ONE).unwrap();
    ledger.write(&store, 2).await.unwrap();
    store.close().await.unwrap();
    (disk, ledger)
}

#[tokio::test]
async fn g16_an_older_layout_is_copied_and_brought_up_step_by_step() {
    let (disk, mut ledger) = layout_one().await;
    let before = disk.bytes().unwrap();
    let store = Store::open_in(disk.clone(), THREE).unwrap();
    ledger.verify(&store);
    assert_eq!(note(&store), b"2");
    drop(store);
    assert!(disk.kept() == [(1, before)], "the copy is the file as it was");
    // from now on there is nothing to do
    drop(Store::open_in(disk.clone(), THREE).unwrap());
    assert_eq!(disk.kept().len(), 1);
    // and the older build keeps its hands off
    let error = Store::open_in(disk, TWO).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 3, known: 2, .. }), "{error}");
}

#[tokio::test]
async fn g16_the_copy_of_an_older_layout_opens() {
    let folder = tempfile::tempdir().unwrap();
    let claimed = crate::store::folder::Folder::claim(folder.path()).unwrap();
    let store = Store::open_in(claimed, ONE).unwrap();
    ledger::write(&store, 0).await.unwrap();
    store.close().await.unwrap();
    let before = std::fs::read(folder.path().join("openwork.redb")).unwrap();
    let claimed = crate::store::folder::Folder::claim(folder.path()).unwrap();
    assert_eq!(note(&Store::open_in(claimed, TWO).unwrap()), b"1");
    let copy = folder.path().join("openwork.redb.layout-1.bak");
    assert!(std::fs::read(&copy).unwrap() == before);

    let back = tempfile::tempdir().unwrap();
    std::fs::copy(&copy, back.path().join("openwork.redb")).unwrap();
    assert_eq!(ledger::present(&Store::open(back.path()).unwrap()).len(), 1);
}

#[tokio::test]
async fn g16_an_upgrade_that_is_cut_off_has_happened_or_has_not() {
    let mut dice = Dice::roll();
    for operations in 0.. {
        let (disk, mut ledger) = layout_one().await;
        disk.cut_after(operations);
        let opened = Store::open_in(disk.clone(), THREE);
        let done = opened.is_ok() && !disk.is_dead();
        drop(opened);
        let after = disk.after_cut(&mut dice);
        let bytes = after.bytes().unwrap();
        match Store::open_in(after, ONE) {
            Ok(store) => ledger.verify(&store),
            Err(error) => assert!(matches!(error, StoreError::Newer { found: 3, .. }), "{operations}: {error}"),
        }
        let store = Store::open_in(Disk::with(Some(&bytes)), THREE).unwrap();
        ledger.verify(&store);
        assert_eq!(note(&store), b"2");
        if done {
            return;
        }
    }
}

#[tokio::test]
async fn g16_an_upgrade_that_fails_leaves_the_store_as_it_was() {
    let (disk, mut ledger) = layout_one().await;
    let error = Store::open_in(disk.clone(), NOWHERE).unwrap_err();
    assert!(error.to_string().contains("notes of an unknown kind"), "{error}");
    ledger.verify(&Store::open_in(disk, ONE).unwrap());
}

#[tokio::test]
async fn g16_without_room_for_the_copy_there_is_no_upgrade() {
    let (disk, mut ledger) = layout_one().await;
    disk.fail(Some(Fault { after: 0, kind: std::io::ErrorKind::StorageFull, what: What::Growth }));
    let error = Store::open_in(disk.clone(), TWO).unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    disk.fail(None);
    ledger.verify(&Store::open_in(disk, ONE).unwrap());
}

#[tokio::test]
async fn g16_a_layout_that_never_was_is_damage() {
    let disk = Disk::default();
    drop(Store::open_in(disk.clone(), Layout { known: 0, steps: &[] }).unwrap());
    let error = Store::open_in(disk, ONE).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
}

/// The tables that the first builds did not make.
const LATER: [Rows; 9] = [
    ROUTER_IDENTITIES,
    ROUTER_BINDINGS,
    ENVIRONMENT,
    MANAGED_ITEMS,
    WORKSPACE_SETTINGS,
    WORKSPACE_ALIASES,
    IMPORT_SOURCES,
    IMPORTED,
    LEGACY_KEPT,
];

#[tokio::test]
async fn g16_a_store_of_the_first_layout_gets_the_tables_that_came_after_it() {
    let disk = Disk::default();
    let store = Store::open_in(disk.clone(), ONE).unwrap();
    let mut ledger = Ledger::default();
    ledger.write(&store, 2).await.unwrap();
    store.close().await.unwrap();
    // the first builds did not make these tables
    let database = redb::Database::builder().create_with_backend(disk.open().unwrap()).unwrap();
    let transaction = database.begin_write().unwrap();
    for table in LATER {
        assert!(transaction.delete_table(table).unwrap());
    }
    transaction.commit().unwrap();
    drop(database);
    assert!(Store::open_in(disk.clone(), ONE).unwrap().read(|read| read.identities().list()).is_err());
    let store = Store::open_in(disk, upgrade::CURRENT).unwrap();
    ledger.verify(&store);
    for table in LATER {
        assert!(store.read(|read| Ok(read.table(table)?.is_empty().unwrap())).unwrap(), "{table}");
    }
}
