//! What is set for a workspace: how it is changed, what of it is refused, and which keys it comes to.

use super::rules;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::stored::{ProjectedRecord, WorkspaceSettingsRecord};
use crate::secrets;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many values may be set: each is kept, and looked for in the file, by itself.
const MOST: usize = 1000;

/// Where OpenCode has rules for what lies outside.
const OUTSIDE: &str = "external_directory";

/// What is attached to workspaces by operations of its own, so that a change of settings can never lose it.
const ATTACHED: [(&str, &str); 6] = [
    ("mcp", "`mcp.add`"),
    ("plugin", "`plugins.add`"),
    ("provider", "`managed.create` with `providerConfigs`"),
    ("command", "`commands.upsert`"),
    ("mode", "`managed.create` with `agents`"),
    ("$schema", "nothing: OpenWork writes it itself"),
];

/// The agents that OpenCode has of its own: they can be set, and are attached to nothing.
pub(crate) const OWN_AGENTS: [&str; 7] = ["build", "plan", "general", "explore", "title", "summary", "compaction"];

/// Nothing is set.
pub(crate) fn none(id: &WorkspaceId) -> WorkspaceSettingsRecord {
    WorkspaceSettingsRecord {
        workspace_id: id.clone(),
        opencode: Map::new(),
        authorized_folders: Vec::new(),
        projected: ProjectedRecord::default(),
        updated_at: Timestamp::now(),
    }
}

/// The keys that settings come to in the managed layer.
pub(crate) fn keys(record: &WorkspaceSettingsRecord) -> BTreeMap<Vec<String>, Value> {
    let mut all = record.opencode.clone();
    if !record.authorized_folders.is_empty() {
        let mut permission = as_rules(all.remove("permission"));
        let mut outside = as_rules(permission.remove(OUTSIDE));
        outside.extend(record.authorized_folders.iter().map(|folder| (format!("{folder}/*"), json!("allow"))));
        permission.insert(OUTSIDE.to_owned(), Value::Object(outside));
        all.insert("permission".to_owned(), Value::Object(permission));
    }
    leaves(&all)
}

/// A rule for all is a rule for `*`.
fn as_rules(value: Option<Value>) -> Map<String, Value> {
    match value {
        None => Map::new(),
        Some(Value::Object(rules)) => rules,
        Some(rule) => [("*".to_owned(), rule)].into_iter().collect(),
    }
}

/// The leaves of a value: what is no object, and objects with nothing in them.
fn flatten(value: &Value, way: &mut Vec<String>, into: &mut BTreeMap<Vec<String>, Value>) {
    let Some(map) = value.as_object().filter(|map| !map.is_empty() || way.is_empty()) else {
        into.insert(way.clone(), value.clone());
        return;
    };
    for (key, value) in map {
        way.push(key.clone());
        flatten(value, way, into);
        way.pop();
    }
}

/// The leaves of settings, one permission for all as a rule for `*`; where they are a change, `null` of what it removes.
pub(crate) fn leaves(settings: &Map<String, Value>) -> BTreeMap<Vec<String>, Value> {
    let (mut all, mut settings) = (BTreeMap::new(), settings.clone());
    rules::as_rules(&mut settings);
    flatten(&Value::Object(settings), &mut Vec::new(), &mut all);
    // nothing at all is not a key
    all.remove(&Vec::new());
    all
}

/// Changes settings: objects go into each other, lists take each other's place, `null` removes. Says which keys were set.
///
/// # Errors
/// `unprocessable` where a key is attached by another operation, or a value is a secret.
pub(crate) fn patch(stored: &mut Map<String, Value>, patch: &Map<String, Value>) -> Result<BTreeSet<Vec<String>>> {
    for (key, operation) in ATTACHED {
        if patch.contains_key(key) {
            let message = format!("`{key}` is not set here; use {operation}.");
            return Err(Error::unprocessable(&format!("opencode.{key}"), message));
        }
    }
    if let Some(agents) = patch.get("agent").and_then(Value::as_object)
        && let Some(name) = agents.keys().find(|name| !OWN_AGENTS.contains(&name.as_str()))
    {
        let message = format!("Agent `{name}` is not OpenCode's own; use `managed.create` with `agents`.");
        return Err(Error::unprocessable(&format!("opencode.agent.{name}"), message));
    }
    if let Some(finding) = secrets::find(&Value::Object(patch.clone())).first() {
        let way = finding.path();
        let message = format!(
            "`{way}` looks like a secret, and none is written into a workspace; keep it with `environment.set` and name it \
             here as `{{env:NAME}}`."
        );
        return Err(Error::unprocessable(&format!("opencode.{way}"), message));
    }
    if Value::Object(patch.clone()).to_string().contains("{file:") {
        let message = "No `{file:…}` is set here: where the file is missing OpenCode refuses the whole folder. Name it in your \
                       own file with `config.putRaw`, or keep the text with `environment.set` and name it as `{env:NAME}`.";
        return Err(Error::unprocessable("opencode", message));
    }
    if let Some(why) = secrets::misplaced(&Value::Object(patch.clone())) {
        return Err(Error::unprocessable("opencode", format!("OpenCode would not take it: {why}.")));
    }
    merge(stored, patch);
    // each item of a list is one
    let count: usize =
        leaves(stored).values().map(|value| value.as_array().map_or(1, |items| items.len().max(1))).sum();
    if count > MOST {
        let message =
            format!("A workspace has at most {MOST} values set; write more into its own file with `config.putRaw`.");
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    let mut named = Map::new();
    merge(&mut named, patch);
    Ok(leaves(&named).into_keys().collect())
}

fn merge(stored: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (key, value) in patch {
        match value {
            Value::Null => drop(stored.remove(key)),
            Value::Object(inner) => {
                let mut now = match stored.remove(key) {
                    // beside one permission for all others may stand
                    Some(rule @ Value::String(_)) if key == "permission" => as_rules(Some(rule)),
                    was => was.and_then(|was| was.as_object().cloned()).unwrap_or_default(),
                };
                merge(&mut now, inner);
                // what lost its last key is gone; an object that is given as empty is wanted so
                if !now.is_empty() || inner.is_empty() {
                    stored.insert(key.clone(), Value::Object(now));
                }
            }
            Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                stored.insert(key.clone(), value.clone());
            }
        }
    }
}

