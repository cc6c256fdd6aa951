//! What a caller is told when something fails.
//!
//! Areas fail with enums of their own; at the facade they become one [`Error`]: a kind to act on, a sentence that is safe
//! to show and says what to do next, and a source for the log. Front ends translate the kind once, in one exhaustive match.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What every fallible call of the library answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, as a stable code. Codes are never renamed and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ErrorKind {
    /// The request is not JSON, or a path, query or header value is wrong.
    InvalidRequest,
    /// The call needs a token and has none, or one that is unknown, expired or revoked.
    Unauthorized,
    /// The token is good and does not allow this call.
    Forbidden,
    /// There is no such route, or nothing of that name that this caller may see.
    NotFound,
    /// The route exists, with other methods.
    MethodNotAllowed,
    /// The call does not fit the present state, such as a second server on one data folder.
    Conflict,
    /// What would be given out looks as if it held secrets; the details have the places, and someone has to decide.
    ExportNeedsDecision,
    /// The body is larger than the operation takes.
    TooLarge,
    /// The body is not `application/json`.
    UnsupportedMediaType,
    /// The body is JSON of the wrong shape, or names something that cannot be used.
    Unprocessable,
    /// A fault of the server. The log has more under the request's id.
    Internal,
    /// The operation exists in the contract and is not offered here.
    NotImplemented,
    /// The engine answered with a failure, or ended while it worked on this call.
    EngineError,
    /// Another OpenWork server answered with something that is not this contract.
    RemoteError,
    /// The engine does not run and will not without help; health says why.
    EngineUnavailable,
    /// The server or its engine is still starting; the same call will do later.
    Starting,
    /// The answer took longer than the call was given.
    Timeout,
}

impl ErrorKind {
    /// Every kind, in the order of the contract.
    pub const ALL: [Self; 17] = [
        Self::InvalidRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::ExportNeedsDecision,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Unprocessable,
        Self::Internal,
        Self::NotImplemented,
        Self::EngineError,
        Self::RemoteError,
        Self::EngineUnavailable,
        Self::Starting,
        Self::Timeout,
    ];

    /// The code on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::ExportNeedsDecision => "export_needs_decision",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::Unprocessable => "unprocessable",
            Self::Internal => "internal",
            Self::NotImplemented => "not_implemented",
            Self::EngineError => "engine_error",
            Self::RemoteError => "remote_error",
            Self::EngineUnavailable => "engine_unavailable",
            Self::Starting => "starting",
            Self::Timeout => "timeout",
        }
    }
}

/// One fault of several, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ErrorDetail {
    /// What is wrong there.
    pub message: String,
    /// The place in the request, such as `parts[0].text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A failed call.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What a program acts on.
    pub kind: ErrorKind,
    /// What a person reads: what happened and what to do next. Holds no secret.
    pub message: String,
    /// Where in the request, if that is known.
    pub details: Vec<ErrorDetail>,
    /// What the log gets.
    #[source]
    pub source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure of this kind with a sentence for the caller.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), details: Vec::new(), source: None }
    }

    /// The same with what lies behind it, for the log.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>, message: impl Into<String>) -> Self {
        self.details.push(ErrorDetail { message: message.into(), path: Some(path.into()) });
        self
    }

    /// The body is well-formed and names something that cannot be used; `path` is its place in the body.
    pub fn unprocessable(path: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(ErrorKind::Unprocessable, message.clone()).at(path, message)
    }

    /// There is no such thing, or none that this caller may see.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(ErrorKind::NotFound, format!("There is no {what}."))
    }

    /// A fault of the server itself.
    pub fn internal(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::new(ErrorKind::Internal, "The server met a fault of its own; its log has the details.").caused_by(source)
    }
}
