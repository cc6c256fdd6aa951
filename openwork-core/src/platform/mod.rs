//! The operating system: how processes are tied together, found by their mark, and ended; how files are replaced whole,
//! and configurations edited in place; how much memory is used.

#[cfg(windows)]
pub(crate) mod job;
pub(crate) mod jsonc;
pub(crate) mod memory;
pub(crate) mod process;
pub(crate) mod replace;
pub(crate) mod sweep;
pub(crate) mod watch;

use std::io::ErrorKind;

/// Whether the system refused for want of space, or of leave to use more of it: that passes.
pub(crate) fn no_space(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}
