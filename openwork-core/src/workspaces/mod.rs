//! Workspaces: which folders agents work in.
//!
//! One folder is one workspace, however it is spelled: what is kept is the canonical path. Every record is also held in
//! memory, as an index that is replaced whole after each commit, because each event and each call asks for it.

mod folder;
pub(crate) mod recognised;

pub(crate) use folder::{is_same as is_same_folder, refusal};

use crate::clock::Timestamp;
use crate::cursor;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::page::Limit;
use crate::model::reload::ReloadReason;
use crate::model::stored::WorkspaceRecord;
use crate::model::workspace::{
    BackendKind, CreateLocalWorkspace, DisplayName, FolderPath, LocalBackend, Preset, Workspace, WorkspaceAttention,
    WorkspaceBackend, WorkspaceKind, WorkspaceStatus,
};
use crate::store::{Store, StoreError};
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::watch;

/// What a workspace is started with unless its maker says otherwise.
const DEFAULT_PRESET: &str = "starter";

/// The workspaces of this server.
#[derive(Debug)]
pub(crate) struct Registry {
    store: Store,
    /// The server's own folder, which is no workspace's.
    data: PathBuf,
    index: RwLock<Arc<Index>>,
    /// Held from reading the store to replacing the index, so that an older reading never replaces a newer one.
    refreshing: Mutex<()>,
    changes: watch::Sender<()>,
}

/// All records, in memory.
#[derive(Debug, Default)]
struct Index {
    by_id: HashMap<WorkspaceId, Arc<WorkspaceRecord>>,
    by_folder: BTreeMap<PathBuf, Arc<WorkspaceRecord>>,
    all: Vec<Arc<WorkspaceRecord>>,
}

impl Registry {
    /// The workspaces that the store knows, of a server with this data folder.
    pub(crate) fn open(store: Store, data: &Path) -> Result<Self> {
        let (data, index, refreshing) = (data.to_path_buf(), RwLock::default(), Mutex::default());
        let registry = Self { store, data, index, refreshing, changes: watch::Sender::default() };
        registry.refresh()?;
        Ok(registry)
    }

    /// Reads the store again, after somebody else has changed workspaces in it.
    pub(crate) fn refresh(&self) -> Result<()> {
        let _alone = self.refreshing.lock().unwrap_or_else(PoisonError::into_inner);
        let index = Arc::new(Index::of(self.store.read(|read| read.workspaces().list())?));
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = index;
        self.changes.send_replace(());
        Ok(())
    }

    fn index(&self) -> Arc<Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All records.
    pub(crate) fn all(&self) -> Vec<Arc<WorkspaceRecord>> {
        self.index().all.clone()
    }

    /// The workspaces whose folders lie in a folder, or all others where what lies in it holds everywhere.
    pub(crate) fn within(&self, folder: &Path, is_everywhere: bool) -> Vec<(WorkspaceId, PathBuf)> {
        self.index().within(folder, is_everywhere)
    }

    /// Is told of each change.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// The record of this id.
    pub(crate) fn get(&self, id: &WorkspaceId) -> Result<Arc<WorkspaceRecord>> {
        self.index().by_id.get(id).cloned().ok_or_else(|| Error::not_found(format_args!("workspace `{id}`")))
    }

    /// What a workspace is called here, by that or by what an older OpenWork called it.
    pub(crate) fn canonical(&self, id: &WorkspaceId) -> WorkspaceId {
        if self.index().by_id.contains_key(id) {
            return id.clone();
        }
        // there may be several for each workspace, and they are asked for seldom: the store has them, and memory has not
        let named = self.store.read(|read| read.aliases().get(id.as_str()));
        named.ok().flatten().unwrap_or_else(|| id.clone())
    }

    /// The same of several.
    pub(crate) fn all_canonical(&self, ids: &[WorkspaceId]) -> Vec<WorkspaceId> {
        ids.iter().map(|id| self.canonical(id)).collect()
    }

    /// The workspace that a folder belongs to: the nearest one at or above it.
    pub(crate) fn nearest(&self, folder: &Path) -> Option<Arc<WorkspaceRecord>> {
        let index = self.index();
        folder.ancestors().find_map(|above| index.by_folder.get(above).cloned())
    }

    /// Opens a folder as a workspace; a folder that is one already is answered as it is. Says whether it is a new one.
    pub(crate) async fn create_local(&self, wanted: CreateLocalWorkspace) -> Result<(Arc<WorkspaceRecord>, bool)> {
        let folder = self.usable(&wanted.folder_path, wanted.create_folder.unwrap_or(false)).await?;
        let now = Timestamp::now();
        let record = WorkspaceRecord {
            id: WorkspaceId::fresh(),
            folder,
            display_name: wanted.name.into(),
            preset: wanted.preset.map_or_else(|| DEFAULT_PRESET.to_owned(), String::from),
            hidden: false,
            opencode_project_id: None,
            left: None,
            created_at: now,
            updated_at: now,
        };
        let (id, is_new) = self
            .store
            .write::<_, StoreError>(move |write| {
                if let Some(there) = write.workspaces().by_folder(&record.folder)? {
                    return Ok((there.id, false));
                }
                write.workspaces().put(&record)?;
                Ok((record.id.clone(), true))
            })
            .await?;
        self.refresh()?;
        Ok((self.get(&id)?, is_new))
    }

