//! This test binary as a second process: a test that plays a part when it is told to, and passes at once otherwise.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The variable that names the store's folder to the child.
const FOLDER: &str = "G16_FOLDER";

/// The folder to play the part in, if this is the child.
#[allow(clippy::disallowed_methods, reason = "the parent has no other way to tell a test something")]
pub(super) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Says something to the parent, at once and in one piece.
pub(super) fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    // the harness may have left its own words on the line
    let _ = out.write_all(format!("\n{what}\n").as_bytes()).and_then(|()| out.flush());
}

/// A process that plays the part of this test in this folder; killed when it is dropped.
pub(super) struct Part(Child);

impl Part {
    /// Starts it. `test` is the whole name of a test that is ignored otherwise.
    pub(super) fn play(test: &str, folder: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
        Self(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// What it says.
    pub(super) fn words(&mut self) -> std::io::Lines<BufReader<ChildStdout>> {
        BufReader::new(self.0.stdout.take().unwrap()).lines()
    }

    /// Its process id.
    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Kills it, SIGKILL on unix, and waits until it is gone.
    pub(super) fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.kill();
    }
}
