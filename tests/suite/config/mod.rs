//! The configuration of workspaces over the real program: the user's files are the user's, and what we say holds, holds.

mod effective;
mod faces;
mod g11_files;
mod g15_secrets;
mod rules;
mod settings;

use harness::http_client::Reply;
use harness::server::Door;
use http::Method;
use serde_json::Value;
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
