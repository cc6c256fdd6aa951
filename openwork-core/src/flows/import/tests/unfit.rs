//! What OpenCode would refuse, and a whole workspace with it, is told and not taken over, however deep it stands.

use super::super::managed;
use super::*;
use crate::config::schema;
use crate::legacy::tests::sweep;
use serde_json::json;

/// Whether what is kept of a row is told by its plan, or fit for OpenCode.
fn is_told_or_fit(found: &Found) -> bool {
    match found {
        Found::Item { kind, key, config, .. } => {
            let value = crate::resources::managed::section(*kind).map(|section| json!({ section: { key: config } }));
            let is_fit = value.is_none_or(|value| schema::issues_of(&value).is_empty());
            is_fit || managed::fit(*kind, key, config).is_err()
        }
        Found::Configuration { config, .. } => config.iter().all(|(key, value)| {
            let patch = serde_json::Map::from_iter([(key.clone(), value.clone())]);
            schema::issues_of(&Value::Object(patch.clone())).is_empty() || managed::unfit(&patch).is_some()
        }),
        _ => true,
    }
}

#[test]
fn g08_a_wrong_type_in_any_field_of_any_row_is_told() {
    sweep::rows(is_told_or_fit);
}

/// Providers that OpenCode refuses, and the way to what is wrong.
fn providers() -> Vec<(Value, &'static str)> {
    let of_model = |model: Value| json!({ "npm": "@ai-sdk/openai-compatible", "models": { "m": model } });
    vec![
        (of_model(json!({ "name": "M", "limit": { "context": 128_000 } })), "models.m.limit"),
        (of_model(json!({ "cost": { "input": "1", "output": 1 } })), "models.m.cost.input"),
        (of_model(json!({ "reasoning": "yes" })), "models.m.reasoning"),
        (of_model(json!({ "temperature": 1 })), "models.m.temperature"),
        (of_model(json!({ "modalities": { "input": ["voice"] } })), "models.m.modalities.input.0"),
        (of_model(json!({ "options": 5 })), "models.m.options"),
        (of_model(json!({ "name": 5 })), "models.m.name"),
        (of_model(json!({ "release_date": 5 })), "models.m.release_date"),
        (of_model(json!({ "status": "old" })), "models.m.status"),
        (of_model(json!(5)), "models.m"),
        (json!({ "models": { "constructor": {} } }), "models.constructor"),
        (json!({ "env": "A" }), "env"),
        (json!({ "whitelist": "a" }), "whitelist"),
        (json!({ "api": 5 }), "api"),
        (json!({ "options": { "timeout": "9" } }), "options.timeout"),
        (json!({ "options": { "baseURL": 5 } }), "options.baseURL"),
        (json!({ "options": { "setCacheKey": "x" } }), "options.setCacheKey"),
    ]
}

/// The same of MCP servers.
fn servers() -> Vec<(Value, &'static str)> {
    let remote = |oauth: Value| json!({ "type": "remote", "url": "https://x.example", "oauth": oauth });
    vec![
        (remote(json!({ "clientId": 5 })), "oauth.clientId"),
        (remote(json!("yes")), "oauth"),
        (remote(json!({ "scope": [] })), "oauth.scope"),
    ]
}

/// What OpenCode takes, though it is odd.
fn taken() -> Value {
    json!({
        "mcp": {
            "named": { "type": "remote", "url": "https://{env:HOST}/mcp", "oauth": false, "later": { "deep": null } },
            "sealed": { "type": "remote", "url": "https://x.example", "headers": { "Authorization": "hush-0123" },
                "oauth": { "clientSecret": "hush-4567" } },
        },
        "provider": {
            "bare": {},
            "full": { "npm": "x", "options": { "apiKey": "{env:KEY}", "timeout": false, "any": { "thing": [1] } },
                "models": { "m": { "limit": { "context": 1, "output": 1 }, "later": 5, "options": { "a": [1] } } } },
        },
    })
}

/// A database of the older server with this for all workspaces.
fn kept_for_all(home: &Path, config: &Value) {
    let insert = format!("('__openwork_engine_global__', '{config}', 1);");
    let text = "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ";
    lay::plain(&home.join(".config/openwork/runtime.sqlite"), &(text.to_owned() + &insert));
}

#[tokio::test]
async fn g08_an_item_that_opencode_would_refuse_is_told_with_what_is_wrong_and_not_taken() {
    let server = json!({ "workspaces": [{ "path": "{{HOME}}/one", "name": "one" }] });
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, server), ("one/.keep", Value::Null)]);
    let numbered = |all: &[(Value, &str)]| {
        let one = |(at, (value, _)): (usize, &(Value, &str))| (format!("i{at:02}"), value.clone());
        all.iter().enumerate().map(one).collect::<serde_json::Map<_, _>>()
    };
    let (providers, servers) = (providers(), servers());
    let mut config = taken();
    for (section, all) in [("provider", &providers), ("mcp", &servers)] {
        config[section].as_object_mut().unwrap().extend(numbered(all));
    }
    kept_for_all(&home, &config);
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    let of = plan.sources.iter().find(|source| source.path.ends_with("runtime.sqlite")).unwrap();
    for (section, all) in [("provider", &providers), ("mcp", &servers)] {
        for (at, (value, way)) in all.iter().enumerate() {
            let place = format!("/{section}/i{at:02}");
            let told = of.items.iter().find(|item| item.at.as_ref().is_some_and(|at| at.ends_with(&place)));
            let told = told.unwrap_or_else(|| panic!("{value}: {plan:#?}"));
            assert_eq!(told.action, MigrationAction::Fail, "{value}: {told:#?}");
            let key = format!("`{section}.i{at:02}.{way}`");
            assert!(told.reason.contains(&key) && told.remedy.is_some(), "{value}: {told:#?}");
        }
    }
    let mut kept: Vec<String> =
        store.read(|read| read.managed().list()).unwrap().into_iter().map(|item| item.key).collect();
    kept.sort();
    assert_eq!(kept, ["bare", "full", "named", "sealed"]);
}

#[tokio::test]
async fn what_is_for_all_and_cannot_be_taken_hides_nothing_of_one_workspace() {
    let server = json!({ "workspaces": [{ "id": "ws_one", "path": "{{HOME}}/one", "name": "one" }] });
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, server), ("one/.keep", Value::Null)]);
    let mcp = |oauth: Value| json!({ "mcp": { "openwork-cloud": { "type": "remote", "url": "https://x.example", "oauth": oauth } } });
    kept_for_all(&home, &mcp(json!("yes")));
    let own = mcp(json!(false));
    let row = format!("INSERT INTO runtime_opencode_configs VALUES ('ws_one', '{own}', 1);");
    lay::plain(&home.join(".config/openwork/runtime.sqlite"), &row);
    imports.run(Asked::ByCaller).await.unwrap();
    let kept = store.read(|read| read.managed().list()).unwrap();
    assert_eq!(kept.iter().map(|item| item.config["oauth"].clone()).collect::<Vec<_>>(), [json!(false)]);
}
