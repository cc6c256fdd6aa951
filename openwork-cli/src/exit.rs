//! The only place with exit codes.

use crate::console::{self, Console};
use openwork_core::{Error, ErrorKind};
use std::process::ExitCode;

/// The exit codes, as `--help` tells them.
pub(crate) const HELP: &str = "\
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
  130  interrupted";

/// Why a command did not do what it was asked for.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// A call failed, or could not be made.
    Call(Error),
    /// The agent's run ended badly; the call itself worked.
    Run(String),
    /// Someone pressed Ctrl-C.
    Interrupted,
    /// Whoever read the output has gone away, as `head` does.
    OutputClosed,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

/// The exit code of a command, and its failure told.
pub(crate) fn code_of(done: Result<(), Failure>, console: &Console) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console.fail(&failure);
            ExitCode::from(of_failure(&failure))
        }
    }
}

/// The exit code of a command line that asks for help, or is wrong, and what there is to tell about it.
pub(crate) fn usage(refused: &clap::Error) -> ExitCode {
    console::usage(refused);
    ExitCode::from(if refused.use_stderr() { of_kind(ErrorKind::InvalidRequest) } else { 0 })
}

/// The exit code that the hidden guard answers.
pub(crate) fn guard(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

fn of_failure(failure: &Failure) -> u8 {
    match failure {
        Failure::Call(error) => of_kind(error.kind),
        Failure::Run(_) => of_kind(ErrorKind::EngineError),
        Failure::Interrupted => 130,
        Failure::OutputClosed => 0,
    }
}

fn of_kind(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Internal | ErrorKind::NotImplemented => 1,
        ErrorKind::InvalidRequest
        | ErrorKind::MethodNotAllowed
        | ErrorKind::TooLarge
        | ErrorKind::UnsupportedMediaType
        | ErrorKind::Unprocessable => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::Unauthorized | ErrorKind::Forbidden => 4,
        ErrorKind::Conflict => 5,
        ErrorKind::EngineError | ErrorKind::EngineUnavailable | ErrorKind::Starting => 6,
        ErrorKind::Timeout => 7,
        ErrorKind::RemoteError => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_documented_code() {
        for kind in ErrorKind::ALL {
            let code = of_kind(kind);
            assert!(code != 0 && HELP.contains(&format!("\n  {code}  ")), "{} exits with {code}", kind.code());
        }
    }

    #[test]
    fn the_codes_are_these() {
        let codes: Vec<_> =
            ErrorKind::ALL.into_iter().map(|kind| format!("{} {}", kind.code(), of_kind(kind))).collect();
        insta::assert_snapshot!(codes.join("\n"), @r"
        invalid_request 2
        unauthorized 4
        forbidden 4
        not_found 3
        method_not_allowed 2
        conflict 5
        too_large 2
        unsupported_media_type 2
        unprocessable 2
        internal 1
        not_implemented 1
        engine_error 6
        remote_error 8
        engine_unavailable 6
        starting 6
        timeout 7
        ");
    }

    #[test]
    fn failures_that_are_no_calls() {
        assert_eq!(of_failure(&Failure::Run(String::new())), 6);
        assert_eq!(of_failure(&Failure::Interrupted), 130);
        assert_eq!(of_failure(&Failure::OutputClosed), 0);
    }
}
