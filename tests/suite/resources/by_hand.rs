//! What people make by hand is listed as `discovered`, follows its file, and is changed there alone.

use super::managed::put;
use harness::server::{Door, Setup, until};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

const KINDS: [&str; 6] = ["mcps", "providerConfigs", "plugins", "skills", "commands", "agents"];

fn write(folder: &Path, file: &str, text: &str) {
    let file = folder.join(file);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(file, text).expect("written");
}

/// The items of a kind, by name and file.
async fn listed(door: &Door, kind: &str) -> Vec<(Value, Value)> {
    let items = door.get(&format!("/system/managed/{kind}")).await.data();
    let items = items["items"].as_array().expect("a list").clone();
    items.into_iter().map(|item| (item["displayName"].clone(), item["path"].clone())).collect()
}

/// One thing of each kind, made by hand.
fn by_hand(folder: &Path) {
    let config = json!({
        "mcp": {"mine": {"type": "remote", "url": "https://h/?key=very-hush", "headers": {"X": "very-hush"}}},
        "provider": {"mine": {"options": {"apiKey": "very-hush", "region": "eu"}}},
        "plugin": ["mine@1.0.0"],
        "agent": {"build": {"model": "a/b"}}
    });
    write(folder, "opencode.jsonc", &format!("// mine\n{config}\n"));
    write(folder, ".claude/skills/mine/SKILL.md", "---\nname: mine\ndescription: x\n---\nvery-hush");
    write(folder, ".opencode/commands/sub/mine.md", "very-hush");
    write(folder, ".opencode/agents/mine.md", "---\ndescription: x\n---\nvery-hush");
    write(folder, ".opencode/notes.md", "not recognised");
}

#[tokio::test]
async fn what_is_made_by_hand_is_listed_with_its_file_and_follows_it() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    by_hand(&folder);
    let expected = [
        ("mcps", "mine", "opencode.jsonc"),
        ("providerConfigs", "mine", "opencode.jsonc"),
        ("plugins", "mine@1.0.0", "opencode.jsonc"),
        ("skills", "mine", ".claude/skills/mine/SKILL.md"),
        ("commands", "sub/mine", ".opencode/commands/sub/mine.md"),
        ("agents", "mine", ".opencode/agents/mine.md"),
    ];
    for (kind, name, path) in expected {
        let all = door.get(&format!("/system/managed/{kind}")).await;
        assert!(!all.text().contains("hush"), "{}", all.text());
        let all = all.data();
        let item = &all["items"][0];
        assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{all}");
        let told = (&item["displayName"], &item["source"], &item["path"], &item["workspaceIds"]);
        assert_eq!(told, (&json!(name), &json!("discovered"), &json!(path), &json!([id])), "{kind}");
        // it is changed in its file, and the refusal says so
        let place = format!("/system/managed/{kind}/{}", item["id"].as_str().expect("an id"));
        for refused in [
            put(&door, &place, &json!({"displayName": "other"})).await,
            put(&door, &format!("{place}/assignments"), &json!({"workspaceIds": []})).await,
            door.ask(Method::DELETE, &place).send().await,
        ] {
            assert!(refused.code() == "conflict" && refused.sentence().contains(path), "{}", refused.text());
        }
        // the same look gives the same record
        assert_eq!(door.get(&format!("/system/managed/{kind}")).await.data(), all);
    }
    for (what, name) in [("mcp", "mine"), ("plugins", "mine%401.0.0")] {
        let refused = door.ask(Method::DELETE, &format!("/workspaces/{id}/{what}/{name}")).send().await;
        assert!(refused.code() == "conflict" && refused.sentence().contains("opencode.jsonc"), "{}", refused.text());
    }
    // what is changed is another, what is gone is gone, and what cannot be read for a moment spoils nothing
    write(&folder, "opencode.jsonc", "{ \"mcp\": { \"renamed\": { \"type\": \"local\", \"command\": [\"a\"] } } }");
    assert_eq!(listed(&door, "mcps").await, [(json!("renamed"), json!("opencode.jsonc"))]);
    assert_eq!(listed(&door, "providerConfigs").await, []);
    write(&folder, "opencode.jsonc", "{ \"mcp\": ");
    assert_eq!(listed(&door, "mcps").await, []);
    assert_eq!(listed(&door, "agents").await.len(), 1);
    std::fs::remove_dir_all(&folder).expect("removed");
    for kind in KINDS {
        assert_eq!(listed(&door, kind).await, [], "{kind}");
    }
}

#[tokio::test]
async fn neither_the_file_nor_the_store_takes_from_the_other() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let (other, at_other) = door.workspace("other").await;
    by_hand(&folder);
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).expect("there");
    let files = ["opencode.jsonc", ".opencode/commands/sub/mine.md", ".opencode/agents/mine.md", ".opencode/notes.md"];
    let before: Vec<_> = files.iter().map(|file| text(file)).collect();
    // ours beside theirs, in both workspaces: theirs is listed once more, ours is no discovery
    let content = json!({"content": "---\ndescription: x\n---\nours"});
    let body = json!({"displayName": "ours", "config": content, "workspaceIds": [id, other]});
    assert_eq!(door.post("/system/managed/agents", &body).await.status, 200);
    let server = json!({"name": "ours", "config": {"type": "local", "command": ["a"]}});
    assert_eq!(door.post(&format!("/workspaces/{id}/mcp"), &server).await.status, 200);
    assert_eq!(listed(&door, "mcps").await, [(json!("mine"), json!("opencode.jsonc")), (json!("ours"), Value::Null)]);
    let agents = [(json!("mine"), json!(".opencode/agents/mine.md")), (json!("ours"), Value::Null)];
    assert_eq!(listed(&door, "agents").await, agents);
    // who is limited to the other workspace sees nothing of this one
    let (_, limited) = door.token(&json!({"role": "viewer", "workspaceIds": [other]})).await;
    let seen = door.ask(Method::GET, "/system/managed/agents").token(Some(&limited)).send().await.data();
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1), "{seen}");
    // a file of ours that somebody removes comes back with the next start, one that somebody changed stays theirs
    std::fs::remove_file(at_other.join(".opencode/agents/ours.md")).expect("removed");
    std::fs::write(folder.join(".opencode/agents/ours.md"), "changed by hand").expect("written");
    let home = door.server.stops_cleanly().await;
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(listed(&door, "agents").await, agents);
    until("what is ours is there again", async || at_other.join(".opencode/agents/ours.md").exists().then_some(()))
        .await;
    assert_eq!(text(".opencode/agents/ours.md"), "changed by hand");
    assert_eq!(files.iter().map(|file| text(file)).collect::<Vec<_>>(), before);
}
