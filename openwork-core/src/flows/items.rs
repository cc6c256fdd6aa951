//! Managed items: kept in the store, and put into exactly the workspaces that have them.
//!
//! One change at a time. A change is kept first; then each workspace that had the item, or has it now, is brought to what is
//! kept: keys of the managed layer by [`Projections`], files here. What cannot be put into one workspace is said of that one
//! and spoils no other; it is tried again with the next change, and when the server starts.

mod heal;

use super::discovered;
use super::feed::Feed;
use super::item_place::{OurFile, by_hand, content, file_of, intended, put_file, refuse_unfit, way_of, without};
use super::projection::Projections;
use super::reload::{ReloadCause, Reloads};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{Locks, Root};
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::event::ResourceChangedPayload;
use crate::model::file::FileRevision;
use crate::model::managed::{ManagedItem, ManagedKind, ManagedProjection};
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use crate::model::stored::{ManagedItemRecord, ProjectedFile, Sealed, WorkspaceRecord};
use crate::platform::folder::is_there;
use crate::resources::managed::{self, Parted};
use crate::runtime::blocking::blocking;
use crate::store::{Seal, Store, StoreError, Write, item_secret_place};
use crate::workspaces::Registry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard, watch};

/// The managed items of all workspaces.
pub(crate) struct Items {
    store: Store,
    seal: Seal,
    registry: Arc<Registry>,
    projections: Arc<Projections>,
    reloads: Arc<Reloads>,
    feed: Arc<Feed>,
    locks: Arc<Locks>,
    data: PathBuf,
    /// What could not be put into these workspaces when they were last looked at.
    missing: std::sync::Mutex<BTreeMap<WorkspaceId, Vec<String>>>,
    /// Those in which nothing is missing any more.
    whole: watch::Sender<BTreeSet<WorkspaceId>>,
    /// Held while an item is changed and put where it belongs.
    turn: Mutex<()>,
}

/// What came of putting an item into one workspace.
#[derive(Debug, Clone, Copy, Default)]
struct Put {
    /// Whether its folder is otherwise now.
    changed: bool,
    /// Whether another folder was in its place when something was last put there.
    is_elsewhere: bool,
}

/// What came of a step.
#[derive(Debug, Default)]
struct Brought {
    /// As it is told.
    projections: Vec<ManagedProjection>,
    /// Why it came to nothing, where it did.
    failed: Vec<(WorkspaceId, Error)>,
}

/// What an item was and is.
struct Step {
    before: Option<ManagedItemRecord>,
    after: Option<ManagedItemRecord>,
}

impl Step {
    /// What is kept, once more.
    fn again(item: &ManagedItemRecord) -> Self {
        Self { before: Some(item.clone()), after: (!item.removed).then(|| item.clone()) }
    }
}

impl Items {
    /// The items of this store.
    pub(crate) fn new(
        store: &Store,
        registry: &Arc<Registry>,
        projections: &Arc<Projections>,
        (reloads, feed): (&Arc<Reloads>, &Arc<Feed>),
        locks: &Arc<Locks>,
        data: &Path,
    ) -> Arc<Self> {
        Arc::new(Self {
            store: store.clone(),
            seal: Seal::new(store, &data.join("state")),
            registry: registry.clone(),
            projections: projections.clone(),
            reloads: reloads.clone(),
            feed: feed.clone(),
            locks: locks.clone(),
            data: data.to_path_buf(),
            missing: std::sync::Mutex::default(),
            whole: watch::Sender::default(),
            turn: Mutex::default(),
        })
    }

    /// Every item of a kind, by name.
    pub(crate) fn list(&self, kind: ManagedKind) -> Result<Vec<ManagedItemRecord>> {
        let mut all = self.store.read(|read| read.managed().list())?;
        all.retain(|item| item.kind == kind);
        all.sort_by(|one, other| (&one.display_name, &one.id).cmp(&(&other.display_name, &other.id)));
        Ok(all)
    }

