//! What becomes of managed items where a workspace is forgotten, has another folder, or has a file that cannot be edited.

use super::managed::{config, create, put};
use harness::server::{Door, until};
use harness::tree::files_with;
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

const SKILL: &str = ".opencode/skills/tidy/SKILL.md";
const AGENT: &str = ".opencode/agents/tidy.md";
const COMMAND: &str = ".opencode/commands/tidy.md";

/// A skill, an agent and a command in a workspace, by the ids of the items.
async fn three(door: &Door, ids: &[&String]) -> Vec<String> {
    let content = "---\nname: tidy\ndescription: x\n---\nDo it.\n";
    let mut all = Vec::new();
    for kind in ["skills", "agents", "commands"] {
        let body = json!({"displayName": "Tidy", "config": {"content": content}, "workspaceIds": ids});
        let made = create(door, kind, &body).await;
        assert_eq!(made.status, 200, "{}", made.text());
        all.push(format!("/system/managed/{kind}/{}", made.data()["item"]["id"].as_str().expect("an id")));
    }
    all
}

fn text(folder: &Path, file: &str) -> Option<String> {
    std::fs::read_to_string(folder.join(file)).ok()
}

#[tokio::test]
async fn a_workspace_that_is_forgotten_leaves_nothing_of_ours_and_all_that_is_the_users() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let (other, at_other) = door.workspace("other").await;
    three(&door, &[&id, &other]).await;
    let config = json!({"type": "remote", "url": "https://127.0.0.1", "headers": {"X": "very-hush"}});
    assert_eq!(
        door.post(&format!("/workspaces/{id}/mcp"), &json!({"name": "own", "config": config})).await.status,
        200
    );
    std::fs::write(folder.join(AGENT), "changed by hand").expect("written");
    std::fs::write(folder.join(".opencode/agents/mine.md"), "mine").expect("written");
    assert_eq!(door.ask(Method::DELETE, &format!("/workspaces/{id}")).send().await.status, 200);
    assert_eq!((text(&folder, SKILL), text(&folder, COMMAND)), (None, None));
    assert_eq!(text(&folder, AGENT).as_deref(), Some("changed by hand"));
    assert_eq!(text(&folder, ".opencode/agents/mine.md").as_deref(), Some("mine"));
    assert!(!folder.join(".opencode/opencode.json").exists());
    // what was made for it alone is gone, and so is its secret; what others have is theirs
    assert_eq!(door.get("/system/managed/mcps").await.data(), json!({"items": []}));
    assert_eq!(files_with(&door.server.home.data(), b"very-hush"), [""; 0]);
    assert!(text(&at_other, SKILL).is_some() && text(&at_other, AGENT).is_some());
    assert_eq!(door.get("/system/managed/skills").await.data()["items"][0]["workspaceIds"], json!([other]));
    // a folder that is gone is no obstacle
    std::fs::remove_dir_all(&at_other).expect("removed");
    assert_eq!(door.ask(Method::DELETE, &format!("/workspaces/{other}")).send().await.status, 200);
    let home = door.server.stops_cleanly().await;
    let dump = openwork_core::server::dump_store(&home.data()).expect("a dump").to_string();
    assert!(!dump.contains("\"own\""), "{dump}");
}

#[tokio::test]
async fn files_go_along_where_a_workspace_has_another_folder() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let items = three(&door, &[&id]).await;
    std::fs::write(folder.join(AGENT), "changed by hand").expect("written");
    // to an empty folder: out of the old, but for what is not ours any more
    let empty = folder.with_file_name("empty");
    std::fs::create_dir(&empty).expect("made");
    let relink = async |to: &Path| {
        let reply = door.ask(Method::PATCH, &format!("/workspaces/{id}/data-dir")).json(&json!({"folderPath": to}));
        let reply = reply.send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    };
    relink(&empty).await;
    assert_eq!((text(&folder, SKILL), text(&folder, COMMAND)), (None, None));
    assert_eq!(text(&folder, AGENT).as_deref(), Some("changed by hand"));
    for file in [SKILL, AGENT, COMMAND] {
        assert!(text(&empty, file).is_some_and(|text| text.contains("Do it.")), "{file}");
    }
    // with the folder: they are ours there too
    let moved = folder.with_file_name("moved");
    std::fs::rename(&empty, &moved).expect("moved");
    relink(&moved).await;
    for item in items {
        let gone = door.ask(Method::DELETE, &item).send().await;
        assert_eq!(gone.data()["projections"][0]["changed"], true, "{}", gone.text());
    }
    assert!([SKILL, AGENT, COMMAND].iter().all(|file| text(&moved, file).is_none()));
}

