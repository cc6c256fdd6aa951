//! An engine that is started afresh because someone asks.

use super::{is_told_of_the_interruption, long_run, with_fake, writes_a_file};
use harness::fake_engine::{FakeEngine, starts};
use harness::model::ModelServer;
use harness::server::{Setup, TestServer, program};
use openwork_core::ErrorKind;
use openwork_core::model::engine::{EngineHealth, EngineState};
use openwork_core::operation::endpoint;
use std::path::Path;

async fn restarted(server: &TestServer) -> EngineHealth {
    server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh")
}

#[tokio::test]
async fn an_engine_that_was_given_up_is_brought_back_when_someone_asks() {
    let (home, program) = with_fake(&FakeEngine::new().dies_after_starts(5));
    let server = Setup::engine(&program).at(&home).start();
    let engine = server.engine_until("it is given up", |engine| engine.state == EngineState::Failed).await;
    assert_eq!((engine.attempt, starts(&program)), (5, 5));
    let engine = restarted(&server).await;
    assert_eq!((engine.state, engine.attempt), (EngineState::Starting, 1), "attempts are counted anew");
    server.engine_ready().await;
    assert_eq!((server.engine().await.attempt, starts(&program)), (1, 6));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn an_engine_that_pauses_is_started_at_once_and_one_that_works_is_ended_first() {
    let (home, program) = with_fake(&FakeEngine::new().dies_after_starts(4));
    let server = Setup::engine(&program).at(&home).start();
    // The fourth pause is two seconds long.
    let paused = |engine: &EngineHealth| engine.state == EngineState::Backoff && engine.attempt == 4;
    server.engine_until("it pauses", paused).await;
    assert_eq!(restarted(&server).await.state, EngineState::Starting);
    let before = server.engine_ready().await;
    let engine = restarted(&server).await;
    assert_eq!(engine.state, EngineState::Stopping);
    let other = |engine: &EngineHealth| engine.running && engine.pid != Some(before);
    let engine = server.engine_until("another one runs", other).await;
    assert_eq!((engine.attempt, starts(&program)), (1, 6));
    assert_eq!(engine.last_exit.expect("its end").reason, "stopped");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_server_without_an_engine_has_none_to_start_afresh() {
    let server = Setup::no_engine().start();
    let refused = server.ask::<endpoint::RuntimeRestart>().await.expect_err("there is none");
    assert_eq!(refused.kind, ErrorKind::Conflict, "{refused:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_run_that_a_restart_cuts_off_is_told_and_another_prompt_succeeds() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (workspace, folder) = server.workspace("cut").await;
    let session = server.session(&workspace).await;
    let mut watch = server.watch(&workspace, None).await;
    let waiting = long_run(&server, &session, &mut watch).await;
    assert_eq!(restarted(&server).await.state, EngineState::Stopping);
    let interrupted = watch.until("session.interrupted").await;
    assert_eq!(interrupted.session_id.as_ref(), Some(&session.session_id));
    is_told_of_the_interruption(waiting).await;
    // At once: the call waits for the engine.
    writes_a_file(&server, &session, &folder, "after.txt").await;
    watch.until_idle(&session.session_id).await;
    watch.numbers_have_no_hole();
    let told = watch.kinds().iter().filter(|kind| *kind == "session.interrupted").count();
    assert_eq!(told, 1, "once is enough");
    server.stops_cleanly().await;
}

/// What the command line says, and its exit code.
async fn cli(data: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut cli = tokio::process::Command::new(program("openwork-cli"));
    cli.arg("--data-dir").arg(data).args(words);
    let output = cli.output().await.expect("openwork-cli");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.code(), said.concat())
}

#[tokio::test]
async fn the_command_line_starts_the_engine_of_a_running_server_afresh() {
    let (home, program) = with_fake(&FakeEngine::new());
    let server = Setup::engine(&program).at(&home).start();
    let before = server.engine_ready().await;
    let (code, said) = cli(&home.data(), &["runtime", "restart"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("stopping"), "{said}");
    server.engine_until("another one runs", |engine| engine.running && engine.pid != Some(before)).await;
    server.stops_cleanly().await;
    let (code, said) = cli(&home.data(), &["runtime", "restart"]).await;
    assert!(code != Some(0) && said.contains("there is no engine to start afresh"), "{said}");
}
