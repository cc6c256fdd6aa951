//! The order of rules: the engine lets the last one that fits count, and what we write and say is in that order.

use super::{Desk, MANAGED};
use harness::http_client::Http;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
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

    /// The rules of an agent, as the engine has read them.
    async fn rules(&self, agent: &str) -> Vec<Value> {
        let reload = self.desk.door.post(&format!("/workspaces/{}/engine/reload", self.desk.id), &json!({})).await;
        assert_eq!(reload.status, 200, "{}", reload.text());
        let place = utf8_percent_encode(self.desk.folder.to_str().expect("UTF-8"), NON_ALPHANUMERIC).to_string();
        let agents = self.engine.get(&format!("/agent?directory={place}")).await.expect("an answer").json();
        let mut agents = agents.as_array().expect("agents").iter();
        let found = agents.find(|one| one["name"] == agent).unwrap_or_else(|| panic!("no {agent}"));
        found["permission"].as_array().expect("rules").clone()
    }

    /// Whether what we say of an agent's rules is what the engine goes by.
    async fn agrees(&self, config: &Value, agent: &str) {
        let rules = config["rules"].as_array().expect("rules").iter();
        let own = rules.filter(|rule| rule.get("agent").is_none_or(|of| of == agent));
        let ours: Vec<Value> = own
            .map(|rule| json!({"permission": rule["permission"], "pattern": rule["pattern"], "action": rule["action"]}))
            .collect();
        let theirs = self.rules(agent).await;
        assert!(!ours.is_empty() && theirs.windows(ours.len()).any(|some| some == ours), "{ours:#?}\n{theirs:#?}");
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
    assert_eq!(desk.read(MANAGED).expect("there"), text.replace("\"deny\"", "{\n      \"*\": \"deny\"\n    }"));
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
