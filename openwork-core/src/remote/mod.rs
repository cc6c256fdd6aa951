//! The typed client over the catalogue: how one program uses an OpenWork server, wherever that server runs.
//!
//! ```text
//! Client::call::<SessionsGet>(path, query, body)
//!    │ address: template, percent-encoding, query       reply: header, envelope, codes back to kinds
//!    ▼                                                    ▲
//! Transport ── Http: another process ─ or a front end's own: the same router in this process, without a socket
//! ```
//!
//! A row's types say what goes in and what comes out; nothing about an operation is written here a second time. A failure
//! keeps the kind that the server gave it; whatever is not this contract is a `remote_error`. Event streams go on by
//! themselves after a cut. [`Web`] is the way to services that are no OpenWork
//! servers. What is *not* here: TLS to another server (an `http` address only, for now), proxies (never), retries of calls.

mod address;
mod bytes;
mod client;
mod reply;
mod sse;
mod transport;
mod watch;
mod web;

pub use self::bytes::Download;
pub use client::Client;
pub use reply::Answered;
pub use transport::{Body, Http, SendError, Transport};
pub(crate) use web::{Page, Web, WebError, is_safe};
