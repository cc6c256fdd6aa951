//! One process of a child: started through the guard or directly, listened to, ended.

use super::guard::{Report, words};
use super::lines::{Reader, read};
use super::output::Output;
use crate::model::runtime::OutputStream;
#[cfg(windows)]
use crate::platform::job::Job;
use crate::platform::process::{Ending, end_group, in_own_group};
use crate::platform::sweep::{MARK, Ours, sweep};
use crate::runtime::tasks::Spawner;
use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{Child as Process, Command};
use tokio::sync::watch;

#[cfg(unix)]
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
#[cfg(unix)]
use tokio::net::UnixStream;
#[cfg(unix)]
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// How long a guard may take to say that it has started the child. It does little; the machine may be busy.
const GUARD_LIMIT: Duration = Duration::from_secs(10);

/// How long the guard may take to end after it has reported the child's end.
const GUARD_LEAVES: Duration = Duration::from_secs(2);

/// How long the child's last lines are waited for after its end.
const LAST_LINES: Duration = Duration::from_millis(250);

/// What is started.
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) folder: PathBuf,
    pub(crate) mark: String,
    pub(crate) guard: Option<Vec<String>>,
    /// Finds the address in the line by which it says that it listens; one that says nothing has none.
    pub(crate) announces: fn(&str) -> Option<&str>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// By itself, or by a signal.
    Ended {
        /// Its exit code.
        code: Option<i32>,
        /// The signal.
        signal: Option<i32>,
    },
    /// Its guard ended first; how the child itself ended is not known.
    GuardLost,
}

/// A process of a child. Dropping it ends it.
pub(crate) struct Child {
    pid: u32,
    mark: String,
    process: Process,
    #[cfg(unix)]
    control: Option<Control>,
    #[cfg(windows)]
    job: Option<Job>,
    exit: Option<Exit>,
    address: watch::Receiver<Option<String>>,
    readers: Vec<Reader>,
}

/// The server's end of the socket to the guard.
#[cfg(unix)]
struct Control {
    reports: Lines<BufReader<OwnedReadHalf>>,
    orders: OwnedWriteHalf,
}

impl Exit {
    /// What it did, to go between its name and the rest of a sentence.
    pub(crate) fn describe(self) -> String {
        match self {
            Self::Ended { signal: Some(signal), .. } => format!("was ended by signal {signal}"),
            Self::Ended { code: Some(code), .. } => format!("exited with code {code}"),
            Self::Ended { code: None, signal: None } | Self::GuardLost => "ended".to_owned(),
        }
    }
}

impl Child {
    /// Starts it. A guard that is not there is done without.
    pub(crate) async fn start(launch: &Launch, output: &Output, spawner: &Spawner) -> io::Result<Self> {
        #[cfg(unix)]
        if let Some(guard) = &launch.guard {
            match Self::start_guarded(launch, guard, output, spawner).await {
                Err(error) if error.kind() == io::ErrorKind::NotConnected => {
                    tracing::warn!(guard = ?guard.first(), %error, "no guard; the child runs without one");
                }
                started => return started,
            }
        }
        let mut command = command(launch, launch.program.as_os_str());
        command.args(&launch.arguments).env(MARK, &launch.mark).stdin(Stdio::null()).kill_on_drop(true);
        let process = command.spawn()?;
        Self::listen_to(launch, process, output, spawner)
    }

    /// Starts a guard, which starts it. That there is no guard is `NotConnected`; any other error is about the child.
    #[cfg(unix)]
    async fn start_guarded(launch: &Launch, guard: &[String], output: &Output, spawner: &Spawner) -> io::Result<Self> {
        let unguarded = |error: &dyn std::fmt::Display| io::Error::new(io::ErrorKind::NotConnected, error.to_string());
        let [executable, first @ ..] = guard else { return Err(unguarded(&"no executable was named")) };
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let mut command = command(launch, executable.as_ref());
        command.args(first).args(words(&launch.mark)).arg(&launch.program).args(&launch.arguments);
        command.stdin(std::os::fd::OwnedFd::from(theirs));
        let process = command.spawn().map_err(|error| unguarded(&error))?;
        // The command holds the guard's end; while it lives here, the guard's end would not be noticed.
        drop(command);
        let (reports, orders) = UnixStream::from_std(ours)?.into_split();
        let mut control = Control { reports: BufReader::new(reports).lines(), orders };
        let first = tokio::time::timeout(GUARD_LIMIT, control.report()).await;
        let pid = match first {
            Ok(Some(Report::Started { pid })) => pid,
            Ok(Some(Report::Failed { message })) => return Err(io::Error::other(message)),
            Ok(Some(Report::Exited { .. }) | None) | Err(_) => return Err(unguarded(&"it did not start its child")),
        };
        let mut child = Self::listen_to(launch, process, output, spawner)?;
        child.pid = pid;
        child.control = Some(control);
        Ok(child)
    }

