//! The order of rules: the engine lets the last one that fits count, and what we write and say is in that order.

use super::{Desk, MANAGED, agrees};
use crate::resources::{engine_lists, reloaded};
use harness::http_client::Http;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup};
use serde_json::{Value, json};
use std::sync::Arc;

struct Engine {
    _model: ModelServer,
    desk: Desk,
    engine: Http,
}

impl Engine {
    async fn open() -> Self {
        let model = ModelServer::start().expect("a model");
        let home = Arc::new(Home::new());
        let door = Door::of(Setup::real(&model).at(&home).overheard().env("OPENCODE_CONFIG_CONTENT", "{}"));
        door.server.engine_ready().await;
        let engine = door.server.engine_itself().await;
        Self { _model: model, desk: Desk::of(door).await, engine }
    }

    /// Whether what we say of an agent's rules is what the engine goes by, once it has read them.
    async fn agrees(&self, config: &Value, agent: &str) {
        reloaded(&self.desk.door, &self.desk.id).await;
        let agents = engine_lists(&self.engine, &self.desk.folder, "agent").await.json();
        assert!(agrees(config, &agents, agent) > 0, "nothing is said of {agent}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_for_all_voids_no_rule_of_the_users_in_the_same_file() {
    let stage = Engine::open().await;
    let desk = &stage.desk;
    // with `$schema` the engine has nothing to write here
    let text = r#"{
  "$schema": "https://opencode.ai/config.json",
  "permission": {
    // mine
    "bash": { "git *": "allow" },
    "edit": "deny"
  }
}"#;
    desk.write(MANAGED, text);
    let rules = json!({"*": "ask", "bash": {"*": "deny"}, "edit": {"*.md": "allow"}});
    let set = desk.set(&json!({"opencode": {"permission": rules, "agent": {"plan": {"permission": "ask"}}}})).await;
    assert_eq!((&set["overruled"], &set["overwritten"]), (&json!([]), &json!([])));
    let made = desk.read(MANAGED).expect("there");
    let wanted = "{\n    \"*\": \"ask\",\n    // mine\n    \"bash\": { \"*\": \"deny\", \"git *\": \"allow\" },";
    assert!(made.contains(wanted), "{made}");
    stage.agrees(&set["config"], "build").await;
    let shown: Vec<_> = set["config"]["rules"].as_array().expect("rules").iter().map(short).collect();
    assert_eq!(
        shown,
        ["* * ask", "bash * deny", "bash git * allow", "edit * deny", "edit *.md allow", "plan: * * ask"]
    );
    desk.set(&json!({"opencode": {"agent": {"plan": {"permission": {"edit": "allow"}}}}})).await;
    stage.agrees(&desk.get().await, "plan").await;
    desk.set(&json!({"opencode": {"permission": null, "agent": null}})).await;
    assert_eq!(desk.read(MANAGED).expect("there"), text);
}

fn short(rule: &Value) -> String {
    let word = |key: &str| rule[key].as_str().unwrap_or_default();
    let agent = rule.get("agent").and_then(Value::as_str).map(|agent| format!("{agent}: ")).unwrap_or_default();
    format!("{agent}{} {} {}", word("permission"), word("pattern"), word("action"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_of_files_with_an_earlier_word_that_count_no_more_are_named() {
    let stage = Engine::open().await;
    let desk = &stage.desk;
    desk.write("opencode.json", r#"{"permission": {"bash": "allow", "edit": "ask"}, "tools": {"webfetch": false}}"#);
    let set = desk.set(&json!({"opencode": {"permission": {"*": "ask"}}})).await;
    let gone: Vec<_> = set["overruled"].as_array().expect("rules").iter().map(short).collect();
    assert_eq!(gone, ["webfetch * deny", "bash * allow"], "{set}");
    assert_eq!(set["overruled"][1]["file"], "opencode.json");
    stage.agrees(&set["config"], "build").await;
    // one for all in an earlier file, however it is spelled, stands before what is said here
    desk.set(&json!({"opencode": {"permission": {"*": null}}})).await;
    desk.write("opencode.json", r#"{"permission": "deny"}"#);
    let set = desk.set(&json!({"opencode": {"permission": {"*": "ask", "bash": "allow"}}})).await;
    assert_eq!((&set["overruled"], &set["elsewhere"]), (&json!([]), &json!([])), "{set}");
    stage.agrees(&set["config"], "build").await;
    desk.write(".opencode/opencode.jsonc", r#"{"permission": "deny"}"#);
    let set = desk.set(&json!({"opencode": {"permission": "ask"}})).await;
    let files = json!(["opencode.json", MANAGED, ".opencode/opencode.jsonc"]);
    assert_eq!(set["elsewhere"], json!([{"key": "permission.*", "files": files}]));
}
