//! The operating system: processes and their groups.

pub(crate) mod replace;
//! The operating system: how processes are tied together, found by their mark, and ended.

pub(crate) mod process;
pub(crate) mod sweep;
