//! What a call from Swift, Kotlin or Python fails with. Only with the `uniffi` feature.
//!
//! It stands beside [`Error`] and not in `openwork-ffi`, because a value that breaks its type's rule (an empty name, a limit
//! of 0) is refused while it is read, by this crate, and a refusal reaches the caller as what it is only in the error type of
//! the call.

use crate::error::{Error, ErrorDetail, ErrorKind};

/// A failed call: a variant for what to do about it, and in it the kind, which is as fine as the codes of the contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum OpenWorkError {
    /// The call cannot be done as it was given. Change it.
    #[error("{detail}")]
    Invalid {
        /// `invalid_request`, `unprocessable`, `too_large` or `unsupported_media_type`.
        kind: ErrorKind,
        /// What happened and what to do next.
        detail: String,
        /// Where in the call, if that is known.
        details: Vec<ErrorDetail>,
    },
    /// The caller may not do this. Use another token.
    #[error("{detail}")]
    Refused {
        /// `unauthorized` or `forbidden`.
        kind: ErrorKind,
        /// What happened and what to do next.
        detail: String,
        /// Where in the call, if that is known.
        details: Vec<ErrorDetail>,
    },
    /// There is no such thing, or none that this caller may see.
    #[error("{detail}")]
    NotFound {
        /// `not_found` or `method_not_allowed`.
        kind: ErrorKind,
        /// What happened and what to do next.
        detail: String,
        /// Where in the call, if that is known.
        details: Vec<ErrorDetail>,
    },
    /// The call does not fit the present state. Read it again and decide.
    #[error("{detail}")]
    Conflict {
        /// `conflict` or `export_needs_decision`.
        kind: ErrorKind,
        /// What happened and what to do next.
        detail: String,
        /// Where in the call, if that is known.
        details: Vec<ErrorDetail>,
    },
    /// Not now; the same call may do later.
    #[error("{detail}")]
    NotNow {
        /// `starting` or `timeout`.
        kind: ErrorKind,
        /// What happened and what to do next.
        detail: String,
        /// Where in the call, if that is known.
        details: Vec<ErrorDetail>,
    },
    /// The engine, or another server, failed. Its health says more.
    #[error("{detail}")]
    Upstream {
        /// `engine_error`, `engine_unavailable` or `remote_error`.
        kind: ErrorKind,
        /// What happened and what to do next.
        detail: String,
        /// Where in the call, if that is known.
        details: Vec<ErrorDetail>,
    },
    /// A fault of this library, or something that it does not offer.
    #[error("{detail}")]
    Internal {
        /// `internal` or `not_implemented`.
        kind: ErrorKind,
        /// What happened and what to do next.
        detail: String,
        /// Where in the call, if that is known.
        details: Vec<ErrorDetail>,
    },
}

impl From<Error> for OpenWorkError {
    fn from(error: Error) -> Self {
        let Error { kind, message: detail, details, source: _ } = error;
        match kind {
            ErrorKind::InvalidRequest
            | ErrorKind::Unprocessable
            | ErrorKind::TooLarge
            | ErrorKind::UnsupportedMediaType => Self::Invalid { kind, detail, details },
            ErrorKind::Unauthorized | ErrorKind::Forbidden => Self::Refused { kind, detail, details },
            ErrorKind::NotFound | ErrorKind::MethodNotAllowed => Self::NotFound { kind, detail, details },
            ErrorKind::Conflict | ErrorKind::ExportNeedsDecision => Self::Conflict { kind, detail, details },
            ErrorKind::Starting | ErrorKind::Timeout => Self::NotNow { kind, detail, details },
            ErrorKind::EngineError | ErrorKind::EngineUnavailable | ErrorKind::RemoteError => {
                Self::Upstream { kind, detail, details }
            }
            ErrorKind::Internal | ErrorKind::NotImplemented => Self::Internal { kind, detail, details },
        }
    }
}

/// A value that breaks the rule of its type, as the caller is told.
pub(crate) fn refused(reason: impl std::fmt::Display) -> uniffi::deps::anyhow::Error {
    let reason = Error::new(ErrorKind::Unprocessable, format!("A value cannot be used: {reason}."));
    uniffi::deps::anyhow::Error::new(OpenWorkError::from(reason))
}
