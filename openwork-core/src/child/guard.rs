//! The guard: a small program between the server and the engine, so that nothing of the engine outlives the server. Each
//! child has one of its own; what is said of the engine here holds for the router too.
//!
//! ```text
//! server ══ socket (the guard's stdin) ══▶ guard ──child──▶ engine ──▶ the agent's shells, in sessions of their own
//!   ◀── started, exited ── as JSON lines     ▲ orphans become the guard's children (subreaper)
//!   ── term, kill ──▶                        └ and bear the mark
//! ```
//! When the socket closes, for whatever reason, the guard ends the engine and sweeps all that is below it or bears its mark.
//! When the guard is killed, the kernel kills the engine and the server sweeps. One thread and no runtime: the kernel ties the
//! engine to the very thread that started it. It writes nothing to stdout, which the engine inherits.

use crate::platform::sweep::Ours;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;

/// What the guard tells the server, one JSON line each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Report {
    /// The engine was started.
    Started {
        /// Its process.
        pid: u32,
    },
    /// The engine could not be started.
    Failed {
        /// Why.
        message: String,
    },
    /// The engine ended, and all that it left was swept.
    Exited {
        /// Its exit code, where it had one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i32>,
        /// The signal that ended it, where one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signal: Option<i32>,
    },
}

/// What the guard is told on its command line: `--mark <mark> -- <program> <argument>…`
#[derive(Debug, Clone, PartialEq, Eq)]
struct Plan {
    mark: String,
    program: OsString,
    arguments: Vec<String>,
}

/// The words that start a guard, after those that name its executable.
pub(crate) fn words(mark: &str) -> [String; 3] {
    ["--mark".to_owned(), mark.to_owned(), "--".to_owned()]
}

/// Acts as guard of an engine until both have ended. A front end's `main` calls it in a hidden mode, before it starts any
/// thread, with the words after those in [`EngineOptions::guard`](crate::EngineOptions::guard), and exits with the answer.
#[must_use]
pub fn guard(arguments: &[String]) -> i32 {
    match plan(arguments) {
        Some(plan) => watch(&plan),
        None => 2,
    }
}

fn plan(arguments: &[String]) -> Option<Plan> {
    let [flag, mark, dashes, program, arguments @ ..] = arguments else { return None };
    let plan = || Plan { mark: mark.clone(), program: program.into(), arguments: arguments.to_vec() };
    (flag == "--mark" && dashes == "--" && !mark.is_empty()).then(plan)
}

impl Plan {
    fn ours(&self) -> Ours {
        Ours::Run(self.mark.clone())
    }
}

#[cfg(not(unix))]
fn watch(plan: &Plan) -> i32 {
    let _ = (plan.ours(), &plan.program, &plan.arguments);
    2
}

#[cfg(unix)]
use unix::watch;

#[cfg(unix)]
mod unix {
    use super::{Plan, Report};
    use crate::platform::process::{Ending, dies_with_this_thread, end_group, in_own_group, survive_ending_signals};
    use crate::platform::sweep::{MARK, adopt_orphans, sweep_family};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{Pid, WaitOptions, WaitStatus, wait};
    use std::fs::File;
    use std::io::{Read, Write};
    use std::os::fd::{AsFd, OwnedFd};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    /// How long an engine whose server is gone may take to end by itself.
    const LAST_WORDS: Duration = Duration::from_millis(500);

    /// How often orphans that ended are taken leave of, where the engine's end wakes the loop by itself.
    const LOOK: Duration = Duration::from_secs(1);

    /// How often the engine is looked at where nothing tells of its end.
    const LOOK_OFTEN: Duration = Duration::from_millis(50);

    struct Guard {
        control: File,
        heard: Vec<u8>,
        engine: u32,
        /// Readable once the engine has ended, where the system offers that.
        end: Option<OwnedFd>,
    }

    pub(super) fn watch(plan: &Plan) -> i32 {
        survive_ending_signals();
        adopt_orphans();
        let Ok(control) = std::io::stdin().as_fd().try_clone_to_owned() else { return 1 };
        let mut control = File::from(control);
        let engine = match start(plan) {
            Ok(engine) => engine,
            Err(error) => {
                tell(&mut control, &Report::Failed { message: error.to_string() });
                return 1;
            }
        };
        tell(&mut control, &Report::Started { pid: engine });
        let mut guard = Guard { control, heard: Vec::new(), engine, end: ending(engine) };
        let exit = guard.until_exit();
        sweep_family(&plan.ours());
        tell(&mut guard.control, &exit);
        0
    }