    /// What of a kind people have made by hand in workspaces that are wanted.
    pub(crate) async fn discovered(
        &self,
        kind: ManagedKind,
        is_wanted: impl Fn(&WorkspaceId) -> bool,
    ) -> Result<Vec<ManagedItem>> {
        let (items, data) = (self.list(kind)?, self.data.clone());
        let mut all = self.registry.all();
        all.retain(|workspace| is_wanted(&workspace.id));
        let look = move || {
            let of = |workspace: &Arc<WorkspaceRecord>| {
                discovered::in_folder((&workspace.id, Path::new(&workspace.folder)), &data, kind, &items)
            };
            all.iter().flat_map(of).collect()
        };
        blocking(look).await.map_err(Error::internal)
    }

    /// Why an item cannot be changed: it is not there, or it is a file of the user's.
    async fn not_ours(&self, kind: ManagedKind, id: &ManagedItemId) -> Error {
        let found =
            if discovered::is_one(id) { self.discovered(kind, |_| true).await.unwrap_or_default() } else { Vec::new() };
        match found.into_iter().find(|item| item.id == *id) {
            Some(ManagedItem { display_name, path: Some(path), workspace_ids, .. }) => {
                let workspace = workspace_ids.first().map(ToString::to_string).unwrap_or_default();
                let message = format!(
                    "`{display_name}` was made by hand in `{path}` of the workspace `{workspace}`, and that file says what it is; \
                     change it there."
                );
                Error::new(ErrorKind::Conflict, message)
            }
            _ => unknown(kind, id),
        }
    }

    /// Seals what was taken out of a configuration; what is kept of before stays sealed.
    async fn sealed(
        &self,
        id: &ManagedItemId,
        parted: &Parted,
        before: Option<&ManagedItemRecord>,
    ) -> Result<BTreeMap<String, Sealed>> {
        let is_any_new = parted.secrets.values().any(Option::is_some);
        let key = if is_any_new { Some(self.seal.key_to_seal().await?) } else { None };
        let mut all = BTreeMap::new();
        for (name, text) in &parted.secrets {
            let sealed = match (text, &key) {
                (Some(text), Some(key)) => Some(key.seal(&item_secret_place(id, name), text)?),
                _ => before.and_then(|record| record.secrets.get(name).cloned()),
            };
            all.extend(sealed.map(|sealed| (name.clone(), sealed)));
        }
        Ok(all)
    }

    /// Makes an item and puts it into its workspaces.
    pub(crate) async fn create(
        &self,
        record: ManagedItemRecord,
        parted: Parted,
    ) -> Result<(ManagedItemRecord, Vec<ManagedProjection>)> {
        let _in_turn = self.turn.lock().await;
        let (record, brought) = self.made(record, parted).await?;
        Ok((record, brought.projections))
    }

    /// Makes an item of one workspace; says whether that is another now. One that cannot be put there is not kept: it would
    /// appear later, when nobody asks for it.
    pub(crate) async fn create_or_undo(&self, record: ManagedItemRecord, parted: Parted) -> Result<bool> {
        let _in_turn = self.turn.lock().await;
        let (record, brought) = self.made(record, parted).await?;
        let Some((_, error)) = brought.failed.into_iter().next() else {
            return Ok(brought.projections.iter().any(|one| one.changed));
        };
        self.changed(record.kind, &record.id, None, |_| Ok(Change::Remove)).await?;
        Err(error)
    }

    /// An item that is new, and what came of it. The turn is held.
    async fn made(&self, mut record: ManagedItemRecord, parted: Parted) -> Result<(ManagedItemRecord, Brought)> {
        record.secrets = self.sealed(&record.id, &parted, None).await?;
        record.config = parted.config;
        refuse_unfit(&record)?;
        self.know(&record.workspace_ids)?;
        let all: Vec<_> = record.workspace_ids.clone();
        refuse_double(&self.store.read(|read| read.managed().list())?, &record)?;
        self.refuse_by_hand(&record, &all).await?;
        self.projections.refuse_crossed(&record, &all).await?;
        let kept = record.clone();
        self.store
            .write(move |write| {
                refuse_double(&write.managed().list()?, &kept)?;
                write.managed().put(&kept).map_err(Error::from)
            })
            .await?;
        let brought = self.bring(Step { before: None, after: Some(record.clone()) }).await;
        Ok((record, brought))
    }

