//! What is left in the data folder of a workspace that was forgotten.
//!
//! Where its file could not be made as it was before, it may still name files in which secrets lay. A name that leads nowhere
//! breaks the whole folder for OpenCode, so those files stay, empty. A note says which folders may name them; once each of them
//! was seen without such a name, the files go too.

use super::disk::Place;
use super::managed::{FILE, Wanted, entered, project, secret_files, secrets};
use super::previous;
use crate::files::Locks;
use crate::ids::WorkspaceId;
use crate::model::stored::ProjectedRecord;
use crate::platform::folder::is_there;
use crate::platform::replace;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Where the notes lie, in the folder of all workspaces. No workspace is called so.
const NOTES: &str = "forgotten";

/// Which folders may name what is left of a workspace.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    /// Where they were.
    folder: PathBuf,
    /// Which of the file system they are, each having been at that path; none where that is not known.
    inodes: BTreeSet<Option<u64>>,
}

/// Takes all that is ours out of the folder and out of the data folder. What cannot be taken out stays, and is logged: its
/// secrets are empty files from then on, until nothing can name them any more. Blocks.
pub(crate) fn forget(folder: &Path, data: &Path, id: &WorkspaceId, record: &mut ProjectedRecord, locks: &Locks) {
    let of_ours = secret_files(data, id);
    if is_there(folder)
        && let Err(error) = project(folder, data, id, &Wanted::default(), record, locks)
    {
        tracing::warn!(%error, workspace = id.as_str(), "keys of OpenWork stay in the folder of a workspace that was forgotten");
    }
    let place = Place::open(folder).ok();
    // a folder that is away has what it had, and so has one in whose place another is
    let mut inodes: BTreeSet<_> = match &place {
        Some(place) => entered(place, record).lost,
        None => [vec![ProjectedRecord { lost: Vec::new(), ..record.clone() }], record.lost.clone()].concat(),
    }
    .into_iter()
    .filter(|away| !away.keys.is_empty())
    .map(|away| away.inode)
    .collect();
    let is_away = !inodes.is_empty();
    // what a folder says that may not be looked into is not known
    let text = place.as_ref().map(text_of).or_else(|| is_there(folder).then_some(None));
    let is_named = |file: &Path| is_away || text.as_ref().is_some_and(|text| names(text.as_deref(), file));
    let (named, others): (Vec<_>, Vec<_>) = of_ours.into_iter().partition(|file| !is_temporary(file) && is_named(file));
    if named.iter().any(|file| text.iter().any(|text| names(text.as_deref(), file))) {
        inodes.insert(place.as_ref().and_then(Place::inode));
    }
    let done = others.iter().map(|file| removed(file)).chain(named.iter().map(|file| emptied(file)));
    for error in done.filter_map(io::Result::err) {
        tracing::warn!(%error, workspace = id.as_str(), "a secret of a workspace that was forgotten stays in the data folder");
    }
    if !named.is_empty() {
        let note = Note { folder: folder.to_path_buf(), inodes };
        if let Err(error) = keep(data, id.as_str(), &note) {
            tracing::warn!(%error, workspace = id.as_str(), "what is left of a workspace that was forgotten stays for good");
        }
    }
    tidy(data, id);
}

/// Removes the empty files that nothing can name any more. Blocks.
pub(crate) fn sweep(data: &Path) {
    for entry in std::fs::read_dir(notes(data)).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let note = std::fs::read(entry.path()).ok().and_then(|bytes| serde_json::from_slice::<Note>(&bytes).ok());
        // what another wrote there is another's
        let Some((id, mut note)) = name.to_str().map(str::to_owned).zip(note) else { continue };
        let id = WorkspaceId::made(id);
        let Ok(place) = Place::open(&note.folder) else { continue };
        let (text, left) = (text_of(&place), secret_files(data, &id));
        if left.iter().any(|file| names(text.as_deref(), file)) {
            continue;
        }
        let is_known = note.inodes.remove(&place.inode()) | note.inodes.remove(&None);
        if !note.inodes.is_empty() {
            if is_known && let Err(error) = keep(data, id.as_str(), &note) {
                tracing::warn!(%error, workspace = id.as_str(), "that a folder names nothing any more is not remembered");
            }
            continue;
        }
        // only what was emptied: should there be a secret, it is somebody's
        for file in left.iter().filter(|file| file.metadata().is_ok_and(|about| about.len() == 0)) {
            let _ = removed(file);
        }
        let _ = removed(&entry.path());
        tidy(data, &id);
    }
}

fn notes(data: &Path) -> PathBuf {
    data.join("workspaces").join(NOTES)
}

fn keep(data: &Path, id: &str, note: &Note) -> io::Result<()> {
    previous::make_private(&notes(data))?;
    replace::lasting_secret(&notes(data).join(id), &serde_json::to_vec(note)?)
}

/// What the file in a folder says; none where that cannot be told.
fn text_of(place: &Place) -> Option<String> {
    place.read(FILE).ok().map(|found| found.map(|found| found.text).unwrap_or_default())
}

/// Whether a file says, or may say, the name of one in which a secret lay.
fn names(text: Option<&str>, file: &Path) -> bool {
    let name = file.file_name().and_then(std::ffi::OsStr::to_str);
    name.is_some_and(|name| text.is_none_or(|text| text.contains(name)))
}

fn is_temporary(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// Takes a secret out of its file, which stays.
fn emptied(file: &Path) -> io::Result<()> {
    if file.metadata().is_ok_and(|about| about.len() == 0) { Ok(()) } else { replace::lasting_secret(file, b"") }
}

fn removed(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes the folders of a workspace in which nothing is. What a file said before stays: it may be the only copy of what was the
/// user's.
fn tidy(data: &Path, id: &WorkspaceId) {
    let home = previous::home(data, id);
    for folder in [secrets(data, id), home.join("config"), home, notes(data)] {
        // one that is not empty stays
        let _ = std::fs::remove_dir(folder);
    }
}
