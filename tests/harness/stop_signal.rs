//! How the substitutes learn that they shall end.

use std::io::{self, Read};

use tokio::sync::oneshot;

/// Starts to listen for SIGTERM and SIGINT (elsewhere: Ctrl-C); the future is ready when one has come.
///
/// Called before a program says that it is ready: whoever reads that line may send the signal at once.
pub fn listen() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(async move {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        })
    }
    #[cfg(windows)]
    {
        let mut interrupt = tokio::signal::windows::ctrl_c()?;
        Ok(async move { drop(interrupt.recv().await) })
    }
}

/// Waits until standard input ends, which it does when the process at its other end is gone.
pub async fn parent_gone() {
    let (sender, receiver) = oneshot::channel();
    // A blocking read cannot be cancelled, so it gets a thread that does not hold up the runtime's end.
    std::thread::spawn(move || {
        let mut sink = [0_u8; 1024];
        let mut input = io::stdin().lock();
        while matches!(input.read(&mut sink), Ok(n) if n > 0) {}
        let _ = sender.send(());
    });
    let _ = receiver.await;
}
