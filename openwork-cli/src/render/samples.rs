//! One of each, for tests.

use super::{Human, Look};
use jiff::tz::TimeZone;
use openwork_core::model::access::Token;
use openwork_core::model::ask::{PermissionRequest, QuestionRequest};
use openwork_core::model::engine::EngineHealth;
use openwork_core::model::event::Event;
use openwork_core::model::message::Message;
use openwork_core::model::session::{Session, SessionSnapshot};
use openwork_core::model::system::Health;
use openwork_core::model::system_event::SystemEvent;
use openwork_core::model::workspace::Workspace;
use serde_json::{Value, json};

const AT: &str = "2026-11-22T10:00:00.000Z";
const MILLIS: i64 = 1_795_341_600_000;

/// What a person sees of a value, without colours, on a wide terminal in UTC.
pub(crate) fn shown(value: &impl Human) -> String {
    stripped(&value.human(&Look { zone: TimeZone::UTC, width: None }))
}

/// Text without its colours.
pub(crate) fn stripped(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

fn made<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn workspace() -> Workspace {
    made(json!({
        "id": "ws_1", "displayName": "Here", "kind": "local", "status": "ready", "preset": "starter", "hidden": false,
        "backend": { "kind": "local_opencode", "serverId": "local", "local": { "dataDir": "/srv/here" } },
        "createdAt": AT, "updatedAt": AT,
    }))
}

pub(crate) fn session() -> Session {
    let time = json!({ "created": MILLIS, "updated": MILLIS + 5000 });
    made(json!({ "id": "ses_1", "directory": "/srv/here", "title": "Fix the tests", "time": time, "slug": "x" }))
}

pub(crate) fn messages() -> [Message; 2] {
    let part = |id: &str, message: &str, rest: &Value| {
        let mut part = json!({ "id": id, "sessionID": "ses_1", "messageID": message });
        part.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        part
    };
    let asked = json!({ "id": "msg_1", "sessionID": "ses_1", "role": "user", "time": { "created": MILLIS } });
    let answered = json!({
        "id": "msg_2", "sessionID": "ses_1", "role": "assistant", "parentID": "msg_1", "time": { "created": MILLIS + 1000 },
    });
    let tool = json!({ "type": "tool", "tool": "bash", "state": {
        "status": "completed", "input": { "command": "cargo test" }, "output": "ok", "title": "cargo test",
    }});
    made(json!([
        { "info": asked, "parts": [part("prt_1", "msg_1", &json!({ "type": "text", "text": "Please fix the tests." }))] },
        { "info": answered, "parts": [
            part("prt_2", "msg_2", &json!({ "type": "reasoning", "text": "Hm." })),
            part("prt_3", "msg_2", &tool),
            part("prt_4", "msg_2", &json!({ "type": "text", "text": "Done." })),
            part("prt_5", "msg_2", &json!({ "type": "step-finish" })),
        ] },
    ]))
}

pub(crate) fn permission() -> PermissionRequest {
    made(json!({
        "id": "per_1", "sessionID": "ses_1", "permission": "bash", "patterns": ["rm -rf target"], "always": ["rm *"],
        "metadata": {},
    }))
}

pub(crate) fn question() -> QuestionRequest {
    made(json!({
        "id": "que_1", "sessionID": "ses_1", "questions": [
            { "question": "Which store?", "header": "Store", "options": [
                { "label": "redb", "description": "embedded" }, { "label": "files", "description": "" },
            ] },
            { "question": "Which systems?", "multiple": true, "options": [{ "label": "Linux" }] },
        ],
    }))
}

pub(crate) fn snapshot() -> SessionSnapshot {
    made(json!({
        "seq": 42, "session": session(), "messages": messages(), "status": { "type": "busy" },
        "todos": [{ "content": "run them", "status": "in_progress" }], "permissions": [permission()], "questions": [],
    }))
}

pub(crate) fn event(seq: u64, kind: &str, properties: Value) -> Event {
    let mut event = json!({ "seq": seq, "at": AT, "workspaceId": "ws_1", "type": kind });
    if let Some(session) = properties.get("sessionID") {
        event["sessionId"] = session.clone();
    }
    event["properties"] = properties;
    made(event)
}

pub(crate) fn system_event(seq: u64, kind: &str, properties: &Value) -> SystemEvent {
    made(json!({ "seq": seq, "at": AT, "type": kind, "properties": properties }))
}

pub(crate) fn token() -> Token {
    made(json!({
        "id": "tok_1", "role": "viewer", "label": "phone", "workspaceIds": ["ws_1", "ws_2"], "createdAt": AT,
    }))
}

pub(crate) fn health() -> Health {
    made(json!({
        "service": "openwork-server", "version": "0.1.0", "status": "degraded", "stage": "engine: failed", "startedAt": AT,
        "components": [{
            "name": "engine", "status": "degraded", "stage": "failed", "reason": "There is no OpenCode.",
            "remedy": "Run `openwork-cli runtime install`.", "output": ["one", "two"],
        }],
    }))
}

pub(crate) fn engine() -> EngineHealth {
    made(json!({
        "state": "failed", "running": false, "attempt": 5, "since": AT, "guarded": true, "output": ["boom"],
        "lastExit": { "signal": 9, "at": AT, "reason": "crashed" },
        "lastError": { "code": "crashed", "message": "It crashed.", "remedy": "Look at its output." },
    }))
}
