//! Reading a source: regular files only, no more than there is room for, and nothing but reading.

use super::found::{Finding, Found, Source};
use super::json::{Document, Object};
use crate::clock::Timestamp;
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject, MigrationAction};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The largest text that is read. Ten thousand workspaces take about four megabytes.
pub(super) const MOST: u64 = 64 << 20;
/// How often a file that is being written is read anew.
const ROUNDS: usize = 3;

/// What a file holds.
#[derive(Debug)]
pub(super) struct Content {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// When it was written last.
    pub(super) modified: Option<Timestamp>,
    /// Whether it was written to each time it was read.
    pub(super) is_unsteady: bool,
}

/// Why something cannot be read, and what people can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Why.
    pub(super) reason: String,
    /// What to do.
    pub(super) remedy: String,
}

impl Fault {
    pub(super) fn new(reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { reason: reason.into(), remedy: remedy.into() }
    }

    pub(super) fn of(error: &io::Error) -> Self {
        if error.kind() == ErrorKind::PermissionDenied {
            return Self::new(
                "The server may not read it.",
                "Give the server the right to read it, then import again.",
            );
        }
        if is_loop(error) {
            let reason = "It is a link that leads back to itself.";
            return Self::new(reason, "Put the file in the link's place, then import again.");
        }
        Self::new(format!("It cannot be read: {error}."), "See to the disk, then import again.")
    }
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP)
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

/// Whether nothing is there: neither the file nor the folder that it would be in.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Whether a file is there that can be read. What is no file is not even opened: that alone can do something.
fn is_there(path: &Path, most: u64, fit: Fit) -> Result<bool, Fault> {
    let Some(metadata) = regular(path)? else { return Ok(false) };
    fit(&metadata, most).map(|()| true)
}

/// What is known of a regular file, by any way to it; `None` where there is none.
fn regular(path: &Path) -> Result<Option<Metadata>, Fault> {
    match fs::metadata(path) {
        Err(error) if is_absent(&error) && fs::symlink_metadata(path).is_ok() => {
            Err(Fault::new("It is a link to what is not there.", "Put the file back, or remove the link."))
        }
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(Fault::of(&error)),
        Ok(metadata) => is_regular(&metadata).map(|()| Some(metadata)),
    }
}

fn is_regular(metadata: &Metadata) -> Result<(), Fault> {
    if metadata.is_dir() {
        return Err(Fault::new("It is a folder where a file belongs.", "Remove the folder, then import again."));
    }
    if !metadata.is_file() {
        return Err(Fault::new("It is no regular file.", "Put a regular file in its place, then import again."));
    }
    Ok(())
}

/// A file of any size that is to be read piece by piece; `None` where there is none. What somebody else wrote is not opened.
pub(super) fn opened(path: &Path, home: &Path) -> Result<Option<File>, Fault> {
    if !is_there(path, u64::MAX, fit)? {
        return Ok(None);
    }
    if !is_trusted(path, home) {
        return Err(not_ours());
    }
    open(path).map(Some).map_err(|error| Fault::of(&error))
}

/// SHA-256 of bytes in hex.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// What a file holds; `None` where there is none.
pub(super) fn content(path: &Path, most: u64) -> Result<Option<Content>, Fault> {
    content_if(path, most, fit)
}

/// The same of one that anybody may have written: what it holds is told of, and nothing is made of it.
pub(super) fn content_of_anybody(path: &Path, most: u64) -> Result<Option<Content>, Fault> {
    content_if(path, most, sized)
}

fn content_if(path: &Path, most: u64, fit: Fit) -> Result<Option<Content>, Fault> {
    if !is_there(path, most, fit)? {
        return Ok(None);
    }
    let mut round = 1;
    loop {
        let (bytes, before, after) = whole(path, most, fit)?;
        let is_unsteady = before != after;
        if !is_unsteady || round == ROUNDS {
            return Ok(Some(Content { bytes, modified: after.0, is_unsteady }));
        }
        round += 1;
    }
}