    /// Reads what it prints.
    fn listen_to(launch: &Launch, mut process: Process, output: &Output, spawner: &Spawner) -> io::Result<Self> {
        let (found, address) = watch::channel(None);
        let mut readers = Vec::new();
        if let Some(stdout) = process.stdout.take() {
            readers.push(read(stdout, OutputStream::Stdout, output.clone(), Some((found, launch.announces)), spawner));
        }
        if let Some(stderr) = process.stderr.take() {
            readers.push(read(stderr, OutputStream::Stderr, output.clone(), None, spawner));
        }
        let pid = process.id().ok_or_else(|| io::Error::other("it ended at once"))?;
        let mark = launch.mark.clone();
        #[cfg(windows)]
        let job = process.raw_handle().and_then(|handle| {
            let job = Job::of(handle);
            job.inspect_err(|error| tracing::warn!(%error, "no job object; the child runs without one")).ok()
        });
        Ok(Self {
            pid,
            mark,
            process,
            #[cfg(unix)]
            control: None,
            #[cfg(windows)]
            job,
            exit: None,
            address,
            readers,
        })
    }

    /// The child's process.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether it ends should this server be killed: a guard stands between, or it belongs to a job.
    pub(crate) fn is_guarded(&self) -> bool {
        #[cfg(unix)]
        return self.control.is_some();
        #[cfg(windows)]
        return self.job.is_some();
        #[cfg(not(any(unix, windows)))]
        return false;
    }

    /// Where it says that it listens, once it has.
    pub(crate) fn address(&self) -> watch::Receiver<Option<String>> {
        self.address.clone()
    }

    /// Whether it was seen to end.
    pub(crate) fn is_over(&self) -> bool {
        self.exit.is_some()
    }

    /// Waits for its end. Nothing is lost if the wait is given up.
    pub(crate) async fn exited(&mut self) -> Exit {
        if let Some(exit) = self.exit {
            return exit;
        }
        let exit = self.next_exit().await;
        self.exit = Some(exit);
        exit
    }

    async fn next_exit(&mut self) -> Exit {
        #[cfg(unix)]
        if let Some(control) = &mut self.control {
            loop {
                match control.report().await {
                    Some(Report::Exited { code, signal }) => return Exit::Ended { code, signal },
                    Some(Report::Started { .. } | Report::Failed { .. }) => {}
                    None => return Exit::GuardLost,
                }
            }
        }
        self.process.wait().await.map_or(Exit::Ended { code: None, signal: None }, exit)
    }

    /// Tells it to end.
    pub(crate) async fn end(&mut self, ending: Ending) {
        #[cfg(unix)]
        if let Some(control) = &mut self.control {
            let order: &[u8] = match ending {
                Ending::Ask => b"term\n",
                Ending::Force => b"kill\n",
            };
            // A guard that is gone has taken the child with it.
            let _ = control.orders.write_all(order).await;
            return;
        }
        end_group(self.pid, ending);
        if ending == Ending::Force {
            // It may have ended just now.
            let _ = self.process.start_kill();
        }
    }

    /// After its end: reads its last lines, lets the guard go, and ends whatever it left behind.
    pub(crate) async fn clear_up(mut self) {
        for reader in &mut self.readers {
            // A tool that holds the pipe open is not waited for.
            let _ = tokio::time::timeout(LAST_LINES, reader.closed()).await;
        }
        let swept_by_guard = cfg!(unix) && self.is_guarded() && matches!(self.exit, Some(Exit::Ended { .. }));
        if swept_by_guard && tokio::time::timeout(GUARD_LEAVES, self.process.wait()).await.is_ok() {
            return;
        }
        let _ = self.process.start_kill();
        let _ = tokio::time::timeout(GUARD_LEAVES, self.process.wait()).await;
        end_group(self.pid, Ending::Force);
        sweep_all(Ours::Run(self.mark.clone())).await;
    }
}

#[cfg(unix)]
impl Control {
    /// The next report; none when the guard is gone. A line that is no report is passed over.
    async fn report(&mut self) -> Option<Report> {
        while let Ok(Some(line)) = self.reports.next_line().await {
            if let Ok(report) = serde_json::from_str(&line) {
                return Some(report);
            }
        }
        None
    }
}

/// Ends every process that is ours, off the runtime's threads.
pub(crate) async fn sweep_all(ours: Ours) {
    match tokio::task::spawn_blocking(move || sweep(&ours)).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "processes that a child left behind were ended"),
        Err(error) => tracing::warn!(%error, "the sweep did not end"),
    }
}

fn command(launch: &Launch, program: &OsStr) -> Command {
    let mut command = std::process::Command::new(program);
    command.env_clear().envs(launch.environment.iter().map(|(name, value)| (name, value)));
    command.current_dir(&launch.folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    in_own_group(&mut command);
    Command::from(command)
}

fn exit(status: ExitStatus) -> Exit {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    Exit::Ended { code: status.code(), signal }
}
