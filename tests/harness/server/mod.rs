//! The real program, started for a test: its own folders, its own home, an end that leaves nothing.

mod door;
mod home;
mod overheard;
mod process;
mod promised;
mod watch;

pub use door::{Door, Knock, judge};
pub use home::{Home, processes_below, processes_of};
pub use process::{Setup, TestServer, program, until};
pub use watch::Watch;
