//! Workspaces brought to what is kept: when the server starts, when a folder is back, and when one that took nothing is another.

use super::{Items, Step};
use crate::error::{Error, Result};
use crate::files::{self, Root};
use crate::flows::item_place::{file_of, way_of};
use crate::ids::WorkspaceId;
use crate::model::file_path::FilePath;
use crate::model::stored::ManagedItemRecord;
use crate::platform::folder;
use crate::runtime::blocking::blocking;
use crate::store::{Read, StoreError};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use tokio_util::sync::CancellationToken;

impl Items {
    /// Brings every workspace to what is kept: what could not be put there before, or was cut off by the end of a server. What
    /// somebody changed by hand since stays.
    pub(crate) async fn reconcile(&self) {
        let kept =
            |read: &Read<'_>| Ok::<_, StoreError>((read.managed().list_with_removed()?, read.settings().list()?));
        let kept = self.store.read(kept);
        let Ok((items, settings)) = kept else { return };
        let set = settings.into_iter().filter(|record| {
            let is_set = !record.opencode.is_empty() || !record.authorized_folders.is_empty();
            // also where what is to go again is left
            is_set || !record.projected.keys.is_empty()
        });
        let attached = items.iter().flat_map(|item| item.workspace_ids.iter().chain(item.files.keys()).cloned());
        let left =
            self.registry.all().into_iter().filter(|record| record.left.is_some()).map(|record| record.id.clone());
        for id in attached.chain(set.map(|record| record.workspace_id)).chain(left).collect::<BTreeSet<_>>() {
            self.heal(&id).await;
        }
    }

    /// The same, and then again for each workspace whose folder is back, until the server stops.
    pub(crate) async fn run(self: Arc<Self>, stop: CancellationToken) {
        stop.run_until_cancelled(self.attend()).await;
    }

    async fn attend(&self) {
        self.reconcile().await;
        loop {
            for id in self.reloads.back().await {
                self.heal(&id).await;
            }
        }
    }

    /// Brings a workspace to what is kept, if its folder is there.
    async fn heal(&self, id: &WorkspaceId) {
        let _in_turn = self.turn.lock().await;
        if self.registry.get(id).is_ok_and(|record| !folder::is_there(Path::new(&record.folder))) {
            return;
        }
        let mut missing: Vec<String> = Vec::new();
        let failed = |error: Error| error.message;
        missing.extend(self.sweep(id).await.err().map(failed));
        missing.extend(self.taken_along(id).await.err().map(failed));
        match self.projections.refresh(id, BTreeSet::new()).await {
            Ok(projected) => {
                // what stands there by hand, or another file says, may be taken out
                if !projected.kept.is_empty() || !projected.left_out.is_empty() {
                    self.reloads.waits(id);
                }
                missing.extend(projected.left_out.into_values());
            }
            Err(error) => {
                self.reloads.missed(id);
                missing.push(error.message);
            }
        }
        for item in self.of_files(id).unwrap_or_default() {
            let put = self.put(id, &Step::again(&item), item.workspace_ids.contains(id)).await;
            missing.extend(put.err().map(failed));
        }
        self.note_missing(id, missing);
    }

    /// Notes what could not be put into a workspace; it is logged when it is another than before.
    fn note_missing(&self, id: &WorkspaceId, missing: Vec<String>) {
        let mut all = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        if missing.is_empty() {
            all.remove(id);
            self.whole.send_modify(|whole| {
                whole.insert(id.clone());
            });
            return;
        }
        if all.get(id) != Some(&missing) {
            for why in &missing {
                tracing::warn!(why, workspace = %id, "what is managed is not in a workspace");
            }
        }
        all.insert(id.clone(), missing);
    }

    /// The workspaces in which nothing is missing any more since this was last asked; waits for one.
    pub(crate) async fn whole(&self) -> BTreeSet<WorkspaceId> {
        let mut whole = self.whole.subscribe();
        // the sender lives as long as this does
        let _ = whole.wait_for(|whole| !whole.is_empty()).await;
        self.whole.send_replace(BTreeSet::new())
    }

    /// Tries again where something is missing.
    pub(crate) async fn try_again(&self) {
        let missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect::<Vec<_>>();
        for id in missing {
            self.heal(&id).await;
        }
    }

    /// Removes what a server that was killed was writing into a workspace.
    async fn sweep(&self, id: &WorkspaceId) -> Result<()> {
        let (record, data) = (self.registry.get(id)?, self.data.clone());
        let files: Vec<String> = self.of_files(id)?.iter().map(file_of).collect();
        let work = move || {
            let above = |file: &str| Some(file.parse::<FilePath>().ok()?.split()?.0);
            let layers = ["opencode.json", crate::config::managed::FILE];
            let places: BTreeSet<_> =
                layers.into_iter().chain(files.iter().map(String::as_str)).filter_map(above).collect();
            // the one that was left may be gone
            for folder in [Some(&record.folder), record.left.as_ref()].into_iter().flatten() {
                let Ok(root) = Root::open(Path::new(folder), &data) else { continue };
                for place in &places {
                    files::sweep_left_behind(&root, place);
                }
            }
            Ok(())
        };
        blocking(work).await.map_err(Error::internal)?
    }

    /// The items that are files and that a workspace has, or of which one lies there still: also of one that was removed.
    pub(super) fn of_files(&self, id: &WorkspaceId) -> Result<Vec<ManagedItemRecord>> {
        let all = self.projections.items().attached_or_lying(id)?.into_iter();
        Ok(all.filter(|item| way_of(item).is_none()).map(|item| (*item).clone()).collect())
    }
}
