//! Another version of the engine: it is kept if it becomes ready, and given up if not; either way one of the two runs.

use super::with_fake;
use harness::fake_engine::{FakeEngine, VERSION};
use harness::model::Script;
use harness::server::{Home, Setup, TestServer, program, until};
use openwork_core::model::page::Nothing;
use openwork_core::model::upgrade::{RuntimeUpgrade, UpgradeRuntime, UpgradeState};
use openwork_core::operation::endpoint;
use openwork_core::{ErrorKind, Result};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// The version that an upgrade brings.
const NEWER: &str = "1.19.0";

/// A folder with a manifest, as `runtime.upgrade` takes it: this engine as that version, with how it shall misbehave.
pub(super) fn packed(home: &Home, name: &str, version: &str, engine: &FakeEngine) -> PathBuf {
    let folder = home.at(name);
    let made = engine.install(&folder.join("made")).expect("a substitute engine");
    std::fs::copy(&made, folder.join("opencode")).expect("the program");
    std::fs::copy(format!("{}.json", made.display()), folder.join("opencode.json")).expect("its settings");
    std::fs::remove_dir_all(folder.join("made")).expect("a folder");
    std::fs::write(folder.join("rg"), "#!/bin/sh\n").expect("a searcher");
    let entry = |file: &str, version: &str| {
        let bytes = std::fs::read(folder.join(file)).expect("a program");
        let sum = Sha256::digest(&bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        json!({ "version": version, "file": file, "size": bytes.len(), "sha256": sum })
    };
    let components = json!({
        "opencode": entry("opencode", version), "ripgrep": entry("rg", "1.18.0"), "settings": entry("opencode.json", "1"),
    });
    let target = openwork_core_target();
    let manifest = json!({ "manifestVersion": 1, "serverVersion": "0", "target": target, "components": components });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).expect("a manifest");
    folder
}

/// The system and processor in npm's words; the stories run on Linux.
fn openwork_core_target() -> String {
    format!("linux-{}", if cfg!(target_arch = "x86_64") { "x64" } else { "arm64" })
}

/// The command line on a home's data folder.
fn command_line(home: &Home, words: &[&str]) -> Command {
    let mut command = Command::new(program("openwork-cli"));
    command.arg("--data-dir").arg(home.data()).args(words).current_dir(home.at("user"));
    command.env_clear().env("HOME", home.at("user")).env("TMPDIR", home.at("tmp"));
    command
}

/// A home whose data folder has the pinned version, a substitute, installed from a folder by the command line.
fn with_pinned() -> Arc<Home> {
    let home = Arc::new(Home::new());
    let folder = packed(&home, "pinned", VERSION, &FakeEngine::new());
    let mut command = command_line(&home, &["runtime", "install", "--from"]);
    let output = command.arg(folder).output().expect("openwork-cli");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    home
}

async fn upgrade(server: &TestServer, asked: &UpgradeRuntime) -> Result<RuntimeUpgrade> {
    server.client().call::<endpoint::RuntimeUpgrade>(&Nothing {}, &Nothing {}, asked).await
}

fn from(folder: &Path) -> UpgradeRuntime {
    let path = folder.to_str().expect("UTF-8").parse().expect("a path");
    UpgradeRuntime { source_path: Some(path), ..UpgradeRuntime::default() }
}

/// What the summary says of the last upgrade.
async fn last(server: &TestServer) -> RuntimeUpgrade {
    let summary = server.ask::<endpoint::RuntimeSummary>().await.expect("a summary");
    summary.upgrade.expect("an upgrade")
}

async fn over(server: &TestServer) -> RuntimeUpgrade {
    until("the upgrade is over", async || Some(last(server).await).filter(|upgrade| upgrade.ended_at.is_some())).await
}

async fn active(server: &TestServer) -> Option<String> {
    server.engine_ready().await;
    server.ask::<endpoint::RuntimeVersions>().await.expect("versions").opencode.active
}

