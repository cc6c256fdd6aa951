//! From one workspace to another through every face, and seen by the engine afterwards.

use super::{carried, put};
use crate::resources::{cli, engine_names, reloaded};
use harness::http_client::Http;
use harness::model::ModelServer;
use harness::server::{Door, Setup};
use serde_json::{Value, json};
use std::path::Path;
use tokio::process::Command;

/// A workspace with something that the engine sees of each kind.
fn furnish(folder: &Path) {
    put(folder, ".opencode/skills/carried/SKILL.md", "---\nname: carried\ndescription: how\n---\nDo.\n");
    put(folder, ".opencode/commands/carried.md", "---\ndescription: what\n---\nDo $1.\n");
    put(folder, ".opencode/agents/carried.md", "---\ndescription: who\nmode: subagent\n---\nBe.\n");
    let config = json!({ "mcp": { "carried": { "type": "local", "command": ["true"], "enabled": false } } });
    put(folder, "opencode.jsonc", &config.to_string());
}

async fn is_seen(door: &Door, engine: &Http, id: &str, folder: &Path) {
    reloaded(door, id).await;
    for what in ["skill", "command", "agent", "mcp"] {
        let names = engine_names(engine, folder, what).await;
        assert!(names.iter().any(|name| name == "carried"), "{what}: {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_each_face_carries_is_seen_by_the_engine() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let engine = door.server.engine_itself().await;
    let (from, at_from) = door.workspace("from").await;
    furnish(&at_from);
    let bundle = carried(&door, &from).await;

    let (id, folder) = door.workspace("http").await;
    assert_eq!(super::import(&door, &id, &bundle, &json!({})).await.status, 200);
    assert_eq!(carried(&door, &id).await, bundle);
    is_seen(&door, &engine, &id, &folder).await;

    let (id, folder) = door.workspace("cli").await;
    let given = cli(&door, &["bundles", "export", &from, "--sensitive", "exclude"], "").await;
    let told = cli(&door, &["bundles", "preview-import", &id, "--replace", "skills"], &given.to_string()).await;
    assert_eq!(told["possible"], true);
    let plan = told["plan"].as_str().expect("a plan");
    let done =
        cli(&door, &["bundles", "import", &id, "--replace", "skills", "--if-plan", plan], &given.to_string()).await;
    assert_eq!(done["changed"], true, "{done}");
    assert_eq!(carried(&door, &id).await, bundle);
    is_seen(&door, &engine, &id, &folder).await;

    let (id, folder) = door.workspace("sdk").await;
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/carried.mjs");
    assert!(story.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = Command::new("node");
    node.arg(story).args([&from, &id]).env("OPENWORK_URL", &door.server.url).env("OPENWORK_TOKEN", &door.server.token);
    let output = node.output().await.expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said, json!({ "possible": true, "changed": true, "again": false, "stale": "conflict" }));
    assert_eq!(carried(&door, &id).await, bundle);
    is_seen(&door, &engine, &id, &folder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn python_carries_a_workspace() {
    let home = harness::server::Home::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/carried.py");
    furnish(&home.folder("from"));
    let config = json!({ "dataDir": home.at("python"), "from": home.folder("from"), "to": home.folder("to") });
    let output = crate::ffi::python(&script).arg(config.to_string()).output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let said: Value = serde_json::from_str(out.trim()).expect("JSON");
    assert_eq!((&said["changed"], &said["same"]), (&json!(true), &json!(true)), "{said}");
    let skill = home.folder("to").join(".opencode/skills/carried/SKILL.md");
    assert_eq!(std::fs::read_to_string(skill).expect("a skill"), "---\nname: carried\ndescription: how\n---\nDo.\n");
}
