//! Skills, commands, MCP servers, plugins and what is managed of all kinds, over the real programs: through every face, and as the engine itself sees them.

pub(crate) mod attached;
mod by_hand;
mod engine;
mod faces;
mod fit;
mod folders;
mod g16_elsewhere;
mod g16_killed;
mod heads;
mod hub;
mod managed;
mod mcp;
pub(crate) mod mcp_auth;
mod names;
mod sealed;
mod whole;

use harness::http_client::{Http, Reply};
use harness::server::{Door, program};
use serde_json::{Value, json};
use std::path::Path;

/// What the command line says in JSON, beside the running server.
pub(crate) async fn cli(door: &Door, words: &[&str], stdin: &str) -> Value {
    use tokio::io::AsyncWriteExt;
    let mut command = tokio::process::Command::new(program("openwork-cli"));
    command.args(["--json", "--data-dir"]).arg(door.server.home.data()).args(words).env_clear();
    command.env("HOME", door.server.home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("openwork-cli");
    let mut input = child.stdin.take().expect("piped");
    // one that refuses beforehand reads nothing
    let _ = input.write_all(stdin.as_bytes()).await;
    drop(input);
    let output = child.wait_with_output().await.expect("an end");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words:?}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{words:?} said: {text}"))
}

/// What a part of the SDK's story of resources says, with a configuration.
async fn sdk_with(door: &Door, id: &str, part: &str, config: &str) -> Value {
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/resources.mjs");
    assert!(story.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.args([story.as_os_str(), part.as_ref()])
        .env("OPENWORK_URL", &door.server.url)
        .env("OPENWORK_TOKEN", &door.server.token)
        .env("OPENWORK_WORKSPACE", id)
        .env("OPENWORK_CONFIG", config);
    let output = node.output().await.expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Has the engine read a workspace again.
pub(crate) async fn reloaded(door: &Door, id: &str) {
    let reply = door.post(&format!("/workspaces/{id}/engine/reload"), &json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// What the engine itself answers of a folder, past the server: `skill`, `command`, `agent`, `mcp`, `config`.
pub(crate) async fn engine_lists(engine: &Http, folder: &Path, what: &str) -> Reply {
    let folder = folder.display().to_string();
    let directory = percent_encoding::utf8_percent_encode(&folder, percent_encoding::NON_ALPHANUMERIC);
    engine.get(&format!("/{what}?directory={directory}")).await.expect("an answer")
}

/// The names in such a list, in their order. A skill that is listed as a command is none.
pub(crate) async fn engine_names(engine: &Http, folder: &Path, what: &str) -> Vec<String> {
    let reply = engine_lists(engine, folder, what).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let mut names: Vec<String> = match reply.json() {
        Value::Object(map) => map.into_iter().map(|(name, _)| name).collect(),
        list => {
            let own = list.as_array().expect("a list").iter().filter(|item| item["source"] != "skill");
            own.map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
        }
    };
    names.sort();
    names
}
