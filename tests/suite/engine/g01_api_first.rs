//! The API is there before the engine, and says what the engine lacks.

use super::g06_bundle::beside_the_executable;
use super::{engine_part, raw, with_fake};
use harness::fake_engine::FakeEngine;
use harness::server::{Door, Home, Setup, TestServer, until};
use http::Method;
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
pub(super) async fn answering(setup: Setup) -> TestServer {
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

/// The places that a host is told the engine's fault is about.
async fn places(server: &TestServer) -> Vec<String> {
    server.engine().await.last_error.expect("a fault").places
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
    assert!(reason(&part).contains("that was named"), "{part:?}");
    assert!(places(&server).await.iter().any(|place| place.ends_with("nowhere/opencode")), "a host is told where");
    refuses_at_once(&server).await;
    let summary = server.ask::<endpoint::SystemCapabilities>().await.expect("capabilities");
    let prompt = summary.operations.iter().find(|one| one.operation == "sessions.promptAsync").expect("listed");
    assert!(!prompt.available && prompt.reason.as_ref().is_some_and(|reason| reason.contains("that was named")));
    server.stops_cleanly().await;
    // Nothing installed either: the sentence names the place, and the command that helps.
    let server = answering(Setup::default().at(&home)).await;
    let part = met(&server, "engine_missing").await;
    assert!(reason(&part).contains("the managed folder"), "{part:?}");
    let data = home.data().display().to_string();
    assert!(places(&server).await.iter().any(|place| place.starts_with(&data)), "a host is told where");
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
    assert!(reason(&part).contains("may execute"), "{part:?}");
    assert_eq!(places(&server).await, [program.display().to_string()]);
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
async fn g01_an_engine_of_another_version_is_named() {
    let (home, _, single) = beside_the_executable(&FakeEngine::new().version("0.0.7"));
    let server = answering(Setup::default().single(single).at(&home)).await;
    let part = met(&server, "wrong_version").await;
    assert!(reason(&part).contains("0.0.7"), "{part:?}");
    refuses_at_once(&server).await;
    server.stops_cleanly().await;
}

/// That health names a cause while the engine is still tried again: nobody has to wait until it is given up.
async fn named_meanwhile(server: &TestServer, word: &str) {
    let part = until("health names it in a pause", async || {
        let health = server.health().await;
        let part = engine_part(&health).clone();
        (part.stage == "backoff").then_some(part)
    })
    .await;
    assert!(reason(&part).contains(word), "{part:?}");
    assert!(part.remedy.is_some_and(|remedy| !remedy.is_empty()));
    assert!(server.engine().await.attempt < 5, "it was given up before");
}

#[tokio::test]
async fn g01_an_engine_that_crashes_is_named_as_soon_as_it_does() {
    let (home, program) = with_fake(&FakeEngine::new().crashes_after(Duration::from_millis(300)));
    let server = answering(Setup::engine(program).at(&home)).await;
    named_meanwhile(&server, "exited with code 1 although nobody asked").await;
    server.stops_cleanly().await;
    let (home, program) = with_fake(&FakeEngine::new().exits_at_start(3, "cannot open the database"));
    let server = answering(Setup::engine(program).at(&home)).await;
    named_meanwhile(&server, "cannot open the database").await;
    server.stops_cleanly().await;
}

/// What the door tells everyone but hosts of an engine that does not run: through the judge, and without any place of the
/// machine.
async fn tells_no_place(door: &Door, word: &str) {
    let root = door.server.home.at("").display().to_string();
    let (id, _) = door.workspace("limited").await;
    let (_, viewer) = door.token(&json!({"role": "viewer", "workspaceIds": [id]})).await;
    let (_, worker) = door.token(&json!({"role": "collaborator", "workspaceIds": [id]})).await;
    let refused = door.ask(Method::POST, &format!("/workspaces/{id}/sessions")).token(Some(&worker)).json(&json!({}));
    let mut told = vec![("a call", refused.send().await)];
    assert_eq!(told[0].1.code(), "engine_unavailable");
    for token in [None, Some(viewer.as_str())] {
        told.push(("health", door.ask(Method::GET, "/system/health").token(token).send().await));
    }
    for path in ["capabilities", "status", "opencode/health", "runtime/summary", "runtime/versions"] {
        told.push((path, door.ask(Method::GET, &format!("/system/{path}")).token(Some(&viewer)).send().await));
    }
    for (what, reply) in &told {
        assert!(!reply.text().contains(root.trim_end_matches('/')), "{what}: {}", reply.text());
    }
    assert!(told[1].1.text().contains(word), "health without a token says what is wrong: {}", told[1].1.text());
}

#[tokio::test]
async fn g01_what_is_wrong_is_told_to_everyone_and_where_it_is_to_hosts() {
    let home = Arc::new(Home::new());
    let door = Door::of(Setup::engine(home.at("nowhere/opencode")).at(&home));
    met(&door.server, "engine_missing").await;
    tells_no_place(&door, "that was named").await;
    door.server.stops_cleanly().await;
    let home = Arc::new(Home::new());
    let words = format!("cannot open {}/x.db", home.at("user").display());
    let program =
        FakeEngine::new().exits_at_start(3, &words).install(&home.at("program")).expect("a substitute engine");
    let door = Door::of(Setup::engine(program).at(&home));
    let part = met(&door.server, "start_failed").await;
    assert!(part.output.contains(&words), "a host reads the lines whole: {part:?}");
    tells_no_place(&door, "cannot open [path]").await;
    door.server.stops_cleanly().await;
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
