//! What can go wrong with a call to the engine, and what a caller is told.
//!
//! OpenCode has five shapes of error; [`EngineError::answered`] understands all of them. What it says is passed on, with
//! secrets removed by whoever made the client.

use super::config_fault::{ConfigFault, without_input};
use crate::child::seen_from;
use crate::error::{Error, ErrorKind};
use crate::model::engine::EngineFault;
use serde_json::Value;
use std::time::Duration;

/// A call to the engine that failed.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum EngineError {
    /// It was not ready within the time that the caller waits.
    #[error("the engine was not ready within {0:?}")]
    Starting(Duration),
    /// It does not run and will not by itself.
    #[error("the engine does not run: {}", .0.message)]
    Unavailable(EngineFault),
    /// It took longer than the call allows.
    #[error("the engine did not answer within {0:?}")]
    Timeout(Duration),
    /// The connection closed during the call, or the engine ended.
    #[error("the engine ended during the call: {0}")]
    Interrupted(String),
    /// It answered with a failure.
    #[error("the engine answered {status} {name}: {message}")]
    Answered {
        /// The status code.
        status: u16,
        /// What OpenCode calls the failure; empty if it did not say.
        name: String,
        /// What it says about it.
        message: String,
    },
    /// It cannot read the configuration of the folder, and answers so to every call for that folder until it is started again.
    #[error("the engine cannot read the configuration: {}", .0.sentence())]
    BrokenConfig(Box<ConfigFault>),
    /// It refused a question that has no body, so the path or the query is at fault.
    #[error("the engine refused the question: {0}")]
    BadQuestion(String),
    /// It answered with its web page, which means that it has no such route.
    #[error("the engine has no route {0}")]
    NoSuchRoute(String),
    /// It answered with something that is not what was asked for.
    #[error("the engine's answer to {path} was not understood: {reason}")]
    Garbage {
        /// What was asked for.
        path: String,
        /// What is wrong with the answer.
        reason: String,
    },
}

impl EngineError {
    /// Reads an answer that is no success, in whichever of OpenCode's shapes it comes.
    pub(super) fn answered(status: u16, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let data = body.get("data").unwrap_or(&Value::Null);
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let name = text(&body, "name").or_else(|| text(&body, "_tag")).unwrap_or_default();
        if name.starts_with("Config") && name.ends_with("Error") {
            return Self::BrokenConfig(Box::new(ConfigFault::told(data)));
        }
        let message = text(data, "message").or_else(|| text(&body, "message")).unwrap_or_default();
        Self::Answered { status, name, message: without_input(&message).to_owned() }
    }

    /// What the engine did when it was asked for its health: the rest of a sentence.
    pub(super) fn how_it_answered(&self) -> &'static str {
        match self {
            Self::Timeout(_) => "says that it listens, and does not answer",
            Self::Interrupted(_) => "says that it listens, and closes every connection",
            Self::NoSuchRoute(_) => "answers with a web page: another program may be at its place",
            Self::Answered { .. } | Self::BadQuestion(_) | Self::BrokenConfig(_) => "answers its health with a failure",
            Self::Garbage { .. } => "answers its health with something that is not understood",
            Self::Starting(_) | Self::Unavailable(_) => "is not there",
        }
    }

    /// The same, where what was asked had no body.
    pub(super) fn without_body(self) -> Self {
        if let Self::Answered { status: 400, name, message } = &self
            && name == "BadRequest"
        {
            return Self::BadQuestion(message.clone());
        }
        self
    }

    /// The same with what it says made safe to be told.
    pub(super) fn redacted(mut self, safe: impl Fn(&str) -> String) -> Self {
        match &mut self {
            Self::Answered { message, .. } => *message = safe(message),
            Self::BrokenConfig(fault) => fault.message = safe(&fault.message),
            Self::Starting(_)
            | Self::Unavailable(_)
            | Self::Timeout(_)
            | Self::Interrupted(_)
            | Self::BadQuestion(_)
            | Self::NoSuchRoute(_)
            | Self::Garbage { .. } => {}
        }
        self
    }

    /// The same for those who work in this folder: places of the machine outside it are not named.
    pub(super) fn seen_from(mut self, folder: &str) -> Self {
        match &mut self {
            Self::Answered { message, .. } | Self::BadQuestion(message) => *message = seen_from(folder, message),
            Self::BrokenConfig(fault) => **fault = fault.seen_from(folder),
            Self::Starting(_)
            | Self::Unavailable(_)
            | Self::Timeout(_)
            | Self::Interrupted(_)
            | Self::NoSuchRoute(_)
            | Self::Garbage { .. } => {}
        }
        self
    }
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Self {
        let (kind, message) = match &error {
            EngineError::Starting(limit) => {
                (ErrorKind::Starting, format!("The engine was not ready within {} s; try again.", limit.as_secs()))
            }
            EngineError::Unavailable(fault) => {
                (ErrorKind::EngineUnavailable, [fault.message.as_str(), fault.remedy.as_str()].join(" "))
            }
            EngineError::Timeout(limit) => {
                (ErrorKind::Timeout, format!("The engine did not answer within {} s.", limit.as_secs()))
            }
            EngineError::Interrupted(_) => (
                ErrorKind::EngineError,
                "The run was interrupted: the engine ended, or broke off its answer. Read the session again before you \
                 repeat the call."
                    .to_owned(),
            ),
            EngineError::Answered { status, name, message } => answer(*status, name, message),
            EngineError::BrokenConfig(fault) => {
                let fault = fault.sentence();
                let said = format!("OpenCode cannot read the configuration of this folder: {fault}. Repair that file.");
                (ErrorKind::EngineError, said)
            }
            EngineError::BadQuestion(message) => {
                (ErrorKind::InvalidRequest, format!("OpenCode refused the request: {message}"))
            }
            EngineError::NoSuchRoute(_) | EngineError::Garbage { .. } => (
                ErrorKind::EngineError,
                "The engine gave an answer that this server does not understand; check its version in \
                 `runtime.versions`."
                    .to_owned(),
            ),
        };
        Self::new(kind, message).caused_by(error)
    }
}

