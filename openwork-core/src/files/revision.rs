//! Revisions: what stands for the state of a file.
//!
//! The cheap one is what the file system says: `w:<inode>-<time>-<size>`. Two states can share it for as long as the clock of
//! the file system has not moved on, which may be two seconds. So a file that was changed a moment ago gets a part of its
//! content's hash too (`w:…-<hash>`), and the content decides. The strong one is the hash itself.

use super::fault;
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::FileRevision;
use cap_fs_ext::MetadataExt as _;
use cap_std::fs::{Dir, Metadata};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Read as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// For how long a change cannot be told from the next by its time: the coarsest file systems count in steps of two seconds.
const DOUBT: Duration = Duration::from_secs(2);
/// How large a file may be to be read for its revision.
pub(super) const HASHED: u64 = 8 << 20;
/// Begins what stands for the content of a fresh file that is too large to be read for it. No hash begins so, and what
/// follows is never the same again: it fits nothing.
const UNREAD: &str = "x";
/// What the details of a conflict say before the revision that is there.
const NOW: &str = "the revision is now ";

/// On what a write depends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// The file must be there and have one of these.
    pub revisions: Option<Vec<FileRevision>>,
    /// The file must be there.
    pub exists: bool,
    /// The file must not be there.
    pub absent: bool,
    /// The file must have been changed last at this time.
    pub updated_at: Option<crate::clock::Timestamp>,
}

/// The hash of bytes as a strong revision.
pub(super) fn strong(hash: Sha256) -> FileRevision {
    FileRevision::made(format!("sha256:{}", HEXLOWER.encode(&hash.finalize())))
}

/// The strong revision of bytes.
pub(crate) fn revision_of(bytes: &[u8]) -> FileRevision {
    strong(Sha256::new_with_prefix(bytes))
}

/// The strong revision of an opened file, read from where it stands to its end.
pub(super) fn of_content(mut file: &File) -> io::Result<FileRevision> {
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 128 << 10]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(strong(hash)),
            count => hash.update(&piece[..count]),
        }
    }
}

/// What the file system says of a file or a folder, as far as a revision is made of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    ino: u64,
    /// When it was changed, in nanoseconds since 1970; none where the file system does not say.
    nanos: Option<i128>,
    pub(super) size: u64,
    is_file: bool,
}

impl From<&Metadata> for State {
    fn from(metadata: &Metadata) -> Self {
        let (ino, size, is_file) = (metadata.ino(), metadata.len(), metadata.is_file());
        let time = metadata.modified().ok().map(cap_std::time::SystemTime::into_std);
        let nanos = time.map(|time| match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i128::try_from(since.as_nanos()).unwrap_or_default(),
            Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or_default(),
        });
        Self { ino, nanos, size, is_file }
    }
}

impl State {
    /// What the system says of a name in a folder, by one call: a walk asks for many.
    #[cfg(unix)]
    #[allow(clippy::useless_conversion, clippy::unnecessary_cast, reason = "the fields differ from system to system")]
    pub(super) fn of_name(folder: &Dir, name: &str) -> io::Result<Self> {
        use rustix::fs::{AtFlags, FileType, statat};
        let about = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        let nanos = i128::from(about.st_mtime) * 1_000_000_000 + i128::from(about.st_mtime_nsec);
        let is_file = FileType::from_raw_mode(about.st_mode as _) == FileType::RegularFile;
        let size = u64::try_from(about.st_size).unwrap_or_default();
        Ok(Self { ino: about.st_ino.into(), nanos: Some(nanos), size, is_file })
    }

    /// What the system says of a name in a folder.
    #[cfg(not(unix))]
    pub(super) fn of_name(folder: &Dir, name: &str) -> io::Result<Self> {
        Ok(Self::from(&folder.symlink_metadata(name)?))
    }

    /// When it was changed, in milliseconds since 1970.
    pub(super) fn millis(&self) -> i64 {
        i64::try_from(self.nanos.unwrap_or_default().div_euclid(1_000_000)).unwrap_or_default()
    }

