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
        _ => history(engine, id, info, rest, call).await,
    }
}

/// What sets a session to work beside a prompt, and what changes what it did.
async fn history(engine: &Arc<Engine>, id: &str, info: Value, rest: &[&str], call: &Call) -> Answer {
    let body = call.body();
    match (call.method.as_str(), rest) {
        ("POST", [verb @ ("command" | "shell" | "init" | "summarize")]) => {
            let answer = prompt(engine, id, &spoken(verb, body), true).await?;
            match *verb {
                "command" | "shell" => Ok(answer),
                "init" => found(json!(true)),
                _ => {
                    engine.sessions.with(id, |session| {
                        let last = session.messages.iter_mut().rfind(|known| known["info"]["role"] == "assistant");
                        if let Some(message) = last {
                            message["info"]["summary"] = json!(true);
                        }
                    });
                    found(json!(true))
                }
            }
        }
        ("POST", ["fork"]) => {
            let directory = info["directory"].as_str().unwrap_or_default();
            let fork = engine.sessions.create(directory, engine.settings.version(), &json!({ "title": info["title"] }));
            tell(engine, "session.created", fork)
        }
        ("POST" | "DELETE", [verb @ ("revert" | "unrevert" | "share")]) => {
            let changed = engine.sessions.with(id, |session| {
                let (field, value) = match (*verb, call.method.as_str()) {
                    ("revert", _) => ("revert", Some(json!({ "messageID": body["messageID"] }))),
                    ("share", "POST") => ("share", Some(json!({ "url": format!("http://127.0.0.1/share/{id}") }))),
                    ("share", _) => ("share", None),
                    _ => ("revert", None),
                };
                if let Some(fields) = session.info.as_object_mut() {
                    fields.remove(field);
                    fields.extend(value.map(|value| (field.to_owned(), value)));
                }
                session.info.clone()
            });
            tell(engine, "session.updated", changed.unwrap_or(info))
        }
        ("DELETE", ["message", message]) => {
            engine.sessions.with(id, |session| session.messages.retain(|known| known["info"]["id"] != *message));
            found(json!(true))
        }
        (method @ ("PATCH" | "DELETE"), ["message", message, "part", part]) => {
            engine.sessions.with(id, |session| {
                let known = session.messages.iter_mut().find(|known| known["info"]["id"] == *message);
                let Some(parts) = known.and_then(|known| known["parts"].as_array_mut()) else { return };
                match parts.iter().position(|known| known["id"] == *part) {
                    Some(place) if method == "PATCH" => parts[place] = body.clone(),
                    Some(place) => drop(parts.remove(place)),
                    None => {}
                }
            });
            found(if method == "PATCH" { body.clone() } else { json!(true) })
        }
        _ => Ok(web_page()),
    }
}

/// The prompt that stands for such work.
fn spoken(verb: &str, body: &Value) -> Value {
    let text = body["command"].as_str().unwrap_or(verb);
    let mut prompt = json!({ "parts": [{ "type": "text", "text": text }] });
    for key in ["messageID", "agent"] {
        if let Some(value) = body.get(key) {
            prompt[key] = value.clone();
        }
    }
    prompt
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
