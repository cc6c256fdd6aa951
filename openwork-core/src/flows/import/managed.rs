//! What was set of OpenCode's configuration, and what was attached to workspaces.

use super::known::Attached;
use super::layered;
use super::plan::{Planner, Shown, Verdict, without_secrets};
use super::step::{Secrets, What};
use super::twice::{Digest, digest};
use crate::config::{schema, settings};
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::managed::{ManagedKey, ManagedKind, ManagedSource};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use crate::model::secret::Secret;
use crate::model::stored::{ImportedInto, ManagedItemRecord};
use crate::model::workspace::DisplayName;
use crate::resources::managed;
use crate::store::{StoreError, item_secret_place};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What to do about an item that cannot be kept.
const PUT_RIGHT: &str = "Add it with the operation of its kind, put right.";

/// What a kind of item is in a plan.
pub(super) fn subject(kind: ManagedKind) -> LegacySubject {
    match kind {
        ManagedKind::Mcps => LegacySubject::Mcp,
        ManagedKind::Plugins => LegacySubject::Plugin,
        ManagedKind::ProviderConfigs => LegacySubject::ProviderConfig,
        ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => LegacySubject::Configuration,
    }
}

/// An item that can be kept: its key, and its configuration without its secrets.
pub(super) struct Fit {
    key: String,
    name: String,
    /// What older OpenWork called it: a key, or what a plugin is loaded by.
    original: String,
    config: Map<String, Value>,
    secrets: Secrets,
    /// What stands for all that was said of it.
    said: Digest,
}

