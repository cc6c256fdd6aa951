//! `kill -9` while a bundle is taken in: afterwards all of it is there, or nothing.

use super::{carried, import};
use harness::server::{Door, Home, Setup};
use harness::tree::{contents, tree};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often the server is killed.
const ROUNDS: u64 = 8;

fn bundle(number: u64) -> Value {
    let commands: Vec<_> =
        (0..60).map(|name| json!({ "name": format!("c{name}"), "content": format!("round {number}") })).collect();
    let server = json!({ "type": "local", "command": ["true", number.to_string()], "enabled": false });
    json!({ "version": 1, "opencode": { "share": if number.is_multiple_of(2) { "manual" } else { "disabled" }, "mcp": { "x": server } },
        "skills": [], "commands": commands, "files": [] })
}

/// A number below another. Which moments are tried differs from run to run; the story has to hold in each.
fn below(limit: u128) -> u64 {
    u64::try_from(uuid::Uuid::new_v4().as_u128() % limit).expect("it is below")
}

#[tokio::test]
async fn g16_an_import_that_is_cut_off_is_there_whole_or_not_at_all() {
    let home = Arc::new(Home::new());
    let door = Door::of(Setup::no_engine().at(&home));
    let (id, folder) = door.workspace("one").await;
    assert_eq!(import(&door, &id, &bundle(0), &json!({})).await.status, 200);
    let mut known = sorted(carried(&door, &id).await);
    drop(door.server.stops_cleanly().await);
    let (mut whole, mut nothing) = (0, 0);
    for round in 1..=ROUNDS {
        let door = Door::of(Setup::no_engine().at(&home));
        let body = json!({ "bundle": bundle(round), "mode": {} });
        let path = format!("/workspaces/{id}/import");
        let asked = door.ask(Method::POST, &path).json(&body).try_send();
        let killed = async {
            // the moment is the point of the story
            tokio::time::sleep(Duration::from_millis(5 + below(120))).await;
            door.server.signal(rustix::process::Signal::KILL);
        };
        let (_, ()) = tokio::join!(asked, killed);
        drop(door);
        let door = Door::of(Setup::no_engine().at(&home));
        let now = sorted(carried(&door, &id).await);
        let wanted = sorted(bundle(round));
        assert!(now == known || now == wanted, "round {round}: {now}");
        if now == known {
            nothing += 1
        } else {
            whole += 1
        }
        known = now;
        let left: Vec<_> = tree(&folder).into_keys().filter(|name| name.ends_with(".tmp")).collect();
        assert_eq!(left, [""; 0], "in round {round}");
        drop(door.server.stops_cleanly().await);
    }
    println!("of {ROUNDS} imports that were cut off {whole} were there whole, {nothing} not at all");
}

/// By name, as bundles are given out.
fn sorted(mut bundle: Value) -> Value {
    let list = bundle["commands"].as_array_mut().expect("commands");
    list.sort_by_key(|command| command["name"].as_str().map(str::to_owned));
    bundle
}

/// The folder of the newest import that a server keeps of a workspace.
fn newest(home: &Home, id: &str) -> PathBuf {
    let all = std::fs::read_dir(home.data().join("workspaces").join(id).join("imports")).expect("imports");
    all.map(|entry| entry.expect("one").path()).max().expect("an import")
}

/// As it is where a server was cut off just before an import had happened.
fn open_again(place: &Path) {
    std::fs::rename(place.join("done.json"), place.join("journal.json")).expect("a journal");
}

fn with_skill() -> Value {
    let mut all = bundle(1);
    all["skills"] = json!([{ "name": "tidy", "content": "---\nname: tidy\ndescription: d\n---\nDo.\n" }]);
    all
}

#[tokio::test]
async fn what_is_put_back_leaves_nothing_that_it_made() {
    let home = Arc::new(Home::new());
    let door = Door::of(Setup::no_engine().at(&home));
    let (id, folder) = door.workspace("one").await;
    let before = tree(&folder);
    assert_eq!(import(&door, &id, &with_skill(), &json!({})).await.status, 200);
    assert!(folder.join(".opencode/opencode.json").exists(), "the managed layer, in a folder that the import made");
    drop(door.server.stops_cleanly().await);
    open_again(&newest(&home, &id));
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(door.get(&format!("/workspaces/{id}")).await.status, 200);
    assert_eq!(tree(&folder), before);
    assert!(!folder.join(".opencode").exists(), "a folder with nothing in it");
}

