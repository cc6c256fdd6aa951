//! The messaging router: an optional second child that carries messages between people and the engine's sessions.
//!
//! ```text
//!  bots, bindings (store, sealed) ──▶ config file (0600) ──▶ router process ◀── supervision, as of the engine
//!        │ changed                                              ▲   │ speaks with the engine as its client
//!        ▼                                                      │   ▼
//!      keeper ── wanted, restart, rest ──▶ supervisor           └── Client (HTTP on loopback): health, bindings, send
//! ```
//! It runs only while there is an enabled bot or binding, and only beside an engine that runs; a new run of the engine, or a
//! changed bot, is a new run of the router. It fails alone: nothing of the engine waits for it. A message goes to one bot and one
//! peer, which the caller names, and what the router says about it is checked ([`delivery`]).
//!
//! Not here: how a child is kept running ([`crate::child`]), and which folders may be bound, which is a matter of workspaces.

mod bindings;
mod client;
mod config;
mod delivery;
mod faults;
mod handle;
mod identities;
mod keeper;
mod life;
mod options;
mod programs;
mod setup;

pub(crate) use bindings::{check_peer, id_of as binding_id};
pub(crate) use handle::Router;
pub(crate) use identities::{is_reserved, refuse_incomplete as refuse_incomplete_secrets};
pub use options::RouterOptions;

/// What is known of the router at a moment.
pub(crate) type View = crate::child::View<client::Client>;
