//! The API is there before the engine, and says what the engine lacks.

use super::{engine_part, raw, with_fake};
use harness::fake_engine::FakeEngine;
use harness::server::{Home, Setup, TestServer};
use openwork_core::ErrorKind;
use openwork_core::model::engine::EngineState;
use openwork_core::model::system::{ComponentHealth, HealthStatus};
use openwork_core::operation::endpoint;
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a call waits for an engine that is starting, where nothing else is said.
const WAIT_LIMIT: Duration = Duration::from_secs(30);

/// Starts a server whose API answers first: before its engine is ready, if it ever will be. An order is shown here, no
/// speed; how long the way to the first answer takes is measured by `make bench`.
async fn answering(setup: Setup) -> TestServer {
    let server = setup.start();
    let health = server.health().await;
    let part = engine_part(&health);
    assert_ne!(part.stage, "ready", "the engine was first: {health:?}");
    let engine = server.engine().await;
    assert!(engine.last_ready_at.is_none() && !engine.running, "the engine was first: {engine:?}");
    server
}

/// Waits until the engine has met this fault, and answers what the server's health says of it.
async fn met(server: &TestServer, code: &str) -> ComponentHealth {
    let met = server
        .engine_until(code, |engine| {
            // A pause is short: the engine may be on its way again when the server's health is asked for.
            engine.state == EngineState::Failed && engine.last_error.as_ref().is_some_and(|fault| fault.code == code)
        })
        .await;
    let fault = met.last_error.expect("a fault");
    let health = server.health().await;
    assert_eq!((health.status, health.stage.as_str()), (HealthStatus::Degraded, "engine failed"));
    let part = engine_part(&health).clone();
    assert_eq!((&part.reason, &part.remedy), (&Some(fault.message), &Some(fault.remedy)), "both tell the same");
    assert!(part.remedy.as_ref().is_some_and(|remedy| !remedy.is_empty()));
    part
}

/// That what needs the engine fails at once, and waits for nothing.
async fn refuses_at_once(server: &TestServer) {
    let (workspace, _) = server.workspace("refused").await;
    let begun = Instant::now();
    let path = format!("/workspaces/{workspace}/sessions");
    let answer = raw(server).post(&path, &json!({})).await.expect("an answer");
    assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (503, &json!("engine_unavailable")));
    assert!(begun.elapsed() < WAIT_LIMIT, "it took {:?}", begun.elapsed());
}

fn reason(part: &ComponentHealth) -> &str {
    part.reason.as_deref().unwrap_or_default()
}

