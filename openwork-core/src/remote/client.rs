//! The client: one method for every operation, and one for streams.

use super::transport::{Body, SendError, Transport};
use super::{address, reply, watch};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{WorkspaceId, request_id};
use crate::model::event::{Event, WatchEvents};
use crate::model::page::{Nothing, OneWorkspace};
use crate::model::system_event::{SystemEvent, WatchSystemEvents};
use crate::operation::endpoint::{EventsWatch, SystemEvents};
use crate::operation::{Answer, Endpoint, Method, Operation};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response};
use std::sync::Arc;
use std::time::Duration;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A caller of an OpenWork server. Clones share the transport.
#[derive(Clone)]
pub struct Client {
    pub(super) transport: Arc<dyn Transport>,
    token: Option<HeaderValue>,
    pub(super) limit: Option<Duration>,
    on_cut: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("place", &self.transport.place()).finish_non_exhaustive()
    }
}

impl Client {
    /// A caller with nothing but the open operations.
    pub fn new(transport: impl Transport) -> Self {
        Self { transport: Arc::new(transport), token: None, limit: None, on_cut: None }
    }

    /// The same caller with a token.
    ///
    /// # Errors
    /// The text cannot be a token.
    pub fn with_token(mut self, token: &str) -> Result<Self> {
        let refused = |_| Error::new(ErrorKind::InvalidRequest, "The token holds characters that no token has.");
        let mut value = HeaderValue::from_str(&format!("Bearer {}", token.trim())).map_err(refused)?;
        value.set_sensitive(true);
        self.token = Some(value);
        Ok(self)
    }

    /// The same caller, which waits so long for a whole answer and no longer. Streams are not limited by it.
    #[must_use]
    pub fn within(mut self, limit: Option<Duration>) -> Self {
        self.limit = limit;
        self
    }

    /// The same caller, which tells whenever a stream of its is cut and tried again: once for each cut, not for each attempt.
    #[must_use]
    pub fn telling_cuts(mut self, tell: impl Fn() + Send + Sync + 'static) -> Self {
        self.on_cut = Some(Arc::new(tell));
        self
    }

    /// A stream of its was cut.
    pub(super) fn cut(&self) {
        if let Some(tell) = &self.on_cut {
            tell();
        }
    }

    /// Where the server is, for sentences.
    #[must_use]
    pub fn place(&self) -> &str {
        self.transport.place()
    }

    /// Calls an operation.
    ///
    /// # Errors
    /// What the server answered, as the kind it gave; `remote_error` where nobody answers or somebody else does; `timeout`.
    pub async fn call<E: Endpoint>(&self, path: &E::Path, query: &E::Query, body: &E::Body) -> Result<E::Output> {
        let operation = E::OPERATION;
        let mut request = self.request(operation, address::target(operation, path, query)?)?;
        if operation.takes_body() {
            let unwritable = |why| Error::new(ErrorKind::InvalidRequest, "The body cannot be written.").caused_by(why);
            *request.body_mut() = serde_json::to_vec(body).map_err(unwritable)?.into();
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let answer = async { reply::value(operation, self.place(), self.send(request).await?).await };
        match self.limit {
            None => answer.await,
            Some(limit) => tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| Err(self.late(limit))),
        }
    }

    /// Watches a workspace. The answer comes once the stream is open; after a cut it goes on by itself from the last event,
    /// for as long as the server does not refuse it. A `stream.gap` is passed on: read the snapshot then.
    ///
    /// # Errors
    /// The stream cannot be opened. Later failures come as its last item.
    pub async fn watch(
        &self,
        workspace_id: &WorkspaceId,
        query: WatchEvents,
    ) -> Result<BoxStream<'static, Result<Event>>> {
        let path = OneWorkspace { workspace_id: workspace_id.clone() };
        watch::open::<EventsWatch>(self.clone(), path, query).await
    }

    /// Watches the server itself, as [`Client::watch`] does a workspace. After a `stream.gap` read `system.status` and whatever
    /// is shown again.
    ///
    /// # Errors
    /// The stream cannot be opened. Later failures come as its last item.
    pub async fn watch_system(&self, query: WatchSystemEvents) -> Result<BoxStream<'static, Result<SystemEvent>>> {
        watch::open::<SystemEvents>(self.clone(), Nothing {}, query).await
    }

    /// A request of an operation without a body.
    pub(super) fn request(&self, operation: Operation, target: String) -> Result<Request<Bytes>> {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = match operation.method() {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Patch => http::Method::PATCH,
            Method::Delete => http::Method::DELETE,
        };
        let unwritable = |why| Error::new(ErrorKind::InvalidRequest, "The address cannot be written.").caused_by(why);
        *request.uri_mut() = target.try_into().map_err(unwritable)?;
        self.sign(operation, request.headers_mut());
        Ok(request)
    }

    fn sign(&self, operation: Operation, headers: &mut HeaderMap) {
        let accepted = match operation.answer() {
            Answer::Value | Answer::Bare => "application/json",
            Answer::Text => "text/plain, application/json",
            Answer::Stream => "text/event-stream",
            Answer::Bytes => "application/octet-stream, application/json",
        };
        headers.insert(ACCEPT, HeaderValue::from_static(accepted));
        if let Ok(id) = HeaderValue::from_str(&request_id()) {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(token) = &self.token {
            headers.insert(AUTHORIZATION, token.clone());
        }
    }

    /// Sends a request; the answer may be anything.
    pub(super) async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>> {
        self.transport.send(request).await.map_err(|why| self.unreachable(why))
    }

    pub(super) fn unreachable(&self, why: SendError) -> Error {
        let message = format!("The server at {} does not answer: {why}. Check that it runs.", self.place());
        Error::new(ErrorKind::RemoteError, message).caused_by(why)
    }

    pub(super) fn late(&self, limit: Duration) -> Error {
        let message = format!("The server at {} gave no answer within {} s.", self.place(), limit.as_secs_f32());
        Error::new(ErrorKind::Timeout, message)
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
