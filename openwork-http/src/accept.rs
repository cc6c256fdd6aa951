//! Taking connections, and serving each to its end.

use crate::Body;
use crate::dispatch::App;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How many connections are open at once; more wait in the system's queue.
const CONNECTIONS: usize = 1024;
/// How long a client may take to begin, and to send its headers.
const HEADER_LIMIT: Duration = Duration::from_secs(10);
/// The pause after an accept that failed for want of something; it doubles up to the second.
const PAUSE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// What the accept loop and every connection share.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) app: Arc<App>,
    /// Nothing new from here on.
    pub(crate) closing: CancellationToken,
    /// The end of whatever is left.
    pub(crate) cut: CancellationToken,
}

impl Door {
    /// Takes connections until the server stops, and then waits for them to end.
    pub(crate) async fn keep(self, listener: TcpListener, tasks: TaskTracker) {
        let http = Arc::new(protocol());
        let graceful = GracefulShutdown::new();
        let slots = Arc::new(Semaphore::new(CONNECTIONS));
        let mut pause = PAUSE.0;
        loop {
            let accepted = tokio::select! {
                () = self.closing.cancelled() => break,
                accepted = accept(&listener, &slots) => accepted,
            };
            match accepted {
                Ok((stream, slot)) => {
                    pause = PAUSE.0;
                    let connection = self.clone().attend(stream, http.clone(), graceful.watcher());
                    tasks.spawn(async move {
                        connection.await;
                        drop(slot);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    // Nothing tells when the system has files to give again.
                    sleep(pause).await;
                    pause = (pause * 2).min(PAUSE.1);
                }
            }
        }
        drop(listener);
        tokio::select! {
            () = graceful.shutdown() => {}
            () = self.cut.cancelled() => {}
        }
    }

    /// Serves one connection to its end.
    async fn attend(self, stream: TcpStream, http: Arc<Builder<TokioExecutor>>, watcher: Watcher) {
        let _ = stream.set_nodelay(true);
        let (app, begun) = (self.app.clone(), CancellationToken::new());
        let first = begun.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            first.cancel();
            let app = app.clone();
            async move { Ok::<Response<Body>, Infallible>(app.answer(request).await) }
        });
        let connection = http.serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::select! {
            ended = watcher.watch(connection) => {
                if let Err(error) = ended {
                    tracing::debug!(error, "a connection broke");
                }
            }
            () = silence(begun) => tracing::debug!("a client began no request"),
            () = self.cut.cancelled() => {}
        }
    }
}

/// Ends when no request has begun in time: a client that says nothing, or not enough, must not hold a slot. The limit of
/// the HTTP/1 reader is not enough, because it counts only once the version is told.
async fn silence(begun: CancellationToken) {
    if timeout(HEADER_LIMIT, begun.cancelled()).await.is_ok() {
        std::future::pending::<()>().await;
    }
}

async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> std::io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let slot = slots.clone().acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, slot))
}

/// HTTP/1.1, and HTTP/2 for those who begin with it.
fn protocol() -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_LIMIT);
    http.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
    http
}
