//! Jobs of OpenCode's scheduler plugin, and the system's units that start them. All of them stay where they are.

use super::found::{Found, Source};
use super::json::{Fields, entry, without};
use super::read::{Gathered, in_place, json};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use serde_json::Value;
use std::path::Path;

/// How the units are called, by system: how the name begins, and how it ends.
const UNITS: [(&str, &str); 3] =
    [("com.opencode.job.", ".plist"), ("opencode-job-", ".service"), ("opencode-job-", ".timer")];
/// What a job has where it asks an engine at an address of its own.
const ADDRESSES: [&str; 2] = ["attachUrl", "port"];

/// Notes a job.
pub(super) fn job(path: &Path) -> Option<Source> {
    json(LegacyKind::SchedulerJobs, path, |object, gathered| {
        let mut map = without(object, &["run", "invocation", "prompt"], &mut gathered.warnings);
        let run = object.get("run").map(|raw| entry(raw).unwrap_or_default()).unwrap_or_default();
        let is_said = |value: &Value| !value.is_null() && value.as_str() != Some("");
        let asks =
            |map: &serde_json::Map<String, Value>| ADDRESSES.iter().any(|name| map.get(*name).is_some_and(is_said));
        let mut reason =
            "It belongs to OpenCode's scheduler plugin and to the system, and works on where it is.".to_owned();
        let mut remedy = None;
        if asks(&map) || asks(&run) {
            reason += " It asks an engine at an address of its own (`attachUrl`, `port`), which may be over by now.";
            remedy = Some("Where it fails, set it anew in OpenCode, without that address.".to_owned());
        }
        map.retain(|name, _| ["name", "slug"].contains(&name.as_str()));
        let mut fields = Fields::of(&map);
        fields.texts(&["name", "slug"]);
        let name = fields.text("name").or_else(|| fields.text("slug")).unwrap_or("a job without a name").to_owned();
        let (subject, action) = (LegacySubject::SchedulerJob, MigrationAction::LeftInPlace);
        gathered.add("", Found::Left { subject, name, action, reason, remedy }, fields.warnings);
    })
}

/// Whether this is a unit of a job, by its name.
pub(super) fn is_unit(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    UNITS.iter().any(|(begin, end)| name.starts_with(begin) && name.ends_with(end))
}

/// Notes a unit. What is in it is not looked at.
pub(super) fn unit(path: &Path) -> Option<Source> {
    let mut gathered = Gathered::default();
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let reason = "With it the system starts a job of OpenCode's scheduler plugin, and goes on doing so.";
    let remedy = Some("Where the job is not wanted any more, delete it with that plugin.".to_owned());
    gathered.left("", LegacySubject::SchedulerJob, &name, MigrationAction::LeftInPlace, reason, remedy);
    in_place(LegacyKind::SchedulerJobs, path, gathered)
}
