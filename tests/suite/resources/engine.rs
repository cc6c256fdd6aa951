//! What is added through each face is seen by the engine itself once that face had it read again, and gone from it likewise when
//! it is removed.

use super::{cli, engine_lists, engine_names, reloaded, sdk_with};
use crate::story::environment;
use harness::http_client::Http;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup, program};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

/// The engine's own lists.
const LISTS: [&str; 4] = ["skill", "command", "agent", "mcp"];

/// In which of its lists the engine itself has something of that name; of the MCP servers a connected one.
async fn has(engine: &Http, folder: &Path, name: &str) -> [bool; 4] {
    let mut all = [false; 4];
    for (list, has) in LISTS.into_iter().zip(&mut all) {
        *has = engine_names(engine, folder, list).await.iter().any(|known| known == name);
    }
    let servers = engine_lists(engine, folder, "mcp").await.json();
    assert!(!all[3] || servers[name]["status"] == "connected", "{servers}");
    all
}

/// A real MCP server.
pub(super) fn server() -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/resources/mcp_server.py").display().to_string();
    json!({"type": "local", "command": ["python3", script]})
}

fn agent() -> Value {
    json!({"content": "---\ndescription: x\nmode: subagent\n---\nDo it.\n"})
}

/// A workspace with the real engine.
struct Stage {
    _model: ModelServer,
    door: Door,
    engine: Http,
    id: String,
    folder: PathBuf,
}

impl Stage {
    async fn open() -> Self {
        let model = ModelServer::start().expect("a model");
        let door = Door::of(Setup::real(&model).overheard());
        let engine = door.server.engine_itself().await;
        let (id, folder) = door.workspace("one").await;
        Self { _model: model, door, engine, id, folder }
    }

    /// Something of a workspace, over HTTP.
    async fn http(&self, method: Method, rest: &str, body: &Value) -> Value {
        let reply = self.door.ask(method, &format!("/workspaces/{}/{rest}", self.id)).json(body).send().await;
        assert_eq!(reply.status, 200, "{rest}: {}", reply.text());
        reply.data()
    }

    /// The managed agent of that name.
    async fn agent_id(&self, name: &str) -> String {
        let all = self.door.get("/system/managed/agents").await.data();
        let found = all["items"].as_array().expect("a list").iter().find(|item| item["key"] == name);
        found.unwrap_or_else(|| panic!("no {name}: {all}"))["id"].as_str().expect("an id").to_owned()
    }

    /// One of each kind through a face, which then has the engine read them.
    async fn add(&self, face: &str) {
        let (id, name) = (self.id.as_str(), format!("from-{face}"));
        match face {
            "http" => {
                let skill = json!({"name": name, "description": "Use it when: always # or not", "content": "Do it."});
                let command = json!({"name": name, "template": "Do it.", "description": "12", "subtask": true});
                let mcp = json!({"name": name, "config": server()});
                for (area, body) in [("skills", skill), ("commands", command), ("mcp", mcp)] {
                    assert_eq!(self.http(Method::POST, area, &body).await["action"], "added");
                }
                let body = json!({"displayName": name, "config": agent(), "workspaceIds": [id]});
                assert_eq!(self.door.post("/system/managed/agents", &body).await.status, 200);
                self.http(Method::POST, "engine/reload", &json!({})).await;
            }
            "cli" => {
                let (agent, server) = (agent().to_string(), server().to_string());
                for (words, stdin) in [
                    (&["skills", "upsert", id, &name, "--description", "x"][..], "Do it."),
                    (&["commands", "upsert", id, &name, "--agent", "build"], "Do it."),
                    (&["mcp", "add", id, &name], &server),
                    (&["managed", "create", "agents", &name, "--workspace-id", id], &agent),
                    (&["workspaces", "reload", id], ""),
                ] {
                    cli(&self.door, words, stdin).await;
                }
            }
            _ => {
                let config = json!({"mcp": server(), "agent": agent()}).to_string();
                let said = sdk_with(&self.door, id, "add", &config).await;
                let content = "---\nname: from-sdk\ndescription: of the SDK\n---\nDo it.\n";
                let actions = ["added", "added", "added"];
                assert_eq!(said, json!({"actions": actions, "content": content, "stale": "conflict"}));
            }
        }
    }

