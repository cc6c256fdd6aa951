//! The log: where its lines go, and the one line that every request gets.
//!
//! A line names the operation and never the address, whose query may hold what nobody should read.

use crate::Body;
use clap::ValueEnum;
use http::{Method, Response};
use http_body::Body as _;
use openwork_core::model::access::Role;
use openwork_core::operation::Operation;
use openwork_core::{Caller, Error, ErrorKind, Server};
use std::io::IsTerminal;
use std::time::Instant;
use tracing_subscriber::EnvFilter;

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Sends log lines to stderr from here on. Stdout belongs to the line that says where the server listens.
pub fn start(format: LogFormat, filter: &str) {
    let filter = EnvFilter::builder().parse_lossy(filter);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A line that finds no space is lost. To complain of it, on stderr too, would panic and take the request with it.
    let lines = lines.log_internal_errors(false);
    // A second start in one process finds the first one's; that is what both want.
    let _ = match format {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init(),
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
}

/// The line of one request, written when it is answered, or when its client has gone before.
pub(crate) struct Entry {
    server: Server,
    request_id: String,
    method: Method,
    since: Instant,
    operation: Option<Operation>,
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
            role: "none",
            status: None,
            bytes: None,
        }
    }

    pub(crate) fn operation(&mut self, operation: Operation) {
        self.operation = Some(operation);
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
        let Some(status) = self.status else {
            tracing::info!(request_id, operation, role, ms, method = %self.method, "client went away");
            return;
        };
        // The length of a stream is not known when its answer begins.
        let bytes = self.bytes;
        tracing::info!(request_id, operation, status, role, ms, bytes, method = %self.method, "request");
    }
}

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
