//! How a request reaches a server and an answer comes back.

use crate::error::{Error, ErrorKind, Result};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::uri::{PathAndQuery, Scheme, Uri};
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::time::Duration;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(30);

/// The body of an answer, as it comes.
pub type Body = UnsyncBoxBody<Bytes, SendError>;

/// A request that did not reach a server, or an answer that broke off. Says the innermost reason.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct SendError {
    reason: String,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl SendError {
    /// What a transport makes of its own errors.
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let source = source.into();
        let mut innermost: &dyn std::error::Error = source.as_ref();
        while let Some(deeper) = innermost.source() {
            innermost = deeper;
        }
        Self { reason: innermost.to_string(), source }
    }
}

/// A way to a server. The request's URI is path and query only; the transport knows the rest.
pub trait Transport: Send + Sync + 'static {
    /// Where it leads, for sentences: an address, or `this process`.
    fn place(&self) -> &str;

    /// Sends a request. The answer's body is still to come.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'static, Result<Response<Body>, SendError>>;

    /// The same of a request whose body is still to come, where the transport can stream.
    fn send_stream(&self, _: Request<Body>) -> BoxFuture<'static, Result<Response<Body>, SendError>> {
        Box::pin(async { Err(SendError::new("this way takes no body that streams")) })
    }
}

/// The way to a server in another process, over HTTP/1.1 on TCP. Takes no proxy, whatever the environment says.
#[derive(Debug, Clone)]
pub struct Http {
    base: String,
    pool: Pool<HttpConnector, Body>,
}

impl Http {
    /// The way to the server at an `http://host:port` address; a path in front of the contract's own is kept.
    ///
    /// # Errors
    /// It is no such address.
    pub fn new(url: &str) -> Result<Self> {
        let uri: Uri = url.parse().map_err(|why| refused(url, "it is not a URL").caused_by(why))?;
        if uri.scheme() != Some(&Scheme::HTTP) {
            return Err(refused(url, "only http:// addresses are understood"));
        }
        if uri.authority().is_none_or(|authority| authority.host().is_empty() || authority.as_str().contains('@')) {
            return Err(refused(url, "it needs a host, and no user name"));
        }
        if uri.query().is_some() {
            return Err(refused(url, "it may not have a query"));
        }
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT));
        let pool =
            Pool::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE).build(connector);
        Ok(Self { base: uri.to_string().trim_end_matches('/').to_owned(), pool })
    }

    /// The request with its whole address.
    fn addressed<B>(&self, request: Request<B>) -> Result<Request<B>, SendError> {
        let (mut parts, body) = request.into_parts();
        let rest = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        parts.uri = format!("{}{rest}", self.base).parse().map_err(SendError::new)?;
        Ok(Request::from_parts(parts, body))
    }
}

impl Transport for Http {
    fn place(&self) -> &str {
        &self.base
    }

    fn send(&self, request: Request<Bytes>) -> BoxFuture<'static, Result<Response<Body>, SendError>> {
        self.send_stream(request.map(|body| Full::new(body).map_err(|never| match never {}).boxed_unsync()))
    }

    fn send_stream(&self, request: Request<Body>) -> BoxFuture<'static, Result<Response<Body>, SendError>> {
        let (pool, request) = (self.pool.clone(), self.addressed(request));
        Box::pin(async move {
            let response = pool.request(request?).await.map_err(SendError::new)?;
            Ok(response.map(|body| body.map_err(SendError::new).boxed_unsync()))
        })
    }
}

fn refused(url: &str, why: &str) -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        format!("`{url}` is not an address of a server: {why}. Give one such as http://127.0.0.1:3100."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    #[test]
    fn addresses_that_cannot_be_are_refused() {
        for url in ["", "nonsense", "https://host", "ftp://host", "http://", "http://u:p@host", "http://host/?a=b"] {
            assert_eq!(Http::new(url).unwrap_err().kind, ErrorKind::InvalidRequest, "{url}");
        }
    }

    #[tokio::test]
    async fn a_prefix_is_kept() {
        let way = Http::new("http://host:1/under/").unwrap();
        let request = Request::get("/workspaces?limit=1").body(Bytes::new()).unwrap();
        assert_eq!(way.addressed(request).unwrap().uri(), "http://host:1/under/workspaces?limit=1");
    }

    #[tokio::test]
    async fn a_request_goes_out_and_an_answer_comes_back() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let way = Http::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let request = Request::post("/x").body(Bytes::from_static(b"hello")).unwrap();
        let server = async {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut seen = vec![0; 4096];
            let mut length = 0;
            while !seen[..length].ends_with(b"hello") {
                length += socket.read(&mut seen[length..]).await.unwrap();
            }
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
            String::from_utf8_lossy(&seen[..length]).into_owned()
        };
        let (seen, answer) = tokio::join!(server, way.send(request));
        assert!(seen.starts_with("POST /x HTTP/1.1\r\n"), "{seen}");
        assert_eq!(answer.unwrap().into_body().collect().await.unwrap().to_bytes(), "ok");
    }

    #[tokio::test]
    async fn nobody_there_is_said_plainly() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let way = Http::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        drop(listener);
        let failure = way.send(Request::get("/").body(Bytes::new()).unwrap()).await.unwrap_err();
        assert!(failure.to_string().to_lowercase().contains("refused"), "{failure}");
    }
}
