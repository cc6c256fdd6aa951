//! What OpenCode cannot read of a folder's configuration: in which file, where, and what is wrong there.
//!
//! OpenCode says line and column where the text is no JSON, and only the keys where its shape is wrong; the line is then
//! looked up in the file. What it quotes of the file may hold secrets and is dropped.

use crate::child::seen_from;
use jsonc_parser::ast::{ObjectPropName, Value as Node};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The largest configuration that is looked into.
const LARGEST: u64 = 1024 * 1024;

/// A configuration that cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ConfigFault {
    /// The file; none where OpenCode did not say it.
    pub(crate) file: Option<String>,
    /// What is wrong, without the file.
    pub(crate) message: String,
    /// Line and column, from one.
    pub(crate) place: Option<(u32, u32)>,
    /// The way to it through the file's objects and lists.
    keys: Vec<String>,
}

impl ConfigFault {
    /// From the `data` of OpenCode's answer.
    pub(super) fn told(data: &Value) -> Self {
        let text = |key: &str| data.get(key).and_then(Value::as_str);
        let file = text("path").map(str::to_owned);
        if let Some(message) = text("message") {
            let message = without_input(message).to_owned();
            return Self { file, place: place_in(&message), message, keys: Vec::new() };
        }
        let first = data.get("issues").and_then(Value::as_array).and_then(|issues| issues.first());
        let message = first.and_then(|issue| issue.get("message")?.as_str()).map(without_value).unwrap_or_default();
        let steps = first.and_then(|issue| issue.get("path")?.as_array());
        let step = |step: &Value| step.as_str().map_or_else(|| step.to_string(), str::to_owned);
        let keys: Vec<_> = steps.into_iter().flatten().map(step).collect();
        let message = if keys.is_empty() { message.to_owned() } else { format!("{message} at {}", keys.join(".")) };
        Self { file, message, place: None, keys }
    }

    /// The file and what is wrong with it, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        match (&self.file, self.message.is_empty()) {
            (Some(file), false) if !self.message.contains(file.as_str()) => format!("{file}: {}", self.message),
            (Some(file), true) => file.clone(),
            (_, false) => self.message.clone(),
            (None, true) => "it did not say where".to_owned(),
        }
    }

    /// The same for those who work in this folder: places of the machine outside it are not named.
    pub(crate) fn seen_from(&self, folder: &str) -> Self {
        let file = self.file.as_ref().map(|file| seen_from(folder, file));
        let message = seen_from(folder, &self.message);
        Self { file, message, place: self.place, keys: self.keys.clone() }
    }

    /// The same with the line looked up in the file, where only the keys were said. Reads the file.
    pub(super) fn located(mut self) -> Self {
        if self.place.is_none()
            && let Some(text) = self.file.as_ref().and_then(|file| text_of(Path::new(file)))
        {
            self.place = look_up(&text, &self.keys);
        }
        self
    }
}

/// A configuration's text, unless it is too large, no text, or no file.
pub(super) fn text_of(file: &Path) -> Option<String> {
    let is_readable = fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.len() <= LARGEST);
    is_readable.then(|| fs::read_to_string(file).ok()).flatten()
}

/// What is wrong with a text that is to be JSON with comments, if anything is.
pub(crate) fn fault_of(file: &Path, text: &str) -> Option<ConfigFault> {
    let strict = ParseOptions {
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    let error = parse_to_ast(without_mark(text), &CollectOptions::default(), &strict).err()?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let place = (count(error.line_display()), count(error.column_display()));
    let message = format!("{} at line {}, column {}", error.kind(), place.0, place.1);
    Some(ConfigFault { file: Some(file.display().to_string()), message, place: Some(place), keys: Vec::new() })
}

/// OpenCode passes over a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The files that a configuration names by `{file:…}`, as OpenCode resolves them.
pub(super) fn referred(file: &Path, text: &str) -> Vec<PathBuf> {
    let beside = file.parent().unwrap_or(Path::new("/"));
    let names = text.split("{file:").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.trim()));
    names.map(|name| beside.join(name)).collect()
}

/// OpenCode quotes the whole of a file that it cannot parse, with whatever secrets are in it; only the fault and its place are
/// passed on.
pub(super) fn without_input(message: &str) -> &str {
    let faults = message.split_once("--- Errors ---").map(|(_, faults)| faults);
    match faults {
        Some(faults) => faults.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default(),
        None => message,
    }
}

