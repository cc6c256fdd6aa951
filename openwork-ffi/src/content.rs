//! The content of files, piece by piece in both directions: neither side ever holds a whole file.

use crate::error::{ListenerError, Result};
use crate::host::Host;
use futures_util::{Stream, StreamExt as _};
use openwork_core::model::file::FileRevision;
use openwork_core::{Condition, Error, ErrorKind, OpenFile, Pieces, Timestamp};
use std::fmt;
use std::sync::Arc;
use tokio::sync::Mutex;

/// What a host gives to hand the content of a file in. It is called on a thread of the server where it may block, never twice
/// at a time.
#[uniffi::export(foreign)]
pub trait FileSource: Send + Sync + 'static {
    /// The next bytes, as many as suits, 256 KB say; none at the end. What this raises ends the upload, and what was there
    /// stays as it was.
    fn next(&self) -> Result<Option<Vec<u8>>, ListenerError>;
}

/// What a source gives, as it comes.
pub(crate) fn pieces<B: From<Vec<u8>>>(
    source: Arc<dyn FileSource>,
) -> impl Stream<Item = openwork_core::Result<B>> + Send {
    futures_util::stream::unfold(Some(source), |source| async move {
        let source = source?;
        let asked = source.clone();
        match tokio::task::spawn_blocking(move || asked.next()).await {
            Ok(Ok(None)) => None,
            Ok(Ok(Some(piece))) => Some((Ok(piece.into()), Some(source))),
            Ok(Err(failure)) => Some((Err(failed(&failure.to_string())), None)),
            Err(ended) => Some((Err(failed(&ended.to_string())), None)),
        }
    })
}

fn failed(why: &str) -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        format!("The content was not handed in to its end, and nothing was written: {why}."),
    )
}

/// What has to hold of a file that is there, or nothing is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct WriteCondition {
    /// The revision that it has; absent where it may have any.
    #[uniffi(default = None)]
    pub if_match: Option<FileRevision>,
    /// That there is none.
    #[uniffi(default = None)]
    pub create_only: Option<bool>,
}

impl From<WriteCondition> for Condition {
    fn from(WriteCondition { if_match, create_only }: WriteCondition) -> Self {
        let revisions = if_match.map(|revision| vec![revision]);
        Self { revisions, absent: create_only.unwrap_or_default(), ..Self::default() }
    }
}

/// Which bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct ByteRange {
    /// The first of them, from 0.
    pub start: u64,
    /// The first that is none of them; absent for all from `start` on.
    #[uniffi(default = None)]
    pub end: Option<u64>,
}

/// A file that is open to be read, as it was when it was opened.
#[derive(uniffi::Object)]
pub struct FileReader {
    host: Arc<Host>,
    name: Option<String>,
    size: u64,
    revision: FileRevision,
    updated_at: Timestamp,
    pieces: Arc<Mutex<Pieces>>,
}

impl fmt::Debug for FileReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileReader").field("size", &self.size).field("revision", &self.revision).finish_non_exhaustive()
    }
}

impl FileReader {
    /// Reads these bytes of an open file.
    pub(crate) fn new(
        host: &Arc<Host>,
        file: OpenFile,
        name: Option<String>,
        range: Option<ByteRange>,
    ) -> Result<Self> {
        let ByteRange { start, end } = range.unwrap_or(ByteRange { start: 0, end: None });
        let (size, end) = (file.size, end.unwrap_or(file.size).min(file.size));
        if start > end {
            let message = format!("The file has {size} bytes; a range begins before it ends, and within the file.");
            return Err(Error::new(ErrorKind::InvalidRequest, message).at("range", "no such bytes").into());
        }
        let (revision, updated_at) = (file.revision.clone(), file.updated_at);
        let pieces = Arc::new(Mutex::new(file.pieces(start..end)));
        Ok(Self { host: host.clone(), name, size, revision, updated_at, pieces })
    }
}

#[uniffi::export]
impl FileReader {
    /// How many bytes the whole file has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Changes with its content.
    #[must_use]
    pub fn revision(&self) -> FileRevision {
        self.revision.clone()
    }

    /// When it was changed last.
    #[must_use]
    pub fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    /// What it is called, where it was handed in or out.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.name.clone()
    }

    /// The next bytes, 256 KB at most; none at the end. A file that became shorter meanwhile fails.
    pub async fn next(&self) -> Result<Option<Vec<u8>>> {
        let pieces = self.pieces.clone();
        let read = async move { pieces.lock().await.next().await.transpose().map_err(Error::internal) };
        Ok(self.host.threads.run(read).await?.map(|piece| piece.to_vec()))
    }
}
