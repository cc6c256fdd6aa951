//! Files that are not what was written.
//!
//! What holds: a file that was closed is either opened with exactly what was in it, or refused, and then left alone. A
//! file that was not closed may also open as it was before its last commit, because damage there cannot be told from a
//! power cut.

use std::path::Path;

use redb::{Database, ReadableTable, TableDefinition};
use serde_json::Value;

use crate::store::tables::{META, WORKSPACES};
use crate::store::tests::dice::Dice;
use crate::store::tests::disk::{Disk, index};
use crate::store::tests::ledger::Ledger;
use crate::store::tests::records::{counter, item, settings, token, workspace};
use crate::store::{Store, StoreError, upgrade};

/// A store with some of everything, closed or not, and what is in it.
async fn sample(close: bool) -> (Vec<u8>, Value) {
    let (disk, mut ledger) = (Disk::default(), Ledger::default());
    let store = Store::open_in(disk.clone(), upgrade::CURRENT).unwrap();
    for _ in 0..6 {
        ledger.write(&store, 1).await.unwrap();
    }
    let content = store.dump().unwrap();
    let open = disk.bytes().unwrap();
    store.close().await.unwrap();
    (if close { disk.bytes().unwrap() } else { open }, content)
}

/// What becomes of these bytes: their content, or that they are refused. Refused bytes are left alone.
fn outcome(bytes: &[u8]) -> Option<Value> {
    let disk = Disk::with(Some(bytes));
    match Store::open_in(disk.clone(), upgrade::CURRENT) {
        Ok(store) => {
            assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
            Some(store.dump().unwrap())
        }
        Err(error) => {
            assert!(matches!(error, StoreError::Damaged { .. } | StoreError::Newer { .. }), "{error:?}");
            assert!(disk.bytes().as_deref() == Some(bytes), "a refused file was changed");
            assert_eq!(disk.operations(), 0, "a refused file was written to");
            None
        }
    }
}

#[tokio::test]
async fn g16_a_cut_off_file_is_refused_or_whole() {
    let (bytes, content) = sample(true).await;
    let lengths = (0..24).chain((24..bytes.len()).step_by(bytes.len() / 60)).chain([bytes.len() - 1]);
    let mut refused = 0;
    for len in lengths {
        match outcome(&bytes[..len]) {
            None => refused += 1,
            Some(found) => assert_eq!(found, content, "cut off at {len} and opened with other content"),
        }
    }
    assert!(refused > 60, "only {refused} were noticed");
    assert_eq!(outcome(&bytes), Some(content));
}

/// Flips one bit at many places; says how often that was refused.
fn flips(bytes: &[u8], fine: impl Fn(&Value) -> bool) -> usize {
    let mut dice = Dice::roll();
    // a hundred in the header, then all over the pages
    let places = (0..320).step_by(3).chain((320..bytes.len()).step_by(bytes.len() / 150));
    places
        .filter(|place| {
            let mut flipped = bytes.to_vec();
            let (place, bit) = ((place + index(dice.below(3))).min(bytes.len() - 1), dice.below(8));
            flipped[place] ^= 1 << bit;
            let outcome = outcome(&flipped);
            if let Some(found) = &outcome {
                assert!(fine(found), "bit {bit} of byte {place} flipped, and opened with other content: {found}");
            }
            outcome.is_none()
        })
        .count()
}

#[tokio::test]
async fn g16_a_flipped_bit_of_a_closed_file_is_noticed_or_harmless() {
    let (bytes, content) = sample(true).await;
    let refused = flips(&bytes, |found| *found == content);
    assert!(refused > 20, "only {refused} were noticed");
}

#[tokio::test]
async fn g16_a_flipped_bit_of_an_open_file_costs_the_last_commit_at_most() {
    let (bytes, content) = sample(false).await;
    let last = "workspaces.v1";
    flips(&bytes, |found| {
        *found == content || found[last].as_object().unwrap().len() + 1 == content[last].as_object().unwrap().len()
    });
}

#[tokio::test]
async fn g16_bytes_that_are_no_store_are_refused() {
    let mut dice = Dice::roll();
    let mut sqlite = b"SQLite format 3\0".to_vec();
    sqlite.resize(8192, 0);
    let noise: Vec<u8> = (0..20_000).map(|_| u8::try_from(dice.below(256)).unwrap()).collect();
    // it starts like a database of redb
    let mut liar = sample(true).await.0[..9].to_vec();
    liar.extend_from_slice(&noise);
    for bytes in [&b""[..], b"x", &vec![0; 100_000], &sqlite, &noise, &liar] {
        assert_eq!(outcome(bytes), None);
    }
}

#[test]
fn g16_an_empty_file_is_not_taken_for_a_new_store() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("openwork.redb"), "").unwrap();
    let error = refusal(folder.path());
    assert!(error.to_string().contains("is damaged: it is empty;"), "{error}");
}

