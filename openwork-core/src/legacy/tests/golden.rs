//! What each fixture gives, as it stands beside it.

use super::super::found::Finding;
use super::{Found, Home, Survey, given, lay, state, survey};
use serde_json::{Map, Value, json};
use std::path::Path;

/// A survey as a person reads it: with the home's mark for the home, without secrets, and without ids that hang on the home.
fn told(survey: &Survey, home: &Path, given: &str) -> Value {
    let sources: Vec<Value> = survey
        .sources
        .iter()
        .map(|source| {
            let findings: Vec<Value> = source.findings.iter().map(|finding| one(finding, given)).collect();
            json!({
                "kind": source.kind, "path": source.path, "condition": source.condition,
                "isPrinted": source.fingerprint.is_some(), "findings": findings, "warnings": source.warnings,
            })
        })
        .collect();
    let text = Value::from(sources).to_string();
    let home = home.to_str().unwrap();
    let pointed = home.replace('/', "~1");
    let text = text.replace(home, "{{HOME}}").replace(&home.to_lowercase(), "{{home}}");
    let text = text.replace(&pointed, "{{HOME}}").replace(&pointed.to_lowercase(), "{{home}}");
    serde_json::from_str(&text).unwrap()
}

fn one(finding: &Finding, given: &str) -> Value {
    let mut told = json!({ "at": finding.at, "what": what(&finding.what, given) });
    if !finding.warnings.is_empty() {
        told["warnings"] = json!(finding.warnings);
    }
    told
}

/// The ids that the fixture itself has.
fn own(ids: &[String], given: &str) -> Vec<String> {
    ids.iter().filter(|id| given.contains(&format!("\"{id}\""))).cloned().collect()
}

/// One thing, without its secrets.
pub(super) fn what(found: &Found, given: &str) -> Value {
    match found {
        Found::Workspace(it) => json!({ "workspace": *it.folder, "isThere": it.is_there, "name": it.name.as_deref(),
            "preset": it.preset.as_deref(), "ids": own(&it.ids.all(), given), "derived": it.ids.all().len() - own(&it.ids.all(), given).len(),
            "createdAt": it.created_at }),
        Found::About(it) => {
            json!({ "about": it.workspace, "name": it.name.as_deref(), "preset": it.preset.as_deref(), "createdAt": it.created_at })
        }
        Found::Remote(it) => json!({ "remote": it.base_url, "isEngine": it.is_engine, "remoteId": it.remote_id,
            "directory": it.directory, "name": it.name, "ids": it.ids, "secrets": it.secrets.keys().collect::<Vec<_>>() }),
        Found::Active(id) if !given.contains(id) => json!({ "active": "(derived of its folder)" }),
        Found::Active(id) => json!({ "active": id }),
        Found::Token(it) => {
            json!({ "token": it.hash.get(..8), "scope": it.scope, "label": it.label, "folder": it.folder,
            "createdAt": it.created_at })
        }
        Found::Variable { name, updated_at, .. } => json!({ "variable": name, "updatedAt": updated_at }),
        Found::Port { folder, port } => json!({ "port": port, "folder": folder }),
        Found::Configuration { workspace, config } => {
            json!({ "configuration": masked(config), "workspace": workspace })
        }
        Found::Item { workspace, kind, key, config } => {
            json!({ "item": key, "kind": kind, "workspace": workspace, "config": masked(config) })
        }
        Found::AuthorizedFolders { workspace, folders } => {
            let is_known = workspace.as_ref().is_none_or(|id| given.contains(id));
            let workspace = if is_known { workspace.clone() } else { Some("(derived of its folder)".to_owned()) };
            json!({ "authorizedFolders": folders.iter().map(|it| &**it).collect::<Vec<_>>(), "workspace": workspace })
        }
        Found::CloudSignIn(it) => {
            json!({ "cloudSignIn": it.base_url, "organisation": it.organisation, "rest": masked(&it.rest) })
        }
        Found::Bootstrap { base_url, rest } => json!({ "bootstrap": base_url, "rest": masked(rest) }),
        Found::Identity(it) => json!({ "identity": it.id, "channel": it.channel, "enabled": it.enabled,
            "access": it.access, "directory": it.directory, "secrets": it.secrets.keys().collect::<Vec<_>>() }),
        Found::Binding(it) => json!({ "binding": it.peer, "channel": it.channel, "identity": it.identity,
            "directory": it.directory, "createdAt": it.created_at, "updatedAt": it.updated_at }),
        Found::SessionGroups { workspace, state } => json!({ "sessionGroups": masked(state), "workspace": workspace }),
        Found::AuditLog { workspace, file } => {
            let workspace = if given.contains(workspace) { workspace } else { "(derived of its folder)" };
            json!({ "auditLog": file, "workspace": workspace })
        }
        Found::Left { subject, name, action, reason, remedy } => {
            json!({ "left": name, "subject": subject, "action": action, "reason": reason, "remedy": remedy })
        }
    }
}

/// A configuration without the secrets, which all have one word in them.
fn masked(config: &Map<String, Value>) -> Value {
    fn mask(value: &mut Value) {
        match value {
            Value::String(text) if text.contains("hush") => *text = "[secret]".to_owned(),
            Value::Array(list) => list.iter_mut().for_each(mask),
            Value::Object(map) => map.values_mut().for_each(mask),
            _ => {}
        }
    }
    let mut value = Value::Object(config.clone());
    mask(&mut value);
    value
}

#[test]
fn g08_every_fixture_gives_what_stands_beside_it() {
    let names = lay::names();
    assert!(names.len() >= 22, "{names:?}");
    for name in names {
        let home = Home::of(&name);
        let given = given(&lay::fixtures().join(&name).join("home"));
        let told = told(&home.survey(), &home.look.home, &given);
        insta::with_settings!({
            snapshot_path => lay::fixtures().join(&name), prepend_module_to_snapshot => false, omit_expression => true,
        }, { insta::assert_json_snapshot!("survey", told) });
    }
}

#[test]
fn g08_no_source_is_changed_and_a_second_look_sees_the_same() {
    for name in lay::names() {
        let home = Home::of(&name);
        let before = state(&home.look.home);
        let [first, second] = [home.survey(), home.survey()].map(|survey| format!("{survey:?}"));
        assert_eq!(first, second, "{name}");
        assert!(state(&home.look.home) == before, "{name}: a source was changed");
    }
}

#[test]
fn no_secret_of_a_fixture_is_printed() {
    let mut held = 0;
    for name in lay::names() {
        let home = Home::of(&name);
        let given = given(&lay::fixtures().join(&name).join("home"));
        held += given.matches("hush").count();
        held += home.look.variables.values().filter(|value| value.contains("hush")).count();
        let found = survey(&home.look);
        let printed = format!("{found:#?} {:?} {}", home.look, told(&found, &home.look.home, &given));
        assert!(!printed.contains("hush"), "{name}: {printed}");
    }
    assert!(held > 50, "{held} secrets were there to be found");
}