/// A folder outside the workspace that agents may work in, as it really lies. Blocks.
///
/// # Errors
/// `unprocessable` where it is no absolute folder that is there, or it is, holds or lies in what must not be opened.
pub(crate) fn authorized((number, given): (usize, &str), workspace: &Path, data: &Path) -> Result<String> {
    // the path is not said again: places of the machine stand in no failure
    let place = format!("openwork.authorizedFolders[{number}]");
    let refused = |why: &str| Error::unprocessable(&place, format!("A folder that is to be authorised {why}."));
    let path = Path::new(given);
    if !path.is_absolute() {
        return Err(refused("is no absolute path"));
    }
    let folder = path.canonicalize().map_err(|_| refused("is no folder that is there"))?;
    if !folder.is_dir() {
        return Err(refused("is no folder that is there"));
    }
    if folder.starts_with(workspace) {
        return Err(refused("lies in the workspace, where agents may work anyway"));
    }
    let data = data.canonicalize().unwrap_or_else(|_| data.to_path_buf());
    if folder.starts_with(&data) || data.starts_with(&folder) {
        return Err(refused("is, holds or lies in the data folder of this server"));
    }
    // the server's own stands there too, with its environment
    if cfg!(unix) && folder.starts_with("/proc") {
        return Err(refused("is of processes, and holds no files to work on"));
    }
    let text = folder.to_str().ok_or_else(|| refused("has a name that is no text"))?;
    if text.contains(['*', '?', '{', '}']) {
        return Err(refused("has a name that OpenCode would read as a pattern"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_patch_goes_into_what_is_there_and_null_removes() {
        let mut stored =
            map(&json!({"model": "a/b", "permission": {"bash": "ask", "edit": "deny"}, "instructions": ["a"]}));
        let set = patch(
            &mut stored,
            &map(
                &json!({"permission": {"bash": null, "webfetch": {"*": "ask"}}, "instructions": ["b"], "model": null}),
            ),
        );
        let expected = json!({"permission": {"edit": "deny", "webfetch": {"*": "ask"}}, "instructions": ["b"]});
        assert_eq!(Value::Object(stored.clone()), expected);
        let way = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(set.unwrap(), [way("instructions"), way("permission/webfetch/*")].into());
        patch(&mut stored, &map(&json!({"permission": {"edit": null, "webfetch": {"*": null}}, "none": null})))
            .unwrap();
        assert_eq!(Value::Object(stored), json!({"instructions": ["b"]}));
    }

    #[test]
    fn each_rule_is_a_key_of_its_own() {
        let mut record = none(&WorkspaceId::fresh());
        let mut change = |rules: Value| {
            let set = patch(&mut record.opencode, &map(&json!({ "permission": rules }))).unwrap();
            let all: Vec<_> =
                keys(&record).into_iter().map(|(way, rule)| format!("{}={rule}", way[1..].join("/"))).collect();
            (set.into_iter().map(|way| way[1..].join("/")).collect::<Vec<_>>(), all)
        };
        let (set, all) = change(json!("ask"));
        assert_eq!((set, all), (vec!["*".to_owned()], vec!["*=\"ask\"".to_owned()]));
        let (set, all) = change(json!({"bash": {"git *": "allow"}}));
        assert_eq!((set, all), (vec!["bash/git *".into()], vec!["*=\"ask\"".into(), "bash/git *=\"allow\"".into()]));
        assert_eq!(change(json!({"*": null, "bash": {"*": "deny"}})).1, ["bash/*=\"deny\"", "bash/git *=\"allow\""]);
        assert_eq!(change(json!("deny")).1, ["*=\"deny\""], "one for all is all that is set");
    }

    #[test]
    fn there_are_only_so_many_values() {
        let rules = |count: usize| (0..count).map(|number| (format!("k{number}"), json!("ask"))).collect::<Map<_, _>>();
        let of = |count: usize| map(&json!({"permission": {"bash": rules(count)}}));
        assert!(patch(&mut Map::new(), &of(MOST)).is_ok());
        assert_eq!(patch(&mut Map::new(), &of(MOST + 1)).unwrap_err().kind, ErrorKind::TooLarge);
        let list = |count: usize| map(&json!({"instructions": vec!["a.md"; count]}));
        assert!(patch(&mut Map::new(), &list(MOST)).is_ok() && patch(&mut Map::new(), &list(MOST + 1)).is_err());
        // what goes makes room
        let mut stored = of(MOST);
        assert!(patch(&mut stored, &map(&json!({"permission": {"bash": {"k0": null, "new": "ask"}}}))).is_ok());
    }

    #[test]
    fn a_file_is_not_named() {
        let error = patch(&mut Map::new(), &map(&json!({"username": "{file:nope}"}))).unwrap_err();
        assert!(error.message.contains("config.putRaw"), "{error}");
    }

    #[test]
    fn what_is_attached_cannot_be_patched() {
        let before = map(&json!({"model": "a/b"}));
        for (key, _) in ATTACHED {
            for value in [Value::Null, json!({}), json!([])] {
                let mut stored = before.clone();
                let error = patch(&mut stored, &map(&json!({"model": null, key: value}))).unwrap_err();
                assert!(error.message.contains(key), "{error}");
                assert_eq!(stored, before);
            }
        }
        assert!(patch(&mut before.clone(), &map(&json!({"agent": {"mine": null}}))).is_err());
        assert!(patch(&mut before.clone(), &map(&json!({"agent": {"build": {"model": "a/b"}}}))).is_ok());
    }

    #[test]
    fn g15_a_secret_is_not_taken() {
        for bad in [
            json!({"server": {"password": "hush"}}),
            json!({"formatter": {"x": {"environment": {"ANY": "hush"}}}}),
            json!({"lsp": {"x": {"env": {"ANY": "hush"}}}}),
            json!({"enterprise": {"url": "https://me:hush@host"}}),
        ] {
            let error = patch(&mut Map::new(), &map(&bad)).unwrap_err();
            assert!(error.message.contains("environment.set") && !error.message.contains("hush"), "{error}");
        }
        assert!(patch(&mut Map::new(), &map(&json!({"server": {"password": "{env:PW}"}}))).is_ok());
    }

    #[test]
    fn authorized_folders_are_rules() {
        let id = WorkspaceId::fresh();
        let mut record = WorkspaceSettingsRecord { authorized_folders: vec!["/a".to_owned()], ..none(&id) };
        let rule = |way: &str| way.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(keys(&record), [(rule("permission,external_directory,/a/*"), json!("allow"))].into());
        record.opencode = map(&json!({"permission": "ask"}));
        let all = keys(&record);
        assert_eq!((all.len(), &all[&rule("permission,*")]), (2, &json!("ask")));
        record.opencode = map(&json!({"permission": {OUTSIDE: "deny"}}));
        assert_eq!(keys(&record)[&rule("permission,external_directory,*")], "deny");
    }

    #[test]
    fn only_a_folder_that_is_there_and_harmless_is_authorized() {
        let base = tempfile::tempdir().unwrap();
        let base = base.path().canonicalize().unwrap();
        for name in ["ws/in", "data/x", "other", "st*r"] {
            std::fs::create_dir_all(base.join(name)).unwrap();
        }
        std::fs::write(base.join("file"), "").unwrap();
        let (workspace, data) = (base.join("ws"), base.join("data"));
        let check = |name: &str| authorized((0, base.join(name).to_str().unwrap()), &workspace, &data);
        assert_eq!(check("other/../other").unwrap(), base.join("other").to_str().unwrap());
        for name in ["ws", "ws/in", "data", "data/x", ".", "file", "none", "st*r"] {
            assert!(check(name).is_err(), "{name}");
        }
        assert!(authorized((0, "other"), &workspace, &data).is_err());
        for folder in ["/proc", "/proc/self"].into_iter().filter(|folder| Path::new(folder).is_dir()) {
            assert!(authorized((0, folder), &workspace, &data).is_err(), "{folder}");
        }
    }

    #[test]
    fn what_opencode_would_read_otherwise_is_not_set() {
        for bad in [json!({"username": "a{env:"}), json!({"permission": {"x{env:NONE}": "ask"}})] {
            let refused = patch(&mut Map::new(), &map(&bad)).unwrap_err();
            assert_eq!(refused.kind, crate::error::ErrorKind::Unprocessable, "{bad}");
        }
        assert!(patch(&mut Map::new(), &map(&json!({"username": "{env:USER}"}))).is_ok());
    }
}
