//! The only table of exit codes: of this program when it cannot start, and of the command line.

use openwork_core::{Error, ErrorKind};
use std::process::ExitCode;

/// The exit codes, as `--help` tells them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  it worked
  1  a fault of the server, or an operation that it does not offer
  2  a wrong command, or a request that cannot be used
  3  there is no such thing
  4  the token is missing, unknown, or does not allow it
  5  it does not fit the present state, such as a data folder that another process holds
  6  the engine failed, does not run or is still starting, or the model failed
  7  it took too long
  8  the server cannot be reached, or is no OpenWork server
  9  a part of it failed, and the rest is done, such as an import with items that cannot be taken over
  130  interrupted";

/// The exit code of a program that ends by a failure of this kind.
#[must_use]
pub fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Internal | ErrorKind::NotImplemented => 1,
        ErrorKind::InvalidRequest
        | ErrorKind::MethodNotAllowed
        | ErrorKind::TooLarge
        | ErrorKind::UnsupportedMediaType
        | ErrorKind::Unprocessable => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::Unauthorized | ErrorKind::Forbidden => 4,
        ErrorKind::Conflict | ErrorKind::ExportNeedsDecision => 5,
        ErrorKind::EngineError | ErrorKind::EngineUnavailable | ErrorKind::Starting => 6,
        ErrorKind::Timeout => 7,
        ErrorKind::RemoteError => 8,
    }
}

/// The end of the program, and its last words where it could not start: the stable code first. Where nobody can hear
/// them, the exit code still says it.
pub(super) fn after(done: Result<(), Error>) -> ExitCode {
    use std::io::Write;
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "openwork-http: {}: {error}", error.kind.code());
            exit_code(error.kind).into()
        }
    }
}

/// The end of the guard, with the code that it answers.
pub(super) fn of_guard(code: i32) -> ExitCode {
    u8::try_from(code).unwrap_or(u8::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_documented_code() {
        for kind in ErrorKind::ALL {
            let code = exit_code(kind);
            assert!(code != 0 && EXIT_CODES.contains(&format!("\n  {code}  ")), "{} exits with {code}", kind.code());
        }
    }

    #[test]
    fn the_codes_are_these() {
        let codes: Vec<_> = ErrorKind::ALL.into_iter().map(|kind| (kind.code(), exit_code(kind))).collect();
        let frozen = [
            ("invalid_request", 2),
            ("unauthorized", 4),
            ("forbidden", 4),
            ("not_found", 3),
            ("method_not_allowed", 2),
            ("conflict", 5),
            ("export_needs_decision", 5),
            ("too_large", 2),
            ("unsupported_media_type", 2),
            ("unprocessable", 2),
            ("internal", 1),
            ("not_implemented", 1),
            ("engine_error", 6),
            ("remote_error", 8),
            ("engine_unavailable", 6),
            ("starting", 6),
            ("timeout", 7),
        ];
        assert_eq!(codes, frozen);
    }
}
