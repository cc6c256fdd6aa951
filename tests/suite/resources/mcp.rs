//! A real MCP server, added through each face, is connected in the engine itself, and gone from it when it is removed.

use super::{cli, disposed};
use harness::http_client::Http;
use harness::model::ModelServer;
use harness::server::{Door, Setup};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

/// What the engine says of the MCP servers of a folder, after it has read it again.
async fn seen(engine: &Http, folder: &Path) -> Value {
    let directory = disposed(engine, folder).await;
    let reply = engine.get(&format!("/mcp?directory={directory}")).await.expect("an answer");
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_mcp_server_of_each_face_is_connected_in_the_engine_and_gone_from_it() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let (other, at_other) = door.workspace("other").await;
    let engine = door.server.engine_itself().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/resources/mcp_server.py").display().to_string();
    let config =
        json!({"type": "local", "command": ["python3", script], "environment": {"SMALL_TOKEN": "mcp-very-hush"}});
    let place = format!("/workspaces/{id}/mcp");
    let added = door.post(&place, &json!({"name": "from-http", "config": config})).await.data();
    assert_eq!(
        (&added["action"], &added["item"]["config"]["environment"]),
        (&json!("added"), &json!({"SMALL_TOKEN": {"configured": true}}))
    );
    cli(&door, &["mcp", "add", &id, "from-cli"], &config.to_string()).await;
    super::sdk_with(&door, &id, "add-mcp", &config.to_string()).await;
    let body = json!({"displayName": "from managed", "config": config, "workspaceIds": [id, other]});
    let managed = door.post("/system/managed/mcps", &body).await.data();
    let names = ["from-http", "from-cli", "from-sdk", "from-managed"];
    let status = seen(&engine, &folder).await;
    for name in names {
        assert_eq!(status[name]["status"], "connected", "{name}: {status}");
    }
    let tools = door.get(&format!("/workspaces/{id}/engine/mcp")).await.text();
    assert!(!tools.contains("very-hush"), "{tools}");
    assert_eq!(seen(&engine, &at_other).await["from-managed"]["status"], "connected");
    // off here, and not there
    let off =
        door.ask(Method::PUT, &format!("{place}/from-managed/enabled")).json(&json!({"enabled": false})).send().await;
    assert_eq!(off.data()["item"]["enabled"], false, "{}", off.text());
    assert_eq!(seen(&engine, &folder).await["from-managed"]["status"], "disabled");
    assert_eq!(seen(&engine, &at_other).await["from-managed"]["status"], "connected");
    cli(&door, &["mcp", "set-enabled", &id, "from-managed", "true"], "").await;
    // gone here, and not there
    assert_eq!(door.ask(Method::DELETE, &format!("{place}/from-http")).send().await.status, 200);
    cli(&door, &["mcp", "remove", &id, "from-cli"], "").await;
    super::sdk_with(&door, &id, "remove-mcp", "").await;
    assert_eq!(door.ask(Method::DELETE, &format!("{place}/from-managed")).send().await.status, 200);
    let status = seen(&engine, &folder).await;
    assert!(names.iter().all(|name| status.get(name).is_none()), "{status}");
    assert_eq!(seen(&engine, &at_other).await["from-managed"]["status"], "connected");
    let items = door.get("/system/managed/mcps").await.data();
    assert_eq!(items["items"].as_array().map(Vec::len), Some(1), "{items}");
    assert_eq!(items["items"][0]["id"], managed["item"]["id"]);
    let engines =
        engine.get(&format!("/config?directory={}", disposed(&engine, &folder).await)).await.expect("an answer");
    assert!(engines.json()["mcp"].as_object().is_none_or(serde_json::Map::is_empty), "{}", engines.text());
}

#[tokio::test]
async fn what_somebody_else_defines_is_named_and_left_alone() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let mine = "{ \"mcp\": { \"mine\": { \"type\": \"remote\", \"url\": \"http://x\", \"headers\": { \"a\": \"hush\" } } } } // mine\n";
    std::fs::write(folder.join("opencode.jsonc"), mine).expect("written");
    let place = format!("/workspaces/{id}/mcp");
    let listed = door.get(&place).await;
    assert!(!listed.text().contains("hush"), "{}", listed.text());
    assert_eq!(listed.data()["items"][0]["path"], "opencode.jsonc");
    let refused = door.ask(Method::DELETE, &format!("{place}/mine")).send().await;
    assert!(refused.code() == "conflict" && refused.sentence().contains("opencode.jsonc"), "{}", refused.text());
    // one of ours over it: when it is gone, the other is still there
    let config = json!({"type": "remote", "url": "http://y"});
    assert_eq!(door.post(&place, &json!({"name": "mine", "config": config})).await.status, 200);
    let gone = door.ask(Method::DELETE, &format!("{place}/mine")).send().await.data();
    assert_eq!(gone["stillDefinedBy"], json!(["opencode.jsonc"]));
    assert_eq!(door.ask(Method::DELETE, &format!("{place}/none")).send().await.code(), "not_found");
    assert_eq!(std::fs::read_to_string(folder.join("opencode.jsonc")).expect("there"), mine);
}

#[tokio::test]
async fn two_workspaces_may_have_another_server_of_one_name() {
    let door = Door::open();
    let (one, at_one) = door.workspace("one").await;
    let (two, at_two) = door.workspace("two").await;
    for (id, word) in [(&one, "a"), (&two, "b")] {
        let body = json!({"name": "same", "config": {"type": "local", "command": [word]}});
        assert_eq!(door.post(&format!("/workspaces/{id}/mcp"), &body).await.data()["action"], "added");
    }
    let text = |folder: &Path| std::fs::read_to_string(folder.join(".opencode/opencode.json")).expect("there");
    assert!(text(&at_one).contains("\"a\"") && text(&at_two).contains("\"b\""));
    let gone = door.ask(Method::DELETE, &format!("/workspaces/{one}/mcp/same")).send().await;
    assert_eq!(gone.status, 200);
    assert!(!at_one.join(".opencode/opencode.json").exists() && text(&at_two).contains("\"b\""));
}

#[tokio::test]
async fn plugins_are_added_once_and_removed_from_one_workspace() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    std::fs::create_dir_all(folder.join(".opencode/plugins")).expect("made");
    std::fs::write(folder.join(".opencode/plugins/own.js"), "export default {}\n").expect("written");
    let place = format!("/workspaces/{id}/plugins");
    let add = |spec: &str| json!({ "spec": spec });
    for spec in ["acme@1.0.0", "@acme/other"] {
        assert_eq!(door.post(&place, &add(spec)).await.data()["action"], "added");
    }
    assert_eq!(door.post(&place, &add("acme@1.0.0")).await.data()["action"], "unchanged");
    assert_eq!(door.post(&place, &add("acme@2.0.0")).await.code(), "conflict");
    let listed = door.get(&place).await.data();
    let specs: Vec<_> = listed["items"].as_array().expect("a list").iter().map(|one| one["spec"].clone()).collect();
    assert_eq!(specs, ["acme@1.0.0", "@acme/other", ".opencode/plugins/own.js"]);
    let own = door.ask(Method::DELETE, &format!("{place}/.opencode%2Fplugins%2Fown.js")).send().await;
    assert_eq!(own.code(), "conflict", "{}", own.text());
    let gone = door.ask(Method::DELETE, &format!("{place}/%40acme%2Fother")).send().await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    let text = std::fs::read_to_string(folder.join(".opencode/opencode.json")).expect("there");
    assert!(text.contains("acme@1.0.0") && !text.contains("@acme/other"), "{text}");
}
