//! What an older OpenWork left behind, imported by the real program.

mod cloud;
mod faces;
mod g08_import;
mod g08_kills;
mod g09_ids;
mod g10_tokens;
mod heads;
mod not_put;
mod undone;

use harness::legacy;
use harness::server::{Door, Home, Setup, until};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// A home with a fixture in it, and the variables that go with it; none of a fixture of another system.
fn laid(fixture: &str) -> Option<(Arc<Home>, BTreeMap<String, String>)> {
    let home = Arc::new(Home::new());
    let look: Value = serde_json::from_str(&legacy::lay(fixture, &home.at("user"))).expect("a look");
    let variables = serde_json::from_value(look["variables"].clone()).expect("variables");
    (look["system"] == "linux").then_some((home, variables))
}

/// A server without an engine, in such a home.
fn setup(home: &Arc<Home>, variables: &BTreeMap<String, String>) -> Setup {
    variables.iter().fold(Setup::no_engine().at(home), |setup, (name, value)| setup.env(name, value))
}

/// A home in which an older server had these workspaces, each in a folder of its name.
pub(crate) fn served(names: &[&str]) -> Arc<Home> {
    let home = Arc::new(Home::new());
    let entry = |(number, name): (usize, &&str)| json!({ "id": format!("ws_older{number}"), "path": home.folder(name), "name": name, "preset": "starter" });
    let workspaces: Vec<Value> = names.iter().enumerate().map(entry).collect();
    let config = home.at("user/.config/openwork");
    std::fs::create_dir_all(&config).expect("made");
    std::fs::write(config.join("server.json"), json!({ "workspaces": workspaces }).to_string()).expect("written");
    home
}

/// What the import says of itself, once it is over.
pub(crate) async fn over(door: &Door) -> Value {
    until("the import is over", async || {
        let status = door.get("/system/migration").await.data();
        (status["state"] != "running").then_some(status)
    })
    .await
}

async fn act(door: &Door, what: &str) -> Value {
    let reply = door.ask(http::Method::POST, &format!("/system/migration/{what}")).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.data()
}

/// The workspaces, by their folders.
async fn workspaces(door: &Door) -> BTreeMap<String, Value> {
    let all = door.get("/workspaces?limit=500").await.data();
    let of = |it: &Value| (it["backend"]["local"]["dataDir"].as_str().expect("a folder").to_owned(), it.clone());
    all["items"].as_array().expect("items").iter().map(of).collect()
}

/// What is done with each part of a plan, as `<action> <subject> <name>`.
fn actions(plan: &Value) -> Vec<String> {
    let sources = plan["sources"].as_array().expect("sources").iter();
    let items = sources.flat_map(|source| source["items"].as_array().expect("items"));
    let word = |item: &Value, field: &str| item[field].as_str().expect("text").to_owned();
    items.map(|item| ["action", "subject", "name"].map(|field| word(item, field)).join(" ")).collect()
}

/// Whether a plan has anything to write.
fn writes(plan: &Value) -> bool {
    ["create", "update", "alias"].iter().any(|action| plan["counts"][action] != 0)
}

/// Every file below a folder: its bytes, and when it was written.
fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder").flatten() {
            let (path, about) = (entry.path(), entry.metadata().expect("what it is"));
            if about.is_dir() {
                folders.push(path);
            } else if about.is_file() {
                let bytes = std::fs::read(&path).expect("bytes");
                all.insert(path.display().to_string(), (bytes, about.modified().expect("a time")));
            }
        }
    }
    all
}