    /// The one spelling of a folder that an agent can work in.
    async fn usable(&self, path: &FolderPath, make: bool) -> Result<String> {
        let (path, known, data) = (path.as_str().to_owned(), self.all(), self.data.clone());
        let find = move || {
            let folder = folder::usable(&path, make, &data)?;
            let folders = known.iter().map(|record| record.folder.as_str());
            let known_as = folder::known_as(&folder, folders, folder::is_same).map(str::to_owned);
            Ok(known_as.unwrap_or(folder))
        };
        tokio::task::spawn_blocking(find).await.map_err(Error::internal)?
    }

    /// Has a record point to where its folder is now. Says where it was, if that is elsewhere.
    pub(crate) async fn relink(
        &self,
        id: &WorkspaceId,
        path: &FolderPath,
    ) -> Result<(Arc<WorkspaceRecord>, Option<String>)> {
        self.get(id)?;
        let (folder, wanted) = (self.usable(path, false).await?, id.clone());
        let before = self
            .store
            .write(move |write| {
                let mut record = write
                    .workspaces()
                    .get(&wanted)?
                    .ok_or_else(|| Error::not_found(format_args!("workspace `{wanted}`")))?;
                match write.workspaces().by_folder(&folder)? {
                    Some(other) if other.id != wanted => return Err(taken(&other)),
                    Some(_) => return Ok(None),
                    None => {}
                }
                let before = std::mem::replace(&mut record.folder, folder.clone());
                // what OpenCode makes of the folder it says when it is asked
                (record.opencode_project_id, record.updated_at) = (None, Timestamp::now());
                // one that was left before and is not seen to yet comes first
                record.left.get_or_insert_with(|| before.clone());
                write.workspaces().put(&record)?;
                Ok(Some(before))
            })
            .await?;
        self.refresh()?;
        Ok((self.get(id)?, before))
    }

    /// Forgets the folder that a workspace had before: nothing of ours is to be taken along from there any more.
    pub(crate) async fn took_along(&self, id: &WorkspaceId) -> Result<()> {
        let wanted = id.clone();
        let forgotten = self.store.write::<_, StoreError>(move |write| match write.workspaces().get(&wanted)? {
            Some(record) => write.workspaces().put(&WorkspaceRecord { left: None, ..record }),
            None => Ok(()),
        });
        forgotten.await?;
        self.refresh()
    }

    /// Remembers a workspace as the active one.
    pub(crate) async fn activate(&self, id: &WorkspaceId) -> Result<()> {
        let wanted = id.clone();
        let known = self.store.write::<_, StoreError>(move |write| {
            let is_known = write.workspaces().get(&wanted)?.is_some();
            if is_known {
                write.workspaces().activate(&wanted)?;
            }
            Ok(is_known)
        });
        if known.await? { Ok(()) } else { Err(Error::not_found(format_args!("workspace `{id}`"))) }
    }

    /// The active workspace.
    pub(crate) fn active(&self) -> Result<Option<WorkspaceId>> {
        Ok(self.store.read(|read| read.workspaces().active())?)
    }

    /// Changes a record.
    async fn change(
        &self,
        id: &WorkspaceId,
        change: impl Fn(&mut WorkspaceRecord) + Send + 'static,
    ) -> Result<Arc<WorkspaceRecord>> {
        let wanted = id.clone();
        self.store
            .write(move |write| {
                let mut record = write
                    .workspaces()
                    .get(&wanted)?
                    .ok_or_else(|| Error::not_found(format_args!("workspace `{wanted}`")))?;
                change(&mut record);
                record.updated_at = Timestamp::now();
                write.workspaces().put(&record).map_err(Error::from)
            })
            .await?;
        self.refresh()?;
        self.get(id)
    }

    /// Gives a workspace another name.
    pub(crate) async fn rename(&self, id: &WorkspaceId, name: DisplayName) -> Result<Arc<WorkspaceRecord>> {
        self.change(id, move |record| name.as_str().clone_into(&mut record.display_name)).await
    }

    /// Keeps what OpenCode calls the project of a workspace.
    pub(crate) async fn learn_project(&self, id: &WorkspaceId, project: &str) -> Result<()> {
        let project = project.to_owned();
        self.change(id, move |record| record.opencode_project_id = Some(project.clone())).await.map(drop)
    }

