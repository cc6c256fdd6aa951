//! `openwork-http` as a process.

use super::{Home, Watch, overheard};
use crate::model::{ModelServer, engine_env};
use openwork_core::model::engine::EngineHealth;
use openwork_core::model::message::{AcceptedPrompt, Prompt, PromptPart};
use openwork_core::model::page::{Nothing, OneSession, OneWorkspace};
use openwork_core::model::session::{CreateSession, Session};
use openwork_core::model::system::Health;
use openwork_core::model::system_event::SystemEvent;
use openwork_core::model::workspace::{CreateLocalWorkspace, Workspace};
use openwork_core::operation::{Endpoint, endpoint};
use openwork_core::remote::{Client, Http};
use openwork_core::{Result, WorkspaceId};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a step of a story may take before the test says so. Machines are shared: this is no measure.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// Waits until something holds; says what did not when it never does.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + LIMIT;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "{what}: not within {LIMIT:?}");
        // a test has no other way to see that a foreign process has changed
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A program of this project, as cargo built it beside the running test.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let mut folder = std::env::current_exe().expect("the running test");
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let program = folder.join(name);
    assert!(program.is_file(), "{} is not built: run `cargo build --workspace`", program.display());
    program
}

/// How a server is started.
#[derive(Debug, Default)]
pub struct Setup {
    home: Option<Arc<Home>>,
    engine: Option<PathBuf>,
    router: Option<PathBuf>,
    no_engine: bool,
    model: Option<String>,
    port: u16,
    args: Vec<String>,
    env: Vec<(String, String)>,
    shell: Option<String>,
    single: Option<PathBuf>,
    overheard: bool,
}

/// Starts a program. One that a story has just written may still be held open by a child that another story was starting at
/// that moment: then it is busy until that child has become what it is to be.
fn spawned(command: &mut Command) -> Child {
    for _ in 0..200 {
        match command.spawn() {
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(Duration::from_millis(10));
            }
            spawned => return spawned.expect("openwork-http"),
        }
    }
    panic!("the program stays busy");
}

impl Setup {
    /// With the real engine, which reaches for this model.
    #[must_use]
    pub fn real(model: &ModelServer) -> Self {
        Self { model: Some(model.url()), ..Self::default() }
    }

    /// With this program as engine.
    #[must_use]
    pub fn engine(program: impl Into<PathBuf>) -> Self {
        Self { engine: Some(program.into()), ..Self::default() }
    }

    /// Without an engine.
    #[must_use]
    pub fn no_engine() -> Self {
        Self { no_engine: true, ..Self::default() }
    }

    /// By this executable, which carries its engine, in place of `openwork-http`.
    #[must_use]
    pub fn single(mut self, executable: impl Into<PathBuf>) -> Self {
        self.single = Some(executable.into());
        self
    }

    /// With this program as messaging router.
    #[must_use]
    pub fn router(mut self, program: impl Into<PathBuf>) -> Self {
        self.router = Some(program.into());
        self
    }

    /// With an engine that can also be asked directly.
    #[must_use]
    pub fn overheard(mut self) -> Self {
        self.overheard = true;
        self
    }

    /// In the home of another server.
    #[must_use]
    pub fn at(mut self, home: &Arc<Home>) -> Self {
        self.home = Some(home.clone());
        self
    }

    /// With this port preferred, in place of any.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// With a further argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// With a further variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Started by a shell that first runs this, such as `ulimit -f 100`.
    #[must_use]
    pub fn after_shell(mut self, script: &str) -> Self {
        self.shell = Some(script.to_owned());
        self
    }

