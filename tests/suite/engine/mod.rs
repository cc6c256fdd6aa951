//! The engine as a child: found, started, waited for, brought back, ended; and nothing of it left behind.

mod attention;
mod brought_back;
mod g01_answers;
mod g01_api_first;
mod g02_proxies;
mod g03_patience;
mod g04_hidden;
mod g04_nothing_left;
mod g05_places;
mod g06_bundle;
mod g06_carried;
mod g06_programs;
mod g06_upgrade;
mod output;
mod restarted;
mod stopping;
mod two_servers;

use harness::fake_engine::FakeEngine;
use harness::http_client::Http;
use harness::model::Script;
use harness::server::{Home, TestServer, Watch};
use openwork_core::model::message::{Message, Prompt, PromptPart};
use openwork_core::model::page::{Nothing, OneSession};
use openwork_core::model::system::{ComponentHealth, Health};
use openwork_core::operation::endpoint;
use openwork_core::{ErrorKind, Result};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A home with a substitute engine in it.
fn with_fake(engine: &FakeEngine) -> (Arc<Home>, PathBuf) {
    let home = Arc::new(Home::new());
    let program = engine.install(&home.at("program")).expect("a substitute engine");
    (home, program)
}

/// The engine's part of the server's health.
fn engine_part(health: &Health) -> &ComponentHealth {
    health.components.iter().find(|part| part.name == "engine").expect("the engine is a part")
}

/// A client that shows answers as they came.
fn raw(server: &TestServer) -> Http {
    Http::new(&server.url).with_authorization(&format!("Bearer {}", server.token))
}

/// A run of minutes whose caller waits for it; its first words have been seen.
async fn long_run(server: &TestServer, at: &OneSession, watch: &mut Watch) -> JoinHandle<Result<Message>> {
    run_of(3000, server, at, watch).await
}

/// A run of so many words, ten a second, whose caller waits for it; the first have been seen.
pub(crate) async fn run_of(
    words: u32,
    server: &TestServer,
    at: &OneSession,
    watch: &mut Watch,
) -> JoinHandle<Result<Message>> {
    let words = Script::new().delay(Duration::from_millis(100)).repeat(words, "word ").prompt();
    let (client, at) = (server.client(), at.clone());
    let waiting = tokio::spawn(async move {
        let body = Prompt { parts: vec![PromptPart::words(words)], ..Prompt::default() };
        client.call::<endpoint::SessionsSendMessage>(&at, &Nothing {}, &body).await
    });
    watch.until("message.part.delta").await;
    waiting
}

/// That who waited for a run learns that the engine ended under it.
async fn is_told_of_the_interruption(waiting: JoinHandle<Result<Message>>) {
    let answer = waiting.await.expect("the caller").expect_err("nobody is left to answer");
    assert_eq!(answer.kind, ErrorKind::EngineError, "{answer:?}");
    assert!(answer.message.contains("interrupted"), "{}", answer.message);
}

/// That a prompt works: the agent writes a file.
async fn writes_a_file(server: &TestServer, at: &OneSession, folder: &Path, name: &str) {
    let file = folder.join(name);
    let args = json!({ "filePath": file.display().to_string(), "content": "written" });
    let mut watch = server.watch(&at.workspace_id, None).await;
    server.prompt(at, Script::new().tool("write", args).text("done").prompt()).await;
    watch.until_idle(&at.session_id).await;
    assert_eq!(std::fs::read_to_string(&file).ok().as_deref(), Some("written"), "seen: {:?}", watch.kinds());
}
