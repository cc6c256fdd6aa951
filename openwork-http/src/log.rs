//! The log: where its lines go, and the one line that every request gets.
//!
//! A line names the operation and never the address, whose query may hold what nobody should read.

use crate::Body;
use crate::extract::Exchange;
use crate::ring::RingLayer;
use clap::ValueEnum;
use http::{Method, Response};
use http_body::Body as _;
use openwork_core::model::access::Role;
use openwork_core::operation::Operation;
use openwork_core::{Caller, Error, ErrorKind, LogRing, Server};
use std::io::IsTerminal;
use std::time::Instant;
use tracing::Span;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry, fmt};

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// What else is done with spans and log lines than to write them down.
pub type Further = Box<dyn tracing_subscriber::Layer<Registry> + Send + Sync>;

/// Sends log lines to stderr from here on, and keeps the last of them in a ring. Stdout belongs to the line that says where
/// the server listens. No ring where this process has its log lines elsewhere already.
#[must_use]
pub fn start(format: LogFormat, filter: &Targets, further: Option<Further>) -> Option<LogRing> {
    let ring = LogRing::new();
    let kept = RingLayer::new(ring.clone()).with_filter(filter.clone());
    // A line that finds no space is lost. To complain of it, on stderr too, would panic and take the request with it.
    let lines = fmt::layer::<Registry>().with_writer(std::io::stderr).log_internal_errors(false);
    let lines = match format {
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
    };
    // A second start in one process finds the first one's; that is what both want.
    let layers: Vec<_> = [lines.with_filter(filter.clone()).boxed(), kept.boxed()].into_iter().chain(further).collect();
    let started = tracing_subscriber::registry().with(layers).try_init();
    started.is_ok().then_some(ring)
}

/// The line of one request, written when it is answered, or when its client has gone before.
pub(crate) struct Entry {
    server: Server,
    request_id: String,
    method: Method,
    since: Instant,
    operation: Option<Operation>,
    session_id: Option<String>,
    role: &'static str,
    status: Option<u16>,
    bytes: Option<u64>,
}

impl Entry {
    pub(crate) fn open(server: &Server, request_id: &str, method: &Method) -> Self {
        Self {
            server: server.clone(),
            request_id: request_id.to_owned(),
            method: method.clone(),
            since: Instant::now(),
            operation: None,
            session_id: None,
            role: "none",
            status: None,
            bytes: None,
        }
    }

    pub(crate) fn operation(&mut self, operation: Operation, path: &[(String, String)]) {
        self.operation = Some(operation);
        self.session_id = session_of(path).map(str::to_owned);
    }

    pub(crate) fn caller(&mut self, caller: &Caller) {
        self.role = role(caller);
    }

    /// What lies behind a failure; what the client did wrong is in the answer and is not repeated here.
    pub(crate) fn fault(&self, error: &Error) {
        let source = error.source.as_ref().map(|source| chain(source.as_ref()));
        if error.kind == ErrorKind::Internal || source.is_some() {
            let operation = self.operation.map_or("none", Operation::name);
            let source = source.unwrap_or_default();
            tracing::warn!(request_id = self.request_id, operation, code = error.kind.code(), source, "{error}");
        }
    }

    pub(crate) fn close(mut self, response: &Response<Body>) {
        self.status = Some(response.status().as_u16());
        self.bytes = response.body().size_hint().exact();
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let took = self.since.elapsed();
        self.server.note_request(self.operation, self.status, took);
        // Thousandths are as fine as anyone reads.
        let ms = (took.as_secs_f64() * 1e6).round() / 1e3;
        let (request_id, role) = (self.request_id.as_str(), self.role);
        let operation = self.operation.map_or("none", Operation::name);
        let session_id = self.session_id.as_deref();
        let Some(status) = self.status else {
            tracing::info!(request_id, operation, session_id, role, ms, method = %self.method, "client went away");
            return;
        };
        // The length of a stream is not known when its answer begins.
        let bytes = self.bytes;
        tracing::info!(request_id, operation, session_id, status, role, ms, bytes, method = %self.method, "request");
    }
}

/// The span of a call: all that is logged during it bears these, and it is what a collector of traces sees.
pub(crate) fn span(operation: Operation, exchange: &Exchange) -> Span {
    let (session_id, role) = (session_of(&exchange.path), role(&exchange.caller));
    let (request_id, operation) = (exchange.request_id.as_str(), operation.name());
    #[cfg(not(feature = "otlp"))]
    return tracing::info_span!("call", request_id, operation, role, session_id);
    #[cfg(feature = "otlp")]
    {
        let span = tracing::info_span!(
            "call",
            otel.name = operation,
            otel.kind = "server",
            request_id,
            operation,
            role,
            session_id
        );
        crate::traces::follow(&span, &exchange.headers);
        span
    }
}

/// The session that a path names, if it names one.
fn session_of(path: &[(String, String)]) -> Option<&str> {
    path.iter().find(|(name, _)| name == "sessionId").map(|(_, id)| id.as_str())
}

/// The role of a caller, in a word.
fn role(caller: &Caller) -> &'static str {
    match caller.role() {
        None => "none",
        Some(Role::Viewer) => "viewer",
        Some(Role::Collaborator) => "collaborator",
        Some(Role::Host) => "host",
    }
}

/// An error with all that lies behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(next) = source {
        text = format!("{text}: {next}");
        source = next.source();
    }
    text
}