    /// Changes an item and brings its workspaces, those of before and those of now, to it. A change that answers nothing
    /// removes it.
    pub(crate) async fn change(
        &self,
        kind: ManagedKind,
        id: &ManagedItemId,
        if_match: Option<&FileRevision>,
        change: impl FnOnce(&mut ManagedItemRecord) -> Result<Change>,
    ) -> Result<(Option<ManagedItemRecord>, Vec<ManagedProjection>)> {
        let _in_turn = self.turn.lock().await;
        let (_, after, brought) = self.changed(kind, id, if_match, change).await?;
        Ok((after, brought.projections))
    }

    /// Changes an item for the sake of one workspace: where it cannot be put there as it is to be, it is as it was. Says
    /// whether the workspace is another now.
    pub(crate) async fn change_or_undo(
        &self,
        id: &WorkspaceId,
        item: &ManagedItemRecord,
        change: impl FnOnce(&mut ManagedItemRecord) -> Result<Change>,
    ) -> Result<bool> {
        let _in_turn = self.turn.lock().await;
        let (before, after, brought) = self.changed(item.kind, &item.id, None, change).await?;
        // what cannot be put into another is tried again there
        let Some((_, error)) = brought.failed.into_iter().find(|(workspace, _)| workspace == id) else {
            return Ok(brought.projections.iter().any(|here| here.workspace_id == *id && here.changed));
        };
        let kept = before.clone();
        self.store.write(move |write| write.managed().put(&kept).map_err(Error::from)).await?;
        self.bring(Step { before: after, after: Some(before) }).await;
        Err(error)
    }

    /// What an item was and is, and what came of it. The turn is held.
    async fn changed(
        &self,
        kind: ManagedKind,
        id: &ManagedItemId,
        if_match: Option<&FileRevision>,
        change: impl FnOnce(&mut ManagedItemRecord) -> Result<Change>,
    ) -> Result<(ManagedItemRecord, Option<ManagedItemRecord>, Brought)> {
        let known = self.store.read(|read| read.managed().get(id))?;
        let Some(before) = known.filter(|item| item.kind == kind) else { return Err(self.not_ours(kind, id).await) };
        let now = managed::revision(&before);
        if if_match.is_some_and(|wanted| *wanted != now) {
            let message = format!("The {} was changed meanwhile. Read it again, and decide.", kind.one());
            let error = Error::new(ErrorKind::Conflict, message);
            return Err(error.at("ifMatch", format!("the revision is now {now}")));
        }
        let mut record = before.clone();
        let after = match change(&mut record)? {
            Change::Keep(parted) => {
                if let Some(parted) = parted {
                    record.secrets = self.sealed(id, &parted, Some(&before)).await?;
                    record.config = parted.config;
                    refuse_unfit(&record)?;
                }
                record.workspace_ids.sort();
                record.workspace_ids.dedup();
                self.know(&record.workspace_ids)?;
                let is_moved = record.key != before.key;
                let is_new = |id: &&WorkspaceId| is_moved || !before.workspace_ids.contains(id);
                let new: Vec<_> = record.workspace_ids.iter().filter(is_new).cloned().collect();
                refuse_double(&self.store.read(|read| read.managed().list())?, &record)?;
                self.refuse_by_hand(&record, &new).await?;
                // whoever reaches another server is as one that is new everywhere
                let is_same = managed::is_same_target(&before, &record.config)
                    && ["environment", "options", "models", "api", "npm", "enabled"]
                        .iter()
                        .all(|key| before.config.get(*key) == record.config.get(*key));
                self.projections.refuse_crossed(&record, if is_same { &new } else { &record.workspace_ids }).await?;
                Some(record)
            }
            Change::Remove => None,
        };
        if after.as_ref() == Some(&before) {
            return Ok((before, after, Brought::default()));
        }
        let after = after.map(|record| ManagedItemRecord { updated_at: Timestamp::now(), ..record });
        let (kept, gone) = (after.clone(), id.clone());
        self.store
            .write(move |write| match &kept {
                Some(kept) => {
                    refuse_double(&write.managed().list()?, kept)?;
                    write.managed().put(kept).map_err(Error::from)
                }
                None => write.managed().remove(&gone).map(drop).map_err(Error::from),
            })
            .await?;
        let brought = self.bring(Step { before: Some(before.clone()), after: after.clone() }).await;
        let after = match after {
            Some(after) => self.store.read(|read| read.managed().get(&after.id))?,
            None => None,
        };
        Ok((before, after, brought))
    }