#[tokio::test]
async fn g01_the_api_is_up_while_the_engine_starts() {
    let (home, program) = with_fake(&FakeEngine::new().start_delay(Duration::from_secs(6)));
    let server = answering(Setup::engine(program).at(&home)).await;
    let health = server.health().await;
    assert_eq!((health.status, health.stage.as_str()), (HealthStatus::Starting, "engine starting"));
    server.engine_until("its lines are shown", |engine| engine.output.iter().any(|line| line.contains("of 6 s"))).await;
    let health = server.health().await;
    assert!(engine_part(&health).output.iter().any(|line| line.contains("still starting")), "{health:?}");
    // What does not need the engine works, and what needs it waits for it.
    let (workspace, _) = server.workspace("early").await;
    server.session(&workspace).await;
    let health = server.health().await;
    assert_eq!((health.status, engine_part(&health).output.len()), (HealthStatus::Ready, 0));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g01_a_call_waits_for_a_starting_engine_only_so_long() {
    let (home, program) = with_fake(&FakeEngine::new().start_delay(Duration::from_secs(60)));
    let server = answering(Setup::engine(program).at(&home).arg("--engine-wait-limit=0.5")).await;
    let (workspace, _) = server.workspace("waits").await;
    let begun = Instant::now();
    let path = format!("/workspaces/{workspace}/sessions");
    let answer = raw(&server).post(&path, &json!({})).await.expect("an answer");
    assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (503, &json!("starting")));
    assert!(begun.elapsed() >= Duration::from_millis(500), "it did not wait");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g01_an_engine_that_is_missing_is_named() {
    let home = Arc::new(Home::new());
    let server = answering(Setup::engine(home.at("nowhere/opencode")).at(&home)).await;
    let part = met(&server, "engine_missing").await;
    assert!(reason(&part).contains("nowhere/opencode"), "{part:?}");
    refuses_at_once(&server).await;
    let summary = server.ask::<endpoint::SystemCapabilities>().await.expect("capabilities");
    let prompt = summary.operations.iter().find(|one| one.operation == "sessions.promptAsync").expect("listed");
    assert!(!prompt.available && prompt.reason.as_ref().is_some_and(|reason| reason.contains("nowhere")));
    server.stops_cleanly().await;
    // Nothing installed either: the sentence names the place, and the command that helps.
    let server = answering(Setup::default().at(&home)).await;
    let part = met(&server, "engine_missing").await;
    assert!(reason(&part).contains(&home.data().display().to_string()), "{part:?}");
    assert!(part.remedy.is_some_and(|remedy| remedy.contains("openwork-cli runtime install")));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g01_an_engine_that_may_not_be_executed_is_named() {
    let home = Arc::new(Home::new());
    let program = home.at("opencode");
    std::fs::write(&program, "#!/bin/sh\n").expect("a file");
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o644)).expect("a mode");
    let server = answering(Setup::engine(&program).at(&home)).await;
    let part = met(&server, "engine_not_executable").await;
    assert!(reason(&part).contains(&program.display().to_string()), "{part:?}");
    refuses_at_once(&server).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g01_a_program_whose_interpreter_is_missing_is_named() {
    let home = Arc::new(Home::new());
    let program = home.at("opencode");
    std::fs::write(&program, "#!/nowhere/node\n").expect("a file");
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).expect("a mode");
    let server = answering(Setup::engine(&program).at(&home)).await;
    let part = met(&server, "start_failed").await;
    assert!(reason(&part).contains("could not be started"), "{part:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g01_the_last_words_of_an_engine_that_ends_at_start_are_told_without_their_secrets() {
    let words = "cannot open the database\nOPENAI_API_KEY=sk-live-0123456789abcdef is refused";
    let (home, program) = with_fake(&FakeEngine::new().exits_at_start(3, words));
    let server = answering(Setup::engine(program).at(&home)).await;
    let part = met(&server, "start_failed").await;
    assert!(reason(&part).contains("exited with code 3"), "{part:?}");
    assert_eq!(reason(&part).matches("cannot open the database").count(), 1, "the last start's words: {part:?}");
    assert!(part.output.iter().any(|line| line == "cannot open the database"), "{part:?}");
    assert!(part.output.iter().any(|line| line.contains("[redacted]")), "{part:?}");
    let engine = server.engine().await;
    let exit = engine.last_exit.as_ref().expect("an end");
    assert_eq!((exit.code, exit.reason.as_str()), (Some(3), "start_failed"));
    refuses_at_once(&server).await;
    let told = [format!("{part:?}{engine:?}"), server.log(), all_files(&home.data().join("logs"))].concat();
    assert!(told.contains("cannot open the database") && !told.contains("0123456789abcdef"), "{told}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g01_an_engine_that_never_says_a_word_is_given_up() {
    let (home, program) = with_fake(&FakeEngine::new().silent());
    let server = answering(Setup::engine(program).at(&home).arg("--engine-start-limit=0.5")).await;
    let part = met(&server, "start_timeout").await;
    assert!(reason(&part).contains("was not ready"), "{part:?}");
    // The remedy is a flag that there is: this server was started with it.
    assert!(part.remedy.is_some_and(|remedy| remedy.contains("--engine-start-limit")));
    refuses_at_once(&server).await;
    server.stops_cleanly().await;
}

fn all_files(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    files.map(|file| std::fs::read_to_string(file.path()).expect("text")).collect()
}

#[tokio::test]
async fn g01_a_server_without_an_engine_is_well() {
    let server = answering(Setup::no_engine()).await;
    let health = server.health().await;
    assert_eq!((health.status, engine_part(&health).stage.as_str()), (HealthStatus::Ready, "disabled"));
    let (workspace, _) = server.workspace("none").await;
    let at = openwork_core::model::page::OneWorkspace { workspace_id: workspace };
    let list = server.client().call::<endpoint::SessionsList>(&at, &Default::default(), &Default::default()).await;
    assert_eq!(list.expect_err("no engine").kind, ErrorKind::EngineUnavailable);
    server.stops_cleanly().await;
}
