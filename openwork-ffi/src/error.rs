//! How calls fail, in both directions. What a call fails with is the core's [`OpenWorkError`].

use openwork_core::{Error, ErrorKind, OpenWorkError};

/// What every fallible call answers.
pub type Result<T, E = OpenWorkError> = std::result::Result<T, E>;

/// A call that came to no end of its own: it panicked, or the server was dropped under it.
pub(crate) fn broken(ended: &tokio::task::JoinError) -> OpenWorkError {
    let what = if ended.is_panic() {
        "The server met a fault of its own in this call; other calls are not harmed."
    } else {
        "The server was dropped while this call was under way."
    };
    Error::new(ErrorKind::Internal, what).into()
}

/// Something that the system refused, such as threads.
pub(crate) fn lacking(what: &str, source: &std::io::Error) -> OpenWorkError {
    Error::new(ErrorKind::Internal, format!("{what}: {source}.")).into()
}

/// A listener that failed. It ends its own subscription and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// It does not want to go on.
    #[error("{detail}")]
    Failed {
        /// Why, in its own words.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}