    /// A turn to change items: nothing else of this server does meanwhile.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Takes the files of items out of the folder of a workspace that is forgotten. What cannot be taken out stays, and is
    /// logged. The turn is held, and the record of the workspace goes after it.
    pub(crate) async fn forget(&self, id: &WorkspaceId) -> Result<()> {
        let folder = PathBuf::from(&self.registry.get(id)?.folder);
        for item in self.store.read(|read| read.managed().list_with_removed())? {
            if let Some(file) = item.files.get(id)
                && let Err(error) = self.take_out(folder.clone(), file.clone()).await.map(drop)
            {
                tracing::warn!(%error, workspace = %id, "a file of OpenWork stays in the folder of a workspace that was forgotten");
            }
        }
        Ok(())
    }

    /// Takes along what is ours where a workspace has another folder now. What was copied or moved with the folder is ours there
    /// too. The process may end at any point: the next start goes on.
    pub(crate) async fn take_along(&self, id: &WorkspaceId) -> Result<()> {
        let _in_turn = self.turn.lock().await;
        self.taken_along(id).await
    }

    /// The same. The turn is held.
    async fn taken_along(&self, id: &WorkspaceId) -> Result<()> {
        let Some(before) = self.registry.get(id)?.left.clone() else { return Ok(()) };
        // it is tried again with the next change; the folder is the workspace's all the same
        if let Err(error) = self.projections.moved(id, PathBuf::from(&before)).await {
            tracing::warn!(%error, workspace = %id, "what is set is not in the folder that a workspace has now");
        }
        self.moved(id, Path::new(&before)).await?;
        self.registry.took_along(id).await
    }

    async fn moved(&self, id: &WorkspaceId, before: &Path) -> Result<()> {
        for item in self.of_files(id)? {
            let file = item.files.get(id).cloned();
            let taken = match &file {
                Some(file) => self.take_out(before.to_path_buf(), file.clone()).await,
                None => Ok(None),
            };
            let mut put = self.put(id, &Step::again(&item), item.workspace_ids.contains(id)).await;
            if let (Some(file), Ok(left), Ok(_)) = (&file, &taken, &put)
                && left.as_ref() != Some(file)
            {
                put = self.taken(id, &item.id, file).await.map(|()| Put::default());
            }
            if let Some(error) = taken.err().or(put.err()) {
                tracing::warn!(%error, workspace = %id, "what is managed is not where a workspace is now, or stays where it was");
            }
        }
        Ok(())
    }

    /// Forgets a file that was taken out of the folder that a workspace had before.
    async fn taken(&self, id: &WorkspaceId, item: &ManagedItemId, file: &ProjectedFile) -> Result<()> {
        let now = self.of_files(id)?.into_iter().find(|other| other.id == *item);
        match now.and_then(|now| now.files.get(id).cloned()) {
            Some(now) if file.inode.is_some() => self.note(item, id, without(now, file.inode)).await,
            _ => Ok(()),
        }
    }

    /// Removes a file of ours from a folder, as long as it is as we left it; answers what is left of it in others. A folder
    /// that is gone has it still.
    async fn take_out(&self, folder: PathBuf, file: ProjectedFile) -> Result<Option<ProjectedFile>> {
        let (data, locks) = (self.data.clone(), self.locks.clone());
        let work = move || {
            if !is_there(&folder) {
                return Ok(Some(file));
            }
            let root = Root::open(&folder, &data)?;
            let ours = OurFile::of(&root, Some(file));
            put_file(&root, &locks, ours.here.as_ref(), None).map(|_| ours.with(None))
        };
        blocking(work).await.map_err(Error::internal)?
    }

    /// Refuses an item where somebody has made by hand what it would overwrite.
    async fn refuse_by_hand(&self, record: &ManagedItemRecord, ids: &[WorkspaceId]) -> Result<()> {
        for id in ids {
            let folder = PathBuf::from(&self.registry.get(id)?.folder);
            let ours = self.projections.settings(id)?.projected;
            let (data, item) = (self.data.clone(), record.clone());
            let look = move || {
                let root = Root::open(&folder, &data)?;
                by_hand(&root, &item, &crate::config::managed::enter(&folder, &ours)?)
            };
            let looked = blocking(look).await;
            if let Some(what) = looked.map_err(Error::internal)?? {
                let message = format!(
                    "The workspace `{id}` has {what}, made by hand, which would be overwritten; move it away, or take another key."
                );
                return Err(Error::new(ErrorKind::Conflict, message));
            }
        }
        Ok(())
    }