    /// The part of a cheap revision that the file system tells.
    fn told(&self) -> String {
        format!("w:{:x}-{:x}-{:x}", self.ino, self.nanos.unwrap_or_default(), self.size)
    }

    /// Whether a file was changed so lately, or by such a clock, that its time does not tell its states apart. The moment may
    /// be one before it was looked at: that is on the safe side.
    fn is_fresh(&self, now: i128) -> bool {
        self.nanos.is_none_or(|nanos| now - nanos < DOUBT.as_nanos().cast_signed())
    }
}

/// This moment, in nanoseconds since 1970.
pub(super) fn moment() -> i128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().cast_signed()
}

/// The cheap revision of what lies somewhere. `open` gives its content where the content has to decide; without, it fits
/// nothing.
pub(super) fn cheap(metadata: &Metadata, open: impl FnOnce() -> Option<File>) -> FileRevision {
    cheap_at(&metadata.into(), moment(), open)
}

/// The same of a state that was looked at after this moment.
pub(super) fn cheap_at(state: &State, moment: i128, open: impl FnOnce() -> Option<File>) -> FileRevision {
    let mut text = state.told();
    if state.is_file && state.is_fresh(moment) {
        let content = if state.size <= HASHED { open() } else { None };
        let strong = content.and_then(|file| of_content(&file).ok());
        text = match &strong {
            Some(strong) => format!("{text}-{}", part(strong)),
            None => format!("{text}-{UNREAD}{:x}", self::moment()),
        };
    }
    FileRevision::made(text)
}

/// The part of a strong revision that a cheap one holds.
fn part(strong: &FileRevision) -> &str {
    strong.as_str().get(7..23).unwrap_or(UNREAD)
}

/// Whether a write may go on, given what lies there now. `open` gives its content.
pub(super) fn check(
    path: &str,
    condition: &Condition,
    now: Option<&Metadata>,
    open: impl FnOnce() -> Result<File>,
) -> Result<()> {
    let Some(now) = now else {
        return match condition {
            Condition { revisions: None, exists: false, updated_at: None, .. } => Ok(()),
            _ => Err(conflict(path, "it is not there any more", None)),
        };
    };
    if condition.absent {
        return Err(conflict(path, "it is there already", None));
    }
    if condition.updated_at.is_some_and(|time| time.as_millis() != State::from(now).millis()) {
        return Err(conflict(path, "it was changed meanwhile", Some(&cheap(now, || None))));
    }
    let Some(wanted) = &condition.revisions else { return Ok(()) };
    let told = State::from(now).told();
    if wanted.iter().any(|revision| revision.as_str() == told) {
        return Ok(());
    }
    // what stands for no content needs none read
    let prefix = format!("{told}-");
    if !wanted.iter().any(|one| one.as_str().starts_with("sha256:") || one.as_str().starts_with(&prefix)) {
        return Err(conflict(path, "it was changed meanwhile", Some(&cheap(now, || open().ok()))));
    }
    let content = of_content(&open()?).map_err(|error| fault::at(path, error))?;
    let fresh = format!("{prefix}{}", part(&content));
    if wanted.iter().any(|one| *one == content || one.as_str() == fresh) {
        return Ok(());
    }
    Err(conflict(path, "it was changed meanwhile", Some(&content)))
}

fn conflict(path: &str, why: &str, now: Option<&FileRevision>) -> Error {
    let message = format!("`{path}` was not written: {why}. Read it again, and decide.");
    let error = Error::new(ErrorKind::Conflict, message);
    match now {
        Some(revision) => error.at("ifMatch", format!("{NOW}{revision}")),
        None => error,
    }
}

/// The revision that a conflict says is there.
pub(super) fn named_in(conflict: &Error) -> Option<FileRevision> {
    conflict.details.iter().find_map(|detail| detail.message.strip_prefix(NOW)?.parse().ok())
}