/// A database in a file, made by hand.
fn by_hand(folder: &Path, make: impl FnOnce(&redb::WriteTransaction)) {
    let database = Database::create(folder.join("openwork.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    make(&transaction);
    transaction.commit().unwrap();
}

/// Opening fails, and the file is as it was.
fn refusal(folder: &Path) -> StoreError {
    let file = folder.join("openwork.redb");
    let before = std::fs::read(&file).unwrap();
    let error = Store::open(folder).unwrap_err();
    assert!(std::fs::read(&file).unwrap() == before, "the file was changed");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2, "the file and the lock, nothing else");
    error
}

#[test]
fn g16_somebody_elses_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    by_hand(folder.path(), |transaction| {
        transaction.open_table(TableDefinition::<u64, u64>::new("numbers")).unwrap().insert(1, 1).unwrap();
    });
    let error = refusal(folder.path());
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("openwork.redb") && error.to_string().contains("put back a backup"), "{error}");
}

#[tokio::test]
async fn g16_a_newer_layout_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    Store::open(folder.path()).unwrap().close().await.unwrap();
    by_hand(folder.path(), |transaction| {
        transaction.open_table(META).unwrap().insert("layout", 7).unwrap();
    });
    let error = refusal(folder.path());
    assert!(matches!(error, StoreError::Newer { found: 7, known: 4, .. }), "{error}");
    assert!(error.to_string().contains("has layout 7 and this build knows layouts up to 4"), "{error}");
    assert!(refusal(folder.path()).to_string().contains("use the newer build"));
}

#[tokio::test]
async fn g16_a_newer_layout_after_a_crash_is_left_alone_too() {
    let (disk, mut ledger) = (Disk::default(), Ledger::default());
    let newer = upgrade::Layout { known: 9, steps: &[] };
    let store = Store::open_in(disk.clone(), newer).unwrap();
    ledger.write(&store, 2).await.unwrap();
    assert_eq!(outcome(&disk.bytes().unwrap()), None);
}

#[tokio::test]
async fn g16_a_record_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store
        .write(|write| {
            write.workspaces().put(&workspace(1))?;
            write.workspaces().put(&workspace(2))?;
            write.tokens().put(&token(1))
        })
        .await
        .unwrap();
    store.close().await.unwrap();
    by_hand(folder.path(), |transaction| {
        let mut table = transaction.open_table(WORKSPACES).unwrap();
        let two = table.get("ws_000002").unwrap().unwrap().value().to_vec();
        table.insert("ws_000001", b"{\"id\":".as_slice()).unwrap();
        // a record that is sound and lies under another's key
        table.insert("ws_000003", two.as_slice()).unwrap();
    });
    let store = Store::open(folder.path()).unwrap();
    let named = |error: StoreError, what: &str| {
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains(what), "{error}");
    };
    named(store.read(|read| read.workspaces().list()).unwrap_err(), "`ws_000001` in table `workspaces.v1`");
    named(store.read(|read| read.workspaces().get(&workspace(1).id)).unwrap_err(), "`ws_000001`");
    named(store.read(|read| read.workspaces().by_folder("/work/1")).unwrap_err(), "`ws_000001`");
    named(store.read(|read| read.workspaces().get(&workspace(3).id)).unwrap_err(), "holds the record of `ws_000002`");
    // a writer is told as well, and the store goes on
    named(store.write(|write| write.workspaces().get(&workspace(1).id)).await.unwrap_err(), "`ws_000001`");
    store.write(|write| write.tokens().put(&token(2))).await.unwrap();
    assert_eq!(store.read(|read| read.workspaces().get(&workspace(2).id)).unwrap(), Some(workspace(2)));

    let faults = store.check().unwrap().faults;
    assert_eq!(faults.len(), 3, "{faults:#?}");
    assert!(faults.iter().any(|fault| fault.contains("table `workspace_folders.v1`")), "{faults:#?}");
    assert_eq!(store.dump().unwrap()["workspaces.v1"]["ws_000001"], "{\"id\":");
}

#[tokio::test]
async fn g16_an_index_that_does_not_fit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.write(|write| write.workspaces().put(&workspace(1))).await.unwrap();
    store.write(|write| write.tokens().put(&token(1))).await.unwrap();
    store.write(|write| write.counters().put(&counter(1, 7))).await.unwrap();
    store.write(|write| write.counters().put(&counter(2, 7))).await.unwrap();
    store.write(|write| write.settings().put(&settings(2))).await.unwrap();
    store.write(|write| write.managed().put(&item(2))).await.unwrap();
    store.close().await.unwrap();
    by_hand(folder.path(), |transaction| {
        use crate::store::tables::{TOKEN_HASHES, WORKSPACE_FOLDERS};
        transaction.open_table(WORKSPACE_FOLDERS).unwrap().insert("/other", b"\"ws_000001\"".as_slice()).unwrap();
        transaction.open_table(TOKEN_HASHES).unwrap().remove(token(1).hash.as_str()).unwrap();
    });
    let store = Store::open(folder.path()).unwrap();
    let error = store.read(|read| read.workspaces().by_folder("/other")).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    let faults = store.check().unwrap().faults;
    assert_eq!(
        faults,
        [
            "`/other` in table `workspace_folders.v1` names `ws_000001`, which is not there",
            "table `token_hashes.v1` does not name `tok_000001`",
            "table `event_counters.v1` counts for `ws_000002`, which is not there",
            "table `workspace_settings.v1` has settings of `ws_000002`, which is not there",
            "managed item `itm_000002` is assigned to `ws_000002`, which is not there"
        ]
    );
}
