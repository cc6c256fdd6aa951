//! The only place of the command line with exit codes; those of failures are the server program's table.

use crate::console::{self, Console};
use openwork_core::{Error, ErrorKind};
use openwork_http::program::exit_code;
use std::process::ExitCode;

/// Why a command did not do what it was asked for.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// A call failed, or could not be made.
    Call(Error),
    /// The agent's run ended badly; the call itself worked.
    Run(String),
    /// A part of what was asked for failed, and the answer that is printed says which.
    Part(String),
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
    ExitCode::from(if refused.use_stderr() { exit_code(ErrorKind::InvalidRequest) } else { 0 })
}

/// The exit code that the hidden guard answers.
pub(crate) fn guard(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

fn of_failure(failure: &Failure) -> u8 {
    match failure {
        Failure::Call(error) => exit_code(error.kind),
        Failure::Run(_) => exit_code(ErrorKind::EngineError),
        Failure::Part(_) => PART,
        Failure::Interrupted => 130,
        Failure::OutputClosed => 0,
    }
}

/// A call that worked and says that a part failed. A script that goes on as after a whole import would lose what is left; and
/// the codes of errors say that nothing was done, which is as wrong. So it is a code of its own, and the answer is printed.
const PART: u8 = 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_that_are_no_calls() {
        assert_eq!(of_failure(&Failure::Run(String::new())), 6);
        assert_eq!(of_failure(&Failure::Interrupted), 130);
        assert_eq!(of_failure(&Failure::Part(String::new())), PART);
        assert!(openwork_http::program::EXIT_CODES.contains(&format!("\n  {PART}  ")), "it is documented");
        assert_eq!(of_failure(&Failure::OutputClosed), 0);
    }
}
