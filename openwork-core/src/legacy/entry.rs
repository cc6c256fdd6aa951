//! A workspace as lists of them have it: desktops, the older server and the orchestrator wrote nearly the same.

use super::address::{Address, address};
use super::folders::Folders;
use super::found::{FolderIds, Found, FoundRemote, FoundWorkspace};
use super::ids;
use super::json::{Fields, entry};
use super::read::{Fault, Gathered};
use crate::model::migration::LegacySubject;
use crate::model::secret::Secret;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What admits to a workspace elsewhere: the field, and what the secret is called here.
const SECRETS: [(&str, &str); 5] = [
    ("openworkToken", "token"),
    ("openworkClientToken", "clientToken"),
    ("openworkHostToken", "hostToken"),
    ("opencodeUsername", "username"),
    ("opencodePassword", "password"),
];

/// What an entry of a folder here says of an engine, and what that was.
const ENGINE: [(&str, &str); 2] = [
    ("baseUrl", "is where an engine or a server was, and this server has an engine of its own"),
    ("directory", "is where that engine worked, and the workspace is the folder that `path` names"),
];

/// What says that a workspace ran in a container.
const CONTAINER: [&str; 3] = ["sandboxBackend", "sandboxRunId", "sandboxContainerName"];

/// What is told of one that did.
const UNBOXED: &str = "It ran in a container. Here its agents work on this machine itself, with no walls around them; what was \
                       only in the container is not here.";

/// The texts of an entry. Which of them counts depends on the others; that one is none is told in any case.
const TEXTS: [&str; 11] = [
    "path",
    "name",
    "preset",
    "workspaceType",
    "remoteType",
    "baseUrl",
    "directory",
    "displayName",
    "openworkHostUrl",
    "openworkWorkspaceId",
    "openworkWorkspaceName",
];

/// Reads the entries of one list.
#[derive(Debug)]
pub(super) struct Entries<'l> {
    /// The folders of the survey.
    pub(super) folders: &'l Folders<'l>,
    /// What relative paths count from, where anything says so.
    pub(super) base: Option<&'l Path>,
    /// The ids that stood in the list, and where.
    seen: HashMap<String, String>,
}

impl<'l> Entries<'l> {
    /// Of a list in which relative paths count from `base`.
    pub(super) fn new(folders: &'l Folders<'l>, base: Option<&'l Path>) -> Self {
        Self { folders, base, seen: HashMap::new() }
    }

    /// One entry. Says by which id others may name it.
    pub(super) fn read(&mut self, at: String, raw: &RawValue, gathered: &mut Gathered) -> Option<String> {
        let map = match entry(raw) {
            Ok(map) => map,
            Err(why) => {
                let fault = Fault::new(format!("The entry cannot be read: {why}."), REMEDY);
                gathered.fail(at, LegacySubject::Workspace, "a workspace without a name", fault);
                return None;
            }
        };
        let mut fields = Fields::of(&map);
        let id = fields.text("id").map(str::to_owned);
        let read = if is_remote(&mut fields) {
            remote(&map, &mut fields, id.as_deref())
        } else {
            self.local(&mut fields, id.as_deref())
        };
        fields.texts(&TEXTS);
        match read {
            Ok(what) => {
                let first = first_id(&what);
                let mut warnings = fields.warnings;
                if matches!(what, Found::Workspace(_)) && is_boxed(&map) {
                    warnings.push(UNBOXED.to_owned());
                }
                if let Some(before) = id.as_ref().and_then(|id| self.seen.insert(id.clone(), at.clone())) {
                    warnings.push(format!("Its id stands at `{before}` too."));
                }
                gathered.add(at, what, warnings);
                first
            }
            Err((subject, why)) => {
                let name = name(&mut fields).or(id).unwrap_or_else(|| "a workspace without a name".to_owned());
                let fault = Fault::new(format!("The entry cannot be read: {why}."), REMEDY);
                gathered.fail_with(at, subject, &name, fault, fields.warnings);
                None
            }
        }
    }

    fn local(&self, fields: &mut Fields<'_>, id: Option<&str>) -> Result<Found, (LegacySubject, String)> {
        for (field, _) in SECRETS {
            if fields.text(field).is_some() {
                let told = format!("`{field}` admits to another server, and this is a folder here; it was left out.");
                fields.warnings.push(told);
            }
        }
        let path = fields.path("path").unwrap_or_default();
        for (field, was) in ENGINE {
            if let Some(text) = fields.text(field).filter(|text| *text != path) {
                let told = format!("`{field}` ({}) {was}; it was left out.", shown(text));
                fields.warnings.push(told);
            }
        }
        let folder = self.folders.of(path, self.base).map_err(|why| (LegacySubject::Workspace, why))?;
        Ok(Found::Workspace(FoundWorkspace {
            ids: FolderIds::of(id, &folder),
            folder: folder.path.clone(),
            is_there: folder.is_there,
            name: name(fields).map(Into::into),
            preset: fields.text("preset").map(Into::into),
            created_at: fields.moment("createdAt"),
        }))
    }
}

