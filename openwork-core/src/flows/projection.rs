//! What is wanted in the managed layer of a workspace, collected from all that wants something there, and put there.
//!
//! One at a time: the file, and what is remembered of it, change together.

use super::assigned;
use super::by_workspace::ByWorkspace;
use super::item_place::way_of;
use crate::config::crossed::{self, Looks, crossed};
use crate::config::forgotten;
use crate::config::layers::{self, Around};
use crate::config::managed::{self, Projected, Wanted};
use crate::config::settings;
use crate::error::{Error, ErrorKind, Result};
use crate::files::Locks;
use crate::ids::WorkspaceId;
use crate::model::stored::{ManagedItemRecord, ProjectedRecord, WorkspaceSettingsRecord};
use crate::platform::folder::is_there;
use crate::runtime::blocking::blocking;
use crate::store::{Seal, Store, StoreError};
use crate::workspaces::Registry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

/// The managed layers of all workspaces.
pub(crate) struct Projections {
    store: Store,
    items: ByWorkspace,
    seal: Seal,
    registry: Arc<Registry>,
    data: PathBuf,
    locks: Arc<Locks>,
    config: layers::Places,
    /// Held while one is written.
    turn: Mutex<()>,
}

impl Projections {
    /// The managed layers of these workspaces.
    pub(crate) fn new(
        store: Store,
        registry: Arc<Registry>,
        (data, config): (&Path, &layers::Places),
        locks: Arc<Locks>,
    ) -> Self {
        let seal = Seal::new(&store, &data.join("state"));
        let (data, config) = (data.to_path_buf(), config.clone());
        let items = ByWorkspace::new(&store);
        Self { store, items, seal, registry, data, locks, config, turn: Mutex::default() }
    }

    /// What is managed, by the workspaces that it is for.
    pub(super) fn items(&self) -> &ByWorkspace {
        &self.items
    }

    /// A turn to write a configuration: nothing else of this server does meanwhile.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// What is set for a workspace.
    pub(crate) fn settings(&self, id: &WorkspaceId) -> Result<WorkspaceSettingsRecord> {
        Ok(self.store.read(|read| read.settings().get(id))?.unwrap_or_else(|| settings::none(id)))
    }

    /// Changes what is set for a workspace and puts it into the managed layer: both or neither. The change says which keys it
    /// is about; those are set even where somebody changed them by hand.
    pub(crate) async fn change(
        &self,
        id: &WorkspaceId,
        change: impl FnOnce(&mut WorkspaceSettingsRecord) -> Result<BTreeSet<Vec<String>>>,
    ) -> Result<(WorkspaceSettingsRecord, Projected)> {
        let _in_turn = self.turn.lock().await;
        let before = self.settings(id)?;
        let mut record = before.clone();
        let insisted = change(&mut record)?;
        let projected = self.put(&before, &mut record, insisted).await?;
        if record == before {
            return Ok((record, projected));
        }
        record.updated_at = crate::clock::Timestamp::now();
        if let Err(error) = self.keep(record.clone()).await {
            // what is in the file is what is kept: the old again, as far as that goes
            let mut undone = WorkspaceSettingsRecord { projected: record.projected, ..before };
            let all = self.wanted(&undone).map(|all| all.keys.into_keys().collect()).unwrap_or_default();
            let _ = self.put(&undone.clone(), &mut undone, all).await;
            return Err(error);
        }
        Ok((record, projected))
    }
    /// Puts into the managed layer what is wanted now: after something that is not a setting has changed. These keys are set
    /// even where somebody changed them by hand.
    pub(crate) async fn refresh(&self, id: &WorkspaceId, insisted: BTreeSet<Vec<String>>) -> Result<Projected> {
        Ok(self.change(id, |_| Ok(insisted)).await?.1)
    }

    /// Takes out of the folder of a workspace what is ours, and forgets it. To be called before its record goes.
    pub(crate) async fn forget(&self, id: &WorkspaceId) -> Result<()> {
        let _in_turn = self.turn.lock().await;
        let (mut record, folder) = (self.settings(id)?, PathBuf::from(&self.registry.get(id)?.folder));
        let (data, locks, id) = (self.data.clone(), self.locks.clone(), id.clone());
        let mut projected = record.projected.clone();
        // should its record not go after all, what is taken out is not taken for what a hand did
        record.projected.keys.iter_mut().for_each(|key| key.pending = true);
        if !projected.keys.is_empty() {
            self.keep(record).await?;
        }
        blocking(move || forgotten::forget(&folder, &data, &id, &mut projected, &locks)).await.map_err(Error::internal)
    }

    /// Lets go of what is left of workspaces that were forgotten, as far as no folder can name it any more.
    pub(crate) async fn sweep(self: Arc<Self>) {
        let _in_turn = self.turn.lock().await;
        let data = self.data.clone();
        let _ = blocking(move || forgotten::sweep(&data)).await;
    }

