//! The one way to talk to a running engine: HTTP/1 on loopback, with its password, never through a proxy.
//!
//! A client belongs to one run of the engine. When that run ends, calls in flight fail as interrupted. The folder a call is
//! for is always set here, by the `directory` query parameter; OpenCode would take any folder from anyone. HEAD is never
//! sent, because OpenCode answers it with its web page.

use super::broken::Broken;
use super::fault::EngineError;
use crate::child::Redactor;
use base64::Engine as _;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio_util::sync::CancellationToken;

/// How long a call may take that is not a prompt. Measured: 0.3 s at p99, 2 s in a new folder under load.
pub(crate) const CALL_LIMIT: Duration = Duration::from_secs(30);

/// How long a connection on loopback may take to open.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// How long one that is asked whether it is there may take; one that does not answer in time is there, and busy.
const THERE_LIMIT: Duration = Duration::from_secs(1);

/// The largest answer that is read. 25 MB of messages are common enough; this only stops a runaway.
const ANSWER_LIMIT: usize = 256 * 1024 * 1024;

/// The name that OpenCode expects beside its password.
const USER: &str = "opencode";

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// So long.
    Limit(Duration),
    /// As long as the engine lives: a prompt may work for hours.
    Endless,
}

/// A way to talk to one run of the engine.
#[derive(Clone)]
pub(crate) struct Client(Arc<Inner>);

struct Inner {
    http: HyperClient<HttpConnector, Full<Bytes>>,
    base_url: String,
    password: String,
    authorization: HeaderValue,
    ended: CancellationToken,
    redactor: Redactor,
    broken: Arc<Broken>,
    /// Which run this is, for [`Broken`].
    run: u64,
}

