//! What programs read: a JSON document for each command, and completions that shells understand.

use super::{beside, cli, run, text};
use harness::server::{Home, Setup, TestServer};
use openwork_core::operation::{Answer, Needs, Operation};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The words of an operation's command: `workspaces.createLocal` is `workspaces create-local`.
pub(super) fn words(operation: Operation) -> Vec<String> {
    let kebab = operation.name().chars().fold(String::new(), |kebab, letter| {
        if letter.is_ascii_uppercase() {
            kebab + "-" + &letter.to_ascii_lowercase().to_string()
        } else {
            kebab + &letter.to_string()
        }
    });
    kebab.split('.').map(str::to_owned).collect()
}

/// What a command writes with `--json`, which is one document on one line and nothing else.
async fn document(mut command: Command) -> Value {
    command.arg("--json");
    one_document(command).await
}

/// The same of a command that has its `--json`.
pub(super) async fn one_document(command: Command) -> Value {
    let about = format!("{:?}", command.get_args().collect::<Vec<_>>());
    let output = run(command).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), err.as_str()), (Some(0), ""), "{about}: {out}");
    assert_eq!(out.lines().count(), 1, "{about}: {out}");
    serde_json::from_str(&out).unwrap_or_else(|why| panic!("{about}: {why}: {out}"))
}

/// An MCP server that nobody starts.
const MCP: &str = r#"{"type":"local","command":["true"],"enabled":false}"#;

/// Puts one of each thing that has a name in place; answers the id of a managed item.
async fn resources(server: &TestServer, workspace: &str) -> String {
    for operation in ["skills.upsert", "commands.upsert", "mcp.add", "plugins.add"] {
        let (area, verb) = operation.split_once('.').expect("two words");
        document(beside(server, &[&[area, verb, workspace], of_workspace(operation)].concat())).await;
    }
    let made = document(beside(server, &["managed", "create", "mcps", "There", "--config", MCP])).await;
    made["item"]["id"].as_str().expect("an id").to_owned()
}

