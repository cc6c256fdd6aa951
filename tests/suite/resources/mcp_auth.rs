//! Signing in to an MCP server, with a real one that asks for it: through each face, until a tool of it is used and nothing of the
//! sign-in is left.

use super::{cli, sdk_with};
use harness::http_client::{Http, Reply};
use harness::model::{ModelServer, Script};
use harness::server::{Door, Setup, Watch, until};
use http::Method;
use serde_json::{Value, json};
use std::io::BufRead as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// An MCP server that asks for a sign-in, until it is dropped.
pub(crate) struct Guarded {
    pub(crate) url: String,
    child: Child,
}

impl Guarded {
    pub(crate) fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/resources/mcp_oauth.py");
        let mut python = Command::new("python3");
        python.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = python.spawn().expect("python3");
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("its address");
        Self { url: line.trim().to_owned(), child }
    }

    /// What a person and their browser do with an address; answers the `code` and the `state` that they are sent on with.
    pub(crate) async fn agree(&self, url: &str) -> (String, String) {
        let place = url.strip_prefix(&self.url).unwrap_or_else(|| panic!("another's address: {url}"));
        let sent_on = Http::new(&self.url).get(place).await.expect("an answer");
        assert_eq!(sent_on.status, 302, "{}", sent_on.text());
        let to = sent_on.headers["location"].to_str().expect("an address").to_owned();
        let part = |name: &str| {
            let mut pairs = to.split_once('?').expect("a query").1.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).unwrap_or_else(|| panic!("no `{name}`: {to}")).1.to_owned()
        };
        (part("code"), part("state"))
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Stage {
    door: Door,
    id: String,
    guarded: Guarded,
    _model: ModelServer,
}

impl Stage {
    /// A workspace whose configuration names servers of these paths, by their names.
    async fn with(names: &[&str]) -> Self {
        let model = ModelServer::start().expect("a model");
        let door = Door::of(Setup::real(&model));
        door.server.engine_ready().await;
        let (id, _) = door.workspace("one").await;
        let guarded = Guarded::start();
        for name in names {
            let config = json!({"type": "remote", "url": format!("{}/{name}", guarded.url)});
            let added = door.post(&format!("/workspaces/{id}/mcp"), &json!({"name": name, "config": config})).await;
            assert_eq!(added.status, 200, "{}", added.text());
        }
        let stage = Self { door, id, guarded, _model: model };
        stage.reload().await;
        stage
    }

    async fn reload(&self) {
        let reloaded = self.door.post(&format!("/workspaces/{}/engine/reload", self.id), &json!({})).await;
        assert_eq!(reloaded.status, 200, "{}", reloaded.text());
    }

    async fn ask(&self, method: Method, place: &str, body: Option<Value>) -> Reply {
        let knock = self.door.ask(method, &format!("/workspaces/{}/mcp/{place}", self.id));
        match body {
            Some(body) => knock.json(&body).send().await,
            None => knock.send().await,
        }
    }

    async fn start(&self, name: &str) -> Reply {
        self.ask(Method::POST, &format!("{name}/auth"), None).await
    }

    async fn finish(&self, name: &str, body: Value) -> Reply {
        self.ask(Method::POST, &format!("{name}/auth/finish"), Some(body)).await
    }

    async fn remove(&self, name: &str) -> Reply {
        self.ask(Method::DELETE, &format!("{name}/auth"), None).await
    }

    /// What the engine says of a server.
    async fn status(&self, name: &str) -> String {
        let list = self.door.get(&format!("/workspaces/{}/engine/mcp", self.id)).await.data();
        let items = list["items"].as_array().expect("a list");
        let found = items.iter().find(|item| item["name"] == name).unwrap_or_else(|| panic!("no `{name}`: {list}"));
        found["status"].as_str().expect("a word").to_owned()
    }

