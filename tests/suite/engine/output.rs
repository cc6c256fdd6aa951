//! What the engine writes: kept with its particulars, bounded, and without secrets.

use harness::fake_engine::FakeEngine;
use harness::server::{Home, Setup, program, until};
use openwork_core::model::engine::EngineState;
use openwork_core::model::page::{Limit, Nothing};
use openwork_core::model::runtime::{OutputLine, OutputStream, ReadOutput};
use openwork_core::operation::endpoint;
use std::io::Read;
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

/// How large one file of the log may grow.
const ONE_FILE: usize = 5 << 20;

/// How much more memory a server may take for an engine that floods: some pieces on their way, and what a debug build adds.
const ROOM: u64 = 32 << 20;

#[tokio::test]
async fn an_engine_that_floods_its_output_is_ready_all_the_same_and_costs_no_memory_and_no_disk() {
    let home = Arc::new(Home::new());
    let engine = FakeEngine::new().floods(10_000_000).install(&home.at("program")).expect("an engine");
    // as after hours of it: with the next line files are moved aside
    let logs = home.data().join("logs");
    std::fs::create_dir(&logs).expect("a folder");
    for name in ["engine.log", "engine.log.1", "engine.log.2"] {
        std::fs::write(logs.join(name), "old line\n".repeat(ONE_FILE / 9 + 1)).expect("a full file");
    }
    let server = Setup::engine(engine).at(&home).start();
    server.engine_ready().await;
    let before = server.memory();
    let (workspace, _) = server.workspace("flooded").await;
    let at = server.session(&workspace).await;
    until("a whole file is full of it", async || {
        // also while it floods, health is answered, and the last lines are few
        let health = server.health().await;
        assert!(health.components.iter().all(|part| part.output.len() <= 500));
        let mut first = [0];
        let aside = std::fs::File::open(logs.join("engine.log.1"));
        let read = aside.and_then(|mut file| file.read_exact(&mut first));
        // its own lines begin with the year
        (read.is_ok() && first == *b"2").then_some(())
    })
    .await;
    assert_eq!(output(&server, Some(500)).await.len(), 500);
    let mut watch = server.watch(&workspace, None).await;
    server.prompt(&at, "hello".to_owned()).await;
    watch.until_idle(&at.session_id).await;
    let after = server.memory();
    assert!(after < before + ROOM, "memory is bounded: {} MiB, then {} MiB", before >> 20, after >> 20);
    let files =
        std::fs::read_dir(&logs).expect("the logs").flatten().map(|file| file.metadata().expect("a file").len());
    let sizes: Vec<u64> = files.collect();
    // a file is moved aside by the line after the one that fills it
    assert!(sizes.len() == 3 && sizes.iter().all(|size| *size <= ONE_FILE as u64 + 8192), "{sizes:?}");
    server.stops_cleanly().await;
}
