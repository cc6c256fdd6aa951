//! Taking back what imports made.
//!
//! It goes as long as everything is as it was made and nothing rests on it that was made here: then the store is what it would
//! be without the imports. Else nothing is taken back, and what is in the way is named. See `docs/adr/0012`.

use super::plan::without_secrets;
use super::{Imports, Outcome, Told, count, step};
use crate::config::managed::{FILE, at, elsewhere, hash_of};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::migration::{MigrationState, NotUndone, UndoneMigration};
use crate::model::stored::{ImportedInto, ImportedRecord, ProjectedRecord, RouterBindingRecord};
use crate::platform::folder::is_there;
use crate::platform::jsonc;
use crate::store::{StoreError, Write, identity_key};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// What to do about keys that stay in a folder.
const TAKE_OUT: &str = "Repair the file, and take out of it by hand what came with the import.";

/// The same of a folder that is away.
const TAKE_OUT_LATER: &str = "When the folder is back, take out of the file by hand what came with the import.";

/// The same of a folder in whose place another is.
const TAKE_OUT_THERE: &str =
    "Where that folder is now, take out of its file of that name by hand what came with the import.";

/// The same of what somebody changed.
const IF_NOT_WANTED: &str = "Take it out by hand if it is not wanted.";

/// How many things that are in the way are named.
const NAMED: usize = 5;

impl Imports {
    /// Takes back what imports made: all, or nothing. `leaves` is told of each workspace that goes, before it does.
    pub(crate) async fn undo<F>(&self, leaves: impl Fn(WorkspaceId) -> F) -> Result<(UndoneMigration, Outcome)>
    where
        F: Future<Output = Result<()>>,
    {
        let _in_turn = self.0.turn.lock().await;
        let (made, folders) = self.0.store.write(in_the_way).await?;
        if made.is_empty() {
            return Ok((UndoneMigration { removed: 0, aliases: 0, left: Vec::new() }, Outcome::default()));
        }
        let attached = self.0.store.read(|read| {
            let ids = made.iter().filter(|made| made.into == ImportedInto::Managed && !made.seen);
            let items = ids.map(|made| read.managed().get(&ManagedItemId::made(made.row.clone())));
            let items: Vec<_> = items.collect::<std::result::Result<_, StoreError>>()?;
            Ok::<BTreeSet<WorkspaceId>, StoreError>(
                items.into_iter().flatten().flat_map(|it| it.workspace_ids).collect(),
            )
        })?;
        for id in folders.keys() {
            leaves(id.clone()).await?;
        }
        let last = Told::of(MigrationState::Undone).ended(MigrationState::Undone, None);
        let told = Told::from(last.clone());
        let (removed, aliases) = self
            .0
            .store
            .write(move |write| {
                let (made, _) = in_the_way(write)?;
                // what lies in a workspace goes before it
                let (workspaces, others): (Vec<_>, Vec<_>) =
                    made.iter().partition(|made| made.into == ImportedInto::Workspace);
                for made in others.into_iter().chain(workspaces) {
                    step::take_back(write, made)?;
                }
                for source in write.imports().sources()? {
                    write.imports().put_source(&crate::model::stored::ImportSourceRecord { undone: true, ..source })?;
                }
                write.imports().put_last(&last)?;
                let ours = || made.iter().filter(|made| !made.seen);
                let aliases = ours().filter(|made| made.into == ImportedInto::Alias).count();
                Ok::<_, Error>((ours().count(), aliases))
            })
            .await?;
        self.0.registry.refresh()?;
        *self.told() = told;
        let of_row =
            |made: &ImportedRecord| WorkspaceId::made(made.row.split('/').next().unwrap_or_default().to_owned());
        let ours: Vec<_> = made.iter().filter(|made| !made.seen).collect();
        let set = ours.iter().filter(|made| matches!(made.into, ImportedInto::Setting | ImportedInto::Folder));
        let set: BTreeSet<_> = set.map(|made| of_row(made)).chain(attached).collect();
        let outcome = Outcome {
            touched: set.into_iter().filter(|id| !folders.contains_key(id)).collect(),
            created: folders.into_keys().collect(),
            variables: ours.iter().any(|made| made.into == ImportedInto::Variable),
            bots: ours.iter().any(|made| matches!(made.into, ImportedInto::Identity | ImportedInto::Binding)),
            ..Outcome::default()
        };
        Ok((UndoneMigration { removed: count(removed), aliases: count(aliases), left: Vec::new() }, outcome))
    }
}