/// Copies a file, and adds its bytes to a hash. Says how it was before and after; `None` where there is none.
pub(super) fn copy(path: &Path, to: &Path, most: u64, hash: &mut Sha256) -> Result<Option<[State; 2]>, Fault> {
    if !is_there(path, most, fit)? {
        return Ok(None);
    }
    let mut copy = || -> io::Result<Result<[State; 2], Fault>> {
        let mut file = open(path)?;
        let metadata = file.metadata()?;
        if let Err(fault) = fit(&metadata, most) {
            return Ok(Err(fault));
        }
        let (mut copy, mut piece, mut left) = (File::create(to)?, vec![0; PIECE], most);
        loop {
            let count = file.read(&mut piece)?;
            let read = piece.get(..count).unwrap_or_default();
            if read.is_empty() {
                return Ok(Ok([state(&metadata), state(&file.metadata()?)]));
            }
            let Some(rest) = left.checked_sub(read.len() as u64) else { return Ok(Err(too_large(most))) };
            left = rest;
            hash.update(read);
            copy.write_all(read)?;
        }
    };
    copy().map_err(|error| Fault::of(&error))?.map(Some)
}

/// A file that is used where it is, or is too large to be read whole: told by its size and its time.
pub(super) fn in_place(kind: LegacyKind, path: &Path, gathered: Gathered) -> Option<Source> {
    let metadata = match regular(path) {
        Ok(metadata) => metadata?,
        Err(fault) => return Some(unreadable(kind, path, fault)),
    };
    let (modified, size) = state(&metadata);
    let told = format!("{} {size} {}", path.display(), modified.map_or(0, Timestamp::as_millis));
    let (findings, warnings) = gathered.all();
    let (path, condition) = (path.to_owned(), LegacyCondition::Read);
    Some(Source {
        kind,
        path,
        condition,
        fingerprint: Some(fingerprint(told.as_bytes())),
        modified,
        findings,
        warnings,
    })
}

/// What lies in a folder, by name; not more than `MANY`. Nothing where there is no such folder.
pub(super) fn listed(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(Fault::of(&error)),
    };
    let mut paths: Vec<_> = entries.take(MANY).flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// Whether a folder is there that can be looked into. Where there is a file of that name there is none.
pub(super) fn is_open(folder: &Path) -> Result<bool, Fault> {
    // what may not be looked into does not tell of itself either
    match fs::metadata(folder.join(".")) {
        Ok(_) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(Fault::of(&error)),
    }
}

/// More entries of a folder are not looked at.
const MANY: usize = 50_000;
/// How much is copied at once.
const PIECE: usize = 64 << 10;

/// When a file was written last, and its size: what tells that it was written to meanwhile.
pub(super) type State = (Option<Timestamp>, u64);

fn state(metadata: &Metadata) -> State {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let millis = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    (millis.map(Timestamp::from_millis), metadata.len())
}

