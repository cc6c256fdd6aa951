//! A terminal with a program at it, as a person has it: what is typed goes in, what is shown comes out.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// How long something may take to be shown. Machines are shared: this is no measure.
const LIMIT: Duration = Duration::from_secs(60);

/// A program at a terminal of its own. It is ended with this.
#[derive(Debug)]
pub struct Terminal {
    keyboard: File,
    shown: Arc<Mutex<Vec<u8>>>,
    program: Child,
}

impl Terminal {
    /// Starts a program at a new terminal, which is its controlling one: Ctrl-C reaches it as a signal.
    ///
    /// `setsid --ctty` is what makes it that; it becomes the program, so the process is the same.
    pub fn start(command: &Command) -> std::io::Result<Self> {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&ours)?;
        unlockpt(&ours)?;
        let name = ptsname(&ours, Vec::new())?.into_string().map_err(std::io::Error::other)?;
        let theirs = File::options().read(true).write(true).open(name)?;
        tcsetwinsize(&theirs, Winsize { ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 })?;
        let mut start = Command::new("setsid");
        start.arg("--ctty").arg(command.get_program()).args(command.get_args()).env_clear();
        start.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("TERM", "xterm-256color");
        start.stdin(Stdio::from(theirs.try_clone()?)).stdout(Stdio::from(theirs.try_clone()?)).stderr(theirs);
        let program = start.spawn()?;
        let keyboard = File::from(ours);
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (screen, keep) = (keyboard.try_clone()?, shown.clone());
        // A thread, because it blocks for as long as nothing is shown. It ends with the last who holds the terminal.
        std::thread::spawn(move || collect(screen, &keep));
        Ok(Self { keyboard, shown, program })
    }

    /// Everything that was shown so far, with its colours.
    #[must_use]
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Waits until this is shown.
    pub async fn until(&self, text: &str) {
        let end = Instant::now() + LIMIT;
        while !self.shown().contains(text) {
            assert!(Instant::now() < end, "{text:?} is not shown: {}", self.shown());
            tokio::time::sleep(Duration::from_millis(10)).await; // a file of a terminal tells nobody
        }
    }

    /// Types.
    pub fn type_in(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).expect("a terminal");
    }

    /// Presses Ctrl-C.
    pub fn interrupt(&mut self) {
        self.type_in("\u{3}");
    }

    /// Waits for the end of the program, and answers its exit code and all that was shown.
    pub async fn end(mut self) -> (Option<i32>, String) {
        let end = Instant::now() + LIMIT;
        let status = loop {
            if let Some(status) = self.program.try_wait().expect("a child of ours") {
                break status;
            }
            assert!(Instant::now() < end, "it does not end: {}", self.shown());
            tokio::time::sleep(Duration::from_millis(10)).await; // `wait` would block the test
        };
        // Its last words may still be on their way through the terminal.
        tokio::time::sleep(Duration::from_millis(100)).await;
        (status.code(), self.shown())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Keeps what comes until nobody holds the terminal's other end any more, which Linux tells as an error.
fn collect(mut screen: File, shown: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(count) = screen.read(&mut buffer) {
        if count == 0 {
            return;
        }
        shown.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&buffer[..count]);
    }
}
