//! What the files of a workspace define of MCP servers and plugins, file by file. What a file says that cannot be read is for
//! `config.validate` to tell; here it defines nothing.

use crate::error::Result;
use crate::files::{self, Found, Root};
use crate::model::file_path::FilePath;
use crate::model::json::JsonObject;
use crate::model::mcp::{McpServer, Plugin};
use crate::platform::jsonc::parse;
use crate::secrets::{kind_of, redacted};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The files, from the weakest on.
const FILES: [&str; 4] = ["opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc"];

fn documents(root: &Root) -> Vec<(&'static str, Map<String, Value>)> {
    let read = |file: &'static str| {
        let path = file.parse::<FilePath>().ok()?;
        let text = files::read_text(root, &path).ok()?.content;
        let document = parse(&text).ok()?;
        document.as_object().cloned().map(|map| (file, map))
    };
    FILES.into_iter().filter_map(read).collect()
}

/// Lays one value over another, as the engine does.
fn merge(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                merge(under.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// A thing that files define, as they do all together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Defined {
    /// What it is called.
    pub(crate) name: String,
    /// What the files say of it.
    pub(crate) config: Value,
    /// The files, from the strongest on.
    pub(crate) files: Vec<&'static str>,
}

/// What the files define in a section of theirs, by name.
pub(crate) fn defined(root: &Root, section: &str) -> Vec<Defined> {
    let mut all: BTreeMap<String, Defined> = BTreeMap::new();
    for (file, document) in documents(root) {
        for (name, config) in document.get(section).and_then(Value::as_object).into_iter().flatten() {
            let none = || Defined { name: name.clone(), config: Value::Null, files: Vec::new() };
            let defined = all.entry(name.clone()).or_insert_with(none);
            merge(&mut defined.config, config);
            defined.files.insert(0, file);
        }
    }
    all.into_values().collect()
}

/// The MCP servers that the files define, by name.
pub(crate) fn mcps(root: &Root) -> Vec<McpServer> {
    let shown = |Defined { name, config, files: mut at }: Defined| {
        let enabled = config.get("enabled").and_then(Value::as_bool).unwrap_or(true);
        let config = redacted(&config).as_object().cloned().unwrap_or_default();
        let path = if at.is_empty() { "" } else { at.remove(0) };
        McpServer {
            name,
            config: JsonObject(config),
            path: path.to_owned(),
            enabled,
            item_id: None,
            also_at: at.into_iter().map(str::to_owned).collect(),
        }
    };
    defined(root, "mcp").into_iter().map(shown).collect()
}

/// Whether a file of this name is one that OpenCode takes for a plugin; it minds the letters' case.
fn is_script(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "js" | "ts")))
}

/// The plugins that the files name, and those that are files, in that order.
pub(crate) fn plugins(root: &Root) -> Result<Vec<Plugin>> {
    let mut all = Vec::new();
    for (file, document) in documents(root) {
        for spec in document.get("plugin").and_then(Value::as_array).into_iter().flatten().filter_map(spec_of) {
            // who names one with a password in it is not shown with it
            let spec = kind_of(spec).map_or_else(|| spec.to_owned(), |kind| format!("({kind})"));
            all.push(Plugin { spec, path: file.to_owned(), item_id: None });
        }
    }
    for folder in [".opencode/plugin", ".opencode/plugins"] {
        let Ok(path) = folder.parse::<FilePath>() else { continue };
        for (name, found) in files::entries(root, &path)? {
            if found == Found::File && is_script(&name) {
                let path = format!("{folder}/{name}");
                all.push(Plugin { spec: path.clone(), path, item_id: None });
            }
        }
    }
    Ok(all)
}

/// The name of a plugin, which stands alone or before its options.
fn spec_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.as_array()?.first()?.as_str())
}
