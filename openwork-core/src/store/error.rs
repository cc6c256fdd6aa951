//! What can go wrong with the store, each with what to do next.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::platform;

/// Why the store did not do as asked.
///
/// It can be cloned because one failed commit is the answer to every unit of work that shared it.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum StoreError {
    /// Another process, or another place in this one, has the store open.
    #[error("the store in {} is in use{}; stop that process, or talk to it instead", folder.display(), by(*pid))]
    InUse {
        /// The store's folder.
        folder: PathBuf,
        /// Who has it open, when they said so.
        pid: Option<u32>,
    },
    /// A newer build has written the store.
    #[error(
        "the store {} has layout {found} and this build knows layouts up to {known}; use the newer build, or put back a \
         backup of the older layout; the file is as it was", path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: u64,
        /// The newest layout that this build knows.
        known: u64,
    },
    /// The file is not what was written.
    #[error(
        "the store {} is damaged: {reason}; put back a backup, or move the file away to start empty; nothing removes it \
         by itself", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// No space is left for the file. What had been acknowledged is safe.
    #[error("no space is left for the store {}: {source}; make space and try again", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// The system refused to read or write. What had been acknowledged is safe.
    #[error("could not {doing} {}: {source}; see to the disk and the rights, then try again", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// The record does not fit the others; the caller should have looked first.
    #[error("the store does not take this record: {reason}")]
    Refused {
        /// What does not fit.
        reason: String,
    },
    /// The unit of work panicked; none of it was kept.
    #[error("a unit of work panicked and nothing of it was kept: {message}; this is a fault of the server, report it")]
    Panicked {
        /// The panic's message.
        message: String,
    },
    /// The file with the key of the secrets is not there.
    #[error("the key of the store's secrets, {}, is missing; put it back from a backup, or remove what it sealed (the \
             router's identities) and set it anew; nothing removes it by itself", path.display())]
    KeyMissing {
        /// The file.
        path: PathBuf,
    },
    /// The file with the key of the secrets holds another key.
    #[error("the key in {} is not the one that sealed the store's secrets; put the right one back from a backup; nothing \
             is removed by itself", path.display())]
    KeyWrong {
        /// The file.
        path: PathBuf,
    },
    /// A sealed value cannot be opened although the key is the right one.
    #[error("the sealed value `{place}` is damaged; set it anew")]
    SealBroken {
        /// What it was sealed for.
        place: String,
    },
    /// The store was closed.
    #[error("the store is closed; open it again")]
    Closed,
}

/// ` by process 7`, when it is known.
fn by(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" by process {pid}")).unwrap_or_default()
}

impl StoreError {
    /// The system's refusal, with a full disk told apart because it passes.
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        let (path, kind, source) = (path.to_owned(), source.kind(), Arc::new(source));
        if platform::no_space(kind) { Self::Full { path, source } } else { Self::Io { doing, path, source } }
    }

    /// The file is not what was written.
    pub(super) fn damaged(path: &Path, reason: impl std::fmt::Display) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.to_string() }
    }

    /// What the database said about its file.
    pub(super) fn database(path: &Path, error: impl Into<redb::Error>) -> Self {
        let error = error.into();
        if let redb::Error::Io(source) = error {
            // redb's way to say that the file is no database, and a file system's to say that it is cut short
            let garbled = matches!(source.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof);
            return if garbled { Self::damaged(path, source) } else { Self::io("use", path, source) };
        }
        if matches!(error, redb::Error::PreviousIo) {
            return Self::io("use", path, io::Error::other("an earlier failure of the disk"));
        }
        if matches!(error, redb::Error::DatabaseClosed) {
            return Self::Closed;
        }
        if matches!(error, redb::Error::DatabaseAlreadyOpen) {
            return Self::InUse { folder: path.parent().unwrap_or(path).to_owned(), pid: None };
        }
        Self::damaged(path, error)
    }

    /// What a panic said, when it is text.
    pub(super) fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
    }
}

impl StoreError {
    /// For whoever starts a server or has the store in hand: with the file, which they have to do something about.
    pub(crate) fn on_site(self) -> Error {
        let message = self.to_string();
        let unfit = matches!(&self, Self::Io { source, .. } if matches!(source.kind(),
            io::ErrorKind::AlreadyExists
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem));
        let error = self.told(message);
        // a file, or a folder that may not be written, was named: no fault of the server
        if unfit { Error { kind: ErrorKind::Unprocessable, ..error } } else { error }
    }

    /// This sentence, with the rest for the log.
    fn told(self, message: String) -> Error {
        let kind = match &self {
            Self::InUse { .. } | Self::KeyMissing { .. } | Self::KeyWrong { .. } | Self::SealBroken { .. } => {
                ErrorKind::Conflict
            }
            Self::Newer { .. }
            | Self::Damaged { .. }
            | Self::Full { .. }
            | Self::Io { .. }
            | Self::Refused { .. }
            | Self::Panicked { .. }
            | Self::Closed => ErrorKind::Internal,
        };
        Error::new(kind, message).caused_by(self)
    }
}

/// For a caller, who may be anywhere: where the server keeps its files is not told.
impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = match &error {
            StoreError::InUse { .. } => "The store is in use by another process.".to_owned(),
            StoreError::Newer { .. } => "A newer build has written the store; use that build.".to_owned(),
            StoreError::Damaged { .. } => "The store is damaged; stop the server and put back a backup of it. \
                                           The server's log says what does not fit."
                .to_owned(),
            StoreError::Full { .. } => "No space is left for the server's store; make space on the server's disk and \
                                        try again. What was acknowledged before is safe."
                .to_owned(),
            StoreError::Io { source, .. } => format!(
                "The server's store cannot be used: {source}; see to the server's disk and its rights, then try again."
            ),
            StoreError::KeyMissing { .. } => {
                "The key of the server's secrets (`state/key` in its data folder) is missing; \
                                              put it back from a backup. Until then no secret can be read or set."
                    .to_owned()
            }
            StoreError::KeyWrong { .. } => {
                "The key of the server's secrets (`state/key` in its data folder) is not the \
                                            one that sealed them; put the right one back from a backup."
                    .to_owned()
            }
            StoreError::SealBroken { .. }
            | StoreError::Refused { .. }
            | StoreError::Panicked { .. }
            | StoreError::Closed => error.to_string(),
        };
        error.told(message)
    }
}
