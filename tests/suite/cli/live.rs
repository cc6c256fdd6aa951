//! `sessions prompt` and `events watch` beside a running server, with the real engine.

use super::{beside, run, text};
use harness::model::{ModelServer, Script};
use harness::server::{Setup, TestServer, until};
use harness::terminal::Terminal;
use openwork_core::WorkspaceId;
use openwork_core::model::event::Event;
use openwork_core::model::message::MessageRole;
use openwork_core::model::page::{Nothing, OneSession, OneWorkspace, Page};
use openwork_core::model::session::SessionStatus;
use openwork_core::operation::endpoint;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// A server with the real engine, and a workspace in which the agent has to ask before it runs a command.
async fn with_workspace(model: &ModelServer) -> (TestServer, WorkspaceId, String) {
    let server = Setup::real(model).start();
    let folder = server.home.folder("live");
    std::fs::write(folder.join("opencode.json"), json!({"permission": {"bash": "ask"}}).to_string()).expect("a file");
    server.engine_ready().await;
    let workspace = server.open(&folder).await.id;
    (server, workspace, folder.display().to_string())
}

/// A script that is said with no tools in it.
fn says(words: &str) -> String {
    Script::new().text(words).prompt()
}

/// The only session of a workspace with this title.
async fn session(server: &TestServer, workspace_id: &WorkspaceId, title: &str) -> OneSession {
    let at = OneWorkspace { workspace_id: workspace_id.clone() };
    let list = server.client().call::<endpoint::SessionsList>(&at, &Default::default(), &Nothing {}).await;
    let mut found = list.expect("a list").items.into_iter();
    let found = found.find(|session| session.title.as_deref() == Some(title)).expect("the session");
    OneSession { workspace_id: workspace_id.clone(), session_id: found.id }
}

async fn a_person_sees_the_work_and_answers_on_the_terminal(server: &TestServer, folder: &str) {
    let file = Path::new(folder).join("seen.txt");
    let shell = json!({ "command": "echo shell-was-run", "description": "Says it" });
    let script = Script::new()
        .text("I write the file.")
        .tool("write", json!({ "filePath": file, "content": "seen\n" }))
        .text("Now the shell.")
        .tool("bash", shell)
        .text("All is done.");
    let mut terminal =
        Terminal::start(&beside(server, &["sessions", "prompt", folder, &script.prompt()])).expect("a terminal");
    terminal.until("y = yes").await;
    // What is no answer is asked again.
    let asked = terminal.shown().matches("y = yes").count();
    terminal.type_in("perhaps\r");
    until("it asks again", async || (terminal.shown().matches("y = yes").count() > asked).then_some(())).await;
    terminal.type_in("y\r");
    let (code, shown) = terminal.end().await;
    assert_eq!(code, Some(0), "{shown}");
    let order =
        ["session ses_", "I write the file.", "write", "Now the shell.", "wants bash", "y = yes", "All is done."];
    let mut rest = shown.as_str();
    for words in order {
        let at = rest.find(words).unwrap_or_else(|| panic!("{words:?} is not shown, or too early: {shown}"));
        rest = &rest[at + words.len()..];
    }
    assert!(shown.contains("\u{1b}["), "a terminal has colours: {shown:?}");
    assert!(shown.contains('✓') && !shown.contains('✗'), "{shown}");
    assert_eq!(std::fs::read_to_string(file).expect("the agent's file"), "seen\n");
}

async fn a_pipe_gets_the_agents_words_and_nothing_else(server: &TestServer, folder: &str) {
    let output = run(beside(server, &["sessions", "prompt", folder, &says("Only these words.")])).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), out.as_str()), (Some(0), "Only these words.\n"), "{err}");
    assert!(err.contains("session ses_") && !err.contains('\u{1b}'), "{err:?}");
    // Whoever reads no further is no failure: `| head -1`.
    let mut head = beside(server, &["sessions", "prompt", folder, &says("one\ntwo\nthree")]);
    let mut child = head.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("openwork-cli");
    drop(child.stdout.take());
    let status = until("it ends", async || child.try_wait().expect("a child")).await;
    assert_eq!(status.code(), Some(0));
}

async fn a_run_that_fails_is_a_failure(server: &TestServer, folder: &str) {
    let script = Script::new().fail(400, "the model has a headache").prompt();
    let output = run(beside(server, &["sessions", "prompt", folder, &script])).await;
    assert_eq!(output.status.code(), Some(6), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("the model has a headache"), "{}", text(&output.stderr));
}