fn whole(path: &Path, most: u64, fit: Fit) -> Result<(Vec<u8>, State, State), Fault> {
    let read = || -> io::Result<Result<_, Fault>> {
        let mut file = open(path)?;
        let metadata = file.metadata()?;
        if let Err(fault) = fit(&metadata, most) {
            return Ok(Err(fault));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        Read::by_ref(&mut file).take(most + 1).read_to_end(&mut bytes)?;
        Ok(Ok((bytes, state(&metadata), state(&file.metadata()?))))
    };
    match read().map_err(|error| Fault::of(&error))?? {
        (bytes, ..) if bytes.len() as u64 > most => Err(too_large(most)),
        read => Ok(read),
    }
}

/// Whether a file may be read.
type Fit = fn(&Metadata, u64) -> Result<(), Fault>;

fn sized(metadata: &Metadata, most: u64) -> Result<(), Fault> {
    is_regular(metadata)?;
    if metadata.len() > most { Err(too_large(most)) } else { Ok(()) }
}

fn fit(metadata: &Metadata, most: u64) -> Result<(), Fault> {
    is_regular(metadata)?;
    if is_writable_by_all(metadata) {
        let reason = "Anybody on this machine could have written it, so nobody is let in by what it says.";
        return Err(Fault::new(reason, "See what is in it; run `chmod o-w` on it, then import again."));
    }
    sized(metadata, most)
}

/// Whether a file is whose it should be: the server's user, the system's, or whoever the home is of. Somebody else could
/// admit anybody by it.
#[cfg(unix)]
pub(super) fn is_trusted(path: &Path, home: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owner = |path: &Path| fs::metadata(path).map(|metadata| metadata.uid()).ok();
    let known = [Some(0), Some(rustix::process::geteuid().as_raw()), owner(home)];
    owner(path).is_none_or(|owner| known.contains(&Some(owner)))
}

#[cfg(not(unix))]
pub(super) fn is_trusted(_: &Path, _: &Path) -> bool {
    true
}

#[cfg(unix)]
fn is_writable_by_all(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(metadata) & 0o002 != 0
}

#[cfg(not(unix))]
fn is_writable_by_all(_: &Metadata) -> bool {
    false
}

fn too_large(most: u64) -> Fault {
    let reason = format!("It is larger than {} MB, which no such file is that is sound.", most >> 20);
    Fault::new(reason, "See what is in it; keep a copy, remove what does not belong there, then import again.")
}

/// Opens a file to read it, without waiting where a pipe took its place, and without marking it as read where that is allowed.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    #[cfg(target_os = "linux")]
    if let Ok(file) = open(path, flags | OFlags::NOATIME, Mode::empty()) {
        return Ok(file.into());
    }
    Ok(open(path, flags, Mode::empty())?.into())
}

/// Opens a file to read it.
#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// More than so much of what one source says is not taken over: no older OpenWork had as much.
const MOST_FINDINGS: usize = 100_000;
/// More of what is left or fails, and more of what is worth knowing, is only counted: who reads it has seen enough.
const MOST_TOLD: usize = 1000;

/// What a reader gathers of a source.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    findings: Vec<Finding>,
    /// What is worth knowing besides.
    pub(super) warnings: Vec<String>,
    /// How much is left or fails, and how much else there is.
    left: usize,
    found: usize,
}

impl Gathered {
    /// Something, and what was wrong with it.
    pub(super) fn add(&mut self, at: impl Into<String>, what: Found, warnings: Vec<String>) {
        let is_left = matches!(what, Found::Left { .. });
        let (many, most) = if is_left { (&mut self.left, MOST_TOLD) } else { (&mut self.found, MOST_FINDINGS) };
        *many += 1;
        if *many <= most {
            self.findings.push(Finding { at: Some(at.into()), what, warnings });
        }
    }

    /// All of it, and what there was too much of.
    pub(super) fn all(mut self) -> (Vec<Finding>, Vec<String>) {
        let untold = self.left.saturating_sub(MOST_TOLD) + self.warnings.len().saturating_sub(MOST_TOLD);
        let unread = self.found.saturating_sub(MOST_FINDINGS);
        self.warnings.truncate(MOST_TOLD);
        self.findings.shrink_to_fit();
        if untold > 0 {
            self.warnings.push(format!("There are {untold} more of which nothing is told."));
        }
        if unread > 0 {
            let reason = format!("It says more than any older OpenWork did; {unread} things were not looked at.");
            let fault = Fault::new(reason, "Take out what does not belong there, then import again.");
            self.left = 0;
            self.fail("", LegacySubject::Source, "the rest", fault);
        }
        (self.findings, self.warnings)
    }

    /// Something that cannot be taken over.
    pub(super) fn fail(&mut self, at: impl Into<String>, subject: LegacySubject, name: &str, fault: Fault) {
        self.fail_with(at, subject, name, fault, Vec::new());
    }

