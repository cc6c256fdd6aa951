//! The operating system: how processes are tied together, found by their mark, and ended; files that are there whole or not
//! at all.

pub(crate) mod process;
pub(crate) mod replace;
pub(crate) mod sweep;
