//! A slow engine is waited for; a question that it never answers is not.

use super::g04_nothing_left::kill;
use super::{with_fake, writes_a_file};
use harness::fake_engine::{FakeEngine, starts};
use harness::model::ModelServer;
use harness::server::Setup;
use openwork_core::model::engine::EngineState;
use std::time::{Duration, Instant};

#[tokio::test]
async fn g03_an_engine_that_takes_its_time_is_waited_for() {
    let (home, program) = with_fake(&FakeEngine::new().start_delay(Duration::from_secs(8)));
    let begun = Instant::now();
    let server = Setup::engine(&program).at(&home).start();
    let (workspace, _) = server.workspace("slow").await;
    server.session(&workspace).await;
    assert!(begun.elapsed() >= Duration::from_secs(8), "it was not slow");
    let engine = server.engine().await;
    assert_eq!((engine.state, engine.attempt, starts(&program)), (EngineState::Ready, 1, 1));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g03_a_probe_that_is_never_answered_is_cut_and_asked_again() {
    let (home, program) = with_fake(&FakeEngine::new().unanswered_requests(2));
    let server = Setup::engine(&program).at(&home).start();
    server.engine_ready().await;
    assert_eq!(starts(&program), 1, "it was not started again for that");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g03_an_engine_that_accepts_and_never_answers_is_ended_in_time() {
    let (home, program) = with_fake(&FakeEngine::new().accepts_but_never_answers());
    let server = Setup::engine(&program).at(&home).arg("--engine-start-limit=2").start();
    let health = server
        .engine_until("it is given up", |engine| {
            engine.last_error.as_ref().is_some_and(|fault| fault.code == "start_timeout")
        })
        .await;
    let exit = health.last_exit.expect("an end");
    assert_eq!(exit.reason, "start_timeout");
    assert!(exit.at.as_millis() - health.since.as_millis() < 10_000, "it was ended when the limit was over");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g03_a_prompt_right_after_the_engine_was_killed_waits_for_the_next_one() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let (workspace, folder) = server.workspace("killed").await;
    let session = server.session(&workspace).await;
    for round in 0..3 {
        // At once: its memory is given back before anyone can know that it has ended.
        kill(server.engine_ready().await);
        writes_a_file(&server, &session, &folder, &format!("after-{round}.txt")).await;
    }
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g03_a_session_made_for_a_prompt_right_after_the_engine_was_killed_waits_for_the_next_one() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let (workspace, folder) = server.workspace("killed").await;
    for round in 0..3 {
        // as `openwork-cli sessions prompt WORKSPACE text` does
        kill(server.engine_ready().await);
        let fresh = server.session(&workspace).await;
        writes_a_file(&server, &fresh, &folder, &format!("fresh-{round}.txt")).await;
    }
    server.stops_cleanly().await;
}
