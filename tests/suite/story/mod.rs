//! The main job, told through every face: open a folder, ask the agent, watch it work, find the file.
//!
//! Each face tells the same story against the real engine; what they see must be the same.

mod cancelled;
mod crowd;
mod faces;
mod python;
mod restarts;
mod storms;
mod streams;
mod torn;

pub(crate) use faces::environment;
pub(crate) use python::snake;

use harness::http_client::Http;
use harness::model::{ModelServer, Script};
use openwork_core::model::page::OneSession;
use serde_json::json;
use std::path::Path;

/// What one face saw.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    /// The types of the events about the session, in order, repeats of one type drawn together.
    types: Vec<String>,
    /// What the agent wrote.
    file: String,
}

impl Seen {
    /// What is the same in every run, up to the first rest. A type that repeats counts once: how a text is cut into deltas is
    /// the engine's own affair. `session.updated`, `session.diff`, `session.status` and every `message.updated` but the first
    /// come also from work that the engine does beside the run (it sums up what the user's message changed), and fall
    /// differently each time.
    ///
    /// So what two runs have in common is compared across faces, and no more. That no face loses, doubles or reorders
    /// anything is held within one run: number and type of every event that the SDK and the command line saw are those that a
    /// second watcher over HTTP saw (`events watch` in `cli/live.rs` shows the events whole), and in the library and in
    /// Python, whose servers are their own, those of a second watcher of the same face.
    fn of(kinds: impl IntoIterator<Item = String>, file: &Path) -> Self {
        let steady = ["session.created", "session.idle", "session.error", "message.", "todo.", "permission."];
        let mut types: Vec<String> = Vec::new();
        for kind in kinds.into_iter().filter(|kind| steady.iter().any(|area| kind.starts_with(area))) {
            let beside = kind == "message.updated" && types.contains(&kind);
            if types.last() != Some(&kind) && !beside {
                types.push(kind);
            }
            if types.last().is_some_and(|kind| kind == "session.idle") {
                break;
            }
        }
        Self { types, file: std::fs::read_to_string(file).expect("the agent's file") }
    }
}

/// A prompt that makes the agent write a file and run a command.
fn work(file: &Path) -> String {
    let shell = format!("cat {}", file.display());
    Script::new()
        .text("I write the file.")
        .tool("write", json!({ "filePath": file, "content": "written by the agent\n" }))
        .text("I look at it.")
        .tool("bash", json!({ "command": shell, "description": "Shows the file" }))
        .text("All is done.")
        .prompt()
}

/// Whether a session works, in the engine's own words.
async fn is_busy(engine: &Http, folder: &Path, at: &OneSession) -> bool {
    let path = format!("/session/status?directory={}", folder.display());
    let statuses = engine.get(&path).await.expect("an answer").json();
    statuses[at.session_id.as_str()]["type"] == "busy"
}

/// A model for one test.
fn model() -> ModelServer {
    ModelServer::start().expect("the scripted model")
}
