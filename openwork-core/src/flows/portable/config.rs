//! The configuration of a bundle: MCP servers become managed items of the workspace, so that their secrets are sealed; all else
//! goes into the file that the user writes, key by key.

use super::export::{is_whole, server_name};
use super::gather::{Here, laid};
use super::marks;
use super::plan::{Attached, Plan, Server, Step, at};
use crate::bundles::portable::{self, LISTS, Unit};
use crate::config::crossed::{Looks, crossed};
use crate::config::layers::Layer;
use crate::config::managed::FILE;
use crate::config::{rules, schema};
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::ids::WorkspaceId;
use crate::model::config::ConfigLayerKind::Project;
use crate::model::file_path::FilePath;
use crate::model::managed::ManagedKind;
use crate::model::portable::{BundleSection, ImportAction, ImportConcern, ImportMode, WorkspaceBundle};
use crate::model::stored::ManagedItemRecord;
use crate::platform::jsonc::{Edit, parse};
use crate::platform::pattern::covers;
use crate::resources::managed;
use crate::secrets;
use serde_json::{Map, Value, json};

/// What a file of the user begins with.
const BEGIN: &str = "{\n  \"$schema\": \"https://opencode.ai/config.json\"\n}\n";

/// The section, as all of this is told.
const SECTION: BundleSection = BundleSection::Opencode;

/// The file that the user writes, and what is to be done to it.
struct Users<'h> {
    id: &'h WorkspaceId,
    here: &'h Here,
    attached: &'h Attached,
    mode: ImportMode,
    /// Its name.
    file: &'static str,
    /// What it says, as it is written and as it is carried.
    written: Value,
    document: Value,
    /// What the workspace comes to, without it and with it.
    others: Map<String, Value>,
    all: Value,
    edits: Vec<Edit>,
}

/// Plans the configuration of a bundle.
pub(super) fn planned(
    plan: &mut Plan,
    (id, here, attached): (&WorkspaceId, &Here, &Attached),
    bundle: &WorkspaceBundle,
    mode: ImportMode,
) -> Result<()> {
    let mut config = bundle.opencode.0.clone();
    for key in config.keys().filter(|key| !portable::KEYS.contains(&key.as_str()) && *key != "$schema") {
        let message = "This key is not carried from one workspace to another, and is not taken in.";
        plan.warn(SECTION, key, ImportConcern::NoEffect, message.to_owned());
    }
    for name in portable::as_rules(&mut config) {
        let message = "Folders outside of a workspace are authorised with `config.patch`, and not by a bundle.";
        plan.warn(SECTION, &name, ImportConcern::NoEffect, message.to_owned());
    }
    let mut users = Users::of(id, here, attached, mode);
    let units = portable::units(&config);
    for unit in &units {
        users.plan(plan, unit.clone());
    }
    if mode == ImportMode::Replace {
        users.remove_others(plan, &units);
    }
    users.write(plan)
}

impl<'h> Users<'h> {
    fn of(id: &'h WorkspaceId, here: &'h Here, attached: &'h Attached, mode: ImportMode) -> Self {
        let there = |name: &&&str| here.layers.iter().any(|layer| layer.name == **name && layer.text.is_some());
        let file = ["opencode.jsonc", "opencode.json"].iter().find(there).copied().unwrap_or("opencode.jsonc");
        let own = here.layers.iter().find(|layer| layer.name == file);
        let mut document = own.map(|layer| layer.value.clone()).unwrap_or_default();
        let text = own.and_then(|layer| layer.text.as_deref()).unwrap_or_default();
        let written = parse(text).unwrap_or_default();
        portable::as_rules(&mut document);
        let others = laid(here.layers.iter().filter(|layer| layer.name != file));
        let (document, all) = (Value::Object(document), Value::Object(here.config()));
        Self { id, here, attached, mode, file, written, document, others, all, edits: Vec::new() }
    }

