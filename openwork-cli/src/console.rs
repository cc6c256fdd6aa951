//! What is written to the terminal: the one module that prints.
//!
//! Answers go to stdout, all else to stderr. Colours are taken out wherever they would not show, or were not wanted.

use crate::args::{self, Color, Globals};
use crate::exit::Failure;
use crate::render::{Human, Look, plain, style};
use openwork_core::remote::Answered;
use openwork_core::{Error, ErrorKind};
use serde::Serialize;
use std::io::{IsTerminal as _, Write as _};

/// Where a command writes.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    json: bool,
    look: Look,
}

impl Console {
    /// The console that the flags ask for. Colours are the process's, so they are set here once.
    pub(crate) fn new(globals: &Globals) -> Self {
        let choice = match globals.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        Self { json: globals.json, look: Look::of_this_terminal() }
    }

    /// Whether programs read what is written.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// Whether a person is there to answer.
    pub(crate) fn interactive(&self) -> bool {
        !self.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Shows an answer, or an event.
    pub(crate) fn show<T: Serialize + Human>(&self, answer: &T) -> Result<(), Failure> {
        if self.json { self.value(answer) } else { self.text(&line(&answer.human(&self.look))) }
    }

    /// Writes a value as one line of JSON.
    fn value(&self, value: &impl Serialize) -> Result<(), Failure> {
        self.text(&line(&serde_json::to_string(value).map_err(Error::internal)?))
    }

    /// Writes text to stdout as it is.
    #[allow(clippy::unused_self, reason = "whoever writes has a console")]
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|_| Failure::OutputClosed)
    }

    /// Writes bytes to stdout as they are.
    #[allow(clippy::unused_self, reason = "whoever writes has a console")]
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|_| Failure::OutputClosed)
    }

    /// Writes text to stderr as it is; where nobody reads it, nothing is lost.
    pub(crate) fn aside(&self, text: &str) {
        if !self.json {
            say(text);
        }
    }

    /// Tells a person something beside the answer.
    pub(crate) fn note(&self, text: &str) {
        self.aside(&format!("{}\n", style::dim(text)));
    }

    /// Tells why a command failed.
    pub(crate) fn fail(&self, failure: &Failure) {
        match failure {
            Failure::OutputClosed => {}
            Failure::Interrupted => self.note("Interrupted."),
            Failure::Part(message) => self.note(message),
            Failure::Call(error) => say(&line(&told(error, self.json))),
            Failure::Run(message) => say(&line(&told(&Error::new(ErrorKind::EngineError, message), self.json))),
        }
    }
}

/// A failure, for programs in the contract's own shape.
fn told(error: &Error, json: bool) -> String {
    let request = error.source.as_deref().and_then(|source| source.downcast_ref::<Answered>()?.request_id.as_deref());
    if json {
        let mut body = serde_json::json!({ "code": error.kind.code(), "message": error.message });
        if let Some(id) = request {
            body["requestId"] = id.into();
        }
        if !error.details.is_empty() {
            body["details"] = serde_json::to_value(&error.details).unwrap_or_default();
        }
        return serde_json::json!({ "ok": false, "error": body }).to_string();
    }
    let mut told = format!("{} {}", style::bad("error:"), plain(&error.message));
    for detail in &error.details {
        let path = detail.path.as_deref().map(plain);
        match path {
            Some(path) if detail.message == error.message => told.extend(["\n  at ", &path]),
            Some(path) => told.extend(["\n  ", &path, ": ", &plain(&detail.message)]),
            None if detail.message == error.message => {}
            None => told.extend(["\n  ", &plain(&detail.message)]),
        }
    }
    if error.kind == ErrorKind::Unauthorized {
        told.push_str("\n  give a token with `--token` or in OPENWORK_CLI_TOKEN");
    }
    if let Some(id) = request.filter(|_| error.kind == ErrorKind::Internal) {
        told.extend(["\n  ", &style::dim(&format!("request {}", plain(id)))]);
    }
    told
}

/// Tells what is wrong with a command line, or what was asked to be told about it.
pub(crate) fn usage(refused: &clap::Error) {
    if args::lacks_a_command(refused) {
        say(&line(&args::help(std::env::args_os().skip(1)).ansi().to_string()));
    } else if refused.use_stderr() && std::env::args_os().any(|word| word == "--json") {
        let message = refused.render().to_string();
        let message = message.trim_start_matches("error: ").trim_end().to_owned();
        say(&line(&told(&Error::new(ErrorKind::InvalidRequest, message), true)));
    } else {
        // Where nobody reads it, nobody misses it.
        let _ = refused.print();
    }
}

/// Writes to stderr. Where stderr is closed, there is nobody left to tell.
fn say(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// The text as whole lines.
fn line(text: &str) -> String {
    if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure() -> Error {
        let answered = Answered { status: 422, request_id: Some("req_1".into()) };
        Error::unprocessable("folderPath", "There is no such folder.").caused_by(answered)
    }

    #[test]
    fn a_failure_is_told_to_people() {
        insta::assert_snapshot!(anstream::adapter::strip_str(&told(&failure(), false)), @r"
        error: There is no such folder.
          at folderPath
        ");
        let fault = Error { kind: ErrorKind::Internal, details: Vec::new(), ..failure() };
        insta::assert_snapshot!(anstream::adapter::strip_str(&told(&fault, false)), @r"
        error: There is no such folder.
          request req_1
        ");
    }

    #[test]
    fn who_lacks_a_token_is_told_how_to_give_one() {
        let told = told(&Error::new(ErrorKind::Unauthorized, "This call needs a token."), false);
        assert!(told.contains("--token") && told.contains("OPENWORK_CLI_TOKEN"), "{told}");
    }

    #[test]
    fn a_failure_is_told_to_programs_in_the_contracts_shape() {
        let told: serde_json::Value = serde_json::from_str(&told(&failure(), true)).unwrap();
        let details = serde_json::json!([{ "message": "There is no such folder.", "path": "folderPath" }]);
        let error = serde_json::json!({
            "code": "unprocessable", "message": "There is no such folder.", "requestId": "req_1", "details": details,
        });
        assert_eq!(told, serde_json::json!({ "ok": false, "error": error }));
    }

    #[test]
    fn a_message_cannot_command_the_terminal() {
        let told = told(&Error::new(ErrorKind::NotFound, "a\u{1b}[2Jb"), false);
        assert!(!told.contains("\u{1b}[2J"), "{told:?}");
    }
}
