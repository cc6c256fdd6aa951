//! A child process under supervision: what the engine and the router have in common.
//!
//! ```text
//!  orders ──▶ supervisor ──▶ machine (pure: what next?)
//!                 │  └──▶ View (watch)
//!                 ▼
//!          Program::run (one life: find, check, start, watch, end) ──▶ guard ──▶ process ──lines──▶ output
//! ```
//! Whoever runs a program says what one life of it is ([`Program`]); when it is started again, how it is guarded, marked,
//! listened to and ended is the same for all. What is not here: which program, what it is asked, and what its answers mean.

mod ending;
pub(crate) mod environment;
mod faults;
mod guard;
mod lines;
mod machine;
mod output;
mod paths;
pub(crate) mod port;
mod process;
mod supervisor;
mod view;
mod vigil;

pub(crate) use ending::{Over, Why, wind_up};
pub(crate) use faults::{Subject, fault};
pub use guard::guard;
pub(crate) use output::{Output, Redactor};
pub(crate) use paths::{seen_from, without_paths};
pub(crate) use process::{Child, Launch, sweep_all};
pub(crate) use supervisor::{News, Order, Program, supervise};
pub(crate) use view::View;
pub(crate) use vigil::{PROBE_LIMIT, PROBE_PAUSE, Vigil};