/// Whether both lead to the same run.
impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base_url", &self.0.base_url).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the run that listens at this address and ends with this token.
    pub(super) fn new(
        base_url: &str,
        password: &str,
        ended: CancellationToken,
        redactor: Redactor,
        broken: Arc<Broken>,
    ) -> Self {
        let credentials = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{password}"));
        let mut authorization =
            HeaderValue::try_from(format!("Basic {credentials}")).unwrap_or_else(|_| HeaderValue::from_static(""));
        authorization.set_sensitive(true);
        let (base_url, password, run) = (base_url.to_owned(), password.to_owned(), broken.begin_run());
        Self(Arc::new(Inner { http: pool(true), base_url, password, authorization, ended, redactor, broken, run }))
    }

    /// Where this run listens, and the name and password that it asks for: for the one other child that speaks with it.
    pub(crate) fn login(&self) -> (&str, &'static str, &str) {
        (&self.0.base_url, USER, &self.0.password)
    }

    /// Asks for a value.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        directory: &str,
        query: &[(&str, &str)],
    ) -> Result<T, EngineError> {
        Ok(self.get_with_headers(path, directory, query).await?.0)
    }

    /// Asks for a value whose headers matter too, such as `X-Next-Cursor`.
    pub(crate) async fn get_with_headers<T: DeserializeOwned>(
        &self,
        path: &str,
        directory: &str,
        query: &[(&str, &str)],
    ) -> Result<(T, HeaderMap), EngineError> {
        self.ask(Method::GET, path, directory, query, None, Patience::Limit(CALL_LIMIT)).await
    }

    /// Asks for a value that may take longer than others.
    pub(crate) async fn get_within<T: DeserializeOwned>(
        &self,
        path: &str,
        directory: &str,
        limit: Duration,
    ) -> Result<T, EngineError> {
        Ok(self.ask(Method::GET, path, directory, &[], None, Patience::Limit(limit)).await?.0)
    }

    /// Sends a value, within the usual time.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        directory: &str,
        body: &(impl Serialize + Sync + ?Sized),
    ) -> Result<T, EngineError> {
        self.post_with(path, directory, body, Patience::Limit(CALL_LIMIT)).await
    }

    /// Sends a value and waits for as long as is said. Only a prompt waits for ever.
    pub(crate) async fn post_with<T: DeserializeOwned>(
        &self,
        path: &str,
        directory: &str,
        body: &(impl Serialize + Sync + ?Sized),
        patience: Patience,
    ) -> Result<T, EngineError> {
        Ok(self.ask(Method::POST, path, directory, &[], Some(encode(path, body)?), patience).await?.0)
    }

    /// Puts a value in the place of what was there.
    pub(crate) async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        directory: &str,
        body: &(impl Serialize + Sync + ?Sized),
    ) -> Result<T, EngineError> {
        let patience = Patience::Limit(CALL_LIMIT);
        Ok(self.ask(Method::PUT, path, directory, &[], Some(encode(path, body)?), patience).await?.0)
    }

    /// Changes a value.
    pub(crate) async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        directory: &str,
        body: &(impl Serialize + Sync + ?Sized),
    ) -> Result<T, EngineError> {
        let patience = Patience::Limit(CALL_LIMIT);
        Ok(self.ask(Method::PATCH, path, directory, &[], Some(encode(path, body)?), patience).await?.0)
    }

    /// Removes a value.
    pub(crate) async fn delete<T: DeserializeOwned>(&self, path: &str, directory: &str) -> Result<T, EngineError> {
        Ok(self.ask(Method::DELETE, path, directory, &[], None, Patience::Limit(CALL_LIMIT)).await?.0)
    }

    /// Asks about a folder. Whether its configuration can be read is learned on the way.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        directory: &str,
        query: &[(&str, &str)],
        body: Option<Bytes>,
        patience: Patience,
    ) -> Result<(T, HeaderMap), EngineError> {
        let called_at = SystemTime::now();
        let answer = self.call(method, &self.uri(path, Some(directory), query), body, patience).await;
        match &answer {
            Ok(_) => self.0.broken.is_well(directory),
            Err(EngineError::BrokenConfig(fault)) => {
                self.0.broken.note(self.0.run, directory, fault, called_at).await;
            }
            Err(_) => {}
        }
        answer.map_err(|error| error.seen_from(directory))
    }

    /// The engine's own health, on a fresh connection: one that was opened before the engine is ready is never answered.
    pub(super) async fn version(&self, limit: Duration) -> Result<String, EngineError> {
        #[derive(serde::Deserialize)]
        struct Health {
            version: String,
        }
        let request = self.request(Method::GET, &self.uri("/global/health", None, &[]), None)?;
        let fresh = pool(false);
        let answer = async { self.whole("/global/health", fresh.request(request).await).await };
        let (_, body) = self.within(Patience::Limit(limit), answer).await?;
        decode::<Health>("/global/health", &body).map(|health| health.version)
    }

    /// Whether anyone is there at all: false where the connection is refused or torn.
    pub(super) async fn is_there(&self) -> bool {
        !matches!(self.version(THERE_LIMIT).await, Err(EngineError::Interrupted(_)))
    }

    /// Text of the engine's, without secrets.
    pub(crate) fn plain(&self, text: &str) -> String {
        self.0.redactor.line(text)
    }

    /// A client of the same run that may still ask when the run is over for all others.
    pub(super) fn last_words(&self) -> Self {
        let (base_url, password) = (self.0.base_url.clone(), self.0.password.clone());
        let (authorization, redactor) = (self.0.authorization.clone(), self.0.redactor.clone());
        let (ended, broken, run) = (CancellationToken::new(), self.0.broken.clone(), self.0.run);
        Self(Arc::new(Inner { http: pool(false), base_url, password, authorization, ended, redactor, broken, run }))
    }

    /// Ends every run and every tool of the engine; what it knows of its folders it reads again.
    pub(crate) async fn dispose(&self, limit: Duration) -> Result<(), EngineError> {
        let uri = self.uri("/global/dispose", None, &[]);
        let body = Bytes::from_static(b"{}");
        self.call::<serde_json::Value>(Method::POST, &uri, Some(body), Patience::Limit(limit)).await.map(|_| ())
    }

    /// Opens the stream of all events.
    pub(super) async fn subscribe(&self, limit: Duration) -> Result<Response<Incoming>, EngineError> {
        let mut request = self.request(Method::GET, &self.uri("/global/event", None, &[]), None)?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        let fresh = pool(false);
        let answer = async { fresh.request(request).await.map_err(|error| self.broken(&error)) };
        let response = self.within(Patience::Limit(limit), answer).await?;
        if response.status() != StatusCode::OK {
            return Err(EngineError::answered(response.status().as_u16(), b""));
        }
        // an engine that has no such route answers with its web page, and a stream of that would begin and end for ever
        let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        if !kind.starts_with(b"text/event-stream") {
            let reason = format!("it is {}", String::from_utf8_lossy(kind));
            return Err(EngineError::Garbage { path: "/global/event".to_owned(), reason });
        }
        Ok(response)
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        uri: &str,
        body: Option<Bytes>,
        patience: Patience,
    ) -> Result<(T, HeaderMap), EngineError> {
        let bare = body.is_none();
        let request = self.request(method, uri, body)?;
        let path = request.uri().path().to_owned();
        let answer = async { self.whole(&path, self.0.http.request(request).await).await };
        let answer = self.within(patience, answer).await;
        if let Err(error @ (EngineError::Answered { .. } | EngineError::BrokenConfig(_))) = &answer {
            tracing::debug!(path, %error, "the engine refused"); // whole: callers get it without places of the machine
        }
        let (headers, body) = answer.map_err(|error| if bare { error.without_body() } else { error })?;
        Ok((decode(&path, &body)?, headers))
    }

    /// Waits for an answer, but no longer than is said, nor than the engine lives.
    async fn within<T>(
        &self,
        patience: Patience,
        answer: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let answer = self.0.ended.run_until_cancelled(answer);
        let answer = match patience {
            Patience::Endless => answer.await,
            Patience::Limit(limit) => {
                tokio::time::timeout(limit, answer).await.map_err(|_| EngineError::Timeout(limit))?
            }
        };
        answer.unwrap_or_else(|| Err(EngineError::Interrupted("it exited".to_owned())))
    }

    /// Reads an answer to its end.
    async fn whole(
        &self,
        path: &str,
        response: Result<Response<Incoming>, hyper_util::client::legacy::Error>,
    ) -> Result<(HeaderMap, Bytes), EngineError> {
        let (parts, body) = response.map_err(|error| self.broken(&error))?.into_parts();
        let html = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if html {
            return Err(EngineError::NoSuchRoute(path.to_owned()));
        }
        let body = Limited::new(body, ANSWER_LIMIT).collect().await;
        let body = body.map_err(|error| EngineError::Interrupted(self.0.redactor.line(&error.to_string())))?;
        let body = body.to_bytes();
        if parts.status.is_success() {
            return Ok((parts.headers, body));
        }
        let failure = EngineError::answered(parts.status.as_u16(), &body);
        Err(failure.redacted(|text| self.0.redactor.line(text)))
    }

    fn request(&self, method: Method, uri: &str, body: Option<Bytes>) -> Result<Request<Full<Bytes>>, EngineError> {
        let garbage = |reason: http::Error| EngineError::Garbage { path: uri.to_owned(), reason: reason.to_string() };
        let mut request = Request::builder().method(method).uri(uri).header(AUTHORIZATION, &self.0.authorization);
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        request.body(Full::new(body.unwrap_or_default())).map_err(garbage)
    }

    fn uri(&self, path: &str, directory: Option<&str>, query: &[(&str, &str)]) -> String {
        let pairs: Vec<_> =
            directory.map(|folder| ("directory", folder)).into_iter().chain(query.iter().copied()).collect();
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.0.base_url)
    }

    fn broken(&self, error: &hyper_util::client::legacy::Error) -> EngineError {
        let mut reason = error.to_string();
        let mut next = std::error::Error::source(error);
        while let Some(cause) = next {
            reason = format!("{reason}: {cause}");
            next = cause.source();
        }
        EngineError::Interrupted(self.0.redactor.line(&reason))
    }
}

