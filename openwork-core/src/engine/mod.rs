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
//! [`Client`] when it is ready, its events in order. What is not here: any meaning of sessions or messages, and any process
//! that is found by its name.

mod archive;
mod assets;
mod child;
mod client;
mod ending;
mod environment;
mod fault;
mod faults;
mod guard;
mod handle;
mod install;
mod lines;
mod machine;
mod manifest;
mod npm;
mod options;
mod output;
mod paths;
mod payload;
mod ready;
mod run;
mod shelf;
mod source;
mod sse;
mod supervisor;
mod upgrade;
mod upstream;
mod view;

pub(crate) use client::{Client, Patience};
pub(crate) use fault::EngineError;
pub use guard::guard;
pub(crate) use handle::Engine;
pub use install::{Existing, InstallError, InstallOptions, InstallSource, Installed, Progress, install};
pub use options::EngineOptions;
pub(crate) use output::Redactor;
pub(crate) use paths::without_paths;
pub use payload::embed;
pub(crate) use upgrade::NotBegun;
pub(crate) use upstream::Upstream;

#[cfg(all(test, unix))]
mod supervisor_tests;
