//! What the engine would refuse is refused here, and what is taken here never makes it refuse a workspace.

use super::managed::create;
use super::{engine_lists, reloaded};
use harness::http_client::Reply;
use harness::model::ModelServer;
use harness::server::{Door, Setup};
use http::Method;
use serde_json::{Value, json};

fn agent(head: &str) -> Value {
    json!({"content": format!("---\ndescription: x\n{head}\n---\nDo it.\n")})
}

/// Items that the engine would not take, and where.
fn unfit() -> Vec<(&'static str, Value, String)> {
    let remote = |more: Value| {
        let mut all = json!({"type": "remote", "url": "http://127.0.0.1:1"});
        all.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        all
    };
    let model = |model: Value, way: &str| {
        ("providerConfigs", json!({"models": {"m": model}}), format!("config.models.m.{way}"))
    };
    vec![
        (
            "mcps",
            json!({"type": "local", "command": ["a"], "environment": {"a": ["b"]}}),
            "config.environment.a".into(),
        ),
        ("mcps", json!({"type": "local", "command": ["a"], "environment": {"a": true}}), "config.environment.a".into()),
        ("mcps", json!({"type": "local", "command": ["a"], "timeout": 1.5}), "config.timeout".into()),
        ("mcps", remote(json!({"oauth": true})), "config.oauth".into()),
        ("mcps", remote(json!({"oauth": {"callbackPort": 0}})), "config.oauth.callbackPort".into()),
        ("providerConfigs", json!({"models": {"m": 5}}), "config.models.m".into()),
        ("providerConfigs", json!({"models": {"m": {"limit": {"context": 5}}}}), "config.models.m.limit".into()),
        ("mcps", remote(json!({"oauth": "yes"})), "config.oauth".into()),
        ("mcps", remote(json!({"oauth": {"clientId": 5}})), "config.oauth.clientId".into()),
        ("mcps", remote(json!({"oauth": {"scope": []}})), "config.oauth.scope".into()),
        ("mcps", remote(json!({"headers": {"X": 5}})), "config.headers.X".into()),
        model(json!({"limit": {"context": 128_000}}), "limit"),
        model(json!({"cost": {"input": "1", "output": 1}}), "cost.input"),
        model(json!({"reasoning": "yes"}), "reasoning"),
        model(json!({"temperature": 1}), "temperature"),
        model(json!({"modalities": {"input": ["voice"]}}), "modalities.input.0"),
        model(json!({"options": 5}), "options"),
        model(json!({"name": 5}), "name"),
        model(json!({"release_date": 5}), "release_date"),
        model(json!({"status": "old"}), "status"),
        ("providerConfigs", json!({"env": "A"}), "config.env".into()),
        ("providerConfigs", json!({"api": 5}), "config.api".into()),
        ("providerConfigs", json!({"options": {"timeout": "9"}}), "config.options.timeout".into()),
        ("providerConfigs", json!({"options": {"baseURL": 5}}), "config.options.baseURL".into()),
        ("providerConfigs", json!({"options": {"setCacheKey": "x"}}), "config.options.setCacheKey".into()),
        ("providerConfigs", json!({"whitelist": "m"}), "config.whitelist".into()),
        ("agents", agent("temperature: hot"), "config.content".into()),
        ("agents", agent("tools:\n  write: maybe"), "config.content".into()),
        ("agents", agent("permission:\n  bash: perhaps"), "config.content".into()),
        ("agents", agent("color: reddish"), "config.content".into()),
        ("commands", json!({"content": "---\nvariant: 5\n---\nDo it."}), "config.content".into()),
    ]
}

/// Names that every object of JavaScript has, and others that are odd.
const NAMES: [&str; 8] =
    ["constructor", "toString", "hasOwnProperty", "valueOf", "__proto__", "prototype", "length", "new"];