/// What a caller is told of a failure that the engine answered.
fn answer(status: u16, name: &str, message: &str) -> (ErrorKind, String) {
    let said = if message.is_empty() { "no reason given" } else { message };
    match status {
        404 => (ErrorKind::NotFound, format!("OpenCode does not have it: {said}")),
        400 if name == "BadRequest" => (ErrorKind::Unprocessable, format!("OpenCode refused the request: {said}")),
        _ => {
            let name = if name.is_empty() { "an error" } else { name };
            (ErrorKind::EngineError, format!("OpenCode answered with {name} ({status}): {said}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_and_message(status: u16, body: &str) -> (ErrorKind, String) {
        let error = Error::from(EngineError::answered(status, body.as_bytes()));
        (error.kind, error.message)
    }

    #[test]
    fn a_schema_error_is_unprocessable() {
        let body = r#"{"name":"BadRequest","data":{"message":"Expected array, got \"x\"\n  at [\"parts\"]","kind":"Payload"}}"#;
        let (kind, message) = kind_and_message(400, body);
        assert_eq!(kind, ErrorKind::Unprocessable);
        assert!(message.contains("Expected array"), "{message}");
    }

    #[test]
    fn a_bare_tag_is_understood() {
        assert_eq!(kind_and_message(400, r#"{"_tag":"BadRequest"}"#).0, ErrorKind::Unprocessable);
        assert_eq!(kind_and_message(500, r#"{"_tag":"InternalServerError"}"#).0, ErrorKind::EngineError);
    }

    #[test]
    fn a_refused_question_without_a_body_is_an_invalid_request() {
        let refused =
            |status, body: &str| Error::from(EngineError::answered(status, body.as_bytes()).without_body()).kind;
        assert_eq!(refused(400, r#"{"_tag":"BadRequest"}"#), ErrorKind::InvalidRequest);
        assert_eq!(
            refused(400, r#"{"name":"BadRequest","data":{"message":"bad cursor","kind":"Query"}}"#),
            ErrorKind::InvalidRequest
        );
        assert_eq!(refused(400, r#"{"name":"ConfigJsonError","data":{"path":"/w/o.json"}}"#), ErrorKind::EngineError);
        assert_eq!(refused(404, r#"{"name":"NotFoundError"}"#), ErrorKind::NotFound);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let body = r#"{"name":"NotFoundError","data":{"message":"Session not found: ses_nope"}}"#;
        let (kind, message) = kind_and_message(404, body);
        assert_eq!(kind, ErrorKind::NotFound);
        assert!(message.contains("ses_nope"));
        let body = r#"{"_tag":"PermissionNotFoundError","requestID":"per_x","message":"gone"}"#;
        assert_eq!(kind_and_message(404, body).0, ErrorKind::NotFound);
    }

    #[test]
    fn an_unknown_error_keeps_its_reason() {
        let body = r#"{"name":"UnknownError","data":{"message":"Unexpected server error.","ref":"err_ab12cd34"}}"#;
        let (kind, message) = kind_and_message(500, body);
        assert_eq!(kind, ErrorKind::EngineError);
        assert!(message.contains("UnknownError") && message.contains("Unexpected server error."));
    }

    #[test]
    fn a_broken_config_names_its_file() {
        let body = r#"{"name":"ConfigJsonError","data":{"path":"/w/opencode.json","message":"CloseBraceExpected"}}"#;
        let (kind, message) = kind_and_message(400, body);
        assert_eq!(kind, ErrorKind::EngineError);
        assert!(message.contains("/w/opencode.json: CloseBraceExpected"), "{message}");
        let body = r#"{"name":"ConfigInvalidError","data":{"path":"/w/o.json","issues":[{"message":"Expected string","path":["model",0]}]}}"#;
        let (_, message) = kind_and_message(400, body);
        assert!(message.contains("/w/o.json: Expected string at model.0"), "{message}");
    }

    #[test]
    fn a_broken_config_is_not_quoted() {
        let message = "\n--- JSONC Input ---\n{\"apiKey\":\"hush\"\n--- Errors ---\nCloseBraceExpected at line 1, column 2\n   Line 1: {\"apiKey\":\"hush\"\n--- End ---";
        let body = serde_json::json!({"name": "ConfigJsonError", "data": {"path": "/w/o.json", "message": message}});
        let (_, message) = kind_and_message(400, &body.to_string());
        assert!(
            message.contains("/w/o.json: CloseBraceExpected at line 1, column 2.") && !message.contains("hush"),
            "{message}"
        );
    }

    #[test]
    fn an_empty_or_foreign_body_is_survived() {
        assert_eq!(kind_and_message(401, "").0, ErrorKind::EngineError);
        assert_eq!(kind_and_message(500, "[1,2").0, ErrorKind::EngineError);
        assert_eq!(kind_and_message(404, r#""text""#).0, ErrorKind::NotFound);
    }
}
