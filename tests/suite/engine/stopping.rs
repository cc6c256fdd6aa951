//! How long an orderly end waits for calls that are under way, and for whom it does not.

use super::{long_run, run_of};
use harness::fake_engine::FakeEngine;
use harness::server::{Home, Setup, TestServer, until};
use openwork_core::ErrorKind;
use openwork_core::model::page::OneSession;
use rustix::process::Signal;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long calls under way get, as the program says.
const GRACE: Duration = Duration::from_secs(5);

async fn with_session() -> (TestServer, OneSession) {
    let home = Arc::new(Home::new());
    let program = FakeEngine::new().install(&home.at("fake")).expect("an engine");
    let server = Setup::engine(program).at(&home).start();
    server.engine_ready().await;
    let (workspace, _) = server.workspace("stops").await;
    let at = server.session(&workspace).await;
    (server, at)
}

async fn told_to_stop(server: &TestServer) {
    server.signal(Signal::TERM);
    until("it stops", async || server.log().contains("stopping").then_some(())).await;
}

#[tokio::test]
async fn a_call_under_way_is_answered_before_the_server_ends() {
    let (server, at) = with_session().await;
    let mut watch = server.watch(&at.workspace_id, None).await;
    let waiting = run_of(10, &server, &at, &mut watch).await;
    told_to_stop(&server).await;
    let answer = waiting.await.expect("the caller").expect("an answer");
    let said: String = answer.parts.iter().filter_map(|part| part.text.as_deref()).collect();
    assert_eq!(said.matches("word").count(), 10, "{said}");
    server.stops_cleanly_by_itself().await;
}

#[tokio::test]
async fn a_call_that_takes_longer_is_cut_off_and_told_so() {
    let (server, at) = with_session().await;
    let mut watch = server.watch(&at.workspace_id, None).await;
    let waiting = long_run(&server, &at, &mut watch).await;
    let since = Instant::now();
    told_to_stop(&server).await;
    let error = waiting.await.expect("the caller").expect_err("it was cut off");
    assert!(since.elapsed() >= GRACE, "it was not given its time: {:?}", since.elapsed());
    assert_eq!(error.kind, ErrorKind::EngineError, "{error:?}");
    assert!(error.message.contains("interrupted") && !error.message.contains("started again"), "{}", error.message);
    server.stops_cleanly_by_itself().await;
}

#[tokio::test]
async fn a_second_signal_waits_for_no_call() {
    let (server, at) = with_session().await;
    let mut watch = server.watch(&at.workspace_id, None).await;
    let waiting = long_run(&server, &at, &mut watch).await;
    told_to_stop(&server).await;
    let since = Instant::now();
    server.signal(Signal::TERM);
    waiting.await.expect("the caller").expect_err("it was cut off");
    assert!(since.elapsed() < GRACE / 2, "it waited all the same: {:?}", since.elapsed());
    server.stops_cleanly_by_itself().await;
}

#[tokio::test]
async fn a_server_ends_with_the_pipe_that_its_parent_holds_and_the_engine_with_it() {
    let home = Arc::new(Home::new());
    let program = FakeEngine::new().install(&home.at("fake")).expect("an engine");
    let pipe = home.at("tmp").join("parent");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).expect("a pipe");
    let held = {
        let pipe = pipe.clone();
        // opened once the server has it as its stdin
        std::thread::spawn(move || std::fs::OpenOptions::new().write(true).open(pipe).expect("the pipe"))
    };
    let setup = Setup::engine(program).at(&home).arg("--exit-with-parent");
    let server = setup.after_shell(&format!("exec <'{}'", pipe.display())).start();
    server.engine_ready().await;
    drop(held.join().expect("the parent's end"));
    server.stops_cleanly_by_itself().await;
}
