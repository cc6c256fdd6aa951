//! Bundles taken into a folder and put back, for those who try what a bundle may say.

use super::gather::{At, look};
use super::plan::{Asked, Attached, planned};
use super::transaction::{self, Transaction};
use crate::config::layers;
use crate::files::Locks;
use crate::ids::WorkspaceId;
use crate::model::portable::{ImportModes, WorkspaceBundle};
use std::path::PathBuf;

/// A folder that bundles are taken into.
#[derive(Debug)]
pub(crate) struct Tried {
    at: At,
    id: WorkspaceId,
    locks: Locks,
}

impl Tried {
    /// Of a workspace, with a data folder.
    pub(crate) fn new(folder: PathBuf, data: PathBuf) -> Self {
        let at = At { folder, data, config: layers::Places::default(), inner: Vec::new() };
        Self { at, id: WorkspaceId::fresh(), locks: Locks::default() }
    }

    /// Plans a bundle, and where it can be taken in does so, looks, and puts it back. Answers what was seen.
    pub(crate) fn take<T>(
        &self,
        bundle: WorkspaceBundle,
        modes: ImportModes,
        look_around: impl FnOnce() -> T,
    ) -> Option<T> {
        let asked = Asked { id: self.id.clone(), bundle, modes };
        let plan = planned(&asked, &look(&self.at).ok()?, &Attached::default()).ok()?;
        let shown = plan.shown(&asked);
        if !shown.possible || plan.steps.is_empty() {
            return None;
        }
        let mut transaction = Transaction::begin(self.at.clone(), &self.id, plan.steps, Vec::new()).ok()?;
        let place = transaction.place().to_path_buf();
        let _ = transaction.put(&self.locks);
        let seen = look_around();
        let undone = transaction.undo(&self.locks).and_then(|is_all| transaction::end(&place, is_all));
        undone.ok().map(|()| seen)
    }
}
