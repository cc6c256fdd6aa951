//! The operations that have the engine read a folder again or let go of it, and the one that says which is worked in.

use super::{at, commands, reload, shown, write, write_command, write_skill};
use harness::model::ModelServer;
use harness::server::{Door, Setup, until};
use http::Method;
use openwork_core::ErrorKind;
use openwork_core::model::page::Nothing;
use openwork_core::model::reload::{ReloadReason, WhenIdle};
use openwork_core::model::workspace::WorkspaceStatus;
use openwork_core::operation::endpoint;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn g14_after_a_reload_the_engine_sees_what_is_new_and_no_other_folder_is_read() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (one, folder) = server.workspace("one").await;
    let (other, beside) = server.workspace("other").await;
    let mut watch = server.watch(&one, None).await;
    for id in [&one, &other] {
        assert!(!commands(&server, id).await.contains(&"tidy".to_owned()));
    }
    for folder in [&folder, &beside] {
        write_command(folder, "tidy");
        write_skill(folder, "sweeping");
    }
    assert!(!commands(&server, &one).await.contains(&"tidy".to_owned()), "nothing is read unasked");
    let reloaded = reload(&server, &one, WhenIdle::default()).await.expect("it is read again");
    assert_eq!((&reloaded.workspace_id, reloaded.cut_session_ids.len()), (&one, 0));
    let done = watch.until("reload.done").await;
    assert_eq!(done.properties.0["reloaded"], json!(true));
    let now = commands(&server, &one).await;
    assert!(now.contains(&"tidy".to_owned()) && now.contains(&"sweeping".to_owned()), "{now:?}");
    assert!(!commands(&server, &other).await.contains(&"tidy".to_owned()), "only the one that was named");
    assert_eq!(server.engine_ready().await, pid, "the engine runs on");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_reload_says_where_a_configuration_is_broken_and_harms_no_other_workspace() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (one, folder) = server.workspace("one").await;
    let (other, _) = server.workspace("other").await;
    commands(&server, &one).await;
    // JSON, and of a shape that only OpenCode itself knows to be wrong
    write(&folder, "opencode.json", "{\n  // which\n  \"model\": 3\n}\n");
    let mut watch = server.watch(&one, None).await;
    let error = reload(&server, &one, WhenIdle::default()).await.expect_err("it cannot be read");
    assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
    assert!(error.message.contains("opencode.json") && error.message.contains("Repair"), "{}", error.message);
    let done = watch.until("reload.done").await;
    assert_eq!(done.properties.0["reloaded"], json!(false));
    assert!(done.properties.0["error"].as_str().expect("why").contains("opencode.json"));
    let seen = shown(&server, &one).await;
    assert_eq!(seen.status, WorkspaceStatus::Attention);
    assert_eq!(seen.attention.expect("what to repair").line, Some(3));
    assert_eq!(shown(&server, &other).await.status, WorkspaceStatus::Ready);
    commands(&server, &other).await;
    write(&folder, "opencode.json", "{}\n");
    until("it heals", async || (shown(&server, &one).await.status == WorkspaceStatus::Ready).then_some(())).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_reload_says_that_nobody_can_work_with_what_was_read() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (one, folder) = server.workspace("one").await;
    for text in [r#"{"agent": {"constructor": {"prompt": "x"}}}"#, r#"{"mode": {"toString": {"prompt": "x"}}}"#] {
        write(&folder, "opencode.json", text);
        let error = reload(&server, &one, WhenIdle::default()).await.expect_err(text);
        assert_eq!(error.kind, ErrorKind::Conflict, "{text}: {error:?}");
        assert!(error.message.contains("`config.validate`"), "{text}: {}", error.message);
        write(&folder, "opencode.json", "{}\n");
        reload(&server, &one, WhenIdle::default()).await.expect("it is read again");
    }
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_reload_outlives_an_engine_that_is_started_afresh_meanwhile() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (one, folder) = server.workspace("one").await;
    for round in 0..6 {
        let name = format!("tidy{round}");
        write_command(&folder, &name);
        // at another moment of the reload each time
        let restart = async {
            tokio::time::sleep(Duration::from_millis(4 * round)).await;
            server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
        };
        let (reloaded, ()) = tokio::join!(reload(&server, &one, WhenIdle::default()), restart);
        reloaded.unwrap_or_else(|error| panic!("round {round}: {error:?}"));
        assert!(commands(&server, &one).await.contains(&name), "round {round}");
    }
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_code_that_the_engine_keeps_stays_due_until_it_starts_afresh() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (one, folder) = server.workspace("one").await;
    let plugin = |word: &str| {
        let log = folder.join("loaded").display().to_string();
        let code = format!("require('fs').appendFileSync('{log}', '{word}\\n'); return {{}}");
        // whole at once: one that is seen while it is written is a new one that was changed, and then only a start is sure
        write(&folder, "log.new", &format!("export const Log = async () => {{ {code} }}\n"));
        std::fs::create_dir_all(folder.join(".opencode/plugins")).expect("a folder");
        std::fs::rename(folder.join("log.new"), folder.join(".opencode/plugins/log.js")).expect("in its place");
    };
    commands(&server, &one).await; // it is taken up
    let loaded = || std::fs::read_to_string(folder.join("loaded")).unwrap_or_default();
    // how often OpenCode runs it for one reading is its own affair
    let only_first = || !loaded().is_empty() && loaded().lines().all(|line| line == "first");
    plugin("first");
    let reloaded = reload(&server, &one, WhenIdle::default()).await.expect("it is read");
    until("a new one is read", async || only_first().then_some(())).await;
    assert_eq!(reloaded.reload_required, []);
    plugin("second");
    let reloaded = reload(&server, &one, WhenIdle::default()).await.expect("it is read again");
    commands(&server, &one).await;
    assert!(only_first(), "OpenCode keeps the code: {}", loaded());
    assert_eq!(reloaded.reload_required, [ReloadReason::Plugins], "and we say so");
    server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
    until("it was started afresh", async || (server.engine_ready().await != pid).then_some(())).await;
    commands(&server, &one).await;
    until("the new code is read", async || loaded().ends_with("second\n").then_some(())).await;
    assert_eq!(shown(&server, &one).await.reload_required, []);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_folder_that_was_let_go_of_is_taken_up_by_the_next_call() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (one, folder) = server.workspace("one").await;
    commands(&server, &one).await;
    write_command(&folder, "tidy");
    let dispose = async || {
        let call =
            server.client().call::<endpoint::WorkspacesDispose>(&at(&one), &Nothing {}, &WhenIdle::default()).await;
        call.expect("it is let go of")
    };
    let mut watch = server.watch(&one, None).await;
    assert!(dispose().await.disposed);
    watch.until("server.instance.disposed").await;
    assert!(commands(&server, &one).await.contains(&"tidy".to_owned()));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn an_engine_that_does_not_run_lets_go_of_nothing_and_reads_nothing() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let reply = door.post(&format!("/workspaces/{id}/dispose"), &json!({})).await;
    assert_eq!(reply.data(), json!({"workspaceId": id, "disposed": false, "cutSessionIds": []}), "{}", reply.text());
    let reply = door.post(&format!("/workspaces/{id}/engine/reload"), &json!({})).await;
    assert_eq!(reply.code(), "engine_unavailable", "{}", reply.text());
    let long = json!({"waitSeconds": 601});
    let reply = door.post(&format!("/workspaces/{id}/engine/reload"), &long).await;
    assert_eq!((reply.code().as_str(), reply.place().as_str()), ("unprocessable", "waitSeconds"), "{}", reply.text());
}

