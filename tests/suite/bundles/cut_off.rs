//! `kill -9` while a bundle is taken in: afterwards all of it is there, or nothing.

use super::{carried, import, tree};
use harness::server::{Door, Home, Setup};
use serde_json::{Value, json};
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
