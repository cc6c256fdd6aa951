//! The operating system: how processes are tied together, found by their mark, and ended; how files are replaced whole;
//! how much memory is used.

pub(crate) mod memory;
pub(crate) mod process;
pub(crate) mod replace;
pub(crate) mod sweep;
