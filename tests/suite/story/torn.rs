//! The engine's own event stream is torn while the engine lives: nobody is interrupted, and nothing is lost unnoticed.

use harness::fake_engine::FakeEngine;
use harness::http_client::Http;
use harness::model::Script;
use harness::server::{Home, Setup, TestServer};
use openwork_core::model::event::Event;
use openwork_core::model::page::{Nothing, OneSession, OneWorkspace};
use openwork_core::operation::endpoint;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Lets a session ask for something.
async fn asks(engine: &Http, folder: &Path, at: &OneSession, request: &str) {
    let properties = json!({
        "id": request, "sessionID": at.session_id, "permission": "bash", "patterns": ["ls"], "metadata": {}, "always": [],
    });
    let body = json!({ "directory": folder, "type": "permission.asked", "properties": properties });
    assert_eq!(engine.post("/fake/emit", &body).await.expect("an answer").status, 200);
}

/// A session that writes so many words, and has written the first.
async fn writing(server: &TestServer, watch: &mut harness::server::Watch, at: &OneSession, words: u32) {
    server.prompt(at, Script::new().delay(Duration::from_millis(100)).repeat(words, "word ").prompt()).await;
    while watch.until("message.part.delta").await.session_id.as_ref() != Some(&at.session_id) {}
}

/// What events of a kind say in this field, in order.
fn told<'a>(events: &'a [Event], kind: &str, field: &str) -> Vec<&'a str> {
    let of_kind = events.iter().filter(|event| event.kind == kind);
    let mut told: Vec<&str> = of_kind.filter_map(|event| event.properties.text(field)).collect();
    told.sort_unstable();
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_torn_stream_of_the_engine_is_a_gap_and_no_interruption_and_what_is_under_way_is_known() {
    let home = Arc::new(Home::new());
    let program = FakeEngine::new().install(&home.at("program")).expect("a substitute engine");
    let server = Setup::engine(&program).overheard().at(&home).start();
    let engine = server.engine_itself().await;
    let (workspace, folder) = server.workspace("torn").await;
    let (works, rests) = (server.session(&workspace).await, server.session(&workspace).await);
    let mut watch = server.watch(&workspace, None).await;
    writing(&server, &mut watch, &works, 3000).await;
    asks(&engine, &folder, &works, "per_1").await;
    asks(&engine, &folder, &works, "per_2").await;
    writing(&server, &mut watch, &rests, 12).await;

    // each refusal keeps the stream closed for another quarter of a second
    engine.post("/fake/close-streams", &json!({ "refuse": 10 })).await.expect("closed");
    let reply = json!({ "reply": "once" });
    assert_eq!(engine.post("/permission/per_2/reply", &reply).await.expect("an answer").status, 200);
    asks(&engine, &folder, &works, "per_3").await;
    let gap = loop {
        let event = watch.next().await;
        assert_ne!(event.kind, "session.interrupted", "the engine lives, and so do its runs");
        assert!(watch.seen.len() < 500, "the stream goes on without a gap");
        if event.kind == "stream.gap" {
            break event;
        }
    };
    for side in ["from", "to"] {
        assert_eq!(gap.properties.0[side], gap.seq, "it stands for what was never numbered");
    }
    watch.numbers_have_no_hole();
    let kinds = watch.kinds();
    assert!(kinds.iter().all(|kind| kind != "session.interrupted" && kind != "permission.expired"), "{kinds:?}");
    assert!(told(&watch.seen, "session.idle", "sessionID").is_empty(), "its end was lost");
    let mut late = server.watch(&workspace, Some(gap.seq - 1)).await;
    assert_eq!(late.next().await, gap, "who resumes across it sees it too");

    let at = OneWorkspace { workspace_id: workspace.clone() };
    let waiting = server.client().call::<endpoint::AsksListPermissions>(&at, &Nothing {}, &Nothing {}).await;
    let waiting: Vec<String> = waiting.expect("a list").items.iter().map(|request| request.id.to_string()).collect();
    assert_eq!(waiting, ["per_1", "per_3"]);
    while watch.until("message.part.delta").await.session_id.as_ref() != Some(&works.session_id) {}

    // what the server knows of who works and what is asked is seen where the engine's end cuts it off
    let pid = i32::try_from(server.engine().await.pid.expect("it runs")).expect("a pid");
    rustix::process::kill_process(rustix::process::Pid::from_raw(pid).expect("a pid"), rustix::process::Signal::KILL)
        .expect("it runs");
    while watch.until("engine.stateChanged").await.properties.text("state") != Some("ready") {}
    watch.numbers_have_no_hole();
    assert_eq!(told(&watch.seen, "permission.expired", "requestID"), ["per_1", "per_3"]);
    assert_eq!(told(&watch.seen, "session.interrupted", "sessionID"), [works.session_id.as_str()]);
    server.stops_cleanly().await;
}
