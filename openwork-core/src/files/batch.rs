//! Batches: many files read or written by one call, each of which fails alone.
//!
//! What is written together is synced together: the contents first, side by side, then each takes its place in the order of
//! the batch, then the folders.

use super::root::{self, Root};
use super::write::{Locks, Placed};
use super::{Condition, Writing, fault, read, revision};
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::{FileKind, FileRevision, WrittenFile};
use crate::model::file_path::FilePath;
use crate::model::file_session::{BatchWrite, ReadItem, WriteItem};
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use cap_fs_ext::MetadataExt as _;
use cap_std::fs::Dir;
use std::collections::HashMap;
use std::io::Read as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many items a batch has at most.
pub(crate) const ITEMS: usize = 64;
/// How many bytes the files of a batch have at most, together.
pub(super) const CONTENTS: u64 = 24_000_000;
/// How many bytes each of them has at most.
const FILE: u64 = read::TEXT_LIMIT;
/// How many files are written side by side: they wait for the disk, and one wait serves several.
const WRITERS: usize = 8;
/// Base64, whether it ends with `=` or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A path as it was given by an item.
pub(super) fn path(given: &str) -> Result<FilePath> {
    given.parse().map_err(|refused| Error::new(ErrorKind::InvalidRequest, format!("It is no path: {refused}.")))
}

/// The part of a failure that an item tells. What is a fault of the server goes to the log too.
pub(super) fn told(error: Error) -> (Option<ErrorKind>, Option<String>) {
    if error.kind == ErrorKind::Internal {
        tracing::error!(error = ?error.source, "an item of a batch failed");
    }
    (Some(error.kind), Some(error.message))
}

/// Reads files. Blocks on the file system.
pub(crate) fn read_batch(root: &Root, paths: &[String]) -> Vec<ReadItem> {
    let mut left = CONTENTS;
    let item = |given: &String| match read_one(root, given, &mut left) {
        Ok(item) => item,
        Err(TooLarge(error, sizes)) => {
            let (code, message) = told(error);
            let (size, max_bytes) = sizes.unzip();
            ReadItem { path: given.clone(), code, message, size, max_bytes, ..ReadItem::default() }
        }
    };
    paths.iter().map(item).collect()
}

/// A failure, and of what is too large how large it is and may be.
struct TooLarge(Error, Option<(u64, u64)>);

impl From<Error> for TooLarge {
    fn from(error: Error) -> Self {
        Self(error, None)
    }
}

/// Refuses what is too large for a batch, or for what is left of one.
fn measured(size: u64, left: u64) -> Result<(), TooLarge> {
    let message = if size > FILE {
        "It is larger than the 5 MB of a file in a batch; use `files.readRaw` or `files.writeRaw`."
    } else if size > left {
        "The files of this batch before it have the 24 MB that a batch holds; put it into another."
    } else {
        return Ok(());
    };
    Err(TooLarge(Error::new(ErrorKind::TooLarge, message), Some((size, FILE.min(left)))))
}

fn read_one(root: &Root, given: &str, left: &mut u64) -> Result<ReadItem, TooLarge> {
    let path = path(given)?;
    let (file, metadata) = root.file(&path)?;
    measured(metadata.len(), *left)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    // it may have grown since it was opened
    let taken = file.take(FILE.min(*left) + 1).read_to_end(&mut bytes);
    let size = taken.map_err(|error| fault::at(&path, error))? as u64;
    measured(size, *left)?;
    *left -= size;
    Ok(ReadItem {
        ok: true,
        path: given.to_owned(),
        kind: Some(FileKind::File),
        bytes: Some(size),
        content_base64: Some(BASE64.encode(&bytes)),
        revision: Some(revision::revision_of(&bytes)),
        updated_at: Some(read::changed(&metadata)),
        ..ReadItem::default()
    })
}

/// A content that is on the disk and waits for its place.
struct Ready {
    writing: Writing,
    condition: Condition,
}