    /// What becomes of one thing.
    fn plan(&mut self, plan: &mut Plan, mut unit: Unit) {
        let name = unit.name();
        let refuse = |plan: &mut Plan, why: String| plan.note((SECTION, &name), ImportAction::Refused, None, Some(why));
        if let Some(why) = portable::refusal(&unit) {
            return refuse(plan, why);
        }
        let concerns = portable::concerns(&unit);
        let before = plan.items.len();
        if unit.key() == "mcp" {
            self.server(plan, unit);
        } else {
            let mut missing = Vec::new();
            let mut way = unit.way.clone();
            // what names a file of this machine was left out of a bundle of this very workspace, and stays
            if let Some(now) = at(&self.document, &unit.way) {
                marks::with_files(&mut unit.value, now);
            }
            if let Err(why) = marks::without_marks(&mut unit.value, &|_| false, &mut way, &mut missing) {
                return refuse(plan, why);
            }
            if !secrets::find(&unit.alone()).is_empty() {
                let why = "It holds a secret, and none is written into a workspace; keep it with `environment.set`, and name it as \
                           `{env:NAME}`.";
                return refuse(plan, why.to_owned());
            }
            if let Some(why) = misfit(&unit) {
                return refuse(plan, why);
            }
            need(plan, &name, missing);
            self.key(plan, &unit);
        }
        let is_done = |action: ImportAction| matches!(action, ImportAction::Create | ImportAction::Replace);
        if plan.items.get(before).is_some_and(|item| is_done(item.action)) {
            for (concern, message) in concerns {
                plan.warn(SECTION, &name, concern, message);
            }
        }
    }

    /// What becomes of a key of the user's file.
    fn key(&mut self, plan: &mut Plan, unit: &Unit) {
        let name = unit.name();
        let now = at(&self.document, &unit.way).cloned();
        let wanted = if LISTS.contains(&unit.key()) {
            self.list(unit, now.as_ref())
        } else if at(&self.all, &unit.way) == Some(&unit.value) {
            None
        } else {
            Some(unit.value.clone())
        };
        let Some(wanted) = wanted.filter(|wanted| now.as_ref() != Some(wanted)) else {
            return plan.note((SECTION, &name), ImportAction::Keep, None, None);
        };
        let action = if now.is_some() { ImportAction::Replace } else { ImportAction::Create };
        let wanted = match at(&self.written, &unit.way) {
            Some(own) => portable::with_outside(unit.key(), wanted, own),
            None => wanted,
        };
        plan.note((SECTION, &name), action, Some(self.file), None);
        plan.keys.push(name.clone());
        self.edits.push(Edit { path: unit.way.clone(), value: Some(wanted) });
        let last = self.stronger().filter(|layer| defines(layer, &unit.way)).last();
        if let Some(layer) = last.filter(|_| !LISTS.contains(&unit.key())) {
            let message = format!("`{}` says it too, and has the last word.", layer.name);
            plan.warn(SECTION, &name, ImportConcern::NoEffect, message);
        }
        if let ("permission", Some(tool), None) = (unit.key(), unit.way.get(1), &now) {
            self.warn_of_overruled(plan, tool);
        }
    }

    /// Says of which rules the files before the user's have that a rule which is new behind them leaves without effect.
    fn warn_of_overruled(&self, plan: &mut Plan, tool: &str) {
        for layer in self.here.layers.iter().take_while(|layer| layer.name != self.file) {
            let rules = layer.value.get("permission").and_then(Value::as_object);
            for other in rules.into_iter().flat_map(Map::keys).filter(|other| *other != tool && covers(tool, other)) {
                let message = format!("`{}` has it, and counts no more: `{tool}` comes after it.", layer.name);
                plan.warn(SECTION, &format!("permission.{other}"), ImportConcern::NoEffect, message);
            }
        }
    }

    /// What the user's list comes to; nothing where it may stay as it is. What other files have stays there, and need not be
    /// said here too; what is said here too may be.
    fn list(&self, unit: &Unit, now: Option<&Value>) -> Option<Value> {
        let of = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
        let (now, elsewhere) = (of(now), of(self.others.get(unit.key())));
        let mut wanted = of(Some(&unit.value));
        wanted.retain(|one| now.contains(one) || !elsewhere.contains(one));
        if self.mode == ImportMode::Replace {
            // what lies on this machine is never carried, so that no bundle can say whether it is wanted
            let stays = now.iter().filter(|one| portable::stays_here(unit.key(), one) && !wanted.contains(one));
            wanted = stays.cloned().chain(wanted.clone()).collect();
        }
        if self.mode == ImportMode::Merge {
            let new: Vec<_> = wanted.into_iter().filter(|one| !now.contains(one)).collect();
            wanted = now.iter().cloned().chain(new).collect();
        }
        if unit.key() == "plugin" {
            wanted = crate::config::effective::last_of_each(wanted);
        }
        (wanted != now).then_some(Value::Array(wanted))
    }

