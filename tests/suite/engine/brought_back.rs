//! An engine that dies is brought back; the streams go on, and what was lost is said.

use super::{engine_part, is_told_of_the_interruption, long_run, with_fake, writes_a_file};
use harness::fake_engine::{FakeEngine, starts};
use harness::model::ModelServer;
use harness::server::{Setup, until};
use openwork_core::model::engine::EngineState;
use openwork_core::model::event::Event;
use openwork_core::model::message::MessageRole;
use openwork_core::model::page::{Nothing, Page};
use openwork_core::model::system::HealthStatus;
use openwork_core::operation::endpoint;
use std::time::Duration;

#[tokio::test]
async fn an_engine_that_dies_is_brought_back() {
    let (home, program) = with_fake(&FakeEngine::new().dies_after_starts(2));
    let server = Setup::engine(&program).at(&home).start();
    server.engine_ready().await;
    let engine = server.engine().await;
    assert_eq!((engine.attempt, starts(&program)), (3, 3));
    assert!(engine.last_error.is_none(), "what is over is not told as a fault");
    assert_eq!(engine.last_exit.expect("how it ended before").reason, "start_failed");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn an_engine_that_dies_at_every_start_is_given_up_after_five() {
    let (home, program) = with_fake(&FakeEngine::new().exits_at_start(1, "Error: no"));
    let server = Setup::engine(&program).at(&home).start();
    // The third pause is a second long.
    let engine =
        server.engine_until("it pauses", |engine| engine.state == EngineState::Backoff && engine.attempt >= 3).await;
    assert_eq!(engine.last_error.expect("a fault").code, "start_failed");
    let health = server.health().await;
    let part = engine_part(&health);
    assert_eq!((health.status, part.stage.as_str()), (HealthStatus::Degraded, "backoff"));
    assert!(part.reason.is_some() && part.remedy.is_some());
    let engine = server.engine_until("it is given up", |engine| engine.state == EngineState::Failed).await;
    assert_eq!((engine.attempt, starts(&program)), (5, 5));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn an_engine_that_crashes_again_and_again_is_given_up() {
    let (home, program) = with_fake(&FakeEngine::new().crashes_after(Duration::from_secs(1)));
    let server = Setup::engine(&program).at(&home).start();
    let engine = server.engine_until("it is given up", |engine| engine.state == EngineState::Failed).await;
    assert_eq!((engine.attempt, starts(&program)), (5, 5));
    assert_eq!(engine.last_error.expect("a fault").code, "crashed");
    let exit = engine.last_exit.expect("an end");
    assert_eq!((exit.code, exit.reason.as_str()), (Some(1), "crashed"));
    assert!(engine.last_ready_at.is_some());
    server.stops_cleanly().await;
}

/// The states that the events tell, in order.
fn states(events: &[Event]) -> Vec<String> {
    let changes = events.iter().filter(|event| event.kind == "engine.stateChanged");
    changes.filter_map(|event| event.properties.text("state").map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_run_whose_engine_is_killed_is_told_to_be_interrupted_and_the_session_goes_on() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (workspace, folder) = server.workspace("killed").await;
    let session = server.session(&workspace).await;
    let mut watch = server.watch(&workspace, None).await;
    let waiting = long_run(&server, &session, &mut watch).await;
    let engine = i32::try_from(server.engine().await.pid.expect("it runs")).expect("a pid");
    let engine = rustix::process::Pid::from_raw(engine).expect("a pid");
    rustix::process::kill_process(engine, rustix::process::Signal::KILL).expect("it runs");

    is_told_of_the_interruption(waiting).await;
    let interrupted = watch.until("session.interrupted").await;
    assert_eq!(interrupted.session_id.as_ref(), Some(&session.session_id));
    while states(&watch.seen).last().is_none_or(|state| state != "ready") {
        watch.until("engine.stateChanged").await;
    }
    assert_eq!(states(&watch.seen), ["backoff", "starting", "ready"]);

    let (client, page) = (server.client(), Page::default());
    let messages = client.call::<endpoint::SessionsListMessages>(&session, &page, &Nothing {}).await;
    let messages = messages.expect("the messages").items;
    let last = &messages.last().expect("a message").info;
    assert_eq!((last.role, last.interrupted), (MessageRole::Assistant, Some(true)), "{last:?}");
    writes_a_file(&server, &session, &folder, "after.txt").await;
    watch.until_idle(&session.session_id).await;
    watch.numbers_have_no_hole();
    let told = watch.kinds().iter().filter(|kind| *kind == "session.interrupted").count();
    assert_eq!(told, 1, "once is enough");
    until("the engine is well", async || (server.health().await.status == HealthStatus::Ready).then_some(())).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn an_engine_that_stops_answering_is_ended_and_brought_back() {
    let (home, program) = with_fake(&FakeEngine::new());
    let setup = Setup::engine(&program).at(&home).arg("--engine-liveness=0.1").arg("--engine-liveness-limit=0.5");
    let server = setup.start();
    let pid = server.engine_ready().await;
    let (workspace, _) = server.workspace("silent").await;
    let mut watch = server.watch(&workspace, None).await;
    // Stopped, it lives, holds its port, and says nothing more; it cannot hear SIGTERM either.
    let engine = rustix::process::Pid::from_raw(i32::try_from(pid).expect("a pid")).expect("a pid");
    rustix::process::kill_process(engine, rustix::process::Signal::STOP).expect("it runs");
    while states(&watch.seen).last().is_none_or(|state| state != "ready") {
        watch.until("engine.stateChanged").await;
    }
    assert_eq!(states(&watch.seen), ["backoff", "starting", "ready"]);
    let engine = server.engine().await;
    assert_eq!((engine.attempt, starts(&program)), (2, 2));
    assert!(engine.pid.is_some_and(|now| now != pid), "another process: {engine:?}");
    let exit = engine.last_exit.expect("an end");
    let kill = rustix::process::Signal::KILL.as_raw();
    assert_eq!((exit.reason.as_str(), exit.code, exit.signal), ("unresponsive", None, Some(kill)));
    assert!(home.processes().iter().all(|(running, _)| *running != pid), "the silent one is gone");
    server.session(&workspace).await;
    server.stops_cleanly().await;
}
