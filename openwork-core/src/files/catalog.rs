//! The catalog of a workspace: everything in it that is not left out, with what the file system says of it, in the order of
//! paths and page by page. Only the folders on the way, and one page, are in memory.
//!
//! Asking what the file system says is most of the work, and is done ahead on several threads.

use super::ahead;
use super::list::{end_of_link, noted};
use super::revision::{self, State};
use super::root::Root;
use super::walk::{Choice, Step, Walk};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::model::file::{FileKind, LinkEnd};
use crate::model::file_path::FilePath;
use crate::model::file_session::{CatalogItem, FileCatalog, ReadCatalog};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let look = |(): &mut (), step: &Step| is_wanted(step).then(|| item(root, step, moment, &left));
    let (mut items, mut last, mut more) = (Vec::new(), None, false);
    ahead::in_order(
        &mut walk,
        || (),
        look,
        |step, item| {
            more = item.is_some() && items.len() == limit;
            if more {
                return ControlFlow::Break(());
            }
            items.extend(item);
            last = Some(step.path);
            ControlFlow::Continue(())
        },
    );
    let is_late = !more && walk.is_late() && !walk.has_ended();
    let next_after = if more || is_late { last.or_else(|| after.cloned()) } else { None };
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
fn item(root: &Root, step: &Step, moment: i128, left: &AtomicU64) -> CatalogItem {
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
        taken(left, size)?;
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
        path: step.path.clone(),
    }
}
