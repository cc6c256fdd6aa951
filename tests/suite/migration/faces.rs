//! The import through the command line, and what the engine makes of it.

use super::cloud::story;
use super::{over, served};
use crate::resources::cli;
use harness::legacy;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup, program};
use harness::terminal::Terminal;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

fn openwork(home: &Arc<Home>, words: &[&str]) -> String {
    let mut command = Command::new(program("openwork-cli"));
    command.env_clear().env("HOME", home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    let data = home.data().display().to_string();
    let output = command.args(["--data-dir", &data, "--no-engine"]).args(words).output().expect("the command line");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_command_line_says_what_from_where_and_why_and_imports_when_told() {
    let home = served(&["one"]);
    let listed =
        |home| serde_json::from_str::<Value>(&openwork(home, &["workspaces", "list", "--json"])).expect("JSON");
    assert_eq!(listed(&home)["items"], json!([]), "a command imports nothing besides");
    let plan = openwork(&home, &["migration", "plan"]);
    let folder = home.folder("one").display().to_string();
    for said in ["server_config", "openwork/server.json", "create", "workspace", &folder, "It is not here yet."] {
        assert!(plan.contains(said), "{said}: {plan}");
    }
    // a command that runs the server itself is no start that imports, and its help says so
    let status = openwork(&home, &["migration", "status", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&status).expect("JSON")["state"], "idle");
    let help = openwork(&home, &["migration", "--help"]);
    assert!(help.contains("imports nothing by itself") && help.contains("`idle`"), "{help}");
    assert!(openwork(&home, &["migration", "run"]).contains("create"));
    assert_eq!(listed(&home)["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(openwork(&home, &["workspaces", "get", "ws_older0"]).matches(&folder).count(), 1);
    let status = openwork(&home, &["migration", "status", "--json"]);
    let status: Value = serde_json::from_str(&status).expect("JSON");
    assert_eq!(status["sources"].as_array().map(Vec::len), Some(1), "{status}");
    assert!(openwork(&home, &["migration", "undo"]).contains("Took back"));
    assert!(openwork(&home, &["migration", "undo"]).starts_with("There was nothing to take back."));
    assert_eq!(listed(&home)["items"], json!([]));
}

#[test]
fn an_import_of_which_a_part_failed_says_so_to_scripts_and_prints_all_the_same() {
    let home = served(&["one"]);
    let command = home.folder("one").join(".opencode/commands/go\u{202e}\nit.md");
    std::fs::create_dir_all(command.parent().expect("a folder")).expect("made");
    std::fs::write(command, "---\nmodel: null\n---\n").expect("written");
    let run = |words: &[&str]| {
        let mut command = Command::new(program("openwork-cli"));
        command.env_clear().env("HOME", home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
        let data = home.data().display().to_string();
        command.args(["--data-dir", &data, "--no-engine", "migration"]).args(words).output().expect("the command line")
    };
    let planned = run(&["plan"]);
    assert_eq!(planned.status.code(), Some(0), "a plan does nothing that could fail");
    let imported = run(&["run", "--json"]);
    assert_eq!(imported.status.code(), Some(9), "{}", String::from_utf8_lossy(&imported.stderr));
    let plan: Value = serde_json::from_slice(&imported.stdout).expect("JSON");
    assert_eq!(plan["counts"]["fail"], 1, "{plan}");
    assert_eq!(plan["sources"][0]["items"][0]["action"], "create", "the rest is done: {plan}");
    let again = run(&["run"]);
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(again.status.code() == Some(9) && said.contains("One item cannot be taken over"), "{said}");
    // names are shown as what they are, on the line that they are on
    let tables = [&planned, &again].map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
    let shown = tables.concat() + &said;
    assert!(shown.contains("go\\u{202e}\\nit") && !shown.contains('\u{202e}'), "{shown}");
}

#[tokio::test]
async fn a_name_that_turns_a_line_around_is_escaped_in_the_log() {
    let home = served(&["one"]);
    let command = home.folder("one").join(".opencode/commands/go\u{202e}\nit.md");
    std::fs::create_dir_all(command.parent().expect("a folder")).expect("made");
    std::fs::write(command, "---\nmodel: null\n---\n").expect("written");
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let log = door.server.log();
    assert!(log.contains("go\\\\u{202e}\\\\nit") && !log.contains('\u{202e}'), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_lists_the_sessions_of_a_workspace_that_was_imported() {
    let model = ModelServer::start().expect("a model");
    let home = Arc::new(Home::new());
    // the sessions of before are the engine's, in the engine's own data
    let door = Door::of(Setup::real(&model).at(&home).arg("--no-import"));
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let made = door.post(&format!("/workspaces/{id}/sessions"), &json!({ "title": "from before" })).await;
    assert_eq!(made.status, 200, "{}", made.text());
    assert_eq!(door.ask(http::Method::DELETE, &format!("/workspaces/{id}")).send().await.status, 200);
    door.server.stops_cleanly().await;

    let config = home.at("user/.config/openwork");
    std::fs::create_dir_all(&config).expect("made");
    let server = json!({ "workspaces": [{ "id": "ws_older", "path": folder, "name": "one" }] });
    std::fs::write(config.join("server.json"), server.to_string()).expect("written");
    std::fs::write(
        config.join("env.json"),
        json!({ "schemaVersion": 1, "variables": [{ "key": "FROM_BEFORE", "value": "hush-variable" }] }).to_string(),
    )
    .expect("written");
    let door = Door::of(Setup::real(&model).at(&home));
    over(&door).await;
    let pid = door.server.engine_ready().await;
    let listed = door.get("/workspaces/ws_older/sessions").await;
    assert_eq!(listed.data()["items"][0]["title"], "from before", "{}", listed.text());
    let environment = std::fs::read(format!("/proc/{pid}/environ")).expect("its environment");
    assert!(String::from_utf8_lossy(&environment).contains("FROM_BEFORE=hush-variable"), "what is imported is given");
    let said = cli(&door, &["sessions", "list", "ws_older"], "").await;
    assert_eq!(said["items"][0]["title"], "from before", "{said}");
}

/// Logs of what was done in the workspaces of a home: one line in each, and one that is none.
fn logged(home: &Home) {
    let logs = home.at("user/.openwork/openwork-server/audit");
    std::fs::create_dir_all(&logs).expect("made");
    for (at, id) in ["ws_older0", "ws_older1"].iter().enumerate() {
        let line = json!({ "id": at.to_string(), "workspaceId": id, "actor": { "type": "host" }, "action": "config.patch",
            "target": "/x", "summary": "Patched with API_TOKEN=hush-audit", "timestamp": 1_795_381_036_000_u64 + at as u64 });
        std::fs::write(logs.join(format!("{id}.jsonl")), format!("{line}\nno line\n")).expect("written");
    }
}

#[tokio::test]
async fn what_was_done_in_older_openwork_is_told_to_hosts_by_every_face() {
    let home = served(&["one", "two"]);
    logged(&home);
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let all = door.get("/system/audit").await;
    let ids =
        |list: &Value| list["items"].as_array().expect("items").iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&all.data()), [json!("1"), json!("0")], "{}", all.text());
    assert_eq!(all.data()["faults"].as_array().map(Vec::len), Some(2), "{}", all.text());
    assert!(!all.text().contains("hush"), "{}", all.text());
    let page = door.get("/system/audit?limit=1").await.data();
    let cursor = page["nextCursor"].as_str().expect("there is more");
    assert_eq!(ids(&door.get(&format!("/system/audit?limit=1&cursor={cursor}")).await.data()), [json!("0")]);
    assert_eq!(ids(&door.get("/system/audit?workspaceId=ws_older0").await.data()), [json!("0")]);
    assert_eq!(door.get("/system/audit?workspaceId=ws_never").await.code(), "not_found");
    let (_, token) = door.token(&json!({ "role": "collaborator" })).await;
    let refused = door.ask(http::Method::GET, "/system/audit").token(Some(&token)).send().await;
    assert_eq!(refused.code(), "forbidden");
    let folder = home.folder("one").display().to_string();
    let said = cli(&door, &["audit", "list", "--workspace-id", &folder], "").await;
    assert_eq!((ids(&said), said["faults"][0]["lines"].clone()), (vec![json!("0")], json!(1)), "{said}");

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/audit.mjs");
    assert!(script.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.arg(script).env("OPENWORK_URL", &door.server.url).env("OPENWORK_TOKEN", &door.server.token);
    assert_eq!(story(node).await, told());
}

/// What each face tells of those logs.
fn told() -> Value {
    json!({
        "all": ["1", "0"], "pages": [["1"], ["0"]], "one": ["0"], "faults": 2, "refused": "not_found", "by": "host",
        "summary": "Patched with (hidden)",
    })
}

#[tokio::test]
async fn python_is_told_what_was_done_in_older_openwork() {
    let home = served(&["one", "two"]);
    logged(&home);
    let mut python = crate::ffi::python(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/audit.py"));
    python.arg(json!({ "dataDir": home.at("python"), "legacyHome": home.at("user") }).to_string());
    assert_eq!(story(python).await, told());
}

/// What each face tells of an import that is looked at, run twice, and taken back twice.
fn imported() -> Value {
    json!({
        "states": ["idle", "done", "undone"], "workspaces": [0, 2, 0], "sources": [0, 1], "kind": "server_config",
        "actions": [["create", "create"], ["create", "create"], ["keep", "keep"]], "older": "one",
        "undone": [true, 0, 0],
    })
}

#[tokio::test]
async fn an_import_is_looked_at_run_and_taken_back_through_the_sdk_and_by_python() {
    let home = served(&["one", "two"]);
    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/migration.mjs");
    assert!(script.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.arg(script).env("OPENWORK_URL", &door.server.url).env("OPENWORK_TOKEN", &door.server.token);
    assert_eq!(story(node).await, imported());

    let mut python = crate::ffi::python(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/migration.py"));
    python.arg(json!({ "dataDir": home.at("python"), "legacyHome": home.at("user") }).to_string());
    // to open a server with a home is to start it: it has imported by then, and that is taken back first
    let mut told = imported();
    (told["states"][0], told["sources"][0]) = (json!("done"), json!(1));
    assert_eq!(story(python).await, told);
}

/// What a person sees at a terminal while much is imported.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_import_shows_how_far_it_is() {
    let home = Arc::new(Home::new());
    legacy::lay_large(&home.at("user"), legacy::Size { workspaces: 3000, tokens: 1000 });
    let mut command = Command::new(program("openwork-cli"));
    command.env("HOME", home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    let data = home.data().display().to_string();
    command.args(["--data-dir", &data, "--no-engine", "migration", "run"]);
    let (code, shown) = Terminal::start(&command).expect("a terminal").end().await;
    assert_eq!(code, Some(0), "{shown}");
    let is_bar = |line: &str| line.contains(" sources") && line.contains('[') && line.contains('/');
    let bar = shown
        .split('\r')
        .position(is_bar)
        .unwrap_or_else(|| panic!("no bar: {}", shown.chars().take(2000).collect::<String>()));
    let rest: String = shown.split('\r').skip(bar).collect();
    assert!(rest.contains("together") && rest.contains("create"), "what came of it stands under the bar");
    // whoever reads it in a file has no bar
    let again = openwork(&home, &["migration", "run"]);
    assert!(!again.contains('\u{1b}') && again.contains("together"));
}
