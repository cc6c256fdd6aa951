//! The same configuration through the command line, the SDK and the foreign bindings.

use super::{Desk, MANAGED};
use crate::ffi::python;
use harness::server::program;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tokio::io::AsyncWriteExt as _;

/// The command line beside the running server: its code, and what it writes.
async fn cli(desk: &Desk, words: &[&str], input: &str) -> (i32, String) {
    let home = &desk.door.server.home;
    let mut command = tokio::process::Command::new(program("openwork-cli"));
    command.arg("config").args(words).arg("--data-dir").arg(home.data()).env_clear();
    command.env("HOME", home.at("user")).env("TMPDIR", home.at("tmp"));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("openwork-cli");
    let mut stdin = child.stdin.take().expect("a pipe");
    // one that refuses beforehand reads nothing
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.expect("its end");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("a code"), String::from_utf8(said).expect("UTF-8"))
}

#[tokio::test]
async fn the_command_line_gets_patches_reads_writes_and_validates() {
    let desk = Desk::open().await;
    let id = desk.id.clone();
    let (code, said) = cli(&desk, &["patch", &id, "--opencode", r#"{"model": "a/b"}"#], "").await;
    assert!(code == 0 && said.contains("\"model\": \"a/b\"") && said.contains(MANAGED), "{said}");
    for words in [&["patch", &id][..], &["patch", &id, "--opencode", "-"]] {
        let (code, said) = cli(&desk, words, &format!(r#"{{"username": "u{}"}}"#, words.len())).await;
        assert!(code == 0 && said.contains(&format!("\"username\": \"u{}\"", words.len())), "{said}");
    }
    let (code, said) = cli(&desk, &["patch", &id], "").await;
    assert!(code != 0 && said.contains("no JSON object"), "{said}");
    let other = desk.door.server.home.folder("other").display().to_string();
    let (_, said) = cli(&desk, &["patch", &id, "--authorized-folder", &other, "--json"], "").await;
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["config"]["stored"]["openwork"]["authorizedFolders"], json!([other]));
    let (_, said) = cli(&desk, &["get", &id], "").await;
    assert!(said.contains(&format!("Authorised: {other}")), "{said}");
    cli(&desk, &["patch", &id, "--no-authorized-folders"], "").await;
    assert_eq!(desk.get().await["stored"]["openwork"]["authorizedFolders"], json!([]));
    let (code, said) = cli(&desk, &["patch", &id, "--opencode", r#"{"mcp": {}}"#], "").await;
    assert!(code != 0 && said.contains("mcp.add"), "{said}");
    let (code, _) = cli(&desk, &["put-raw", &id], "{ // by hand\n}\n").await;
    assert_eq!((code, desk.read("opencode.jsonc").as_deref()), (0, Some("{ // by hand\n}\n")));
    assert_eq!(cli(&desk, &["get-raw", &id], "").await.1, "{ // by hand\n}\n");
    let (code, said) = cli(&desk, &["put-raw", &id], "{\n  \"a\" 1 }").await;
    assert!(code != 0 && said.contains("line 2"), "{said}");
    let (_, said) = cli(&desk, &["validate", &id, "--content", "-"], "{\n  \"model\": 5\n}").await;
    assert!(said.contains("the text:2:3 `model`"), "{said}");
    assert_ne!(cli(&desk, &["validate", &id, "--content", "-"], "{").await.0, 0);
    assert_eq!(cli(&desk, &["validate", &id], "").await.1, "OpenCode would take it.\n");
}

#[tokio::test]
async fn the_sdk_gets_patches_reads_writes_and_validates() {
    let desk = Desk::open().await;
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/config.mjs");
    assert!(story.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.arg(story)
        .env("OPENWORK_URL", &desk.door.server.url)
        .env("OPENWORK_TOKEN", &desk.door.server.token)
        .env("OPENWORK_WORKSPACE", &desk.id);
    let output = node.output().await.expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let expected = json!({
        "model": "a/b", "removed": true, "refused": "unprocessable", "conflict": "conflict",
        "content": "{ // sdk\n}\n", "line": 2, "exists": false,
    });
    assert_eq!(said, expected);
}

#[tokio::test]
async fn python_gets_patches_reads_writes_and_validates() {
    let home = harness::server::Home::new();
    let folder = home.folder("python");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/config.py");
    let output = python(&script).arg(home.data()).arg(&folder).output().await.expect("python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let expected =
        json!({"model": "a/b", "removed": true, "refused": "UNPROCESSABLE", "content": "{ // py\n}\n", "line": 2});
    assert_eq!(said, expected);
    assert_eq!(std::fs::read_to_string(folder.join("opencode.jsonc")).expect("there"), "{ // py\n}\n");
}
