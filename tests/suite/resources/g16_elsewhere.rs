//! Another folder in the place of a workspace's: nothing of it is taken for ours, and what is ours is known again when its own
//! folder is back.

use super::managed::{create, put};
use harness::server::{Door, until};
use harness::tree::tree;
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

const COMMAND: &str = "---\ndescription: x\n---\nDo it.\n";
const SERVERS: &str =
    "{\n  // theirs\n  \"mcp\": { \"docs\": { \"type\": \"local\", \"command\": [\"theirs\"] } }\n}\n";

async fn made(door: &Door, kind: &str, config: Value, id: &str) -> String {
    let body = json!({"displayName": "docs", "config": config, "workspaceIds": [id]});
    let made = create(door, kind, &body).await.data();
    assert_eq!(made["projections"][0]["error"], Value::Null, "{made}");
    made["item"]["id"].as_str().expect("an id").to_owned()
}

/// A folder of the user's own, with things of the same names.
fn theirs(folder: &Path) {
    std::fs::create_dir_all(folder.join(".opencode/commands")).expect("made");
    std::fs::write(folder.join(".opencode/opencode.json"), SERVERS).expect("written");
    std::fs::write(folder.join(".opencode/commands/docs.md"), "mine").expect("written");
}

#[tokio::test]
async fn g16_another_folder_in_the_place_of_a_workspace_stays_as_it_is() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let server = json!({"type": "local", "command": ["ours"], "environment": {"TOKEN": "hush"}});
    let mcp = made(&door, "mcps", server.clone(), &id).await;
    let command = made(&door, "commands", json!({"content": COMMAND}), &id).await;
    let gone = made(&door, "agents", json!({"content": COMMAND}), &id).await;
    let (agent, ours) = (folder.join(".opencode/agents/docs.md"), tree(&folder));
    let (away, other) = (folder.with_file_name("away"), folder.with_file_name("other"));
    theirs(&other);
    let before = tree(&other);
    std::fs::rename(&folder, &away).expect("moved");
    std::fs::rename(&other, &folder).expect("moved");
    // whatever is done with the items now
    let changed = json!({"config": {"content": COMMAND.replace("Do", "Take")}});
    put(&door, &format!("/system/managed/commands/{command}"), &changed).await;
    let another = json!({"type": "local", "command": ["ours", "anew"]});
    let changed = put(&door, &format!("/system/managed/mcps/{mcp}"), &json!({"config": another})).await.data();
    let why = changed["projections"][0]["error"].as_str().expect("a reason");
    assert!(why.contains("made by hand") && changed["projections"][0]["changed"] == false, "{changed}");
    let off = put(&door, &format!("/workspaces/{id}/mcp/docs/enabled"), &json!({"enabled": false})).await;
    assert_eq!(off.code(), "conflict", "{}", off.text());
    assert_eq!(door.ask(Method::DELETE, &format!("/system/managed/agents/{gone}")).send().await.status, 200);
    assert_eq!(tree(&folder), before, "nothing of it is another");
    assert_eq!(tree(&away), ours, "nor of the one that was moved");
    let refused = create(&door, "mcps", &json!({"displayName": "docs", "config": server, "workspaceIds": [id]})).await;
    assert_eq!(refused.code(), "conflict", "{}", refused.text());
    assert!(refused.sentence().contains(&mcp), "an item that is in the way is named: {}", refused.sentence());
    // its own folder is back
    std::fs::rename(&folder, &other).expect("moved");
    std::fs::rename(&away, &folder).expect("moved");
    until("what is gone to be taken out", async || (!agent.exists()).then_some(())).await;
    let text = || std::fs::read_to_string(folder.join(".opencode/commands/docs.md")).expect("there");
    until("what is new to be put in place", async || text().contains("Take it").then_some(())).await;
    assert_eq!(super::managed::config(&folder)["mcp"]["docs"]["command"], json!(["ours", "anew"]));
    assert_eq!(tree(&other), before);
    for item in [format!("mcps/{mcp}"), format!("commands/{command}")] {
        assert_eq!(door.ask(Method::DELETE, &format!("/system/managed/{item}")).send().await.status, 200);
    }
    assert!(!folder.join(".opencode/opencode.json").exists() && !folder.join(".opencode/commands/docs.md").exists());
}

#[tokio::test]
async fn g11_a_byte_order_mark_breaks_no_configuration() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let text = "\u{feff}{\n  // theirs\n  \"theme\": \"x\"\n}\n";
    std::fs::create_dir_all(folder.join(".opencode")).expect("made");
    for name in ["opencode.jsonc", ".opencode/opencode.json"] {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let item = made(&door, "mcps", json!({"type": "local", "command": ["x"]}), &id).await;
    let now = || std::fs::read_to_string(folder.join(".opencode/opencode.json")).expect("there");
    assert!(now().starts_with(&text[..text.len() - 3]) && now().contains("docs"), "{}", now());
    let shown = door.get(&format!("/workspaces/{id}")).await.data();
    assert_eq!(shown["status"], "ready", "{shown}");
    let layers = door.get(&format!("/workspaces/{id}/config")).await.data();
    assert!(!layers.to_string().contains("\"issues\":[{"), "{layers}");
    assert_eq!(door.ask(Method::DELETE, &format!("/system/managed/mcps/{item}")).send().await.status, 200);
    assert_eq!(now(), text);
}
