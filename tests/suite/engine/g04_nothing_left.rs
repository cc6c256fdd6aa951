//! Nothing outlives the server: not the engine, not its guard, not what the agent's tools started.

use super::{with_fake, writes_a_file};
use harness::fake_engine::FakeEngine;
use harness::model::{ModelServer, Script};
use harness::server::{Home, Setup, TestServer, until};
use openwork_core::WorkspaceId;
use openwork_core::model::engine::EngineState;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long something may still run after its server was killed.
const GONE_WITHIN: Duration = Duration::from_secs(5);

pub(super) fn kill(pid: u32) {
    let pid = Pid::from_raw(i32::try_from(pid).expect("a pid")).expect("a pid");
    kill_process(pid, Signal::KILL).expect("it runs");
}

/// A real server whose agent has begun one sleep in a session of its own and waits for another.
async fn with_sleepers(model: &ModelServer) -> (TestServer, WorkspaceId, PathBuf) {
    let server = Setup::real(model).start();
    server.engine_ready().await;
    let (workspace, folder) = server.workspace("sleepers").await;
    let session = server.session(&workspace).await;
    let sleep = json!({ "command": "setsid -f sleep 300; sleep 301", "description": "sleeps", "timeout": 600_000 });
    server.prompt(&session, Script::new().tool("bash", sleep).text("done").prompt()).await;
    let home = server.home.clone();
    until("both sleep", async || {
        let running = home.processes();
        let sleeps = |how: &str| running.iter().any(|(_, command)| command.trim() == how);
        (sleeps("sleep 300") && sleeps("sleep 301")).then_some(())
    })
    .await;
    (server, workspace, folder)
}

/// That nothing runs in a home any more, soon.
pub(super) async fn gone(home: &Home, since: Instant) {
    loop {
        let left = home.processes();
        if left.is_empty() {
            return;
        }
        assert!(since.elapsed() < GONE_WITHIN, "after {:?}: {left:?}", since.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await; // nothing tells of a foreign process's end
    }
}

fn guard_of(home: &Home) -> u32 {
    let running = home.processes();
    let guard = running.iter().find(|(_, command)| command.contains(" guard --mark "));
    guard.unwrap_or_else(|| panic!("no guard among {running:?}")).0
}

#[tokio::test]
async fn g04_a_killed_server_takes_the_engine_and_its_tools_with_it() {
    let model = ModelServer::start().expect("a model");
    let (server, ..) = with_sleepers(&model).await;
    assert!(server.engine().await.guarded);
    let home = server.kill();
    gone(&home, Instant::now()).await;
    // And the folder is as usable as before.
    let server = Setup::real(&model).at(&home).start();
    server.engine_ready().await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g04_an_orderly_stop_ends_the_agents_tools_too() {
    let model = ModelServer::start().expect("a model");
    let (server, ..) = with_sleepers(&model).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g04_a_killed_guard_costs_the_engine_and_leaves_no_orphan() {
    let model = ModelServer::start().expect("a model");
    let (server, workspace, folder) = with_sleepers(&model).await;
    let before = server.home.processes();
    kill(guard_of(&server.home));
    server.engine_until("it is back", |engine| engine.state == EngineState::Ready && engine.attempt == 2).await;
    let left: Vec<_> = before.iter().filter(|(pid, _)| *pid != server.pid()).collect();
    let running = server.home.processes();
    assert!(left.iter().all(|old| !running.contains(old)), "{left:?} / {running:?}");
    let engine = server.engine().await;
    assert!(engine.guarded && guard_of(&server.home) > 0);
    assert_eq!(engine.last_exit.expect("an end").reason, "crashed");
    let session = server.session(&workspace).await;
    writes_a_file(&server, &session, &folder, "after.txt").await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g04_ten_rounds_of_start_and_stop_leave_nothing() {
    let (home, program) = with_fake(&FakeEngine::new());
    for round in 0..10 {
        let server = Setup::engine(&program).at(&home).start();
        if round % 2 == 0 {
            // Every other server is stopped while its engine may still start.
            server.engine_ready().await;
        }
        server.stops_cleanly().await;
    }
}

#[tokio::test]
async fn g04_five_rounds_of_start_and_kill_leave_nothing() {
    let (home, program) = with_fake(&FakeEngine::new());
    for _ in 0..5 {
        let server = Setup::engine(&program).at(&home).start();
        server.engine_ready().await;
        server.kill();
        gone(&home, Instant::now()).await;
    }
    Setup::engine(&program).at(&home).start().stops_cleanly().await;
}

#[tokio::test]
async fn g04_an_engine_that_is_deaf_to_the_asking_signals_is_ended() {
    let home = Arc::new(Home::new());
    let journal = home.at("journal");
    let engine = FakeEngine::new().ignores_term().journal(&journal);
    let program = engine.install(&home.at("program")).expect("a substitute engine");
    let server = Setup::engine(&program).at(&home).start();
    server.engine_ready().await;
    server.stops_cleanly().await;
    // It is asked to end its work, then twice to end; and what is deaf to that and is gone was killed.
    assert_eq!(std::fs::read_to_string(&journal).expect("a journal"), "dispose\nTERM\nTERM\n");
    let log = std::fs::read_to_string(home.at("server.log")).expect("a log");
    assert!(!log.contains("did not end in time"), "{log}");
    // The same where nobody is left to stop it in order.
    let server = Setup::engine(&program).at(&home).start();
    server.engine_ready().await;
    server.kill();
    gone(&home, Instant::now()).await;
}
