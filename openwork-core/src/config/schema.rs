//! What OpenCode takes for a configuration: the shape, as the pinned version publishes it in its own document.
//!
//! `opencode.schema.json` is the part of that document that `Config` needs; a test compares it with the engine's. Keys that
//! the shape does not know are no fault: OpenCode passes over them, and a newer one may know them.

use super::managed;
use super::named::{as_read, is_open, unclosed};
use crate::model::config::ConfigIssue;
use crate::platform::jsonc::{self, JsoncFault};
use crate::text::is_inherited;
use serde_json::{Map, Value};

/// The shapes, by name.
const SHAPES: &str = include_str!("opencode.schema.json");

/// The shapes by name; `Config` is the whole.
#[derive(Debug)]
pub(crate) struct Shapes(Map<String, Value>);

impl Shapes {
    /// Those of the pinned version.
    pub(crate) fn pinned() -> Self {
        Self(serde_json::from_str(SHAPES).unwrap_or_default())
    }

    /// Whether the shape knows this first key.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.0.get("Config").and_then(|config| config.pointer("/properties")?.get(key)).is_some()
    }

    /// What of a value has not the shape of a configuration: the way to it, and what is wrong.
    pub(super) fn faults(&self, value: &Value) -> Vec<(Vec<String>, String)> {
        let mut faults = Vec::new();
        if let Some(config) = self.0.get("Config") {
            self.check(value, config, &mut Vec::new(), &mut faults);
        }
        faults
    }

    fn check(&self, value: &Value, shape: &Value, way: &mut Vec<String>, faults: &mut Vec<(Vec<String>, String)>) {
        if let Some(named) = shape.get("$ref").and_then(Value::as_str) {
            let name = named.rsplit('/').next().unwrap_or_default();
            // a shape that is not there asks for nothing
            if let Some(shape) = self.0.get(name) {
                self.check(value, shape, way, faults);
            }
            return;
        }
        // what an object with such a key is only OpenCode knows
        if value.as_object().is_some_and(|map| map.keys().any(|key| is_open(key))) {
            return;
        }
        if let Some(any) = shape.get("anyOf").and_then(Value::as_array) {
            return self.check_any(value, any, way, faults);
        }
        if let Some(why) = unfit(value, shape) {
            return faults.push((way.clone(), why));
        }
        match value {
            Value::Object(map) => self.check_keys(map, shape, way, faults),
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    let own = shape.get("prefixItems").and_then(|items| items.get(index));
                    if let Some(shape) = own.or_else(|| shape.get("items")) {
                        way.push(index.to_string());
                        self.check(value, shape, way, faults);
                        way.pop();
                    }
                }
            }
            Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }

    /// One of the shapes must fit; where none does, what is wrong with the nearest is said.
    fn check_any(&self, value: &Value, any: &[Value], way: &mut Vec<String>, faults: &mut Vec<(Vec<String>, String)>) {
        let tried = any.iter().map(|shape| {
            let mut own = Vec::new();
            self.check(value, shape, way, &mut own);
            own
        });
        // the deeper the first fault, the nearer the shape
        let depth = |own: &Vec<(Vec<String>, String)>| own.iter().map(|(way, _)| way.len()).max().unwrap_or(usize::MAX);
        let nearest = tried.max_by_key(|own| (depth(own), usize::MAX - own.len()));
        faults.extend(nearest.unwrap_or_default());
    }

    fn check_keys(
        &self,
        map: &Map<String, Value>,
        shape: &Value,
        way: &mut Vec<String>,
        faults: &mut Vec<(Vec<String>, String)>,
    ) {
        let required = shape.get("required").and_then(Value::as_array).into_iter().flatten();
        for key in required.filter_map(Value::as_str).filter(|key| !map.contains_key(*key)) {
            faults.push((way.clone(), format!("`{key}` is missing")));
        }
        for (key, value) in map {
            let own = shape.get("properties").and_then(|properties| properties.get(key));
            let other = shape.get("additionalProperties").filter(|other| other.is_object());
            if let Some(shape) = own.or(other) {
                way.push(key.clone());
                self.check(value, shape, way, faults);
                way.pop();
            }
        }
    }
}

