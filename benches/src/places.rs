//! What is measured: our server and the engine behind it, and the bare program, each in a home of its own.

use crate::client::Place;
use harness::fake_engine::FakeEngine;
use harness::model::ModelServer;
use harness::server::{Home, Setup, TestServer, program};
use openwork_core::WorkspaceId;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// How many workspaces the stores hold.
pub const WORKSPACES: usize = 10;

/// A port that nobody has.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Ends a process as the kernel does when it has to.
pub fn kill(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw).expect("a pid");
    // it may have ended by itself just now
    let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
}

/// Every process that runs, with its command line.
pub fn running() -> Vec<(u32, String)> {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.map(|pid| (pid, zero_terminated(&format!("/proc/{pid}/cmdline")).join(" "))).collect()
}

/// The environment of a process, as `NAME=value`; nothing of one that has ended or is not ours to look at.
pub fn environment(pid: u32) -> Vec<String> {
    zero_terminated(&format!("/proc/{pid}/environ"))
}

fn zero_terminated(file: &str) -> Vec<String> {
    let bytes = std::fs::read(file).unwrap_or_default();
    bytes
        .split(|byte| *byte == 0)
        .filter(|word| !word.is_empty())
        .map(|word| String::from_utf8_lossy(word).into())
        .collect()
}

/// Stores that are there already: ours with its workspaces, and a copy of it for the bare program.
pub struct Kept {
    home: Arc<Home>,
}

impl Kept {
    /// Makes them.
    pub async fn new() -> Self {
        let server = Setup::no_engine().start();
        fill(&server).await;
        let home = server.stops_cleanly().await;
        home.with_engine();
        std::fs::copy(home.data().join("state/openwork.redb"), home.at("bare.redb")).expect("a copy of the store");
        Self { home }
    }

    /// Our program, on this port.
    pub fn ours(&self, port: u16, engine: bool) -> Command {
        let mut command = self.clean(&program("openwork-http"));
        command.args(["--port", &port.to_string()]).arg("--data-dir").arg(self.home.data());
        command.arg("--engine-home").arg(self.home.at("engine"));
        if !engine {
            command.arg("--no-engine");
        }
        command
    }

    /// The bare program, on this port.
    pub fn bare(&self, port: u16) -> Command {
        let mut command = self.clean(&program("bare-server"));
        command.arg(port.to_string()).arg(self.home.at("bare.redb"));
        command
    }

    /// The bare program, which answers these bytes.
    pub fn bare_with(&self, port: u16, body: &[u8]) -> Command {
        let file = self.home.at("body");
        std::fs::write(&file, body).expect("a file");
        let mut command = self.bare(port);
        command.arg(file).stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    /// Our program as a server, without an engine.
    pub fn start(&self) -> TestServer {
        Setup::no_engine().at(&self.home).start()
    }

    fn clean(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var("PATH").unwrap_or_default());
        let log = std::fs::File::create(self.home.at("start.log")).expect("a log");
        command.env("HOME", self.home.at("user")).env("TMPDIR", self.home.at("tmp")).stderr(log);
        command
    }
}

/// Opens the workspaces.
async fn fill(server: &TestServer) {
    for number in 0..WORKSPACES {
        server.workspace(&format!("folder-{number}")).await;
    }
}

/// Our server over an engine that can also be asked directly.
pub struct Pair {
    /// Our server.
    pub server: TestServer,
    /// The same, as it is asked.
    pub ours: Place,
    /// Its engine, as it is asked.
    pub direct: Place,
    /// A workspace.
    pub workspace: WorkspaceId,
    /// Its folder.
    pub folder: PathBuf,
}

impl Pair {
    /// With the real engine.
    pub async fn real(model: &ModelServer) -> Self {
        let home = Arc::new(Home::new());
        Self::over(Setup::real(model).overheard().at(&home)).await
    }

    /// With the substitute, which publishes whatever it is told.
    pub async fn fake() -> Self {
        let home = Arc::new(Home::new());
        let fake = FakeEngine::new().install(&home.at("fake")).expect("the substitute");
        Self::over(Setup::engine(fake).overheard().at(&home)).await
    }

    async fn over(setup: Setup) -> Self {
        let server = setup.start();
        let (url, password) = server.engine_door().await;
        let direct = Place::new(&url).basic(&password);
        let ours = Place::new(&server.url).bearer(&server.token);
        let (workspace, folder) = server.workspace("work").await;
        Self { server, ours, direct, workspace, folder }
    }
}