#[tokio::test]
async fn g15_what_would_send_secrets_to_another_in_a_new_folder_is_left_out_there_and_told() {
    let door = Door::open();
    let (id, folder) = door.workspace("free").await;
    let docs =
        |host: &str| json!({"type": "remote", "url": format!("https://{host}.example"), "headers": {"X": "very-hush"}});
    let body = json!({"displayName": "docs", "config": docs("ours"), "workspaceIds": [id]});
    let made = create(&door, "mcps", &body).await.data();
    let item = format!("/system/managed/mcps/{}", made["item"]["id"].as_str().expect("an id"));
    let lie_open = || files_with(&door.server.home.data().join("workspaces"), b"very-hush").len();
    assert_eq!(lie_open(), 1);
    let (above, inner) = (folder.with_file_name("in"), folder.with_file_name("in").join("side"));
    std::fs::create_dir_all(&inner).expect("made");
    std::fs::write(above.join("opencode.json"), json!({"mcp": {"docs": docs("theirs")}}).to_string()).expect("written");
    let relink = door.ask(Method::PATCH, &format!("/workspaces/{id}/data-dir")).json(&json!({"folderPath": inner}));
    assert_eq!(relink.send().await.status, 200);
    assert!(!folder.join(".opencode").exists() && !inner.join(".opencode").exists());
    assert_eq!(lie_open(), 0);
    // whoever looks at the item is told, and told nothing secret
    let told = put(&door, &item, &json!({"displayName": "Docs"})).await;
    let why = told.data()["projections"][0]["error"].to_string();
    assert!(why.contains("`../opencode.json`") && !told.text().contains("hush"), "{}", told.text());
    let switch = door.ask(Method::PUT, &format!("/workspaces/{id}/mcp/docs/enabled")).json(&json!({"enabled": false}));
    assert_eq!(switch.send().await.code(), "conflict");
    // and it is there once nothing is in its way
    std::fs::remove_file(above.join("opencode.json")).expect("removed");
    let told = put(&door, &item, &json!({"displayName": "docs"})).await;
    assert_eq!(told.data()["projections"], json!([{"workspaceId": id, "changed": true}]));
    assert_eq!((&config(&inner)["mcp"]["docs"]["url"], lie_open()), (&json!("https://ours.example"), 1));
}

#[tokio::test]
async fn what_was_deleted_while_a_folder_was_away_is_taken_out_when_it_is_back() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let items = three(&door, &[&id]).await;
    std::fs::write(folder.join(AGENT), "changed by hand").expect("written");
    let away = folder.with_file_name("away");
    std::fs::rename(&folder, &away).expect("moved");
    for item in &items {
        let gone = door.ask(Method::DELETE, item).send().await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert!(gone.data()["projections"][0]["error"].is_string(), "{}", gone.text());
        // it is gone for whoever asks, and goes once only
        assert_eq!(door.ask(Method::DELETE, item).send().await.code(), "not_found");
    }
    assert_eq!(door.get("/system/managed/skills").await.data(), json!({"items": []}));
    std::fs::rename(&away, &folder).expect("moved back");
    let is_there = |file: &str| text(&folder, file).is_some();
    until("the files are taken out", async || (!is_there(SKILL) && !is_there(COMMAND)).then_some(())).await;
    assert_eq!(text(&folder, AGENT).as_deref(), Some("changed by hand"));
    // nothing is left of them, and their place is free
    std::fs::remove_file(folder.join(AGENT)).expect("removed");
    three(&door, &[&id]).await;
    let home = door.server.stops_cleanly().await;
    let dump = openwork_core::server::dump_store(&home.data()).expect("a dump");
    let kept = dump.to_string();
    assert!(items.iter().all(|item| !kept.contains(item.rsplit('/').next().expect("an id"))), "{kept}");
}