#[tokio::test]
async fn a_workspace_is_moved_only_when_its_import_is_put_back() {
    let home = Arc::new(Home::new());
    let door = Door::of(Setup::no_engine().at(&home));
    let (id, folder) = door.workspace("one").await;
    let (before, other) = (tree(&folder), home.folder("other"));
    let relink = async || {
        let knock = door.ask(Method::PATCH, &format!("/workspaces/{id}/data-dir"));
        knock.json(&json!({ "folderPath": other })).send().await
    };
    assert_eq!(import(&door, &id, &with_skill(), &json!({})).await.status, 200);
    let place = newest(&home, &id);
    open_again(&place);
    let journal = std::fs::read(place.join("journal.json")).expect("a journal");
    std::fs::write(place.join("journal.json"), "{").expect("written");
    let name = place.file_name().and_then(|name| name.to_str()).expect("a name");
    for refused in [relink().await, import(&door, &id, &bundle(2), &json!({})).await] {
        assert_eq!(refused.code(), "conflict", "{}", refused.text());
        assert!(refused.sentence().contains(name), "it says which folder: {}", refused.text());
    }
    std::fs::write(place.join("journal.json"), journal).expect("written");
    let moved = relink().await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(tree(&folder), before, "in the folder that it was of");
    assert_eq!(tree(&other).len(), 0, "{:?}", tree(&other));
}

/// A server with a workspace in whose folder an import, with an MCP server, has replaced, made and removed files, and was cut
/// off: as the folder was before, and where the import is kept.
async fn cut_off() -> (Door, String, PathBuf, BTreeMap<String, Vec<u8>>, PathBuf) {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    for file in ["c0.md", "mine.md"] {
        super::put(&folder, &format!(".opencode/commands/{file}"), "as it was");
    }
    let before = contents(&folder);
    let replaced = import(&door, &id, &with_skill(), &json!({ "commands": "replace" })).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    assert!(!folder.join(".opencode/commands/mine.md").exists(), "it is removed");
    let place = newest(&door.server.home, &id);
    open_again(&place);
    (door, id, folder, before, place)
}

async fn relink(door: &Door, id: &str, folder: &Path) {
    let knock = door.ask(Method::PATCH, &format!("/workspaces/{id}/data-dir"));
    let moved = knock.json(&json!({ "folderPath": folder })).send().await;
    assert_eq!(moved.status, 200, "{}", moved.text());
}

#[tokio::test]
async fn an_import_is_put_back_where_its_folder_was_moved_to() {
    let (door, id, folder, before, place) = cut_off().await;
    let moved = door.server.home.at("work/moved");
    std::fs::rename(&folder, &moved).expect("moved");
    std::fs::write(moved.join(".opencode/commands/.openwork-0123456789abcdef0123456789abcdef.tmp"), "half")
        .expect("written");
    // what is gone is not put back, and keeps nobody from saying where it is now
    let gone = import(&door, &id, &bundle(2), &json!({})).await;
    assert!(gone.code() == "conflict" && gone.sentence().contains("gone"), "{}", gone.text());
    relink(&door, &id, &moved).await;
    assert_eq!(contents(&moved), before);
    assert!(!place.exists() && !folder.exists());
    assert_eq!(door.get(&format!("/workspaces/{id}/mcp")).await.data()["items"], json!([]));
    assert_eq!(import(&door, &id, &bundle(2), &json!({})).await.status, 200);
}

#[tokio::test]
async fn an_import_is_not_put_back_in_another_folder_and_what_it_replaced_is_kept() {
    let (door, id, folder, _, place) = cut_off().await;
    let other = door.server.home.folder("other");
    super::put(&other, ".opencode/commands/c0.md", "another's");
    let before = contents(&other);
    std::fs::remove_dir_all(&folder).expect("removed");
    relink(&door, &id, &other).await;
    assert_eq!(contents(&other), before);
    assert_eq!(door.get(&format!("/workspaces/{id}/mcp")).await.data()["items"], json!([]), "it happened nowhere");
    assert!(place.join("done.json").exists() && contents(&place).values().any(|bytes| bytes == b"as it was"));
    assert!(door.server.log().contains("what was there before it is kept"), "{}", door.server.log());
    assert_eq!(import(&door, &id, &bundle(2), &json!({})).await.status, 200);
}

#[tokio::test]
async fn an_import_is_put_back_before_its_workspace_is_forgotten() {
    for is_gone in [false, true] {
        let (door, id, folder, before, place) = cut_off().await;
        if is_gone {
            std::fs::rename(&folder, folder.with_file_name("away")).expect("moved");
        }
        let forgotten = door.ask(Method::DELETE, &format!("/workspaces/{id}")).send().await;
        assert_eq!(forgotten.status, 200, "{}", forgotten.text());
        let log = door.server.log();
        assert_eq!((place.exists(), log.contains("is put back when the folder is there")), (is_gone, is_gone), "{log}");
        if !is_gone {
            assert_eq!(contents(&folder), before);
        }
    }
}