async fn ctrl_c_stops_the_agent(server: &TestServer, workspace: &WorkspaceId, folder: &str) {
    let script = Script::new().delay(Duration::from_millis(50)).repeat(3000, "word ").prompt();
    let words = ["sessions", "prompt", folder, &script, "--title", "to be stopped"];
    let mut terminal = Terminal::start(&beside(server, &words)).expect("a terminal");
    terminal.until("word word").await;
    let at = session(server, workspace, "to be stopped").await;
    terminal.interrupt();
    let (code, shown) = terminal.end().await;
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("Stopping the agent"), "{shown}");
    let status = server.client().call::<endpoint::SessionsStatus>(&at, &Nothing {}, &Nothing {}).await;
    assert_eq!(status.expect("a status"), SessionStatus::Idle, "the agent is at rest");
    let messages = server.client().call::<endpoint::SessionsListMessages>(&at, &Page::default(), &Nothing {}).await;
    let messages = messages.expect("messages").items;
    let last = messages.last().expect("the answer");
    assert!(last.info.role == MessageRole::Assistant && last.info.error.is_some(), "{last:?}");
    let said: usize =
        last.parts.iter().filter_map(|part| part.text.as_ref()).map(|text| text.matches("word").count()).sum();
    assert!((1..3000).contains(&said), "it was cut off: {said}");
}

async fn events_come_as_lines_while_they_happen(server: &TestServer, workspace: &WorkspaceId, folder: &str) {
    let mut watch = beside(server, &["--json", "events", "watch", folder]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("openwork-cli");
    let out = watch.stdout.take().expect("a pipe");
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    // A thread, because it blocks for as long as nothing happens. It ends with the pipe.
    std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    // Nothing says that it watches; so something happens until it does.
    let at = OneWorkspace { workspace_id: workspace.clone() };
    let mut first = None;
    while first.is_none() {
        let name = "renamed".parse().expect("a name");
        let body = openwork_core::model::workspace::RenameWorkspace { display_name: name };
        server.client().call::<endpoint::WorkspacesRename>(&at, &Nothing {}, &body).await.expect("renamed");
        first = tokio::time::timeout(Duration::from_millis(300), told.recv()).await.ok().flatten();
    }
    let after: Event = serde_json::from_str(&first.expect("a line")).expect("an event");
    let mut whole = server.watch(workspace, Some(after.seq)).await;
    let session = server.session(workspace).await;
    server.prompt(&session, says("These words.")).await;
    whole.until_idle(&session.session_id).await;
    let last = whole.seen.last().expect("events").seq;
    let mut lines: Vec<Event> = vec![after];
    while lines.last().is_none_or(|event| event.seq < last) {
        let line = tokio::time::timeout(Duration::from_secs(60), told.recv()).await.expect("in time").expect("a line");
        lines.push(serde_json::from_str(&line).unwrap_or_else(|_| panic!("no event: {line}")));
    }
    assert_eq!(lines[1..], whole.seen[..], "the same events, whole and in order");
    assert!(watch.try_wait().expect("a child").is_none(), "it goes on until it is ended");
    watch.kill().expect("it runs");
    watch.wait().expect("its end");
}

/// Of what programs get, each line is a JSON document.
async fn a_program_gets_lines_of_json(server: &TestServer, folder: &str) {
    let output = run(beside(server, &["--json", "sessions", "prompt", folder, &says("For programs.")])).await;
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    let out = text(&output.stdout);
    let mut kinds = out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["type"].clone());
    assert_eq!(kinds.next_back(), Some(json!("session.idle")), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_shows_what_the_agent_does_as_it_happens() {
    let model = ModelServer::start().expect("a model");
    let (server, workspace, folder) = with_workspace(&model).await;
    a_person_sees_the_work_and_answers_on_the_terminal(&server, &folder).await;
    a_pipe_gets_the_agents_words_and_nothing_else(&server, &folder).await;
    a_program_gets_lines_of_json(&server, &folder).await;
    a_run_that_fails_is_a_failure(&server, &folder).await;
    ctrl_c_stops_the_agent(&server, &workspace, &folder).await;
    events_come_as_lines_while_they_happen(&server, &workspace, &folder).await;
    server.stops_cleanly().await;
}
