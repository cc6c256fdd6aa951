//! An executable that carries its engine, and a folder with a manifest beside it.

use super::g04_nothing_left::kill;
use super::g06_upgrade::packed;
use harness::fake_engine::{FakeEngine, VERSION};
use harness::server::{Home, Setup, TestServer, program, until};
use openwork_core::model::engine::EngineState;
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::model::runtime::{Checksum, ComponentSource, RuntimeVersions};
use openwork_core::model::session::ListSessions;
use openwork_core::operation::endpoint;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// The executable with its engine that `make single-test` has put there.
fn made() -> PathBuf {
    let named = std::env::var_os("OPENWORK_TEST_SINGLE").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| program("openwork-http").with_file_name("../openwork/single-test"));
    let made = folder.join("openwork-cli");
    assert!(made.is_file(), "{} is not there: run `make single-test`", made.display());
    made
}

/// A home, and in an empty folder of it the same executable; it carries a substitute in place of the engine.
fn carried(engine: &FakeEngine) -> (Arc<Home>, PathBuf) {
    let home = Arc::new(Home::new());
    let folder = packed(&home, "packed", VERSION, engine);
    let single = home.folder("alone").join("openwork");
    own(Command::new(program("bundle")).arg("single").args([&made(), &folder, &single]));
    (home, single)
}

/// Has another process write an executable. A child that another story starts in this one would hold it open for writing
/// for a moment, and it could not be started.
fn own(command: &mut Command) {
    let output = command.output().expect("a program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Where an executable's code ends, which is where what it carries begins.
fn code_of(single: &Path) -> u64 {
    let file = std::fs::File::open(single).expect("an executable");
    let (size, mut length) = (file.metadata().expect("a file").len(), [0; 8]);
    file.read_exact_at(&mut length, size - 40).expect("a length");
    size - 64 - u64::from_le_bytes(length)
}

async fn versions(server: &TestServer) -> RuntimeVersions {
    server.ask::<endpoint::RuntimeVersions>().await.expect("versions")
}

/// What lies where versions are unpacked.
fn unpacked(home: &Home) -> Vec<String> {
    let entries = std::fs::read_dir(home.data().join("runtime")).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name != ".lock" && name != ".leases").collect()
}

/// That the engine is refused for this, and nothing of it is left.
async fn refused(home: &Arc<Home>, single: &Path, code: &str) {
    let server = Setup::default().single(single).at(home).start();
    let engine = server.engine_until("it is refused", |engine| engine.state == EngineState::Failed).await;
    let fault = engine.last_error.expect("a fault");
    assert_eq!(fault.code, code, "{fault:?}");
    assert_eq!(unpacked(home), [""; 0]);
    server.stops_cleanly().await;
}

#[test]
fn g06_one_executable_runs_the_demo_from_an_empty_folder() {
    let home = Home::new();
    let single = home.folder("alone").join("openwork");
    own(Command::new("cp").args([&made(), &single]));
    let output = Command::new(program("demo")).arg(&single).output().expect("the demo");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("All is well"), "{said}");
    let left = std::fs::read_dir(home.folder("alone")).expect("the folder").count();
    assert_eq!(left, 1, "nothing is put beside it");
}

