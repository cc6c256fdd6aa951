//! Ending with the parent: by its process, or by the pipe that it holds.

use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::sleep;

/// How often a process is looked for.
const LOOK: Duration = Duration::from_millis(500);

/// Resolves when the parent has ended; never, where nobody asked.
pub(super) fn end(pid: Option<u32>, with_stdin: bool) -> impl Future<Output = ()> {
    let closed = with_stdin.then(stdin_closed).flatten();
    async move {
        tokio::select! {
            () = gone(pid) => {}
            () = told(closed) => {}
        }
    }
}

async fn told(closed: Option<oneshot::Receiver<()>>) {
    match closed {
        Some(closed) => drop(closed.await),
        None => std::future::pending().await,
    }
}

async fn gone(pid: Option<u32>) {
    let Some(pid) = pid else { return std::future::pending().await };
    let alive = watched(pid);
    // The end of a process that is not our child is not told to us; it has to be looked for.
    while alive() {
        sleep(LOOK).await;
    }
}

/// How to look for a process. Our own parent's end shows in our parent's number, which no other process can take over.
#[cfg(unix)]
fn watched(pid: u32) -> impl Fn() -> bool {
    let ours = std::os::unix::process::parent_id() == pid;
    move || if ours { std::os::unix::process::parent_id() == pid } else { exists(pid) }
}

#[cfg(unix)]
fn exists(pid: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return false };
    !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn watched(_: u32) -> impl Fn() -> bool {
    tracing::warn!("--parent-pid is not watched on this system; use --exit-with-parent");
    || true
}

/// Told when stdin, if it is a pipe, is closed. The thread that reads it ends with the process.
fn stdin_closed() -> Option<oneshot::Receiver<()>> {
    if !stdin_is_pipe() {
        return None;
    }
    let (tell, told) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _ = tell.send(());
    });
    Some(told)
}

#[cfg(unix)]
fn stdin_is_pipe() -> bool {
    use rustix::fs::{FileType, fstat};
    let kind = fstat(std::io::stdin()).map(|file| FileType::from_raw_mode(file.st_mode));
    matches!(kind, Ok(FileType::Fifo | FileType::Socket))
}

#[cfg(not(unix))]
fn stdin_is_pipe() -> bool {
    use std::io::IsTerminal;
    !std::io::stdin().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_process_that_is_gone_is_noticed() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = child.id();
        child.wait().unwrap();
        tokio::time::timeout(Duration::from_secs(5), end(Some(pid), false)).await.unwrap();
    }

    #[tokio::test]
    async fn nobody_asked_means_never() {
        let forever = tokio::time::timeout(Duration::from_millis(20), end(None, false)).await;
        assert!(forever.is_err());
    }
}