    /// Forgets a workspace, what is set for it, and how far its events were numbered; ids are never given again, so no number is either.
    pub(crate) async fn delete(&self, id: &WorkspaceId) -> Result<()> {
        let wanted = id.clone();
        let gone = self
            .store
            .write::<_, StoreError>(move |write| {
                write.counters().remove(&wanted)?;
                write.settings().remove(&wanted)?;
                write.managed().forget_workspace(&wanted)?;
                write.aliases().forget_workspace(&wanted)?;
                write.workspaces().remove(&wanted)
            })
            .await?;
        self.refresh()?;
        gone.map(drop).ok_or_else(|| Error::not_found(format_args!("workspace `{id}`")))
    }
}

/// That a folder is another workspace's.
fn taken(other: &WorkspaceRecord) -> Error {
    let sentence = format!("This folder is the workspace `{}`; forget that one, or name another folder.", other.id);
    Error::new(ErrorKind::Conflict, sentence)
}

impl Index {
    fn of(records: Vec<WorkspaceRecord>) -> Self {
        let all: Vec<Arc<WorkspaceRecord>> = records.into_iter().map(Arc::new).collect();
        let by_id = all.iter().map(|record| (record.id.clone(), record.clone())).collect();
        let by_folder = all.iter().map(|record| (PathBuf::from(&record.folder), record.clone())).collect();
        Self { by_id, by_folder, all }
    }

    fn within(&self, folder: &Path, is_everywhere: bool) -> Vec<(WorkspaceId, PathBuf)> {
        let named = |(place, record): (&PathBuf, &Arc<WorkspaceRecord>)| (record.id.clone(), place.clone());
        if is_everywhere {
            return self.by_folder.iter().filter(|(place, _)| *place != folder).map(named).collect();
        }
        // paths are in the order of their parts: what lies in a folder stands right behind it, and no other is asked
        let behind = self.by_folder.range::<Path, _>((Bound::Excluded(folder), Bound::Unbounded));
        behind.take_while(|(place, _)| place.starts_with(folder)).map(named).collect()
    }
}

/// A page of records, by display name without regard to case, then by id.
pub(crate) fn page(
    records: Vec<Arc<WorkspaceRecord>>,
    cursor: Option<&str>,
    limit: Limit,
) -> Result<(Vec<Arc<WorkspaceRecord>>, Option<String>)> {
    cursor::page(records, |record| (record.display_name.to_lowercase(), record.id.clone()), cursor, limit.get())
}

/// A record as it is shown, with whether its folder is there now, what of it has to be repaired and what to be read again.
pub(crate) fn shown(
    record: &WorkspaceRecord,
    attention: Option<WorkspaceAttention>,
    reload_required: Vec<ReloadReason>,
) -> Workspace {
    let is_there = crate::platform::folder::is_there(Path::new(&record.folder));
    let attention = attention.filter(|_| is_there);
    let status = match (is_there, &attention) {
        (false, _) => WorkspaceStatus::Unavailable,
        (true, Some(_)) => WorkspaceStatus::Attention,
        (true, None) => WorkspaceStatus::Ready,
    };
    Workspace {
        id: record.id.clone(),
        display_name: DisplayName::made(record.display_name.clone()),
        kind: WorkspaceKind::Local,
        status,
        attention,
        reload_required,
        preset: Preset::made(record.preset.clone()),
        hidden: record.hidden,
        backend: WorkspaceBackend {
            kind: BackendKind::LocalOpencode,
            server_id: "local".to_owned(),
            local: Some(LocalBackend {
                data_dir: record.folder.clone(),
                opencode_project_id: record.opencode_project_id.clone(),
            }),
        },
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_a_folder_is_found_among_names_that_begin_alike() {
        let at = |folder: &str| WorkspaceRecord {
            id: WorkspaceId::fresh(),
            display_name: folder.to_owned(),
            folder: folder.to_owned(),
            preset: DEFAULT_PRESET.to_owned(),
            hidden: false,
            opencode_project_id: None,
            left: None,
            created_at: Timestamp::now(),
            updated_at: Timestamp::now(),
        };
        let all = ["/a", "/a b", "/a-b/c", "/a/b", "/a/b/c", "/a.b", "/a/z", "/b"];
        let index = Index::of(all.map(at).into());
        let within = |folder: &str, is_everywhere| {
            let found = index.within(Path::new(folder), is_everywhere).into_iter();
            found.map(|(_, place)| place.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(within("/a", false), ["/a/b", "/a/b/c", "/a/z"]);
        assert_eq!((within("/a/z", false), within("/none", false)), (Vec::new(), Vec::new()));
        assert_eq!(within("/", false).len(), all.len());
        assert_eq!(within("/a", true).len(), all.len() - 1);
    }
}
