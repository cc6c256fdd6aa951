//! What an import writes: plain steps, each with what it expects to find.
//!
//! A plan is made on a snapshot and carried out later. So a step says how that which it changes looked then; where it looks
//! otherwise now, the whole source is [`Stale`](Unfit::Stale) and planned anew, and nobody's change is written over.

use crate::clock::Timestamp;
use crate::config::settings;
use crate::error::{Error, Result};
use crate::ids::WorkspaceId;
use crate::model::environment::VariableName;
use crate::model::migration::LegacySubject;
use crate::model::secret::Secret;
use crate::model::stored::{
    EnvironmentRecord, ImportSourceRecord, ImportedInto, ImportedRecord, LegacyKeptRecord, ManagedItemRecord,
    RouterBindingRecord, RouterIdentityRecord, Sealed, TokenRecord, WorkspaceRecord, WorkspaceSettingsRecord,
};
use crate::store::{Key, StoreError, Write, item_secret_place, kept_place, secret_place, variable_place};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Secrets by name.
pub(super) type Secrets = BTreeMap<String, Secret>;

/// Other names of a workspace, each with the mark of what lies under it: a line for each, for there are several to each of what
/// may be ten thousand workspaces.
#[derive(Debug, Clone)]
pub(super) struct Names(Box<str>);

impl Names {
    /// These; none where there are none.
    pub(super) fn of(names: &[(&str, Option<String>)]) -> Option<Self> {
        let line = |(name, mark): &(&str, Option<String>)| match mark {
            Some(mark) => format!("{name} {mark}"),
            None => (*name).to_owned(),
        };
        let lines: Vec<String> = names.iter().map(line).collect();
        (!lines.is_empty()).then(|| Self(lines.join("\n").into()))
    }

    fn each(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.lines().map(|line| line.split_once(' ').map_or((line, None), |(name, mark)| (name, Some(mark))))
    }
}

/// Something that is to be written.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// What it is, whatever said it.
    pub(super) item: String,
    /// Where it goes.
    pub(super) into: ImportedInto,
    /// What it lies under there.
    pub(super) row: String,
    /// The mark of what lies there, as the plan saw it; none where nothing does.
    pub(super) expects: Option<String>,
    /// The content.
    pub(super) what: What,
}

/// What is to be written. What is large is boxed: of some there are many.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A workspace.
    Workspace(Box<WorkspaceRecord>),
    /// Other names of this workspace, which are written as items of their own.
    Aliases(WorkspaceId, Names),
    /// That this workspace is the active one.
    Active(WorkspaceId),
    /// A token.
    Token(Box<TokenRecord>),
    /// A variable of the engine.
    Variable { name: VariableName, value: Secret, set_at: Timestamp },
    /// A managed item without its secrets, and these.
    Managed(Box<ManagedItemRecord>, Secrets),
    /// A key of what is set for a workspace.
    Setting { id: WorkspaceId, key: String, value: Box<Value> },
    /// A folder that a workspace's agents may work in.
    Folder { id: WorkspaceId, folder: String },
    /// A bot without its secrets, and these.
    Identity(Box<RouterIdentityRecord>, Secrets),
    /// A binding.
    Binding(Box<RouterBindingRecord>),
    /// What waits for an area, without its secrets, and these.
    Kept { subject: LegacySubject, value: Box<Map<String, Value>>, secrets: Secrets },
    /// Nothing: it is here, made here, and only that is remembered.
    Seen,
    /// Nothing: what is there stands for something else from now on.
    Forgotten,
}

impl What {
    /// Whether it holds anything that has to be sealed.
    pub(super) fn has_secrets(&self) -> bool {
        match self {
            Self::Variable { .. } => true,
            Self::Managed(_, secrets) | Self::Identity(_, secrets) | Self::Kept { secrets, .. } => !secrets.is_empty(),
            Self::Workspace(_)
            | Self::Aliases(..)
            | Self::Active(_)
            | Self::Token(_)
            | Self::Setting { .. }
            | Self::Folder { .. }
            | Self::Binding(_)
            | Self::Seen
            | Self::Forgotten => false,
        }
    }
}

impl What {
    /// The workspaces in whose folders it is put too.
    pub(super) fn set_in(&self) -> &[WorkspaceId] {
        match self {
            Self::Setting { id, .. } | Self::Folder { id, .. } => std::slice::from_ref(id),
            Self::Managed(record, _) => &record.workspace_ids,
            Self::Workspace(_)
            | Self::Aliases(..)
            | Self::Active(_)
            | Self::Token(_)
            | Self::Variable { .. }
            | Self::Identity(..)
            | Self::Binding(_)
            | Self::Kept { .. }
            | Self::Seen
            | Self::Forgotten => &[],
        }
    }
}

