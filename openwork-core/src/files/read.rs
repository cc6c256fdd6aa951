//! Reading: a file piece by piece, or as text.

use super::revision::{self, HASHED};
use super::{Root, fault};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::{FileRevision, FileText};
use crate::model::file_path::FilePath;
use crate::runtime::blocking::blocking;
use bytes::Bytes;
use cap_std::fs::Metadata;
use futures_util::stream::{self, Stream};
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::sync::Arc;

/// The most bytes of a text.
pub(crate) const TEXT_LIMIT: u64 = 5_000_000;
/// How much is read at once.
const PIECE: u64 = 256 << 10;

/// A file that is open to be read.
#[derive(Debug)]
pub struct OpenFile {
    file: Arc<File>,
    /// How many bytes it has.
    pub size: u64,
    /// Changes with it: strong, or cheap where the file is too large to be read twice.
    pub revision: FileRevision,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// The bytes of a file as they come.
pub type Pieces = std::pin::Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

impl OpenFile {
    /// Opens a file. Blocks on the file system.
    pub(crate) fn open(root: &Root, path: &FilePath) -> Result<Self> {
        let (file, metadata) = root.file(path)?;
        let revision = if metadata.len() <= HASHED {
            revision::of_content(&file).map_err(|error| fault::at(path, error))?
        } else {
            revision::cheap(&metadata, || None)
        };
        Ok(Self { size: metadata.len(), updated_at: changed(&metadata), file: Arc::new(file), revision })
    }

    /// These of its bytes, as they come. A file that became shorter meanwhile fails.
    #[must_use]
    pub fn pieces(self, range: Range<u64>) -> Pieces {
        let file = self.file;
        Box::pin(stream::try_unfold(range, move |range| {
            let file = file.clone();
            async move {
                if range.is_empty() {
                    return Ok(None);
                }
                let (from, most) = (range.start, PIECE.min(range.end - range.start));
                let piece = blocking(move || read_at(&file, from, most)).await.map_err(io::Error::other)??;
                let next = from + piece.len() as u64;
                Ok(Some((piece, next..range.end)))
            }
        }))
    }
}

/// When a file was changed last.
pub(super) fn changed(metadata: &Metadata) -> Timestamp {
    Timestamp::from_millis(revision::State::from(metadata).millis())
}

/// Some bytes from a place on; none there is a fault.
fn read_at(file: &File, from: u64, most: u64) -> io::Result<Bytes> {
    let mut piece = vec![0; usize::try_from(most).unwrap_or_default()];
    let count = loop {
        match at(file, &mut piece, from) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other?,
        }
    };
    if count == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was read"));
    }
    piece.truncate(count);
    Ok(piece.into())
}

#[cfg(unix)]
fn at(file: &File, piece: &mut [u8], from: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, piece, from)
}

#[cfg(windows)]
fn at(file: &File, piece: &mut [u8], from: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, piece, from)
}

/// Reads a text. Blocks on the file system.
pub(crate) fn read_text(root: &Root, path: &FilePath) -> Result<FileText> {
    let (file, metadata) = root.file(path)?;
    let too_large = || {
        let message = format!("`{path}` is larger than the 5 MB of a text; read it with `files.readRaw`.");
        Error::new(ErrorKind::TooLarge, message)
    };
    if metadata.len() > TEXT_LIMIT {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    // it may have grown since it was opened
    file.take(TEXT_LIMIT + 1).read_to_end(&mut bytes).map_err(|error| fault::at(path, error))?;
    if bytes.len() as u64 > TEXT_LIMIT {
        return Err(too_large());
    }
    let revision = revision::revision_of(&bytes);
    let content = match String::from_utf8(bytes) {
        Ok(content) if !content.contains('\0') => content,
        _ => {
            let message = format!("`{path}` is no UTF-8 text; read it with `files.readRaw`.");
            return Err(Error::new(ErrorKind::UnsupportedMediaType, message));
        }
    };
    let bytes = content.len() as u64;
    Ok(FileText { path: path.clone(), content, bytes, revision, updated_at: changed(&metadata) })
}