/// What has a name under which OpenCode finds something else: it then answers for no agent, or no model, of the folder.
fn misnamed(config: &Value) -> Vec<(Vec<String>, String)> {
    let names = |way: &[&str]| -> Vec<String> {
        let group = way.iter().try_fold(config, |value, key| value.get(key)).and_then(Value::as_object);
        group.into_iter().flat_map(|group| group.keys().cloned()).collect()
    };
    let of = |way: &[&str]| {
        // commands are only told by their names
        let is_bad = |name: &String| name == "__proto__" || way != ["command"] && is_inherited(name);
        let bad = names(way).into_iter().filter(is_bad);
        bad.map(|name| way.iter().map(|key| (*key).to_owned()).chain([name]).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = ["agent", "mode", "command", "provider"].iter().flat_map(|group| of(&[group])).collect();
    all.extend(names(&["provider"]).iter().flat_map(|provider| of(&["provider", provider, "models"])));
    all.into_iter().map(|way| (way, "OpenCode takes this name for something of its own".to_owned())).collect()
}

/// Why a value itself, without what is in it, does not fit.
fn unfit(value: &Value, shape: &Value) -> Option<String> {
    let number = |key: &str| shape.get(key).and_then(Value::as_f64);
    if let Some(wanted) = shape.get("type").and_then(Value::as_str) {
        let fits = match wanted {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            "number" => value.is_number(),
            _ => true,
        };
        if !fits {
            return Some(format!("this is to be of the type `{wanted}`"));
        }
    }
    if let Some(all) = shape.get("enum").and_then(Value::as_array).filter(|all| !all.contains(value)) {
        let words: Vec<_> = all.iter().map(|word| format!("`{}`", word.as_str().unwrap_or("true"))).collect();
        return Some(format!("this is to be {}", words.join(" or ")));
    }
    // the only pattern that there is
    let is_color =
        |text: &str| text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit());
    if shape.get("pattern").is_some() && !value.as_str().is_some_and(is_color) {
        return Some("this is to be a color as `#12ab9f`".to_owned());
    }
    if let Some(given) = value.as_f64() {
        let too_small = number("minimum").is_some_and(|least| given < least)
            || number("exclusiveMinimum").is_some_and(|least| given <= least);
        if too_small || number("maximum").is_some_and(|most| given > most) {
            return Some("this number is out of range".to_owned());
        }
    }
    let length = value.as_array().map(|list| u32::try_from(list.len()).map_or(f64::MAX, f64::from))?;
    let is_off =
        number("minItems").is_some_and(|least| length < least) || number("maxItems").is_some_and(|most| length > most);
    is_off.then(|| "this list has not the right length".to_owned())
}

/// What OpenCode would not take of a text. An empty one it takes for an empty object.
pub(crate) fn issues(text: &str, file: Option<&str>) -> Vec<ConfigIssue> {
    read(text, file).1
}

/// What OpenCode reads of a text, and what it would not take. It reads nothing of one that it refuses, but all of one whose only
/// fault are names.
pub(super) fn read(text: &str, file: Option<&str>) -> (Map<String, Value>, Vec<ConfigIssue>) {
    let file = file.map(str::to_owned);
    if text.is_empty() {
        return (Map::new(), Vec::new());
    }
    let value = match (jsonc::parse(&as_read(text)), unclosed(text)) {
        (Ok(value), _) => value,
        (Err(_), Some(at)) => {
            let fault = JsoncFault::at(text, at, "this `{env:` has no `}` in its value");
            return (Map::new(), vec![fault_of(fault, file)]);
        }
        (Err(fault), None) => return (Map::new(), vec![fault_of(fault, file)]),
    };
    let faults = Shapes::pinned().faults(&value);
    let is_read = faults.is_empty();
    let issue = |(way, message): (Vec<String>, String)| {
        let place = jsonc::place(text, &way);
        let key = (!way.is_empty()).then(|| way.join("."));
        ConfigIssue { message, file: file.clone(), line: place.map(|at| at.0), column: place.map(|at| at.1), key }
    };
    let issues = faults.into_iter().chain(misnamed(&value)).map(issue).collect();
    let read = if let Value::Object(map) = value { map } else { Map::new() };
    (if is_read { read } else { Map::new() }, issues)
}

/// The keys of a text, whatever their shape; none where it is no JSON.
pub(super) fn keys(text: &str) -> Option<Map<String, Value>> {
    if text.is_empty() {
        return Some(Map::new());
    }
    let value = jsonc::parse(&as_read(text)).ok()?;
    Some(if let Value::Object(keys) = value { keys } else { Map::new() })
}

fn fault_of(fault: JsoncFault, file: Option<String>) -> ConfigIssue {
    let (line, column) = (Some(fault.line), Some(fault.column));
    ConfigIssue { message: fault.message, file, line, column, key: None }
}

/// What OpenCode would not take of a configuration that has no text, and so no lines.
pub(crate) fn issues_of(value: &Value) -> Vec<ConfigIssue> {
    let issue = |(way, message): (Vec<String>, String)| {
        let key = (!way.is_empty()).then(|| way.join("."));
        ConfigIssue { message, file: None, line: None, column: None, key }
    };
    Shapes::pinned().faults(value).into_iter().chain(misnamed(value)).map(issue).collect()
}

/// Whether this is the file that OpenWork writes.
pub(super) fn is_managed(name: &str) -> bool {
    name == managed::FILE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let text = "{\n  \"model\": 5,\n  \"mcp\": {\n    \"x\": { \"type\": \"locl\" }\n  }, \"later\": [null]\n}";
        let found = issues(text, Some("opencode.json"));
        let told: Vec<_> = found.iter().map(|one| (one.key.as_deref(), one.line, one.column)).collect();
        assert!(told.contains(&(Some("model"), Some(2), Some(3))), "{found:?}");
        assert!(
            told.iter().any(|(key, line, _)| key.is_some_and(|key| key.starts_with("mcp.x")) && *line == Some(4)),
            "{found:?}"
        );
        assert_eq!(found.iter().filter(|one| one.key.as_deref() == Some("model")).count(), 1);
        assert!(found.iter().all(|one| one.file.as_deref() == Some("opencode.json")));
    }

    #[test]
    fn what_opencode_takes_is_no_fault() {
        for good in [
            "",
            "{}",
            r#"{"plugin": ["a", ["b", {"c": 1}]], "autoupdate": "notify", "unknown": {"deep": null}}"#,
            r#"{"permission": {"bash": {"*": "ask"}, "edit": "deny"}, "mcp": {"x": {"enabled": false}}}"#,
            r#"{"provider": {"p": {"options": {"apiKey": "{env:K}", "anything": 1}, "models": {"m": {}}}}}"#,
            r##"{"agent": {"x": {"color": "#12ab9f"}, "y": {"color": "info"}}}"##,
            r#"{"username": "a{env:}{env:NAME}{env:{x}"}"#,
            "{\n  // {env:NAME\n  \"agent\": 5, \"mcp\": {}\n}",
            r#"{"mcp": {"x": {"{env:T}": "remote", "url": "https://x"}}}"#,
        ] {
            assert_eq!(issues(good, None), [], "{good}");
        }
    }

    #[test]
    fn what_opencode_refuses_is_a_fault() {
        for bad in [
            "[]",
            "null",
            r#"{"model": null}"#,
            r#"{"plugin": 5}"#,
            r#"{"plugin": [["a"]]}"#,
            r#"{"share": "never"}"#,
            r#"{"command": {"x": {}}}"#,
            r#"{"permission": {"bash": "maybe"}}"#,
            r#"{"mcp": {"x": null}}"#,
            r#"{"subagent_depth": -1}"#,
            r#"{"subagent_depth": 1.5}"#,
            r#"{"tool_output": {"max_lines": 0}}"#,
            r#"{"agent": {"x": {"color": "reddish"}}}"#,
            r#"{"agent": {"constructor": {}}}"#,
            r#"{"command": {"__proto__": {"template": "x"}}}"#,
            r#"{"provider": {"p": {"models": {"toString": {}}}}}"#,
            r#"{"provider": {"valueOf": {}}}"#,
            r#"{"username": "a{env:NAME", "agent": {}}"#,
        ] {
            assert!(!issues(bad, None).is_empty(), "{bad}");
        }
    }
}
