//! The files of a workspace over the real program: nothing outside is reached, nothing is lost, at any size.

mod batches;
mod exchange;
mod faces;
mod full;
mod g15_names;
mod g15_paths;
mod g19_writes;
mod raw;
mod vanishing;

use harness::http_client::Reply;
use harness::server::{Door, Knock};
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::path::PathBuf;

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
        let (id, folder) = door.workspace("files").await;
        Self { door, id, folder }
    }

    /// The address of an operation on files, and of a path.
    fn place(&self, verb: &str, path: &str) -> String {
        let path = utf8_percent_encode(path, NON_ALPHANUMERIC);
        format!("/workspaces/{}/files{verb}?path={path}", self.id)
    }

    fn raw(&self, method: Method, path: &str) -> Knock<'_> {
        self.door.ask(method, &self.place("/raw", path))
    }

    async fn get(&self, verb: &str, path: &str) -> Reply {
        self.door.get(&self.place(verb, path)).await
    }

    async fn put(&self, path: &str, bytes: &[u8]) -> Reply {
        self.raw(Method::PUT, path).bytes(bytes.to_vec()).send().await
    }

    async fn write_text(&self, body: &Value) -> Reply {
        self.door.post(&format!("/workspaces/{}/files/content", self.id), body).await
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).expect("the folder").map(|entry| entry.expect("an entry"));
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// A header of an answer.
fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default()
}
