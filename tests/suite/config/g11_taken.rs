//! Promise G11: what is attached to workspaces is the same after what is taken in from elsewhere: skills of a hub, a sign-in to an
//! MCP server, what an older OpenWork left, and files that an editor wrote with a byte order mark.

use super::{MANAGED, write};
use crate::resources::attached::{attach, attached};
use crate::resources::cli;
use crate::resources::mcp_auth::Guarded;
use harness::http_client::Reply;
use harness::legacy;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup, until};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Two workspaces with something of every kind attached.
struct Stage {
    door: Door,
    one: String,
    folders: BTreeMap<String, PathBuf>,
    first: BTreeMap<String, Value>,
}

impl Stage {
    async fn of(setup: Setup) -> Self {
        let door = Door::of(setup);
        let (one, at_one) = door.workspace("one").await;
        let (other, at_other) = door.workspace("other").await;
        attach(&door, &one, &other).await;
        let folders = [(one.clone(), at_one), (other, at_other)].into();
        let first = attached(&door, &folders).await;
        assert!(first.len() == 9 && !format!("{first:?}").contains("Null"), "{first:#?}");
        Self { door, one, folders, first }
    }

    async fn is_as_at_first(&self, after: &str) {
        assert_eq!(attached(&self.door, &self.folders).await, self.first, "after {after}");
    }

    /// Asks for something of the first workspace.
    async fn ask(&self, method: Method, rest: &str, body: Value) -> Reply {
        self.door.ask(method, &format!("/workspaces/{}/{rest}", self.one)).json(&body).send().await
    }

    async fn does(&self, method: Method, rest: &str, body: Value) -> Value {
        let reply = self.ask(method, rest, body).await;
        assert_eq!(reply.status, 200, "{rest}: {}", reply.text());
        self.is_as_at_first(rest).await;
        reply.data()
    }

    async fn starts_anew(mut self) -> Self {
        let home = self.door.server.stops_cleanly().await;
        self.door = Door::of(Setup::no_engine().at(&home));
        self
    }
}

