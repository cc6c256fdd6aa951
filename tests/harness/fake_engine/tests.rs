//! The substitute over HTTP, without a process around it.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::engine::{Engine, serve};
use super::{Scope, Settings};
use crate::http_client::Http;
use crate::model::Script;

/// A substitute in this process, and a client that it lets in.
async fn started(settings: Settings) -> Http {
    let engine = Engine::new(settings, Some(("opencode", "secret")));
    let (port, serving) = serve(engine, 0).unwrap();
    tokio::spawn(serving);
    Http::new(format!("http://127.0.0.1:{port}")).with_basic("opencode", "secret")
}

async fn session(http: &Http, directory: &str) -> String {
    let created = http.post(&format!("/session?directory={directory}"), &json!({})).await.unwrap().json();
    created["id"].as_str().unwrap().to_owned()
}

fn prompt(text: impl Into<String>) -> Value {
    json!({ "parts": [{ "type": "text", "text": text.into() }] })
}

/// The names of events, without the copies from the engine's log.
fn names(events: &[Value]) -> Vec<&str> {
    let names = events.iter().filter_map(|event| event["payload"]["type"].as_str());
    names.filter(|name| *name != "sync").collect()
}

fn is(name: &str) -> impl FnMut(&Value) -> bool {
    move |event| event["payload"]["type"] == name
}

