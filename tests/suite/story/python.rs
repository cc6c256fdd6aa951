//! Sessions, asks and the engine's lists from Python: each of their methods in the library is called.

use super::faces::environment;
use super::model;
use harness::model::{MODEL, PROVIDER, Script};
use harness::server::{Home, program};
use openwork_core::operation::Operation;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

/// What the Python program makes the agent do.
fn scripts() -> Value {
    let todos = json!([{ "content": "look", "status": "completed", "priority": "high" }]);
    let helper = Script::new().text("helped").prompt();
    let task = json!({ "description": "help", "prompt": helper, "subagent_type": "general" });
    let options = json!([{ "label": "A", "description": "a" }, { "label": "B", "description": "b" }]);
    let questions = json!([{ "question": "Which?", "header": "One", "options": options }]);
    let line = json!({ "command": "echo asked", "description": "a line" });
    let work = Script::new().tool("todowrite", json!({ "todos": todos })).tool("task", task);
    json!({
        "words": Script::new().text("These words.").prompt(),
        "work": work.text("That is all.").prompt(),
        "bash": Script::new().tool("bash", line).text("It ran.").prompt(),
        "question": Script::new().tool("question", json!({ "questions": questions })).text("Thank you.").prompt(),
        "long": Script::new().delay(Duration::from_millis(100)).repeat(3000, "word ").prompt(),
    })
}

/// `sessions.sendMessage` as Python spells it.
pub(crate) fn snake(operation: &Operation) -> String {
    operation.name().chars().fold(String::new(), |name, letter| {
        let apart = if letter.is_ascii_uppercase() { "_" } else { "" };
        name + apart + &letter.to_ascii_lowercase().to_string()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_of_sessions_asks_and_the_engine_is_used_from_python() {
    let (model, home) = (model(), Home::new());
    home.with_engine();
    let folder = home.folder("python");
    std::fs::create_dir_all(folder.join(".opencode/command")).expect("a folder");
    std::fs::write(folder.join(".opencode/command/greet.md"), "Greet $ARGUMENTS").expect("a command");
    let off = json!({ "mcp": { "off": { "type": "local", "command": ["true"], "enabled": false } } });
    std::fs::write(folder.join("opencode.json"), off.to_string()).expect("a configuration");
    let config = json!({
        "dataDir": home.data(), "folder": folder, "opencodeProgram": home.engine(),
        "engineHome": home.at("engine"), "guardProgram": program("openwork-http"),
        "environment": environment(&home, &model).into_iter().collect::<BTreeMap<_, _>>(),
        "provider": PROVIDER, "model": MODEL, "scripts": scripts(),
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/sessions.py");
    let output = crate::ffi::python(&script).arg(config.to_string()).output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let seen: Value = serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("no JSON: {out}\n{err}"));

    let called: BTreeSet<String> = serde_json::from_value(seen["called"].clone()).expect("names");
    let areas = ["sessions", "asks", "engine"];
    let mut all: BTreeSet<String> =
        Operation::ALL.iter().filter(|operation| areas.contains(&operation.area())).map(snake).collect();
    all.insert("system.capabilities".to_owned());
    assert_eq!(called, all, "each was called, and there is no other");
    let command = seen["command"].as_str().unwrap_or_default();
    assert!(command.contains("Greet the world"), "the model echoes what it is asked: {seen}");
    assert!(seen["share"].as_str().is_some_and(|why| why.contains("switched off")), "{seen}");
    for (what, expected) in [
        ("mcp", json!([["off", "disabled"]])),
        ("operations", json!(Operation::ALL.len())),
        ("todos", json!([["look", "completed"]])),
        ("diff", json!([false, 0])),
        ("said", json!("That is all.")),
        ("answer", json!("These words.")),
        ("shell", json!("by-shell\n")),
        ("summary", json!("Scripted summary")),
        ("forked", json!(true)),
        ("filesRestored", json!(false)),
        ("edited", json!("other words")),
        ("title", json!("A better title")),
        ("allowed", json!("It ran.")),
        ("answers", json!([["A"]])),
        ("stopped", json!("MessageAbortedError")),
        ("late", json!([])),
    ] {
        assert_eq!(seen[what], expected, "{what}: {seen}");
    }
    assert_eq!(home.processes(), [], "nothing is left of its engine");
}
