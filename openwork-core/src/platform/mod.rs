//! The operating system: how processes are tied together, found by their mark, and ended.

pub(crate) mod process;
pub(crate) mod sweep;