#[tokio::test]
async fn the_door_is_closed_without_the_password() {
    let http = started(Settings::default()).await;
    assert_eq!(http.get("/global/health").await.unwrap().json(), json!({ "healthy": true, "version": "1.18.33" }));
    let refused = http.clone().with_basic("opencode", "wrong").get("/global/health").await.unwrap();
    assert_eq!((refused.status, refused.text()), (StatusCode::UNAUTHORIZED, String::new()));
    assert_eq!(refused.headers["www-authenticate"], "Basic realm=\"Secure Area\"");
    let bearer = http.with_authorization("Bearer secret").get("/global/health").await.unwrap();
    assert_eq!(bearer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_it_does_not_know_is_a_web_page() {
    let http = started(Settings::default()).await;
    for (method, path) in [(Method::GET, "/nothing"), (Method::POST, "/nothing"), (Method::HEAD, "/global/health")] {
        let reply = http.send(method, path, None).await.unwrap();
        assert_eq!(
            (reply.status, &reply.headers["content-type"]),
            (StatusCode::OK, &"text/html;charset=utf-8".parse().unwrap())
        );
    }
}

#[tokio::test]
async fn a_prompt_is_answered_with_the_events_of_the_real_engine() {
    let http = started(Settings::default()).await;
    let id = session(&http, "/w").await;
    let mut events = http.events("/global/event").await.unwrap();
    let answer = http.post(&format!("/session/{id}/message"), &prompt("hi there")).await.unwrap().json();
    assert_eq!(answer["parts"][1]["text"], "ECHO: hi there");
    let mut seen = events.until(is("session.diff")).await.unwrap();
    seen.push(events.until(is("message.updated")).await.unwrap().pop().unwrap());
    assert_eq!(
        names(&seen),
        [
            "server.connected",
            "message.updated",
            "message.part.updated",
            "session.updated",
            "session.status",
            "message.updated",
            "message.part.updated",
            "message.part.updated",
            "message.part.delta",
            "message.part.delta",
            "message.part.delta",
            "message.part.updated",
            "message.part.updated",
            "message.updated",
            "message.updated",
            "session.status",
            "session.idle",
            "session.updated",
            "session.diff",
            "message.updated",
        ]
    );
    let stored = seen.iter().filter(|event| event["payload"]["type"] == "sync");
    let numbers = stored.map(|event| event["payload"]["syncEvent"]["seq"].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!(numbers, (1..=11).collect::<Vec<_>>(), "the first was the session's own creation");
    let messages = http.get(&format!("/session/{id}/message")).await.unwrap().json();
    assert_eq!((messages[0]["info"]["role"].as_str(), &messages[1]), (Some("user"), &answer));
}

#[tokio::test]
async fn an_abort_keeps_what_was_said_and_frees_the_session() {
    let http = started(Settings::default()).await;
    let id = session(&http, "/w").await;
    let mut events = http.events("/global/event").await.unwrap();
    let script = Script::new().text("so far").hang(Duration::from_secs(600)).prompt();
    let sent = http.post(&format!("/session/{id}/prompt_async"), &prompt(script)).await.unwrap();
    assert_eq!(sent.status, StatusCode::NO_CONTENT);
    events.until(is("message.part.delta")).await.unwrap();
    assert_eq!(http.get("/session/status").await.unwrap().json(), json!({ (id.as_str()): { "type": "busy" } }));
    http.post(&format!("/session/{id}/abort"), &json!({})).await.unwrap();
    assert!(names(&events.until(is("session.idle")).await.unwrap()).contains(&"session.error"));
    assert_eq!(http.get("/session/status").await.unwrap().json(), json!({}));
    let messages = http.get(&format!("/session/{id}/message")).await.unwrap().json();
    assert_eq!(messages[1]["info"]["error"]["name"], "MessageAbortedError");
    assert_eq!(messages[1]["parts"][1]["text"], "so far");
    let next = http.post(&format!("/session/{id}/message"), &prompt("next")).await.unwrap().json();
    assert_eq!(next["parts"][1]["text"], "ECHO: next");
}

#[tokio::test]
async fn prompts_to_a_busy_session_are_answered_in_turn() {
    let http = started(Settings::default()).await;
    let path = format!("/session/{}/message", session(&http, "/w").await);
    let slow = prompt(Script::new().text("first").repeat(5, ".").delay(Duration::from_millis(10)).prompt());
    let second = prompt("second");
    let (first, second) = tokio::join!(http.post(&path, &slow), http.post(&path, &second));
    assert_eq!(first.unwrap().json()["parts"][1]["text"], "first.....");
    assert_eq!(second.unwrap().json()["parts"][1]["text"], "ECHO: second");
}

#[tokio::test]
async fn sessions_are_listed_by_folder_and_can_be_changed_and_deleted() {
    let http = started(Settings::default()).await;
    let (old, other, new) = (session(&http, "/a").await, session(&http, "/b").await, session(&http, "/a/").await);
    let listed = http.get("/session?directory=/a").await.unwrap().json();
    assert_eq!(listed.as_array().unwrap().iter().map(|info| &info["id"]).collect::<Vec<_>>(), [&new, &old]);
    assert_eq!(http.get("/session").await.unwrap().json().as_array().unwrap().len(), 3);
    let renamed = http.send(Method::PATCH, &format!("/session/{old}"), Some(&json!({ "title": "t" }))).await.unwrap();
    assert_eq!((&renamed.json()["title"], &renamed.json()["directory"]), (&json!("t"), &json!("/a")));
    assert_eq!(http.send(Method::DELETE, &format!("/session/{other}"), None).await.unwrap().json(), json!(true));
    let gone = http.get(&format!("/session/{other}")).await.unwrap();
    assert_eq!((gone.status, &gone.json()["name"]), (StatusCode::NOT_FOUND, &json!("NotFoundError")));
    assert_eq!(http.get("/session/nope").await.unwrap().status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn events_are_emitted_in_a_burst_and_none_is_lost() {
    let http = started(Settings::default()).await;
    let mut events = http.events("/global/event").await.unwrap();
    let burst = json!({ "directory": "/w", "type": "file.edited", "properties": { "file": "f" }, "count": 3000 });
    assert_eq!(http.post("/fake/emit", &burst).await.unwrap().json(), json!({ "emitted": 3000 }));
    let seen = events.until(|event| event["payload"]["properties"]["index"] == 2999).await.unwrap();
    let indexes = seen.iter().filter_map(|event| event["payload"]["properties"]["index"].as_u64());
    assert!(indexes.eq(0..3000));
    http.post("/fake/close-streams", &json!({})).await.unwrap();
    assert_eq!(events.next().await.unwrap(), None);
}

#[tokio::test]
async fn an_ask_can_be_announced_and_answered_once() {
    let http = started(Settings::default()).await;
    let ask = json!({ "id": "per_1", "sessionID": "ses_1", "permission": "bash" });
    let announced = json!({ "directory": "/w", "type": "permission.asked", "properties": ask });
    http.post("/fake/emit", &announced).await.unwrap();
    assert_eq!(http.get("/permission?directory=/w").await.unwrap().json(), json!([ask]));
    let mut events = http.events("/event?directory=/w").await.unwrap();
    let reply = json!({ "reply": "once" });
    assert_eq!(http.post("/permission/per_1/reply", &reply).await.unwrap().json(), json!(true));
    assert_eq!(http.post("/permission/per_1/reply", &reply).await.unwrap().status, StatusCode::NOT_FOUND);
    let seen = events.until(|event| event["type"] == "permission.replied").await.unwrap();
    let expected = json!({ "sessionID": "ses_1", "requestID": "per_1", "reply": "once" });
    assert_eq!(seen[1]["properties"], expected);
    assert_eq!(http.get("/permission").await.unwrap().json(), json!([]));
}

#[tokio::test]
async fn disposing_a_folder_ends_its_stream_but_not_the_global_one() {
    let settings = Settings { heartbeat_seconds: Some(0.05), ..Settings::default() };
    let http = started(settings).await;
    let (mut global, mut folder) =
        (http.events("/global/event").await.unwrap(), http.events("/event?directory=/w").await.unwrap());
    http.post("/instance/dispose?directory=/w", &json!({})).await.unwrap();
    folder.until(|event| event["type"] == "server.instance.disposed").await.unwrap();
    assert_eq!(folder.next().await.unwrap(), None);
    global.until(is("server.instance.disposed")).await.unwrap();
    global.until(is("server.heartbeat")).await.unwrap();
}

#[tokio::test]
async fn nonsense_can_be_confined_to_the_health_or_to_the_rest() {
    let garbage = Settings { answers_garbage: Scope::Health, ..Settings::default() };
    let http = started(garbage).await;
    assert_eq!(http.get("/global/health").await.unwrap().json(), Value::Null);
    assert_eq!(http.get("/permission").await.unwrap().json(), json!([]));
    let cut = Settings { closes_mid_body: Scope::Others, ..Settings::default() };
    let http = started(cut).await;
    assert_eq!(http.get("/global/health").await.unwrap().json()["healthy"], true);
    assert!(http.get("/permission").await.is_err());
    let page = Settings { answers_html: Scope::All, ..Settings::default() };
    assert!(started(page).await.get("/global/health").await.unwrap().text().starts_with("<!doctype html>"));
}

#[tokio::test]
async fn answers_are_spoiled_and_good_again_while_it_runs() {
    let http = started(Settings::default()).await;
    let spoil = async |how: Value| http.post("/fake/spoil", &how).await.unwrap().status;
    assert_eq!(spoil(json!({ "answersGarbage": "others" })).await, StatusCode::OK);
    assert_eq!(http.get("/permission").await.unwrap().json(), Value::Null);
    assert_eq!(http.get("/global/health").await.unwrap().json()["healthy"], true);
    assert_eq!(spoil(json!({ "answersgarbage": true })).await, StatusCode::BAD_REQUEST);
    assert_eq!(spoil(json!({})).await, StatusCode::OK);
    assert_eq!(http.get("/permission").await.unwrap().json(), json!([]));
}

#[tokio::test]
async fn a_mute_engine_accepts_and_says_nothing() {
    let http = started(Settings { accepts_but_never_answers: true, ..Settings::default() }).await;
    assert!(tokio::time::timeout(Duration::from_millis(200), http.get("/global/health")).await.is_err());
}

#[test]
fn settings_are_written_as_they_are_read() {
    let text = r#"{"startDelaySeconds":45,"exitAtStart":{"code":3,"stderr":"no"},"answersHtml":true,"closesMidBody":"others"}"#;
    let settings: Settings = serde_json::from_str(text).unwrap();
    assert_eq!((settings.answers_html, settings.closes_mid_body), (Scope::All, Scope::Others));
    assert_eq!(serde_json::from_str::<Settings>(&serde_json::to_string(&settings).unwrap()).unwrap(), settings);
    assert!(serde_json::from_str::<Settings>(r#"{"silentt":true}"#).is_err());
}
