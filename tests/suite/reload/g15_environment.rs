//! Variables that people have the engine given: there from its next start on, and their values nowhere else.

use super::shown;
use harness::model::{ModelServer, Script};
use harness::server::{Door, Setup, TestServer, until};
use harness::tree::files_with;
use http::Method;
use openwork_core::model::page::OneSession;
use openwork_core::model::reload::ReloadReason;
use openwork_core::operation::endpoint;
use serde_json::json;
use std::path::Path;

const VALUE: &str = "hush-4711-hush-4711";

async fn set(door: &Door, key: &str, value: &str) -> harness::http_client::Reply {
    door.ask(Method::PUT, &format!("/system/environment/{key}")).json(&json!({ "value": value })).send().await
}

/// What the agent's shell says to `printf`, through a file: the answer would be told.
async fn in_the_shell(server: &TestServer, session: &OneSession, folder: &Path) -> String {
    let file = folder.join("told");
    let _ = std::fs::remove_file(&file);
    let line = "printf '%s' \"${GIVEN_TO_AGENTS:-none}\" | sha256sum > told";
    let mut watch = server.watch(&session.workspace_id, None).await;
    let args = json!({ "command": line, "description": "looks at a variable" });
    server.prompt(session, Script::new().tool("bash", args).text("done").prompt()).await;
    watch.until_idle(&session.session_id).await;
    std::fs::read_to_string(file).expect("the shell ran").split(' ').next().expect("a sum").to_owned()
}

fn sum_of(text: &str) -> String {
    let output = std::process::Command::new("sh").args(["-c", "printf '%s' \"$1\" | sha256sum", "sh", text]).output();
    String::from_utf8(output.expect("a shell").stdout).expect("text").split(' ').next().expect("a sum").to_owned()
}

#[tokio::test]
async fn g15_a_variable_reaches_the_agents_shell_after_a_restart_and_its_value_is_nowhere_else() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model));
    let server = &door.server;
    let pid = server.engine_ready().await;
    let (id, folder) = server.workspace("one").await;
    let session = server.session(&id).await;
    let mut watch = server.watch(&id, None).await;
    let reply = set(&door, "GIVEN_TO_AGENTS", VALUE).await;
    let changed = json!({"key": "GIVEN_TO_AGENTS", "value": {"configured": true}, "restartRequired": true});
    assert_eq!(reply.data(), changed, "{}", reply.text());
    let told = watch.until("reload.required").await;
    let trigger = json!({"type": "environment", "action": "added", "name": "GIVEN_TO_AGENTS"});
    assert_eq!(json!(told.properties), json!({"reason": "environment", "trigger": trigger}));
    assert_eq!(shown(server, &id).await.reload_required, [ReloadReason::Environment]);
    assert_eq!(in_the_shell(server, &session, &folder).await, sum_of("none"), "not before");
    server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
    until("it was started afresh", async || (server.engine_ready().await != pid).then_some(())).await;
    assert_eq!(shown(server, &id).await.reload_required, []);
    assert_eq!(in_the_shell(server, &session, &folder).await, sum_of(VALUE), "from then on");
    let answers = [
        door.get("/system/environment").await.text(),
        door.get("/system/opencode/health").await.text(),
        door.get("/system/runtime/output").await.text(),
        door.get("/system/logs").await.text(),
        door.get("/system/metrics").await.text(),
        door.get(&format!("/workspaces/{id}/reload-events")).await.text(),
        reply.text(),
    ];
    assert!(answers[0].contains("GIVEN_TO_AGENTS"), "{}", answers[0]);
    for answer in &answers {
        assert!(!answer.contains(VALUE), "{answer}");
    }
    let processes = server.home.processes();
    assert!(processes.len() > 1 && processes.iter().all(|(_, line)| !line.contains(VALUE)), "{processes:?}");
    for event in &watch.seen {
        assert!(!serde_json::to_string(event).expect("JSON").contains(VALUE));
    }
    let removed = door.ask(Method::DELETE, "/system/environment/GIVEN_TO_AGENTS").send().await;
    assert_eq!(removed.data()["value"]["configured"], json!(false), "{}", removed.text());
    let home = door.server.stops_cleanly().await;
    assert_eq!(files_with(&home.data(), VALUE.as_bytes()), [""; 0]);
    assert!(!std::fs::read_to_string(home.at("server.log")).expect("a log").contains(VALUE));
}

#[tokio::test]
async fn g15_what_cannot_be_set_is_refused_with_the_reason_and_what_is_set_outlives_the_server() {
    let door = Door::open();
    for (key, hint) in [("PATH", "found by it"), ("OPENCODE_SERVER_PASSWORD", "OpenCode"), ("LD_PRELOAD", "load code")]
    {
        let reply = set(&door, key, VALUE).await;
        assert_eq!((reply.code().as_str(), reply.place().as_str()), ("unprocessable", "key"), "{}", reply.text());
        assert!(reply.sentence().contains(hint) && !reply.text().contains(VALUE), "{}", reply.sentence());
    }
    assert_eq!(set(&door, "A-B", VALUE).await.code(), "invalid_request");
    let nul = set(&door, "A", "a\0b").await;
    assert_eq!((nul.code().as_str(), nul.place().as_str()), ("unprocessable", "value"));
    let (_, token) = door.token(&json!({"role": "collaborator"})).await;
    let reply = door.ask(Method::GET, "/system/environment").token(Some(&token)).send().await;
    assert_eq!(reply.code(), "forbidden", "it is a host's");
    let first = set(&door, "KEPT", VALUE).await.data();
    assert_eq!((&first["restartRequired"], &first["value"]["configured"]), (&json!(false), &json!(true)), "{first}");
    let home = door.server.stops_cleanly().await;
    assert_eq!(files_with(&home.data(), VALUE.as_bytes()), [""; 0], "it is sealed");
    let door = Door::of(Setup::no_engine().at(&home));
    let list = door.get("/system/environment").await.data();
    assert_eq!((&list["items"][0]["key"], &list["items"][0]["value"]), (&json!("KEPT"), &json!({"configured": true})));
    let path = "/system/environment/KEPT";
    assert_eq!(door.ask(Method::DELETE, path).send().await.status, 200);
    assert_eq!(door.ask(Method::DELETE, path).send().await.code(), "not_found");
}