    /// The configurations that have a later word than the user's file.
    fn stronger(&self) -> impl Iterator<Item = &Layer> {
        self.here.layers.iter().skip_while(|layer| layer.name != self.file).skip(1)
    }

    /// What becomes of an MCP server.
    fn server(&mut self, plan: &mut Plan, unit: Unit) {
        let name = unit.name();
        let (action, path, reason) = match self.served(plan, unit) {
            Ok(action) => (action, Some(FILE), None),
            Err((action, why)) => (action, None, Some(why)),
        };
        let path = path.filter(|_| matches!(action, ImportAction::Create | ImportAction::Replace));
        plan.note((SECTION, &name), action, path, reason);
    }

    fn served(&mut self, plan: &mut Plan, unit: Unit) -> Result<ImportAction, (ImportAction, String)> {
        let refused = |why: String| (ImportAction::Refused, why);
        let conflict = |why: String| (ImportAction::Conflict, why);
        let (name, given) = (unit.name(), unit.value.clone());
        let key = server_name(unit.way.get(1).map_or("", String::as_str)).map_err(refused)?;
        let known = self.attached.servers.iter().find(|item| item.key.to_lowercase() == key.to_lowercase());
        if let Some(other) = known.filter(|item| item.key != key) {
            return Err(conflict(format!("The server `{}` is there, which differs in capitals alone.", other.key)));
        }
        let (mut value, mut missing) = (unit.value, Vec::new());
        // what is kept for one server is not sent to another
        let kept = known.filter(|item| value.as_object().is_some_and(|config| managed::is_same_target(item, config)));
        let may_stay = |way: &str| kept.is_some_and(|item| item.secrets.contains_key(way));
        marks::without_marks(&mut value, &may_stay, &mut Vec::new(), &mut missing).map_err(refused)?;
        let whole = Unit { way: unit.way.clone(), value: without_kept(&value) };
        if let Some(why) = misfit(&whole) {
            return Err(refused(why));
        }
        let config = value.as_object().cloned().ok_or_else(|| refused("It is no server.".to_owned()))?;
        managed::check(ManagedKind::Mcps, &key, &config).map_err(|error| refused(error.message))?;
        let parted = managed::parted(ManagedKind::Mcps, config, kept).map_err(|error| refused(error.message))?;
        let gone = known.filter(|_| kept.is_none()).into_iter().flat_map(|item| item.secrets.keys());
        missing.extend(gone.filter(|name| !parted.secrets.contains_key(*name)).map(|name| name.replace('/', ".")));
        missing.sort();
        missing.dedup();
        let action = match known {
            Some(item) if self.is_same(item, &parted) => return Ok(ImportAction::Keep),
            Some(item) if !self.is_own(item) => {
                let why = "It is managed for several workspaces; change it with `managed.update`.";
                return Err(conflict(why.to_owned()));
            }
            Some(_) => ImportAction::Replace,
            None => match self.by_hand(&unit.way, &given).map_err(conflict)? {
                Some(ImportAction::Keep) => return Ok(ImportAction::Keep),
                Some(_) if !missing.is_empty() => {
                    let why = "It is defined by hand, and the bundle leaves out what may be a secret there; say its values, or \
                               remove it there first.";
                    return Err(conflict(why.to_owned()));
                }
                Some(action) => {
                    // from the user's file to the managed ones, where its secrets are sealed
                    self.edits.push(Edit { path: unit.way.clone(), value: None });
                    action
                }
                None => ImportAction::Create,
            },
        };
        // what the user's own file says is taken over, and does not stay there
        let mut around = self.here.around.clone();
        around.own.retain(|layer| layer.kind != Project || layer.name != self.file);
        if let Some(why) = crossed(&around, ("mcp", &key), &parted.config, Looks::AtOther) {
            return Err(conflict(format!("{why}.")));
        }
        need(plan, &name, missing);
        plan.keys.push(name);
        plan.servers.push(Server { key, parted, before: known.cloned() });
        Ok(action)
    }

    /// Whether an item is just so already.
    fn is_same(&self, item: &ManagedItemRecord, parted: &managed::Parted) -> bool {
        let mut config = item.config.clone();
        if item.disabled_in.contains(self.id) {
            config.insert("enabled".to_owned(), json!(false));
        }
        let is_kept = |(name, text): (&String, &Option<String>)| match text {
            None => true,
            Some(text) => self.attached.secrets.get(&(item.id.clone(), name.clone())) == Some(text),
        };
        parted.config == config && parted.secrets.iter().all(is_kept)
    }

