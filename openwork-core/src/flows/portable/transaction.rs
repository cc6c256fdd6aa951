//! Many files at once: all of them, or none.
//!
//! ```text
//!  journal (what is there now, kept) ─▶ all written beside their places ─▶ one after the other in place ─▶ journal closed
//!        └──────────────────── whatever fails or ends the process here: back, by the journal ─────────────┘
//! ```
//!
//! The journal lies in the data folder, beside what it keeps of before. While its name is `journal.json` it is open, and what
//! it names is put back: at once where a step fails, at the next start where the process ended. Closing it is one rename, and
//! that is the moment at which an import has happened. A file that somebody changed after us is left to them; what was there
//! before us stays kept, as it is after an import that happened.

use super::gather::At;
use super::plan::Step;
use crate::clock::Timestamp;
use crate::config::disk::revision;
use crate::config::previous;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Condition, Locks, Root, Waiting, Writing};
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::file::FileRevision;
use crate::model::file_path::FilePath;
use crate::model::stored::ManagedItemRecord;
use crate::platform::folder::is_there;
use crate::platform::{replace, unwritten};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// How many imports are kept with what was there before them.
const KEPT: usize = 5;
/// What an open journal is called, and a closed one.
const OPEN: &str = "journal.json";
const CLOSED: &str = "done.json";

/// A file that is written or removed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    path: FilePath,
    /// The file beside the journal that has what was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    /// The revision of what is put there; none where it is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<FileRevision>,
}

/// A managed item that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemEntry {
    pub(super) id: ManagedItemId,
    /// As it was; its secrets are sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<ManagedItemRecord>,
    /// The revision of what it becomes.
    pub(super) after: FileRevision,
}

/// What is to be put back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Journal {
    /// The folder that it is of; without, that of the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<PathBuf>,
    files: Vec<Entry>,
    /// The folders that are made, the outermost first.
    made: Vec<FilePath>,
    pub(super) items: Vec<ItemEntry>,
}

/// An import under way.
#[derive(Debug)]
pub(super) struct Transaction {
    at: At,
    place: PathBuf,
    journal: Journal,
    steps: Vec<Step>,
    waiting: VecDeque<Option<Waiting>>,
}

/// Where the imports of a workspace are kept.
fn imports(data: &Path, id: &WorkspaceId) -> PathBuf {
    previous::home(data, id).join("imports")
}

impl Transaction {
    /// Keeps what is there, and opens the journal. Nothing of the workspace is touched. Blocks, as all of this does.
    pub(super) fn begin(at: At, id: &WorkspaceId, steps: Vec<Step>, items: Vec<ItemEntry>) -> Result<Self> {
        let moment = Timestamp::now().as_millis();
        let place = imports(&at.data, id).join(format!("{moment:014}-{}", uuid::Uuid::new_v4().simple()));
        previous::make_private(&place).map_err(unwritten)?;
        let begun = keep(&at, &place, &steps, items);
        let journal = begun.inspect_err(|_| drop(std::fs::remove_dir_all(&place)))?;
        Ok(Self { at, place, journal, steps, waiting: VecDeque::new() })
    }

    /// Writes all that is new beside its place, and then puts it there, one after the other.
    pub(super) fn put(&mut self, locks: &Locks) -> Result<()> {
        self.stage()?;
        while self.put_next(locks)? {}
        Ok(())
    }

    /// Writes all that is new beside its place.
    fn stage(&mut self) -> Result<()> {
        let root = self.at.root()?;
        for step in &self.steps {
            let waiting = match step {
                Step::Write { path, content, .. } => {
                    let mut writing = Writing::begin(&root, path, true, &condition(step))?;
                    writing.write(content.as_bytes())?;
                    Some(writing.wait()?)
                }
                Step::Remove { .. } => None,
            };
            self.waiting.push_back(waiting);
        }
        Ok(())
    }

    /// Puts the next of it in its place; says whether there was one.
    fn put_next(&mut self, locks: &Locks) -> Result<bool> {
        let done = self.steps.len() - self.waiting.len();
        let (Some(step), Some(waiting)) = (self.steps.get(done), self.waiting.pop_front()) else { return Ok(false) };
        let root = self.at.root()?;
        if let Some(waiting) = waiting {
            waiting.wake(&root)?.finish(locks, &condition(step))?;
            return Ok(true);
        }
        files::remove(&root, locks, step.path(), &condition(step))?;
        if let Some((folder, _)) = step.path().split() {
            files::remove_empty(&root, &folder);
        }
        Ok(true)
    }

