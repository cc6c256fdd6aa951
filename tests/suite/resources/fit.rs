//! What the engine would refuse is refused here, and what is taken here never makes it refuse a workspace.

use super::managed::create;
use super::{engine_lists, reloaded};
use harness::model::ModelServer;
use harness::server::{Door, Setup};
use http::Method;
use serde_json::{Value, json};

fn agent(head: &str) -> Value {
    json!({"content": format!("---\ndescription: x\n{head}\n---\nDo it.\n")})
}

/// Items that the engine would not take, and where.
fn unfit() -> Vec<(&'static str, Value, &'static str)> {
    let remote = |more: Value| {
        let mut all = json!({"type": "remote", "url": "http://127.0.0.1:1"});
        all.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        all
    };
    vec![
        ("mcps", json!({"type": "local", "command": ["a"], "environment": {"a": ["b"]}}), "config.environment.a"),
        ("mcps", json!({"type": "local", "command": ["a"], "environment": {"a": true}}), "config.environment.a"),
        ("mcps", json!({"type": "local", "command": ["a"], "timeout": 1.5}), "config.timeout"),
        ("mcps", remote(json!({"oauth": true})), "config.oauth"),
        ("mcps", remote(json!({"oauth": {"callbackPort": 0}})), "config.oauth.callbackPort"),
        ("providerConfigs", json!({"models": {"m": 5}}), "config.models.m"),
        ("providerConfigs", json!({"models": {"m": {"limit": {"context": 5}}}}), "config.models.m.limit"),
        ("providerConfigs", json!({"whitelist": "m"}), "config.whitelist"),
        ("agents", agent("temperature: hot"), "config.content"),
        ("agents", agent("tools:\n  write: maybe"), "config.content"),
        ("agents", agent("permission:\n  bash: perhaps"), "config.content"),
        ("agents", agent("color: reddish"), "config.content"),
        ("commands", json!({"content": "---\nvariant: 5\n---\nDo it."}), "config.content"),
    ]
}

/// Items that are odd, and that it takes.
fn fit() -> Vec<(&'static str, Value)> {
    vec![
        ("mcps", json!({"type": "local", "command": ["a"], "enabled": false, "unknown": {"deep": null}})),
        ("mcps", json!({"type": "remote", "url": "http://127.0.0.1:1", "oauth": false, "enabled": false})),
        ("providerConfigs", json!({"models": {"m": {"options": {"a": [1]}}}, "options": {"any": {"thing": 1}}})),
        ("providerConfigs", json!({})),
        ("agents", agent("mode: subagent\ncolor: \"#12ab9f\"\nanything: [1]")),
        ("agents", agent("permission:\n  bash:\n    \"*\": ask\n  edit: deny\ntools:\n  write: false")),
        ("commands", json!({"content": "no head"})),
        ("commands", json!({"content": "---\nsubtask: true\nanything: {a: 1}\n---\n$ARGUMENTS"})),
        ("skills", json!({"content": "---\nname: thing\ndescription: x\nanything: [1]\n---\nDo it."})),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_nothing_that_is_written_makes_the_engine_refuse_a_workspace() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let engine = door.server.engine_itself().await;
    let body = |config: &Value| json!({"displayName": "thing", "config": config, "workspaceIds": [id]});
    for (kind, config, place) in unfit() {
        let refused = create(&door, kind, &body(&config)).await;
        let told = (refused.code(), refused.place());
        assert_eq!((told.0.as_str(), told.1.as_str()), ("unprocessable", place), "{config}: {}", refused.text());
    }
    for (kind, config) in fit() {
        let made = create(&door, kind, &body(&config)).await;
        assert_eq!(made.status, 200, "{config}: {}", made.text());
        reloaded(&door, &id).await;
        for what in ["config", "agent", "command", "skill"] {
            let reply = engine_lists(&engine, &folder, what).await;
            assert_eq!(reply.status, 200, "{what} of {config}: {}", reply.text());
        }
        let place = format!("/system/managed/{kind}/{}", made.data()["item"]["id"].as_str().expect("an id"));
        assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
    }
}
