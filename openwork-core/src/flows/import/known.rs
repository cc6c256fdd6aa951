//! What a plan has to know of the store beyond single rows, and what earlier sources of the same plan have decided.

use super::not_put::Folders;
use super::plan::key_of;
use super::router::{Routers, identity};
use super::texts::{Decided, Texts};
use crate::config::effective::plugin_name;
use crate::config::layers::Places;
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::legacy::found::{FoundWorkspace, Source};
use crate::model::managed::{ManagedKind, ManagedSource};
use crate::model::migration::LegacyKind;
use crate::model::stored::{ImportedInto, ImportedRecord, ManagedItemRecord};
use crate::store::{Read, StoreError};
use crate::workspaces::{Registry, is_same_folder};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much of a key stays where a number is put behind it.
const LONGEST: usize = 56;

/// How many of one key there may be, each with a number of its own.
const MOST_OF_A_KEY: u32 = 10_000;

/// The place of a workspace in [`Known::workspaces`].
type Place = u32;

/// The workspaces as they will be when all that was planned so far is done, and what was planned.
#[derive(Debug)]
pub(super) struct Known {
    /// The server's own folder.
    pub(super) data: PathBuf,
    /// The workspaces, each with its folder. Below they are named by their places here.
    workspaces: Vec<(WorkspaceId, Arc<str>)>,
    by_id: Texts<Place>,
    by_folder: Texts<Place>,
    /// The folder that older OpenWork knew a workspace by, which it need not have any more.
    origins: HashMap<Place, Arc<str>>,
    /// Folders by their small letters, for file systems that do not tell them apart.
    alike: Texts<Vec<Place>>,
    /// Which workspace each legacy id names.
    aliases: Texts<Place>,
    /// Those of them that the store knew before this plan.
    stored: Texts<Place>,
    /// Legacy ids of workspaces that were deleted here.
    gone: Texts<()>,
    /// The rows that imports have made.
    ours: BTreeMap<ImportedInto, Texts<()>>,
    /// Managed items by kind, small key and workspace.
    managed: HashMap<(ManagedKind, String, WorkspaceId), Attached>,
    /// Items for all that these workspaces do not get, by kind and the older name.
    pub(super) without: HashSet<(ManagedKind, String, WorkspaceId)>,
    /// Plugins that people attached here, by the name of the package and workspace.
    packages: HashMap<(String, WorkspaceId), Attached>,
    /// Bots that there will be.
    pub(super) bots: HashSet<String>,
    /// The bots that imports have made.
    pub(super) made_bots: Vec<ImportedRecord>,
    /// Which of them is which.
    pub(super) routers: Routers,
    /// What a source of this plan has spoken of already.
    pub(super) decided: Decided,
    /// The workspaces in whose folders something of this plan is put.
    pub(super) sets: BTreeSet<WorkspaceId>,
    /// What these take.
    pub(super) folders: Folders,
    /// What OpenCode may lay over what is put there: where it looks, and what is a workspace.
    pub(super) around: Option<(Places, Arc<Registry>)>,
    /// Whether there is an active workspace.
    pub(super) has_active: bool,
    /// How much each source counts, by its place in the survey: the first one most.
    places: HashMap<String, usize>,
    /// How many variables of the engine there will be.
    pub(super) variables: usize,
    /// Whether only what fails is told one by one: nobody reads the rest of what a start did, and of a large import it is much.
    pub(super) is_terse: bool,
    /// Whether paths are those of this system. Tests look in the places of others, where nothing is there.
    pub(super) is_native: bool,
}

/// An item that a workspace has, or will.
#[derive(Debug, Clone)]
pub(super) struct Attached {
    /// Its row, where the store has it.
    pub(super) row: Option<ManagedItemId>,
    key: String,
    name: String,
    spec: Option<Value>,
    is_imported: bool,
}