    /// Whether an item is this workspace's and no other's.
    fn is_own(&self, item: &ManagedItemRecord) -> bool {
        item.workspace_ids.iter().all(|id| id == self.id) && item.made_in.as_ref() == Some(self.id)
    }

    /// What becomes of a server that files define: it stays where it is just so; it gives way where only the user's own file
    /// has it; elsewhere it is in the way.
    fn by_hand(&self, way: &[String], given: &Value) -> Result<Option<ImportAction>, String> {
        let Some(now) = at(&self.all, way) else { return Ok(None) };
        // of what was left out only the places can be compared
        if now == given || secrets::redacted(now) == *given {
            return Ok(Some(ImportAction::Keep));
        }
        let mut others = self.here.layers.iter().filter(|layer| layer.name != self.file);
        match others.find(|layer| defines(layer, way)) {
            Some(layer) => Err(format!("It is defined by hand in `{}`; remove it there first.", layer.name)),
            None => Ok(Some(ImportAction::Replace)),
        }
    }

    /// Takes out of the user's file what is carried and not in the bundle.
    fn remove_others(&mut self, plan: &mut Plan, units: &[Unit]) {
        let document = self.document.as_object().cloned().unwrap_or_default();
        for unit in portable::units(&document) {
            // what no bundle can say is not gone from it
            let is_left_out = unit.key() == "mcp" && unit.way.get(1).is_some_and(|name| !is_whole(name, &unit.value));
            if units.iter().any(|other| other.way == unit.way) || is_left_out || portable::refusal(&unit).is_some() {
                continue;
            }
            let name = unit.name();
            plan.note((SECTION, &name), ImportAction::Remove, Some(self.file), None);
            plan.keys.push(name);
            // one rule for all is spelled without the `*`
            let is_spread = at(&self.written, &unit.way).is_none();
            let path = if is_spread { unit.way.into_iter().take(1).collect() } else { unit.way };
            self.edits.push(Edit { path, value: None });
        }
    }

    /// Plans the user's file.
    fn write(self, plan: &mut Plan) -> Result<()> {
        if self.edits.is_empty() {
            return Ok(());
        }
        let path: FilePath = self.file.parse().map_err(Error::internal)?;
        let (now, before) = match files::read_text(&self.here.root, &path) {
            Ok(text) => (text.content, Some(text.revision)),
            Err(error) if error.kind == ErrorKind::NotFound => (BEGIN.to_owned(), None),
            Err(error) => return Err(error),
        };
        let odd = |why: String| Error::new(ErrorKind::Conflict, format!("`{path}` cannot be edited: {why}."));
        let content = rules::edited(&now, &self.edits).map_err(|fault| odd(fault.to_string()))?;
        if let Some(issue) = schema::issues(&content, None).into_iter().next() {
            return Err(odd(issue.message));
        }
        if files::is_link(&self.here.root, &path) {
            return Err(odd("it is a link".to_owned()));
        }
        plan.steps.push(Step::Write { path, content, before });
        Ok(())
    }
}

/// Whether a file says something of a thing.
fn defines(layer: &Layer, way: &[String]) -> bool {
    let (first, rest) = way.split_first().map_or(("", way), |(first, rest)| (first.as_str(), rest));
    layer.value.get(first).is_some_and(|value| at(value, rest).is_some())
}

/// What is told of a value that has to be given.
fn need(plan: &mut Plan, name: &str, missing: Vec<String>) {
    for way in missing {
        let message =
            format!("`{}` was left out as a secret; give it a value after the import.", portable::plain(&way));
        plan.warn(SECTION, name, ImportConcern::NeedsValue, message);
    }
}

/// A server with a word in the place of each secret that is kept, to be held against the shape.
fn without_kept(value: &Value) -> Value {
    match value {
        one if *one == secrets::mark() => json!("kept"),
        Value::Object(map) => Value::Object(map.iter().map(|(key, one)| (key.clone(), without_kept(one))).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value.clone(),
    }
}

/// What OpenCode would not take of a thing.
pub(super) fn misfit(unit: &Unit) -> Option<String> {
    let issue = schema::issues_of(&unit.alone()).into_iter().next()?;
    let key = issue.key.map(|key| format!("`{}`: ", portable::plain(&key))).unwrap_or_default();
    Some(format!("OpenCode would not take it: {key}{}.", issue.message))
}