/// Asks for one thing of each kind with this name.
async fn made_of_name(door: &Door, id: &str, name: &str) -> Vec<(&'static str, Reply)> {
    let item = |config: Value| json!({"displayName": name, "key": name, "config": config, "workspaceIds": [id]});
    let model =
        json!({"displayName": "p", "key": "p", "config": {"models": {name: {"name": "M"}}}, "workspaceIds": [id]});
    let local = json!({"type": "local", "command": ["a"], "enabled": false});
    let text = |head: &str| json!({"content": format!("---\n{head}description: x\n---\nDo it.\n")});
    let agent = json!({"path": format!(".opencode/agents/{name}.md"), "content": "---\ndescription: x\n---\nDo it.\n"});
    let bundle = |bundle: Value| json!({ "bundle": bundle });
    let import = format!("/workspaces/{id}/import");
    let patch = json!({"opencode": {"agent": {name: {"description": "x"}}}});
    vec![
        ("agent", create(door, "agents", &item(text(""))).await),
        ("provider", create(door, "providerConfigs", &item(json!({"models": {"m": {"name": "M"}}}))).await),
        ("model", create(door, "providerConfigs", &model).await),
        ("server", create(door, "mcps", &item(local)).await),
        ("command", create(door, "commands", &item(text(""))).await),
        ("skill", create(door, "skills", &item(text(&format!("name: {name}\n")))).await),
        ("bundle's file", door.post(&import, &bundle(json!({"files": [agent]}))).await),
        ("bundle's agent", door.post(&import, &bundle(json!({"opencode": {"agent": {name: {"prompt": "x"}}}}))).await),
        ("bundle's command", door.post(&import, &bundle(json!({"commands": [{"name": name, "content": "x"}]}))).await),
        (
            "own file",
            door.post(
                &format!("/workspaces/{id}/config/opencode-raw"),
                &json!({"content": patch["opencode"].to_string()}),
            )
            .await,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_no_name_that_is_taken_makes_the_engine_refuse_a_workspace() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let engine = door.server.engine_itself().await;
    for name in NAMES {
        let (id, folder) = door.workspace(&format!("of-{name}")).await;
        let made = made_of_name(&door, &id, name).await;
        let is_taken = |what: &str| made.iter().any(|(kind, reply)| *kind == what && reply.status == 200);
        for (kind, reply) in &made {
            assert!([200, 409, 422].contains(&reply.status.as_u16()), "{kind} `{name}`: {}", reply.text());
        }
        let plain = ["prototype", "length", "new"].contains(&name);
        assert_eq!((is_taken("agent"), is_taken("provider"), is_taken("model")), (plain, plain, plain), "{name}");
        assert_eq!(
            (is_taken("bundle's file"), is_taken("bundle's agent"), is_taken("own file")),
            (plain, plain, plain),
            "{name}"
        );
        reloaded(&door, &id).await;
        for (what, of) in [
            ("config", None),
            ("agent", Some("agent")),
            ("command", Some("command")),
            ("mcp", Some("server")),
            ("config/providers", None),
            ("provider", None),
        ] {
            let reply = engine_lists(&engine, &folder, what).await;
            assert_eq!(reply.status, 200, "{what} with `{name}`: {}", reply.text());
            let is_seen = reply.text().contains(&format!("\"{name}\""));
            assert!(of.is_none_or(|of| !is_taken(of) || is_seen), "{what} lacks `{name}`: {}", reply.text());
        }
        for kind in ["agents", "providerConfigs", "mcps", "commands", "skills"] {
            for item in door.get(&format!("/system/managed/{kind}")).await.data()["items"].as_array().expect("items") {
                let place = format!("/system/managed/{kind}/{}", item["id"].as_str().expect("an id"));
                assert!([200, 409].contains(&door.ask(Method::DELETE, &place).send().await.status.as_u16()), "{place}");
            }
        }
    }
}

/// Items that are odd, and that it takes.
fn fit() -> Vec<(&'static str, Value)> {
    vec![
        ("mcps", json!({"type": "local", "command": ["a"], "enabled": false, "unknown": {"deep": null}})),
        ("mcps", json!({"type": "remote", "url": "http://127.0.0.1:1", "oauth": false, "enabled": false})),
        ("providerConfigs", json!({"models": {"m": {"options": {"a": [1]}}}, "options": {"any": {"thing": 1}}})),
        ("providerConfigs", json!({})),
        (
            "providerConfigs",
            json!({"options": {"timeout": false, "baseURL": "{env:NONE}"}, "models": {"m": {"later": 5}}}),
        ),
        ("mcps", json!({"type": "remote", "url": "http://127.0.0.1:1", "oauth": {"later": 5}, "enabled": false})),
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
        assert_eq!((told.0.as_str(), told.1.as_str()), ("unprocessable", &*place), "{config}: {}", refused.text());
    }
    // none of that is refused for nothing: written by hand, the engine itself refuses the folder for it
    for (at, (kind, config, _)) in unfit().into_iter().enumerate() {
        let section = match kind {
            "mcps" => "mcp",
            "providerConfigs" => "provider",
            _ => continue,
        };
        let (_, by_hand) = door.workspace(&format!("by-hand-{at}")).await;
        let text = json!({ section: { "thing": config } }).to_string();
        std::fs::write(by_hand.join("opencode.json"), text).expect("written");
        let reply = engine_lists(&engine, &by_hand, "config").await;
        assert_ne!(reply.status, 200, "{config}: {}", reply.text());
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
