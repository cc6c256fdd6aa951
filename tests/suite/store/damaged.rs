//! A store that is not what was written, or that a newer build has written, at the start of the real program.

use super::{cli, file, is_sound, listed, state};
use harness::server::{Door, Home, Setup};
use redb::{Database, TableDefinition};
use serde_json::json;
use std::sync::Arc;

/// A name that can be found again among the bytes of the file.
const NAME: &str = "a workspace that is easy to find";

/// The bytes of a store that was closed, with a workspace and some tokens in it.
async fn sample() -> Vec<u8> {
    let door = Door::open();
    for number in 0..8 {
        door.token(&json!({"role": "viewer", "label": format!("token {number}")})).await;
    }
    let folder = door.server.home.folder("first");
    door.post("/workspaces/local", &json!({"folderPath": folder, "name": NAME})).await;
    let home = door.server.stops_cleanly().await;
    std::fs::read(file(&home)).expect("a store")
}

/// A home whose store has these bytes.
fn with(bytes: &[u8]) -> Arc<Home> {
    let home = Arc::new(Home::new());
    std::fs::create_dir(home.data().join("state")).expect("the store's folder");
    std::fs::write(file(&home), bytes).expect("a store");
    home
}

/// That neither program starts on the store of this home, that both say so in these words, and that nothing is changed.
fn is_refused(case: &str, home: &Arc<Home>, words: &[&str]) {
    let before = std::fs::read(file(home)).expect("a store");
    let path = file(home).display().to_string();
    let judge = |who: &str, (code, said): (Option<i32>, String)| {
        assert_eq!(code, Some(1), "{case}, {who}: {said}");
        let sentence =
            said.lines().find(|line| line.contains(&path)).unwrap_or_else(|| panic!("{case}, {who}: {said}"));
        assert!(words.iter().all(|word| sentence.contains(word)), "{case}, {who}: {sentence}");
        assert!(!said.contains("panicked"), "{case}, {who}: {said}");
        assert!(std::fs::read(file(home)).expect("a store") == before, "{case}, {who}: the file was changed");
        assert_eq!(state(home), ["lock", "openwork.redb"], "{case}, {who}: the file and the lock, nothing else");
        assert!(!home.data().join("server.json").exists(), "{case}, {who}: it says that it runs");
    };
    judge("the server", Setup::no_engine().at(home).refused());
    judge("the server, once more", Setup::no_engine().at(home).refused());
    judge("a command that hosts the server itself", cli(home, &["workspaces", "list"]));
    judge("the check", cli(home, &["store", "check"]));
}

/// The bytes with every byte of a range turned over.
fn turned(bytes: &[u8], range: std::ops::Range<usize>) -> Vec<u8> {
    let mut turned = bytes.to_vec();
    turned[range].iter_mut().for_each(|byte| *byte = !*byte);
    turned
}

/// The bytes with one bit flipped wherever the name of the workspace stands.
fn flipped_in_the_middle(bytes: &[u8]) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    let places: Vec<usize> =
        (0..bytes.len() - NAME.len()).filter(|at| bytes[*at..].starts_with(NAME.as_bytes())).collect();
    assert!(!places.is_empty(), "the name is in the file");
    places.into_iter().for_each(|at| flipped[at + 3] ^= 1);
    flipped
}

#[tokio::test]
async fn g16_a_damaged_store_is_refused_with_a_sentence_and_kept() {
    let bytes = sample().await;
    let half = bytes.len() / 2;
    let mut sqlite = b"SQLite format 3\0".to_vec();
    sqlite.resize(8192, 0);
    let cases = [
        ("empty", Vec::new()),
        ("one byte", bytes[..1].to_vec()),
        ("cut off in its header", bytes[..200].to_vec()),
        ("cut off after its header", bytes[..4096].to_vec()),
        ("half of it", bytes[..half].to_vec()),
        ("all but its last byte", bytes[..bytes.len() - 1].to_vec()),
        ("its first byte is another", turned(&bytes, 0..1)),
        ("its header is turned over", turned(&bytes, 9..320)),
        ("one bit of a record is another", flipped_in_the_middle(&bytes)),
        ("a page in its middle is turned over", turned(&bytes, 4096..half)),
        ("zeros", vec![0; bytes.len()]),
        ("another program's database", sqlite),
        ("text", b"{\"workspaces\": []}\n".repeat(500)),
    ];
    for (case, bytes) in cases {
        is_refused(case, &with(&bytes), &["is damaged: ", "put back a backup", "move the file away to start empty"]);
    }
    // what the cases are made of is no reason to be refused
    let home = with(&bytes);
    is_sound(&home);
    assert_eq!(listed(&Door::of(Setup::no_engine().at(&home)), "/workspaces").await.len(), 1);
}

#[tokio::test]
async fn g16_what_the_sentence_says_about_a_damaged_store_helps() {
    let bytes = sample().await;
    let home = with(&flipped_in_the_middle(&bytes));
    let (code, _) = Setup::no_engine().at(&home).refused();
    assert_eq!(code, Some(1));
    // moved away: it starts empty
    let aside = home.at("aside.redb");
    std::fs::rename(file(&home), &aside).expect("moved away");
    let door = Door::of(Setup::no_engine().at(&home));
    assert!(listed(&door, "/workspaces").await.is_empty());
    let home = door.server.stops_cleanly().await;
    // a backup put back: it has what was in it
    std::fs::write(file(&home), &bytes).expect("put back");
    let door = Door::of(Setup::no_engine().at(&home));
    assert!(listed(&door, "/workspaces").await.values().all(|workspace| workspace["displayName"] == NAME));
    assert_eq!(listed(&door, "/system/tokens").await.len(), 8);
}

#[tokio::test]
async fn g16_a_newer_store_is_refused_with_a_sentence_and_kept() {
    let home = with(&sample().await);
    let layout = |layout: u64| {
        let database = Database::create(file(&home)).expect("the store");
        let transaction = database.begin_write().expect("a transaction");
        let table = TableDefinition::<&str, u64>::new("meta");
        transaction.open_table(table).expect("the table").insert("layout", layout).expect("written");
        transaction.commit().expect("a commit");
    };
    layout(7);
    let words = ["has layout 7 and this build knows layouts up to 4", "use the newer build", "the file is as it was"];
    is_refused("layout 7", &home, &words);
    layout(3);
    is_sound(&home);
    assert_eq!(listed(&Door::of(Setup::no_engine().at(&home)), "/workspaces").await.len(), 1);
}
