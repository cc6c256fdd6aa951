//! The whole set of what is attached to two workspaces, as the server lists it and as the engine itself lists it: the same after
//! every change of a configuration, bundle, preset, reload, move, edit by hand and start.

use super::attached::{asks, attached, by_hand, edit, refused_patches, relink};
use super::{engine_lists, reloaded};
use harness::model::ModelServer;
use harness::server::{Door, Setup, until};
use http::Method;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Two workspaces with something of every kind.
struct Stage {
    model: ModelServer,
    door: Door,
    one: String,
    folders: BTreeMap<String, PathBuf>,
    /// What was attached at first.
    first: Value,
}

/// Those fields of what a list has that do not say where it lies, and are no global rules.
fn told(item: &Value) -> Value {
    let fields = ["name", "description", "content", "template", "prompt", "mode", "source"];
    fields.into_iter().map(|field| (field.to_owned(), item[field].clone())).collect::<Map<_, _>>().into()
}

/// What the engine itself has of what is attached to a folder.
async fn of_engine(engine: &harness::http_client::Http, folder: &Path) -> Value {
    let lists = async |what: &str| engine_lists(engine, folder, what).await.json();
    let named = async |what: &str| {
        let list = lists(what).await;
        let is_attached = |item: &&Value| item["name"] == "tidy" || item["name"] == "deep";
        // the order of its lists is any
        list.as_array()
            .expect("a list")
            .iter()
            .filter(is_attached)
            .map(told)
            .map(|item| (item.to_string(), item))
            .collect::<BTreeMap<_, _>>()
    };
    let (config, servers) = (lists("config").await, lists("mcp").await);
    let servers = ["both", "single"].map(|name| [servers[name].clone(), config["mcp"][name].clone()]);
    let plugins = config["plugin"].as_array().into_iter().flatten();
    let is_attached = |spec: &&Value| spec.as_str().is_some_and(|spec| spec.ends_with("/attached.js"));
    json!({
        "skill": named("skill").await, "command": named("command").await, "agent": named("agent").await,
        "mcp": servers, "provider": config["provider"]["acme"], "plugin": plugins.filter(is_attached).collect::<Vec<_>>(),
    })
}

impl Stage {
    async fn open() -> Self {
        let model = ModelServer::start().expect("a model");
        let door = Door::of(Setup::real(&model).overheard());
        door.server.engine_ready().await;
        let (one, at_one) = door.workspace("one").await;
        let (other, at_other) = door.workspace("other").await;
        let folders = [(one.clone(), at_one), (other.clone(), at_other)].into();
        let mut stage = Self { model, door, one: one.clone(), folders, first: Value::Null };
        let plugin = stage.door.server.home.folder("plugins").join("attached.js");
        std::fs::write(&plugin, "export const Attached = async () => ({})\n").expect("written");
        let text = |name: &str| json!({"content": format!("---\nname: {name}\ndescription: x\n---\nDo it.\n")});
        let provider = json!({"npm": "@ai-sdk/openai-compatible", "models": {"m": {}}, "options": {"apiKey": "hush",
            "baseURL": stage.model.url()}});
        for (kind, name, config, ids) in [
            ("mcps", "both", super::engine::server(), json!([one, other])),
            ("mcps", "single", super::engine::server(), json!([other])),
            ("providerConfigs", "acme", provider, json!([one, other])),
            ("plugins", "attached", json!({"spec": format!("file://{}", plugin.display())}), json!([one, other])),
            ("skills", "tidy", text("tidy"), json!([one, other])),
            ("skills", "deep", text("deep"), json!([other])),
            ("commands", "tidy", text("tidy"), json!([one, other])),
            ("agents", "tidy", text("tidy"), json!([one, other])),
        ] {
            let body = json!({"displayName": name, "config": config, "workspaceIds": ids});
            asks(&stage.door, Method::POST, format!("/system/managed/{kind}"), &body, "").await;
        }
        stage.first = stage.attached().await;
        stage
    }

    /// What is attached: as the server lists it, and as the engine does once it has read both folders again.
    async fn attached(&self) -> Value {
        let mut engines = Vec::new();
        let engine = self.door.server.engine_itself().await;
        for (id, folder) in &self.folders {
            reloaded(&self.door, id).await;
            engines.push((id == &self.one, of_engine(&engine, folder).await));
        }
        engines.sort_by_key(|(is_one, _)| !is_one);
        let managed: Vec<_> = attached(&self.door, &self.folders).await.into_values().collect();
        let managed = managed.into_iter().filter(|item| item[1] != "brought").collect::<Vec<_>>();
        json!({"managed": managed, "engines": engines})
    }

    async fn is_as_at_first(&self, after: &str) {
        assert_eq!(self.attached().await, self.first, "after {after}");
    }

    /// Asks for something of the first workspace that is done.
    async fn asks(&self, method: Method, rest: &str, body: &Value) {
        asks(&self.door, method, format!("/workspaces/{}/{rest}", self.one), body, "").await;
    }

