//! What an import would do: one thing after the other, before the first byte is written. A preview shows it, an import does it.

use super::gather::{Here, Text};
use super::{config, texts};
use crate::bundles::portable::{self, ENTRIES, MOST};
use crate::config::disk::revision;
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::file::FileRevision;
use crate::model::file_path::FilePath;
use crate::model::portable::{
    BundleSection, ImportAction, ImportConcern, ImportItem, ImportMode, ImportModes, ImportPlan, ImportWarning,
    WorkspaceBundle,
};
use crate::model::stored::ManagedItemRecord;
use crate::resources::managed::Parted;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be done with one file.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// It is written, if it still is as it was.
    Write { path: FilePath, content: String, before: Option<FileRevision> },
    /// It goes, if it still is as it was.
    Remove { path: FilePath, before: FileRevision },
}

impl Step {
    /// The file.
    pub(super) fn path(&self) -> &FilePath {
        match self {
            Self::Write { path, .. } | Self::Remove { path, .. } => path,
        }
    }

    /// What the file was.
    pub(super) fn before(&self) -> Option<&FileRevision> {
        match self {
            Self::Write { before, .. } => before.as_ref(),
            Self::Remove { before, .. } => Some(before),
        }
    }
}

/// An MCP server that becomes a managed item of the workspace, in the place of the one that it has.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) key: String,
    pub(super) parted: Parted,
    pub(super) before: Option<ManagedItemRecord>,
}

/// What a workspace has of managed items.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// The files that belong to items.
    pub(super) files: BTreeSet<String>,
    /// The MCP servers.
    pub(super) servers: Vec<ManagedItemRecord>,
    /// Their secrets, as far as they can be opened.
    pub(super) secrets: BTreeMap<(ManagedItemId, String), String>,
}

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) id: WorkspaceId,
    pub(super) bundle: WorkspaceBundle,
    pub(super) modes: ImportModes,
}

/// All that would be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) items: Vec<ImportItem>,
    pub(super) warnings: Vec<ImportWarning>,
    pub(super) steps: Vec<Step>,
    pub(super) servers: Vec<Server>,
    /// The things of the configuration that change.
    pub(super) keys: Vec<String>,
    /// Paths of the bundle, in small letters: on some disks those are one.
    taken: BTreeSet<String>,
}

/// Makes the plan. Writes nothing. Blocks.
///
/// # Errors
/// `unprocessable` for a bundle of another version, `too_large` for one that is more than is carried.
pub(super) fn planned(asked: &Asked, here: &Here, attached: &Attached) -> Result<Plan> {
    let Asked { id, bundle, modes } = asked;
    bounded(bundle)?;
    let mut plan = Plan::default();
    config::planned(&mut plan, (id, here, attached), bundle, modes.opencode.unwrap_or_default())?;
    if bundle.openwork.is_some() {
        let message = "What an older server kept beside the configuration is of one machine, and is not taken in.";
        plan.warn(BundleSection::Opencode, "openwork", ImportConcern::NoEffect, message.to_owned());
    }
    let at = |known: &[Text], name: &str, new: Result<FilePath, String>| match known.iter().find(|one| one.name == name)
    {
        Some(one) => Ok(one.path.clone()),
        None => new,
    };
    for skill in &bundle.skills {
        let new = format!(".opencode/skills/{}/SKILL.md", skill.name).parse().map_err(|why| format!("{why}."));
        let text = texts::skill(skill).and_then(|text| Ok((at(&here.skills, &skill.name, new)?, text)));
        plan.text((BundleSection::Skills, &skill.name), text, (here, attached), Vec::new());
    }
    for command in &bundle.commands {
        let new = portable::command_path(&command.name);
        let text = texts::command(command).and_then(|text| Ok((at(&here.commands, &command.name, new)?, text)));
        let concerns = portable::of_command(&command.content);
        plan.text((BundleSection::Commands, &command.name), text, (here, attached), concerns);
    }
    for file in &bundle.files {
        let text = texts::file(file);
        let concerns = text.as_ref().ok().and_then(texts::concern).into_iter().collect();
        plan.text((BundleSection::Files, &file.path), text, (here, attached), concerns);
    }
    for (section, mode, known) in [
        (BundleSection::Skills, modes.skills, &here.skills),
        (BundleSection::Commands, modes.commands, &here.commands),
        (BundleSection::Files, modes.files, &here.files),
    ] {
        if mode == Some(ImportMode::Replace) {
            plan.remove_others(section, known, attached);
        }
    }
    Ok(plan)
}

