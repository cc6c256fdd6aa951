//! The catalog of a workspace: everything in it that is not left out, with what the file system says of it, in the order of
//! paths and page by page. Only the folders on the way, and one page, are in memory.
//!
//! One thread walks and another asks what the file system says, which is most of the work.

use super::list::{end_of_link, noted};
use super::revision::{self, State};
use super::root::Root;
use super::walk::{Choice, Step, Walk};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::model::file::{FileKind, LinkEnd};
use crate::model::file_session::{CatalogItem, FileCatalog, ReadCatalog};
use std::cell::Cell;
use std::sync::mpsc;

/// How many steps are handed over at once.
const CHUNK: usize = 256;
/// How many chunks wait to be looked at.
const CHUNKS: usize = 8;
/// How many bytes of fresh files are read for the revisions of one page.
const READ: u64 = 32 << 20;

/// Reads a page. Blocks on the file system. `cursor` is where the events stand.
pub(crate) fn catalog(root: &Root, query: &ReadCatalog, cursor: u64) -> Result<FileCatalog> {
    let choice =
        Choice { ignored: query.include_ignored.unwrap_or_default(), hidden: query.include_hidden.unwrap_or(true) };
    let (start, after) = (query.prefix.clone().unwrap_or_default(), query.after.as_ref());
    let generated_at = Timestamp::now();
    let mut walk = Walk::new(root, &start, choice, after.map(crate::model::file_path::FilePath::as_str))?;
    let (limit, dirs) = (usize::from(query.limit.unwrap_or_default().get()), query.include_dirs.unwrap_or(true));
    let (sender, receiver) = mpsc::sync_channel::<Vec<Step>>(CHUNKS);
    let (items, more) = std::thread::scope(|scope| {
        let looking = std::thread::Builder::new().name("catalog".to_owned()).spawn_scoped(scope, move || {
            let (left, moment) = (Cell::new(READ), revision::moment());
            let mut items = Vec::with_capacity(limit.min(CHUNK * CHUNKS));
            for steps in receiver {
                items.extend(steps.into_iter().map(|step| item(root, step, moment, &left)));
            }
            items
        });
        let looking = looking.map_err(Error::internal)?;
        let more = hand_over(&mut walk, limit, dirs, &sender);
        drop(sender);
        let items = looking.join().map_err(|_| Error::internal(std::io::Error::other("a look at files panicked")))?;
        Ok::<_, Error>((items, more))
    })?;
    let next_after = if more { items.last().map(|item| item.path.clone()) } else { None };
    Ok(FileCatalog { cursor, generated_at, items, unsaid: walk.unsaid, next_after })
}

/// Hands a page's steps to who looks at them; whether there are more.
fn hand_over(walk: &mut Walk<'_>, limit: usize, dirs: bool, sender: &mpsc::SyncSender<Vec<Step>>) -> bool {
    let (mut chunk, mut count) = (Vec::with_capacity(CHUNK), 0);
    loop {
        let step = walk.step();
        let wanted = step.filter(|step| dirs || step.kind != FileKind::Dir || step.shut.is_some());
        let ended = wanted.is_none() && walk.has_ended();
        if let Some(step) = wanted {
            if count == limit {
                // it fails only where the other thread is gone, which is seen when that is waited for
                let _ = sender.send(chunk);
                return true;
            }
            count += 1;
            chunk.push(step);
        }
        if chunk.len() == CHUNK || ended {
            let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
            if sender.send(full).is_err() || ended {
                return false;
            }
        }
    }
}

/// What the file system says of a thing.
fn item(root: &Root, step: Step, moment: i128, left: &Cell<u64>) -> CatalogItem {
    let kind = step.kind;
    let state = State::of_name(&step.folder, step.name());
    let (leads_to, led) = match kind {
        FileKind::Link => {
            let (end, _, note) = end_of_link(root, &step.path);
            (Some(end), note.or_else(|| (end == LinkEnd::Nothing).then(|| "It leads nowhere.".to_owned())))
        }
        FileKind::File | FileKind::Dir | FileKind::Other => (None, None),
    };
    let shut = state.as_ref().err().map(std::io::Error::kind).or(step.shut).map(|kind| noted(kind).to_owned());
    let state = state.ok();
    let content = |size: u64| {
        left.set(left.get().checked_sub(size)?);
        root.file(&step.path).ok().map(|(file, _)| file)
    };
    let revision = state.filter(|_| matches!(kind, FileKind::File | FileKind::Dir));
    let revision = revision.map(|state| revision::cheap_at(&state, moment, || content(state.size)));
    CatalogItem {
        kind,
        leads_to,
        size: state.filter(|_| kind == FileKind::File).map(|state| state.size),
        mtime_ms: state.map(|state| state.millis()),
        revision,
        note: shut.or(led),
        path: step.path,
    }
}
