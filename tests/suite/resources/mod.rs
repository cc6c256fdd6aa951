//! Skills, commands, MCP servers, plugins and what is managed of all kinds, over the real programs: through every face, and as the engine itself sees them.

pub(crate) mod attached;
mod by_hand;
mod engine;
mod faces;
mod fit;
mod folders;
mod heads;
mod hub;
mod managed;
mod mcp;
mod mcp_auth;
mod names;
mod sealed;

use harness::server::{Door, program};
use serde_json::Value;

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

/// What the SDK's story of resources says.
async fn sdk(door: &Door, id: &str, part: &str) -> Value {
    sdk_with(door, id, part, "").await
}

/// The same with a configuration.
async fn sdk_with(door: &Door, id: &str, part: &str, config: &str) -> Value {
    let story = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/resources.mjs");
    assert!(story.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.arg(story)
        .arg(part)
        .env("OPENWORK_URL", &door.server.url)
        .env("OPENWORK_TOKEN", &door.server.token)
        .env("OPENWORK_WORKSPACE", id)
        .env("OPENWORK_CONFIG", config);
    let output = node.output().await.expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Has the engine read a folder again; answers the folder as a query takes it.
async fn disposed(engine: &harness::http_client::Http, folder: &std::path::Path) -> String {
    let folder = folder.display().to_string();
    let directory = percent_encoding::utf8_percent_encode(&folder, percent_encoding::NON_ALPHANUMERIC).to_string();
    let path = format!("/instance/dispose?directory={directory}");
    engine.post(&path, &serde_json::json!({})).await.expect("disposed");
    directory
}
