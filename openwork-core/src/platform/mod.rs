//! The operating system: how processes are tied together, found by their mark, and ended; how files are replaced whole,
//! and configurations edited in place; how folders are opened; how much memory is used; what patterns fit; whom a configuration
//! reaches; what the head of a text says.

pub(crate) mod folder;
pub(crate) mod head;
#[cfg(windows)]
pub(crate) mod job;
pub(crate) mod jsonc;
pub(crate) mod memory;
pub(crate) mod pattern;
pub(crate) mod process;
pub(crate) mod replace;
pub(crate) mod sweep;
pub(crate) mod target;
pub(crate) mod watch;
pub(crate) mod yaml;

use crate::error::Error;
use std::io::{self, ErrorKind};

/// Whether the system refused for want of space, or of leave to use more of it: that passes.
pub(crate) fn no_space(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

/// What a caller is told where a file of the server's own could not be written.
pub(crate) fn unwritten(error: io::Error) -> Error {
    if !no_space(error.kind()) {
        return Error::internal(error);
    }
    let message = "No space is left in the server's data folder; make space there and try again.";
    Error::new(crate::error::ErrorKind::Internal, message).caused_by(error)
}
