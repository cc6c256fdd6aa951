//! A server that is killed while a workspace gets another folder takes along at its next start what is ours.

use harness::server::{Door, Home, Setup, until};
use harness::tree::contents;
use http::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often it is killed.
const ROUNDS: u64 = 30;

/// What people have in each of both folders.
fn mine(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::create_dir_all(folder.join(".opencode/commands")).expect("made");
    std::fs::write(folder.join(".opencode/opencode.json"), "{\n  // mine\n  \"theme\": \"x\"\n}\n").expect("written");
    std::fs::write(folder.join(".opencode/commands/mine.md"), "Mine.").expect("written");
    files(folder)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = contents(folder);
    all.retain(|path, _| folder.join(path).is_file());
    all
}

#[tokio::test]
async fn g16_what_is_ours_is_taken_along_by_a_relink_that_is_killed() {
    let home = Arc::new(Home::new());
    let door = Door::of(Setup::no_engine().at(&home));
    let (id, first) = door.workspace("first").await;
    let folders: [PathBuf; 2] = [first.clone(), first.with_file_name("second")];
    let by_hand = mine(&folders[0]);
    assert_eq!(mine(&folders[1]), by_hand);
    for (kind, key) in [("skills", "a"), ("skills", "b"), ("commands", "a"), ("commands", "b"), ("agents", "a")] {
        let content = format!("---\nname: {key}\ndescription: x\n---\nDo it.\n");
        let body = json!({"displayName": key, "config": {"content": content}, "workspaceIds": [id]});
        assert_eq!(door.post(&format!("/system/managed/{kind}"), &body).await.status, 200);
    }
    let server = json!({"type": "local", "command": ["x"], "environment": {"TOKEN": "hush"}});
    let added = door.post(&format!("/workspaces/{id}/mcp"), &json!({"name": "docs", "config": server})).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let whole = files(&folders[0]);
    assert!(whole.len() == by_hand.len() + 5 && whole[".opencode/opencode.json"] != by_hand[".opencode/opencode.json"]);
    door.server.stops_cleanly().await;
    let (mut cut, mut longest) = (0, 30);
    for round in 0..ROUNDS {
        let door = Door::of(Setup::no_engine().at(&home));
        let place = format!("/workspaces/{id}");
        let now = door.get(&place).await.data()["backend"]["local"]["dataDir"].clone();
        let other = folders.iter().find(|folder| now != json!(folder)).expect("the other one");
        let path = format!("{place}/data-dir");
        let relink = door.ask(Method::PATCH, &path).json(&json!({"folderPath": other})).try_send();
        let moment = Duration::from_millis(u64::from(uuid::Uuid::new_v4().as_fields().0) % longest);
        let death = async {
            tokio::time::sleep(moment).await; // the moment is left to chance
            door.server.signal(rustix::process::Signal::KILL);
        };
        let ((), answer) = tokio::join!(death, relink);
        // it was over before, or was cut off: the moments follow the machine
        let is_over = answer.is_ok_and(|reply| reply.status == 200);
        cut += u64::from(!is_over);
        longest = if is_over { (longest - longest / 4).max(4) } else { longest + 4 };
        drop(door);
        let door = Door::of(Setup::no_engine().at(&home));
        let now = door.get(&place).await.data()["backend"]["local"]["dataDir"].clone();
        let at = usize::from(now != json!(folders[0]));
        let (here, left) = (&folders[at], &folders[1 - at]);
        let is_whole = async || (files(here) == whole && files(left) == by_hand).then_some(());
        until(&format!("round {round}: what is ours in {} alone", here.display()), is_whole).await;
        door.server.stops_cleanly().await;
    }
    assert!(cut > 0, "no relink was cut off");
}
