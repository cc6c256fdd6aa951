//! A command line that hosts the server itself, with the real engine, and leaves nothing running.

use super::{cli, run, text};
use harness::model::{ModelServer, Script, engine_env};
use harness::server::{Home, until};
use harness::terminal::Terminal;
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;

/// The command, with an engine that reaches for this model.
fn hosting(home: &Home, model: &ModelServer, words: &[&str]) -> Command {
    let mut command = cli(home, words);
    command.arg("--engine-home").arg(home.at("engine"));
    for (name, value) in engine_env(&model.url(), &home.at("models.json")) {
        command.args(["--engine-env", &name]).env(name, value);
    }
    command
}

/// That it held the data folder only for as long as it took.
async fn nothing_is_left(home: &Home) {
    until("nothing runs any more", async || home.processes().is_empty().then_some(())).await;
    assert!(!home.data().join("server.json").exists(), "it announces no server");
    let check = run(cli(home, &["--json", "store", "check"])).await;
    assert_eq!(check.status.code(), Some(0), "the store is free and whole: {}", text(&check.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prompt_without_a_server_does_its_work_and_leaves_nothing() {
    let model = ModelServer::start().expect("a model");
    let home = Home::new();
    home.with_engine();
    let folder = home.folder("hosted");
    let place = folder.display().to_string();
    let made = run(hosting(&home, &model, &["--json", "workspaces", "create-local", "--folder-path", &place])).await;
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let file = folder.join("out.txt");
    let args = json!({ "filePath": file, "content": "by a command\n" });
    let script = Script::new().tool("write", args).text("It is written.").prompt();
    let output = run(hosting(&home, &model, &["sessions", "prompt", &place, &script])).await;
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "It is written.\n".to_owned()));
    assert_eq!(home.processes(), [], "not even for a moment after its end");
    assert_eq!(std::fs::read_to_string(&file).expect("the agent's file"), "by a command\n");
    nothing_is_left(&home).await;
    // The session is there for the next command.
    let list = run(hosting(&home, &model, &["--json", "sessions", "list", &place])).await;
    let list: Value = serde_json::from_slice(&list.stdout).expect("JSON");
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");

    let script = Script::new().delay(Duration::from_millis(50)).repeat(3000, "word ").prompt();
    let mut terminal =
        Terminal::start(&hosting(&home, &model, &["sessions", "prompt", &place, &script])).expect("a terminal");
    terminal.until("word word").await;
    terminal.interrupt();
    let (code, shown) = terminal.end().await;
    assert_eq!(code, Some(130), "{shown}");
    nothing_is_left(&home).await;
}
