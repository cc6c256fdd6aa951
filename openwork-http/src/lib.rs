//! The HTTP front end of the OpenWork server: routes, envelope, event streams and the OpenAPI document.
//!
//! Everything here is a reading of the catalogue in [`openwork_core::operation`]. A request passes through one dispatcher,
//! be it from a socket ([`serve`]) or from the process itself ([`InProcess`]); a handler only translates. What is *not* here:
//! rules about workspaces or sessions, and any decision about what a caller may do.

mod accept;
mod auth;
mod body;
mod conditional;
mod dispatch;
mod extract;
mod gate;
mod in_process;
mod listen;
mod offer;
mod openapi;
mod openapi_frame;
mod reply;
mod ring;
mod router;
mod routes;
mod schema;
mod sse;
#[cfg(test)]
mod tests;
#[cfg(feature = "otlp")]
mod traces;
mod upload;
mod words;

pub mod log;
pub mod program;

pub use in_process::InProcess;
pub use listen::{Listening, ServeOptions, serve};
pub use openapi::document;

/// The body of an answer: bytes as they come. Only a file can fail on the way, where its disk does.
pub type Body = http_body_util::combinators::UnsyncBoxBody<bytes::Bytes, std::io::Error>;
