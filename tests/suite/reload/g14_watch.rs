//! What people change in a folder is noticed, once, and what this server writes is nobody's change.

use super::{at, commands, reload, shown, write, write_command, write_skill};
use harness::model::ModelServer;
use harness::server::{Setup, TestServer, Watch, until};
use openwork_core::ErrorKind;
use openwork_core::WorkspaceId;
use openwork_core::model::event::Event;
use openwork_core::model::page::Nothing;
use openwork_core::model::reload::{ListReloadEvents, ReloadEventList, ReloadReason, WhenIdle};
use openwork_core::model::workspace::WorkspaceStatus;
use openwork_core::operation::endpoint;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Longer than it takes to notice a change.
const SURELY_NOTICED: Duration = Duration::from_millis(2500);

async fn required(watch: &mut Watch<Event>) -> Value {
    Value::Object(watch.until("reload.required").await.properties.0)
}

async fn events(server: &TestServer, id: &WorkspaceId, since: Option<u64>) -> ReloadEventList {
    let list = ListReloadEvents { since };
    server.client().call::<endpoint::WorkspacesReloadEvents>(&at(id), &list, &Nothing {}).await.expect("events")
}

#[tokio::test]
async fn g14_each_kind_of_change_is_told_once_with_what_it_was() {
    let server = Setup::no_engine().start();
    let (id, folder) = server.workspace("one").await;
    let mut watch = server.watch(&id, None).await;
    write_skill(&folder, "tidy");
    let told = required(&mut watch).await;
    let path = ".opencode/skills/tidy/SKILL.md";
    let trigger = json!({"type": "skill", "action": "added", "name": "tidy", "path": path});
    assert_eq!(told, json!({"reason": "skills", "trigger": trigger}));
    // a folder that came later is watched too, and one in it
    write(&folder, ".opencode/commands/deep/er/sweep.md", "Sweep.\n");
    let told = required(&mut watch).await;
    assert_eq!((&told["reason"], &told["trigger"]["name"]), (&json!("commands"), &json!("deep/er/sweep")));
    write(&folder, ".opencode/commands/deep/er/sweep.md", "Sweep well.\n");
    assert_eq!(required(&mut watch).await["trigger"]["action"], "updated");
    std::fs::remove_dir_all(folder.join(".opencode/commands")).expect("removed");
    assert_eq!(required(&mut watch).await["trigger"]["action"], "removed");
    write_command(&folder, "again");
    assert_eq!(required(&mut watch).await["trigger"]["name"], "again", "what is made anew is watched anew");
    for (path, reason, kind) in [
        (".claude/skills/a/SKILL.md", "skills", "skill"),
        (".agents/skills/deep/b/SKILL.md", "skills", "skill"),
        (".opencode/agents/c.md", "agents", "agent"),
        (".opencode/plugin/d.ts", "plugins", "plugin"),
        (".opencode/tools/e.js", "plugins", "tool"),
        ("AGENTS.md", "agents", "agent"),
    ] {
        write(&folder, path, "---\nname: x\n---\n");
        let told = required(&mut watch).await;
        assert_eq!((told["reason"].as_str(), told["trigger"]["type"].as_str()), (Some(reason), Some(kind)), "{path}");
    }
    write(
        &folder,
        "opencode.jsonc",
        "{ // who\n \"mcp\": {\"files\": {\"type\": \"local\", \"command\": [\"x\"]}}\n}\n",
    );
    let told = required(&mut watch).await;
    let trigger = json!({"type": "mcp", "action": "added", "name": "files", "path": "opencode.jsonc"});
    assert_eq!(told, json!({"reason": "mcp", "trigger": trigger}));
    let seen = shown(&server, &id).await.reload_required;
    assert!(seen.contains(&ReloadReason::Mcp) && seen.contains(&ReloadReason::Skills), "{seen:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_burst_of_a_thousand_edits_is_one_event() {
    let server = Setup::no_engine().start();
    let (id, folder) = server.workspace("one").await;
    let mut watch = server.watch(&id, None).await;
    for number in 0..1000 {
        write(&folder, ".opencode/skills/tidy/SKILL.md", &format!("---\nname: tidy\ndescription: {number}\n---\n"));
        tokio::time::sleep(Duration::from_millis(2)).await; // so that they go on for longer than it waits for the last
    }
    let last = Instant::now();
    required(&mut watch).await;
    // a shared machine may be late; the figure of a quiet one is in benches
    assert!(last.elapsed() < Duration::from_secs(4), "{:?} after the last", last.elapsed());
    tokio::time::sleep(SURELY_NOTICED).await;
    let told = events(&server, &id, None).await;
    assert_eq!(told.items.len(), 1, "{told:?}");
    let since = told.cursor;
    assert_eq!(events(&server, &id, Some(since)).await.items, []);
    write_command(&folder, "tidy");
    required(&mut watch).await;
    let later = events(&server, &id, Some(since)).await;
    assert_eq!(later.items.iter().map(|event| event.reason).collect::<Vec<_>>(), [ReloadReason::Commands]);
    // numbers go on over a restart, so that a reader from before misses nothing
    let home = server.stops_cleanly().await;
    let server = Setup::no_engine().at(&home).start();
    let again = events(&server, &id, Some(later.cursor)).await;
    assert!(again.items.is_empty() && again.cursor >= later.cursor, "{again:?}");
    let mut watch = server.watch(&id, None).await;
    write_command(&folder, "more");
    required(&mut watch).await;
    let told = events(&server, &id, Some(later.cursor)).await.items;
    assert!(told.len() == 1 && told[0].seq > later.cursor, "{told:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_what_says_the_same_as_before_is_no_change() {
    let server = Setup::no_engine().start();
    let (id, folder) = server.workspace("one").await;
    let text = "{\n  \"username\": \"x\"\n}\n";
    write(&folder, "opencode.json", text);
    write_skill(&folder, "tidy");
    let mut watch = server.watch(&id, None).await;
    until("what was written before is told", async || {
        (shown(&server, &id).await.reload_required == [ReloadReason::Config, ReloadReason::Skills]).then_some(())
    })
    .await;
    let before = events(&server, &id, None).await.cursor;
    write(&folder, "opencode.json", text);
    write(&folder, "opencode.json", "{\n  // who\n  \"username\": \"x\",\n}\n");
    write_skill(&folder, "tidy");
    write(&folder, ".opencode/skills/tidy/notes.txt", "read when it is needed");
    write(&folder, ".opencode/node_modules/x/SKILL.md", "no skill");
    write(&folder, "README.md", "read by people");
    write(&folder, "src/main.rs", "fn main() {}");
    tokio::time::sleep(SURELY_NOTICED).await;
    assert_eq!(events(&server, &id, Some(before)).await.items, []);
    write(&folder, "opencode.json", "{ \"username\": \"y\" }\n");
    assert_eq!(required(&mut watch).await["trigger"]["name"], "username");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_configuration_that_breaks_is_told_before_anyone_reads_it_and_no_reload_is_offered() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (id, folder) = server.workspace("one").await;
    let (other, _) = server.workspace("other").await;
    commands(&server, &id).await;
    let mut watch = server.watch(&id, None).await;
    write(&folder, "opencode.json", "{\n  \"username\": \"hush-hush\"\n  \"mcp\": {}\n}\n");
    watch.until("workspace.changed").await;
    let seen = shown(&server, &id).await;
    let attention = seen.attention.expect("what to repair");
    assert_eq!((attention.file.as_deref(), attention.line), (Some("opencode.json"), Some(2)));
    assert!(!attention.message.contains("hush"), "{}", attention.message);
    assert_eq!((seen.status, seen.reload_required), (WorkspaceStatus::Attention, Vec::new()));
    assert_eq!(shown(&server, &other).await.status, WorkspaceStatus::Ready);
    commands(&server, &id).await; // the engine goes on with what it read before
    let error = reload(&server, &id, WhenIdle::default()).await.expect_err("it would be lost to the engine");
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.message.contains("opencode.json") && error.message.contains("line 2"), "{}", error.message);
    commands(&server, &id).await; // that changed nothing
    write(&folder, "opencode.json", "{\n  \"username\": \"hush-hush\",\n  \"mcp\": {}\n}\n");
    let told = required(&mut watch).await;
    assert_eq!(told["reason"], "config", "{told}");
    assert_eq!(shown(&server, &id).await.status, WorkspaceStatus::Ready);
    reload(&server, &id, WhenIdle::default()).await.expect("it is read again");
    assert_eq!(shown(&server, &id).await.reload_required, []);
    assert_eq!(server.engine_ready().await, pid, "nothing had to be started afresh");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_what_has_to_be_read_again_is_forgotten_when_the_engine_starts_afresh() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (id, folder) = server.workspace("one").await;
    commands(&server, &id).await;
    let mut watch = server.watch(&id, None).await;
    let mut system = server.watch_system(None).await;
    write_command(&folder, "tidy");
    required(&mut watch).await;
    assert_eq!(shown(&server, &id).await.reload_required, [ReloadReason::Commands]);
    let told = system.until("workspace.changed").await;
    assert_eq!(told.properties.0["workspace"]["reloadRequired"], json!(["commands"]));
    assert!(!commands(&server, &id).await.contains(&"tidy".to_owned()), "nothing is reloaded unasked");
    server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
    until("it was started afresh", async || (server.engine_ready().await != pid).then_some(())).await;
    assert_eq!(shown(&server, &id).await.reload_required, []);
    assert!(commands(&server, &id).await.contains(&"tidy".to_owned()));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_folder_that_returns_is_watched_again() {
    let server = Setup::no_engine().start();
    let (id, folder) = server.workspace("one").await;
    let mut watch = server.watch(&id, None).await;
    write_skill(&folder, "tidy");
    required(&mut watch).await;
    let away = server.home.at("work/away");
    std::fs::rename(&folder, &away).expect("moved away");
    tokio::time::sleep(SURELY_NOTICED).await;
    std::fs::rename(&away, &folder).expect("moved back");
    // one that is not there is looked at every half a minute
    write_command(&folder, "sweep");
    assert_eq!(required(&mut watch).await["trigger"]["name"], "sweep", "and nothing else was another meanwhile");
    write_command(&folder, "again");
    assert_eq!(required(&mut watch).await["trigger"]["name"], "again");
    server.stops_cleanly().await;
}
