//! What the engine writes: kept with its particulars, bounded, and without secrets.

use harness::server::{Home, Setup, program};
use openwork_core::model::engine::EngineState;
use openwork_core::model::page::{Limit, Nothing};
use openwork_core::model::runtime::{OutputLine, OutputStream, ReadOutput};
use openwork_core::operation::endpoint;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

const SECRET: &str = "correct-horse-battery";

/// What it writes: the secret it was given, its password, and what looks like a secret.
const SCRIPT: &str = r#"#!/bin/sh
echo "hello from the engine"
echo "the key is $MY_KEY, and again: x${MY_KEY}x"
echo "password $OPENCODE_SERVER_PASSWORD" >&2
echo "Authorization: Bearer abcdef0123456789" >&2
head -c 65500 /dev/zero | tr '\0' x
head -c 100000 /dev/zero | tr '\0' x
echo "$MY_KEY"
exit 3
"#;

async fn output(server: &harness::server::TestServer, limit: Option<u32>) -> Vec<OutputLine> {
    let query = ReadOutput { limit: limit.map(|limit| Limit::try_from(limit).expect("a limit")) };
    let told = server.client().call::<endpoint::RuntimeOutput>(&Nothing {}, &query, &Nothing {}).await;
    told.expect("lines").items
}

#[tokio::test]
async fn what_the_engine_writes_is_told_without_secrets() {
    let home = Arc::new(Home::new());
    let engine = home.at("chatty");
    std::fs::write(&engine, SCRIPT).expect("a program");
    std::fs::set_permissions(&engine, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let server = Setup::engine(&engine).at(&home).env("MY_KEY", SECRET).arg("--engine-env").arg("MY_KEY").start();
    server.engine_until("it is given up", |engine| engine.state == EngineState::Failed).await;
    let lines = output(&server, None).await;
    let of = |run: u32| lines.iter().filter(move |line| line.run == run);
    for run in 1..=5 {
        let said = |stream, text: &str| of(run).any(|line| line.stream == stream && line.text == text);
        assert!(said(OutputStream::Stdout, "hello from the engine"), "run {run}: {lines:?}");
        assert!(said(OutputStream::Stdout, "the key is [redacted], and again: x[redacted]x"), "run {run}: {lines:?}");
        assert!(said(OutputStream::Stderr, "password [redacted]"), "run {run}: {lines:?}");
        assert!(said(OutputStream::Stderr, "Authorization: Bearer [redacted]"), "run {run}: {lines:?}");
    }
    assert!(lines.is_sorted_by_key(|line| (line.run, line.at)), "oldest first");
    let last = output(&server, Some(3)).await;
    assert_eq!(last, lines[lines.len() - 3..], "the last ones");

    let log = std::fs::read_to_string(home.data().join("logs/engine.log")).expect("the file on disk");
    assert!(log.contains("hello from the engine") && log.contains("[redacted]"));
    let all = format!("{log}{lines:?}{}", server.log());
    for secret in [SECRET, "horse-battery", "abcdef0123456789"] {
        assert!(!all.contains(secret), "{secret} is shown");
    }
    let mut cli = tokio::process::Command::new(program("openwork-cli"));
    cli.arg("--data-dir").arg(home.data()).args(["runtime", "output", "--limit", "500"]);
    let shown = cli.output().await.expect("openwork-cli");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("1  out  hello from the engine"), "{shown}");
    server.stops_cleanly().await;
}
