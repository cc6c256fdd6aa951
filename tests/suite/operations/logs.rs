//! The server's own log, read through the server: structured, chosen, bounded, and without secrets.

use harness::http_client::Http;
use harness::server::{Door, Setup, program};
use openwork_core::ErrorKind;
use openwork_core::model::log::{LogLevel, LogLine, ReadLogs};
use openwork_core::model::page::{Limit, Nothing};
use openwork_core::operation::endpoint;
use serde_json::json;

async fn read(server: &harness::server::TestServer, query: ReadLogs) -> Vec<LogLine> {
    server.client().call::<endpoint::SystemLogs>(&Nothing {}, &query, &Nothing {}).await.expect("lines").items
}

fn field<'a>(line: &'a LogLine, name: &str) -> &'a str {
    line.fields.text(name).unwrap_or_default()
}

#[tokio::test]
async fn lines_have_request_operation_role_and_session() {
    let server = Setup::no_engine().start();
    let http = Http::new(&server.url).with_authorization(&format!("Bearer {}", server.token));
    let (workspace, _) = server.workspace("logged").await;
    http.get(&format!("/workspaces/{workspace}/sessions/ses_1")).await.expect("an answer");
    let search = Some("sessions.GET".to_owned());
    let lines = read(&server, ReadLogs { search, ..ReadLogs::default() }).await;
    let request = lines.iter().find(|line| line.message == "request").unwrap_or_else(|| panic!("{lines:?}"));
    assert_eq!((field(request, "operation"), field(request, "role")), ("sessions.get", "host"));
    assert_eq!(field(request, "session_id"), "ses_1");
    assert_eq!((request.fields.0["status"].as_u64(), request.level), (Some(503), LogLevel::Info));
    let id = request.request_id.as_deref().expect("a request id");
    assert!(server.log().lines().any(|line| line.contains(id) && line.contains("ses_1")), "on stderr too");

    let all = read(&server, ReadLogs { limit: Limit::try_from(500).ok(), ..ReadLogs::default() }).await;
    assert!(all.is_sorted_by_key(|line| line.at) && all.iter().any(|line| line.message == "listening"));
    let last = read(&server, ReadLogs { limit: Limit::try_from(1).ok(), ..ReadLogs::default() }).await;
    assert_eq!((last.len(), field(&last[0], "operation")), (1, "system.logs"), "the last one is the call before");
    let grave = read(&server, ReadLogs { level: Some(LogLevel::Warn), ..ReadLogs::default() }).await;
    assert!(grave.iter().all(|line| line.level <= LogLevel::Warn), "{grave:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn no_secret_gets_into_the_log() {
    // The most that anyone can switch on.
    let door = Door::of(Setup::no_engine().arg("--log-filter").arg("trace"));
    let (_, lasting) = door.token(&json!({ "role": "host" })).await;
    let query = format!("/workspaces?token={lasting}&access_token=sesame-open-12345");
    door.get(&query).await;
    let knock = door.ask(http::Method::GET, "/system/status").token(Some(&lasting));
    knock.header("x-openwork-host-token", &lasting).header("x-request-id", &lasting).send().await;
    door.ask(http::Method::GET, &format!("/no/such/{lasting}")).send().await;
    let limit = Limit::try_from(500).ok();
    let lines = read(&door.server, ReadLogs { limit, ..ReadLogs::default() }).await;
    assert!(lines.len() >= 5, "{lines:?}");
    let all = serde_json::to_string(&lines).expect("JSON");
    for secret in [&lasting, &door.server.token, "sesame-open-12345"] {
        assert!(!all.contains(secret), "{secret} is in {all}");
        let found = read(&door.server, ReadLogs { search: Some(secret.to_owned()), ..ReadLogs::default() }).await;
        assert_eq!(found, [], "{secret} is found");
    }
    door.server.stops_cleanly().await;
}

#[tokio::test]
async fn a_library_whose_host_keeps_no_lines_says_what_to_do() {
    let home = harness::server::Home::new();
    let server = openwork_core::Server::builder(home.data()).start().await.expect("a server");
    let host = openwork_core::Caller::host();
    let refused = server.system(&host).logs(ReadLogs::default()).await.expect_err("there are none");
    assert_eq!(refused.kind, ErrorKind::NotImplemented);
    assert!(refused.message.contains("LogRing"), "{}", refused.message);
    server.shutdown().await;
}

#[tokio::test]
async fn the_command_line_shows_the_log_of_a_running_server() {
    let server = Setup::no_engine().start();
    let mut cli = tokio::process::Command::new(program("openwork-cli"));
    cli.arg("--data-dir").arg(server.home.data()).args(["system", "logs", "--search", "listening", "--level", "info"]);
    let shown = cli.output().await.expect("openwork-cli");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("info   listening  "), "{shown}");
    server.stops_cleanly().await;
}