    /// Takes along what is ours where a workspace has another folder now.
    pub(crate) async fn moved(&self, id: &WorkspaceId, before: PathBuf) -> Result<()> {
        let _in_turn = self.turn.lock().await;
        let before_all = self.settings(id)?;
        let mut record = before_all.clone();
        let folder = PathBuf::from(&self.registry.get(id)?.folder);
        let (data, locks, of, mut old) = (self.data.clone(), self.locks.clone(), id.clone(), record.projected.clone());
        let take = move || {
            let taken =
                is_there(&before).then(|| managed::project(&before, &data, &of, &Wanted::default(), &mut old, &locks));
            (taken, folder)
        };
        let (taken, folder) = blocking(take).await.map_err(Error::internal)?;
        let ours = record.projected.clone();
        record.projected = blocking(move || managed::found_in(&folder, &ours)).await.map_err(Error::internal)??;
        match taken {
            // nothing waits there any more
            Some(Ok(_)) => record.projected.lost.retain(|lost| lost.inode != before_all.projected.inode),
            Some(Err(error)) => {
                let what = "keys of OpenWork stay in the folder that a workspace had before";
                tracing::warn!(%error, workspace = id.as_str(), "{what}");
            }
            None => {}
        }
        let projected = self.put(&record.clone(), &mut record, BTreeSet::new()).await?;
        for way in projected.kept {
            let key = way.join(".");
            tracing::warn!(
                workspace = id.as_str(),
                key,
                "somebody made by hand what is managed; in the new folder it stays theirs"
            );
        }
        if record == before_all { Ok(()) } else { self.keep(record).await }
    }

    /// All that is wanted; what is assigned joins here.
    fn wanted(&self, record: &WorkspaceSettingsRecord) -> Result<Wanted> {
        let mut wanted = Wanted { keys: settings::keys(record), ..Wanted::default() };
        let (id, data) = (&record.workspace_id, &self.data);
        assigned::add(&self.items.attached(id)?, &self.seal, (data, id), &mut wanted)?;
        Ok(wanted)
    }

    /// What OpenCode may lay over what is put into a folder, and what it lays that over. A folder that is gone is said to be so
    /// where it is written.
    async fn around(&self, folder: &Path) -> Result<Around> {
        let (data, places) = (self.data.clone(), self.config.clone());
        let (folder, inner) = (folder.to_path_buf(), self.registry.within(folder, places.is_everywhere(folder)));
        let look = move || layers::around(&folder, &inner, (&data, &places)).unwrap_or_default();
        blocking(look).await.map_err(Error::internal)
    }

    /// Refuses an item that OpenCode would make one of with what another file says of its name, where that would send secrets to
    /// where they do not belong.
    pub(super) async fn refuse_crossed(&self, record: &ManagedItemRecord, ids: &[WorkspaceId]) -> Result<()> {
        let Some([section, name]) = way_of(record).and_then(|way| <[String; 2]>::try_from(way).ok()) else {
            return Ok(());
        };
        for id in ids {
            let around = self.around(Path::new(&self.registry.get(id)?.folder)).await?;
            let config = assigned::filled(&self.data, id, record);
            if let Some(why) = crossed(&around, (&section, &name), &config, Looks::AtOther) {
                return Err(Error::new(ErrorKind::Conflict, format!("In the workspace `{id}` {why}.")));
            }
        }
        Ok(())
    }

    /// Takes out of what is wanted what OpenCode would make one of with what another file says of its name, where secrets would go
    /// where they do not belong; says why. Where it is asked for it is refused before; files change, though, and folders too.
    async fn without_crossed(
        &self,
        (id, folder): (&WorkspaceId, &Path),
        mut wanted: Wanted,
        before: &ProjectedRecord,
    ) -> Result<(Wanted, BTreeMap<Vec<String>, String>)> {
        if wanted.items.is_empty() {
            return Ok((wanted, BTreeMap::new()));
        }
        let (around, id, folder, before) =
            (self.around(folder).await?, id.clone(), folder.to_path_buf(), before.clone());
        let leave_out = move || {
            let before = managed::enter(&folder, &before).unwrap_or_default();
            let left_out = crossed::leave_out(&around, &mut wanted, (&id, &before));
            (wanted, left_out)
        };
        let (wanted, left_out) = blocking(leave_out).await.map_err(Error::internal)?;
        for why in left_out.values() {
            tracing::warn!(why, "what is managed is not put into a workspace");
        }
        Ok((wanted, left_out))
    }

    /// Puts into the file what is wanted. What is kept until that is done says what is about to be written, so that it is ours
    /// wherever the process ends.
    async fn put(
        &self,
        kept: &WorkspaceSettingsRecord,
        record: &mut WorkspaceSettingsRecord,
        insisted: BTreeSet<Vec<String>>,
    ) -> Result<Projected> {
        let folder = PathBuf::from(&self.registry.get(&record.workspace_id)?.folder);
        let wanted = Wanted { insisted, ..self.wanted(record)? };
        let at = (&record.workspace_id, folder.as_path());
        let (wanted, left_out) = self.without_crossed(at, wanted, &record.projected).await?;
        let wanted = Arc::new(wanted);
        let (place, what, state) = (folder.clone(), wanted.clone(), record.projected.clone());
        let intended = move || managed::intended(&place, &what, &state);
        if let Some(projected) = blocking(intended).await.map_err(Error::internal)?? {
            self.keep(WorkspaceSettingsRecord { projected: projected.clone(), ..kept.clone() }).await?;
            record.projected = projected;
        }
        let (data, locks) = (self.data.clone(), self.locks.clone());
        let (id, mut state) = (record.workspace_id.clone(), record.projected.clone());
        let work = move || managed::project(&folder, &data, &id, &wanted, &mut state, &locks).map(|done| (done, state));
        let (projected, state) = blocking(work).await.map_err(Error::internal)??;
        record.projected = state;
        Ok(Projected { left_out, ..projected })
    }

    async fn keep(&self, record: WorkspaceSettingsRecord) -> Result<()> {
        let kept = self.store.write::<_, StoreError>(move |write| {
            // a workspace that was forgotten meanwhile has no settings
            if write.workspaces().get(&record.workspace_id)?.is_some() { write.settings().put(&record) } else { Ok(()) }
        });
        kept.await.map_err(Error::from)
    }
}
