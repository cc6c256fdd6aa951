//! The operating system: how processes are tied together, found by their mark, and ended; how files are replaced whole.

pub(crate) mod process;
pub(crate) mod replace;
pub(crate) mod sweep;
