//! Managed items: what may stand in them, where their secrets are, and how they are shown.
//!
//! A secret is taken out of a configuration before it is stored; a mark stays in its place, which is what callers see, and
//! what a projection replaces by the name of a file.

use super::front_matter::FrontMatter;
use crate::error::{Error, Result};
use crate::model::file::FileRevision;
use crate::model::json::JsonObject;
use crate::model::managed::{ManagedItem, ManagedKey, ManagedKind};
use crate::model::stored::ManagedItemRecord;
use crate::model::workspace::DisplayName;
use crate::secrets::{self, mark};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// What leads to secrets in a configuration: a value, or with `*` every value of a group.
fn secret_ways(kind: ManagedKind) -> &'static [&'static [&'static str]] {
    match kind {
        ManagedKind::Mcps => &[&["headers", "*"], &["environment", "*"], &["oauth", "clientSecret"]],
        ManagedKind::ProviderConfigs => &[&["options", "apiKey"], &["options", "headers", "*"]],
        ManagedKind::Plugins | ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => &[],
    }
}

/// A configuration without its secrets, and these by their ways; none where one of before is kept.
#[derive(Debug)]
pub(crate) struct Parted {
    pub(crate) config: Map<String, Value>,
    pub(crate) secrets: BTreeMap<String, Option<String>>,
}

/// Takes the secrets out of a configuration that was checked. What it does not name of secrets of before stays.
pub(crate) fn parted(
    kind: ManagedKind,
    config: Map<String, Value>,
    before: Option<&ManagedItemRecord>,
) -> Result<Parted> {
    let mut config = Value::Object(config);
    let mut secrets = BTreeMap::new();
    for way in secret_ways(kind) {
        let root: Vec<&str> = way.iter().copied().filter(|key| *key != "*").collect();
        let known = before.and_then(|record| at(&record.config, &root));
        if at_value(&config, &root).is_none()
            && let Some(known) = known
        {
            put(&mut config, &root, known.clone());
        }
        for path in ways_to(&config, way) {
            let name = path.join("/");
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let refused = |why: &str| Error::unprocessable(&format!("config.{}", path.join(".")), why.to_owned());
            match at_value(&config, &keys) {
                Some(value) if *value == mark() => {
                    if before.is_none_or(|record| !record.secrets.contains_key(&name)) {
                        return Err(refused("There is no such secret to keep; give its value."));
                    }
                    secrets.insert(name, None);
                }
                Some(Value::String(text)) if secrets::is_reference(text) => {}
                Some(Value::String(text)) if !text.is_empty() && text.chars().count() <= 16_384 => {
                    secrets.insert(name, Some(text.clone()));
                    put(&mut config, &keys, mark());
                }
                _ => {
                    return Err(refused("It is a secret: text of 1 to 16384 characters, or `{\"configured\": true}`."));
                }
            }
        }
    }
    Ok(Parted { config: object(config), secrets })
}

/// A configuration with something else in the place of each secret.
pub(crate) fn filled(record: &ManagedItemRecord, with: impl Fn(&str) -> String) -> Map<String, Value> {
    let mut config = Value::Object(record.config.clone());
    for name in record.secrets.keys() {
        let keys: Vec<&str> = name.splitn(way_length(record.kind, name), '/').collect();
        put(&mut config, &keys, Value::String(with(name)));
    }
    object(config)
}

/// What is an object; an empty one otherwise.
fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

/// How many keys lead to a secret: the last may hold any character.
fn way_length(kind: ManagedKind, name: &str) -> usize {
    let leads = |way: &&&[&str]| way.iter().zip(name.split('/')).all(|(key, given)| *key == "*" || *key == given);
    secret_ways(kind).iter().find(leads).map_or(1, |way| way.len())
}

fn at<'v>(config: &'v Map<String, Value>, keys: &[&str]) -> Option<&'v Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter().try_fold(config.get(*first)?, |value, key| value.as_object()?.get(*key))
}