/// Connections to loopback, kept or not.
fn pool(keep: bool) -> HyperClient<HttpConnector, Full<Bytes>> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(CONNECT_LIMIT));
    let mut builder = HyperClient::builder(TokioExecutor::new());
    builder.pool_timer(TokioTimer::new());
    builder.pool_max_idle_per_host(if keep { 16 } else { 0 });
    builder.build(connector)
}

fn encode(path: &str, body: &(impl Serialize + ?Sized)) -> Result<Bytes, EngineError> {
    serde_json::to_vec(body)
        .map(Bytes::from)
        .map_err(|error| EngineError::Garbage { path: path.to_owned(), reason: error.to_string() })
}

/// Reads a value; an empty answer reads as `null`.
fn decode<T: DeserializeOwned>(path: &str, body: &[u8]) -> Result<T, EngineError> {
    let body = if body.is_empty() { b"null" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| EngineError::Garbage { path: path.to_owned(), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        Client::new(
            "http://127.0.0.1:1",
            "hush-hush",
            CancellationToken::new(),
            Redactor::default(),
            Arc::new(Broken::new()),
        )
    }

    #[test]
    fn the_folder_and_the_query_are_escaped() {
        let uri = client().uri("/session", Some("/w/a b&c=ü"), &[("limit", "5")]);
        assert_eq!(uri, "http://127.0.0.1:1/session?directory=%2Fw%2Fa+b%26c%3D%C3%BC&limit=5");
        assert_eq!(client().uri("/global/health", None, &[]), "http://127.0.0.1:1/global/health");
    }

    #[test]
    fn a_client_prints_no_password() {
        let client = client();
        assert!(!format!("{client:?}").contains("hush"));
        let request = client.request(Method::GET, "http://127.0.0.1:1/", None).unwrap();
        assert!(!format!("{request:?}").contains("Basic"));
    }

    #[test]
    fn an_empty_answer_is_nothing() {
        decode::<()>("/x", b"").unwrap();
        assert!(decode::<String>("/x", b"{").is_err());
    }

    #[tokio::test]
    async fn a_closed_port_is_an_interruption() {
        let answer = client().get::<serde_json::Value>("/session", "/w", &[]).await;
        assert!(matches!(answer, Err(EngineError::Interrupted(_))), "{answer:?}");
        assert!(!client().is_there().await);
    }

    #[tokio::test]
    async fn the_end_of_the_run_interrupts() {
        let ended = CancellationToken::new();
        ended.cancel();
        let client = Client::new("http://127.0.0.1:1", "p", ended, Redactor::default(), Arc::new(Broken::new()));
        let endless = client.post_with::<()>("/session/ses_1/message", "/w", &(), Patience::Endless).await;
        assert!(matches!(endless, Err(EngineError::Interrupted(_))));
    }
}
