//! The small HTTP/1.1 server that both substitutes are built on.
//!
//! It is kept apart from the product's own listener on purpose: a fault there must not hide itself by
//! being present on both ends of a test.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// The body of every answer.
pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// The result of a handler. `Err` closes the connection without an answer.
pub(crate) type Answer = io::Result<Response<Body>>;

/// What answers the requests of one listener.
pub(crate) trait Handle: Send + Sync + 'static {
    fn handle(self: Arc<Self>, request: http::Request<Incoming>) -> impl Future<Output = Answer> + Send;
}

/// Binds a port of loopback; 0 lets the system choose.
pub(crate) fn bind(port: u16) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves until it is dropped, or until its runtime is; the connections end with the runtime.
pub(crate) async fn serve<H: Handle>(listener: TcpListener, handler: Arc<H>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: the next attempt succeeds when some connection has ended.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // Without this, small chunks wait for the acknowledgement of the previous one.
        let _ = stream.set_nodelay(true);
        let handler = handler.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| handler.clone().handle(request));
            // A client that goes away in the middle is an everyday event of these tests.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// Reads a request's body whole.
pub(crate) async fn read(body: Incoming) -> io::Result<Bytes> {
    body.collect().await.map(http_body_util::Collected::to_bytes).map_err(io::Error::other)
}

/// An answer with a body that is known from the start.
pub(crate) fn answer(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let body = Full::new(body.into()).map_err(|never: Infallible| match never {}).boxed_unsync();
    typed(status, content_type, body)
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, value: &serde_json::Value) -> Response<Body> {
    answer(status, "application/json", value.to_string())
}

/// An answer whose body is written while it is sent.
pub(crate) fn stream(content_type: &'static str, capacity: usize) -> (Feed, Response<Body>) {
    let (sender, receiver) = mpsc::channel(capacity);
    (Feed(sender), typed(StatusCode::OK, content_type, Fed(receiver).boxed_unsync()))
}

fn typed(status: StatusCode, content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// The reader of a streamed answer has gone away.
#[derive(Debug)]
pub(crate) struct Gone;

/// The writing end of a streamed answer. Dropping it ends the body properly.
pub(crate) struct Feed(mpsc::Sender<io::Result<Bytes>>);

impl Feed {
    /// Hands on one piece, waiting while the reader is behind.
    pub(crate) async fn send(&self, piece: impl Into<Bytes>) -> Result<(), Gone> {
        self.0.send(Ok(piece.into())).await.map_err(|_| Gone)
    }

    /// Waits, but not longer than the reader does.
    pub(crate) async fn pause(&self, time: Duration) -> Result<(), Gone> {
        tokio::select! {
            () = self.0.closed() => Err(Gone),
            () = tokio::time::sleep(time) => Ok(()),
        }
    }

    /// Closes the connection in the middle of the body.
    pub(crate) async fn cut(self) {
        // What was sent is still in the connection's buffer, and an error would discard it there.
        let _ = self.pause(Duration::from_millis(50)).await;
        let _ = self.0.send(Err(io::Error::other("cut off on purpose"))).await;
    }
}

struct Fed(mpsc::Receiver<io::Result<Bytes>>);

impl http_body::Body for Fed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