/// It also quotes a value of the wrong shape, which may be a server with its headers.
fn without_value(message: &str) -> &str {
    message.split_once(", got ").map_or(message, |(expected, _)| expected)
}

/// The place in `… at line 6, column 3`.
fn place_in(message: &str) -> Option<(u32, u32)> {
    let (line, column) = message.rsplit_once(" at line ")?.1.split_once(", column ")?;
    Some((line.parse().ok()?, column.trim_end_matches('.').parse().ok()?))
}

/// Where the keys lead, as far as they lead anywhere.
fn look_up(text: &str, keys: &[String]) -> Option<(u32, u32)> {
    let text = without_mark(text);
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?;
    let mut node = parsed.value.as_ref()?;
    let mut start = node.range().start;
    for key in keys {
        let (next, at) = match node {
            Node::Object(object) => {
                let Some(found) = object.properties.iter().find(|property| name(&property.name) == key) else { break };
                (&found.value, found.range.start)
            }
            Node::Array(list) => {
                let Some(found) = key.parse().ok().and_then(|index: usize| list.elements.get(index)) else { break };
                (found, found.range().start)
            }
            Node::StringLit(_) | Node::NumberLit(_) | Node::BooleanLit(_) | Node::NullKeyword(_) => break,
        };
        (node, start) = (next, at);
    }
    let before = text.get(..start)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
}

fn name<'a>(name: &'a ObjectPropName<'a>) -> &'a str {
    name.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fault_of_the_text_has_its_place() {
        let message = "\n--- JSONC Input ---\n{\"apiKey\":\"hush\"\n--- Errors ---\nCloseBraceExpected at line 6, column 3\n   Line 6: {\"apiKey\":\"hush\"\n--- End ---";
        let fault = ConfigFault::told(&json!({"path": "/w/o.json", "message": message}));
        assert_eq!(fault.place, Some((6, 3)));
        assert_eq!(fault.sentence(), "/w/o.json: CloseBraceExpected at line 6, column 3");
    }

    #[test]
    fn a_fault_of_the_shape_is_looked_up_and_no_value_is_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("opencode.jsonc");
        fs::write(&file, "{\n  // who\n  \"mcp\": {\n    \"x\": { \"type\": \"locl\", \"token\": \"hush\" }\n  }\n}\n")
            .unwrap();
        let issue = json!({"path": ["mcp", "x", "enabled"], "message": "Expected boolean, got {\"token\":\"hush\"}"});
        let told = ConfigFault::told(&json!({"path": file, "issues": [issue]}));
        let located = told.located();
        assert_eq!(located.place, Some((4, 5)), "the nearest that is there");
        assert_eq!(located.message, "Expected boolean at mcp.x.enabled");
        let list = ConfigFault { keys: vec!["a".into(), "1".into()], ..Default::default() };
        assert_eq!(look_up("{\"a\": [\n1,\n  2]}", &list.keys), Some((3, 3)));
    }

    #[test]
    fn what_is_not_said_is_not_made_up() {
        let fault = ConfigFault::told(&json!({}));
        assert_eq!(fault.sentence(), "it did not say where");
        assert_eq!(fault.located(), ConfigFault::default());
        assert_eq!(look_up("", &[]), None);
        assert_eq!(place_in("nothing at line x, column 3"), None);
    }

    #[test]
    fn a_text_is_judged_as_opencode_judges_it() {
        let file = Path::new("/w/o.json");
        for good in ["{}", "{ // c\n \"a\": 1, }", "/* c */ {}", "\u{feff}{}"] {
            assert_eq!(fault_of(file, good), None, "{good}");
        }
        for bad in ["{", "{a: 1}", "{'a': 1}", "{\"a\": 1 \"b\": 2}", "{\"a\": 0x1}"] {
            assert!(fault_of(file, bad).is_some(), "{bad}");
        }
        assert_eq!(fault_of(file, "{\n  \"a\": \n}").unwrap().place, Some((3, 1)));
    }

    #[test]
    fn files_that_are_named_are_found() {
        let found = referred(Path::new("/w/o.json"), r#"{"a":"{file:./x}","b":"Bearer {file:/y/z} {file:"#);
        assert_eq!(found, [Path::new("/w/./x"), Path::new("/y/z")]);
    }
}