    /// Takes them away again, through the same face.
    async fn remove(&self, face: &str) {
        let (id, name) = (self.id.as_str(), format!("from-{face}"));
        match face {
            "http" => {
                for area in ["skills", "commands", "mcp"] {
                    self.http(Method::DELETE, &format!("{area}/{name}"), &json!({})).await;
                }
                let item = format!("/system/managed/agents/{}", self.agent_id(&name).await);
                assert_eq!(self.door.ask(Method::DELETE, &item).send().await.status, 200);
                self.http(Method::POST, "engine/reload", &json!({})).await;
            }
            "cli" => {
                let item = self.agent_id(&name).await;
                for words in [
                    &["skills", "remove", id, &name][..],
                    &["commands", "remove", id, &name],
                    &["mcp", "remove", id, &name],
                    &["managed", "delete", "agents", &item],
                    &["workspaces", "reload", id],
                ] {
                    cli(&self.door, words, "").await;
                }
            }
            _ => {
                let paths = [".opencode/skills/from-sdk/SKILL.md", ".opencode/commands/from-sdk.md"];
                let said = sdk_with(&self.door, id, "remove", "").await;
                assert_eq!(said, json!({"paths": paths, "left": []}));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_four_kinds_of_each_face_are_seen_by_the_engine_and_gone_from_it() {
    let stage = Stage::open().await;
    for face in ["http", "cli", "sdk"] {
        let name = format!("from-{face}");
        let seen = async || has(&stage.engine, &stage.folder, &name).await;
        assert_eq!(seen().await, [false; 4], "{face}: {LISTS:?} before");
        stage.add(face).await;
        assert_eq!(seen().await, [true; 4], "{face}: {LISTS:?} after they were added");
        stage.remove(face).await;
        assert_eq!(seen().await, [false; 4], "{face}: {LISTS:?} after they were removed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_four_kinds_from_python_are_seen_by_the_engine_and_gone_from_it() {
    let (model, home) = (ModelServer::start().expect("a model"), Home::new());
    home.with_engine();
    let folder = home.folder("python");
    let config = json!({
        "dataDir": home.data(), "folder": folder, "opencodeProgram": home.overheard_engine(),
        "engineHome": home.at("engine"), "guardProgram": program("openwork-http"),
        "environment": environment(&home, &model).into_iter().collect::<BTreeMap<_, _>>(),
        "mcp": server().to_string(),
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/resources.py");
    let mut python = crate::ffi::python(&script);
    python.arg(config.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.spawn().expect("Python");
    let mut lines = BufReader::new(python.stdout.take().expect("piped")).lines();
    let mut stdin = python.stdin.take().expect("piped");
    for (step, is_there) in [("opened", false), ("added", true), ("removed", false)] {
        let line = lines.next_line().await.expect("a line").unwrap_or_else(|| panic!("it ended before it {step}"));
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        assert_eq!(said["step"], step);
        let engine = home.engine_at(said["engine"].as_str().expect("its engine"));
        assert_eq!(has(&engine, &folder, "from-python").await, [is_there; 4], "{step}: {LISTS:?}");
        stdin.write_all(b"go on\n").await.expect("it listens");
    }
    assert!(python.wait().await.expect("an end").success());
    assert_eq!(home.processes(), [], "nothing is left of its engine");
}

/// What is listed without a fault is what the engine sees, file by file; what has one it passes over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_says_what_the_engine_sees() {
    let Stage { _model, door, engine, id, folder } = Stage::open().await;
    let put = |path: &str, text: &str| {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, text).expect("written");
    };
    for (folder, text) in [
        (".opencode/skills/plain", "---\nname: plain\ndescription: x\n---\nbody"),
        (".opencode/skill/a/b/c", "---\nname: deep\ndescription: x\n---\nbody"),
        (".opencode/skills/colon", "---\nname: colon\ndescription: Use when: a: b\n---\nbody"),
        (".opencode/skills/marks", "\u{feff}---\r\nname: marks\r\ndescription: x\r\n---\r\nbody"),
        (".opencode/skills/spaced", "---\nname: My Skill\ndescription: x\n---\nbody"),
        (".opencode/skills/bare", "---\nname: undescribed\n---\nbody"),
        (".opencode/skills/number", "---\nname: 12\ndescription: x\n---\nbody"),
        (".opencode/skills/list", "---\nname: list\ndescription: [a]\n---\nbody"),
        (".opencode/skills/empty", "---\nname: empty\ndescription:\n---\nbody"),
        (".opencode/skills/none", "just text"),
        (".opencode/skills/twice", "---\nname: a\nname: b\ndescription: x\n---\nbody"),
    ] {
        put(&format!("{folder}/SKILL.md"), text);
    }
    put(".opencode/commands/sub/one.md", "---\ndescription: x\n---\nt");
    put(".opencode/command/named.md", "---\nname: renamed\n---\nt");
    put(".opencode/commands/headless.md", "t");
    let listed = |what: &'static str| {
        let door = &door;
        let path = format!("/workspaces/{id}/{what}");
        async move {
            let list = door.get(&path).await.data();
            let good = list["items"].as_array().expect("a list").iter().filter(|item| item["fault"].is_null());
            let mut names: Vec<_> = good.map(|item| item["name"].as_str().expect("a name").to_owned()).collect();
            names.sort();
            names
        }
    };
    reloaded(&door, &id).await;
    let built_in = ["customize-opencode", "init", "review"];
    for (ours, theirs) in [("skills", "skill"), ("commands", "command")] {
        let mut names = engine_names(&engine, &folder, theirs).await;
        names.retain(|name| !built_in.contains(&name.as_str()));
        assert_eq!(listed(ours).await, names);
    }
}