    /// Closes the journal: from here on it has happened. Lets go of the oldest imports.
    pub(super) fn close(&self) -> Result<()> {
        close(&self.place)
    }

    /// Where its journal lies.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    /// What is to be put back.
    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Puts everything back; says, as [`put_back`] does, whether that is all of it.
    pub(super) fn undo(mut self, locks: &Locks) -> Result<bool> {
        let root = self.at.root()?;
        for waiting in self.waiting.drain(..).flatten() {
            // let go of, it is removed
            let _ = waiting.wake(&root);
        }
        put_back(&root, locks, &self.place, &self.journal)
    }
}

/// Closes a journal, and lets go of the oldest that are closed.
pub(super) fn close(place: &Path) -> Result<()> {
    std::fs::rename(place.join(OPEN), place.join(CLOSED)).map_err(Error::internal)?;
    // not durable without, which is no fault: what is open is put back as a whole
    let _ = std::fs::File::open(place).and_then(|folder| folder.sync_all());
    if let Some(all) = place.parent() {
        let closed = folders(all).into_iter().filter(|place| !place.join(OPEN).exists());
        for old in closed.collect::<Vec<_>>().iter().rev().skip(KEPT) {
            let _ = std::fs::remove_dir_all(old);
        }
    }
    Ok(())
}

/// The folders of imports of a workspace that have an open journal, and the journal of each. One that cannot be read stays open:
/// what it keeps may be the only copy of what was there, and a server that knows it may be the next to look.
pub(super) fn left_open(data: &Path, id: &WorkspaceId) -> Vec<(PathBuf, Result<Journal>)> {
    let read = |place: &Path| {
        let text = std::fs::read(place.join(OPEN)).map_err(|fault| fault.to_string())?;
        serde_json::from_slice(&text).map_err(|fault| fault.to_string())
    };
    let unreadable = |place: &Path, fault: String| {
        let shown = place.strip_prefix(data).unwrap_or(place).display();
        let message = format!(
            "An import did not come to its end, and its journal cannot be read: {fault}. In the data folder of the server, \
             `{shown}` keeps what was there before it; put that back by hand, and move this folder away."
        );
        Error::new(ErrorKind::Conflict, message)
    };
    let is_open = |place: &PathBuf| place.join(OPEN).symlink_metadata().is_ok();
    let all = folders(&imports(data, id)).into_iter().filter(is_open);
    all.map(|place| (place.clone(), read(&place).map_err(|fault| unreadable(&place, fault)))).collect()
}

/// Puts back what an import of before did that did not come to its end. Says whether all that was there is there again:
/// where somebody put something else meanwhile, theirs stays.
pub(super) fn put_back(root: &Root, locks: &Locks, place: &Path, journal: &Journal) -> Result<bool> {
    let mut is_all = true;
    for entry in journal.files.iter().rev() {
        is_all &= put_back_file(root, locks, place, entry)?;
    }
    remove_made(root, journal);
    Ok(is_all)
}

/// Removes the folders that were made, as far as nothing is in them.
pub(super) fn remove_made(root: &Root, journal: &Journal) {
    for folder in journal.made.iter().rev() {
        files::remove_empty(root, folder);
    }
}

/// Where what an import did lies by now.
#[derive(Debug)]
pub(super) enum Lies {
    /// Here.
    In(At),
    /// Nowhere, as the folder of the workspace is gone; it may come back.
    Gone,
    /// Nowhere, and the workspace has another folder by now.
    Left,
}

impl Journal {
    /// Where it is to be put back, for a workspace that lies here.
    fn at(&self, now: At) -> At {
        At { folder: self.folder.clone().unwrap_or(now.folder), ..now }
    }

    /// Looks where it is to be put back, for a workspace that lies here: in the folder that it is of, or where that is gone in
    /// the one of now, if it is the same by its files.
    pub(super) fn find(&self, place: &Path, now: At) -> Result<Lies> {
        let was = self.at(now.clone());
        if is_there(&was.folder) {
            return Ok(Lies::In(was));
        }
        if was.folder == now.folder || !is_there(&now.folder) {
            return Ok(Lies::Gone);
        }
        let is_same = self.is_seen_in(place, &now.root()?);
        Ok(if is_same { Lies::In(now) } else { Lies::Left })
    }

    /// Whether a folder has one of the files as it was, or as it became.
    fn is_seen_in(&self, place: &Path, root: &Root) -> bool {
        let kept = |name: &String| std::fs::read_to_string(place.join(name)).ok().map(|text| revision(&text));
        self.files.iter().any(|entry| {
            let now = files::read_text(root, &entry.path).ok().map(|text| text.revision);
            now.is_some() && (now == entry.after || now == entry.before.as_ref().and_then(kept))
        })
    }
}

