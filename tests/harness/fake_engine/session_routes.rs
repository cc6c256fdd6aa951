//! The routes of sessions.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::answer::admit;
use super::engine::{Engine, web_page};
use super::routes::{Call, found, missing, unexpected};
use crate::loopback::{self, Answer};

pub(super) fn create(engine: &Engine, call: &Call) -> Answer {
    let Some(wishes) = call.body.as_ref().filter(|body| body.is_object()) else {
        return Ok(loopback::json(StatusCode::BAD_REQUEST, &json!({ "_tag": "BadRequest" })));
    };
    let directory = call.directory();
    let info = engine.sessions.create(&directory, engine.settings.version(), wishes);
    engine.bus.emit(&directory, "session.created", json!({ "sessionID": info["id"], "info": info }));
    found(info)
}

pub(super) async fn session(engine: &Arc<Engine>, id: &str, rest: &[&str], call: &Call) -> Answer {
    if !id.starts_with("ses") {
        return Ok(unexpected());
    }
    let Some((info, messages)) = engine.sessions.with(id, |known| (known.info.clone(), known.messages.clone())) else {
        return missing(&format!("Session not found: {id}"));
    };
    match (call.method.as_str(), rest) {
        ("GET", []) => found(info),
        ("PATCH", []) => {
            let changed = engine.sessions.with(id, |session| {
                for key in ["title", "metadata", "permission"] {
                    if let Some(value) = call.body().get(key) {
                        session.info[key] = value.clone();
                    }
                }
                if let Some(archived) = call.body()["time"].get("archived") {
                    session.info["time"]["archived"] = archived.clone();
                }
                session.info.clone()
            });
            tell(engine, "session.updated", changed.unwrap_or(info))
        }
        ("DELETE", []) => {
            if let Some(session) = engine.sessions.remove(id) {
                session.abort();
                tell(engine, "session.deleted", session.info)?;
            }
            found(json!(true))
        }
        ("GET", ["message"]) => found(json!(messages)),
        ("GET", ["message", message]) => match messages.into_iter().find(|known| known["info"]["id"] == *message) {
            Some(message) => found(message),
            None => missing(&format!("Message not found: {message}")),
        },
        ("POST", ["message"]) => prompt(engine, id, call.body(), true).await,
        ("POST", ["prompt_async"]) => prompt(engine, id, call.body(), false).await,
        ("POST", ["abort"]) => {
            engine.sessions.with(id, |session| session.abort());
            found(json!(true))
        }
        ("GET", ["children"]) => found(engine.sessions.children(id)),
        ("GET", ["todo" | "diff"]) => found(json!([])),
        _ => Ok(web_page()),
    }
}

async fn prompt(engine: &Arc<Engine>, session: &str, body: &Value, wait: bool) -> Answer {
    let parts_are_a_list = body["parts"].is_array();
    let id_is_well = body["messageID"].as_str().is_none_or(|id| id.starts_with("msg"));
    if !parts_are_a_list || !id_is_well {
        let place = if parts_are_a_list { "messageID" } else { "parts" };
        let message = format!("Expected another value\n  at [\"{place}\"]");
        let fault = json!({ "name": "BadRequest", "data": { "message": message, "kind": "Payload" } });
        return Ok(loopback::json(StatusCode::BAD_REQUEST, &fault));
    }
    let Some(run) = admit(engine, session, body) else {
        return missing(&format!("Session not found: {session}"));
    };
    if body["noReply"] == true {
        return found(run.unanswered());
    }
    // A task of its own, because a caller that hangs up does not end the run.
    let run = tokio::spawn(run.answer());
    if !wait {
        return Ok(loopback::answer(StatusCode::NO_CONTENT, "application/json", ""));
    }
    match run.await {
        Ok(Ok(answer)) => found(answer),
        _ => Ok(unexpected()),
    }
}

/// Publishes a session's state and answers with it.
fn tell(engine: &Engine, event: &str, info: Value) -> Answer {
    let directory = info["directory"].as_str().unwrap_or_default();
    engine.bus.emit(directory, event, json!({ "sessionID": info["id"], "info": info }));
    found(info)
}
