//! `make dev`: what follows from a change, and what does not. The real program over a tree of its own, in which small
//! scripts stand for cargo, the server and npm, and keep a record of what they were asked.

use harness::server::{Home, processes_of, program, until};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Stands for cargo: the program is the sources without their comments, and a script that serves.
const BUILD: &str = r#"echo build >> "$RECORD"
if grep -q SLOW openwork-core/src/lib.rs; then sleep 300; fi
if grep -q BROKEN openwork-core/src/lib.rs; then echo 'error: this is BROKEN' >&2; exit 101; fi
echo '# made by a build' > Cargo.lock
{ echo '#!/bin/sh'; cat openwork-core/src/lib.rs openwork-http/src/lib.rs | grep -v '^//'; cat serve.sh; } > program.new
chmod +x program.new && mv program.new program
"#;
/// Stands for the server. The sources before it have set `document` and perhaps `ill`.
const SERVE: &str = r#"if [ "$1" = openapi ]; then echo openapi >> "$RECORD"; echo "$document"; exit 0; fi
echo "start $$ port=$OPENWORK_HTTP_PORT" >> "$RECORD"
if [ -n "$ill" ]; then exit 3; fi
echo "$OPENWORK_HTTP_DATA_DIR $OPENWORK_HTTP_ENGINE_HOME $OPENWORK_HTTP_HOST_TOKEN $*" >> "$RECORD.places"
sleep 300 & child=$!
trap 'kill $child; echo "stop $$" >> "$RECORD"; exit 0' TERM
echo '{"event":"listening","url":"http://127.0.0.1:4567"}'
wait $child
"#;
/// Stands for npm.
const GENERATE: &str = r#"echo generate >> "$RECORD"
mkdir -p src/generated && cp ../openapi/openwork.json src/generated/document.ts
"#;
const CORE: &str = "openwork-core/src/lib.rs";
const HTTP: &str = "openwork-http/src/lib.rs";
/// How long a touch may take to be seen, until another is made.
const RETOUCH: Duration = Duration::from_secs(4);
const DOCUMENT: &str = "openapi/openwork.json";

/// A project, and `dev` over it.
struct Bench {
    home: Home,
    dev: Option<Child>,
}

impl Bench {
    /// A project whose document and SDK are in step with its sources.
    fn new() -> Self {
        let bench = Self { home: Home::new(), dev: None };
        for folder in ["openwork-core/src", "openwork-http/src", "openapi", "sdk/scripts", "sdk/src/generated"] {
            fs::create_dir_all(bench.at(folder)).expect("a folder");
        }
        for (file, text) in [
            ("Cargo.toml", "[workspace]\n"),
            (CORE, "core=1\n"),
            (HTTP, "document=one\n"),
            (DOCUMENT, "one\n"),
            ("build.sh", BUILD),
            ("serve.sh", SERVE),
            ("generate.sh", GENERATE),
        ] {
            bench.write(file, text);
        }
        bench
    }

    /// A project with `dev` over it, whose server has started. Edits belong together when less than this many
    /// milliseconds lie between them.
    async fn running(quiet: u32) -> Self {
        let mut bench = Self::new();
        bench.start(quiet);
        bench.serves(1).await;
        assert_eq!(bench.record(), ["build", "openapi", "start"], "{}", bench.said());
        bench
    }