/// Removes what waited beside its place when the process ended. Nobody else writes yet.
pub(super) fn sweep(root: &Root, journal: &Journal) {
    for (folder, _) in journal.files.iter().filter_map(|entry| entry.path.split()) {
        files::sweep(root, &folder);
    }
}

/// Ends with an open journal that is put back: forgets what it kept where all of that is there again, else keeps it as that of
/// an import that happened.
pub(super) fn end(place: &Path, is_all: bool) -> Result<()> {
    if !is_all {
        let folder = place.display();
        tracing::warn!(%folder, "somebody changed a file that an import had changed; what was in it before stays in this folder");
        return close(place);
    }
    // the journal first: without it the rest means nothing
    std::fs::remove_file(place.join(OPEN)).map_err(Error::internal)?;
    let _ = std::fs::remove_dir_all(place);
    Ok(())
}

fn put_back_file(root: &Root, locks: &Locks, place: &Path, entry: &Entry) -> Result<bool> {
    let now = match files::read_text(root, &entry.path) {
        Ok(text) => Some(text.revision),
        Err(error) if error.kind == ErrorKind::NotFound => None,
        Err(error) if matches!(error.kind, ErrorKind::Internal | ErrorKind::Forbidden) => return Err(error),
        // something that we do not write lies there, or on the way
        Err(_) => return Ok(entry.before.is_none()),
    };
    let kept = |name| std::fs::read(place.join(name));
    if now != entry.after {
        // not done yet, or somebody else's
        let is_there = |name| kept(name).is_ok_and(|text| now == Some(files::revision_of(&text)));
        return Ok(entry.before.as_ref().is_none_or(is_there));
    }
    let is_made = now.is_some();
    let condition = Condition { absent: !is_made, revisions: now.map(|now| vec![now]), ..Condition::default() };
    match &entry.before {
        Some(name) => {
            let text = kept(name).map_err(Error::internal)?;
            let mut writing = Writing::begin(root, &entry.path, true, &condition)?;
            writing.write(&text)?;
            writing.finish(locks, &condition)?;
        }
        None if is_made => files::remove(root, locks, &entry.path, &condition)?,
        None => {}
    }
    Ok(true)
}

/// Keeps what is there of the files of these steps, and writes the journal.
fn keep(at: &At, place: &Path, steps: &[Step], items: Vec<ItemEntry>) -> Result<Journal> {
    let root = at.root()?;
    let mut journal = Journal { folder: Some(at.folder.clone()), files: Vec::new(), made: Vec::new(), items };
    for (number, step) in steps.iter().enumerate() {
        let before = if step.before().is_some() {
            let text = files::read_text(&root, step.path())?;
            if Some(&text.revision) != step.before() {
                let message = format!("`{}` has changed meanwhile; look at the import again.", step.path());
                return Err(Error::new(ErrorKind::Conflict, message));
            }
            let name = format!("{number:04}");
            replace::lasting_secret(&place.join(&name), text.content.as_bytes()).map_err(unwritten)?;
            Some(name)
        } else {
            None
        };
        let after = match step {
            Step::Write { content, .. } => Some(revision(content)),
            Step::Remove { .. } => None,
        };
        journal.files.push(Entry { path: step.path().clone(), before, after });
        note_made(&root, step.path(), &mut journal.made);
    }
    let text = serde_json::to_vec(&journal).map_err(Error::internal)?;
    replace::lasting_secret(&place.join(OPEN), &text).map_err(unwritten)?;
    Ok(journal)
}

/// The folders on the way to a file that are not there yet, the outermost first.
fn note_made(root: &Root, path: &FilePath, made: &mut Vec<FilePath>) {
    let mut way = Vec::new();
    let mut at = path.split().map(|(folder, _)| folder);
    while let Some(folder) = at {
        if folder.is_whole() || made.contains(&folder) || files::stat(root, &folder).is_ok() {
            break;
        }
        at = folder.split().map(|(folder, _)| folder);
        way.push(folder);
    }
    made.extend(way.into_iter().rev());
}

fn condition(step: &Step) -> Condition {
    let revisions = step.before().map(|before| vec![before.clone()]);
    Condition { absent: revisions.is_none(), revisions, ..Condition::default() }
}

/// The folders in a folder, by name, which is by age.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

#[cfg(all(test, unix))]
#[path = "transaction_tests.rs"]
mod tests;