fn at_value<'v>(config: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    at(config.as_object()?, keys)
}

fn put(config: &mut Value, keys: &[&str], value: Value) {
    let mut place = config;
    for key in keys {
        if !place.is_object() {
            *place = json!({});
        }
        let Some(map) = place.as_object_mut() else { return };
        place = map.entry((*key).to_owned()).or_insert(Value::Null);
    }
    *place = value;
}

fn ways_to(config: &Value, way: &[&str]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for key in way {
        let mut next = Vec::new();
        for path in all {
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let place = if keys.is_empty() { Some(config) } else { at_value(config, &keys) };
            let Some(map) = place.and_then(Value::as_object) else { continue };
            let found = map.keys().filter(|known| *key == "*" || known.as_str() == *key);
            next.extend(found.map(|known| path.iter().cloned().chain([known.clone()]).collect::<Vec<_>>()));
        }
        all = next;
    }
    all
}

/// Refuses a configuration that the engine could not read. The place of a fault is named.
pub(crate) fn check(kind: ManagedKind, key: &str, config: &Map<String, Value>) -> Result<()> {
    no_files(&Value::Object(config.clone()), "config")?;
    match kind {
        ManagedKind::Mcps => check_mcp(config),
        ManagedKind::Plugins => match config.get("spec").and_then(Value::as_str) {
            Some(spec) if !spec.trim().is_empty() && spec.len() <= 1000 => Ok(()),
            _ => Err(Error::unprocessable("config.spec", "A plugin needs a `spec`: the name of a package, or a path.")),
        },
        ManagedKind::ProviderConfigs => {
            group(config, "options")?;
            group(config, "models")?;
            [("npm", false), ("name", false)].into_iter().try_for_each(|(field, needed)| words(config, field, needed))
        }
        ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => check_file(kind, key, config),
    }
}

fn check_mcp(config: &Map<String, Value>) -> Result<()> {
    match config.get("type").and_then(Value::as_str) {
        Some("local") => {
            let command = config.get("command").and_then(Value::as_array);
            if !command.is_some_and(|words| !words.is_empty() && words.iter().all(Value::is_string)) {
                return Err(Error::unprocessable(
                    "config.command",
                    "A local MCP server needs a `command`: a list of words.",
                ));
            }
            group(config, "environment")?;
            words(config, "cwd", false)?;
        }
        Some("remote") => {
            words(config, "url", true)?;
            let url = config.get("url").and_then(Value::as_str).unwrap_or_default();
            if !url.starts_with("http://") && !url.starts_with("https://") {
                return Err(Error::unprocessable(
                    "config.url",
                    "The address of a remote MCP server begins with http:// or https://.",
                ));
            }
            group(config, "headers")?;
        }
        _ => return Err(Error::unprocessable("config.type", "An MCP server is `local` or `remote`.")),
    }
    if config.get("enabled").is_some_and(|enabled| !enabled.is_boolean()) {
        return Err(Error::unprocessable("config.enabled", "`enabled` is true or false."));
    }
    if config.get("timeout").is_some_and(|timeout| timeout.as_u64().is_none_or(|millis| millis == 0)) {
        return Err(Error::unprocessable("config.timeout", "`timeout` is a number of milliseconds."));
    }
    Ok(())
}

fn check_file(kind: ManagedKind, key: &str, config: &Map<String, Value>) -> Result<()> {
    words(config, "content", true)?;
    let content = config.get("content").and_then(Value::as_str).unwrap_or_default();
    let refused = |fault: super::front_matter::HeadFault| fault.of_field("config.content");
    let front = FrontMatter::read(content).map_err(refused)?;
    for field in ["name", "description", "agent", "model", "mode"] {
        front.text(field).map_err(refused)?;
    }
    let name = front.text("name").map_err(refused)?;
    if name.is_some_and(|name| name != key) || (kind == ManagedKind::Skills && name.is_none()) {
        let message = format!("The `name` in the front matter has to be the key, `{key}`.");
        return Err(Error::unprocessable("config.content", message));
    }
    front.flag("subtask").map_err(refused)?;
    let mode = front.text("mode").map_err(refused)?;
    if kind == ManagedKind::Agents && mode.is_some_and(|mode| !["primary", "subagent", "all"].contains(&mode)) {
        return Err(Error::unprocessable(
            "config.content",
            "The `mode` of an agent is `primary`, `subagent` or `all`.",
        ));
    }
    Ok(())
}