    fn start(&mut self, quiet: u32) {
        let said = File::create(self.home.at("said")).expect("a file");
        let mut command = Command::new(program("dev"));
        command.arg("--verbose").args(["--quiet", &quiet.to_string(), "--root"]).arg(self.at(""));
        command.args(["--build", "sh build.sh", "--generate", "sh ../generate.sh"]);
        command.arg("--program").arg(self.at("program")).args(["--port", "0", "--no-engine"]);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.home.at("user")).env("TMPDIR", self.home.at("tmp"));
        command.env("RECORD", self.home.at("record"));
        command.stdin(Stdio::null()).stderr(said.try_clone().expect("a file")).stdout(said);
        self.dev = Some(command.spawn().expect("dev starts"));
    }

    fn at(&self, file: &str) -> PathBuf {
        self.home.at("work").join(file)
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.at(file), text).expect("a file of the project");
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.at(file)).expect("a file of the project")
    }

    /// What `dev` and the scripts have written to the terminal.
    fn said(&self) -> String {
        fs::read_to_string(self.home.at("said")).unwrap_or_default()
    }

    fn lines(&self, file: &str) -> Vec<String> {
        fs::read_to_string(self.home.at(file)).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// What the scripts were asked, in order.
    fn record(&self) -> Vec<String> {
        let first = |line: String| line.split(' ').next().unwrap_or_default().to_owned();
        self.lines("record").into_iter().map(first).collect()
    }

    /// The same, from here on.
    fn record_after(&self, seen: usize) -> Vec<String> {
        self.record().split_off(seen)
    }

    /// Waits until a line was said this often.
    async fn says(&self, line: &str, times: usize) {
        let what = format!("`{line}` is said {times} times");
        let done = async || (self.said().matches(line).count() >= times).then_some(());
        let told = tokio::time::timeout(Duration::from_secs(30), until(&what, done)).await;
        assert!(told.is_ok(), "not so: {what}\n{}\n{:?}", self.said(), self.lines("record"));
    }

    /// Waits until a server listens for this time.
    async fn serves(&self, times: usize) {
        self.says("dev: server on http://127.0.0.1:4567", times).await;
    }

    /// Waits until `dev` has looked at everything that was changed before this, and is idle: a file that is only
    /// touched is seen after all changes before it.
    async fn idle(&self) {
        let seen = async || self.said().matches("nothing has changed").count();
        let before = seen().await;
        // a touch that is seen together with a change says nothing, and one that follows too soon puts off the look
        let mut touched = Instant::now() - RETOUCH;
        until("dev is idle", async || {
            if touched.elapsed() >= RETOUCH {
                touched = Instant::now();
                let file = File::open(self.at("Cargo.toml")).expect("a source");
                file.set_modified(SystemTime::now()).expect("a touch");
            }
            (seen().await > before).then_some(())
        })
        .await;
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(self.dev.as_ref().expect("dev runs")), signal).expect("dev runs");
    }

    /// Ends it as Ctrl-C does; nothing is left of it.
    async fn ends(mut self) {
        self.signal(Signal::INT);
        let mut dev = self.dev.take().expect("dev runs");
        let status: ExitStatus = until("dev ends", async || dev.try_wait().expect("a child")).await;
        assert!(status.success(), "{status}\n{}", self.said());
        assert_eq!(self.record().last().map(String::as_str), Some("stop"), "the server ends in order");
        let left = async || processes_of(&self.home.at("user")).is_empty().then_some(());
        until("nothing is left", left).await;
        let folders = fs::read_dir(self.home.at("tmp")).expect("the folder for temporary files").count();
        assert_eq!(folders, 0, "its folder is left");
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(mut dev) = self.dev.take() {
            let _ = dev.kill();
            let _ = dev.wait();
        }
        // of a test that has failed: what stands for the server knows no parent
        for (pid, _) in processes_of(&self.home.at("user")) {
            if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

#[tokio::test]
async fn a_changed_source_is_one_build_and_one_restart_in_the_same_place() {
    let bench = Bench::running(100).await;
    bench.write(CORE, "core=2\n");
    bench.serves(2).await;
    bench.idle().await;
    assert_eq!(bench.record_after(3), ["build", "openapi", "stop", "start"], "{}", bench.said());
    let starts: Vec<String> = bench.lines("record").into_iter().filter(|line| line.starts_with("start")).collect();
    assert!(starts[0].ends_with("port="), "{starts:?}");
    assert!(starts[1].ends_with("port=4567"), "{starts:?}");
    let places = bench.lines("record.places");
    assert!(places[0].contains("/data ") && places[0].contains("/engine dev-"), "{places:?}");
    assert!(places[0].ends_with(" --port 0 --no-engine"), "{places:?}");
    assert_eq!(places[1], places[0].replace("--port 0", "--port 4567"), "folders, token and words are kept");
    bench.ends().await;
}

#[tokio::test]
async fn a_touched_file_is_no_change() {
    let bench = Bench::running(100).await;
    bench.idle().await;
    bench.write(CORE, "core=1\n");
    bench.idle().await;
    assert_eq!(bench.record_after(3), [""; 0], "{}", bench.said());
    // its own look reads every file, which must not wake it: that nothing comes is only seen by waiting
    let said = bench.said();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.said(), said, "it wakes itself");
    bench.ends().await;
}

#[tokio::test]
async fn a_hundred_edits_in_a_row_are_one_build() {
    let bench = Bench::running(1500).await;
    for count in 0..100 {
        bench.write(CORE, &format!("core={count}\n"));
        bench.write(&format!("openwork-core/src/module_{count}.rs"), "");
        // an edit that comes after the last has been heard, and long before it counts as settled
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bench.serves(2).await;
    bench.idle().await;
    assert_eq!(bench.record_after(3), ["build", "openapi", "stop", "start"], "{}", bench.said());
    bench.ends().await;
}

#[tokio::test]
async fn the_same_program_is_not_restarted() {
    let bench = Bench::running(100).await;
    bench.write(CORE, "// a comment\ncore=1\n");
    bench.says("the program is the same", 1).await;
    bench.idle().await;
    assert_eq!(bench.record_after(3), ["build"], "{}", bench.said());
    bench.ends().await;
}

#[tokio::test]
async fn another_document_is_written_and_makes_the_sdk_once() {
    let bench = Bench::running(100).await;
    bench.write(HTTP, "document=two\n");
    bench.says("the SDK is made", 1).await;
    bench.idle().await;
    assert_eq!(bench.record_after(3), ["build", "openapi", "stop", "start", "generate"], "{}", bench.said());
    assert_eq!((bench.read(DOCUMENT), bench.read("sdk/src/generated/document.ts")), ("two\n".into(), "two\n".into()));
    bench.ends().await;
}

#[tokio::test]
async fn what_is_generated_restarts_nothing() {
    let bench = Bench::running(100).await;
    bench.write("sdk/src/generated/document.ts", "by hand\n");
    bench.write("openapi/other.json", "by hand\n");
    bench.idle().await;
    assert_eq!(bench.record_after(3), [""; 0], "{}", bench.said());
    bench.write(DOCUMENT, "by hand\n");
    bench.says("the SDK is made", 1).await;
    bench.idle().await;
    assert_eq!(bench.record_after(3), ["generate"], "{}", bench.said());
    assert_eq!(bench.read("sdk/src/generated/document.ts"), "by hand\n");
    bench.ends().await;
}

#[tokio::test]
async fn a_failed_build_is_shown_and_keeps_the_server() {
    let bench = Bench::running(100).await;
    bench.write(CORE, "BROKEN\n");
    bench.says("error: this is BROKEN", 1).await;
    bench.says("the build has failed (exit status: 101); the server runs on as it was", 1).await;
    bench.idle().await;
    assert_eq!(bench.record_after(3), ["build"], "{}", bench.said());
    let running = processes_of(&bench.home.at("user"));
    assert!(running.iter().any(|(_, command)| command.contains("program")), "{running:?}");
    bench.write(CORE, "core=2\n");
    bench.serves(2).await;
    assert_eq!(bench.record_after(4), ["build", "openapi", "stop", "start"], "{}", bench.said());
    bench.ends().await;
}

#[tokio::test]
async fn a_build_that_is_broken_from_the_start_is_not_the_end() {
    let mut bench = Bench::new();
    bench.write(CORE, "BROKEN\n");
    bench.start(100);
    bench.says("the next change is waited for", 1).await;
    bench.write(CORE, "core=1\n");
    bench.serves(1).await;
    assert_eq!(bench.record(), ["build", "build", "openapi", "start"], "{}", bench.said());
    bench.ends().await;
}

#[tokio::test]
async fn a_server_that_ends_by_itself_waits_for_the_next_change() {
    let bench = Bench::running(100).await;
    bench.write(CORE, "ill=yes\n");
    bench.says("the server has ended (exit status: 3)", 1).await;
    bench.idle().await;
    assert_eq!(bench.record_after(3), ["build", "openapi", "stop", "start"], "{}", bench.said());
    bench.write(CORE, "core=1\n");
    bench.serves(2).await;
    bench.ends().await;
}

#[tokio::test]
async fn an_end_in_the_middle_of_a_build_leaves_nothing() {
    let bench = Bench::running(100).await;
    bench.write(CORE, "SLOW\n");
    until("the build sleeps", async || (bench.record().len() > 3).then_some(())).await;
    bench.ends().await;
}