    /// The same, with what was wrong besides.
    pub(super) fn fail_with(
        &mut self,
        at: impl Into<String>,
        subject: LegacySubject,
        name: &str,
        fault: Fault,
        warnings: Vec<String>,
    ) {
        let (action, Fault { reason, remedy }) = (MigrationAction::Fail, fault);
        self.add(at, Found::Left { subject, name: name.to_owned(), action, reason, remedy: Some(remedy) }, warnings);
    }

    /// Something that is not taken over.
    pub(super) fn left(
        &mut self,
        at: impl Into<String>,
        subject: LegacySubject,
        name: &str,
        action: MigrationAction,
        reason: impl Into<String>,
        remedy: Option<String>,
    ) {
        let what = Found::Left { subject, name: name.to_owned(), action, reason: reason.into(), remedy };
        self.add(at, what, Vec::new());
    }
}

/// Reads a source that is one JSON object; `None` where there is no such file.
pub(super) fn json(kind: LegacyKind, path: &Path, reader: impl FnOnce(&Object<'_>, &mut Gathered)) -> Option<Source> {
    json_up_to(MOST, kind, path, reader)
}

/// The same, where it is no larger than `most`.
pub(super) fn json_up_to(
    most: u64,
    kind: LegacyKind,
    path: &Path,
    reader: impl FnOnce(&Object<'_>, &mut Gathered),
) -> Option<Source> {
    match content(path, most) {
        Ok(content) => {
            let Content { bytes, modified, is_unsteady, .. } = content?;
            let mut source = json_of(kind, path, bytes, modified, reader);
            source.warnings.extend(is_unsteady.then(|| UNSTEADY.to_owned()));
            Some(source)
        }
        Err(fault) => Some(unreadable(kind, path, fault)),
    }
}

/// What is told of a file that was written to whenever it was read.
pub(super) const UNSTEADY: &str = "It was written to while it was read; import again when nothing uses it.";

/// Reads these bytes of a source that is one JSON object.
pub(super) fn json_of(
    kind: LegacyKind,
    path: &Path,
    bytes: Vec<u8>,
    modified: Option<Timestamp>,
    reader: impl FnOnce(&Object<'_>, &mut Gathered),
) -> Source {
    let fingerprint = Some(fingerprint(&bytes));
    let mut gathered = Gathered::default();
    let read = Document::of(bytes).and_then(|document| {
        gathered.warnings.extend(document.repair.clone());
        let condition = if document.repair.is_some() { LegacyCondition::Damaged } else { LegacyCondition::Read };
        reader(&document.fields()?, &mut gathered);
        Ok(condition)
    });
    let condition = read.unwrap_or_else(|why| {
        let remedy = "Mend the file, or put a copy of it in its place, then import again; it was left as it is.";
        let fault = Fault::new(format!("The file cannot be read: {why}."), remedy);
        gathered.fail("", LegacySubject::Source, &name(path), fault);
        LegacyCondition::Unreadable
    });
    let (findings, warnings) = gathered.all();
    Source { kind, path: path.to_owned(), condition, fingerprint, modified, findings, warnings }
}

/// What stands for a source that somebody else wrote.
pub(super) fn foreign(kind: LegacyKind, path: &Path) -> Source {
    unreadable(kind, path, not_ours())
}

/// Why a file is not read that is somebody else's.
fn not_ours() -> Fault {
    let reason = "It is another user's, so nobody is let in by what it says.";
    Fault::new(reason, "See what is in it; make it your own with `chown`, then import again.")
}

/// A source that is there and cannot be read.
pub(super) fn unreadable(kind: LegacyKind, path: &Path, fault: Fault) -> Source {
    let mut gathered = Gathered::default();
    gathered.fail("", LegacySubject::Source, &name(path), fault);
    let (findings, warnings) = gathered.all();
    let modified = fs::metadata(path).ok().and_then(|metadata| state(&metadata).0);
    let condition = LegacyCondition::Unreadable;
    Source { kind, path: path.to_owned(), condition, fingerprint: None, modified, findings, warnings }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
