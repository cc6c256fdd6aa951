//! The first prompt after the engine has crashed, against what the engine itself takes from its start to its first answer.

use crate::client::Place;
use crate::places::{free_port, kill};
use crate::stats::{median, ms};
use crate::table::Row;
use harness::fake_engine::READY;
use harness::model::{ModelServer, Script};
use harness::server::{Home, Setup, TestServer};
use http::Method;
use http_body_util::BodyExt;
use openwork_core::model::page::OneSession;
use openwork_core::operation::endpoint;
use serde_json::json;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

const ROUNDS: usize = 7;
const ANSWER: &str = "here I am again";

/// In turn: the engine started by hand, and ours after its engine was killed. Both are killed in the end, both have had the
/// same prompts in a session of the same kind, and each has a home of its own.
pub async fn measure(model: &ModelServer) -> Vec<Row> {
    let by_hand = ByHand::learn(model).await;
    let ours = Crashing::new(model).await;
    let (mut cold, mut after, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        cold.push(by_hand.first_answer().await);
        match ours.answer_after_a_crash().await {
            Ok(time) => after.push(time),
            Err(told) => failed.push(told),
        }
        ours.calm().await;
    }
    ours.server.stops_cleanly().await;
    for told in &failed {
        eprintln!("a prompt after a crash failed: {told}");
    }
    let (cold, after, whole) = (median(&cold), median(&after), failed.is_empty());
    let what = "first prompt after the engine was killed, to its answer (the other: the engine's own cold start)";
    vec![
        Row::ratio(what, " ms", after, cold).target("<= 1.2x", whole && after <= 1.2 * cold),
        Row::new(
            &format!("  of {ROUNDS} such prompts, sent at once, failed"),
            failed.len().to_string(),
            "-".to_owned(),
            "-".to_owned(),
        )
        .target("0", whole)
        .must(),
    ]
}

fn prompt() -> serde_json::Value {
    json!({ "parts": [{ "type": "text", "text": Script::new().text(ANSWER).prompt() }] })
}

/// A server with a workspace and a session that has had a prompt.
struct Crashing {
    server: TestServer,
    session: OneSession,
    folder: PathBuf,
}

impl Crashing {
    async fn new(model: &ModelServer) -> Self {
        let server = Setup::real(model).start();
        server.engine_ready().await;
        let (workspace, folder) = server.workspace("crash").await;
        let session = server.session(&workspace).await;
        let new = Self { server, session, folder };
        new.answer().await.expect("an answer");
        new
    }

    /// Sends the prompt and waits for what the agent says.
    async fn answer(&self) -> Result<(), String> {
        let mut connection = Place::new(&self.server.url).bearer(&self.server.token).connect().await;
        let path = format!("/workspaces/{}/sessions/{}/messages", self.session.workspace_id, self.session.session_id);
        let response = connection.send(Method::POST, &path, Some(prompt().to_string()), None).await;
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        if status.is_success() && body.contains(ANSWER) { Ok(()) } else { Err(format!("{status} {body}")) }
    }

    /// From the kill on.
    async fn answer_after_a_crash(&self) -> Result<f64, String> {
        let engine = self.server.engine_ready().await;
        let begin = Instant::now();
        kill(engine);
        self.answer().await.map(|()| ms(begin.elapsed()))
    }

    /// Lets the next crash be a first one: the attempts are counted anew.
    async fn calm(&self) {
        let before = self.server.engine_ready().await;
        self.server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
        self.server.engine_until("it is back", |engine| engine.running && engine.pid != Some(before)).await;
    }
}

/// The engine as our server starts it: its program, its words, its environment, its folder.
struct ByHand {
    words: Vec<String>,
    environment: Vec<(String, String)>,
    current: PathBuf,
    path: String,
    password: String,
    _home: Arc<Home>,
}

impl ByHand {
    /// Looks at an engine that a server has started, and keeps that server's home.
    async fn learn(model: &ModelServer) -> Self {
        let Crashing { server, session, folder } = Crashing::new(model).await;
        let pid = server.engine_ready().await;
        let read = |what: &str| {
            let bytes = std::fs::read(format!("/proc/{pid}/{what}")).expect("a process of ours");
            let text = String::from_utf8(bytes).expect("UTF-8");
            text.split_terminator('\0').map(str::to_owned).collect::<Vec<_>>()
        };
        let words = read("cmdline");
        let pairs = read("environ").into_iter();
        let pairs =
            pairs.filter_map(|pair| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
        // with the mark of a run, a sweep would end it
        let environment: Vec<_> = pairs.filter(|(name, _)| name != "OPENWORK_RUN").collect();
        let password = environment.iter().find(|(name, _)| name == "OPENCODE_SERVER_PASSWORD").expect("a password");
        let password = password.1.clone();
        let current = std::fs::read_link(format!("/proc/{pid}/cwd")).expect("a folder");
        let path = format!("/session/{}/message?directory={}", session.session_id, folder.display());
        Self { words, environment, current, path, password, _home: server.stops_cleanly().await }
    }

    /// From its start to the answer, asked as soon as it says that it listens.
    async fn first_answer(&self) -> f64 {
        let mut words = self.words.clone();
        let at = words.iter().position(|word| word == "--port").expect("a port is named");
        words[at + 1] = free_port().to_string();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env_clear().envs(self.environment.iter().cloned()).current_dir(&self.current);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let begin = Instant::now();
        let mut process = command.spawn().expect("the engine");
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines();
        let url = loop {
            let line = lines.next_line().await.expect("its output").expect("it says that it listens");
            if let Some(url) = line.strip_prefix(READY) {
                break url.to_owned();
            }
        };
        let answer = Place::new(&url).basic(&self.password).connect().await.post(&self.path, &prompt()).await;
        let time = ms(begin.elapsed());
        assert!(String::from_utf8_lossy(&answer).contains(ANSWER), "the engine answered something else");
        process.kill().await.expect("it runs");
        time
    }
}
