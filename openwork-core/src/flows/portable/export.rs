//! Giving out: what is there becomes a bundle, without what is sealed, and without secrets unless somebody decided.

use super::gather::{Here, Text};
use super::marks;
use crate::bundles::portable::{ENTRIES, LISTS, MOST};
use crate::bundles::{self, portable};
use crate::clock::Timestamp;
use crate::config::rules;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::json::JsonObject;
use crate::model::managed::{ManagedKey, ManagedKind};
use crate::model::portable::{
    BundleCommand, BundleFile, BundleSkill, ExportedBundle, LeftOut, Sensitive, WorkspaceBundle,
};
use crate::resources::managed;
use crate::secrets::{self, Finding, Step};
use serde_json::{Map, Value, json};

/// The version of the shape.
pub(super) const VERSION: u32 = 1;

/// What a workspace gives out under a decision.
///
/// # Errors
/// `export_needs_decision` with the places, where something looks like a secret and nobody has decided; `too_large` where it
/// is more than is carried, with what is largest.
pub(super) fn exported(here: Here, id: &WorkspaceId, sensitive: Sensitive) -> Result<ExportedBundle> {
    let mut config = here.config();
    let outside = here.permits_outside().into_iter().map(|way| LeftOut {
        path: format!("opencode.{}", portable::plain(&way)),
        reason: "Folders outside of the workspace are of this machine.".to_owned(),
    });
    let mut left_out: Vec<_> = here.left_out.into_iter().chain(outside).collect();
    // an object has no order: what no rule of a bundle may come after is left out
    rules::without_overruled(&mut config, &here.layers);
    keep_what_travels(&mut config, &mut left_out);
    let mut found = secrets::find(&json!({ "opencode": config }));
    let sections = [("skills", &here.skills), ("commands", &here.commands), ("files", &here.files)];
    found.extend(sections.into_iter().flat_map(|(section, texts)| {
        texts.iter().filter_map(move |text| {
            let way = [section, text.name.as_str()].map(|key| Step::Key(key.to_owned()));
            Some(Finding { way: way.into(), kind: secrets::kind_of(&text.content)? })
        })
    }));
    match sensitive {
        Sensitive::Auto => bundles::refuse(&found)?,
        Sensitive::Include => {}
        Sensitive::Exclude => {
            let shown = secrets::redacted(&secrets::without_names(&Value::Object(config)));
            config = shown.as_object().cloned().unwrap_or_default();
            let left = |finding: &Finding| LeftOut {
                path: finding.path(),
                reason: format!("It looks like {}.", finding.kind),
            };
            left_out.extend(found.iter().map(left));
            drop_unusable(&mut config, &mut left_out);
        }
    }
    let stays = |text: &Text| sensitive == Sensitive::Include || secrets::kind_of(&text.content).is_none();
    let kept = |texts: Vec<Text>| {
        let mut texts: Vec<_> = texts.into_iter().filter(&stays).collect();
        texts.sort_by(|one, other| one.name.cmp(&other.name));
        texts.into_iter()
    };
    let bundle = WorkspaceBundle {
        version: Some(VERSION),
        exported_at: Some(Timestamp::now()),
        workspace_id: Some(id.as_str().to_owned()),
        opencode: JsonObject(config),
        openwork: None,
        skills: kept(here.skills)
            .map(|Text { name, content, .. }| BundleSkill { name, content, description: None, trigger: None })
            .collect(),
        commands: kept(here.commands)
            .map(|Text { name, content, .. }| BundleCommand { name, content, description: None })
            .collect(),
        files: kept(here.files).map(|Text { name, content, .. }| BundleFile { path: name, content }).collect(),
    };
    bounded(&bundle)?;
    Ok(ExportedBundle { bundle, excluded: left_out })
}