#[tokio::test]
async fn g06_an_upgrade_that_becomes_ready_stays() {
    let home = with_pinned();
    let server = Setup::default().at(&home).start();
    assert_eq!(active(&server).await.as_deref(), Some(VERSION));
    let newer = packed(&home, "newer", NEWER, &FakeEngine::new().version(NEWER));
    let begun = upgrade(&server, &from(&newer)).await.expect("it is begun");
    assert_eq!((begun.ended_at, begun.from_version.as_deref()), (None, Some(VERSION)));
    let again = upgrade(&server, &from(&newer)).await.expect_err("one at a time");
    assert_eq!(again.kind, ErrorKind::Conflict);
    let done = over(&server).await;
    assert_eq!((done.state, done.to_version.as_deref(), &done.error), (UpgradeState::Done, Some(NEWER), &None));
    assert_eq!(active(&server).await.as_deref(), Some(NEWER));
    upgrade(&server, &from(&newer)).await.expect("it is begun");
    assert_eq!(over(&server).await.state, UpgradeState::Unchanged);
    // Whatever comes, it is the one from now on.
    let home = server.kill();
    let server = Setup::default().at(&home).start();
    assert_eq!(active(&server).await.as_deref(), Some(NEWER));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_an_upgrade_that_does_not_become_ready_is_taken_back() {
    let bad = [
        ("silent", FakeEngine::new().version("1.19.0").silent(), "start_timeout"),
        ("dying", FakeEngine::new().version("1.19.1").exits_at_start(3, "Error: no"), "start_failed"),
        ("crashing", FakeEngine::new().version("1.19.2").crashes_after(Duration::from_secs(1)), "crashed"),
        ("lying", FakeEngine::new().version("0.0.7"), "wrong_version"),
    ];
    let home = with_pinned();
    let server = Setup::default().at(&home).arg("--engine-start-limit").arg("3").start();
    server.engine_ready().await;
    for (number, (name, engine, code)) in bad.into_iter().enumerate() {
        let newer = packed(&home, name, &format!("1.19.{number}"), &engine);
        upgrade(&server, &from(&newer)).await.expect("it is begun");
        let back = over(&server).await;
        assert_eq!(back.state, UpgradeState::RolledBack, "{name}: {back:?}");
        let fault = back.error.expect("a reason");
        assert_eq!(fault.code, code, "{name}: {fault:?}");
        assert!(!fault.remedy.is_empty());
        let engine = server.engine().await;
        assert!(engine.running && engine.version.as_deref() == Some(VERSION), "{name}: {engine:?}");
    }
    let home = server.stops_cleanly().await;
    let server = Setup::default().at(&home).start();
    assert_eq!(active(&server).await.as_deref(), Some(VERSION));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_an_upgrade_waits_for_a_run_unless_it_is_forced() {
    let home = with_pinned();
    let server = Setup::default().at(&home).start();
    server.engine_ready().await;
    let (workspace, _) = server.workspace("w").await;
    let at = server.session(&workspace).await;
    let mut watch = server.watch(&workspace, None).await;
    let slow = Script::new().text("first").repeat(100, " word").delay(Duration::from_millis(50));
    server.prompt(&at, slow.prompt()).await;
    watch.until("session.status").await;
    let pid = server.engine_ready().await;
    let newer = packed(&home, "newer", NEWER, &FakeEngine::new().version(NEWER));
    upgrade(&server, &from(&newer)).await.expect("it is begun");
    until("it waits", async || (last(&server).await.state == UpgradeState::Waiting).then_some(())).await;
    assert_eq!(server.engine_ready().await, pid, "the run goes on");
    watch.until_idle(&at.session_id).await;
    assert!(!watch.kinds().iter().any(|kind| kind == "session.interrupted"), "{:?}", watch.kinds());
    assert_eq!(over(&server).await.state, UpgradeState::Done);
    // With force nobody is waited for.
    let at = server.session(&workspace).await;
    server
        .prompt(&at, Script::new().text("first").repeat(2000, " word").delay(Duration::from_millis(50)).prompt())
        .await;
    let newest = packed(&home, "newest", "1.20.0", &FakeEngine::new().version("1.20.0"));
    upgrade(&server, &UpgradeRuntime { force: Some(true), ..from(&newest) }).await.expect("it is begun");
    assert_eq!(over(&server).await.state, UpgradeState::Done);
    assert_eq!(active(&server).await.as_deref(), Some("1.20.0"));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_a_kill_in_the_middle_of_an_upgrade_leaves_one_of_the_two() {
    for (state, engine, after) in [
        (UpgradeState::Installing, FakeEngine::new().version(NEWER), VERSION),
        (UpgradeState::Switching, FakeEngine::new().version(NEWER).silent(), VERSION),
        (UpgradeState::Done, FakeEngine::new().version(NEWER), NEWER),
    ] {
        let home = with_pinned();
        let server = Setup::default().at(&home).start();
        server.engine_ready().await;
        let newer = packed(&home, "newer", NEWER, &engine);
        upgrade(&server, &from(&newer)).await.expect("it is begun");
        until("it is so far", async || (last(&server).await.state == state).then_some(())).await;
        let home = server.kill();
        let server = Setup::default().at(&home).start();
        assert_eq!(active(&server).await.as_deref(), Some(after), "killed while {state:?}");
        server.stops_cleanly().await;
    }
}

#[tokio::test]
async fn g06_what_cannot_be_upgraded_is_refused_with_a_reason() {
    let home = with_pinned();
    let server = Setup::default().at(&home).start();
    server.engine_ready().await;
    let unknown = UpgradeRuntime { version: Some(NEWER.parse().expect("a version")), ..UpgradeRuntime::default() };
    let refused = upgrade(&server, &unknown).await.expect_err("no checksum");
    assert_eq!(refused.kind, ErrorKind::Unprocessable);
    assert!(refused.message.contains("checksum"), "{refused}");
    for asked in [
        from(Path::new("relative")),
        UpgradeRuntime { version: Some("1.2.x.y".parse().expect("characters of one")), ..from(&home.at("x")) },
    ] {
        assert_eq!(upgrade(&server, &asked).await.err().map(|refused| refused.kind), Some(ErrorKind::Unprocessable));
    }
    let older = packed(&home, "older", "1.0.0", &FakeEngine::new().version("1.0.0"));
    let forged = packed(&home, "forged", NEWER, &FakeEngine::new().version(NEWER));
    std::fs::write(forged.join("rg"), "evil").expect("a file");
    let other = packed(&home, "other", VERSION, &FakeEngine::new());
    let engine = std::fs::read(other.join("opencode")).expect("a program");
    std::fs::write(other.join("opencode"), [engine.as_slice(), b"more"].concat()).expect("a program");
    for (source, code) in [
        (home.at("nowhere"), "source_missing"),
        (older, "wrong_version"),
        (forged, "wrong_checksum"),
        (other, "wrong_checksum"),
    ] {
        upgrade(&server, &from(&source)).await.expect("it is begun");
        let failed = over(&server).await;
        assert_eq!(failed.state, UpgradeState::Failed, "{}", source.display());
        assert_eq!(failed.error.expect("a reason").code, code, "{}", source.display());
    }
    assert_eq!(active(&server).await.as_deref(), Some(VERSION));
    server.stops_cleanly().await;
    let (home, named) = with_fake(&FakeEngine::new());
    let server = Setup::engine(&named).at(&home).start();
    let refused = upgrade(&server, &UpgradeRuntime::default()).await.expect_err("it was named");
    assert_eq!(refused.kind, ErrorKind::Conflict);
    assert!(refused.message.contains("--opencode-bin"), "{refused}");
    server.stops_cleanly().await;
}

/// What a command of the command line ended with, and the document that it showed.
async fn document(mut command: Command) -> (Option<i32>, serde_json::Value) {
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a task").expect("openwork-cli");
    let said = String::from_utf8_lossy(&output.stdout);
    let shown = serde_json::from_str(&said);
    (output.status.code(), shown.unwrap_or_else(|_| panic!("{said}\n{}", String::from_utf8_lossy(&output.stderr))))
}

#[tokio::test]
async fn g06_the_command_line_waits_for_an_upgrade_and_says_what_became_of_it() {
    let home = with_pinned();
    let server = Setup::default().at(&home).start();
    server.engine_ready().await;
    packed(&home, "user/newer", NEWER, &FakeEngine::new().version(NEWER));
    packed(&home, "user/dying", "1.20.0", &FakeEngine::new().version("1.20.0").exits_at_start(3, "Error: no"));
    let words = |folder| ["--json", "runtime", "upgrade", "--wait", "--source-path", folder];
    // As whoever types would name it, from where they are.
    let (code, done) = document(command_line(&home, &words("newer"))).await;
    assert_eq!((code, &done["state"], &done["toVersion"]), (Some(0), &json!("done"), &json!(NEWER)), "{done}");
    let (code, back) = document(command_line(&home, &words("./dying"))).await;
    assert_eq!((&back["state"], &back["error"]["code"]), (&json!("rolledBack"), &json!("start_failed")), "{back}");
    assert_eq!(code, Some(6), "{back}");
    assert_eq!(active(&server).await.as_deref(), Some(NEWER));
    server.stops_cleanly().await;
    // Where no server runs, the command hosts one, and does not end before the upgrade.
    packed(&home, "user/newest", "1.21.0", &FakeEngine::new().version("1.21.0"));
    let hosted = command_line(&home, &["--json", "runtime", "upgrade", "--source-path", "newest"]);
    let (code, done) = document(hosted).await;
    assert_eq!((code, &done["state"], &done["toVersion"]), (Some(0), &json!("done"), &json!("1.21.0")), "{done}");
    assert_eq!(home.processes(), [], "nothing is left of it");
}

#[tokio::test]
async fn g06_an_upgrade_is_made_from_python_too() {
    let home = with_pinned();
    let newer = packed(&home, "newer", NEWER, &FakeEngine::new().version(NEWER));
    let config = json!({
        "dataDir": home.data(), "guardProgram": program("openwork-http"), "source": newer, "pinned": VERSION,
        "environment": { "HOME": home.at("user"), "TMPDIR": home.at("tmp") },
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/upgrade.py");
    let output = crate::ffi::python(&script).arg(config.to_string()).output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let seen: serde_json::Value = serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("no JSON: {out}\n{err}"));
    assert_eq!(seen, json!({ "begun": "INSTALLING", "state": "DONE", "from": VERSION, "to": NEWER, "active": NEWER }));
    assert_eq!(home.processes(), [], "nothing is left of its engine");
}
