//! The runtime that a server runs on, and how a foreign call gets onto it.
//!
//! A foreign program has no tokio runtime, and its event loop is not one. So a server owns its own; a call is a task on it,
//! and what the foreign side polls is only that task's answer. Whoever drops the answer aborts the task.

use crate::error::{Result, broken, lacking};
use openwork_core::{OpenWorkError, Server};
use std::sync::Arc;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

/// How many threads serve calls; blocking work has more.
const WORKERS: usize = 2;

/// A runtime that may be dropped anywhere, also on a thread of its own.
#[derive(Debug)]
pub(crate) struct Threads {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Threads {
    /// Starts the threads.
    pub(crate) fn start() -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("openwork")
            .enable_all()
            .build()
            .map_err(|source| lacking("The server's threads could not be started", &source))?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Where tasks are put.
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Does a call here. It ends when the caller drops it.
    pub(crate) async fn run<T, E>(&self, call: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T>
    where
        T: Send + 'static,
        E: Into<OpenWorkError> + Send + 'static,
    {
        let answer = AbortOnDropHandle::new(self.handle.spawn(call)).await;
        answer.map_err(|ended| broken(&ended))?.map_err(Into::into)
    }

    /// Does a call here that goes on when the caller drops it.
    pub(crate) async fn see_through<T: Send + 'static>(
        &self,
        call: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        self.handle.spawn(call).await.map_err(|ended| broken(&ended))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A server with the threads it runs on. Every foreign object that can make calls holds it; with the last one it ends.
#[derive(Debug)]
pub(crate) struct Host {
    // Before the threads, so that it is let go while they still run.
    pub(crate) server: Server,
    pub(crate) threads: Threads,
    /// The tasks that tell listeners.
    pub(crate) listeners: TaskTracker,
}

/// An area's handle, bound to a caller, with the host that it runs on.
#[derive(Debug)]
pub(crate) struct Bound<A> {
    pub(crate) host: Arc<Host>,
    area: A,
}

impl<A: Clone + Send + 'static> Bound<A> {
    /// Binds a handle.
    pub(crate) fn new(host: Arc<Host>, area: A) -> Self {
        Self { host, area }
    }

    /// Does one operation of the area.
    pub(crate) async fn call<T, F>(&self, operation: impl FnOnce(A) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = openwork_core::Result<T>> + Send + 'static,
    {
        self.host.threads.run(operation(self.area.clone())).await
    }
}

#[cfg(test)]
mod tests {
    use super::Threads;
    use openwork_core::{Error, ErrorKind, OpenWorkError};
    use std::sync::mpsc;
    use std::time::Duration;

    /// Waits as a foreign event loop does: on a runtime that is not the server's.
    fn wait<T: Send + 'static>(call: impl Future<Output = T> + Send + 'static) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call)
    }

    #[test]
    fn a_panic_is_an_internal_error_of_its_own_call() {
        let threads = Threads::start().unwrap();
        let (broken, whole) = wait(async move {
            let broken = threads.run::<(), Error>(async { panic!("a fault of ours") }).await;
            let whole = threads.run::<_, Error>(async { Ok(7) }).await;
            (broken, whole)
        });
        assert!(matches!(broken, Err(OpenWorkError::Internal { kind: ErrorKind::Internal, .. })), "{broken:?}");
        assert_eq!(whole, Ok(7));
    }

    #[test]
    fn a_call_ends_when_its_caller_drops_it() {
        let threads = Threads::start().unwrap();
        let (ended, was_ended) = mpsc::channel::<()>();
        let call = threads.run::<(), Error>(async move {
            let _dropped_with_the_call = ended;
            std::future::pending().await
        });
        assert!(futures_util::FutureExt::now_or_never(call).is_none());
        assert_eq!(was_ended.recv_timeout(Duration::from_secs(5)), Err(mpsc::RecvTimeoutError::Disconnected));
    }

    #[test]
    fn what_is_seen_through_outlives_its_caller() {
        let threads = Threads::start().unwrap();
        let (done, was_done) = mpsc::channel::<()>();
        let (go, may_go) = tokio::sync::oneshot::channel::<()>();
        let call = threads.see_through(async move {
            let _ = may_go.await;
            let _ = done.send(());
        });
        assert!(futures_util::FutureExt::now_or_never(call).is_none());
        go.send(()).unwrap();
        assert_eq!(was_done.recv_timeout(Duration::from_secs(5)), Ok(()));
    }
}