    /// The command, and the home it runs in.
    fn command(self) -> (Command, Arc<Home>) {
        let home = self.home.unwrap_or_default();
        let mut env = vec![
            ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
            ("HOME".to_owned(), home.at("user").display().to_string()),
            ("TMPDIR".to_owned(), home.at("tmp").display().to_string()),
        ];
        let mut args = vec!["--port".to_owned(), self.port.to_string()];
        args.extend(["--data-dir".to_owned(), home.data().display().to_string()]);
        args.extend(["--engine-home".to_owned(), home.at("engine").display().to_string()]);
        args.extend(["--parent-pid".to_owned(), std::process::id().to_string()]);
        if self.no_engine {
            args.push("--no-engine".to_owned());
        }
        let engine = match self.engine {
            engine if self.overheard => Some(overheard::wrapper(&home, &engine.unwrap_or_else(|| home.engine()))),
            engine => engine,
        };
        if let Some(engine) = engine {
            args.extend(["--opencode-bin".to_owned(), engine.display().to_string()]);
        }
        if let Some(router) = self.router {
            args.extend(["--router-bin".to_owned(), router.display().to_string()]);
        }
        if let Some(model) = self.model {
            if self.single.is_none() {
                home.with_engine();
            }
            for (name, value) in engine_env(&model, &home.at("models.json")) {
                args.extend(["--engine-env".to_owned(), name.clone()]);
                env.push((name, value));
            }
        }
        args.extend(self.args);
        env.extend(self.env);
        if self.single.is_some() {
            args.insert(0, "serve".to_owned());
        }
        let server = self.single.unwrap_or_else(|| program("openwork-http"));
        let mut command = if let Some(script) = self.shell {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("{script}; exec \"$0\" \"$@\"")]).arg(server);
            shell
        } else {
            Command::new(server)
        };
        let log = std::fs::OpenOptions::new().create(true).append(true).open(home.at("server.log")).expect("a log");
        command.args(args).env_clear().envs(env).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        (command, home)
    }

    /// Starts it and waits until it listens.
    #[must_use]
    pub fn start(self) -> TestServer {
        let single = self.single.clone();
        let (mut command, home) = self.command();
        if let Some(folder) = single.as_deref().and_then(Path::parent) {
            command.current_dir(folder);
        }
        let mut process = spawned(&mut command);
        let mut line = String::new();
        let mut stdout = BufReader::new(process.stdout.take().expect("piped"));
        stdout.read_line(&mut line).expect("the listening line");
        let said: serde_json::Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("it did not start:\n{line}\n{}", log_of(&home)));
        let announced = std::fs::read_to_string(home.data().join("server.json")).expect("server.json");
        let announced: serde_json::Value = serde_json::from_str(&announced).expect("server.json");
        assert_eq!(said["url"], announced["url"], "the line and the file name one place");
        TestServer {
            process: Some(process),
            url: said["url"].as_str().expect("a url").to_owned(),
            token: announced["hostToken"].as_str().expect("a token").to_owned(),
            home,
        }
    }

    /// Starts it where it must not come up, and answers its exit code and what it said.
    #[must_use]
    pub fn refused(self) -> (Option<i32>, String) {
        let (mut command, home) = self.command();
        let mut process = command.spawn().expect("openwork-http");
        let end = Instant::now() + LIMIT;
        let status = loop {
            if let Some(status) = process.try_wait().expect("a child") {
                break status;
            }
            if announced_by(&home, process.id()) || Instant::now() > end {
                let _ = process.kill();
                let _ = process.wait();
                panic!("it came up, or did not end:\n{}", log_of(&home));
            }
            std::thread::sleep(Duration::from_millis(5)); // the end of a child is looked for
        };
        let mut said = String::new();
        let _ = process.stdout.take().expect("piped").read_to_string(&mut said);
        (status.code(), said + &log_of(&home))
    }
}

/// Whether the process of this id is the one that says it runs in this home.
fn announced_by(home: &Home, pid: u32) -> bool {
    let announced = std::fs::read_to_string(home.data().join("server.json")).unwrap_or_default();
    serde_json::from_str::<serde_json::Value>(&announced).is_ok_and(|announced| announced["pid"] == pid)
}

fn log_of(home: &Home) -> String {
    std::fs::read_to_string(home.at("server.log")).unwrap_or_default()
}

/// A running server.
#[derive(Debug)]
pub struct TestServer {
    process: Option<Child>,
    /// Where it listens.
    pub url: String,
    /// The host token of its run.
    pub token: String,
    /// Its folders.
    pub home: Arc<Home>,
}

impl TestServer {
    /// A host's client.
    #[must_use]
    pub fn client(&self) -> Client {
        self.client_with(&self.token)
    }

    /// A client with this token.
    #[must_use]
    pub fn client_with(&self, token: &str) -> Client {
        Client::new(Http::new(&self.url).expect("a url")).with_token(token).expect("a token")
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.as_ref().expect("it runs").id()
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        log_of(&self.home)
    }

    /// Calls an operation without a path, a query or a body.
    pub async fn ask<E: Endpoint<Path = Nothing, Query = Nothing, Body = Nothing>>(&self) -> Result<E::Output> {
        self.client().call::<E>(&Nothing {}, &Nothing {}, &Nothing {}).await
    }

    /// Its health.
    pub async fn health(&self) -> Health {
        self.ask::<endpoint::SystemHealth>().await.expect("health is always answered")
    }

    /// Waits until its engine is ready.
    pub async fn engine_ready(&self) -> u32 {
        until("the engine is ready", async || {
            let health = self.engine().await;
            health.running.then_some(health.pid).flatten()
        })
        .await
    }

    /// Its engine's health.
    pub async fn engine(&self) -> EngineHealth {
        self.ask::<endpoint::RuntimeOpencodeHealth>().await.expect("the engine's health")
    }

    /// Waits until its engine's health is as wanted.
    pub async fn engine_until(&self, what: &str, wanted: impl Fn(&EngineHealth) -> bool) -> EngineHealth {
        until(what, async || Some(self.engine().await).filter(|health| wanted(health))).await
    }

