//! A workspace whose OpenCode configuration is broken: only that one needs attention, and it heals once its file is repaired.

use super::g04_nothing_left::kill;
use super::run_of;
use harness::model::ModelServer;
use harness::server::{Home, Setup, TestServer, until};
use openwork_core::ErrorKind;
use openwork_core::WorkspaceId;
use openwork_core::model::engine::EngineState;
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::model::workspace::{ListWorkspaces, Workspace, WorkspaceStatus};
use openwork_core::operation::endpoint;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// No JSON: a value is missing, which OpenCode sees at the bracket after it.
const TORN: &str = "{\n  // where the token is\n  \"username\": \"hush-hush\",\n  \"mcp\": {\n    \"files\":\n  }\n}\n";

async fn workspace_of(server: &TestServer, id: &WorkspaceId) -> Workspace {
    let path = OneWorkspace { workspace_id: id.clone() };
    server.client().call::<endpoint::WorkspacesGet>(&path, &Nothing {}, &Nothing {}).await.expect("the workspace")
}

/// What OpenCode says about the agents of a workspace: nothing, once it cannot read the configuration.
async fn refused(server: &TestServer, id: &WorkspaceId) -> Option<String> {
    let path = OneWorkspace { workspace_id: id.clone() };
    let answer = server.client().call::<endpoint::EngineAgents>(&path, &Nothing {}, &Nothing {}).await;
    let error = answer.err()?;
    assert_eq!(error.kind, ErrorKind::EngineError, "{error:?}");
    Some(error.message)
}

async fn until_ready(server: &TestServer, id: &WorkspaceId) {
    let ready = async || (workspace_of(server, id).await.status == WorkspaceStatus::Ready).then_some(());
    until("the workspace is ready", ready).await;
}

fn write(folder: &Path, text: &str) {
    std::fs::write(folder.join("opencode.json"), text).expect("a configuration");
}