    /// What is kept of sign-ins, by the engine.
    fn kept(&self) -> String {
        std::fs::read_to_string(self.door.server.home.at("engine/data/opencode/mcp-auth.json")).unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_uses_a_tool_and_signs_out() {
    let stage = Stage::with(&["mcp"]).await;
    let client = stage.door.server.client();
    let mut watch = Watch::open(&client, &stage.id.parse().expect("an id"), None).await;
    assert_eq!(stage.status("mcp").await, "needs_auth");
    let none = stage.finish("mcp", json!({"code": "code-hush-of-nobody", "state": "x"})).await;
    assert_eq!(none.code(), "conflict", "{}", none.text());

    let started = stage.start("mcp").await;
    assert_eq!((started.status.as_u16(), &started.data()["name"]), (200, &json!("mcp")), "{}", started.text());
    let (code, state) = stage.guarded.agree(started.data()["url"].as_str().expect("an address")).await;
    let astray = stage.finish("mcp", json!({"code": code, "state": "of-another"})).await;
    assert_eq!((astray.code().as_str(), astray.place().as_str()), ("unprocessable", "state"), "{}", astray.text());
    for bare in [json!({"code": code}), json!({"code": code, "state": ""}), json!({"code": code, "state": null})] {
        let bare = stage.finish("mcp", bare).await;
        assert_eq!(
            (bare.code().as_str(), bare.sentence().contains("state")),
            ("unprocessable", true),
            "{}",
            bare.text()
        );
    }
    let bad = stage.finish("mcp", json!({"code": "code-hush-but-bad", "state": state})).await;
    assert_eq!((bad.code().as_str(), bad.place().as_str()), ("unprocessable", "code"), "{}", bad.text());
    assert!(!bad.text().contains("hush"), "{}", bad.text());
    assert_eq!(stage.status("mcp").await, "needs_auth");

    let done = stage.finish("mcp", json!({"code": code, "state": state})).await;
    assert_eq!(done.data(), json!({"name": "mcp", "status": "connected"}), "{}", done.text());
    let told = serde_json::to_value(watch.until("resource.changed").await).expect("JSON");
    assert_eq!(told["properties"], json!({"type": "mcp", "action": "updated", "name": "mcp"}));
    assert_eq!(stage.status("mcp").await, "connected");
    assert!(stage.kept().contains("token-hush"));
    let again = stage.finish("mcp", json!({"code": code, "state": state})).await;
    assert_eq!(again.code(), "conflict", "it is over: {}", again.text());

    // it is no word only: an agent uses what is behind the sign-in
    let sessions = format!("/workspaces/{}/sessions", stage.id);
    let session = stage.door.post(&sessions, &json!({"title": "uses it"})).await.data();
    let prompt = Script::new().tool("mcp_whoami", json!({})).text("Done.").prompt();
    let place = format!("{sessions}/{}/messages", session["id"].as_str().expect("an id"));
    let answered = stage.door.post(&place, &json!({"parts": [{"type": "text", "text": prompt}]})).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    let messages = stage.door.get(&place).await.text();
    assert!(messages.contains("someone who signed in"), "{messages}");

    let removed = stage.remove("mcp").await;
    assert_eq!(removed.data(), json!({"name": "mcp", "status": "needs_auth"}), "{}", removed.text());
    assert!(!stage.kept().contains("token-hush"), "{}", stage.kept());
    assert_eq!(stage.status("mcp").await, "needs_auth");
    let log = stage.door.server.log();
    assert!(!log.contains("hush"), "neither codes nor tokens: {log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_face_signs_in_and_out() {
    let stage = Stage::with(&["mcp"]).await;
    let (door, id) = (&stage.door, &stage.id);
    let started = cli(door, &["mcp", "start-auth", id, "mcp"], "").await;
    let (code, state) = stage.guarded.agree(started["url"].as_str().expect("an address")).await;
    let done = cli(door, &["mcp", "finish-auth", id, "mcp", "--code", &code, "--state", &state], "").await;
    assert_eq!(done, json!({"name": "mcp", "status": "connected"}));
    assert_eq!(cli(door, &["mcp", "remove-auth", id, "mcp"], "").await["status"], "needs_auth");
    let said = sdk_with(door, id, "sign-in", "").await;
    assert_eq!(said, json!({"before": "conflict", "done": "connected", "removed": "needs_auth"}));
    // whoever may write in the workspace may, and whoever reads may not
    let (_, viewer) = door.token(&json!({"role": "viewer"})).await;
    let (_, writer) = door.token(&json!({"role": "collaborator", "workspaceIds": [id]})).await;
    let ask = |token| {
        let knock = door.ask(Method::POST, &format!("/workspaces/{id}/mcp/mcp/auth"));
        knock.token(Some(token)).send()
    };
    assert_eq!(ask(viewer.as_str()).await.code(), "forbidden");
    assert_eq!(ask(writer.as_str()).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_signed_in_to_says_why() {
    let stage = Stage::with(&["open", "closed", "odd", "mcp"]).await;
    let local = json!({"name": "local", "config": {"type": "local", "command": ["true"], "enabled": false}});
    let place = format!("/workspaces/{}/mcp", stage.id);
    assert_eq!(stage.door.post(&place, &local).await.status, 200);
    let before = stage.start("local").await;
    assert!(before.code() == "not_found" && before.sentence().contains("workspaces.reload"), "{}", before.text());
    let off = stage.ask(Method::PUT, "mcp/enabled", Some(json!({"enabled": false}))).await;
    assert_eq!(off.status, 200, "{}", off.text());
    stage.reload().await;
    for (name, code, word) in [
        ("nobody", "not_found", "nobody"),
        ("..%2Fx", "not_found", "../x"),
        ("local", "conflict", "takes no sign-in"),
        ("open", "conflict", "asks for no sign-in"),
        ("mcp", "conflict", "mcp.setEnabled"),
        ("closed", "engine_error", "oauth.clientId"),
        ("odd", "engine_error", "could not begin"),
    ] {
        let refused = stage.start(name).await;
        assert_eq!(refused.code(), code, "{name}: {}", refused.text());
        assert!(refused.sentence().contains(word), "{name}: {}", refused.text());
        let body = json!({"code": "code-hush", "state": "x"});
        assert_eq!(stage.finish(name, body).await.code(), "conflict", "{name}");
    }
    for (name, code) in [("nobody", "not_found"), ("local", "conflict")] {
        assert_eq!(stage.remove(name).await.code(), code, "{name}");
    }
    assert_eq!(stage.remove("mcp").await.data()["status"], "disabled", "one that is off stays so");
    assert_eq!(stage.finish("open", json!({"code": "", "state": "x"})).await.code(), "unprocessable");
    assert_eq!(stage.finish("open", json!({"code": "x", "state": "x", "token": "y"})).await.code(), "unprocessable");
}

/// What a reload forgets is not believed to go on, and a new sign-in is good at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_does_not_outlast_a_reload() {
    let stage = Stage::with(&["mcp"]).await;
    let started = stage.start("mcp").await;
    let (code, state) = stage.guarded.agree(started.data()["url"].as_str().expect("an address")).await;
    stage.reload().await;
    let late = stage.finish("mcp", json!({"code": code, "state": state})).await;
    assert!(["conflict", "unprocessable"].contains(&late.code().as_str()), "{}", late.text());
    assert!(late.sentence().contains("mcp.startAuth") && !late.text().contains("hush"), "{}", late.text());
    let started = stage.start("mcp").await;
    let (code, state) = stage.guarded.agree(started.data()["url"].as_str().expect("an address")).await;
    assert_eq!(stage.finish("mcp", json!({"code": code, "state": state})).await.data()["status"], "connected");
    // and what it left holds for the next run of the engine too
    stage.reload().await;
    until("it is connected again", async || (stage.status("mcp").await == "connected").then_some(())).await;
}