    fn folder(&self) -> &Path {
        &self.folders[&self.one]
    }

    /// Everything that changes a workspace through the server, and is no matter of what is attached.
    async fn asked_for(&self) {
        let outside = self.door.server.home.folder("outside");
        for (settings, folders) in [
            (json!({"small_model": "a/b", "permission": {"*": "ask", "bash": {"x": "deny"}}}), json!([outside])),
            (json!({"small_model": null, "permission": null, "agent": {"build": {"description": "x"}}}), json!([])),
        ] {
            let body = json!({"opencode": settings, "openwork": {"authorizedFolders": folders}});
            self.asks(Method::PATCH, "config", &body).await;
            self.is_as_at_first(&format!("a patch: {body}")).await;
        }
        refused_patches(&self.door, &self.one).await;
        self.is_as_at_first("patches that are refused").await;
        let again = json!({"folderPath": self.folder(), "name": "one", "preset": "automation"});
        asks(&self.door, Method::POST, "/workspaces/local".to_owned(), &again, "").await;
        self.is_as_at_first("a preset").await;
        for mode in ["merge", "replace"] {
            let bundle = json!({
                "opencode": {"mcp": {"brought": {"type": "local", "command": ["true"], "enabled": false}},
                             "share": "disabled", "agent": {"build": {"description": mode}}},
                "skills": [{"name": "brought", "description": "x", "content": mode}],
                "commands": [{"name": "brought", "content": mode}],
                "files": [{"path": ".opencode/agents/brought.md", "content": "---\ndescription: x\n---\nBrought."}],
            });
            let modes: Value =
                ["opencode", "skills", "commands", "files"].map(|section| (section, mode)).into_iter().collect();
            self.asks(Method::POST, "import", &json!({"bundle": bundle, "mode": modes})).await;
            self.is_as_at_first(&format!("a bundle, {mode}")).await;
        }
    }

    /// Everything that people do to the files, waiting for the watch each time.
    async fn done_by_hand(&self) {
        let local = json!({"mine": {"type": "local", "command": ["true"], "enabled": false}});
        for (file, key, value) in [
            (".opencode/opencode.json", "mcp", local),
            (".opencode/opencode.json", "username", json!("mine")),
            ("opencode.json", "provider", json!({"mine": {"options": {"region": "eu"}}})),
        ] {
            by_hand(&self.door, &self.one, file, || edit(&self.folder().join(file), key, &value)).await;
            self.is_as_at_first(&format!("`{key}` by hand in {file}")).await;
        }
        let file = ".opencode/agents/mine.md";
        let write = |text: &str| std::fs::write(self.folder().join(file), text).expect("written");
        by_hand(&self.door, &self.one, file, || write("---\ndescription: mine\n---\nMine.\n")).await;
        self.is_as_at_first("an agent by hand").await;
    }

    async fn moved(&mut self) {
        let (home, id) = (self.folder().to_owned(), self.one.clone());
        for to in [self.door.server.home.folder("moved"), home] {
            relink(&self.door, &id, &to).await;
            self.folders.insert(id.clone(), to);
            self.is_as_at_first("another folder").await;
        }
    }

    async fn started_afresh(mut self) {
        let pid = self.door.server.engine_ready().await;
        asks(&self.door, Method::POST, "/system/runtime/restart".to_owned(), &json!({}), "").await;
        let is_new = async || (self.door.server.engine_ready().await != pid).then_some(());
        until("the engine was started afresh", is_new).await;
        self.is_as_at_first("a start of the engine").await;
        let home = self.door.server.stops_cleanly().await;
        self.door = Door::of(Setup::real(&self.model).at(&home).overheard());
        self.is_as_at_first("a start of the server").await;
        self.door.server.stops_cleanly().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_attached_is_the_same_to_us_and_to_the_engine_whatever_else_is_done() {
    let mut stage = Stage::open().await;
    let (ours, theirs) = (&stage.first["managed"], &stage.first["engines"]);
    assert_eq!(ours.as_array().map(Vec::len), Some(8), "{ours}");
    assert!(!ours.to_string().contains("null"), "{ours}");
    let counts = |at: usize| {
        let seen = &theirs[at][1];
        let connected = seen["mcp"].as_array().expect("servers").iter().filter(|one| one[0]["status"] == "connected");
        let lists = ["skill", "command", "agent"].map(|list| seen[list].as_object().map_or(0, Map::len));
        let (plugins, key) = (seen["plugin"].as_array().map(Vec::len), &seen["provider"]["options"]["apiKey"]);
        (connected.count(), lists, plugins, key.clone())
    };
    // skills are commands too
    assert_eq!(counts(0), (1, [1, 1, 1], Some(1), json!("hush")), "{theirs:#}");
    assert_eq!(counts(1), (2, [2, 2, 1], Some(1), json!("hush")), "{theirs:#}");
    stage.asked_for().await;
    stage.done_by_hand().await;
    stage.moved().await;
    stage.started_afresh().await;
}
