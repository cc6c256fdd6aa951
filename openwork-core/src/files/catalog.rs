//! The catalog of a workspace: everything in it that is not left out, with what the file system says of it, in the order of
//! paths and page by page. Only the folders on the way, and one page, are in memory.
//!
//! Asking what the file system says is most of the work, and is done ahead on several threads; who needs paths alone can do
//! without.

use super::ahead;
use super::list::{end_of_link, noted};
use super::revision::{self, State};
use super::root::Root;
use super::walk::{Choice, Step, Walk};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::model::file::{FileKind, FileRevision, LinkEnd};
use crate::model::file_path::FilePath;
use crate::model::file_session::{CatalogItem, FileCatalog, ReadCatalog};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many things are asked about at once.
const BATCH: usize = 256;
/// How many bytes of fresh files are read for the revisions of one page.
const READ: u64 = 32 << 20;

/// Reads a page. Blocks on the file system. `cursor` is where the events stand.
pub(crate) fn catalog(root: &Root, query: &ReadCatalog, cursor: u64) -> Result<FileCatalog> {
    let choice =
        Choice { ignored: query.include_ignored.unwrap_or_default(), hidden: query.include_hidden.unwrap_or(true) };
    let (start, after) = (query.prefix.clone().unwrap_or_default(), query.after.as_ref());
    let generated_at = Timestamp::now();
    let mut walk = Walk::new(root, &start, choice, after.map(FilePath::as_str))?;
    let (limit, dirs) = (usize::from(query.limit.unwrap_or_default().get()), query.include_dirs.unwrap_or(true));
    let (left, moment) = (AtomicU64::new(READ), revision::moment());
    let is_wanted = |step: &Step| dirs || step.kind != FileKind::Dir || step.shut.is_some();
    let look = |(): &mut (), step: &Step| is_wanted(step).then(|| Said::of(root, step, moment, &left));
    let (mut items, mut passed, mut more) = (Vec::new(), None, false);
    let mut take = |step: Step, said: Option<Said>| {
        more = said.is_some() && items.len() == limit;
        match said {
            _ if more => return ControlFlow::Break(()),
            Some(said) => {
                passed = None;
                items.push(said.item(step));
            }
            None => passed = Some(step.path),
        }
        ControlFlow::Continue(())
    };
    if query.details.unwrap_or(true) {
        ahead::in_order(&mut walk, BATCH, || (), look, &mut take);
    } else {
        while !walk.is_late()
            && let Some(step) = walk.step()
        {
            let said = is_wanted(&step).then(|| Said::unasked(&step));
            if take(step, said).is_break() {
                break;
            }
        }
    }
    let is_late = !more && walk.is_late() && !walk.has_ended();
    let last = || passed.or_else(|| items.last().map(|item| item.path.clone())).or_else(|| after.cloned());
    let next_after = if more || is_late { last() } else { None };
    if is_late && next_after.is_none() {
        let sentence = "There is too much before the first file that is not left out; name a folder that lies deeper.";
        return Err(Error::unprocessable("prefix", sentence));
    }
    Ok(FileCatalog { cursor, generated_at, items, unsaid: walk.unsaid, next_after })
}

/// Takes so many bytes of what may be read; none where less is left.
fn taken(left: &AtomicU64, size: u64) -> Option<u64> {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(size)).ok()
}

/// What the file system says of a thing.
struct Said {
    state: Option<State>,
    leads_to: Option<LinkEnd>,
    revision: Option<FileRevision>,
    note: Option<String>,
}

impl Said {
    /// What is known without a question.
    fn unasked(step: &Step) -> Self {
        let note = step.shut.map(|kind| noted(kind).to_owned());
        Self { state: None, leads_to: None, revision: None, note }
    }

    fn of(root: &Root, step: &Step, moment: i128, left: &AtomicU64) -> Self {
        let state = State::of_name(&step.folder, step.name());
        let (leads_to, led) = match step.kind {
            FileKind::Link => {
                let (end, _, note) = end_of_link(root, &step.path);
                (Some(end), note.or_else(|| (end == LinkEnd::Nothing).then(|| "It leads nowhere.".to_owned())))
            }
            FileKind::File | FileKind::Dir | FileKind::Other => (None, None),
        };
        let shut = state.as_ref().err().map(std::io::Error::kind).or(step.shut).map(|kind| noted(kind).to_owned());
        let state = state.ok();
        let content = |size: u64| {
            taken(left, size)?;
            root.file(&step.path).ok().map(|(file, _)| file)
        };
        let revision = state.filter(|_| matches!(step.kind, FileKind::File | FileKind::Dir));
        let revision = revision.map(|state| revision::cheap_at(&state, moment, || content(state.size)));
        Self { state, leads_to, revision, note: shut.or(led) }
    }

    fn item(self, Step { path, kind, .. }: Step) -> CatalogItem {
        let Self { state, leads_to, revision, note } = self;
        let size = state.filter(|_| kind == FileKind::File).map(|state| state.size);
        CatalogItem { path, kind, leads_to, size, mtime_ms: state.map(|state| state.millis()), revision, note }
    }
}
