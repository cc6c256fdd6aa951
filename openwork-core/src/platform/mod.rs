//! The operating system: processes and their groups.

pub(crate) mod replace;