#[tokio::test]
async fn g14_a_broken_configuration_is_told_with_its_place_and_harms_no_other_workspace() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (well, _) = server.workspace("well").await;
    let (broken, folder) = server.workspace("broken").await;
    let mut watch = server.watch(&broken, None).await;
    write(&folder, TORN);
    let said = refused(&server, &broken).await.expect("it cannot be read");
    assert!(said.contains("opencode.json") && !said.contains("hush"), "{said}");

    let seen = workspace_of(&server, &broken).await;
    assert_eq!(seen.status, WorkspaceStatus::Attention);
    let attention = seen.attention.expect("what to repair");
    assert_eq!(attention.code, "broken_config");
    assert_eq!((attention.file.as_deref(), attention.line), (Some("opencode.json"), Some(6)));
    assert!(!attention.message.contains("hush"), "{}", attention.message);
    watch.until("workspace.changed").await;
    let list = ListWorkspaces::default();
    let list = server.client().call::<endpoint::WorkspacesList>(&Nothing {}, &list, &Nothing {}).await.expect("a list");
    let broken_ones: Vec<_> =
        list.items.iter().filter(|one| one.status == WorkspaceStatus::Attention).map(|one| &one.id).collect();
    assert_eq!(broken_ones, [&broken], "only that one");
    assert_eq!(refused(&server, &well).await, None, "others are served");

    // Edited and no better: told anew, and nobody is disturbed for it.
    write(&folder, "{\n  \"username\": \"x\" \"mcp\": {}\n}\n");
    let edited = async || (workspace_of(&server, &broken).await.attention?.line == Some(2)).then_some(());
    until("the present fault is told", edited).await;
    // A shape that is wrong has only a key, whose line is looked up; the engine has to be asked for it.
    write(&folder, "{\n  // which\n  \"model\": 3\n}\n");
    let shape = async || (workspace_of(&server, &broken).await.attention?.line == Some(3)).then_some(());
    until("the fault of the shape is told", shape).await;
    let after = server.engine_ready().await;
    assert_ne!(after, pid, "it was started afresh to read the file");

    write(&folder, "{}\n");
    until_ready(&server, &broken).await;
    assert_eq!(refused(&server, &broken).await, None);
    assert_eq!(workspace_of(&server, &broken).await.attention, None);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_repaired_configuration_waits_for_a_run_of_another_workspace() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (well, _) = server.workspace("well").await;
    let (broken, folder) = server.workspace("broken").await;
    write(&folder, TORN);
    refused(&server, &broken).await.expect("it cannot be read");
    let at = server.session(&well).await;
    let mut watch = server.watch(&well, None).await;
    let run = run_of(60, &server, &at, &mut watch).await;
    write(&folder, "{}\n");
    let answer = run.await.expect("the caller").expect("nobody ends the run");
    assert!(!watch.kinds().iter().any(|kind| kind == "session.interrupted"), "{answer:?}");
    until_ready(&server, &broken).await;
    assert_ne!(server.engine_ready().await, pid, "started afresh after the run");
    watch.until("engine.stateChanged").await;
    let kinds = watch.kinds();
    let place = |wanted: &str| kinds.iter().position(|kind| kind == wanted);
    assert!(
        place("session.idle") < place("engine.stateChanged") && place("session.idle").is_some(),
        "{:?}",
        &kinds[kinds.len() - 12..]
    );
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_what_breaks_while_a_repair_waits_is_told_and_a_repair_that_is_undone_restarts_nothing() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (well, _) = server.workspace("well").await;
    let (waits, waits_at) = server.workspace("waits").await;
    let (later, later_at) = server.workspace("later").await;
    write(&waits_at, TORN);
    refused(&server, &waits).await.expect("it cannot be read");
    let at = server.session(&well).await;
    let mut watch = server.watch(&well, None).await;
    let run = run_of(150, &server, &at, &mut watch).await;
    write(&waits_at, "{}\n");
    let mut told = server.watch(&later, None).await;
    write(&later_at, TORN);
    refused(&server, &later).await.expect("it cannot be read either");
    told.until("workspace.changed").await;
    for (workspace, folder, line) in [(&later, &later_at, 2), (&waits, &waits_at, 3)] {
        write(folder, &format!("{}{{ \"username\": \"x\" \"mcp\": {{}} }}\n", "\n".repeat(line - 1)));
        let line = u32::try_from(line).ok();
        let edited = async || (workspace_of(&server, workspace).await.attention?.line == line).then_some(());
        until("the present fault is told", edited).await;
    }
    assert!(!run.is_finished(), "all that while a run was under way");
    run.await.expect("the caller").expect("nobody ends the run");
    // Longer than it takes to see that nobody works, and to look at the files.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(server.engine_ready().await, pid, "nothing is there to be read afresh");
    write(&waits_at, "{}\n");
    write(&later_at, "{}\n");
    until_ready(&server, &waits).await;
    until_ready(&server, &later).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_what_is_repaired_while_the_engine_is_away_is_read_when_it_is_back() {
    let model = ModelServer::start().expect("a model");
    let home = Arc::new(Home::new());
    let (real, link) = (home.engine(), home.at("tmp").join("opencode"));
    symlink(&real, &link).expect("a link to the engine");
    let server = Setup::real(&model).at(&home).arg("--opencode-bin").arg(link.display().to_string()).start();
    let pid = server.engine_ready().await;
    let (broken, folder) = server.workspace("broken").await;
    write(&folder, TORN);
    refused(&server, &broken).await.expect("it cannot be read");
    std::fs::remove_file(&link).expect("the link");
    kill(pid);
    server.engine_until("it is given up", |engine| engine.state == EngineState::Failed).await;
    write(&folder, "{}\n");
    // The files are looked at every second.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    symlink(&real, &link).expect("a link to the engine");
    server.ask::<endpoint::RuntimeRestart>().await.expect("it is started afresh");
    // Nobody asks the engine about the folder.
    until_ready(&server, &broken).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_forgotten_workspace_needs_no_attention() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let (broken, folder) = server.workspace("broken").await;
    // JSON: that OpenCode cannot read it nobody else knows
    write(&folder, "{ \"model\": 3 }\n");
    refused(&server, &broken).await.expect("it cannot be read");
    let path = OneWorkspace { workspace_id: broken.clone() };
    server.client().call::<endpoint::WorkspacesDelete>(&path, &Nothing {}, &Nothing {}).await.expect("forgotten");
    // Opened anew before anyone asks OpenCode, nothing is known of it.
    let again = server.open(&folder).await;
    assert_eq!((again.status, again.attention), (WorkspaceStatus::Ready, None));
    assert_eq!(server.engine_ready().await, pid);
    server.stops_cleanly().await;
}
