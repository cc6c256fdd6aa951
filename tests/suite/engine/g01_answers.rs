//! An engine that says it listens, and whose answers are none: a web page, noise, a half.

use super::g01_api_first::answering;
use super::{engine_part, with_fake};
use harness::fake_engine::{FakeEngine, Scope, starts};
use harness::server::Setup;
use openwork_core::model::engine::{EngineHealth, EngineState};
use openwork_core::model::system::HealthStatus;
use serde_json::json;

/// Such an engine, once for each way to answer nonsense, with what is told of it where that is its health.
fn nonsense(scope: Scope) -> [(&'static str, FakeEngine); 3] {
    [
        ("answers with a web page", FakeEngine::new().answers_html(scope)),
        ("something that is not understood", FakeEngine::new().answers_garbage(scope)),
        ("closes every connection", FakeEngine::new().closes_mid_body(scope)),
    ]
}

/// That such an engine is never ready, is told by this fault, and that the next start of a good one is.
async fn is_given_up_until_it_is_well(what: &str, engine: FakeEngine, code: &str) {
    let (home, program) = with_fake(&engine);
    let server = answering(Setup::engine(&program).at(&home).arg("--engine-start-limit=0.5")).await;
    let has_met = |engine: &EngineHealth| engine.last_error.as_ref().is_some_and(|fault| fault.code == code);
    let met = server.engine_until(code, has_met).await;
    assert!(!met.running && met.last_ready_at.is_none(), "{what}: it was taken for ready: {met:?}");
    let health = server.health().await;
    let part = engine_part(&health);
    assert_ne!((health.status, part.stage.as_str()), (HealthStatus::Ready, "ready"), "{what}: {health:?}");
    let fault = met.last_error.expect("a fault");
    assert!(!fault.remedy.is_empty(), "{what}: nothing helps");
    assert_eq!(fault.message.contains(what), code == "start_timeout", "{what}: {}", fault.message);
    FakeEngine::new().set(&program).expect("mended");
    server.engine_ready().await;
    let (workspace, _) = server.workspace("mended").await;
    server.session(&workspace).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g01_an_engine_whose_health_is_no_answer_is_never_ready_and_a_mended_one_is_taken() {
    for (what, engine) in nonsense(Scope::Health) {
        is_given_up_until_it_is_well(what, engine, "start_timeout").await;
    }
}

#[tokio::test]
async fn g01_an_engine_whose_events_are_no_events_is_never_ready_and_a_mended_one_is_taken() {
    for (what, engine) in nonsense(Scope::Others) {
        is_given_up_until_it_is_well(what, engine, "start_failed").await;
    }
}

#[tokio::test]
async fn g01_an_engine_whose_health_turns_to_nonsense_is_ended_and_brought_back() {
    let (home, program) = with_fake(&FakeEngine::new());
    let setup = Setup::engine(&program).overheard().at(&home).arg("--engine-liveness=0.1");
    let server = setup.arg("--engine-liveness-limit=0.5").start();
    for (round, how) in ["answersHtml", "answersGarbage", "closesMidBody"].into_iter().enumerate() {
        let before = server.engine_ready().await;
        let engine = server.engine_itself().await;
        engine.post("/fake/spoil", &json!({ how: "health" })).await.expect("an answer");
        let back = server.engine_until(how, |engine| engine.running && engine.pid != Some(before)).await;
        assert_eq!(
            (back.state, back.last_exit.expect("its end").reason.as_str()),
            (EngineState::Ready, "unresponsive")
        );
        assert_eq!(starts(&program), u32::try_from(round).expect("a few") + 2, "once for each");
    }
    server.stops_cleanly().await;
}