/// What stays of what is ours in the configuration in a folder; none where nothing does. `why` says why it could not be taken out, if
/// anybody knows. Blocks.
pub(crate) fn staying(id: &WorkspaceId, folder: &Path, ours: &ProjectedRecord, why: Option<&str>) -> Option<NotUndone> {
    if ours.keys.is_empty() {
        return None;
    }
    let path = folder.join(FILE);
    let told = |reason: String, remedy: &str| {
        let (workspace_id, path, remedy) = (id.clone(), path.display().to_string(), remedy.to_owned());
        Some(NotUndone { workspace_id, path, reason, remedy })
    };
    if !is_there(folder) {
        let keys = listed(ours.keys.iter().map(|key| &key.path));
        return told(format!("The folder is away, with {keys} in its file."), TAKE_OUT_LATER);
    }
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        // where there is no file nothing of ours is in it
        Err(error) if is_none(error.kind()) => return None,
        Err(error) => Err(error.to_string()),
    };
    let document = match text.and_then(|text| read(&text).map_err(|fault| fault.to_string())) {
        Ok(document) => document,
        Err(fault) => return told(format!("It cannot be edited: {fault}."), TAKE_OUT),
    };
    let (mut stay, mut by_hand) = (BTreeSet::new(), BTreeSet::new());
    for key in &ours.keys {
        match (at(&document, &key.path), &key.items) {
            (Some(value), _) if hash_of(value) == key.hash => drop(stay.insert(&key.path)),
            // of a list only what is ours counts
            (Some(Value::Array(now)), Some(ours)) if !now.iter().any(|item| ours.contains(item)) => {}
            (Some(_), _) => drop(by_hand.insert(&key.path)),
            (None, _) => {}
        }
    }
    let why = why.unwrap_or("It cannot be written.");
    let stays = (!stay.is_empty()).then(|| format!("{} stay in it. {why}", listed(stay.iter().copied())));
    let changed = listed(by_hand.iter().filter(|path| !stay.contains(*path)).copied());
    let changed = (!changed.is_empty()).then(|| format!("Somebody changed by hand, and so it stays: {changed}."));
    let remedy = if stays.is_some() { TAKE_OUT } else { IF_NOT_WANTED };
    let reasons: Vec<String> = stays.into_iter().chain(changed).collect();
    if reasons.is_empty() { None } else { told(reasons.join(" "), remedy) }
}

/// What stays of what is ours in folders that were in the place of this one; none where nothing does. Blocks.
pub(crate) fn staying_elsewhere(id: &WorkspaceId, folder: &Path, ours: &ProjectedRecord) -> Option<NotUndone> {
    let keys = elsewhere(folder, ours);
    let reason = format!("Another folder is in the place of the one whose file has {}.", listed(keys.iter()));
    (!keys.is_empty()).then(|| NotUndone {
        workspace_id: id.clone(),
        path: folder.join(FILE).display().to_string(),
        reason,
        remedy: TAKE_OUT_THERE.to_owned(),
    })
}

/// Whether an error says that there is no file.
fn is_none(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory)
}

/// What a file says; an empty one says nothing.
fn read(text: &str) -> std::result::Result<Value, jsonc::JsoncFault> {
    if text.is_empty() { Ok(Value::Null) } else { jsonc::parse(text) }
}

/// Keys in a sentence.
fn listed<'k>(paths: impl Iterator<Item = &'k Vec<String>>) -> String {
    let paths: BTreeSet<String> = paths.map(|path| format!("`{}`", path.join("."))).collect();
    paths.into_iter().collect::<Vec<_>>().join(", ")
}

/// All that imports made and the workspaces among it; refuses where something of it was changed here, or something that was
/// made here rests on it.
fn in_the_way(write: &Write<'_>) -> Result<(Vec<ImportedRecord>, BTreeMap<WorkspaceId, String>)> {
    let made = write.imports().all_made()?;
    let mut found = Vec::new();
    let mut workspaces = BTreeMap::new();
    let ours = made.iter().filter(|made| !made.seen);
    let rows: BTreeSet<(ImportedInto, &str)> = ours.map(|made| (made.into, made.row.as_str())).collect();
    let mut lost = Vec::new();
    for one in made.iter().filter(|made| !made.seen && made.into == ImportedInto::Workspace) {
        if write.imports().mark(one.into, &one.row)?.is_none() {
            lost.push(one.row.as_str());
        }
    }
    for one in made.iter().filter(|made| !made.seen) {
        // which workspace is worked in may change every minute and is nobody's work
        let now = write.imports().mark(one.into, &one.row)?;
        // what is of a workspace goes with it: that it was deleted says all
        let is_of_lost = || lost.iter().any(|id| one.row.strip_prefix(id).is_some_and(|rest| rest.starts_with('/')));
        let is_within = matches!(one.into, ImportedInto::Setting | ImportedInto::Folder);
        let is_name = one.into == ImportedInto::Alias && !lost.is_empty();
        let went_along = now.is_none() && (is_name || (is_within && is_of_lost()));
        if now.as_ref() != Some(&one.hash) && one.into != ImportedInto::Active && !went_along {
            let how = if now.is_none() { "deleted" } else { "changed" };
            found.push(format!("{} was {how} here", said(one)));
        }
        if one.into == ImportedInto::Workspace
            && let Some(record) = write.workspaces().get(&WorkspaceId::made(one.row.clone()))?
        {
            workspaces.insert(record.id, record.folder);
        }
    }
    resting(write, &rows, &workspaces, &mut found)?;
    if found.is_empty() {
        return Ok((made, workspaces));
    }
    let more = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    let message = format!(
        "What was imported is in use and cannot be taken back: {}{rest}. Delete what is not wanted by itself.",
        found.join("; ")
    );
    Err(Error::new(ErrorKind::Conflict, message))
}

