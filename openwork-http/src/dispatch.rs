//! The whole life of a request.
//!
//! ```text
//!  id ─▶ gate (Host, Origin) ─▶ route ─▶ caller ─▶ body ─▶ handler, in a task of its own ─▶ envelope ─▶ headers ─▶ log
//! ```
//!
//! Every way out leads through the last three. The handler's task belongs to the server and not to the connection: a client
//! that goes away ends nothing that it began, and a panic is an answer like any other.

use crate::body::{self, Incoming};
use crate::extract::Exchange;
use crate::gate::{self, Gate};
use crate::log::{self, Entry};
use crate::router::{Found, Routes};
use crate::{Body, auth, offer, reply, upload};
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_LENGTH};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use http_body::Body as _;
use openwork_core::operation::Operation;
use openwork_core::{Error, ErrorKind, Result, Server};
use std::time::Duration;
use tokio::task::JoinError;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

/// The most of a client's own request id that is kept.
const REQUEST_ID_LIMIT: usize = 200;

/// A server with its front door, for as many connections as there are.
pub(crate) struct App {
    server: Server,
    routes: Routes,
    /// None where no stranger can knock: in the process itself.
    gate: Option<Gate>,
    heartbeat: Duration,
    tasks: TaskTracker,
}

impl App {
    pub(crate) fn new(server: Server, gate: Option<Gate>, heartbeat: Duration) -> Self {
        Self { server, routes: Routes::new(), gate, heartbeat, tasks: TaskTracker::new() }
    }

    /// The handlers that still run.
    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// The server behind the door.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// Answers a request, whatever it is.
    pub(crate) async fn answer(&self, request: Request<impl Incoming>) -> Response<Body> {
        let (parts, mut body) = request.into_parts();
        let request_id = request_id(&parts.headers);
        let head = parts.method == Method::HEAD;
        let mut entry = Entry::open(&self.server, &request_id, &parts.method);
        let (origin, answer) = match self.admit(&parts) {
            Ok(origin) => (origin, self.serve(parts, &mut body, &request_id, &mut entry).await),
            Err(error) => (None, Err(error)),
        };
        let refused = answer.is_err();
        let mut response = answer.unwrap_or_else(|error| {
            entry.fault(&error);
            reply::failure(&error, &request_id)
        });
        if refused && !body.is_end_stream() {
            self.tasks.spawn(body::linger(body));
        }
        reply::finish(&mut response, &request_id);
        if let Some(origin) = origin {
            gate::share(response.headers_mut(), origin);
        }
        if head {
            response = without_body(response);
        }
        entry.close(&response);
        response
    }

    fn admit(&self, parts: &Parts) -> Result<Option<HeaderValue>> {
        self.gate.as_ref().map_or(Ok(None), |gate| gate.admit(parts))
    }

    async fn serve(
        &self,
        parts: Parts,
        body: &mut impl Incoming,
        request_id: &str,
        entry: &mut Entry,
    ) -> Result<Response<Body>> {
        match self.routes.find(&parts.method, parts.uri.path())? {
            Found::Operation(operation, path) => {
                entry.operation(operation, &path);
                let caller = auth::caller(&self.server, operation, &parts.headers)?;
                entry.caller(&caller);
                let whole = body::read(operation, &parts.headers, body).await?;
                let (feed, upload) = operation.takes_bytes().then(upload::upload).unzip();
                let exchange = Exchange {
                    server: self.server.clone(),
                    caller,
                    request_id: request_id.to_owned(),
                    query: parts.uri.query().map(str::to_owned),
                    headers: parts.headers,
                    path,
                    body: whole,
                    upload,
                    heartbeat: self.heartbeat,
                };
                let answer = self.run(operation, exchange);
                match feed {
                    Some(feed) => feed.through(body, answer).await,
                    None => answer.await,
                }
            }
            Found::OtherMethods(_) if is_preflight(&parts) => Ok(permitted(&parts.headers)),
            Found::OtherMethods(allow) => Ok(reply::wrong_method(&allow, request_id)),
            Found::Nothing => {
                Err(Error::new(ErrorKind::NotFound, "There is no such route; `GET /openapi.json` lists all."))
            }
        }
    }

    /// Runs a handler to its end, whoever waits.
    async fn run(&self, operation: Operation, exchange: Exchange) -> Result<Response<Body>> {
        let span = log::span(operation, &exchange);
        let task = self.tasks.spawn(offer::answer(operation, exchange).instrument(span));
        task.await.unwrap_or_else(|broken| Err(fallen(operation, broken)))
    }
}

/// A handler that ended without an answer.
fn fallen(operation: Operation, broken: JoinError) -> Error {
    tracing::error!(operation = operation.name(), panicked = broken.is_panic(), "a handler ended without an answer");
    Error::internal(broken)
}

/// The client's own id of the request, if it is one that can be written down; else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let own = headers.get(reply::REQUEST_ID).and_then(|value| value.to_str().ok()).map(str::trim);
    match own {
        Some(own) if !own.is_empty() && own.bytes().all(|byte| byte.is_ascii_graphic()) => {
            own[..own.len().min(REQUEST_ID_LIMIT)].to_owned()
        }
        _ => openwork_core::request_id(),
    }
}

fn is_preflight(parts: &Parts) -> bool {
    parts.method == Method::OPTIONS
        && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
        && parts.headers.contains_key(http::header::ORIGIN)
}

fn permitted(asked: &HeaderMap) -> Response<Body> {
    let mut response = reply::preflight();
    gate::permit(response.headers_mut(), asked);
    response
}

/// The same answer to `HEAD`: its length is told, its body is not sent.
fn without_body(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    Response::from_parts(parts, reply::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(value: &[u8]) -> String {
        request_id(&HeaderMap::from_iter([(reply::REQUEST_ID, HeaderValue::from_bytes(value).unwrap())]))
    }

    #[test]
    fn a_clients_request_id_is_trimmed_cut_and_kept() {
        assert_eq!(id_for(b"  job-7  "), "job-7");
        assert_eq!(id_for(&b"x".repeat(300)), "x".repeat(200));
    }

    #[test]
    fn what_cannot_be_written_down_gets_a_new_id() {
        for value in [&b""[..], b"   ", b"a b", b"a\tb", b"\xc3\xa9"] {
            assert!(id_for(value).starts_with("req_"), "{value:?}");
        }
        assert_ne!(request_id(&HeaderMap::new()), request_id(&HeaderMap::new()));
    }
}
