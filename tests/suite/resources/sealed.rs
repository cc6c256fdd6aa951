//! Promise G15: what looks like a secret is sealed wherever it stands in an item, and the engine reads it all the same.

use super::managed::{config, create, put};
use super::{engine_lists, reloaded};
use harness::model::ModelServer;
use harness::server::{Door, Setup};
use harness::tree::files_with;
use http::Method;
use serde_json::{Value, json};

const MARK: &str = "configured";

fn mark() -> Value {
    json!({ MARK: true })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g15_words_addresses_and_options_are_sealed_and_the_engine_reads_them() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let engine = door.server.engine_itself().await;
    let words = json!(["server", "--api-key", "very-hush \"one\"", "--token=very-hush-two", "-v"]);
    let local = json!({"type": "local", "command": words, "enabled": false});
    let remote = json!({"type": "remote", "url": "https://127.0.0.1/mcp?key=very-hush-three", "enabled": false});
    let options =
        json!({"baseURL": "https://me:very-hush-four@127.0.0.1/v1", "authToken": "very-hush-five", "region": "eu"});
    let provider = json!({"npm": "@ai-sdk/openai-compatible", "options": options, "models": {"m": {}}});
    let mut told = Vec::new();
    let mut places = Vec::new();
    for (kind, name, config) in
        [("mcps", "local", &local), ("mcps", "remote", &remote), ("providerConfigs", "acme", &provider)]
    {
        let made = create(&door, kind, &json!({"displayName": name, "config": config, "workspaceIds": [id]})).await;
        assert_eq!(made.status, 200, "{}", made.text());
        places.push(format!("/system/managed/{kind}/{}", made.data()["item"]["id"].as_str().expect("an id")));
        told.push(made);
    }
    let shown = |reply: &harness::http_client::Reply| reply.data()["item"]["config"].clone();
    assert_eq!(shown(&told[0])["command"], json!(["server", "--api-key", mark(), mark(), "-v"]));
    assert_eq!(shown(&told[1])["url"], mark());
    assert_eq!(shown(&told[2])["options"], json!({"baseURL": mark(), "authToken": mark(), "region": "eu"}));
    let mut texts: Vec<_> = told.iter().map(harness::http_client::Reply::text).collect();
    for path in [format!("/workspaces/{id}/mcp"), "/system/managed/mcps".into(), format!("/workspaces/{id}/config")] {
        texts.push(door.get(&path).await.text());
    }
    texts.push(door.server.log());
    assert!(texts.iter().all(|text| !text.contains("very-hush")), "{texts:?}");
    assert_eq!(files_with(&folder, b"very-hush"), [""; 0]);
    // the engine has what was given
    reloaded(&door, &id).await;
    let read = engine_lists(&engine, &folder, "config").await.json();
    assert_eq!(read["mcp"]["local"]["command"], words);
    assert_eq!(read["mcp"]["remote"]["url"], remote["url"]);
    assert_eq!(read["provider"]["acme"]["options"]["baseURL"], options["baseURL"]);
    // what is sent back as it was shown keeps all; a list that is another does not guess which is which
    let before = config(&folder);
    for (place, reply) in places.iter().zip(&told) {
        assert_eq!(put(&door, place, &json!({"config": shown(reply)})).await.status, 200);
    }
    assert_eq!(config(&folder), before);
    let shorter = json!({"type": "local", "command": ["server", "--token", mark()]});
    let refused = put(&door, &places[0], &json!({"config": shorter})).await;
    assert_eq!((refused.code().as_str(), refused.place().as_str()), ("unprocessable", "config.command[2]"));
    for place in places {
        assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
    }
    assert_eq!(files_with(&door.server.home.data(), b"very-hush"), [""; 0]);
}

#[tokio::test]
async fn g15_what_only_names_a_secret_stays_and_what_cannot_be_sealed_is_refused() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let named = json!({"type": "remote", "url": "https://127.0.0.1/mcp?key={env:KEY}", "enabled": false});
    let body = json!({"displayName": "named", "config": named, "workspaceIds": [id]});
    assert_eq!(create(&door, "mcps", &body).await.data()["item"]["config"], named);
    assert_eq!(config(&folder)["mcp"]["named"], named);
    let spec =
        json!({"displayName": "p", "config": {"spec": "https://hush-token@127.0.0.1/p.tgz"}, "workspaceIds": [id]});
    let through_plugins = json!({"spec": "https://hush-token@127.0.0.1/p.tgz"});
    for refused in
        [create(&door, "plugins", &spec).await, door.post(&format!("/workspaces/{id}/plugins"), &through_plugins).await]
    {
        assert_eq!(refused.code(), "unprocessable", "{}", refused.text());
        assert!(refused.sentence().contains("{env:NAME}") && !refused.text().contains("hush"), "{}", refused.text());
    }
}
