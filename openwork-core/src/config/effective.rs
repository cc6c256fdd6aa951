//! What holds: the layers merged as OpenCode merges them, and read as it reads them.
//!
//! Tried with the pinned version: objects go into each other; of two values of different kinds the higher takes the place of
//! the lower; lists do so too, but for `instructions`, which are joined, and `plugin`, of which the last of each name stays. Old
//! spellings are read as new ones: `tools` as permissions, `mode` as agents, one permission for all as `*`.

use super::layers::Layer;
use super::managed::at;
use super::schema::Shapes;
use crate::model::config::{ConfigKey, ConfigLayerKind};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// Tools whose permission is that of editing.
pub(super) const EDITS: [&str; 3] = ["write", "edit", "patch"];

/// The keys of an agent; all others are options for its model.
const AGENT: [&str; 16] = [
    "name",
    "model",
    "variant",
    "temperature",
    "top_p",
    "prompt",
    "tools",
    "disable",
    "description",
    "mode",
    "hidden",
    "options",
    "color",
    "steps",
    "maxSteps",
    "permission",
];

/// The configuration that the layers come to.
pub(crate) fn merged(layers: &[Layer]) -> Map<String, Value> {
    let (shapes, mut all) = (Shapes::pinned(), Map::new());
    let (mut plugins, mut instructions, mut has_plugins, mut has_instructions) = (Vec::new(), Vec::new(), true, false);
    for layer in layers {
        let mut own = layer.value.clone();
        // which shape it has is said of a file, and sets nothing
        own.retain(|key, _| key != "$schema" && shapes.knows(key));
        read_as_new(&mut own);
        if let Some(Value::Array(list)) = own.remove("plugin") {
            // an empty one hides all below it, until one comes that is not
            has_plugins = !list.is_empty();
            plugins.extend(list.into_iter().map(|plugin| resolved(layer, plugin)));
        }
        if let Some(Value::Array(list)) = own.remove("instructions") {
            if layer.kind == ConfigLayerKind::Global {
                instructions.clear();
            }
            instructions.extend(list);
            has_instructions = true;
        }
        merge(&mut all, own);
    }
    if has_instructions {
        all.insert("instructions".to_owned(), Value::Array(first_of_each(instructions)));
    }
    if has_plugins && !plugins.is_empty() {
        all.insert("plugin".to_owned(), Value::Array(last_of_each(plugins)));
    }
    finish(&mut all);
    all
}

/// Which layers define a key, the one with the last word last.
pub(crate) fn defining(layers: &[Layer], way: &[String]) -> ConfigKey {
    let files = layers.iter().filter(|layer| defines(layer, way)).map(|layer| layer.name.clone());
    ConfigKey { key: way.join("."), files: files.collect() }
}

fn defines(layer: &Layer, way: &[String]) -> bool {
    way.split_first().and_then(|(first, rest)| at(layer.value.get(first)?, rest)).is_some()
}

/// The same of every first key of what holds.
pub(crate) fn first_keys(layers: &[Layer], all: &Map<String, Value>) -> Vec<ConfigKey> {
    let defined = layers.iter().flat_map(|layer| layer.value.keys());
    let names: BTreeSet<&String> = defined.filter(|key| all.contains_key(*key)).collect();
    names.into_iter().map(|key| defining(layers, std::slice::from_ref(key))).collect()
}

/// Lays one configuration over another, as it is written.
pub(crate) fn merge(all: &mut Map<String, Value>, own: Map<String, Value>) {
    for (key, value) in own {
        match (all.get_mut(&key), value) {
            (Some(Value::Object(below)), Value::Object(above)) => merge(below, above),
            (_, value) => drop(all.insert(key, value)),
        }
    }
}

/// What OpenCode makes of the old spellings of agents in a file.
fn read_as_new(own: &mut Map<String, Value>) {
    for place in ["agent", "mode"] {
        if let Some(Value::Object(agents)) = own.get_mut(place) {
            agents.values_mut().filter_map(Value::as_object_mut).for_each(read_agent);
        }
    }
}