    /// Opens a folder as a workspace.
    pub async fn open(&self, folder: &Path) -> Workspace {
        let body = CreateLocalWorkspace {
            folder_path: folder.to_str().expect("UTF-8").parse().expect("a path"),
            name: "story".parse().expect("a name"),
            preset: None,
            create_folder: None,
        };
        self.client()
            .call::<endpoint::WorkspacesCreateLocal>(&Nothing {}, &Nothing {}, &body)
            .await
            .expect("a workspace")
    }

    /// A new folder as a workspace, and the folder.
    pub async fn workspace(&self, name: &str) -> (WorkspaceId, PathBuf) {
        let folder = self.home.folder(name);
        (self.open(&folder).await.id, folder)
    }

    /// A new session.
    pub async fn session(&self, workspace_id: &WorkspaceId) -> OneSession {
        let at = OneWorkspace { workspace_id: workspace_id.clone() };
        let body = CreateSession { title: Some("story".parse().expect("a title")), ..CreateSession::default() };
        let made = self.client().call::<endpoint::SessionsCreate>(&at, &Nothing {}, &body).await;
        let session: Session = made.expect("a session");
        OneSession { workspace_id: workspace_id.clone(), session_id: session.id }
    }

    /// Sends a prompt and does not wait.
    pub async fn prompt(&self, at: &OneSession, text: String) -> AcceptedPrompt {
        self.try_prompt(at, text).await.expect("the prompt is accepted")
    }

    /// Sends a prompt, which may fail.
    pub async fn try_prompt(&self, at: &OneSession, text: String) -> Result<AcceptedPrompt> {
        let body = Prompt { parts: vec![PromptPart::words(text)], ..Prompt::default() };
        self.client().call::<endpoint::SessionsPromptAsync>(at, &Nothing {}, &body).await
    }

    /// Watches a workspace, from now or from after an event.
    pub async fn watch(&self, workspace_id: &WorkspaceId, after: Option<u64>) -> Watch {
        Watch::open(&self.client(), workspace_id, after).await
    }

    /// Watches the server itself, from now or from after an event.
    pub async fn watch_system(&self, after: Option<u64>) -> Watch<SystemEvent> {
        Watch::open_system(&self.client(), after).await
    }

    /// Where the server's own events stand.
    pub async fn event_position(&self) -> u64 {
        let status = self.ask::<endpoint::SystemStatus>().await.expect("the server at a glance");
        status.event_position.expect("a host is told")
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.pid()).expect("a pid")).expect("a pid");
        rustix::process::kill_process(pid, signal).expect("it runs");
    }

    /// Lets no file that it writes grow beyond this size from now on, as a full disk would; without a size, lifts that.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.pid()).expect("a pid"));
        let limit = rustix::process::Rlimit { current: bytes, maximum: None };
        rustix::process::prlimit(pid, rustix::process::Resource::Fsize, limit).expect("a limit");
    }

    /// Its resident memory, in bytes.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.split_whitespace().next().expect("a number").parse::<u64>().expect("a number") * 1024
    }

    /// Kills it as a power cut would.
    pub fn kill(mut self) -> Arc<Home> {
        self.signal(rustix::process::Signal::KILL);
        if let Some(mut process) = self.process.take() {
            let _ = process.wait();
        }
        self.home.clone()
    }

    /// Stops it in order: it exits with 0, and nothing that it started is left.
    pub async fn stops_cleanly(self) -> Arc<Home> {
        self.signal(rustix::process::Signal::TERM);
        self.stops_cleanly_by_itself().await
    }

    /// The same where it was told to stop already.
    pub async fn stops_cleanly_by_itself(self) -> Arc<Home> {
        let home = self.home.clone();
        self.ended().await;
        until("nothing is left", async || home.processes().is_empty().then_some(())).await;
        home
    }

    /// Waits until a server that was told to stop has exited, with 0; what it leaves behind is not looked at.
    pub async fn ended(mut self) {
        let mut process = self.process.take().expect("it runs");
        let status = until("the server ends", async || process.try_wait().expect("a child")).await;
        assert_eq!(status.code(), Some(0), "it stops with success:\n{}", self.log());
        assert!(!self.home.data().join("server.json").exists(), "server.json is removed");
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        let pid = i32::try_from(process.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let end = Instant::now() + Duration::from_secs(15);
        while process.try_wait().is_ok_and(|status| status.is_none()) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20)); // Drop cannot await
        }
        let _ = process.kill();
        let _ = process.wait();
        if std::thread::panicking() {
            let log = log_of(&self.home);
            let lines: Vec<&str> = log.lines().filter(|line| !line.contains("runtime.opencodeHealth")).collect();
            eprintln!("--- the server's last lines\n{}", lines[lines.len().saturating_sub(20)..].join("\n"));
        }
    }
}
