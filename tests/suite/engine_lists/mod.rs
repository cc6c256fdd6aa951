//! What the engine offers in a workspace (agents, commands, tools, MCP servers, providers), and access to providers. All on
//! the real engine.

mod lists;
mod providers;
mod sign_in;

use harness::model::{ModelServer, PROVIDER, engine_config};
use harness::server::{Door, Home, Setup, program};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// A provider of the engine's catalogue that nothing is configured for.
const OTHER: &str = "other";

/// A server with the real engine, whose catalogue knows one provider beside the scripted one.
async fn door(model: &ModelServer) -> Door {
    let home = Arc::new(Home::new());
    let mut config = engine_config(&model.url());
    config["enabled_providers"] = json!([PROVIDER, OTHER]);
    let other = json!({
        "id": OTHER, "name": "Other", "env": ["OTHER_API_KEY"], "npm": "@ai-sdk/openai-compatible", "api": model.url(),
        "models": { "other-model": {
            "id": "other-model", "name": "Other model", "attachment": false, "reasoning": false, "temperature": true,
            "tool_call": true, "release_date": "2026-01-01", "last_updated": "2026-01-01", "open_weights": false,
            "modalities": { "input": ["text"], "output": ["text"] }, "cost": { "input": 1.5, "output": 2 },
            "limit": { "context": 1000, "output": 100 },
        } },
    });
    std::fs::write(home.at("models.json"), json!({ OTHER: other }).to_string()).expect("written");
    let setup = Setup::real(model).at(&home).env("OPENCODE_CONFIG_CONTENT", &config.to_string());
    let door = Door::of(setup);
    door.server.engine_ready().await;
    door
}

/// Writes a file of a workspace.
fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(file, text).expect("written");
}

/// What a workspace is answered under `engine/…`, which must succeed.
async fn asked(door: &Door, id: &str, what: &str) -> Value {
    let reply = door.get(&format!("/workspaces/{id}/engine/{what}")).await;
    assert_eq!(reply.status, 200, "{what}: {}", reply.text());
    reply.data()
}

/// The item of a list whose field is this.
fn item<'a>(list: &'a Value, field: &str, wanted: &str) -> Option<&'a Value> {
    list["items"].as_array().expect("a list").iter().find(|item| item[field] == wanted)
}

/// What the command line says in JSON, beside the running server.
async fn cli(door: &Door, words: &[&str], stdin: &str) -> Value {
    use tokio::io::AsyncWriteExt;
    let mut command = tokio::process::Command::new(program("openwork-cli"));
    command.args(["--json", "--data-dir"]).arg(door.server.home.data()).args(words).env_clear();
    command.env("HOME", door.server.home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("openwork-cli");
    let mut input = child.stdin.take().expect("piped");
    input.write_all(stdin.as_bytes()).await.expect("written");
    drop(input);
    let output = child.wait_with_output().await.expect("an end");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words:?}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{words:?} said: {text}"))
}

/// Asks with a body, as a host.
async fn send(door: &Door, method: Method, path: &str, body: Option<&Value>) -> harness::http_client::Reply {
    let ask = door.ask(method, path);
    if let Some(body) = body { ask.json(body) } else { ask }.send().await
}
