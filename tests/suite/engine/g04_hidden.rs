//! What an engine leaves behind at each of its ends, also what hides: no mark, no home, a session of its own.

use super::g04_nothing_left::gone;
use super::with_fake;
use harness::fake_engine::{FakeEngine, starts};
use harness::server::{Home, Setup, program, until};
use openwork_core::model::engine::EngineState;
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

/// An engine that at each start leaves a sleeper in a session of its own, and, where that is wanted, one that has shed the
/// mark too, and everything else of its environment.
struct Leaving {
    home: Arc<Home>,
    program: PathBuf,
    engine: PathBuf,
    /// For how long they sleep; no other story's sleeper does so.
    seconds: String,
}

impl Leaving {
    fn new(engine: &FakeEngine, hides: bool) -> Self {
        let (home, engine) = with_fake(engine);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time").as_nanos();
        let seconds = format!("300.{}{now}", std::process::id());
        let mut script = format!("#!/bin/sh\nsetsid -f sleep {seconds}\n");
        if hides {
            script += &format!("env -i \"$(command -v setsid)\" -f \"$(command -v sleep)\" {seconds}\n");
        }
        script += &format!("exec '{}' \"$@\"\n", engine.display());
        let program = home.at("leaving.sh");
        std::fs::write(&program, script).expect("a script");
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).expect("a script that runs");
        Self { home, program, engine, seconds }
    }

    fn setup(&self) -> Setup {
        Setup::engine(&self.program).at(&self.home)
    }

    /// How many of them sleep, whatever they were called with.
    fn sleepers(&self) -> usize {
        let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
        let commands = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
        commands.filter(|command| command.split(|byte| *byte == 0).any(|word| word == self.seconds.as_bytes())).count()
    }

    async fn sleep(&self, count: usize) {
        until("they sleep", async || (self.sleepers() == count).then_some(())).await;
    }
}

#[tokio::test]
async fn g04_what_sheds_its_mark_ends_with_the_server_too() {
    let leaving = Leaving::new(&FakeEngine::new(), true);
    let server = leaving.setup().start();
    server.engine_ready().await;
    leaving.sleep(2).await;
    server.stops_cleanly().await;
    assert_eq!(leaving.sleepers(), 0, "after an orderly stop");
    let server = leaving.setup().start();
    server.engine_ready().await;
    leaving.sleep(2).await;
    let home = server.kill();
    gone(&home, Instant::now()).await;
    leaving.sleep(0).await;
}

#[tokio::test]
async fn g04_a_crash_loop_leaves_nothing() {
    let leaving = Leaving::new(&FakeEngine::new().crashes_after(Duration::from_millis(100)), true);
    let server = leaving.setup().start();
    server.engine_until("it is given up", |engine| engine.state == EngineState::Failed).await;
    assert_eq!(starts(&leaving.engine), 5);
    assert_eq!(leaving.sleepers(), 0, "ten were left");
    let left: Vec<_> = leaving.home.processes().into_iter().filter(|(pid, _)| *pid != server.pid()).collect();
    assert_eq!(left, [], "beside the server");
    server.stops_cleanly().await;
}

/// A Python program that embeds the library; its engine runs.
async fn embedded(leaving: &Leaving, guarded: bool) -> Child {
    let home = &leaving.home;
    let guard = guarded.then(|| program("openwork-http"));
    let config = json!({
        "dataDir": home.data(), "folder": home.folder("embedded"), "opencodeProgram": leaving.program,
        "guardProgram": guard,
        "environment": {
            "HOME": home.at("user"), "TMPDIR": home.at("tmp"), "PATH": std::env::var("PATH").unwrap_or_default(),
        },
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/killed.py");
    let mut python = crate::ffi::python(&script);
    let mut host = python.arg(config.to_string()).stdout(Stdio::piped()).spawn().expect("Python");
    let mut lines = BufReader::new(host.stdout.take().expect("piped")).lines();
    let said = lines.next_line().await.expect("a line").expect("a line");
    assert_eq!(said, format!("ready, guarded: {}", if guarded { "True" } else { "False" }));
    host
}

#[tokio::test]
async fn g04_a_killed_host_of_the_library_takes_the_engine_and_what_it_left_with_it() {
    let leaving = Leaving::new(&FakeEngine::new(), true);
    let mut host = embedded(&leaving, true).await;
    leaving.sleep(2).await;
    host.kill().await.expect("killed");
    gone(&leaving.home, Instant::now()).await;
    leaving.sleep(0).await;
}

#[tokio::test]
async fn g04_without_a_guard_the_next_start_ends_what_a_killed_host_left() {
    let leaving = Leaving::new(&FakeEngine::new(), false);
    let mut host = embedded(&leaving, false).await;
    leaving.sleep(1).await;
    host.kill().await.expect("killed");
    let left = leaving.home.processes();
    assert!(left.iter().any(|(_, command)| command.contains("fake-engine")), "the engine lives on: {left:?}");
    let mut host = embedded(&leaving, true).await;
    let now = leaving.home.processes();
    assert!(left.iter().all(|old| !now.contains(old)), "{left:?} / {now:?}");
    host.kill().await.expect("killed");
    gone(&leaving.home, Instant::now()).await;
    leaving.sleep(0).await;
}
