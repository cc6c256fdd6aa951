//! Children with all that they start: each leads a process group of its own.
//!
//! So a Ctrl-C on the terminal reaches this program only, which ends them in order; and a build that is given up takes
//! its compilers with it.

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

/// A child and its group. Whatever is left of it when this is dropped before its end is killed.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) child: Child,
}

impl Group {
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        Ok(Self { child: command.process_group(0).stdin(Stdio::null()).spawn()? })
    }

    /// The leader, as long as its end has not been seen: after that its number may be another's.
    fn leader(&self) -> Option<Pid> {
        self.child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw)
    }

    /// Asks the leader to end.
    pub(crate) fn terminate(&self) {
        if let Some(leader) = self.leader() {
            let _ = kill_process(leader, Signal::TERM);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.leader() {
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

/// Runs a command to its end; what it says goes to the terminal as it is.
pub(crate) async fn run(words: &[String], folder: &Path) -> io::Result<ExitStatus> {
    let (program, args) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    Group::start(Command::new(program).args(args).current_dir(folder))?.child.wait().await
}

/// Runs a program to its end and answers what it wrote to stdout.
pub(crate) async fn output(program: &Path, arg: &str, folder: &Path) -> io::Result<Vec<u8>> {
    let mut group = Group::start(Command::new(program).arg(arg).current_dir(folder).stdout(Stdio::piped()))?;
    let mut bytes = Vec::new();
    if let Some(mut out) = group.child.stdout.take() {
        out.read_to_end(&mut bytes).await?;
    }
    let status = group.child.wait().await?;
    if status.success() { Ok(bytes) } else { Err(io::Error::other(format!("it ended with {status}"))) }
}