/// Writes files. Blocks on the file system. Answers each item, and what was written.
pub(crate) fn write_batch(root: &Root, locks: &Locks, writes: &[BatchWrite]) -> (Vec<WriteItem>, Vec<WrittenFile>) {
    let placed: Vec<Result<Placed, TooLarge>> = prepared(root, writes)
        .into_iter()
        .map(|ready| ready.and_then(|Ready { writing, condition }| Ok(writing.place(locks, &condition, true)?)))
        .collect();
    let unsettled = settle(placed.iter().filter_map(|placed| placed.as_ref().ok()).map(|placed| &placed.folder));
    let mut done = Vec::new();
    let items = writes.iter().zip(placed).map(|(write, placed)| {
        let placed = placed.and_then(|placed| match unsettled.get(&key(&placed.folder)) {
            Some(kind) => Err(fault::at(&placed.written.path, (*kind).into()).into()),
            None => Ok(placed),
        });
        match placed {
            Ok(Placed { written, previous, .. }) => {
                done.push(written.clone());
                written_item(write, written, previous)
            }
            Err(failure) => failed_item(write, failure),
        }
    });
    (items.collect(), done)
}

/// The contents of a batch, each on the disk or with its failure.
fn prepared(root: &Root, writes: &[BatchWrite]) -> Vec<Result<Ready, TooLarge>> {
    let mut left = CONTENTS;
    let sizes: Vec<_> = writes
        .iter()
        .map(|write| {
            let size = decoded_size(&write.content_base64);
            let fits = measured(size, left);
            left -= if fits.is_ok() { size } else { 0 };
            Mutex::new(fits.err().map(Err))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((write, slot)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            writes.get(at).zip(sizes.get(at))
        } {
            let Ok(mut slot) = slot.lock() else { continue };
            if slot.is_none() {
                *slot = Some(prepare(root, write).map_err(TooLarge::from));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..WRITERS.min(writes.len()) {
            // fewer threads than wanted do the same work
            let _ = std::thread::Builder::new().name("batch".to_owned()).spawn_scoped(scope, work);
        }
        work();
    });
    let lost = || Err(Error::internal(std::io::Error::other("a write of a batch panicked")).into());
    sizes.into_iter().map(|slot| slot.into_inner().ok().flatten().unwrap_or_else(lost)).collect()
}

/// How many bytes this base64 stands for.
fn decoded_size(text: &str) -> u64 {
    text.trim_end_matches('=').len() as u64 * 3 / 4
}

fn prepare(root: &Root, write: &BatchWrite) -> Result<Ready> {
    let path = path(&write.path)?;
    let no_base64 = |_| Error::new(ErrorKind::InvalidRequest, "Its `contentBase64` is no base64.");
    let content = BASE64.decode(&write.content_base64).map_err(no_base64)?;
    let forced = write.force.unwrap_or_default();
    // what is no revision is the revision of nothing
    let wanted = |text: &String| text.parse::<FileRevision>().into_iter().collect();
    let revisions = write.if_match_revision.as_ref().filter(|_| !forced).map(wanted);
    let condition = Condition { revisions, ..Condition::default() };
    // an item before it may make what it asks for, so that is looked at in its turn
    let mut writing = Writing::begin(root, &path, true, &Condition::default())?;
    writing.write(&content)?;
    writing.sync()?;
    Ok(Ready { writing, condition })
}

fn key(folder: &Dir) -> Option<(u64, u64)> {
    folder.dir_metadata().ok().map(|about| (about.dev(), about.ino()))
}

/// Waits until these folders are on the disk, each once; those that are not, and why.
fn settle<'a>(folders: impl Iterator<Item = &'a Dir>) -> HashMap<Option<(u64, u64)>, std::io::ErrorKind> {
    let each: HashMap<_, _> = folders.map(|folder| (key(folder), folder)).collect();
    let settled = each.into_iter().map(|(key, folder)| (key, root::settle(folder)));
    settled.filter_map(|(key, settled)| Some((key, settled.err()?.kind()))).collect()
}

fn written_item(write: &BatchWrite, written: WrittenFile, previous: Option<FileRevision>) -> WriteItem {
    WriteItem {
        ok: true,
        path: write.path.clone(),
        bytes: Some(written.bytes),
        revision: Some(written.revision),
        previous_revision: previous,
        updated_at: Some(written.updated_at),
        ..WriteItem::default()
    }
}

fn failed_item(write: &BatchWrite, TooLarge(error, sizes): TooLarge) -> WriteItem {
    let is_conflict = error.kind == ErrorKind::Conflict;
    let current_revision = revision::named_in(&error);
    let (code, message) = told(error);
    let (size, max_bytes) = sizes.unzip();
    let expected_revision = write.if_match_revision.clone().filter(|_| is_conflict);
    let path = write.path.clone();
    WriteItem { path, code, message, expected_revision, current_revision, size, max_bytes, ..WriteItem::default() }
}
