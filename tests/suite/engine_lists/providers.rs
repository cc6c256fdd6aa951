//! Providers without their keys, and keys that come and go.

use super::{OTHER, asked, cli, door, item, send, write};
use harness::model::{API_KEY, MODEL, ModelServer, PROVIDER, Script};
use harness::server::Door;
use http::Method;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

/// A key that a story gives. It looks like none, so that only knowing it can remove it.
const KEY: &str = "given.by.a.story.0123456789";

fn auth_file(door: &Door) -> PathBuf {
    door.server.home.at("engine/data/opencode/auth.json")
}

/// That a text is in no file below the data folder, nor in what the server logged.
fn nowhere(door: &Door, text: &str) {
    let mut folders = vec![door.server.home.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
                assert!(!found, "{text} is in {}", entry.path().display());
            }
        }
    }
    assert!(!door.server.log().contains(text), "{text} is in the server's log");
}

fn other(list: &Value) -> Option<&Value> {
    item(list, "id", OTHER)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn providers_are_told_without_their_keys() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let (id, folder) = door.workspace("one").await;
    let config = json!({ "provider": { PROVIDER: {
        "options": { "headers": { "x-secret": "sk-header-0123" } },
        "models": { MODEL: { "headers": { "x-more": "sk-header-4567" }, "options": { "token": "sk-option-0123" } } },
    } } });
    write(&folder, "opencode.json", &config.to_string());
    let usable = door.get(&format!("/workspaces/{id}/engine/providers")).await;
    let whole = door.get(&format!("/workspaces/{id}/engine/providers?all=true")).await;
    for reply in [&usable, &whole] {
        assert_eq!(reply.status, 200, "{}", reply.text());
        for secret in [API_KEY, "sk-header", "sk-option"] {
            assert!(!reply.text().contains(secret), "{secret} in {}", reply.text());
        }
        let list = reply.data();
        let scripted = item(&list, "id", PROVIDER).unwrap_or_else(|| panic!("{list}"));
        assert_eq!((&scripted["connected"], &scripted["hasKey"]), (&json!(true), &json!(true)));
        assert_eq!((&scripted["defaultModelId"], &scripted["source"]), (&json!(MODEL), &json!("config")));
        let model = &scripted["models"][0];
        assert_eq!((&model["id"], &model["abilities"]["toolCall"]), (&json!(MODEL), &json!(true)));
        assert_eq!(model["limit"]["context"], 128_000);
    }
    assert!(other(&usable.data()).is_none(), "it cannot be used");
    let whole = whole.data();
    let other = other(&whole).expect("all are listed");
    assert_eq!(
        (&other["connected"], &other["hasKey"], &other["env"]),
        (&json!(false), &json!(false), &json!(["OTHER_API_KEY"]))
    );
    assert_eq!(other["models"][0]["cost"]["input"], 1.5);
    assert_eq!(cli(&door, &["engine", "providers", &id], "").await, usable.data());
    assert_eq!(cli(&door, &["engine", "providers", &id, "--all"], "").await, whole);
    nowhere(&door, API_KEY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_given_to_opencode_seen_by_it_everywhere_and_forgotten_again() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let ((id, _), (elsewhere, _)) = (door.workspace("one").await, door.workspace("elsewhere").await);
    let mut watch = door.server.watch(&id.parse().expect("an id"), None).await;
    for id in [&id, &elsewhere] {
        assert!(other(&asked(&door, id, "providers").await).is_none());
    }
    let path = format!("/workspaces/{id}/engine/providers/{OTHER}/auth");
    let set = send(&door, Method::PUT, &path, Some(&json!({ "key": KEY, "metadata": { "account": "a" } }))).await;
    let done = json!({ "providerId": OTHER, "connected": true, "pendingWorkspaceIds": [] });
    assert_eq!((set.status.as_u16(), set.data()), (200, done.clone()), "{}", set.text());
    for id in [&id, &elsewhere] {
        let list = asked(&door, id, "providers").await;
        let seen = other(&list).unwrap_or_else(|| panic!("{list}"));
        assert_eq!((&seen["hasKey"], &seen["source"]), (&json!(true), &json!("api")));
        assert!(!list.to_string().contains(KEY), "{list}");
    }
    let kept = std::fs::read_to_string(auth_file(&door)).expect("OpenCode keeps it");
    let kept: Value = serde_json::from_str(&kept).expect("JSON");
    assert_eq!((&kept[OTHER]["key"], &kept[OTHER]["metadata"]["account"]), (&json!(KEY), &json!("a")));
    let mode = std::fs::metadata(auth_file(&door)).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let gone = send(&door, Method::DELETE, &path, None).await;
    let none = json!({ "providerId": OTHER, "connected": false, "pendingWorkspaceIds": [] });
    assert_eq!((gone.status.as_u16(), gone.data()), (200, none.clone()), "{}", gone.text());
    for id in [&id, &elsewhere] {
        assert!(other(&asked(&door, id, "providers").await).is_none());
    }
    assert_eq!(send(&door, Method::DELETE, &path, None).await.data(), none, "there was none");

    assert_eq!(cli(&door, &["providers", "set-key", &id, OTHER], &format!("{KEY}\n")).await, done);
    let kept = std::fs::read_to_string(auth_file(&door)).expect("OpenCode keeps it");
    assert_eq!(serde_json::from_str::<Value>(&kept).expect("JSON")[OTHER]["key"], KEY);
    assert_eq!(cli(&door, &["providers", "remove-key", &id, OTHER], "").await, none);
    assert_eq!(std::fs::read_to_string(auth_file(&door)).expect("a file").trim(), "{}");

    watch.until("server.instance.disposed").await;
    for event in &watch.seen {
        assert!(!serde_json::to_string(event).expect("JSON").contains(KEY), "an event holds it");
    }
    let home = door.server.engine().await;
    assert!(!home.output.concat().contains(KEY));
    nowhere(&door, KEY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_ends_no_run_and_says_where_it_is_not_seen_yet() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let ((id, _), (resting, _)) = (door.workspace("one").await, door.workspace("resting").await);
    let id_of = id.parse().expect("an id");
    asked(&door, &resting, "providers").await;
    let session = door.server.session(&id_of).await;
    let mut watch = door.server.watch(&id_of, None).await;
    door.server.prompt(&session, Script::new().repeat(3000, "word ").delay(Duration::from_millis(20)).prompt()).await;
    watch.until("message.part.delta").await;

    let path = format!("/workspaces/{id}/engine/providers/{OTHER}/auth");
    let set = send(&door, Method::PUT, &path, Some(&json!({ "key": KEY }))).await;
    assert_eq!(set.data()["pendingWorkspaceIds"], json!([id]), "{}", set.text());
    assert_eq!(set.data()["connected"], false, "it is not seen there");
    assert!(other(&asked(&door, &id, "providers").await).is_none());
    assert!(other(&asked(&door, &resting, "providers").await).is_some(), "nobody works there");
    let statuses = door.get(&format!("/workspaces/{id}/sessions/status")).await.data();
    assert_eq!(statuses["items"][session.session_id.as_str()]["type"], "busy", "it works on: {statuses}");

    let at = format!("/workspaces/{id}/sessions/{}/abort", session.session_id);
    assert_eq!(door.post(&at, &json!({})).await.status, 200);
    watch.until_idle(&session.session_id).await;
    let again = send(&door, Method::PUT, &path, Some(&json!({ "key": KEY }))).await.data();
    assert_eq!(again, json!({ "providerId": OTHER, "connected": true, "pendingWorkspaceIds": [] }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_key_is_refused_without_being_repeated() {
    let model = ModelServer::start().expect("a model");
    let door = door(&model).await;
    let (id, _) = door.workspace("one").await;
    let path = |provider: &str| format!("/workspaces/{id}/engine/providers/{provider}/auth");
    let long = "k".repeat(16_385);
    for body in [
        json!({}),
        json!({ "key": "" }),
        json!({ "key": long }),
        json!({ "key": null }),
        json!({ "key": KEY, "kind": "api" }),
    ] {
        let reply = send(&door, Method::PUT, &path(OTHER), Some(&body)).await;
        assert_eq!(reply.code(), "unprocessable", "{}", reply.text());
        assert!(!reply.text().contains(KEY) && !reply.text().contains(&long), "{}", reply.text());
    }
    for provider in ["a%20b", "a%2Fb", "%00"] {
        let reply = send(&door, Method::PUT, &path(provider), Some(&json!({ "key": KEY }))).await;
        assert_eq!(reply.code(), "invalid_request", "{provider}: {}", reply.text());
    }
    let up = send(&door, Method::PUT, &path("%2e%2e"), Some(&json!({ "key": KEY }))).await;
    assert_eq!(up.code(), "not_found", "{}", up.text());
    assert!(!auth_file(&door).exists(), "OpenCode heard of none");

    let unknown = send(&door, Method::PUT, &path("nobody"), Some(&json!({ "key": KEY }))).await;
    assert_eq!((unknown.status.as_u16(), &unknown.data()["connected"]), (200, &json!(false)), "kept, and of no use");
    nowhere(&door, KEY);
}