#[tokio::test]
async fn the_active_workspace_is_remembered_over_a_restart_and_told_to_those_who_reach_it() {
    let door = Door::open();
    let (one, _) = door.workspace("one").await;
    let (other, _) = door.workspace("other").await;
    let active = async |door: &Door| door.get("/system/status").await.data()["activeWorkspaceId"].clone();
    assert_eq!(active(&door).await, json!(null));
    for id in [&other, &one] {
        let reply = door.ask(Method::POST, &format!("/workspaces/{id}/activate")).send().await;
        assert_eq!(reply.data()["activeWorkspaceId"], json!(id), "{}", reply.text());
    }
    let unknown = door.ask(Method::POST, "/workspaces/ws_none/activate").send().await;
    assert_eq!(unknown.code(), "not_found");
    let (_, token) = door.token(&json!({"role": "viewer", "workspaceIds": [other]})).await;
    let told = door.ask(Method::GET, "/system/status").token(Some(&token)).send().await.data();
    assert_eq!(told["activeWorkspaceId"], json!(null), "{told}");
    let home = door.server.stops_cleanly().await;
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(active(&door).await, json!(one));
    door.ask(Method::DELETE, &format!("/workspaces/{one}")).send().await;
    assert_eq!(active(&door).await, json!(null));
}

/// A server of tools that takes every call and answers none: the engine waits for it with its commands, and nobody waits for those.
#[tokio::test]
async fn g14_a_reload_does_not_wait_for_a_server_of_tools_that_hangs() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (one, folder) = server.workspace("one").await;
    let hangs = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/mcp", hangs.local_addr().expect("an address"));
    let holds = tokio::spawn(async move {
        let mut all = Vec::new();
        while let Ok((stream, _)) = hangs.accept().await {
            all.push(stream);
        }
    });
    // with `$schema` the engine has nothing to write here
    let schema = "https://opencode.ai/config.json";
    write(
        &folder,
        "opencode.json",
        &json!({"$schema": schema, "mcp": {"slow": {"type": "remote", "url": url}}}).to_string(),
    );
    let reloaded = reload(&server, &one, WhenIdle::default()).await.expect("it is read again");
    assert!(reloaded.reload_required.is_empty(), "{reloaded:?}");
    holds.abort();
    server.stops_cleanly().await;
}