/// Leaves out of a configuration what holds on this machine only. What is sealed stands there as a file's name, and leaves a
/// mark.
fn keep_what_travels(config: &mut Map<String, Value>, left_out: &mut Vec<LeftOut>) {
    let mut leave = |path: String, reason: &str| left_out.push(LeftOut { path, reason: reason.to_owned() });
    for key in LISTS {
        if let Some(Value::Array(list)) = config.get_mut(key) {
            let before = list.len();
            list.retain(|one| !portable::stays_here(key, one));
            if list.len() < before {
                leave(format!("opencode.{key}"), "Some of it lies on this machine, or outside of the workspace.");
            }
        }
    }
    let mut sealed = Vec::new();
    let mut value = Value::Object(std::mem::take(config));
    marks::without_files(&mut value, &mut Vec::new(), &mut sealed);
    *config = value.as_object().cloned().unwrap_or_default();
    for way in sealed {
        let reason = "It is kept sealed, or lies in a file of this machine; it needs a value where it is imported.";
        leave(format!("opencode.{}", way.join(".")), reason);
    }
    if let Some(Value::Object(servers)) = config.get_mut("mcp") {
        servers.retain(|name, server| {
            let is_whole = is_whole(name, server);
            if !is_whole {
                let reason = "It is no whole server of itself, or has a name that is not carried.";
                leave(format!("opencode.mcp.{}", portable::plain(name)), reason);
            }
            is_whole
        });
    }
    drop_unusable(config, left_out);
}

/// Leaves out what does not work without the part of it that was left out.
fn drop_unusable(config: &mut Map<String, Value>, left_out: &mut Vec<LeftOut>) {
    for key in LISTS {
        if let Some(Value::Array(list)) = config.get_mut(key) {
            list.retain(|one| *one != secrets::mark());
        }
    }
    for unit in portable::units(config) {
        let works = marks::without_marks(&mut unit.value.clone(), &|_| false, &mut Vec::new(), &mut Vec::new()).is_ok();
        if works && unit.value != secrets::mark() && portable::refusal(&unit).is_none() {
            continue;
        }
        let reason = "It does not work without what was left out of it.";
        left_out.push(LeftOut { path: format!("opencode.{}", unit.name()), reason: reason.to_owned() });
        let group = unit.way.first().and_then(|key| config.get_mut(key)).and_then(Value::as_object_mut);
        match (unit.way.get(1), group) {
            (Some(name), Some(group)) => drop(group.remove(name)),
            _ => drop(config.remove(unit.key())),
        }
    }
    let is_empty = |value: &Value| match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(group) => group.is_empty(),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => false,
    };
    config.retain(|_, value| !is_empty(value));
}

/// Whether a server can be carried: one whose name can be, and that is said whole. One that is only switched off is not.
pub(super) fn is_whole(name: &str, server: &Value) -> bool {
    server_name(name).is_ok() && server.get("type").is_some()
}

/// The key of a managed server, or why a name is none.
pub(super) fn server_name(name: &str) -> Result<String, String> {
    let key: ManagedKey = name.parse().map_err(|why: crate::text::Refused| format!("{why}."))?;
    let shown = crate::model::workspace::DisplayName::made(name.to_owned());
    managed::key(ManagedKind::Mcps, Some(&key), &shown).map_err(|error| error.message)
}

/// Refuses more than is carried, and says what is largest.
fn bounded(bundle: &WorkspaceBundle) -> Result<()> {
    let entries = bundle.skills.len() + bundle.commands.len() + bundle.files.len();
    if entries > ENTRIES {
        let message = format!("A bundle has at most {ENTRIES} skills, commands and files, and here are {entries}.");
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    let size = serde_json::to_vec(bundle).map_err(Error::internal)?.len();
    if size <= MOST {
        return Ok(());
    }
    let skills = bundle.skills.iter().map(|one| (one.content.len(), format!("skills.{}", one.name)));
    let commands = bundle.commands.iter().map(|one| (one.content.len(), format!("commands.{}", one.name)));
    let files = bundle.files.iter().map(|one| (one.content.len(), format!("files.{}", one.path)));
    let mut all: Vec<_> = skills.chain(commands).chain(files).collect();
    all.sort_by(|one, other| other.cmp(one));
    let message =
        format!("A bundle has at most 7 MiB, and this one would have {size} bytes; move away what is largest.");
    let error = Error::new(ErrorKind::TooLarge, message);
    Err(all.into_iter().take(3).fold(error, |error, (bytes, path)| error.at(path, format!("It has {bytes} bytes."))))
}
