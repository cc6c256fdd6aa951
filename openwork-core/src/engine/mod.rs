//! The engine: OpenCode as a supervised child process.
//!
//! ```text
//!  Engine (handle) ──orders──▶ supervisor ──▶ machine (pure: what next?)
//!      │  ▲                        │
//!      │  └── View (watch) ────────┤
//!      ▼                           ▼
//!   Client ──HTTP──▶ engine ◀── guard ◀── run (one life: find, check, start, watch, end)
//! ```
//! One engine serves every local workspace; the folder is chosen per call. [`Engine`] is the handle: what state it is in, a
//! [`Client`] when it is ready, its events in order. How a child is kept running is in [`crate::child`]. What is not here:
//! any meaning of sessions or messages, and any process that is found by its name.

mod archive;
mod assets;
mod broken;
mod client;
mod config_fault;
mod environment;
mod fault;
mod faults;
mod given;
mod handle;
mod install;
mod manifest;
mod npm;
mod options;
mod payload;
mod ready;
mod run;
mod setup;
mod shelf;
mod source;
mod sse;
mod upgrade;
mod upstream;

pub(crate) use assets::{Care, listed_program};
pub(crate) use client::{Client, Patience};
pub(crate) use config_fault::{ConfigFault, fault_of};
pub(crate) use fault::EngineError;
pub(crate) use given::{Given, MOST_VARIABLES, refuse_variable};
pub(crate) use handle::Engine;
pub use install::{Existing, InstallError, InstallOptions, InstallSource, Installed, Progress, install};
pub use options::EngineOptions;
pub use payload::embed;
pub(crate) use upgrade::NotBegun;
pub(crate) use upstream::Upstream;

/// What is known of the engine at a moment.
pub(crate) type View = crate::child::View<Client>;

#[cfg(all(test, unix))]
mod supervisor_tests;
