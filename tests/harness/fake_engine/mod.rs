//! A substitute for OpenCode, for what the real one cannot be made to do: to start late, to die, to be deaf, to flood
//! its output, to answer nonsense.
//!
//! It is a program that is started like the real one (`fake-engine serve --hostname 127.0.0.1 --port N`), and over
//! HTTP it behaves like the real one as far as the suite looks. How it misbehaves stands in a file beside it,
//! because the server under test gives its children a clean environment:
//!
//! ```no_run
//! # use harness::fake_engine::FakeEngine;
//! # fn example(folder: &std::path::Path) -> std::io::Result<()> {
//! let program = FakeEngine::new().dies_after_starts(1).install(folder)?;
//! # Ok(()) }
//! ```
//!
//! Its answers follow the prompt: a [`Script`](crate::model::Script) in it is played (without tools, first turn
//! only), otherwise the last line comes back. `POST /fake/emit` makes it publish any event; `POST /fake/close-streams`
//! tears its event streams while it goes on, and with `{"refuse": 3}` turns the next three subscriptions away.
//! `POST /fake/spoil` with `{"answersHtml": "others"}` and the like makes it answer nonsense from then on, with `{}` no more.

mod answer;
mod asks;
mod bus;
mod engine;
mod ids;
mod install;
mod lists;
mod program;
mod routes;
mod session_routes;
mod sessions;
mod settings;

pub use install::{FakeEngine, starts};
pub(crate) use install::{built_program, count_start, place};
pub use program::main;
pub(crate) use program::{become_deaf, flood, own_path};
pub(crate) use settings::beside;
pub use settings::{Exit, Scope, Settings};

/// The version it claims to be, unless its settings name another.
pub const VERSION: &str = "1.18.33";

/// The line on standard output that tells that the engine is ready; the URL follows.
pub const READY: &str = "opencode server listening on ";

#[cfg(test)]
mod tests;