#[tokio::test]
async fn g11_a_skill_of_the_hub_takes_no_managed_ones_place() {
    let home = Arc::new(Home::new());
    let hub = home.at("hub");
    for name in ["tidy", "fresh"] {
        write(&hub, &format!("{name}/SKILL.md"), &format!("---\nname: {name}\ndescription: x\n---\nOf the hub.\n"));
        write(&hub, &format!("{name}/more.txt"), "more");
    }
    let stage = Stage::of(Setup::no_engine().at(&home).arg("--skill-hub").arg(hub.display().to_string())).await;
    assert_eq!(stage.does(Method::POST, "skills/hub/fresh", json!({})).await["action"], "added");
    for existing in ["replace", "keep"] {
        let refused = stage.ask(Method::POST, "skills/hub/tidy", json!({ "existing": existing })).await;
        let says = refused.sentence().contains("managed.update");
        assert_eq!((refused.code().as_str(), says), ("conflict", true), "{existing}: {}", refused.text());
        stage.is_as_at_first(&format!("tidy, {existing}")).await;
        assert!(!stage.folders[&stage.one].join(".opencode/skills/tidy/more.txt").exists());
    }
    stage.does(Method::DELETE, "skills/fresh", json!({})).await;
    // where it is not managed any more, it can be installed
    let items = stage.door.get("/system/managed/skills").await.data();
    let place = format!("/system/managed/skills/{}", items["items"][0]["id"].as_str().expect("an id"));
    assert_eq!(stage.door.ask(Method::DELETE, &place).send().await.status, 200);
    let installed = stage.ask(Method::POST, "skills/hub/tidy", json!({})).await;
    assert_eq!(installed.data()["action"], "added", "{}", installed.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_a_sign_in_to_a_server_comes_and_goes_beside_what_is_attached() {
    let (model, guarded) = (ModelServer::start().expect("a model"), Guarded::start());
    let mut stage = Stage::of(Setup::real(&model)).await;
    stage.door.server.engine_ready().await;
    let config = json!({"type": "remote", "url": format!("{}/mcp", guarded.url)});
    let body = json!({"displayName": "guarded", "config": config, "workspaceIds": [stage.one]});
    let made = stage.door.post("/system/managed/mcps", &body).await;
    assert_eq!(made.status, 200, "{}", made.text());
    // a workspace whose servers or plugins cannot be reached takes long to be read
    for (kind, item) in stage.first.iter().map(|(id, item)| (item[0].clone(), id)) {
        let (kind, item) = (kind.as_str().expect("a kind"), item.as_str());
        if ["mcps", "plugins"].contains(&kind) {
            let place = format!("/system/managed/{kind}/{item}/assignments");
            let body = json!({"workspaceIds": stage.folders.keys().filter(|id| **id != stage.one).collect::<Vec<_>>()});
            assert_eq!(stage.door.ask(Method::PUT, &place).json(&body).send().await.status, 200);
        }
    }
    stage.first = attached(&stage.door, &stage.folders).await;
    stage.does(Method::POST, "engine/reload", json!({})).await;
    for way in ["left", "refused", "finished"] {
        let url = stage.does(Method::POST, "mcp/guarded/auth", json!({})).await["url"].clone();
        let (code, state) = guarded.agree(url.as_str().expect("an address")).await;
        let refused = stage.ask(Method::POST, "mcp/guarded/auth/finish", json!({"code": code, "state": "no"})).await;
        assert_eq!(refused.code(), "unprocessable", "{way}: {}", refused.text());
        if way == "finished" {
            let done = json!({"code": code, "state": state});
            let done = stage.does(Method::POST, "mcp/guarded/auth/finish", done).await;
            assert_eq!(done["status"], "connected");
        }
        assert_eq!(stage.does(Method::DELETE, "mcp/guarded/auth", json!({})).await["status"], "needs_auth", "{way}");
    }
    stage.does(Method::POST, "engine/reload", json!({})).await;
}

/// What an older OpenWork had in the same folder under the names of what is attached, and under others.
fn older(stage: &Stage) {
    let user = stage.door.server.home.at("user/.config/openwork");
    let own = json!({
        "mcp": {"both": {"type": "local", "command": ["theirs"]}, "own": null, "OWN": {"type": "local", "command": ["theirs"]},
                "brought": {"type": "local", "command": ["brought"]}},
        "plugin": ["brought@1.0.0"],
        "provider": {"acme": {"options": {"apiKey": "theirs"}}, "brought": {"options": {"region": "eu"}}},
        "share": "manual",
    });
    let all = json!({"mcp": {"single": {"type": "local", "command": ["theirs"]}, "everywhere": {"type": "local", "command": ["e"]}}});
    let mut folders: Vec<_> = stage.folders.iter().map(|(id, folder)| (id == &stage.one, folder.clone())).collect();
    folders.sort();
    let workspaces = folders.iter().map(|(is_one, folder)| json!({"id": if *is_one { "ws_older" } else { "ws_elder" }, "path": folder, "name": "theirs"}));
    let server = json!({"workspaces": workspaces.collect::<Vec<_>>()});
    write(&user, "server.json", &server.to_string());
    let rows = format!(
        "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
         INSERT INTO runtime_opencode_configs VALUES ('ws_older', '{own}', 1795381037843);
         INSERT INTO runtime_opencode_configs VALUES ('__openwork_engine_global__', '{all}', 1795381037843);"
    );
    legacy::plain(&user.join("runtime.sqlite"), &rows);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_an_import_of_older_openwork_brings_what_is_new_and_leaves_what_is_attached() {
    let mut stage = Stage::of(Setup::no_engine().arg("--no-import")).await;
    older(&stage);
    let mut brought = Vec::new();
    for round in ["the first import", "the next one", "a start"] {
        if round == "a start" {
            stage = stage.starts_anew().await;
            let over = async || (stage.door.get("/system/migration").await.data()["state"] != "running").then_some(());
            until("the import is over", over).await;
        } else {
            let done = stage.door.post("/system/migration/run", &json!({})).await;
            assert_eq!(done.status, 200, "{}", done.text());
        }
        let mut now = attached(&stage.door, &stage.folders).await;
        let new: Vec<_> =
            now.iter().filter(|(id, _)| !stage.first.contains_key(*id)).map(|(_, item)| item.clone()).collect();
        now.retain(|id, _| stage.first.contains_key(id));
        assert_eq!(now, stage.first, "after {round}");
        assert!(brought.is_empty() || brought == new, "{round}: {brought:#?} {new:#?}");
        brought = new;
    }
    let mut keys: Vec<_> = brought.iter().map(|item| format!("{} {}", item[0], item[1]).replace('"', "")).collect();
    keys.sort();
    let expected = [
        "mcps OWN-2",
        "mcps brought",
        "mcps everywhere",
        "mcps single",
        "plugins brought-1-0-0",
        "providerConfigs brought",
    ];
    assert_eq!(keys, expected, "{brought:#?}");
    let undone = cli(&stage.door, &["migration", "undo"], "").await;
    stage.is_as_at_first(&format!("what was imported is taken back: {undone}")).await;
}

#[tokio::test]
async fn g11_a_byte_order_mark_costs_nothing_that_is_attached() {
    let mut stage = Stage::of(Setup::no_engine()).await;
    let mark = |stage: &Stage| {
        for folder in stage.folders.values() {
            let text = std::fs::read_to_string(folder.join(MANAGED)).expect("there");
            write(folder, MANAGED, &format!("\u{feff}{text}"));
            write(folder, "opencode.jsonc", "\u{feff}{ \"username\": \"mine\" }\n");
        }
    };
    mark(&stage);
    let marked = |stage: &Stage| {
        for folder in stage.folders.values() {
            for file in [MANAGED, "opencode.jsonc"] {
                let text = std::fs::read_to_string(folder.join(file)).expect("there");
                assert_eq!(text.matches('\u{feff}').count(), usize::from(text.starts_with('\u{feff}')), "{text}");
                assert!(text.starts_with('\u{feff}'), "{text}");
            }
        }
    };
    stage.is_as_at_first("a mark").await;
    let own = json!({"name": "more", "config": {"type": "local", "command": ["more"]}});
    let set = |value: Value| json!({"opencode": {"small_model": value, "permission": {"bash": value}}});
    for round in 0..2 {
        stage.does(Method::PATCH, "config", set(json!("ask"))).await;
        let added = stage.ask(Method::POST, "mcp", own.clone()).await;
        assert_eq!(added.status, 200, "{}", added.text());
        marked(&stage);
        stage.does(Method::DELETE, "mcp/more", json!({})).await;
        stage.does(Method::PATCH, "config", set(Value::Null)).await;
        let bundle = json!({"bundle": {"opencode": {"share": "disabled"}}});
        stage.does(Method::POST, "import", bundle).await;
        marked(&stage);
        if round == 0 {
            stage = stage.starts_anew().await;
            stage.is_as_at_first("a start").await;
        }
    }
    marked(&stage);
}
