//! Processes: signals, groups, a child that dies with its parent, and what this one holds of memory that nobody uses.
//!
//! The only module with `unsafe`: between fork and exec, and in a signal handler, only async-signal-safe calls may happen,
//! which no type can check. Each block says why it holds.
#![allow(unsafe_code, reason = "fork, signal handlers and the allocator; see above")]

use std::process::Command;

/// How a process is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It may still do something: SIGTERM.
    Ask,
    /// It ends at once: SIGKILL.
    Force,
}

/// Makes the child the head of a process group of its own, so that a terminal's Ctrl-C does not reach it.
#[cfg(unix)]
pub(crate) fn in_own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// Elsewhere there is no such group.
#[cfg(not(unix))]
pub(crate) fn in_own_group(_command: &mut Command) {}

/// Ends a child with the thread that starts it, also where that is killed. So the thread must live as long as the child should:
/// only for programs of one thread.
#[cfg(target_os = "linux")]
pub(crate) fn dies_with_this_thread(command: &mut Command) {
    use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};
    let parent = getpid();
    let tie = move || {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // The parent may have gone before the tie was made.
        if getppid() == Some(parent) { Ok(()) } else { Err(std::io::ErrorKind::NotFound.into()) }
    };
    // SAFETY: runs between fork and exec. `prctl` and `getppid` are plain system calls; nothing allocates or locks.
    unsafe { std::os::unix::process::CommandExt::pre_exec(command, tie) };
}

/// Elsewhere nothing ties a child to its parent.
#[cfg(not(target_os = "linux"))]
pub(crate) fn dies_with_this_thread(_command: &mut Command) {}

/// From now on the signals that ask a process to end do nothing to this one. Its children get them as usual: a handler,
/// unlike an ignored signal, is not inherited.
#[cfg(unix)]
pub(crate) fn survive_ending_signals() {
    extern "C" fn nothing(_: libc::c_int) {}
    let handler = nothing as extern "C" fn(libc::c_int);
    for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP, libc::SIGQUIT] {
        // SAFETY: the handler does nothing, which is async-signal-safe, and lives as long as the program.
        unsafe { libc::signal(signal, handler as libc::sighandler_t) };
    }
}

/// Ends every process of the group that this process heads. That the group is gone is no failure.
#[cfg(unix)]
pub(crate) fn end_group(pid: u32, ending: Ending) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let signal = match ending {
        Ending::Ask => Signal::TERM,
        Ending::Force => Signal::KILL,
    };
    if let Some(group) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, signal);
    }
}

/// Gives the system back what the allocator holds of freed memory: after work that needed much of it once.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn give_memory_back() {
    // SAFETY: takes any number, from any thread.
    unsafe { libc::malloc_trim(0) };
}

/// Other allocators do so by themselves, or cannot.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_memory_back() {}

/// Whether there is a process of this number.
#[cfg(unix)]
pub(crate) fn is_running(pid: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let asked = i32::try_from(pid).ok().and_then(Pid::from_raw).map(test_kill_process);
    // one that belongs to somebody else is there too
    asked.is_some_and(|asked| asked != Err(rustix::io::Errno::SRCH))
}

/// Elsewhere nobody asks.
#[cfg(not(unix))]
pub(crate) fn is_running(_pid: u32) -> bool {
    true
}

/// Elsewhere the caller ends the child itself.
#[cfg(not(unix))]
pub(crate) fn end_group(_pid: u32, _ending: Ending) {}
