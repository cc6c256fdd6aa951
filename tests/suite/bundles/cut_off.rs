//! `kill -9` while a bundle is taken in: afterwards all of it is there, or nothing.

use super::{carried, import, tree};
use harness::server::{Door, Home, Setup};
use serde_json::{Value, json};
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
        let asked = door.ask(http::Method::POST, &path).json(&body).try_send();
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
        let knock = door.ask(http::Method::PATCH, &format!("/workspaces/{id}/data-dir"));
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