    /// Refuses workspaces that are not there.
    fn know(&self, ids: &[WorkspaceId]) -> Result<()> {
        let unknown = ids.iter().find(|id| self.registry.get(id).is_err());
        unknown.map_or(Ok(()), |id| Err(Error::unprocessable("workspaceIds", format!("There is no workspace `{id}`."))))
    }

    /// Brings each workspace that a step is about to what is kept.
    async fn bring(&self, step: Step) -> Brought {
        let of = |record: &Option<ManagedItemRecord>| -> BTreeSet<WorkspaceId> {
            record.iter().flat_map(|record| record.workspace_ids.iter().cloned()).collect()
        };
        let (had, has) = (of(&step.before), of(&step.after));
        let mut brought = Brought::default();
        for id in had.union(&has) {
            let action = match (had.contains(id), has.contains(id)) {
                (false, _) => ReloadAction::Added,
                (true, false) => ReloadAction::Removed,
                (true, true) => ReloadAction::Updated,
            };
            let put = self.put(id, &step, has.contains(id)).await;
            // the folder that was there before may be back before anybody looks
            if put.as_ref().is_ok_and(|put| put.is_elsewhere) || put.is_err() {
                self.reloads.missed(id);
            }
            let (changed, error) = match put {
                Ok(put) => (put.changed, None),
                Err(error) => {
                    let message = error.message.clone();
                    brought.failed.push((id.clone(), error));
                    (false, Some(message))
                }
            };
            if changed && let Some(record) = step.after.as_ref().or(step.before.as_ref()) {
                self.tell(id, record, action).await;
            }
            brought.projections.push(ManagedProjection { workspace_id: id.clone(), changed, error });
        }
        brought
    }

    /// Puts an item into one workspace, or takes it out.
    async fn put(&self, id: &WorkspaceId, step: &Step, has: bool) -> Result<Put> {
        let Some(record) = step.after.as_ref().or(step.before.as_ref()) else { return Ok(Put::default()) };
        match record.kind {
            ManagedKind::Mcps | ManagedKind::Plugins | ManagedKind::ProviderConfigs => {
                // what somebody changed by hand gives way to what is new here, and to nothing else
                let is_another = step.before.as_ref().is_none_or(|before| {
                    !before.workspace_ids.contains(id)
                        || (&before.key, &before.config, &before.secrets)
                            != (&record.key, &record.config, &record.secrets)
                        || before.disabled_in.contains(id) != record.disabled_in.contains(id)
                });
                let insisted = way_of(record).filter(|_| has && is_another);
                let projected = self.projections.refresh(id, insisted.clone().into_iter().collect()).await?;
                if projected.changed
                    && let Ok(workspace) = self.registry.get(id)
                {
                    self.reloads.wrote(id, &Path::new(&workspace.folder).join(crate::config::managed::FILE));
                }
                let left_out = way_of(record).filter(|_| has).and_then(|way| projected.left_out.get(&way));
                if let Some(why) = left_out {
                    return Err(Error::new(ErrorKind::Conflict, format!("{why}.")));
                }
                if let Some(way) = insisted.filter(|way| projected.kept.contains(way)) {
                    let (key, file) = (way.join("."), crate::config::managed::FILE);
                    let message =
                        format!("`{key}` in `{file}` was made by hand, and stays as it is; move it away first.");
                    return Err(Error::new(ErrorKind::Conflict, message));
                }
                Ok(Put { changed: projected.changed, is_elsewhere: projected.is_elsewhere })
            }
            ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => self.put_file(id, step, has).await,
        }
    }