/// What was made here and rests on workspaces that were imported.
fn resting(
    write: &Write<'_>,
    rows: &BTreeSet<(ImportedInto, &str)>,
    workspaces: &BTreeMap<WorkspaceId, String>,
    found: &mut Vec<String>,
) -> Result<()> {
    for token in write.tokens().list()? {
        let ids = token.workspace_ids.as_deref().unwrap_or_default();
        if ids.iter().any(|id| workspaces.contains_key(id)) {
            found.push(format!("the token `{}` is for a workspace that was imported", token.id));
        }
    }
    for item in write.managed().list()? {
        let rests = item.workspace_ids.iter().any(|id| workspaces.contains_key(id));
        if rests && !rows.contains(&(ImportedInto::Managed, item.id.as_str())) {
            found.push(format!("the {} `{}` is in a workspace that was imported", item.kind.one(), item.key));
        }
    }
    for id in workspaces.keys() {
        let Some(record) = write.settings().get(id)? else { continue };
        let keys = record.opencode.keys().map(|key| (ImportedInto::Setting, format!("{id}/{key}")));
        let all = keys.chain(record.authorized_folders.iter().map(|it| (ImportedInto::Folder, format!("{id}/{it}"))));
        for (into, row) in all {
            if !rows.contains(&(into, row.as_str())) {
                found.push(format!("`{row}` was set in a workspace that was imported"));
            }
        }
    }
    let lies_in = |folder: &str| workspaces.values().any(|known| Path::new(folder).starts_with(known));
    for bot in write.identities().list()? {
        let rests = bot.directory.as_deref().is_some_and(lies_in);
        if rests && !rows.contains(&(ImportedInto::Identity, bot.key.as_str())) {
            found.push(format!("the bot `{}` works in a workspace that was imported", bot.key));
        }
    }
    let rests_on_bot = |binding: &RouterBindingRecord| {
        rows.contains(&(ImportedInto::Identity, identity_key(binding.channel, &binding.identity_id).as_str()))
    };
    for binding in write.bindings().list()? {
        let rests = lies_in(&binding.directory) || rests_on_bot(&binding);
        if rests && !rows.contains(&(ImportedInto::Binding, binding.id.as_str())) {
            found.push(format!("the binding `{}` rests on what was imported", binding.id));
        }
    }
    Ok(())
}

/// What something is called in a sentence, by whoever uses it.
fn said(made: &ImportedRecord) -> String {
    let row = made.row.as_str();
    let last = |text: &str| without_secrets(text.rsplit('/').next().unwrap_or_default());
    let beyond = |text: &str| without_secrets(text.split_once('/').map_or(text, |(_, rest)| rest));
    match made.into {
        ImportedInto::Workspace => format!("the workspace of `{}`", beyond(&made.item)),
        ImportedInto::Alias => format!("the older id `{}` of a workspace", without_secrets(row)),
        ImportedInto::Active => "which workspace is active".to_owned(),
        // what names it beside is a hash, which nobody knows it by
        ImportedInto::Token => format!("the token `{row}`"),
        ImportedInto::Variable => format!("the variable `{}`", without_secrets(row)),
        // `managed/<kind>/<folder>/<key>`, and the key of a package may be `@whose/name`
        ImportedInto::Managed => {
            let kind = made.item.split('/').nth(1).unwrap_or("item");
            let key =
                made.item.rfind("/@").map_or_else(|| last(&made.item), |at| without_secrets(&made.item[at + 1..]));
            format!("the {kind} `{key}`")
        }
        ImportedInto::Setting => format!("`{}` in the settings of a workspace", beyond(row)),
        ImportedInto::Folder => format!("the authorized folder `{}`", beyond(row)),
        ImportedInto::Identity => format!("the bot `{}`", without_secrets(row)),
        ImportedInto::Binding => format!("the binding `{}`", without_secrets(row)),
        ImportedInto::Kept => format!("what was kept of `{}`", last(&made.item)),
    }
}
