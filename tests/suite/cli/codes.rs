//! The exit codes of the process, and what it says of a failure to programs and to people.

use super::{beside, cli, run, text};
use harness::fake_engine::FakeEngine;
use harness::server::{Home, Setup};
use openwork_core::ErrorKind;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

/// That a command ends with this code, and says this kind of failure as one JSON document, or in a sentence.
async fn ends(mut as_json: Command, code: i32, kind: &str) -> Value {
    as_json.arg("--json");
    let output = run(as_json).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), out.as_str()), (Some(code), ""), "{err}");
    let said: Value = serde_json::from_str(&err).unwrap_or_else(|_| panic!("no JSON document: {err:?}"));
    assert_eq!((&said["ok"], &said["error"]["code"]), (&json!(false), &json!(kind)), "{err}");
    assert!(said["error"]["message"].as_str().is_some_and(|message| message.len() > 10), "{err}");
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_cause_of_a_failure_has_its_exit_code() {
    let server = Setup::no_engine().start();
    let (workspace, _) = server.workspace("codes").await;
    let workspace = workspace.as_str();
    ends(beside(&server, &["no-such-command"]), 2, "invalid_request").await;
    ends(beside(&server, &["workspaces", "list", "--limit", "many"]), 2, "invalid_request").await;
    let nowhere = ["workspaces", "create-local", "--folder-path", "/no/such/folder"];
    ends(beside(&server, &nowhere), 2, "unprocessable").await;
    ends(beside(&server, &["workspaces", "get", "ws_none"]), 3, "not_found").await;
    let named = |token: &str| {
        let mut command = beside(&server, &["system", "status", "--url", &server.url]);
        if !token.is_empty() {
            command.args(["--token", token]);
        }
        command
    };
    ends(named(""), 4, "unauthorized").await;
    ends(named(&format!("ow_h_{}", "A".repeat(43))), 4, "unauthorized").await;
    let made = run(beside(&server, &["--json", "tokens", "create", "--role", "viewer"])).await;
    let made: Value = serde_json::from_slice(&made.stdout).expect("a token");
    let viewer = made["token"].as_str().expect("its text");
    ends(beside(&server, &["tokens", "list", "--token", viewer]), 4, "forbidden").await;
    ends(beside(&server, &["store", "check"]), 5, "conflict").await;
    ends(beside(&server, &["sessions", "list", workspace]), 6, "engine_unavailable").await;
    let nobody = Home::new();
    ends(cli(&nobody, &["system", "health", "--url", "http://127.0.0.1:9"]), 8, "remote_error").await;
    let no_folder = Home::new();
    std::fs::remove_dir_all(no_folder.data()).expect("removed");
    std::fs::write(no_folder.data(), "a file").expect("written");
    ends(cli(&no_folder, &["workspaces", "list"]), 2, "unprocessable").await;
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_whose_server_was_started_afresh_says_so() {
    let server = Setup::no_engine().start();
    let (workspace, _) = server.workspace("watched").await;
    let port = server.url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let mut watch = beside(&server, &["events", "watch", workspace.as_str()]);
    let mut watch = watch.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("openwork-cli");
    let mut said = BufReader::new(watch.stderr.take().expect("its words"));
    let mut first = String::new();
    said.read_line(&mut first).expect("a line");
    assert!(first.contains("Watching"), "{first}");
    // its token is the next one's no more, and nobody gave it one
    let home = server.kill();
    let server = Setup::no_engine().at(&home).port(port).start();
    let mut rest = String::new();
    let read = tokio::task::spawn_blocking(move || said.read_to_string(&mut rest).map(|_| rest));
    let rest = read.await.expect("a task").expect("its words");
    let code = watch.wait().expect("its end").code();
    assert!(code == Some(8) && rest.contains("started afresh"), "{code:?} {rest}");
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_is_slow_is_waited_for_only_so_long() {
    let home = std::sync::Arc::new(Home::new());
    let slow = FakeEngine::new().start_delay(std::time::Duration::from_secs(60));
    let program = slow.install(&home.at("program")).expect("a substitute engine");
    let server = Setup::engine(program).at(&home).arg("--engine-wait-limit=1").start();
    let (workspace, _) = server.workspace("slow").await;
    ends(beside(&server, &["sessions", "list", workspace.as_str()]), 6, "starting").await;
    ends(beside(&server, &["sessions", "list", workspace.as_str(), "--timeout", "0.2"]), 7, "timeout").await;
    server.stops_cleanly().await;
}

/// Answers one request with a failure of this kind, as a server does; answers where.
fn failing(kind: ErrorKind) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a caller");
        let count = socket.read(&mut [0; 8192]).expect("a request");
        assert!(count > 0);
        let error = json!({ "code": kind.code(), "message": "What the server says of it.", "requestId": "req_1" });
        let body = json!({ "ok": false, "error": error }).to_string();
        let head = format!("HTTP/1.1 500 X\r\nx-openwork-server: 0\r\ncontent-length: {}\r\n\r\n", body.len());
        socket.write_all((head + &body).as_bytes()).expect("an answer");
    });
    url
}

/// Which code a kind has: the help lists them.
fn documented(kind: ErrorKind) -> i32 {
    match kind {
        ErrorKind::Internal | ErrorKind::NotImplemented => 1,
        ErrorKind::InvalidRequest
        | ErrorKind::MethodNotAllowed
        | ErrorKind::TooLarge
        | ErrorKind::UnsupportedMediaType
        | ErrorKind::Unprocessable => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::Unauthorized | ErrorKind::Forbidden => 4,
        ErrorKind::Conflict | ErrorKind::ExportNeedsDecision => 5,
        ErrorKind::EngineError | ErrorKind::EngineUnavailable | ErrorKind::Starting => 6,
        ErrorKind::Timeout => 7,
        ErrorKind::RemoteError => 8,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_server_answers_becomes_the_documented_exit_code() {
    let home = Home::new();
    let help = text(&run(cli(&home, &["--help"])).await.stdout);
    for kind in ErrorKind::ALL {
        let (url, code) = (failing(kind), documented(kind));
        let said = ends(cli(&home, &["system", "status", "--url", &url]), code, kind.code()).await;
        assert_eq!(said["error"]["requestId"], "req_1", "{said}");
        let output = run(cli(&home, &["system", "status", "--url", &failing(kind)])).await;
        assert_eq!(output.status.code(), Some(code), "people get the same code");
        assert!(text(&output.stderr).starts_with("error: What the server says of it."), "{}", text(&output.stderr));
        assert!(help.contains(&format!("\n  {code}  ")), "{code} is not in the help: {help}");
    }
}
