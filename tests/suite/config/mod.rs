//! The configuration of workspaces over the real program: the user's files are the user's, and what we say holds, holds.

mod effective;
mod faces;
mod g11_acts;
mod g11_files;
mod g11_races;
mod g11_spoiled;
mod g11_taken;
mod g15_secrets;
mod golden;
mod rules;
mod settings;

use harness::http_client::Reply;
use harness::server::Door;
use http::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The managed layer.
const MANAGED: &str = ".opencode/opencode.json";

/// A server with a workspace, and its folder.
pub(crate) struct Desk {
    door: Door,
    id: String,
    folder: PathBuf,
}

impl Desk {
    async fn open() -> Self {
        Self::of(Door::open()).await
    }

    async fn of(door: Door) -> Self {
        let (id, folder) = door.workspace("config").await;
        Self { door, id, folder }
    }

    fn place(&self, rest: &str) -> String {
        format!("/workspaces/{}/config{rest}", self.id)
    }

    async fn get(&self) -> Value {
        let reply = self.door.get(&self.place("")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.data()
    }

    async fn patch(&self, body: &Value) -> Reply {
        self.door.ask(Method::PATCH, &self.place("")).json(body).send().await
    }

    /// A change that is taken.
    async fn set(&self, body: &Value) -> Value {
        let reply = self.patch(body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.data()
    }

    async fn put_raw(&self, body: &Value) -> Reply {
        self.door.post(&self.place("/opencode-raw"), body).await
    }

    async fn get_raw(&self) -> Value {
        self.door.get(&self.place("/opencode-raw")).await.data()
    }

    fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(name)).ok()
    }

    fn write(&self, name: &str, text: &str) {
        write(&self.folder, name, text);
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(file, text).expect("written");
}

/// Whether what we say of an agent's rules is what the engine goes by, in its order; answers how many they are. An agent that the
/// engine does not have has none.
fn agrees(said: &Value, agents: &Value, agent: &str) -> usize {
    let rules = said["rules"].as_array().expect("rules").iter();
    let own = rules.filter(|rule| rule.get("agent").is_none_or(|of| of == agent));
    let short = |rule: &Value| json!([rule["permission"], rule["pattern"], rule["action"]]);
    let ours: Vec<Value> = own.map(short).collect();
    let Some(found) = agents.as_array().expect("agents").iter().find(|one| one["name"] == agent) else { return 0 };
    let theirs: Vec<Value> = found["permission"].as_array().expect("rules").iter().map(short).collect();
    let is_there = ours.is_empty() || theirs.windows(ours.len()).any(|some| some == ours);
    assert!(is_there, "{agent}\n{ours:#?}\n{theirs:#?}");
    ours.len()
}