fn bounded(bundle: &WorkspaceBundle) -> Result<()> {
    if bundle.version.is_some_and(|version| version != super::export::VERSION) {
        let message =
            "This bundle has a version that this server does not know; take a newer server, or export it as version 1.";
        return Err(Error::unprocessable("bundle.version", message));
    }
    let things = portable::units(&bundle.opencode.0).len();
    let entries = bundle.skills.len() + bundle.commands.len() + bundle.files.len();
    let listed = |key: &&str| bundle.opencode.0.get(*key).and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    let longest = portable::LISTS.iter().map(listed).max().unwrap_or_default();
    let widest = bundle.opencode.0.values().map(widest).max().unwrap_or_default();
    if things.max(entries).max(longest).max(widest) > ENTRIES {
        let message = format!(
            "A bundle has at most {ENTRIES} skills, commands and files, as many keys in all groups and in each, and as much in a list."
        );
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    if serde_json::to_vec(bundle).map_err(Error::internal)?.len() > MOST {
        return Err(Error::new(ErrorKind::TooLarge, "A bundle has at most 7 MiB as JSON."));
    }
    Ok(())
}

/// How many keys the largest object in a value has: each is put in by itself.
fn widest(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(widest).max().unwrap_or_default().max(map.len()),
        Value::Array(list) => list.iter().map(widest).max().unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

impl Plan {
    /// Notes what becomes of one thing.
    pub(super) fn note(
        &mut self,
        (section, name): (BundleSection, &str),
        action: ImportAction,
        path: Option<&str>,
        reason: Option<String>,
    ) {
        let (name, path) = (shown(name), path.map(str::to_owned));
        self.items.push(ImportItem { section, name, action, path, reason });
    }

    /// Notes what somebody should know.
    pub(super) fn warn(&mut self, section: BundleSection, name: &str, concern: ImportConcern, message: String) {
        self.warnings.push(ImportWarning { concern, section, name: shown(name), message });
    }

    /// What becomes of a skill, a command or a file.
    fn text(
        &mut self,
        thing: (BundleSection, &str),
        text: Result<(FilePath, String), String>,
        (here, attached): (&Here, &Attached),
        concerns: Vec<(ImportConcern, String)>,
    ) {
        let (path, content) = match text {
            Ok(text) => text,
            Err(why) => return self.note(thing, ImportAction::Refused, None, Some(why)),
        };
        if let Some(why) = self.take(&path) {
            return self.note(thing, ImportAction::Refused, None, Some(why));
        }
        let (action, reason) = match looked(here, attached, &path, &content) {
            Ok((action, before)) => {
                if action != ImportAction::Keep {
                    self.steps.push(Step::Write { path: path.clone(), content, before });
                }
                (action, None)
            }
            Err(why) => (ImportAction::Conflict, Some(why)),
        };
        self.note(thing, action, Some(path.as_str()), reason);
        for (concern, message) in concerns.into_iter().filter(|_| action != ImportAction::Keep) {
            self.warn(thing.0, thing.1, concern, message);
        }
    }

    /// Takes a path for one thing of the bundle; why not, where another has it.
    fn take(&mut self, path: &FilePath) -> Option<String> {
        let lower = path.as_str().to_lowercase();
        let above = lower.match_indices('/').filter_map(|(at, _)| lower.get(..at));
        let within = format!("{lower}/");
        let is_beside = self.taken.range(within.clone()..).next().is_none_or(|other| !other.starts_with(&within));
        if above.into_iter().any(|folder| self.taken.contains(folder)) || !is_beside {
            return Some("Another thing of the bundle is a file where this one needs a folder.".to_owned());
        }
        let is_new = self.taken.insert(lower);
        (!is_new).then(|| "Another thing of the bundle has the same place, capitals aside.".to_owned())
    }

    /// What is there and not in the bundle goes, but for what is managed.
    fn remove_others(&mut self, section: BundleSection, known: &[Text], attached: &Attached) {
        let is_other = |text: &&Text| {
            let path = text.path.as_str();
            !self.taken.contains(&path.to_lowercase()) && !attached.files.contains(path)
        };
        let others: Vec<_> = known.iter().filter(is_other).cloned().collect();
        for Text { name, path, revision, .. } in others {
            self.note((section, &name), ImportAction::Remove, Some(path.as_str()), None);
            self.steps.push(Step::Remove { path, before: revision });
        }
    }

    /// As it is shown, with what stands for it and for what is there now.
    pub(super) fn shown(&self, asked: &Asked) -> ImportPlan {
        let steps: Vec<_> = self.steps.iter().map(|step| json!([step.path(), step.before()])).collect();
        let before = |server: &Server| server.before.as_ref().map(crate::resources::managed::revision);
        let servers: Vec<_> = self.servers.iter().map(|server| json!([server.key, before(server)])).collect();
        let all = json!([asked.bundle, asked.modes, self.items, self.warnings, steps, servers]);
        ImportPlan {
            plan: revision(&all.to_string()),
            possible: self.fault().is_none(),
            items: self.items.clone(),
            warnings: self.warnings.clone(),
        }
    }

    /// Why it cannot be done, if it cannot.
    pub(super) fn fault(&self) -> Option<Error> {
        let of = |action: ImportAction| self.items.iter().filter(move |item| item.action == action);
        let (kind, action, message) = if of(ImportAction::Refused).next().is_some() {
            let message = "Something in this bundle cannot be taken in, so nothing was. `details` names it.";
            (ErrorKind::Unprocessable, ImportAction::Refused, message)
        } else {
            of(ImportAction::Conflict).next()?;
            let message =
                "Something in the workspace would be overwritten, so nothing was imported. `details` names it.";
            (ErrorKind::Conflict, ImportAction::Conflict, message)
        };
        let place = |item: &ImportItem| format!("bundle.{}.{}", item.section.as_str(), item.name);
        let told = of(action).take(50);
        let error = Error::new(kind, message);
        Some(told.fold(error, |error, item| error.at(place(item), item.reason.clone().unwrap_or_default())))
    }
}

/// A name of a stranger, as it is told.
fn shown(name: &str) -> String {
    portable::plain(name)
}

/// What a text comes to where it would lie, and what is there; why it may not lie there.
fn looked(
    here: &Here,
    attached: &Attached,
    path: &FilePath,
    content: &str,
) -> Result<(ImportAction, Option<FileRevision>), String> {
    match files::read_text(&here.root, path) {
        Ok(now) if now.content == content => Ok((ImportAction::Keep, Some(now.revision))),
        Ok(_) if attached.files.contains(path.as_str()) => {
            Err("It belongs to a managed item; change that one with `managed.update`.".to_owned())
        }
        Ok(_) if files::is_linked(&here.root, path) => {
            Err("It lies behind a link; an import does not write through one.".to_owned())
        }
        Ok(now) => Ok((ImportAction::Replace, Some(now.revision))),
        Err(error) if error.kind == ErrorKind::NotFound => match obstacle(here, path) {
            Some(why) => Err(why),
            None => Ok((ImportAction::Create, None)),
        },
        Err(error) => Err(error.message),
    }
}

/// What is in the way of a new file: a link, or a name on its way that differs in capitals alone.
fn obstacle(here: &Here, path: &FilePath) -> Option<String> {
    let mut at = FilePath::default();
    for name in path.as_str().split('/') {
        let entries = files::entries(&here.root, &at).ok()?;
        let alike = entries.iter().find(|(other, _)| other != name && other.to_lowercase() == name.to_lowercase());
        if let Some((other, _)) = alike {
            return Some(format!("`{other}` is there already and differs from `{name}` in capitals alone."));
        }
        at = at.child(name)?;
        if files::is_link(&here.root, &at) {
            return Some(format!("`{at}` is a link; an import does not write through one."));
        }
    }
    None
}

/// What a way through objects leads to.
pub(super) fn at<'v>(value: &'v Value, way: &[String]) -> Option<&'v Value> {
    crate::config::managed::at(value, way)
}