/// The words after the workspace's.
fn of_workspace(operation: &str) -> &'static [&'static str] {
    match operation {
        "files.list" => &[],
        "files.writeRaw" | "inbox.upload" => &["made", "--input", "/dev/null"],
        "files.writeText" => &["there", "--content", "x"],
        "files.stat" | "files.readText" => &["there"],
        name if name.starts_with("files.") => &["x"],
        "config.patch" => &["--opencode", r#"{"username":"documents"}"#],
        "config.putRaw" => &["--content", "{}"],
        "skills.upsert" => &["there", "--description", "x", "--content", "x"],
        "commands.upsert" => &["there", "--template", "x"],
        "mcp.add" => &["there", "--config", MCP],
        "mcp.setEnabled" => &["there", "false"],
        "bundles.previewImport" | "bundles.import" => {
            &["--bundle", r#"{"commands":[{"name":"carried","content":"x"}]}"#]
        }
        "skills.get" | "skills.remove" | "commands.remove" | "mcp.remove" | "plugins.add" | "plugins.remove" => {
            &["there"]
        }
        _ => &[],
    }
}

/// The words of a command for a file session, which is opened for it.
async fn of_file_session(server: &TestServer, operation: Operation, workspace: &str, file: &Path) -> Vec<String> {
    let made = document(beside(server, &["file-sessions", "create", workspace])).await;
    let mut words = vec![workspace.to_owned(), made["id"].as_str().expect("an id").to_owned()];
    match operation.name() {
        "fileSessions.readBatch" => words.push("there".to_owned()),
        "fileSessions.writeBatch" => words.push(format!("batch={}", file.display())),
        "fileSessions.operations" => words.push(r#"{"type":"mkdir","path":"batched"}"#.to_owned()),
        _ => {}
    }
    words
}

/// What answers one value without an engine, the end of the workspace and of the server last.
fn answering() -> Vec<Operation> {
    // a text is shown as it is, what is switched off cannot be started afresh or exchanged, nothing is sent without a router,
    // nothing published without a publisher, and no skill taken without a hub
    let value = |operation: &&Operation| {
        let is_document = matches!(operation.answer(), Answer::Value | Answer::Bare);
        let cannot = [Operation::RuntimeRestart, Operation::RuntimeUpgrade, Operation::RouterSend].contains(operation);
        is_document
            && operation.needs() == Needs::Server
            && !cannot
            && !operation.path().starts_with("/share/")
            && !operation.path().contains("hub")
    };
    let turn = |operation: &Operation| match operation.name() {
        "system.shutdown" => 3,
        "workspaces.delete" => 2,
        // what is removed is used before
        name => u8::from(name.ends_with(".remove") || name == "managed.delete"),
    };
    let mut all: Vec<Operation> = Operation::ALL.iter().filter(value).copied().collect();
    all.sort_by_key(turn);
    assert!(all.len() >= 18 && turn(&all[all.len() - 1]) == 3, "{all:?}");
    all
}

/// The words of a command for managed items.
fn of_managed(operation: Operation, item: &str) -> Vec<String> {
    let more: &[&str] = match operation.name() {
        "managed.list" => &[],
        "managed.create" => &["Documents", "--config", MCP],
        "managed.update" => &[item, "--display-name", "Again"],
        _ => &[item],
    };
    ["mcps"].iter().chain(more).map(|word| (*word).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_command_that_needs_no_engine_answers_one_json_document() {
    let server = Setup::no_engine().start();
    let folder = server.home.folder("documents").display().to_string();
    let (workspace, _) = server.workspace("other").await;
    let made = document(beside(&server, &["tokens", "create", "--role", "viewer"])).await;
    let token = made["record"]["id"].as_str().expect("an id").to_owned();
    let (bot_token, other) = (server.home.at("bot-token"), server.home.folder("other").display().to_string());
    std::fs::write(&bot_token, "1:documents\n").expect("a file");
    let sign_in = server.home.at("sign-in.json");
    std::fs::write(&sign_in, r#"{"baseUrl":"https://cloud.example","authToken":"documents"}"#).expect("a file");
    let bot =
        ["telegram", "--token-file", bot_token.to_str().expect("UTF-8"), "--access", "public", "--enabled", "false"];
    let bound = |peer| {
        let at = ["--channel", "telegram", "--identity-id", "kept", "--peer-id", peer];
        [&at[..], &["--directory", &other, "--enabled", "false"]].concat().into_iter().map(str::to_owned)
    };
    document(beside(&server, &[&["router", "upsert-identity", "--id", "kept"], &bot[..]].concat())).await;
    std::fs::write(server.home.folder("other").join("there"), "x").expect("a file");
    let set: Vec<String> = ["router", "set-binding"].map(str::to_owned).into_iter().chain(bound("-4711")).collect();
    let set = document(beside(&server, &set.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let binding = set["id"].as_str().expect("an id").to_owned();
    let item = resources(&server, workspace.as_str()).await;
    for operation in answering() {
        let mut line = words(operation);
        match operation.name() {
            "tokens.create" => line.extend(["--role", "viewer"].map(str::to_owned)),
            "tokens.revoke" => line.push(token.clone()),
            "workspaces.createLocal" => line.extend(["--folder-path".to_owned(), folder.clone()]),
            "workspaces.rename" => line.extend([workspace.as_str(), "--display-name", "Other"].map(str::to_owned)),
            "environment.set" => {
                line.extend(["DOCUMENTED", "--value-file", bot_token.to_str().expect("UTF-8")].map(str::to_owned))
            }
            "cloud.put" => line.extend(["--file", sign_in.to_str().expect("UTF-8")].map(str::to_owned)),
            "environment.unset" => line.push("DOCUMENTED".to_owned()),
            "workspaces.relink" => line.extend([workspace.as_str(), "--folder-path", &other].map(str::to_owned)),
            "router.listIdentities" => line.push("telegram".to_owned()),
            "router.upsertIdentity" => line.extend(bot.map(str::to_owned)),
            "router.removeIdentity" => line.extend(["telegram", "default"].map(str::to_owned)),
            "router.setBinding" => line.extend(bound("4712")),
            "router.removeBinding" => line.push(binding.clone()),
            _ if operation.area() == "managed" => line.extend(of_managed(operation, &item)),
            _ if operation.path().contains("{fileSessionId}") => {
                line.extend(of_file_session(&server, operation, workspace.as_str(), &bot_token).await);
            }
            name if operation.path().contains('{') => {
                assert!(operation.path().contains("{workspaceId}"), "give `{name}` its words");
                line.push(workspace.to_string());
                line.extend(of_workspace(name).iter().map(|word| (*word).to_owned()));
            }
            _ => {}
        }
        let said = document(beside(&server, &line.iter().map(String::as_str).collect::<Vec<_>>())).await;
        // the router's health has an `ok` of its own
        let is_bare = said.get("meta").is_none() && said.get("data").is_none();
        assert!(said.is_object() && is_bare, "the value without an envelope: {said}");
    }
    // What is no operation works on the store itself, once its server has gone.
    let home = server.stops_cleanly_by_itself().await;
    let copy = home.at("copy.redb").display().to_string();
    assert_eq!(document(cli(&home, &["store", "check"])).await["faults"], serde_json::json!([]));
    assert_eq!(document(cli(&home, &["store", "backup", &copy])).await["file"], copy.as_str());
    assert!(document(cli(&home, &["store", "dump"])).await.is_object());
}

async fn completions(home: &Home, shell: &str) -> String {
    let output = run(cli(home, &["completions", shell])).await;
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    text(&output.stdout)
}

/// What a shell makes of a script on its standard input.
fn fed(shell: &str, words: &[&str], script: &str) -> Option<(bool, String)> {
    let mut command = Command::new(shell);
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take().expect("a pipe").write_all(script.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("its end");
    Some((output.status.success(), text(&output.stdout) + &text(&output.stderr)))
}

#[tokio::test]
async fn completions_are_scripts_that_their_shells_understand() {
    let home = Home::new();
    // bash is needed by the suite anyway; the others are asked where they are, as on the public CI.
    for (shell, words) in [("bash", &["-n"][..]), ("zsh", &["-n", "-s"]), ("fish", &["--no-execute", "/dev/stdin"])] {
        let script = completions(&home, shell).await;
        for operation in Operation::ALL {
            let verb = words_of(*operation);
            assert!(script.contains(&verb), "{shell} does not know `{verb}`");
        }
        match fed(shell, words, &script) {
            Some(read) => assert_eq!(read, (true, String::new()), "{shell} does not read it"),
            None => assert_ne!(shell, "bash", "there is no bash"),
        }
    }
    // And one is used: what follows `workspaces cr`?
    let ask = "\nCOMP_WORDS=(openwork-cli workspaces cr); COMP_CWORD=2; _openwork__cli openwork-cli cr workspaces\n\
               printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    let script = completions(&home, "bash").await + ask;
    assert_eq!(fed("bash", &["--norc", "-s"], &script), Some((true, "create-local\n".to_owned())));
}

fn words_of(operation: Operation) -> String {
    words(operation).pop().expect("a verb")
}
