//! What a plan has to know of the store beyond single rows, and what earlier sources of the same plan have decided.

use crate::ids::WorkspaceId;
use crate::model::managed::ManagedKind;
use crate::model::stored::{ImportedInto, ImportedRecord};
use crate::store::{Read, StoreError};
use crate::workspaces::is_same_folder;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// The workspaces as they will be when all that was planned so far is done, and what was planned.
#[derive(Debug)]
pub(super) struct Known {
    /// The server's own folder.
    pub(super) data: PathBuf,
    /// The folder of each workspace.
    pub(super) folders: BTreeMap<WorkspaceId, String>,
    by_folder: HashMap<String, WorkspaceId>,
    /// The folder that older OpenWork knew a workspace by, which it need not have any more.
    origins: HashMap<WorkspaceId, String>,
    /// Folders by their small letters, for file systems that do not tell them apart.
    alike: HashMap<String, Vec<String>>,
    /// Which workspace each legacy id names.
    pub(super) aliases: HashMap<String, WorkspaceId>,
    /// Legacy ids of workspaces that were deleted here.
    gone: HashSet<String>,
    /// Managed items by kind, small key and workspace.
    managed: HashSet<(ManagedKind, String, WorkspaceId)>,
    /// Bots that there will be.
    pub(super) bots: HashSet<String>,
    /// What a source of this plan has spoken of already.
    pub(super) decided: HashMap<String, String>,
    /// Whether there is an active workspace.
    pub(super) has_active: bool,
}

/// Why a legacy id leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nowhere {
    /// Its workspace was deleted here.
    Deleted,
    /// No source says which folder it was.
    Unknown,
}

impl Known {
    /// What the store knows.
    pub(super) fn load(read: &Read<'_>, data: &Path) -> Result<Self, StoreError> {
        let mut known = Self {
            data: data.to_path_buf(),
            folders: BTreeMap::new(),
            by_folder: HashMap::new(),
            origins: HashMap::new(),
            alike: HashMap::new(),
            aliases: read.aliases().list()?.into_iter().collect(),
            gone: HashSet::new(),
            managed: HashSet::new(),
            bots: read.identities().list()?.into_iter().map(|bot| bot.key).collect(),
            decided: HashMap::new(),
            has_active: read.workspaces().active()?.is_some(),
        };
        for record in read.workspaces().list()? {
            known.learn(record.id, record.folder);
        }
        for item in read.managed().list()? {
            for id in &item.workspace_ids {
                known.learn_managed(item.kind, &item.key, id);
            }
        }
        let is_lost =
            |made: &ImportedRecord| made.into == ImportedInto::Alias && !known.aliases.contains_key(&made.row);
        known.gone = read.imports().all_made()?.into_iter().filter(is_lost).map(|made| made.row).collect();
        Ok(known)
    }

    /// There is a workspace, or will be.
    pub(super) fn learn(&mut self, id: WorkspaceId, folder: String) {
        self.by_folder.insert(folder.clone(), id.clone());
        self.alike.entry(folder.to_lowercase()).or_default().push(folder.clone());
        self.folders.insert(id, folder);
    }

    /// Older OpenWork knew a workspace by this folder.
    pub(super) fn came_from(&mut self, id: &WorkspaceId, folder: &str) {
        self.origins.entry(id.clone()).or_insert_with(|| folder.to_owned());
    }

    /// What stands for a workspace in what is remembered of imports. It is not its id: where it was deleted here and its folder
    /// opened anew, what went with it stays gone.
    pub(super) fn origin(&self, id: &WorkspaceId) -> String {
        self.origins.get(id).or_else(|| self.folders.get(id)).cloned().unwrap_or_else(|| id.to_string())
    }

    /// A workspace has an item, or will.
    pub(super) fn learn_managed(&mut self, kind: ManagedKind, key: &str, id: &WorkspaceId) {
        self.managed.insert((kind, key.to_lowercase(), id.clone()));
    }

    /// Whether a workspace has an item of this key.
    pub(super) fn has_managed(&self, kind: ManagedKind, key: &str, id: &WorkspaceId) -> bool {
        self.managed.contains(&(kind, key.to_lowercase(), id.clone()))
    }

    /// These ids name nothing that is to be here.
    pub(super) fn forsake(&mut self, ids: &[String]) {
        self.gone.extend(ids.iter().cloned());
    }

    /// The workspace in a folder.
    pub(super) fn in_folder(&self, folder: &str) -> Option<&WorkspaceId> {
        self.by_folder.get(folder).or_else(|| {
            let alike = self.alike.get(&folder.to_lowercase())?;
            self.by_folder.get(alike.iter().find(|other| is_same_folder(other, folder))?)
        })
    }

    /// The workspace that a folder lies in.
    pub(super) fn nearest(&self, folder: &str) -> Option<&WorkspaceId> {
        Path::new(folder).ancestors().find_map(|above| self.by_folder.get(above.to_str()?))
    }

    /// The workspace that was called so, or whose folder this is.
    pub(super) fn named(&self, name: &str) -> Result<WorkspaceId, Nowhere> {
        let by_id = || WorkspaceId::try_from(name.to_owned()).ok().filter(|id| self.folders.contains_key(id));
        if let Some(id) = self.aliases.get(name).cloned().or_else(by_id).or_else(|| self.in_folder(name).cloned()) {
            return Ok(id);
        }
        Err(if self.gone.contains(name) { Nowhere::Deleted } else { Nowhere::Unknown })
    }

    /// All workspaces, in the order of their ids.
    pub(super) fn all(&self) -> BTreeSet<WorkspaceId> {
        self.folders.keys().cloned().collect()
    }
}