impl Planner<'_> {
    /// An item of one workspace, or of all that there are.
    pub(super) fn item(
        &mut self,
        shown: Shown,
        of: Option<&str>,
        kind: ManagedKind,
        key: &str,
        config: &Map<String, Value>,
    ) -> Result<(), StoreError> {
        let fit = match fit(kind, key, config) {
            Ok(fit) => fit,
            Err(why) => {
                self.unfit(shown, (of, kind, key), config, why);
                return Ok(());
            }
        };
        let Some(named) = of else { return self.item_of_all(shown, kind, fit) };
        let Some((shown, id)) = self.owner(shown, named) else { return Ok(()) };
        if self.of_all.has(kind, key) {
            let (action, reason) = if kind == ManagedKind::Plugins {
                (MigrationAction::Keep, "It is there for all workspaces.")
            } else {
                (MigrationAction::Skip, "What is there of it for all workspaces counts.")
            };
            self.say(shown, action, reason.to_owned(), None);
            return Ok(());
        }
        let item = format!("managed/{}/{}/{key}", kind.one(), self.known.origin(&id));
        self.is_said(&item, shown.at.as_ref(), true, fit.said);
        let is_new = self.read.imports().made(&item)?.is_none() && !self.known.decided.contains(&item);
        let here = self.known.same_managed(kind, (&fit.key, key), &id).filter(|_| is_new).cloned();
        if let Some(here) = here {
            let (one, kept) = (kind.one(), here.spec().filter(|spec| *spec != key));
            let kept = kept.map(|spec| format!(", as `{spec}`")).unwrap_or_default();
            let reason = format!("The workspace has the {one} `{key}` already{kept}, and it stays as it is.");
            self.say(shown, MigrationAction::Skip, reason, None);
            return self.saw_managed(item, here.row);
        }
        self.managed(shown, kind, item, fit, vec![id])
    }

    /// Tells of an item that cannot be kept. Where it is one of a workspace it took the place of the one for all, which that
    /// workspace does not get then: least of all where the user had switched it off there.
    fn unfit(
        &mut self,
        shown: Shown,
        (of, kind, key): (Option<&str>, ManagedKind, &str),
        config: &Map<String, Value>,
        why: String,
    ) {
        let Some(id) = of.and_then(|named| self.known.named(named).ok()) else {
            return self.fail(shown, why, PUT_RIGHT);
        };
        self.known.without.insert((kind, key.to_owned(), id.clone()));
        let shown = shown.of(&id);
        if kind == ManagedKind::Mcps && config.len() == 1 && config.get("enabled") == Some(&Value::Bool(false)) {
            let reason = "It only switches off the one for all workspaces, which this one does not get.";
            return self.say(shown, MigrationAction::Skip, reason.to_owned(), None);
        }
        self.fail(shown, why, PUT_RIGHT);
    }

    fn item_of_all(&mut self, shown: Shown, kind: ManagedKind, fit: Fit) -> Result<(), StoreError> {
        let item = format!("managed/{}/*/{}", kind.one(), fit.original);
        let all = self.known.all();
        let here = |id: &WorkspaceId| self.known.same_managed(kind, (&fit.key, &fit.original), id);
        let row = all.iter().find_map(here).and_then(|item| item.row.clone());
        let is_without = |id: &WorkspaceId| self.known.without.contains(&(kind, fit.original.clone(), id.clone()));
        let ids: Vec<WorkspaceId> = all.iter().filter(|id| here(id).is_none() && !is_without(id)).cloned().collect();
        if ids.is_empty() && self.read.imports().made(&item)?.is_none() {
            let reason = "There is no workspace that lacks it.".to_owned();
            self.say(shown, MigrationAction::Skip, reason, None);
            return self.saw_managed(item, row);
        }
        self.managed(shown, kind, item, fit, ids)
    }

    /// Has an item that was for all workspaces reach those that were imported after it, as long as nobody touched it here.
    fn reach(&self, verdict: &mut Verdict, record: &mut ManagedItemRecord, ids: Vec<WorkspaceId>) {
        if !matches!(verdict.action, MigrationAction::Keep | MigrationAction::Update) || !verdict.is_as_made {
            return;
        }
        let is_new = |id: &WorkspaceId| {
            !record.workspace_ids.contains(id) && self.known.is_ours(ImportedInto::Workspace, id.as_str())
        };
        let new: Vec<WorkspaceId> = ids.into_iter().filter(is_new).collect();
        if !new.is_empty() {
            record.workspace_ids.extend(new);
            verdict.action = MigrationAction::Update;
            "It was for all workspaces, and some were imported since.".clone_into(&mut verdict.reason);
        }
    }

    /// Has it remembered that an item is here, if it was made here.
    fn saw_managed(&mut self, item: String, row: Option<ManagedItemId>) -> Result<(), StoreError> {
        let Some(row) = row else { return Ok(()) };
        let verdict = self.verdict(&item, (ImportedInto::Managed, row.as_str()), |_| Ok(false))?;
        self.known.decided.note(&item, &self.source);
        if verdict.is_news {
            self.saw((item, ImportedInto::Managed, row.into()), verdict.mark);
        }
        Ok(())
    }

    fn managed(
        &mut self,
        shown: Shown,
        kind: ManagedKind,
        item: String,
        fit: Fit,
        ids: Vec<WorkspaceId>,
    ) -> Result<(), StoreError> {
        let made = self.read.imports().made(&item)?;
        let id = made.map_or_else(ManagedItemId::fresh, |made| ManagedItemId::made(made.row));
        let before = self.read.managed().get(&id)?;
        let same = before.as_ref().is_some_and(|record| {
            record.config == fit.config
                && self.opens_to(&record.secrets, |name| item_secret_place(&id, name), &fit.secrets)
        });
        let mut verdict = self.verdict(&item, (ImportedInto::Managed, id.as_str()), |_| Ok(same))?;
        self.say_again(&item, shown.at.as_ref(), true, &mut verdict, &fit.said);
        let is_made = verdict.action == MigrationAction::Create;
        let key = match &before {
            Some(record) => record.key.clone(),
            None if is_made => self.known.free_key(kind, &fit.key, &ids),
            None => fit.key.clone(),
        };
        // also where it is here by now: nobody reads what a start did item by item
        if matches!(verdict.action, MigrationAction::Create | MigrationAction::Keep) && key != fit.original {
            let why = if key == fit.key { "" } else { ", for something else is called so" };
            // a key follows from its name, and a name may be a secret
            let is_told = without_secrets(&fit.original) == fit.original;
            let called = if is_told { format!("`{key}`") } else { "otherwise".to_owned() };
            verdict.reason = format!("{} It is called {called} here{why}.", verdict.reason);
        }
        let kept = before.map(|record| (record.workspace_ids, record.disabled_in, record.made_in, record.created_at));
        let is_of_all = item.contains("/*/");
        let made_in = (ids.len() == 1 && !is_of_all).then(|| ids[0].clone());
        let (workspace_ids, disabled_in, made_in, created_at) =
            kept.unwrap_or_else(|| (ids.clone(), Vec::new(), made_in, self.now));
        let mut record = ManagedItemRecord {
            id: id.clone(),
            kind,
            key,
            display_name: fit.name,
            source: ManagedSource::Imported,
            config: fit.config,
            secrets: BTreeMap::new(),
            cloud_item_id: None,
            metadata: None,
            workspace_ids,
            disabled_in,
            made_in,
            files: BTreeMap::new(),
            removed: false,
            created_at,
            updated_at: self.now,
        };
        if is_of_all {
            self.reach(&mut verdict, &mut record, ids);
        }
        for id in &record.workspace_ids {
            self.known.learn_managed(kind, &record.key, id, Attached::of(&record, false));
        }
        let what = What::Managed(Box::new(record), fit.secrets);
        self.conclude_put(shown, verdict, (item, ImportedInto::Managed, id.as_str().to_owned()), what)
    }

    /// Keys of OpenCode's configuration, of one workspace or of all that there are.
    pub(super) fn configuration(
        &mut self,
        shown: &Shown,
        of: Option<&str>,
        config: &Map<String, Value>,
    ) -> Result<(), StoreError> {
        for (key, value) in config {
            let one = Shown { name: key.clone(), ..shown.clone() };
            let patch = Map::from_iter([(key.clone(), value.clone())]);
            // only those with options are left there by the reader
            if key == "plugin" {
                let reason = "A plugin with options cannot be kept here.";
                self.fail(one, reason, "Write it into the workspace's `opencode.json`.");
                continue;
            }
            if let Some(why) = unfit(&patch) {
                self.fail(one, why, "Set it with `config.patch`, put right.");
                continue;
            }
            match of {
                Some(named) => {
                    let Some((one, id)) = self.owner(one, named) else { continue };
                    let both = self.of_all.beneath(key, value);
                    self.setting((one, true), &id, key, &both)?;
                }
                None => {
                    for id in self.known.all() {
                        self.setting((one.clone().of(&id), false), &id, key, value)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// One of a workspace: said of it alone, or of all.
    fn setting(
        &mut self,
        (shown, is_own): (Shown, bool),
        id: &WorkspaceId,
        key: &str,
        value: &Value,
    ) -> Result<(), StoreError> {
        let (item, row) = (format!("setting/{}/{key}", self.known.origin(id)), format!("{id}/{key}"));
        let here = self.read.settings().get(id)?.and_then(|record| record.opencode.get(key).cloned());
        let folder = self.known.folder(id.as_str()).cloned().unwrap_or_default();
        let Some(value) = &layered::unsaid(Path::new(&*folder), key, value) else {
            let reason = "A file of the workspace says it, which counted more than what the older server kept.";
            self.say(shown, MigrationAction::Skip, reason.to_owned(), None);
            return Ok(());
        };
        let mut verdict = self.verdict(&item, (ImportedInto::Setting, &row), |_| Ok(here.as_ref() == Some(value)))?;
        let said = digest(value);
        self.is_said(&item, shown.at.as_ref(), is_own, said);
        self.say_again(&item, shown.at.as_ref(), is_own, &mut verdict, &said);
        let what = What::Setting { id: id.clone(), key: key.to_owned(), value: Box::new(value.clone()) };
        self.conclude_put(shown, verdict, (item, ImportedInto::Setting, row), what)
    }

    /// Folders outside a workspace that its agents may work in.
    pub(super) fn folders(&mut self, shown: &Shown, of: Option<&str>, folders: &[Arc<str>]) -> Result<(), StoreError> {
        for folder in folders {
            let one = Shown { name: folder.to_string(), ..shown.clone() };
            let Some(named) = of else {
                let reason = "It said where workspaces may lie; here each folder that is opened is one, and no agent gets \
                              more than its own by it.";
                self.say(one, MigrationAction::Skip, reason.to_owned(), None);
                continue;
            };
            let Some((one, id)) = self.owner(one, named) else { continue };
            let workspace = self.known.folder(id.as_str()).cloned().unwrap_or_default();
            if Path::new(&**folder).starts_with(&*workspace) {
                let reason = "It lies in the workspace, where agents may work anyway.";
                self.say(one, MigrationAction::Keep, reason.to_owned(), None);
                continue;
            }
            // whoever made what was cloned may have written it
            if self.kind == LegacyKind::WorkspaceFile {
                let reason = "A file in the workspace asks for it, which may have come with what was cloned; only a person \
                              lets agents out of the workspace.";
                let remedy = "Authorise it with `config.patch` as one of `authorizedFolders`, if it is wanted.";
                self.say(one, MigrationAction::Skip, reason.to_owned(), Some(remedy.to_owned()));
                continue;
            }
            let folder = match settings::authorized((0, folder), Path::new(&*workspace), &self.known.data) {
                Ok(folder) => folder,
                Err(error) => {
                    let remedy = "Authorise it with `config.patch` when it can be.";
                    self.fail(one, error.message, remedy);
                    continue;
                }
            };
            let (item, row) = (format!("folder/{}/{folder}", self.known.origin(&id)), format!("{id}/{folder}"));
            let verdict = self.verdict(&item, (ImportedInto::Folder, &row), |planner| {
                let record = planner.read.settings().get(&id)?;
                Ok(record.is_some_and(|record| record.authorized_folders.contains(&folder)))
            })?;
            self.conclude_put(one, verdict, (item, ImportedInto::Folder, row), What::Folder { id, folder })?;
        }
        Ok(())
    }
}

/// Why a key of a configuration cannot be set here, if it cannot.
pub(super) fn unfit(patch: &Map<String, Value>) -> Option<String> {
    let fault = settings::patch(&mut Map::new(), patch).err().map(|error| error.message);
    fault.or_else(|| refused(&Value::Object(patch.clone())))
}

/// What OpenCode would not take of a configuration, if anything.
fn refused(config: &Value) -> Option<String> {
    let issue = schema::issues_of(config).into_iter().next()?;
    let at = issue.key.unwrap_or_default();
    Some(format!("OpenCode would not take it, and refuse the whole workspace: `{at}`: {}.", issue.message))
}

/// An item as it can be kept, or why not.
pub(super) fn fit(kind: ManagedKind, key: &str, config: &Map<String, Value>) -> Result<Fit, String> {
    let name: String = key.chars().filter(|c| !c.is_control()).take(200).collect();
    let named = DisplayName::try_from(name.clone()).map_err(|_| "It has no name.".to_owned())?;
    let given = ManagedKey::try_from(key.to_owned()).ok().filter(|_| kind != ManagedKind::Plugins);
    let known = managed::key(kind, given.as_ref(), &named).or_else(|_| managed::key(kind, None, &named));
    // a name of signs only, or of letters that no key has, still tells one from another
    let known = known.unwrap_or_else(|_| format!("{}-{}", managed::slug(kind.one()), short_hash(key)));
    let (original, key) = (key.to_owned(), known);
    managed::check(kind, &key, config).map_err(|error| error.message)?;
    let section = managed::section(kind);
    if let Some(why) = section.and_then(|section| refused(&json!({ section: { key.as_str(): config } }))) {
        return Err(why);
    }
    let parted = managed::parted(kind, config.clone(), None).map_err(|error| error.message)?;
    let mut secrets = Secrets::new();
    for (name, text) in parted.secrets {
        let text = text.ok_or_else(|| "A secret of it is missing.".to_owned())?;
        secrets.insert(name, Secret::try_from(text)?);
    }
    Ok(Fit { key, name, original, config: parted.config, secrets, said: digest(&Value::Object(config.clone())) })
}

/// A few digits that follow from a text.
fn short_hash(text: &str) -> String {
    HEXLOWER.encode(Sha256::digest(text).get(..3).unwrap_or_default())
}