fn read_agent(agent: &mut Map<String, Value>) {
    let mut options = agent.get("options").and_then(Value::as_object).cloned().unwrap_or_default();
    let more = agent.iter().filter(|(key, _)| !AGENT.contains(&key.as_str()));
    options.extend(more.map(|(key, value)| (key.clone(), value.clone())));
    let mut permission = permissions(agent.get("tools"));
    permission.extend(agent.get("permission").and_then(Value::as_object).cloned().unwrap_or_default());
    if let Some(steps) = agent.get("steps").or_else(|| agent.get("maxSteps")).cloned() {
        agent.insert("steps".to_owned(), steps);
    }
    agent.insert("options".to_owned(), Value::Object(options));
    agent.insert("permission".to_owned(), Value::Object(permission));
}

/// Tools that are switched on and off, as permissions.
fn permissions(tools: Option<&Value>) -> Map<String, Value> {
    let tools = tools.and_then(Value::as_object).into_iter().flatten();
    let rule = |(tool, is_on): (&String, &Value)| {
        let name = if EDITS.contains(&tool.as_str()) { "edit" } else { tool };
        (name.to_owned(), if *is_on == Value::Bool(true) { json!("allow") } else { json!("deny") })
    };
    tools.map(rule).collect()
}

/// What OpenCode derives once all is merged.
fn finish(all: &mut Map<String, Value>) {
    for (name, mode) in all.get("mode").and_then(Value::as_object).cloned().unwrap_or_default() {
        let mut agent = mode.as_object().cloned().unwrap_or_default();
        agent.insert("mode".to_owned(), json!("primary"));
        let wrapped = [("agent".to_owned(), json!({ name: agent }))];
        merge(all, wrapped.into_iter().collect());
    }
    let mut permission = permissions(all.get("tools"));
    if all.contains_key("tools") {
        merge(&mut permission, all.get("permission").and_then(Value::as_object).cloned().unwrap_or_default());
        all.insert("permission".to_owned(), Value::Object(permission));
    }
    if all.get("autoshare") == Some(&Value::Bool(true)) && !all.contains_key("share") {
        all.insert("share".to_owned(), json!("auto"));
    }
}

/// A list with each thing once, in its first place.
pub(crate) fn first_of_each(list: Vec<Value>) -> Vec<Value> {
    list.into_iter().fold(Vec::new(), |mut all, value| {
        if !all.contains(&value) {
            all.push(value);
        }
        all
    })
}

/// A list of plugins with the last of each name.
pub(crate) fn last_of_each(list: Vec<Value>) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let is_new = |plugin: &Value| seen.insert(plugin_name(specifier(plugin)).to_owned());
    let mut all: Vec<_> = list.into_iter().rev().filter(is_new).collect();
    all.reverse();
    all
}

/// What a plugin is called: a file is its own name, a package has its version behind `@`.
pub(crate) fn plugin_name(specifier: &str) -> &str {
    if ["file://", "./", "../"].iter().any(|begin| specifier.starts_with(begin)) {
        return specifier;
    }
    match specifier.rfind('@') {
        Some(at) if at > 0 => specifier.get(..at).unwrap_or(specifier),
        _ => specifier,
    }
}

fn specifier(plugin: &Value) -> &str {
    plugin.as_str().or_else(|| plugin.get(0)?.as_str()).unwrap_or_default()
}

/// A plugin that is a file is named by its address, as OpenCode does.
fn resolved(layer: &Layer, mut plugin: Value) -> Value {
    let text = specifier(&plugin);
    let is_file = ["./", "../", "/"].iter().any(|begin| text.starts_with(begin));
    if layer.kind == ConfigLayerKind::Global || !is_file {
        return plugin;
    }
    let address = format!("file://{}", tidy(&layer.folder.join(text)));
    match plugin.get_mut(0) {
        Some(first) => *first = json!(address),
        None => plugin = json!(address),
    }
    plugin
}

/// A path without `.` and `..`.
fn tidy(path: &Path) -> String {
    use std::path::Component;
    let mut all = std::path::PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(all.pop()),
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => all.push(part),
        }
    }
    all.display().to_string()
}