#[tokio::test]
async fn g15_an_item_that_becomes_another_while_a_folder_is_away_is_new_there_when_it_is_back() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let mut items = Vec::new();
    for name in ["moves", "stays", "sealed"] {
        let query = if name == "sealed" { "?key=very-hush-one" } else { "" };
        let server = json!({"type": "remote", "url": format!("https://ours.example/{query}")});
        let made = create(&door, "mcps", &json!({"displayName": name, "config": server, "workspaceIds": [id]})).await;
        items.push(format!("/system/managed/mcps/{}", made.data()["item"]["id"].as_str().expect("an id")));
    }
    // what a hand adds to one of ours is for whom that reaches
    let more = json!({"enabled": true, "headers": {"Authorization": "Bearer very-hush"}});
    let added = json!({"mcp": {"moves": more, "stays": more, "sealed": more}});
    std::fs::write(folder.join(".opencode/opencode.jsonc"), added.to_string()).expect("written");
    let away = folder.with_file_name("away");
    std::fs::rename(&folder, &away).expect("moved");
    for (item, address) in items.iter().zip(["evil.example", "ours.example/more", "evil.example?key=very-hush-two"]) {
        let server = json!({"type": "remote", "url": format!("https://{address}"), "timeout": 9000});
        let changed = put(&door, item, &json!({"config": server})).await;
        assert!(changed.data()["projections"][0]["error"].is_string(), "{}", changed.text());
    }
    std::fs::rename(&away, &folder).expect("moved back");
    until("the items are as they may be", async || {
        let now = config(&folder)["mcp"].clone();
        (now["stays"]["timeout"] == 9000).then_some(now)
    })
    .await;
    let now = config(&folder)["mcp"].clone();
    assert_eq!(now, json!({"stays": {"type": "remote", "url": "https://ours.example/more", "timeout": 9000}}));
    let told = put(&door, &items[0], &json!({"displayName": "Moves"})).await;
    assert!(told.data()["projections"][0]["error"].to_string().contains("opencode.jsonc"), "{}", told.text());
}

#[tokio::test]
async fn what_cannot_be_put_in_place_is_not_kept() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let place = format!("/workspaces/{id}/mcp");
    let server = |word: &str| json!({"name": "s", "config": {"type": "local", "command": [word]}});
    assert_eq!(door.post(&place, &server("old")).await.data()["action"], "added");
    let file = folder.join(".opencode/opencode.json");
    let good = text(&folder, ".opencode/opencode.json").expect("there");
    std::fs::write(&file, "{ \"mcp\": ").expect("written");
    let kept = || async { door.get("/system/managed/mcps").await.data()["items"][0].clone() };
    assert_eq!(door.post(&place, &server("new")).await.code(), "conflict");
    assert_eq!(kept().await["config"]["command"], json!(["old"]));
    let item: Value = kept().await;
    let update = format!("/system/managed/mcps/{}", item["id"].as_str().expect("an id"));
    let off = door.ask(Method::PUT, &format!("{place}/s/enabled")).json(&json!({"enabled": false})).send().await;
    assert_eq!(off.code(), "conflict", "{}", off.text());
    std::fs::write(&file, good).expect("written");
    // nothing of it comes in later
    assert_eq!(put(&door, &update, &json!({"displayName": "another"})).await.status, 200);
    assert_eq!(config(&folder)["mcp"]["s"], json!({"type": "local", "command": ["old"]}));
    assert_eq!(door.post(&place, &server("new")).await.data()["action"], "updated");
    assert_eq!(config(&folder)["mcp"]["s"]["command"], json!(["new"]));
}