fn group(config: &Map<String, Value>, field: &str) -> Result<()> {
    match config.get(field) {
        None | Some(Value::Object(_)) => Ok(()),
        Some(_) => Err(Error::unprocessable(&format!("config.{field}"), format!("`{field}` is a group of fields."))),
    }
}

fn words(config: &Map<String, Value>, field: &str, needed: bool) -> Result<()> {
    match config.get(field) {
        None if !needed => Ok(()),
        Some(Value::String(text)) if !text.is_empty() => Ok(()),
        _ => Err(Error::unprocessable(&format!("config.{field}"), format!("`{field}` is text, and not empty."))),
    }
}

/// A `{file:…}` whose file is missing breaks the whole folder for the engine.
fn no_files(value: &Value, path: &str) -> Result<()> {
    match value {
        Value::String(text) if text.contains("{file:") => {
            Err(Error::unprocessable(path, "Give the value itself, not `{file:…}`: secrets are kept sealed here."))
        }
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(at, item)| no_files(item, &format!("{path}[{at}]")))
        }
        Value::Object(map) => map.iter().try_for_each(|(key, value)| no_files(value, &format!("{path}.{key}"))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// A key that a kind allows; made of a name where none is given.
pub(crate) fn key(kind: ManagedKind, given: Option<&ManagedKey>, name: &DisplayName) -> Result<String> {
    let key = given.map_or_else(|| slug(name.as_str()), |key| key.as_str().to_owned());
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let fits = match kind {
        ManagedKind::ProviderConfigs => !key.starts_with(['.', '-']),
        ManagedKind::Skills => {
            let small = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            small && !key.starts_with('-') && !key.ends_with('-') && !key.contains("--")
        }
        ManagedKind::Mcps | ManagedKind::Plugins | ManagedKind::Commands | ManagedKind::Agents => {
            key.chars().all(plain) && !key.starts_with('-')
        }
    };
    let device = crate::model::file_path::is_device(&key);
    if fits && !device && !key.is_empty() {
        return Ok(key);
    }
    let message = format!("`{key}` cannot be the key of a {}; give another as `key`.", kind.one());
    Err(Error::unprocessable("key", message))
}

/// A name in small letters, digits and single dashes.
pub(crate) fn slug(name: &str) -> String {
    let dashed: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let slug: String = dashed.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    slug.chars().take(64).collect::<String>().trim_end_matches('-').to_owned()
}

/// Stands for the state of an item, as it is wanted: what was written for it where is no matter of it.
pub(crate) fn revision(record: &ManagedItemRecord) -> FileRevision {
    let wanted = ManagedItemRecord { files: BTreeMap::new(), ..record.clone() };
    let text = serde_json::to_vec(&wanted).unwrap_or_default();
    let hash = Sha256::digest(&text);
    FileRevision::made(hash.iter().take(16).fold("item:".to_owned(), |all, byte| format!("{all}{byte:02x}")))
}

/// A record without its secrets.
pub(crate) fn shown(record: &ManagedItemRecord) -> ManagedItem {
    ManagedItem {
        id: record.id.clone(),
        kind: record.kind,
        key: ManagedKey::made(record.key.clone()),
        display_name: DisplayName::made(record.display_name.clone()),
        source: record.source,
        config: JsonObject(record.config.clone()),
        workspace_ids: record.workspace_ids.clone(),
        cloud_item_id: record.cloud_item_id.clone(),
        metadata: record.metadata.clone().map(JsonObject),
        revision: revision(record),
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}
