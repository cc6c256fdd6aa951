//! The routes. Errors have the shapes of the real engine, which has several.

use std::io;
use std::sync::Arc;

use http::{Method, Request, Response, StatusCode, Uri};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::bus::View;
use super::engine::{Engine, web_page};
use super::lists::lists;
use super::session_routes::{create, session};
use super::settings::HEALTH;
use crate::loopback::{self, Answer, Body};

/// A request, read whole.
pub(crate) struct Call {
    pub(super) method: Method,
    uri: Uri,
    /// The folder of the header, which selects an instance but filters nothing.
    header: Option<String>,
    /// `None` if it is no JSON.
    pub(super) body: Option<Value>,
}

impl Call {
    pub(crate) async fn read(request: Request<Incoming>) -> io::Result<Self> {
        let (parts, body) = request.into_parts();
        let header = parts.headers.get("x-opencode-directory").and_then(|value| value.to_str().ok()).map(decode);
        let body = loopback::read(body).await?;
        // Many routes of the real engine take no body for an empty object.
        let body = if body.is_empty() { Some(json!({})) } else { serde_json::from_slice(&body).ok() };
        Ok(Self { method: parts.method, uri: parts.uri, header, body })
    }

    /// The folder of the query.
    fn filter(&self) -> Option<String> {
        query(&self.uri, "directory").map(|folder| normal(&folder))
    }

    /// The folder that the request is about.
    pub(super) fn directory(&self) -> String {
        let named = self.filter().or_else(|| self.header.as_deref().map(normal));
        named.unwrap_or_else(|| std::env::current_dir().unwrap_or_default().display().to_string())
    }

    pub(super) fn body(&self) -> &Value {
        self.body.as_ref().unwrap_or(&Value::Null)
    }
}

/// A parameter of the query.
pub(crate) fn query(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| decode(&value.replace('+', " ")))
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// One spelling for each folder.
fn normal(folder: &str) -> String {
    let resolved = std::fs::canonicalize(folder).map(|path| path.display().to_string());
    resolved.unwrap_or_else(|_| match folder.trim_end_matches('/') {
        "" => "/".to_owned(),
        folder => folder.to_owned(),
    })
}

pub(crate) async fn answer(engine: &Arc<Engine>, call: Call) -> Answer {
    let path = call.uri.path().to_owned();
    let segments = path.split('/').skip(1).collect::<Vec<_>>();
    let method = call.method.as_str();
    match (method, segments.as_slice()) {
        ("GET", _) if path == HEALTH => found(json!({ "healthy": true, "version": engine.settings.version() })),
        ("GET", ["global", "event"]) if engine.bus.refuses() => Ok(unexpected()),
        ("GET", ["global", "event"]) => Ok(engine.bus.open(View::All)),
        ("GET", ["event"]) => Ok(engine.bus.open(View::Folder(call.directory()))),
        ("POST", ["global", "dispose"]) => {
            engine.settings.note("dispose");
            engine.sessions.abort_all(None);
            engine.bus.emit("global", "global.disposed", json!({}));
            found(json!(true))
        }
        ("POST", ["instance", "dispose"]) => {
            let directory = call.directory();
            engine.sessions.abort_all(Some(&directory));
            engine.bus.emit(&directory, "server.instance.disposed", json!({ "directory": directory }));
            found(json!(true))
        }
        ("GET", ["project", "current"]) => {
            found(json!({ "id": "global", "worktree": "/", "sandboxes": [], "time": { "created": 0, "updated": 0 } }))
        }
        ("GET", [kind @ ("permission" | "question")]) => found(engine.asks.list(kind, call.filter().as_deref())),
        ("POST", [kind @ ("permission" | "question"), id, verb @ ("reply" | "reject")]) => {
            reply(engine, kind, id, verb, call.body())
        }
        ("POST", ["fake", verb]) => control(engine, verb, &call),
        ("GET", ["session"]) => {
            let limit = query(&call.uri, "limit").and_then(|limit| limit.parse().ok()).unwrap_or(100);
            found(engine.sessions.list(call.filter().as_deref(), limit))
        }
        ("POST", ["session"]) => create(engine, &call),
        ("GET", ["session", "status"]) => found(engine.sessions.busy()),
        (_, ["session", id, rest @ ..]) => session(engine, id, rest, &call).await,
        (method, segments) => lists(method, segments),
    }
}

fn reply(engine: &Engine, kind: &str, id: &str, verb: &str, body: &Value) -> Answer {
    let Some((ask, mut event)) = engine.asks.close(kind, id) else {
        let tag = if kind == "permission" { "PermissionNotFoundError" } else { "QuestionNotFoundError" };
        let fault = json!({ "_tag": tag, "requestID": id, "message": format!("{kind} request not found: {id}") });
        return Ok(loopback::json(StatusCode::NOT_FOUND, &fault));
    };
    let name = match (kind, verb) {
        ("permission", _) => {
            event["reply"] = body["reply"].clone();
            "permission.replied"
        }
        (_, "reply") => {
            event["answers"] = body["answers"].clone();
            "question.replied"
        }
        _ => "question.rejected",
    };
    engine.bus.emit(&ask.directory, name, event);
    found(json!(true))
}

/// What only tests can ask for.
fn control(engine: &Engine, verb: &str, call: &Call) -> Answer {
    match verb {
        "emit" => {
            let body = call.body();
            let (directory, kind) = (body["directory"].as_str().unwrap_or("global"), body["type"].as_str());
            let Some(kind) = kind else {
                return Ok(loopback::json(StatusCode::BAD_REQUEST, &json!({ "error": "`type` is missing" })));
            };
            let mut properties = body["properties"].clone();
            if properties.is_null() {
                properties = json!({});
            }
            engine.asks.announced(directory, kind, &properties);
            let count = body["count"].as_u64();
            for index in 0..count.unwrap_or(1) {
                if count.is_some() {
                    // So that a reader can tell a lost or doubled event from the others.
                    properties["index"] = json!(index);
                }
                engine.bus.emit(directory, kind, properties.clone());
            }
            found(json!({ "emitted": count.unwrap_or(1) }))
        }
        "close-streams" => {
            let refusals = call.body()["refuse"].as_u64().and_then(|count| u32::try_from(count).ok());
            engine.bus.close(refusals.unwrap_or(0));
            found(json!(true))
        }
        "spoil" => match serde_json::from_value(call.body().clone()) {
            Ok(spoils) => {
                engine.spoil(spoils);
                found(json!(true))
            }
            Err(fault) => Ok(loopback::json(StatusCode::BAD_REQUEST, &json!({ "error": fault.to_string() }))),
        },
        _ => Ok(web_page()),
    }
}

pub(super) fn found(value: Value) -> Answer {
    Ok(loopback::json(StatusCode::OK, &value))
}

pub(super) fn missing(message: &str) -> Answer {
    let fault = json!({ "name": "NotFoundError", "data": { "message": message } });
    Ok(loopback::json(StatusCode::NOT_FOUND, &fault))
}

pub(super) fn unexpected() -> Response<Body> {
    let message = "Unexpected server error. Check server logs for details.";
    let fault = json!({ "name": "UnknownError", "data": { "message": message, "ref": "err_00000000" } });
    loopback::json(StatusCode::INTERNAL_SERVER_ERROR, &fault)
}
