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
use crate::platform::target;
use crate::secrets::{self, Step, mark};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Under which key of its configuration OpenCode has the items of a kind, where it has them there.
pub(crate) fn section(kind: ManagedKind) -> Option<&'static str> {
    match kind {
        ManagedKind::Mcps => Some("mcp"),
        ManagedKind::ProviderConfigs => Some("provider"),
        ManagedKind::Commands => Some("command"),
        ManagedKind::Agents => Some("agent"),
        ManagedKind::Plugins | ManagedKind::Skills => None,
    }
}

/// What is kept of before where a configuration does not name it: secrets, and groups of them.
fn kept_ways(kind: ManagedKind) -> &'static [&'static [&'static str]] {
    match kind {
        ManagedKind::Mcps => &[&["headers"], &["environment"], &["oauth", "clientSecret"]],
        ManagedKind::ProviderConfigs => &[&["options", "apiKey"], &["options", "headers"]],
        ManagedKind::Plugins | ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents => &[],
    }
}

/// Whether an item is the text of a file, which stands in the workspace as it is.
fn is_file(kind: ManagedKind) -> bool {
    matches!(kind, ManagedKind::Skills | ManagedKind::Commands | ManagedKind::Agents)
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
    if is_file(kind) {
        return Ok(Parted { config, secrets: BTreeMap::new() });
    }
    // another type of server has other fields
    let alike = before.filter(|record| record.config.get("type") == config.get("type"));
    let mut config = Value::Object(config);
    for way in kept_ways(kind) {
        if let Some(known) = alike.and_then(|record| at(&record.config, way)) {
            keep(&mut config, way, known);
        }
    }
    let mut secrets = BTreeMap::new();
    for way in secrets::marks(&config) {
        let name = name_of(&way);
        let is_known = before.is_some_and(|record| record.secrets.contains_key(&name));
        if !is_known || !before.is_some_and(|record| is_same_list(&config, &record.config, &way)) {
            let why = if is_known {
                "A list that is changed needs its secrets again; give its value."
            } else {
                "There is no such secret to keep; give its value."
            };
            return Err(refused(&way, why));
        }
        secrets.insert(name, None);
    }
    for finding in secrets::find(&config) {
        if kind == ManagedKind::Plugins {
            let why = "This looks like a secret, and what names a plugin is shown to everyone: keep it with \
                       `environment.set` and name it here as `{env:NAME}`.";
            return Err(refused(&finding.way, why));
        }
        if finding.is_name() {
            let why = "This name looks like a secret, and names are shown to everyone: give it another.";
            return Err(refused(&finding.way, why));
        }
        let place = secrets::place(&mut config, &finding.way);
        let Some((place, text)) = place.and_then(|place| place.as_str().map(str::to_owned).map(|text| (place, text)))
        else {
            return Err(refused(&finding.way, NO_SECRET));
        };
        if text.chars().count() > LONGEST || secrets.insert(name_of(&finding.way), Some(text)).is_some() {
            return Err(refused(&finding.way, NO_SECRET));
        }
        *place = mark();
    }
    Ok(Parted { config: object(config), secrets })
}

/// Whether a configuration reaches just whom an item reaches: what is kept for the one is not sent to another. A program does what
/// its environment has it do, so that one that is told more, or otherwise, is another.
pub(crate) fn is_same_target(item: &ManagedItemRecord, config: &Map<String, Value>) -> bool {
    let before = item.config.get("environment");
    let told = config.get("environment").and_then(Value::as_object).into_iter().flatten();
    let is_told_so = told.into_iter().all(|(key, value)| before.and_then(|before| before.get(key)) == Some(value));
    target::is_same(&item.config, config) && is_told_so
}

/// The most characters of a secret.
const LONGEST: usize = 16_384;
const NO_SECRET: &str = "It is a secret: text of 1 to 16384 characters, or `{\"configured\": true}`.";

fn refused(way: &[Step], why: &str) -> Error {
    Error::unprocessable(&format!("config.{}", secrets::path(way)), why.to_owned())
}

/// Puts what is known into a configuration that does not speak of it.
fn keep(config: &mut Value, way: &[&str], known: &Value) {
    let (mut place, Some((last, way))) = (config, way.split_last()) else { return };
    for key in way {
        let Some(map) = place.as_object_mut() else { return };
        place = map.entry((*key).to_owned()).or_insert_with(|| json!({}));
    }
    if let Some(map) = place.as_object_mut() {
        map.entry((*last).to_owned()).or_insert_with(|| known.clone());
    }
}