#[tokio::test]
async fn g06_what_is_carried_is_unpacked_once_and_is_the_one_that_runs() {
    let (home, single) = carried(&FakeEngine::new());
    let server = Setup::default().single(&single).at(&home).start();
    server.engine_ready().await;
    let opencode = versions(&server).await.opencode;
    let path = home.data().join("runtime").join(VERSION).join("opencode");
    assert_eq!(opencode.path, Some(path.display().to_string()));
    assert_eq!((opencode.source, opencode.checksum), (Some(ComponentSource::Bundle), Some(Checksum::Matched)));
    server.stops_cleanly().await;
    let times = |log: String| log.matches("the carried programs are unpacked").count();
    let server = Setup::default().single(&single).at(&home).start();
    server.engine_ready().await;
    assert_eq!(times(server.log()), 1, "both starts write one log");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_an_engine_starts_again_although_another_executable_has_taken_the_place() {
    let (home, single) = carried(&FakeEngine::new());
    let server = Setup::default().single(&single).at(&home).start();
    let pid = server.engine_ready().await;
    own(Command::new("cp").args([program("openwork-cli"), single.with_extension("new")]));
    std::fs::rename(single.with_extension("new"), &single).expect("in its place");
    kill(pid);
    server.engine_until("it runs again", |engine| engine.running && engine.pid != Some(pid)).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_an_unpacking_that_was_killed_is_done_again() {
    let (home, single) = carried(&FakeEngine::new());
    let server = Setup::default().single(&single).at(&home).start();
    let half = until("it unpacks", async || unpacked(&home).into_iter().find(|name| name.starts_with(".new-"))).await;
    let home = server.kill();
    assert_eq!(unpacked(&home), [half], "it was killed in the middle");
    let server = Setup::default().single(&single).at(&home).start();
    server.engine_ready().await;
    assert_eq!(unpacked(&home), [VERSION]);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_a_tampered_executable_starts_no_engine() {
    let (home, single) = carried(&FakeEngine::new());
    let size = single.metadata().expect("a file").len();
    let code = code_of(&single);
    for at in [code + 40, code.midpoint(size), size - 20] {
        let file = std::fs::File::options().read(true).write(true).open(&single).expect("the executable");
        let mut byte = [0];
        file.read_exact_at(&mut byte, at).expect("a byte");
        file.write_all_at(&[!byte[0]], at).expect("a byte");
        drop(file);
        refused(&home, &single, "wrong_checksum").await;
        let file = std::fs::File::options().write(true).open(&single).expect("the executable");
        file.write_all_at(&byte, at).expect("a byte");
    }
    let file = std::fs::File::options().write(true).open(&single).expect("the executable");
    file.set_len(code.midpoint(size)).expect("cut");
    drop(file);
    refused(&home, &single, "wrong_checksum").await;
}

#[tokio::test]
async fn g06_a_full_disk_leaves_nothing_and_is_over_with_the_next_call() {
    let (home, single) = carried(&FakeEngine::new());
    // Files may have so many blocks of 512 bytes: less than the engine has, more than all else.
    let server = Setup::default().single(&single).at(&home).after_shell("ulimit -S -f 12000").start();
    let engine = server.engine_until("it is refused", |engine| engine.state == EngineState::Failed).await;
    let fault = engine.last_error.expect("a fault");
    assert_eq!(fault.code, "no_space", "{fault:?}");
    assert_eq!(unpacked(&home), [""; 0]);
    server.limit_files(None);
    let (workspace_id, _) = server.workspace("w").await;
    let (at, client) = (OneWorkspace { workspace_id }, server.client());
    // The call that finds it failed has it started again, and does not wait for that.
    let _ = client.call::<endpoint::SessionsList>(&at, &ListSessions::default(), &Nothing {}).await;
    server.engine_ready().await;
    assert_eq!(unpacked(&home), [VERSION]);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g06_a_bundle_beside_the_executable_is_taken_before_what_it_carries() {
    let (home, single) = carried(&FakeEngine::new());
    let bundle = packed(&home, "bundle", VERSION, &FakeEngine::new());
    let beside = bundle.join("openwork");
    own(Command::new("cp").args([&single, &beside]));
    let server = Setup::default().single(&beside).at(&home).start();
    server.engine_ready().await;
    let opencode = versions(&server).await.opencode;
    assert_eq!(opencode.path, Some(bundle.join("opencode").display().to_string()));
    assert_eq!(opencode.source, Some(ComponentSource::Bundle));
    assert_eq!(unpacked(&home), [""; 0]);
    server.stops_cleanly().await;
}