    fn start(plan: &Plan) -> std::io::Result<u32> {
        let mut command = Command::new(&plan.program);
        command.args(&plan.arguments).env(MARK, &plan.mark).stdin(Stdio::null());
        in_own_group(&mut command);
        dies_with_this_thread(&mut command);
        // It is waited for by number, together with every orphan.
        command.spawn().map(|child| child.id())
    }

    #[cfg(target_os = "linux")]
    fn ending(engine: u32) -> Option<OwnedFd> {
        let pid = i32::try_from(engine).ok().and_then(Pid::from_raw)?;
        rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()).ok()
    }

    #[cfg(not(target_os = "linux"))]
    fn ending(_engine: u32) -> Option<OwnedFd> {
        None
    }

    /// Says something to a server that may be gone.
    fn tell(control: &mut File, report: &Report) {
        if let Ok(mut line) = serde_json::to_string(report) {
            line.push('\n');
            let _ = control.write_all(line.as_bytes());
        }
    }

    impl Guard {
        /// Does what the server says until the engine has ended; once the server is gone, ends it.
        fn until_exit(&mut self) -> Report {
            let mut force_at: Option<Instant> = None;
            loop {
                if let Some(exit) = self.reap() {
                    return exit;
                }
                if force_at.is_some_and(|moment| Instant::now() >= moment) {
                    end_group(self.engine, Ending::Force);
                }
                let server_is_here = force_at.is_none();
                if self.pause(server_is_here) && !self.listen() {
                    end_group(self.engine, Ending::Ask);
                    force_at = Some(Instant::now() + LAST_WORDS);
                }
            }
        }

        /// Waits until something may have happened; says whether the server has said something, or is gone.
        fn pause(&self, server_is_here: bool) -> bool {
            let limit = if self.end.is_some() && server_is_here { LOOK } else { LOOK_OFTEN };
            let limit = Timespec::try_from(limit).ok();
            let mut sources = Vec::new();
            if server_is_here {
                sources.push(PollFd::new(&self.control, PollFlags::IN));
            }
            if let Some(end) = &self.end {
                sources.push(PollFd::new(end, PollFlags::IN));
            }
            // A signal that interrupts is as good as the time being over.
            let _ = poll(&mut sources, limit.as_ref());
            server_is_here && sources.first().is_some_and(|control| !control.revents().is_empty())
        }

        /// Hears the server and does what it says. False when it is gone.
        fn listen(&mut self) -> bool {
            let mut bytes = [0; 256];
            let count = match self.control.read(&mut bytes) {
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => return true,
                Err(_) => 0,
            };
            self.heard.extend_from_slice(&bytes[..count]);
            while let Some(end) = self.heard.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.heard.drain(..=end).collect();
                match line.trim_ascii() {
                    b"term" => end_group(self.engine, Ending::Ask),
                    b"kill" => end_group(self.engine, Ending::Force),
                    _ => {}
                }
            }
            count > 0
        }

        /// Takes leave of all children that have ended; the engine's end is the answer.
        fn reap(&self) -> Option<Report> {
            while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
                if u32::try_from(pid.as_raw_nonzero().get()) == Ok(self.engine) {
                    return Some(exit(status));
                }
            }
            None
        }
    }

    fn exit(status: WaitStatus) -> Report {
        Report::Exited { code: status.exit_status(), signal: status.terminating_signal() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_command_line_is_understood() {
        let plan = plan(&words_of("--mark s:r -- /bin/engine serve --port 1")).unwrap();
        assert_eq!(plan.program, "/bin/engine");
        assert_eq!(plan.arguments, ["serve", "--port", "1"]);
        assert_eq!(plan.ours(), Ours::Run("s:r".to_owned()));
    }

    #[test]
    fn a_wrong_command_line_starts_nothing() {
        for line in ["", "--mark s:r --", "--mark  -- /bin/true", "--other s:r -- /bin/true", "--mark s:r /bin/true x"]
        {
            assert_eq!(guard(&words_of(line)), 2, "{line}");
        }
    }

    #[test]
    fn reports_are_stable() {
        let text = |report: Report| serde_json::to_string(&report).unwrap();
        assert_eq!(text(Report::Started { pid: 7 }), r#"{"event":"started","pid":7}"#);
        assert_eq!(text(Report::Exited { code: None, signal: Some(9) }), r#"{"event":"exited","signal":9}"#);
    }
}
