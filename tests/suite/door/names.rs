//! What the real engine itself would refuse without saying why: names that it does not know.

use harness::model::{MODEL, ModelServer, PROVIDER};
use harness::server::{Door, Setup};
use serde_json::{Value, json};

/// A door with the real engine, and the path of a session.
async fn story(model: &ModelServer) -> (Door, String) {
    let door = Door::of(Setup::real(model));
    door.server.engine_ready().await;
    let (id, _) = door.workspace("names").await;
    let made = door.post(&format!("/workspaces/{id}/sessions"), &json!({"title": "names"})).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let session = made.data()["id"].as_str().expect("an id").to_owned();
    (door, format!("/workspaces/{id}/sessions/{session}"))
}

#[tokio::test]
async fn a_cursor_of_messages_that_was_not_given_is_an_invalid_request() {
    let model = ModelServer::start().expect("a model");
    let (door, path) = story(&model).await;
    for bad in ["nonsense", "bXNn", "%7B%7D"] {
        let reply = door.get(&format!("{path}/messages?limit=2&cursor={bad}")).await;
        assert_eq!((reply.code().as_str(), reply.place().as_str()), ("invalid_request", "cursor"), "{}", reply.text());
    }
    door.server.stops_cleanly().await;
}

#[tokio::test]
async fn an_unknown_model_or_agent_of_a_prompt_is_named_and_leaves_nothing() {
    let model = ModelServer::start().expect("a model");
    let (door, path) = story(&model).await;
    let text = json!({"type": "text", "text": "hello"});
    let unknown: [(&str, Value); 4] = [
        ("model", json!({"parts": [text], "model": {"providerId": PROVIDER, "modelId": "nosuch"}})),
        ("model", json!({"parts": [text], "model": {"providerId": "nosuch", "modelId": MODEL}})),
        ("agent", json!({"parts": [text], "agent": "nosuch"})),
        ("parts[1].name", json!({"parts": [text, {"type": "agent", "name": "nosuch"}]})),
    ];
    for (place, body) in unknown {
        for way in ["messages", "prompt_async"] {
            let reply = door.post(&format!("{path}/{way}"), &body).await;
            assert_eq!(
                (reply.code().as_str(), reply.place().as_str()),
                ("unprocessable", place),
                "{way}: {body}: {}",
                reply.text()
            );
            assert!(reply.sentence().contains("nosuch"), "{}", reply.text());
            let left = door.get(&format!("{path}/messages")).await.data();
            assert_eq!(left["items"], json!([]), "{way}: {body}");
        }
    }
    let named = json!({"parts": [text, {"type": "agent", "name": "general"}], "agent": "build",
        "model": {"providerId": PROVIDER, "modelId": MODEL}});
    let reply = door.post(&format!("{path}/messages"), &named).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    door.server.stops_cleanly().await;
}
