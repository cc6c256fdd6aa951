//! An engine that is ready and answers nonsense: whoever asks is told so at once, and when it is well again so is everything.

use super::access::{body, method};
use harness::fake_engine::FakeEngine;
use harness::http_client::{Http, Reply};
use harness::server::{Door, Home, Setup, until};
use http::Method;
use openwork_core::operation::{Needs, Operation};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer may take that does not wait for the engine's: far less than the 30 s that a call is given.
const SOON: Duration = Duration::from_secs(10);

/// A session that was prompted, and all that is named in it.
struct Stage {
    door: Door,
    engine: Http,
    workspace: String,
    folder: PathBuf,
    session: String,
    message: String,
    part: String,
}

impl Stage {
    async fn new() -> Self {
        let home = Arc::new(Home::new());
        let program = FakeEngine::new().install(&home.at("fake")).expect("an engine");
        let door = Door::of(Setup::engine(program).overheard().at(&home));
        let engine = door.server.engine_itself().await;
        let (workspace, folder) = door.workspace("spoiled").await;
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        let session = text(&door.post(&format!("/workspaces/{workspace}/sessions"), &json!({})).await.data()["id"]);
        let path = format!("/workspaces/{workspace}/sessions/{session}/messages");
        let answer = door.post(&path, &json!({"parts": [{"type": "text", "text": "hello"}]})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let asked = door.get(&path).await.data()["items"][0].clone();
        let (message, part) = (text(&asked["info"]["id"]), text(&asked["parts"][0]["id"]));
        Self { door, engine, workspace, folder, session, message, part }
    }

    async fn spoil(&self, how: Value) {
        assert_eq!(self.engine.post("/fake/spoil", &how).await.expect("an answer").status, 200);
    }

    /// Calls an operation with what is there.
    async fn call(&self, operation: Operation) -> Reply {
        let mut path = operation.path().to_owned();
        for (name, value) in [
            ("{workspaceId}", self.workspace.as_str()),
            ("{sessionId}", &self.session),
            ("{messageId}", &self.message),
            ("{partId}", &self.part),
            ("{requestId}", if path_of_question(operation) { "que_1" } else { "per_1" }),
            ("{providerId}", "scripted"),
            ("{name}", "search"),
        ] {
            path = path.replace(name, value);
        }
        assert!(!path.contains('{'), "give the story a value for `{path}`");
        let mut ask = self.door.ask(method(operation), &path);
        if let Some(body) = body(operation, &self.door) {
            ask = ask.json(&body);
        }
        let answer = tokio::time::timeout(SOON, ask.send()).await;
        answer.unwrap_or_else(|_| panic!("{} hangs", operation.name()))
    }
}

/// Whether it says how it went, in place of failing, or does not come to ask: a sign-in that has not begun does not end.
fn lets_go(operation: &Operation) -> bool {
    matches!(operation, Operation::WorkspacesDispose | Operation::McpFinishAuth)
}

fn path_of_question(operation: Operation) -> bool {
    operation.path().contains("/questions/")
}

#[tokio::test]
async fn g20_an_engine_that_answers_html_garbage_or_half_a_body_is_told_by_every_operation_and_forgiven() {
    let stage = Stage::new().await;
    let of_engine: Vec<Operation> = Operation::ALL
        .iter()
        .copied()
        .filter(|operation| operation.needs() == Needs::Engine && !lets_go(operation))
        .collect();
    assert!(of_engine.len() >= 40, "the catalogue has lost some");
    for how in ["answersHtml", "answersGarbage", "closesMidBody"] {
        stage.spoil(json!({ how: "others" })).await;
        for operation in &of_engine {
            let reply = stage.call(*operation).await;
            assert_eq!(reply.code(), "engine_error", "{how}, {}: {}", operation.name(), reply.text());
            let sentence = reply.sentence();
            assert!(!sentence.contains("doctype") && !sentence.contains("}{"), "{how}: {sentence}");
        }
        let reply = stage.call(Operation::WorkspacesDispose).await;
        assert_eq!((reply.status.as_u16(), &reply.data()["disposed"]), (200, &json!(false)), "{how}: {}", reply.text());
        let reply = stage.call(Operation::McpFinishAuth).await;
        assert_eq!(reply.code(), "conflict", "{how}: {}", reply.text());
        let health = stage.door.get("/system/health").await;
        assert_eq!(health.data()["status"], "ready", "its own health is well: {}", health.text());
        stage.spoil(json!({})).await;
        for operation in of_engine.iter().filter(|operation| method(**operation) == Method::GET) {
            let reply = stage.call(*operation).await;
            assert_eq!(reply.status, 200, "after {how}, {}: {}", operation.name(), reply.text());
        }
        let reply = stage.call(Operation::SessionsSendMessage).await;
        assert_eq!(reply.status, 200, "after {how}: {}", reply.text());
    }
}

#[tokio::test]
async fn g13_an_engine_whose_stream_turns_into_nonsense_is_listened_to_again_and_one_gap_is_told() {
    let stage = Stage::new().await;
    let workspace = stage.workspace.parse().expect("an id");
    let mut watch = stage.door.server.watch(&workspace, None).await;
    for how in ["answersHtml", "answersGarbage", "closesMidBody"] {
        stage.spoil(json!({ how: "others" })).await;
        stage.engine.post("/fake/close-streams", &json!({})).await.expect("closed");
        // several looks at what is no stream
        let log = || stage.door.server.log().matches("events cannot be read").count();
        let before = log();
        until("it was tried again", async || (log() >= before + 3).then_some(())).await;
        stage.spoil(json!({})).await;
        watch.until("stream.gap").await;
        let event = json!({"directory": stage.folder, "type": "file.edited", "properties": {"file": how}});
        stage.engine.post("/fake/emit", &event).await.expect("emitted");
        let told = watch.until("file.edited").await;
        assert_eq!(told.properties.text("file"), Some(how));
    }
    watch.numbers_have_no_hole();
    assert_eq!(watch.kinds().iter().filter(|kind| *kind == "stream.gap").count(), 3, "one each: {:?}", watch.kinds());
}
