//! Sessions on the real engine, to the end of what can be done with them; and that what OpenCode says wrongly is told right.

mod edits;
mod g12_asks;
mod g12_races;
mod history;
mod large;
mod runs;

use harness::model::{ModelServer, Script};
use harness::server::{Setup, TestServer, Watch};
use openwork_core::model::message::{Message, Prompt, PromptPart};
use openwork_core::model::page::{Nothing, OneMessage, OneSession, Page};
use openwork_core::model::session::{CreateSession, Session};
use openwork_core::operation::{Endpoint, endpoint};
use openwork_core::{Error, ErrorKind, MessageId, Result, WorkspaceId};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A server with the real engine, and the model it talks to.
struct Stage {
    server: TestServer,
    _model: ModelServer,
}

impl Stage {
    fn new() -> Self {
        let model = ModelServer::start().expect("the scripted model");
        Self { server: Setup::real(&model).start(), _model: model }
    }

    /// A folder under git as a workspace.
    async fn repository(&self, name: &str) -> (WorkspaceId, PathBuf) {
        let folder = self.server.home.folder(name);
        std::fs::write(folder.join("there.txt"), "one\n").expect("a file");
        for words in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "--message", "one"]] {
            let mut git = Command::new("git");
            git.args(["-c", "user.name=Test", "-c", "user.email=test@localhost", "-C"]).arg(&folder).args(words);
            let done = git.env("HOME", self.server.home.at("user")).status().expect("git");
            assert!(done.success(), "git {words:?}");
        }
        (self.server.open(&folder).await.id, folder)
    }

    /// Calls an operation.
    async fn try_call<E: Endpoint>(&self, path: &E::Path, query: &E::Query, body: &E::Body) -> Result<E::Output> {
        self.server.client().call::<E>(path, query, body).await
    }

    /// Calls an operation that takes a body, and succeeds.
    async fn post<E: Endpoint<Query = Nothing>>(&self, path: &E::Path, body: &E::Body) -> E::Output {
        let answer = self.try_call::<E>(path, &Nothing {}, body).await;
        answer.unwrap_or_else(|error| panic!("{}: {error:?}", E::OPERATION.name()))
    }

    /// Calls an operation without a query or a body, and succeeds.
    async fn get<E: Endpoint<Query = Nothing, Body = Nothing>>(&self, path: &E::Path) -> E::Output {
        self.post::<E>(path, &Nothing {}).await
    }

    /// Sends a prompt and waits for the answer.
    async fn ask(&self, at: &OneSession, script: Script) -> Message {
        self.post::<endpoint::SessionsSendMessage>(at, &prompt(&script)).await
    }

    /// All messages of a session.
    async fn messages(&self, at: &OneSession) -> Vec<Message> {
        let page = Page::default();
        let list = self.try_call::<endpoint::SessionsListMessages>(at, &page, &Nothing {}).await;
        list.expect("the messages").items
    }

    /// A session of one's own making.
    async fn session_with(&self, workspace: &WorkspaceId, body: CreateSession) -> (OneSession, Session) {
        let path = openwork_core::model::page::OneWorkspace { workspace_id: workspace.clone() };
        let session = self.post::<endpoint::SessionsCreate>(&path, &body).await;
        (OneSession { workspace_id: workspace.clone(), session_id: session.id.clone() }, session)
    }

    async fn watch(&self, workspace: &WorkspaceId) -> Watch {
        self.server.watch(workspace, None).await
    }
}

/// A prompt that plays a script.
fn prompt(script: &Script) -> Prompt {
    Prompt { parts: vec![PromptPart::words(script.prompt())], ..Prompt::default() }
}

/// A turn that writes a file.
fn writes(folder: &Path, name: &str, content: &str) -> Script {
    let file = folder.join(name);
    Script::new().text("I write.").tool("write", json!({ "filePath": file, "content": content })).text("Written.")
}

/// What a message says.
fn said(message: &Message) -> String {
    let texts = message.parts.iter().filter(|part| part.kind == "text").filter_map(|part| part.text.as_deref());
    texts.collect::<Vec<_>>().join(" ")
}

/// Why a call failed.
fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Error {
    answer.expect_err("it is refused")
}

/// The kind of a failure, and where it is.
fn kind_and_place<T: std::fmt::Debug>(answer: Result<T>) -> (ErrorKind, Option<String>) {
    let error = refusal(answer);
    (error.kind, error.details.first().and_then(|detail| detail.path.clone()))
}

/// The place of a message.
fn at_message(at: &OneSession, message: &MessageId) -> OneMessage {
    OneMessage { workspace_id: at.workspace_id.clone(), session_id: at.session_id.clone(), message_id: message.clone() }
}