impl Attached {
    /// As it is kept.
    pub(super) fn of(record: &ManagedItemRecord, is_stored: bool) -> Self {
        let row = is_stored.then(|| record.id.clone());
        let spec = record.config.get("spec").cloned();
        let is_imported = record.source == ManagedSource::Imported;
        Self { row, key: record.key.clone(), name: record.display_name.clone(), spec, is_imported }
    }

    /// The package that a plugin is, in whichever version.
    fn package(&self) -> Option<&str> {
        self.spec().map(plugin_name)
    }

    /// What a plugin is loaded by, if it is one.
    pub(super) fn spec(&self) -> Option<&str> {
        self.spec.as_ref().and_then(Value::as_str)
    }

    /// Whether it is what older OpenWork called so, not only something whose key came to the same.
    pub(super) fn is(&self, name: &str) -> bool {
        // what was imported may have had to be called otherwise here, as something else was in older OpenWork
        let is_called = self.name == name || !self.is_imported && self.key == name;
        is_called || self.spec.as_ref().is_some_and(|spec| spec == name)
    }
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
            workspaces: Vec::new(),
            by_id: Texts::default(),
            by_folder: Texts::default(),
            origins: HashMap::new(),
            alike: Texts::default(),
            aliases: Texts::default(),
            stored: Texts::default(),
            gone: Texts::default(),
            ours: BTreeMap::new(),
            managed: HashMap::new(),
            without: HashSet::new(),
            packages: HashMap::new(),
            bots: read.identities().list()?.into_iter().map(|bot| bot.key).collect(),
            made_bots: Vec::new(),
            routers: Routers::default(),
            decided: Decided::default(),
            sets: BTreeSet::new(),
            folders: Folders::default(),
            around: None,
            has_active: read.workspaces().active()?.is_some(),
            places: HashMap::new(),
            variables: read.environment().list()?.len(),
            is_terse: false,
            is_native: true,
        };
        for record in read.workspaces().list()? {
            known.learn(record.id, record.folder.into());
        }
        for (alias, id) in read.aliases().list()? {
            known.calls(&alias, &id);
        }
        for item in read.managed().list()? {
            for id in &item.workspace_ids {
                let attached = Attached::of(&item, true);
                if let Some(package) = attached.package().filter(|_| item.source != ManagedSource::Imported) {
                    known.packages.insert((package.to_owned(), id.clone()), attached.clone());
                }
                known.learn_managed(item.kind, &item.key, id, attached);
            }
        }
        known.stored = known.aliases.clone();
        read.imports().each_made(|made| {
            if made.into == ImportedInto::Alias && !known.aliases.contains(&made.row) {
                known.gone.insert(&made.row, ());
            }
            if made.into == ImportedInto::Identity {
                known.routers.made(&made.item, &made.row);
                known.made_bots.push(made.clone());
            }
            if !made.seen {
                known.makes(made.into, &made.row);
            }
        })?;
        Ok(known)
    }

    /// What is known, with how much these sources count: the first one most.
    pub(super) fn of_sources(mut self, sources: &[Source]) -> Self {
        for source in sources.iter().filter(|source| source.kind == LegacyKind::RouterConfig) {
            self.routers.speak(&source.path, source.findings.iter().filter_map(identity));
        }
        Self { places: sources.iter().map(key_of).zip(0..).collect(), ..self }
    }

    /// What is known by now, where a source is planned anew: with what was decided by those that count more.
    pub(super) fn anew(self, before: &Self, source: &str) -> Self {
        let decided = before.decided.of(|by| before.counts_more(by, source));
        let routers = self.routers.after(&before.routers);
        let (places, sets, is_terse) = (before.places.clone(), before.sets.clone(), before.is_terse);
        let folders = before.folders.clone();
        Self { routers, decided, sets, folders, places, is_terse, ..self }
    }

    /// Whether a source counts more than another one that is there too.
    pub(super) fn counts_more(&self, source: &str, other: &str) -> bool {
        self.places.get(source).zip(self.places.get(other)).is_some_and(|(one, other)| one < other)
    }

    /// Whether an import has made a row.
    pub(super) fn is_ours(&self, into: ImportedInto, row: &str) -> bool {
        self.ours.get(&into).is_some_and(|rows| rows.contains(row))
    }

    /// An import has made a row, or will.
    pub(super) fn makes(&mut self, into: ImportedInto, row: &str) {
        self.ours.entry(into).or_default().insert(row, ());
    }

    /// There is a workspace, or will be.
    pub(super) fn learn(&mut self, id: WorkspaceId, folder: Arc<str>) {
        let place = Place::try_from(self.workspaces.len()).unwrap_or(Place::MAX);
        self.by_folder.insert(&folder, place);
        self.alike.entry(&folder.to_lowercase(), Vec::new).push(place);
        self.by_id.insert(id.as_str(), place);
        self.workspaces.push((id, folder));
    }

    /// A workspace and its folder.
    fn at(&self, place: Place) -> Option<&(WorkspaceId, Arc<str>)> {
        self.workspaces.get(usize::try_from(place).ok()?)
    }

    fn id_at(&self, place: Option<&Place>) -> Option<&WorkspaceId> {
        self.at(*place?).map(|(id, _)| id)
    }

    /// The folder of a workspace, if it is one.
    pub(super) fn folder(&self, id: &str) -> Option<&Arc<str>> {
        self.at(*self.by_id.get(id)?).map(|(_, folder)| folder)
    }

    /// The workspace that a legacy id names.
    pub(super) fn alias(&self, legacy: &str) -> Option<&WorkspaceId> {
        self.id_at(self.aliases.get(legacy))
    }

    /// A legacy id names a workspace, or will.
    pub(super) fn calls(&mut self, legacy: &str, id: &WorkspaceId) {
        if let Some(place) = self.by_id.get(id.as_str()) {
            self.aliases.insert(legacy, *place);
        }
    }

    /// Older OpenWork knew a workspace by this folder.
    pub(super) fn came_from(&mut self, id: &WorkspaceId, folder: &Arc<str>) {
        if let Some(place) = self.by_id.get(id.as_str()) {
            self.origins.entry(*place).or_insert_with(|| folder.clone());
        }
    }

    /// What stands for a workspace in what is remembered of imports. It is not its id: where it was deleted here and its folder
    /// opened anew, what went with it stays gone.
    pub(super) fn origin(&self, id: &WorkspaceId) -> String {
        let place = self.by_id.get(id.as_str());
        let origin = place.and_then(|place| self.origins.get(place));
        origin.or_else(|| self.folder(id.as_str())).map_or_else(|| id.to_string(), ToString::to_string)
    }

    /// A workspace has an item, or will.
    pub(super) fn learn_managed(&mut self, kind: ManagedKind, key: &str, id: &WorkspaceId, item: Attached) {
        self.managed.entry((kind, key.to_lowercase(), id.clone())).or_insert(item);
    }

    /// What a workspace has under this key.
    pub(super) fn managed(&self, kind: ManagedKind, key: &str, id: &WorkspaceId) -> Option<&Attached> {
        self.managed.get(&(kind, key.to_lowercase(), id.clone()))
    }

    /// What a workspace has of an item that older OpenWork called so, under the key that it would have here or one after it.
    pub(super) fn same_managed(&self, kind: ManagedKind, fit: (&str, &str), id: &WorkspaceId) -> Option<&Attached> {
        let (key, name) = fit;
        let all = (1..).map_while(|number| self.managed(kind, &numbered(key, number), id));
        all.into_iter().find(|item| item.is(name)).or_else(|| {
            // of one plugin there is one version: the one that a person chose here
            let package = (kind == ManagedKind::Plugins).then(|| plugin_name(name).to_owned())?;
            self.packages.get(&(package, id.clone()))
        })
    }

    /// The key, or the first one after it, that is free in all of these workspaces.
    pub(super) fn free_key(&self, kind: ManagedKind, key: &str, ids: &[WorkspaceId]) -> String {
        let is_free = |key: &String| ids.iter().all(|id| self.managed(kind, key, id).is_none());
        (1..=MOST_OF_A_KEY).map(|number| numbered(key, number)).find(is_free).unwrap_or_else(|| key.to_owned())
    }

    /// These ids name nothing that is to be here.
    pub(super) fn forsake(&mut self, ids: &[String]) {
        for id in ids {
            self.gone.insert(id, ());
        }
    }

    /// The workspace in a folder.
    pub(super) fn in_folder(&self, folder: &str) -> Option<&WorkspaceId> {
        self.id_at(self.by_folder.get(folder)).or_else(|| {
            let alike = self.alike.get(&folder.to_lowercase())?.iter().filter_map(|place| self.at(*place));
            alike.into_iter().find(|(_, other)| is_same_folder(other, folder)).map(|(id, _)| id)
        })
    }

    /// The workspace that an earlier import knows by the ids that follow from this folder: as one of its spellings, or as what a
    /// link led to. What a source merely calls a folder says nothing of which one it is, for two of them may be called alike.
    /// Two folders that are both there are two workspaces.
    pub(super) fn called(&self, found: &FoundWorkspace) -> Option<&WorkspaceId> {
        if self.stored.is_empty() {
            return None;
        }
        let is_other = |folder: &str| {
            let both_are_there = Path::new(folder).is_dir() && Path::new(&*found.folder).is_dir();
            both_are_there && !is_same_folder(folder, &found.folder)
        };
        let places = found.ids.derived().into_iter().filter_map(|ids| agreed(ids, |id| self.stored.get(id).copied()));
        let mut named = places.filter_map(|place| self.at(place));
        named.find(|(_, folder)| !is_other(folder)).map(|(id, _)| id)
    }

    /// Whether an import knew a workspace by the ids that follow from this folder, and it was deleted here.
    pub(super) fn has_lost(&self, found: &FoundWorkspace) -> bool {
        let is_gone = |id: &str| self.gone.contains(id).then_some(());
        !self.gone.is_empty() && found.ids.derived().into_iter().any(|ids| agreed(ids, is_gone).is_some())
    }

    /// The workspace that a folder lies in.
    pub(super) fn nearest(&self, folder: &str) -> Option<&WorkspaceId> {
        Path::new(folder).ancestors().find_map(|above| self.id_at(self.by_folder.get(above.to_str()?)))
    }

    /// The workspace that was called so, or whose folder this is.
    pub(super) fn named(&self, name: &str) -> Result<WorkspaceId, Nowhere> {
        let by_id = || self.id_at(self.by_id.get(name));
        if let Some(id) = self.alias(name).or_else(by_id).or_else(|| self.in_folder(name)) {
            return Ok(id.clone());
        }
        Err(if self.gone.contains(name) { Nowhere::Deleted } else { Nowhere::Unknown })
    }

    /// All workspaces, in the order of their ids.
    pub(super) fn all(&self) -> BTreeSet<WorkspaceId> {
        self.workspaces.iter().map(|(id, _)| id.clone()).collect()
    }
}

/// A key with a number behind it, from the second on.
fn numbered(key: &str, number: u32) -> String {
    match number {
        1 => key.to_owned(),
        _ => format!("{}-{number}", key.chars().take(LONGEST).collect::<String>().trim_end_matches('-')),
    }
}

/// What at least two of the three ids lead to that follow from one spelling of a folder. A source may have called another folder
/// by one of them, and that one would lead there; nobody calls a folder by two.
fn agreed<T: PartialEq>(ids: [String; 3], leads: impl Fn(&str) -> Option<T>) -> Option<T> {
    let [one, other, third] = ids.map(|id| leads(&id));
    if one.is_some() && (one == other || one == third) {
        return one;
    }
    other.filter(|other| third.as_ref() == Some(other))
}