/// Whether the list that a way leads through is the one of before: in another a mark may stand for another secret.
fn is_same_list(config: &Value, before: &Map<String, Value>, way: &[Step]) -> bool {
    let keys = way.iter().map_while(|step| match step {
        Step::Key(key) | Step::Secret(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    let keys: Vec<_> = keys.collect();
    keys.len() == way.len() || config.as_object().and_then(|config| at(config, &keys)) == at(before, &keys)
}

/// What a secret is called by what leads to it.
fn name_of(way: &[Step]) -> String {
    let steps = way.iter().map(|step| match step {
        Step::Key(key) | Step::Secret(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    });
    steps.collect::<Vec<_>>().join("/")
}

/// A configuration with something else in the place of each secret.
pub(crate) fn filled(record: &ManagedItemRecord, with: impl Fn(&str) -> String) -> Map<String, Value> {
    let mut config = Value::Object(record.config.clone());
    for way in secrets::marks(&config) {
        let name = name_of(&way);
        if record.secrets.contains_key(&name)
            && let Some(place) = secrets::place(&mut config, &way)
        {
            *place = Value::String(with(&name));
        }
    }
    object(config)
}

/// An item as a configuration of the engine says it, with what stands there for it. What is only named has none.
pub(crate) fn as_configured(record: &ManagedItemRecord) -> Option<(&'static str, Value)> {
    let with_head = |body: &str| {
        let content = record.config.get("content").and_then(Value::as_str).unwrap_or_default();
        let Ok(front) = FrontMatter::read(content) else { return Value::Null };
        let mut fields = front.fields().clone();
        fields.insert(body.to_owned(), front.body().into());
        Value::Object(fields)
    };
    let value = match record.kind {
        ManagedKind::Commands => with_head("template"),
        ManagedKind::Agents => with_head("prompt"),
        ManagedKind::Mcps | ManagedKind::ProviderConfigs | ManagedKind::Plugins | ManagedKind::Skills => {
            Value::Object(filled(record, |_| "secret".to_owned()))
        }
    };
    Some((section(record.kind)?, value))
}

/// What is an object; an empty one otherwise.
fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

fn at<'v>(config: &'v Map<String, Value>, keys: &[&str]) -> Option<&'v Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter().try_fold(config.get(*first)?, |value, key| value.as_object()?.get(*key))
}

/// Refuses a configuration that the engine could not read. The place of a fault is named.
pub(crate) fn check(kind: ManagedKind, key: &str, config: &Map<String, Value>) -> Result<()> {
    no_files(&Value::Object(config.clone()), "config")?;
    if let Some(why) = secrets::misplaced(&Value::Object(config.clone())).filter(|_| !is_file(kind)) {
        return Err(Error::unprocessable("config", format!("OpenCode would not take it: {why}.")));
    }
    let config = &with_words(config);
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

/// A configuration with a word in the place of each secret that is kept.
fn with_words(config: &Map<String, Value>) -> Map<String, Value> {
    let mut config = Value::Object(config.clone());
    for way in secrets::marks(&config) {
        if let Some(place) = secrets::place(&mut config, &way) {
            *place = json!("https://kept");
        }
    }
    object(config)
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

/// Refuses a name that looks like a secret, at the field that it came by.
pub(crate) fn refuse_secret_name(name: &str, field: &str) -> Result<()> {
    if secrets::kind_of(name).is_none() {
        return Ok(());
    }
    let why = "This looks like a secret, and names are shown to everyone and written into workspaces: give another.";
    Err(Error::unprocessable(field, why))
}

/// Refuses what would be shown to everyone.
pub(crate) fn check_metadata(metadata: Option<&JsonObject>) -> Result<()> {
    let found = metadata.and_then(|metadata| secrets::find(&Value::Object(metadata.0.clone())).into_iter().next());
    found.map_or(Ok(()), |finding| {
        let why = "This looks like a secret, and metadata are shown to everyone; it belongs into `config`.";
        Err(Error::unprocessable(&format!("metadata.{}", finding.path()), why))
    })
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
    let is_taken = crate::model::file_path::is_device(&key) || crate::text::is_inherited(&key);
    refuse_secret_name(&key, "key")?;
    if fits && !is_taken && !key.is_empty() {
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
    FileRevision::made(format!("item:{}", HEXLOWER.encode(Sha256::digest(&text).get(..16).unwrap_or_default())))
}

/// A record without its secrets, also those of one that was kept when fewer were known.
pub(crate) fn shown(record: &ManagedItemRecord) -> ManagedItem {
    let config = Value::Object(record.config.clone());
    let config = object(if is_file(record.kind) { config } else { secrets::redacted(&config) });
    ManagedItem {
        id: record.id.clone(),
        kind: record.kind,
        key: ManagedKey::made(record.key.clone()),
        display_name: DisplayName::made(record.display_name.clone()),
        source: record.source,
        path: None,
        config: JsonObject(config),
        workspace_ids: record.workspace_ids.clone(),
        cloud_item_id: record.cloud_item_id.clone(),
        metadata: record.metadata.clone().map(JsonObject),
        revision: revision(record),
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}
