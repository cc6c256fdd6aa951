//! What older OpenWork laid over one another before OpenCode saw it: what it kept for all workspaces, over that what it kept for
//! one, over both what stands in the files of the workspace's folder.

use super::managed::{fit, unfit};
use crate::config::disk::Place;
use crate::legacy::found::Found;
use crate::model::managed::ManagedKind;
use crate::platform::jsonc;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// Files at the top of a workspace's folder, the weightiest first. They counted more than what the older server kept, and count
/// less than what is set here.
const OWN: [&str; 2] = ["opencode.jsonc", "opencode.json"];

/// Keys of which what was kept for all and for one was put together, and none took the other's place.
const TOGETHER: [&str; 2] = ["disabled_providers", "permission"];

/// The MCP server that came with the sign-in to an account: of it what was kept for all counted.
const OF_ACCOUNT: &str = "openwork-cloud";

/// What a source keeps for all workspaces, as far as it does not give way to what it keeps for one.
#[derive(Debug, Default)]
pub(super) struct OfAll {
    config: Map<String, Value>,
    items: BTreeSet<(ManagedKind, String)>,
}

impl OfAll {
    /// What these say. What cannot be set here spoils nothing of what can.
    pub(super) fn of<'f>(all: impl Iterator<Item = &'f Found>) -> Self {
        let mut of_all = Self::default();
        for found in all {
            if let Found::Configuration { workspace: None, config } = found {
                let keys = config.iter().filter(|(key, _)| goes_together(key));
                let each = keys.map(|(key, value)| Map::from_iter([(key.clone(), value.clone())]));
                of_all.config.extend(each.filter(|patch| unfit(patch).is_none()).flatten());
            } else if let Found::Item { workspace: None, kind, key, config } = found
                && (*kind == ManagedKind::Plugins || key == OF_ACCOUNT)
                && fit(*kind, key, config).is_ok()
            {
                of_all.items.insert((*kind, key.clone()));
            }
        }
        of_all
    }

    /// Whether an item is kept for all, and what one workspace has of that name is no other.
    pub(super) fn has(&self, kind: ManagedKind, key: &str) -> bool {
        self.items.contains(&(kind, key.to_owned()))
    }

    /// What was kept of a key for one workspace, with what was kept for all beneath it where both go together.
    pub(super) fn beneath(&self, key: &str, own: &Value) -> Value {
        self.config.get(key).map_or_else(|| own.clone(), |of_all| over(of_all, own))
    }
}

/// Whether what was kept of a key for all goes together with what was kept for one.
pub(super) fn goes_together(key: &str) -> bool {
    TOGETHER.contains(&key)
}

/// What was kept for one workspace, with what was kept for all of them beneath it.
fn over(of_all: &Value, own: &Value) -> Value {
    match (of_all, own) {
        (Value::Object(of_all), Value::Object(own)) => {
            let mut both = of_all.clone();
            for (key, value) in own {
                let value = both.get(key).map_or_else(|| value.clone(), |of_all| over(of_all, value));
                both.insert(key.clone(), value);
            }
            Value::Object(both)
        }
        (Value::Array(of_all), Value::Array(own)) => {
            let new = own.iter().filter(|item| !of_all.contains(item));
            Value::Array(of_all.iter().chain(new).cloned().collect())
        }
        (_, own) => own.clone(),
    }
}

/// What the files at the top of a workspace's folder leave of a value: what they say themselves had the last word. Blocks.
pub(super) fn unsaid(folder: &Path, key: &str, value: &Value) -> Option<Value> {
    let Ok(place) = Place::open(folder) else { return Some(value.clone()) };
    let said = OWN.iter().filter_map(|name| jsonc::parse(&place.read(name).ok()??.text).ok());
    let mut left = Some(value.clone());
    for document in said {
        left = left.and_then(|value| document.get(key).map_or(Some(value.clone()), |theirs| without(&value, theirs)));
    }
    left
}

fn without(value: &Value, theirs: &Value) -> Option<Value> {
    let (Value::Object(value), Value::Object(theirs)) = (value, theirs) else { return None };
    let left = value.iter().filter_map(|(key, value)| {
        let left = theirs.get(key).map_or_else(|| Some(value.clone()), |theirs| without(value, theirs))?;
        Some((key.clone(), left))
    });
    let left: Map<String, Value> = left.collect();
    (!left.is_empty()).then_some(Value::Object(left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_kept_for_one_lies_over_what_was_kept_for_all() {
        for (of_all, own, both) in [
            (json!(["a", "b"]), json!(["c", "b"]), json!(["a", "b", "c"])),
            (json!({"x": {"a": 1, "b": 1}}), json!({"x": {"b": 2}, "y": 3}), json!({"x": {"a": 1, "b": 2}, "y": 3})),
            (json!("a"), json!(["b"]), json!(["b"])),
        ] {
            assert_eq!(over(&of_all, &own), both);
        }
    }

    #[test]
    fn what_the_files_of_a_folder_say_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let value = json!({"external_directory": {"/a/*": "allow", "/b/*": "allow"}});
        assert_eq!(unsaid(&folder, "permission", &value), Some(value.clone()));
        std::fs::write(folder.join("opencode.jsonc"), "{ /* own */ \"permission\": {\"edit\": \"ask\"} }").unwrap();
        assert_eq!(unsaid(&folder, "permission", &value), Some(value.clone()));
        let own = r#"{"permission": {"external_directory": {"/a/*": "deny"}}, "default_agent": "plan"}"#;
        std::fs::write(folder.join("opencode.json"), own).unwrap();
        let rest = json!({"external_directory": {"/b/*": "allow"}});
        assert_eq!(unsaid(&folder, "permission", &value), Some(rest));
        assert_eq!(unsaid(&folder, "default_agent", &json!("build")), None);
    }
}
