//! Putting a substitute engine into a folder.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::settings::{Exit, Scope, Settings, beside};

/// A substitute engine that is still to be installed.
#[derive(Debug, Clone, Default)]
pub struct FakeEngine {
    settings: Settings,
}

impl FakeEngine {
    /// One that behaves well.
    pub fn new() -> Self {
        Self::default()
    }

    /// One with settings given in full.
    pub fn with(settings: Settings) -> Self {
        Self { settings }
    }

    /// Becomes ready only after `delay`, telling about its progress meanwhile.
    pub fn start_delay(mut self, delay: Duration) -> Self {
        self.settings.start_delay_seconds = Some(delay.as_secs_f64());
        self
    }

    /// Never says that it is ready and never answers.
    pub fn silent(mut self) -> Self {
        self.settings.silent = true;
        self
    }

    /// Says that it is ready and never answers.
    pub fn accepts_but_never_answers(mut self) -> Self {
        self.settings.accepts_but_never_answers = true;
        self
    }

    /// Never answers the first so many requests, then behaves well.
    pub fn unanswered_requests(mut self, requests: u32) -> Self {
        self.settings.unanswered_requests = requests;
        self
    }

    /// Ends at every start with this code and these words on standard error.
    pub fn exits_at_start(mut self, code: u8, stderr: impl Into<String>) -> Self {
        self.settings.exit_at_start = Some(Exit { code, stderr: stderr.into() });
        self
    }

    /// Crashes this long after it became ready.
    pub fn crashes_after(mut self, time: Duration) -> Self {
        self.settings.crash_after_seconds = Some(time.as_secs_f64());
        self
    }

    /// Ends at once at the first `starts` starts, then behaves well.
    pub fn dies_after_starts(mut self, starts: u32) -> Self {
        self.settings.dies_after_starts = starts;
        self
    }

    /// Is deaf to SIGTERM and SIGINT.
    pub fn ignores_term(mut self) -> Self {
        self.settings.ignore_term = true;
        self
    }

    /// Tells this file of each wish that it shall end.
    pub fn journal(mut self, file: impl Into<PathBuf>) -> Self {
        self.settings.journal = Some(file.into());
        self
    }

    /// Writes that much to standard error.
    pub fn floods(mut self, bytes_per_second: u64) -> Self {
        self.settings.flood_bytes_per_second = Some(bytes_per_second);
        self
    }

    /// Claims to be another version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.settings.version = Some(version.into());
        self
    }

    /// Answers a web page.
    pub fn answers_html(mut self, scope: Scope) -> Self {
        self.settings.answers_html = scope;
        self
    }

    /// Answers what is no JSON.
    pub fn answers_garbage(mut self, scope: Scope) -> Self {
        self.settings.answers_garbage = scope;
        self
    }

    /// Closes the connection in the middle of an answer.
    pub fn closes_mid_body(mut self, scope: Scope) -> Self {
        self.settings.closes_mid_body = scope;
        self
    }

    /// Finds its port busy at the first start.
    pub fn busy_port_once(mut self) -> Self {
        self.settings.busy_port_once = true;
        self
    }

    /// Sends the heartbeats of its event streams at this distance.
    pub fn heartbeat(mut self, every: Duration) -> Self {
        self.settings.heartbeat_seconds = Some(every.as_secs_f64());
        self
    }

    /// Makes one that is installed misbehave like this from its next start on.
    pub fn set(&self, program: &Path) -> io::Result<()> {
        std::fs::write(beside(program, "json"), serde_json::to_vec_pretty(&self.settings)?)
    }

    /// Puts the program and its settings into `folder` and returns the program's path.
    ///
    /// An earlier one in the folder is replaced, and its count of starts forgotten. The program is a link to the built
    /// one where that is possible: a test that wants it damaged has to replace it, not to write into it.
    pub fn install(&self, folder: &Path) -> io::Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let built = built_program("fake-engine")?;
        let program = folder.join(built.file_name().unwrap_or_default());
        for stale in [program.clone(), beside(&program, "starts")] {
            match std::fs::remove_file(stale) {
                Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
                _ => {}
            }
        }
        self.set(&program)?;
        place(&built, &program)?;
        Ok(program)
    }
}

/// Puts a built program where it shall be. A link is instant and cannot be "busy"; across file systems only a copy is left.
pub(crate) fn place(built: &Path, program: &Path) -> io::Result<()> {
    if std::fs::hard_link(built, program).is_err() {
        std::fs::copy(built, program)?;
        wait_until_runnable(program)?;
    }
    Ok(())
}

/// How often the engine at `program` has been started.
pub fn starts(program: &Path) -> u32 {
    let text = std::fs::read_to_string(beside(program, "starts")).unwrap_or_default();
    text.trim().parse().unwrap_or_default()
}

/// Counts one more start and returns the count.
pub(crate) fn count_start(program: &Path) -> io::Result<u32> {
    let count = starts(program) + 1;
    std::fs::write(beside(program, "starts"), count.to_string())?;
    Ok(count)
}

/// The program as it was built: beside the test that is running, or one folder above.
pub(crate) fn built_program(name: &str) -> io::Result<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let test = std::env::current_exe()?;
    let found = test.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    found.ok_or_else(|| {
        let hint = format!("{name} is not built; `cargo build -p openwork-tests --bins` builds it");
        io::Error::new(io::ErrorKind::NotFound, hint)
    })
}

/// A child that another thread is starting in this moment may still hold the copy open for writing, and then the copy
/// cannot be run. Once it runs, nobody holds it any more.
fn wait_until_runnable(program: &Path) -> io::Result<()> {
    loop {
        let run = Command::new(program).arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).status();
        match run {
            Err(fault) if fault.kind() == io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return other.map(|_| ()),
        }
    }
}
