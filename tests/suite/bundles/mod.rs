//! Bundles: what is given to a publisher and taken from one, and what never is.

mod carried;
mod cut_off;
mod faces;
mod hostile;
mod publisher;
mod strangers;

use harness::http_client::Reply;
use harness::publisher::Publisher;
use harness::server::{Door, Setup};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// A publisher, and a server that is set up with it.
async fn with_publisher() -> (Publisher, Door) {
    let publisher = Publisher::plain().await;
    let door = Door::of(Setup::no_engine().arg("--publisher-url").arg(&publisher.url));
    (publisher, door)
}

/// Puts a file into a folder.
fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

async fn export(door: &Door, id: &str, sensitive: &str) -> Reply {
    door.get(&format!("/workspaces/{id}/export?sensitive={sensitive}")).await
}

/// What a workspace gives out without secrets, but for when and whose it is.
async fn carried(door: &Door, id: &str) -> Value {
    let given = export(door, id, "exclude").await;
    assert_eq!(given.status, 200, "{}", given.text());
    let mut bundle = given.data()["bundle"].clone();
    for key in ["exportedAt", "workspaceId"] {
        assert!(bundle.as_object_mut().expect("a bundle").remove(key).is_some(), "{key}");
    }
    bundle
}

async fn preview(door: &Door, id: &str, bundle: &Value, mode: &Value) -> Value {
    let body = json!({ "bundle": bundle, "mode": mode });
    let told = door.post(&format!("/workspaces/{id}/import/preview"), &body).await;
    assert_eq!(told.status, 200, "{}", told.text());
    told.data()
}

async fn import(door: &Door, id: &str, bundle: &Value, mode: &Value) -> Reply {
    door.post(&format!("/workspaces/{id}/import"), &json!({ "bundle": bundle, "mode": mode })).await
}

/// What is done with each thing of a plan.
fn actions(plan: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let items = plan["items"].as_array().expect("items");
    items.iter().map(|item| (text(&item["name"]), text(&item["action"]))).collect()
}
