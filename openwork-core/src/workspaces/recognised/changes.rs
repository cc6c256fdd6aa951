//! What of the recognised files is another than before, in the words of a reload.

use super::{CONFIG, Kind, SKILLS, Seen};
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What has to be read again, and why: one for all that changed for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Which kind of thing.
    pub(crate) reason: ReloadReason,
    /// What was done to it.
    pub(crate) trigger: ReloadTrigger,
}

/// What changed between two looks, one for each reason, in the order of reasons.
pub(crate) fn changes(before: &BTreeMap<String, Seen>, now: &BTreeMap<String, Seen>) -> Vec<Change> {
    let mut by_reason: BTreeMap<ReloadReason, Vec<ReloadTrigger>> = BTreeMap::new();
    let paths: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for path in paths {
        let (old, new) = (before.get(path), now.get(path));
        let (Some(kind), false) =
            (new.or(old).map(|seen| seen.kind), old.map(|old| old.print) == new.map(|new| new.print))
        else {
            continue;
        };
        if kind == CONFIG {
            for (reason, trigger) in keys(path, old, new) {
                by_reason.entry(reason).or_default().push(trigger);
            }
        } else if let Some(action) = action(old.is_some(), new.is_some()) {
            let trigger =
                ReloadTrigger { kind: kind.trigger, action, name: name(path, kind), path: Some(path.clone()) };
            by_reason.entry(kind.reason).or_default().push(trigger);
        }
    }
    by_reason.into_iter().filter_map(|(reason, all)| Some(Change { reason, trigger: one(all)? })).collect()
}

/// One for several: what they have in common.
fn one(mut all: Vec<ReloadTrigger>) -> Option<ReloadTrigger> {
    if all.len() == 1 {
        return all.pop();
    }
    let first = all.first()?;
    let is_common = all.iter().all(|other| other.action == first.action);
    let action = if is_common { first.action } else { ReloadAction::Updated };
    let path = first.path.clone().filter(|path| all.iter().all(|other| other.path.as_ref() == Some(path)));
    Some(ReloadTrigger { kind: first.kind, action, name: None, path })
}

fn action(was: bool, is: bool) -> Option<ReloadAction> {
    match (was, is) {
        (false, true) => Some(ReloadAction::Added),
        (true, false) => Some(ReloadAction::Removed),
        (true, true) => Some(ReloadAction::Updated),
        (false, false) => None,
    }
}

/// What the thing in a file is called: as OpenCode calls it, but for a skill, whose folder it is.
fn name(path: &str, kind: Kind) -> Option<String> {
    if kind == SKILLS {
        return path.rsplit('/').nth(1).map(str::to_owned);
    }
    // the folder's own file, or one in a tree, from there on
    let rest = path.splitn(3, '/').nth(2).unwrap_or(path);
    Some(rest.rsplit_once('.').map_or(rest, |(name, _)| name).to_owned())
}

/// What of a configuration is another. One that cannot be read is nothing that could be read again: it is as it was.
fn keys(path: &str, old: Option<&Seen>, new: Option<&Seen>) -> Vec<(ReloadReason, ReloadTrigger)> {
    let none = Map::new();
    let object = |seen: Option<&Seen>| seen.and_then(|seen| seen.config.as_ref()?.as_object().cloned());
    if new.is_some_and(|new| new.fault.is_some()) {
        return Vec::new();
    }
    let (old, new) = (object(old).unwrap_or(none.clone()), object(new).unwrap_or(none));
    let mut found = Vec::new();
    for (key, was, is) in other(&old, &new) {
        let (reason, kind) = meaning(key);
        let trigger = |name: Option<&str>, action| ReloadTrigger {
            kind,
            action,
            name: name.map(str::to_owned),
            path: Some(path.to_owned()),
        };
        let inner = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_default();
        let has_names = [was, is].iter().flatten().all(|value| value.is_object()) && reason != ReloadReason::Config;
        if has_names {
            for (name, was, is) in other(&inner(was), &inner(is)) {
                found.extend(action(was.is_some(), is.is_some()).map(|action| (reason, trigger(Some(name), action))));
            }
        } else if let Some(action) = action(was.is_some(), is.is_some()) {
            let name = (reason == ReloadReason::Config).then_some(key.as_str());
            found.push((reason, trigger(name, action)));
        }
    }
    found
}

/// The keys whose values differ.
fn other<'a>(
    old: &'a Map<String, Value>,
    new: &'a Map<String, Value>,
) -> Vec<(&'a String, Option<&'a Value>, Option<&'a Value>)> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let both = keys.into_iter().map(|key| (key, old.get(key), new.get(key)));
    both.filter(|(_, was, is)| was != is).collect()
}

/// What a key of a configuration is about.
fn meaning(key: &str) -> (ReloadReason, ReloadTriggerKind) {
    match key {
        "agent" | "mode" => (ReloadReason::Agents, ReloadTriggerKind::Agent),
        "command" => (ReloadReason::Commands, ReloadTriggerKind::Command),
        "mcp" => (ReloadReason::Mcp, ReloadTriggerKind::Mcp),
        "plugin" => (ReloadReason::Plugins, ReloadTriggerKind::Plugin),
        "skills" => (ReloadReason::Skills, ReloadTriggerKind::Skill),
        _ => (ReloadReason::Config, ReloadTriggerKind::Config),
    }
}
