//! The substitutes as programs: what the other stories rely on, told once.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use harness::fake_engine::{FakeEngine, READY, Settings, VERSION, starts};
use harness::http_client::Http;

const LIMIT: Duration = Duration::from_secs(20);

/// A started program that does not outlive its test.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Started {
    fn program(program: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(["serve", "--hostname", "127.0.0.1", "--port", "0"]).env_clear();
        command.env("OPENCODE_SERVER_PASSWORD", "secret");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().expect("the substitute starts"))
    }

    /// Reads standard output up to the ready line, and returns a client.
    fn ready(&mut self) -> Http {
        let lines = BufReader::new(self.0.stdout.take().expect("a pipe")).lines();
        let url = lines.map_while(Result::ok).find_map(|line| line.strip_prefix(READY).map(str::to_owned));
        Http::new(url.expect("a ready line before the end")).with_basic("opencode", "secret")
    }

    /// Waits for the end of the program.
    fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().expect("a child of ours") {
                return status;
            }
            assert!(start.elapsed() < LIMIT, "the program did not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it wrote to standard error until its end.
    fn complaints(&mut self) -> String {
        let mut text = String::new();
        self.0.stderr.take().expect("a pipe").read_to_string(&mut text).expect("text");
        text
    }

    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, signal).expect("a process of ours");
    }
}

fn install(engine: &FakeEngine) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let program = engine.install(folder.path()).expect("an installed substitute");
    (folder, program)
}

#[tokio::test]
async fn a_fake_engine_tells_its_url_and_its_version() {
    let (_folder, program) = install(&FakeEngine::new().version("9.9.9"));
    let mut engine = Started::program(&program);
    let health = engine.ready().get("/global/health").await.expect("an answer");
    assert_eq!(health.json()["version"], "9.9.9");
    let printed = Command::new(&program).arg("--version").output().expect("output");
    assert_eq!(printed.stdout, b"9.9.9\n");
    let (_other, plain) = install(&FakeEngine::new());
    assert_eq!(
        Command::new(plain).arg("--version").output().expect("output").stdout,
        format!("{VERSION}\n").as_bytes()
    );
}

#[tokio::test]
async fn a_fake_engine_dies_as_often_as_it_was_told() {
    let (_folder, program) = install(&FakeEngine::new().dies_after_starts(2));
    for start in 1..=2 {
        let mut engine = Started::program(&program);
        assert_eq!((engine.end().code(), starts(&program)), (Some(1), start));
    }
    assert_eq!(Started::program(&program).ready().get("/permission").await.expect("an answer").text(), "[]");
    assert_eq!(starts(&program), 3);
}

#[test]
fn a_fake_engine_ends_with_the_given_words() {
    let (_folder, program) = install(&FakeEngine::new().exits_at_start(3, "cannot open the database"));
    let mut engine = Started::program(&program);
    assert_eq!((engine.end().code(), engine.complaints().as_str()), (Some(3), "cannot open the database\n"));
    let (_folder, program) = install(&FakeEngine::new().busy_port_once());
    let mut engine = Started::program(&program);
    let words = "Error: Unexpected error\n\nServeError\n";
    assert_eq!((engine.end().code(), engine.complaints().as_str()), (Some(1), words));
    Started::program(&program).ready();
}

#[test]
fn a_fake_engine_crashes_after_its_time() {
    let (_folder, program) = install(&FakeEngine::new().crashes_after(Duration::from_millis(100)));
    let mut engine = Started::program(&program);
    engine.ready();
    assert_eq!((engine.end().code(), engine.complaints().as_str()), (Some(1), "Error: crashed on purpose\n"));
}

#[test]
fn a_slow_fake_engine_shows_its_progress() {
    let (_folder, program) = install(&FakeEngine::new().start_delay(Duration::from_millis(1200)));
    let start = Instant::now();
    let mut engine = Started::program(&program);
    engine.ready();
    assert!(start.elapsed() >= Duration::from_millis(1200));
    let _ = engine.0.kill();
    assert!(engine.complaints().starts_with("still starting: 0 of 1.2 s\n"));
}

#[test]
fn a_flooding_fake_engine_becomes_ready_although_nobody_reads() {
    let (_folder, program) = install(&FakeEngine::new().floods(10 << 20).start_delay(Duration::from_millis(300)));
    let mut engine = Started::program(&program);
    let mut first = [0; 1 << 20];
    engine.0.stderr.as_mut().expect("a pipe").read_exact(&mut first).expect("a megabyte");
    let (_folder, program) = install(&FakeEngine::new().floods(10 << 20));
    Started::program(&program).ready();
}

#[cfg(unix)]
#[test]
fn a_fake_engine_dies_by_a_signal_unless_it_is_deaf() {
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::Signal;

    let (_folder, program) = install(&FakeEngine::new());
    let mut engine = Started::program(&program);
    engine.ready();
    engine.signal(Signal::TERM);
    assert_eq!(engine.end().signal(), Some(Signal::TERM.as_raw()));

    let (_folder, program) = install(&FakeEngine::with(Settings { ignore_term: true, ..Settings::default() }));
    let mut engine = Started::program(&program);
    engine.ready();
    engine.signal(Signal::TERM);
    engine.signal(Signal::INT);
    std::thread::sleep(Duration::from_millis(200)); // nothing can be awaited: nothing shall happen
    assert!(engine.0.try_wait().expect("a child of ours").is_none());
    engine.signal(Signal::KILL);
    assert_eq!(engine.end().signal(), Some(Signal::KILL.as_raw()));
}

#[cfg(unix)]
#[test]
fn a_model_server_ends_by_a_signal_or_with_its_parent() {
    let program = Path::new(env!("CARGO_BIN_EXE_model-server"));
    let mut command = Command::new(program);
    command.arg("--exit-with-parent").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let announced = |model: &mut Started| {
        let mut line = String::new();
        let pipe = model.0.stdout.take().expect("a pipe");
        BufReader::new(pipe).read_line(&mut line).expect("a line");
        line
    };
    let mut model = Started(command.spawn().expect("a model"));
    assert!(announced(&mut model).starts_with("model-server listening on http://127.0.0.1:"));
    drop(model.0.stdin.take());
    assert!(model.end().success());

    let mut model = Started(command.spawn().expect("a model"));
    assert!(announced(&mut model).ends_with("/v1\n"));
    model.signal(rustix::process::Signal::TERM);
    assert!(model.end().success());
}
