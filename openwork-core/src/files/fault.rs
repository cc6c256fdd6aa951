//! What a caller is told when the file system says no. Places are named as the caller named them, never as the machine does.

use crate::error::{Error, ErrorKind};
use std::fmt::Display;
use std::io::{self, ErrorKind as Io};

/// A failure of the file system at a path.
pub(super) fn at(path: impl Display, error: io::Error) -> Error {
    let is = |kinds: &[Io]| kinds.contains(&error.kind());
    let (kind, message) = if is(&[Io::NotFound]) {
        (ErrorKind::NotFound, format!("There is no `{path}` in this workspace."))
    } else if is(&[Io::PermissionDenied]) && error.raw_os_error().is_none() {
        // the sandbox's own refusal has no number of the system
        return outside(path);
    } else if is(&[Io::PermissionDenied]) {
        (ErrorKind::Forbidden, format!("The server may not do that at `{path}`; give it the right to."))
    } else if is(&[Io::ReadOnlyFilesystem]) {
        (ErrorKind::Forbidden, format!("`{path}` lies on a disk that can only be read; write elsewhere."))
    } else if is(&[Io::NotADirectory]) {
        (ErrorKind::Unprocessable, format!("`{path}`, or a part of it, is a file and holds nothing."))
    } else if is(&[Io::IsADirectory]) {
        return folder(path);
    } else if is(&[Io::InvalidFilename, Io::InvalidInput]) {
        (ErrorKind::InvalidRequest, format!("The file system takes no name such as `{path}`."))
    } else if is(&[Io::DirectoryNotEmpty]) {
        (ErrorKind::Conflict, format!("The folder `{path}` is not empty; empty it, or remove it with `recursive`."))
    } else if is(&[Io::CrossesDevices]) {
        (ErrorKind::Unprocessable, format!("`{path}` lies on another disk; write it there and remove it here."))
    } else if is(&[Io::StorageFull, Io::QuotaExceeded, Io::FileTooLarge]) {
        return full(path).caused_by(error);
    } else if is_loop(&error) {
        (ErrorKind::Unprocessable, format!("The links at `{path}` lead round in a circle; mend them."))
    } else {
        return Error::internal(error);
    };
    Error::new(kind, message).caused_by(error)
}

/// Leads out of the workspace.
pub(super) fn outside(path: impl Display) -> Error {
    Error::new(ErrorKind::Forbidden, format!("`{path}` leads out of the workspace; only what lies in it can be had."))
}

/// Belongs to the server.
pub(super) fn held(path: impl Display) -> Error {
    Error::new(ErrorKind::Forbidden, format!("`{path}` lies in the server's own data folder, which holds secrets."))
}

/// A folder where a file is wanted.
pub(super) fn folder(path: impl Display) -> Error {
    Error::new(ErrorKind::Unprocessable, format!("`{path}` is a folder; name a file."))
}

/// A pipe, a socket or a device.
pub(super) fn special(path: impl Display) -> Error {
    Error::new(
        ErrorKind::Unprocessable,
        format!("`{path}` is a pipe, a socket or a device, and no file; such are never opened."),
    )
}

/// No space.
pub(super) fn full(path: impl Display) -> Error {
    let message = format!("No space is left for `{path}`, which stays as it was; make space and try again.");
    Error::new(ErrorKind::Internal, message)
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}