/// A workspace on another server, or on an engine elsewhere.
fn remote(
    map: &Map<String, Value>,
    fields: &mut Fields<'_>,
    id: Option<&str>,
) -> Result<Found, (LegacySubject, String)> {
    let (host, engine) = (fields.text("openworkHostUrl"), fields.text("baseUrl"));
    let said = fields.text("remoteType");
    let spelled = host.or(engine).ok_or((LegacySubject::RemoteWorkspace, "it has no address".to_owned()))?;
    let found = address(spelled).map_err(|why| (LegacySubject::RemoteWorkspace, why.to_owned()))?;
    // a mount is an OpenWork server's, whatever the entry says
    let is_engine = said != Some("openwork") && host.is_none() && found.mounted.is_none();
    let beside = engine.and_then(|text| address(text).ok());
    let cut = found.warning().or_else(|| beside.as_ref().and_then(Address::warning));
    fields.warnings.extend(overruled(said, host.is_some(), &found, (engine, beside.as_ref())));
    let beside = beside.and_then(|address| address.mounted);
    let remote_id = fields.text("openworkWorkspaceId").map(str::to_owned).or(found.mounted).or(beside);
    let directory = fields.text("directory").or_else(|| fields.text("path")).map(str::to_owned);
    let mut all: Vec<String> = id.map(str::to_owned).into_iter().collect();
    for address in [spelled, spelled.trim_end_matches('/'), &found.base] {
        let derived = if is_engine {
            ids::of_engine(address, fields.text("directory"))
        } else {
            ids::of_server(address, remote_id.as_deref())
        };
        ids::add(&mut all, derived);
    }
    let name = name(fields).or_else(|| fields.text("openworkWorkspaceName").map(str::to_owned));
    let secrets = secrets(map, found.secrets, &mut fields.warnings);
    fields.warnings.extend(cut);
    let (base_url, ids, created_at) = (found.base, all, fields.moment("createdAt"));
    let remote = FoundRemote { base_url, is_engine, remote_id, directory, name, ids, created_at, secrets };
    Ok(Found::Remote(Box::new(remote)))
}

/// What is told of an entry that says two things of where it is: the address of the `OpenWork` server counts, and the engine's is left
/// out unless it is behind that server.
fn overruled(
    said: Option<&str>,
    has_host: bool,
    host: &Address,
    (spelled, engine): (Option<&str>, Option<&Address>),
) -> Option<String> {
    let spelled = spelled.filter(|_| has_host)?;
    let base = engine.map(|engine| engine.base.strip_suffix("/opencode").unwrap_or(&engine.base));
    let is_behind = base.is_some_and(|base| base == host.base.strip_suffix("/opencode").unwrap_or(&host.base));
    let kind = if said == Some("opencode") { "`remoteType` calls it an engine, but it" } else { "It" };
    match is_behind {
        true if said != Some("opencode") => None,
        true => Some(format!("{kind} names an OpenWork server in `openworkHostUrl`, and that counts.")),
        false => Some(format!(
            "{kind} names an OpenWork server in `openworkHostUrl`, and that counts; its `baseUrl` ({}) was left out.",
            shown(spelled)
        )),
    }
}

/// A text without what admits to anything: of an address what says where it is.
fn shown(text: &str) -> String {
    match address(text) {
        Ok(address) => format!("`{}`", address.base),
        Err(_) if text.contains("://") => "no address that can be read".to_owned(),
        Err(_) => format!("`{text}`"),
    }
}

/// The first id of what an entry says.
fn first_id(found: &Found) -> Option<String> {
    if let Found::Remote(found) = found {
        return found.ids.first().cloned();
    }
    if let Found::Workspace(found) = found { found.ids.all().into_iter().next() } else { None }
}

fn is_boxed(map: &Map<String, Value>) -> bool {
    let text = |name: &&str| map.get(*name).and_then(Value::as_str).map(str::trim);
    CONTAINER.iter().filter_map(text).any(|text| !text.is_empty() && text != "none")
}

/// What to do about an entry that cannot be read.
const REMEDY: &str = "Mend the entry, then import again; or open the workspace by hand.";

fn is_remote(fields: &mut Fields<'_>) -> bool {
    match fields.text("workspaceType") {
        Some(kind) => kind == "remote",
        // entries of before there were kinds, and of servers that leave it out
        None => {
            fields.text("path").is_none() && (fields.text("baseUrl").or(fields.text("openworkHostUrl"))).is_some()
                || fields.text("preset") == Some("remote")
        }
    }
}

/// What people called it: what they wrote themselves before what was made up.
fn name(fields: &mut Fields<'_>) -> Option<String> {
    fields.text("displayName").or_else(|| fields.text("name")).map(str::to_owned)
}

fn secrets(
    map: &Map<String, Value>,
    mut secrets: BTreeMap<String, Secret>,
    warnings: &mut Vec<String>,
) -> BTreeMap<String, Secret> {
    for (field, called) in SECRETS {
        match map.get(field) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.trim().is_empty() => {}
            Some(Value::String(text)) if let Ok(secret) = text.trim().parse() => {
                drop(secrets.insert(called.to_owned(), secret));
            }
            Some(_) => warnings.push(format!("`{field}` is no text that can be a secret; it was left out.")),
        }
    }
    secrets
}