/// Why the steps of a source were not written.
#[derive(Debug)]
pub(super) enum Unfit {
    /// The store is not as the plan saw it; make another.
    Stale,
    /// It failed.
    Failed(Error),
}

impl From<StoreError> for Unfit {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Writes the steps of a source and that it is imported: all, or nothing.
pub(super) fn carry_out(
    write: &Write<'_>,
    source: &ImportSourceRecord,
    steps: &[Step],
    key: Option<&Key>,
) -> Result<(), Unfit> {
    for step in steps {
        if let What::Aliases(id, names) = &step.what {
            if rests_on_nothing(write, &step.what)? {
                return Err(Unfit::Stale);
            }
            for (name, expects) in names.each() {
                if write.imports().mark(ImportedInto::Alias, name)?.as_deref() != expects {
                    return Err(Unfit::Stale);
                }
                write.aliases().put(name, id)?;
                note(write, source, (alias_item(name), ImportedInto::Alias, name), false)?;
            }
            continue;
        }
        let is_as_planned = write.imports().mark(step.into, &step.row)? == step.expects;
        if !is_as_planned || rests_on_nothing(write, &step.what)? || is_anothers(write, &step.what)? {
            return Err(Unfit::Stale);
        }
        if matches!(step.what, What::Forgotten) {
            write.imports().remove_made(&step.item)?;
            continue;
        }
        put(write, step, key)?;
        let is_seen = matches!(step.what, What::Seen);
        note(write, source, (step.item.clone(), step.into, &step.row), is_seen)?;
    }
    Ok(write.imports().put_source(source)?)
}

/// What stands for another name of a workspace in what is remembered of imports.
pub(super) fn alias_item(name: &str) -> String {
    format!("alias/{name}")
}

/// Remembers what came of an item, and how it is there now.
fn note(
    write: &Write<'_>,
    source: &ImportSourceRecord,
    (item, into, row): (String, ImportedInto, &str),
    seen: bool,
) -> Result<(), StoreError> {
    let hash = write.imports().mark(into, row)?.unwrap_or_default();
    let (source, row) = (source.key.clone(), row.to_owned());
    write.imports().put_made(&ImportedRecord { item, source, into, row, hash, seen })
}

/// Whether a workspace that a step needs is not there.
fn rests_on_nothing(write: &Write<'_>, what: &What) -> Result<bool, StoreError> {
    let ids: &[WorkspaceId] = match what {
        What::Aliases(id, _) | What::Active(id) | What::Setting { id, .. } | What::Folder { id, .. } => {
            std::slice::from_ref(id)
        }
        What::Managed(record, _) => &record.workspace_ids,
        What::Workspace(_)
        | What::Token(_)
        | What::Variable { .. }
        | What::Identity(..)
        | What::Binding(_)
        | What::Kept { .. }
        | What::Seen
        | What::Forgotten => &[],
    };
    for id in ids {
        if write.workspaces().get(id)?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether what only one row may have has come to be another's: the folder of a workspace, or the hash of a token.
fn is_anothers(write: &Write<'_>, what: &What) -> Result<bool, StoreError> {
    Ok(match what {
        What::Workspace(record) => {
            write.workspaces().by_folder(&record.folder)?.is_some_and(|other| other.id != record.id)
        }
        What::Token(record) => write.tokens().by_hash(&record.hash)?.is_some_and(|other| other.id != record.id),
        What::Aliases(..)
        | What::Active(_)
        | What::Variable { .. }
        | What::Managed(..)
        | What::Setting { .. }
        | What::Folder { .. }
        | What::Identity(..)
        | What::Binding(_)
        | What::Kept { .. }
        | What::Seen
        | What::Forgotten => false,
    })
}

fn put(write: &Write<'_>, step: &Step, key: Option<&Key>) -> Result<(), StoreError> {
    let now = Timestamp::now();
    match &step.what {
        What::Workspace(record) => write.workspaces().put(record),
        What::Active(id) => write.workspaces().activate(id),
        What::Token(record) => write.tokens().put(record),
        What::Variable { name, value, set_at } => {
            let before = write.environment().get(name)?;
            let value = sealed(key, &variable_place(name.as_str()), value)?;
            let created_at = before.map_or(*set_at, |before| before.created_at);
            let record = EnvironmentRecord { name: name.clone(), value, created_at, updated_at: *set_at };
            write.environment().put(&record)
        }
        What::Managed(record, secrets) => {
            let secrets = all_sealed(key, secrets, |name| item_secret_place(&record.id, name))?;
            write.managed().put(&ManagedItemRecord { secrets, ..(**record).clone() })
        }
        What::Setting { id, key, value } => change_settings(write, id, |record| {
            record.opencode.insert(key.clone(), (**value).clone());
        }),
        What::Folder { id, folder } => {
            change_settings(write, id, |record| record.authorized_folders.push(folder.clone()))
        }
        What::Identity(record, secrets) => {
            let secrets = all_sealed(key, secrets, |name| secret_place(&record.key, name))?;
            write.identities().put(&RouterIdentityRecord { secrets, ..(**record).clone() })
        }
        What::Binding(record) => write.bindings().put(record),
        What::Kept { subject, value, secrets } => write.imports().put_kept(&LegacyKeptRecord {
            item: step.item.clone(),
            subject: *subject,
            value: (**value).clone(),
            secrets: all_sealed(key, secrets, |name| kept_place(&step.item, name))?,
            kept_at: now,
        }),
        What::Aliases(..) | What::Seen | What::Forgotten => Ok(()),
    }
}

fn change_settings(
    write: &Write<'_>,
    id: &WorkspaceId,
    change: impl FnOnce(&mut WorkspaceSettingsRecord),
) -> Result<(), StoreError> {
    let mut record = write.settings().get(id)?.unwrap_or_else(|| settings::none(id));
    change(&mut record);
    record.updated_at = Timestamp::now();
    write.settings().put(&record)
}

fn sealed(key: Option<&Key>, place: &str, secret: &Secret) -> Result<Sealed, StoreError> {
    let none = || StoreError::Refused { reason: format!("there is no key to seal `{place}` with") };
    key.ok_or_else(none)?.seal(place, secret.reveal())
}

fn all_sealed(
    key: Option<&Key>,
    secrets: &Secrets,
    place: impl Fn(&str) -> String,
) -> Result<BTreeMap<String, Sealed>, StoreError> {
    secrets.iter().map(|(name, secret)| Ok((name.clone(), sealed(key, &place(name), secret)?))).collect()
}

/// Takes back one thing that an import made; of what it only saw, that it saw it.
pub(super) fn take_back(write: &Write<'_>, made: &ImportedRecord) -> Result<(), StoreError> {
    if made.seen {
        return write.imports().remove_made(&made.item).map(drop);
    }
    let (id, rest) = made.row.split_once('/').unwrap_or((&made.row, ""));
    let workspace_id = || WorkspaceId::made(id.to_owned());
    match made.into {
        ImportedInto::Workspace => {
            let id = workspace_id();
            write.counters().remove(&id)?;
            write.settings().remove(&id)?;
            write.managed().forget_workspace(&id)?;
            write.aliases().forget_workspace(&id)?;
            write.workspaces().remove(&id)?;
        }
        ImportedInto::Alias => drop(write.aliases().remove(&made.row)?),
        // another one that was chosen here since stays chosen
        ImportedInto::Active => {
            if write.imports().mark(made.into, &made.row)?.as_ref() == Some(&made.hash) {
                write.workspaces().deactivate()?;
            }
        }
        ImportedInto::Token => drop(write.tokens().remove(&crate::ids::TokenId::made(made.row.clone()))?),
        ImportedInto::Variable => drop(write.environment().remove(&VariableName::made(made.row.clone()))?),
        ImportedInto::Managed => drop(write.managed().remove(&crate::ids::ManagedItemId::made(made.row.clone()))?),
        ImportedInto::Setting => change_settings(write, &workspace_id(), |record| {
            record.opencode.remove(rest);
        })?,
        ImportedInto::Folder => {
            change_settings(write, &workspace_id(), |record| record.authorized_folders.retain(|it| it != rest))?;
        }
        ImportedInto::Identity => {
            if let Some(bot) = write.identities().list()?.into_iter().find(|bot| bot.key == made.row) {
                write.identities().remove(bot.channel, &bot.id)?;
            }
        }
        ImportedInto::Binding => drop(write.bindings().remove(&crate::ids::BindingId::made(made.row.clone()))?),
        ImportedInto::Kept => drop(write.imports().remove_kept(&made.row)?),
    }
    write.imports().remove_made(&made.item).map(drop)
}