    async fn put_file(&self, id: &WorkspaceId, step: &Step, has: bool) -> Result<Put> {
        let before = step.before.as_ref().and_then(|record| record.files.get(id).cloned());
        let wanted = step.after.as_ref().filter(|_| has).map(|record| (file_of(record), content(record)));
        let folder = PathBuf::from(&self.registry.get(id)?.folder);
        let (data, locks, place) = (self.data.clone(), self.locks.clone(), folder.clone());
        let look = move || {
            let root = Root::open(&folder, &data)?;
            let ours = OurFile::of(&root, before);
            let about = match (&ours.here, &wanted) {
                (None, Some((path, content))) => intended(&root, path, content)?,
                _ => None,
            };
            Ok::<_, Error>((root, about, ours, wanted))
        };
        let (root, about, ours, wanted) = blocking(look).await.map_err(Error::internal)??;
        // what is about to be made is remembered first: so it is ours wherever the process ends
        if let (Some(record), Some(about)) = (&step.after, about) {
            self.note(&record.id, id, ours.with(Some(about))).await?;
        }
        let is_elsewhere = ours.is_elsewhere;
        let work = move || {
            let (file, touched) = put_file(&root, &locks, ours.here.as_ref(), wanted)?;
            Ok::<_, Error>((ours.with(file), touched))
        };
        let (file, touched) = blocking(work).await.map_err(Error::internal)??;
        for path in &touched {
            self.reloads.wrote(id, &place.join(path));
        }
        if let Some(record) = step.after.as_ref().or(step.before.as_ref()) {
            self.note(&record.id, id, file).await?;
        }
        Ok(Put { changed: !touched.is_empty(), is_elsewhere })
    }

    /// Remembers which file of an item lies in a workspace because of us.
    async fn note(&self, item: &ManagedItemId, workspace: &WorkspaceId, file: Option<ProjectedFile>) -> Result<()> {
        let (item, workspace) = (item.clone(), workspace.clone());
        let note = move |write: &Write<'_>| write.managed().note_file(&item, &workspace, file.clone());
        self.store.write::<_, StoreError>(note).await.map_err(Error::from)
    }

    /// Tells a workspace that it has an item otherwise.
    async fn tell(&self, id: &WorkspaceId, record: &ManagedItemRecord, action: ReloadAction) {
        let (reason, kind) = match record.kind {
            ManagedKind::Mcps => (ReloadReason::Mcp, ReloadTriggerKind::Mcp),
            ManagedKind::Plugins => (ReloadReason::Plugins, ReloadTriggerKind::Plugin),
            ManagedKind::ProviderConfigs => (ReloadReason::Config, ReloadTriggerKind::Config),
            ManagedKind::Skills => (ReloadReason::Skills, ReloadTriggerKind::Skill),
            ManagedKind::Commands => (ReloadReason::Commands, ReloadTriggerKind::Command),
            ManagedKind::Agents => (ReloadReason::Agents, ReloadTriggerKind::Agent),
        };
        let (name, path) = (Some(record.key.clone()), Some(file_of(record)));
        let payload = ResourceChangedPayload { kind, action, name: name.clone(), path: path.clone() };
        self.feed.announce(id, None, "resource.changed", payload).await;
        let trigger = Some(ReloadTrigger { kind, action, name, path });
        self.reloads.require(id, ReloadCause { reason, trigger }).await;
    }
}

/// What is to be done with an item.
pub(crate) enum Change {
    /// It stays, with another configuration perhaps.
    Keep(Option<Parted>),
    /// It goes.
    Remove,
}

pub(crate) fn unknown(kind: ManagedKind, id: &ManagedItemId) -> Error {
    Error::not_found(format_args!("{} `{id}`", kind.one()))
}

/// Refuses an item whose key another of its kind has in one of its workspaces, however it is spelled. Plugins of a workspace
/// may be many of one name.
fn refuse_double(all: &[ManagedItemRecord], record: &ManagedItemRecord) -> Result<()> {
    let alike = |other: &&ManagedItemRecord| {
        other.id != record.id && other.kind == record.kind && other.key.to_lowercase() == record.key.to_lowercase()
    };
    for other in all.iter().filter(alike) {
        if let Some(id) = record.workspace_ids.iter().find(|id| other.workspace_ids.contains(id)) {
            let message = format!(
                "The workspace `{id}` has the {} `{}` already, as the item `{}`; take another key, or change that one.",
                record.kind.one(),
                other.key,
                other.id
            );
            return Err(Error::new(ErrorKind::Conflict, message));
        }
    }
    Ok(())
}
