//! Who is told of what was taken in: the readers of the workspace's events, and OpenCode, which has to read again.

use super::Others;
use crate::config::managed::FILE;
use crate::flows::reload::ReloadCause;
use crate::ids::WorkspaceId;
use crate::model::event::{ConfigChangedPayload, ResourceChangedPayload};
use crate::model::portable::{BundleSection, ImportAction, ImportItem};
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use std::collections::BTreeSet;
use std::path::Path;

/// Tells of each thing that is otherwise now, and of the user's configuration, if that is.
pub(super) async fn tell(
    id: &WorkspaceId,
    folder: &Path,
    items: &[ImportItem],
    (config, keys): (Option<String>, Vec<String>),
    others: Others<'_>,
) {
    let Others { reloads, feed, .. } = others;
    let changed: Vec<_> = items.iter().filter_map(|item| Some((item, action(item.action)?))).collect();
    // by what lies side by side: looking is not for nothing
    let place = |path: &str| path.split('/').take(2).collect::<Vec<_>>().join("/");
    let mut places: BTreeSet<_> = changed.iter().filter_map(|(item, _)| item.path.as_deref()).map(place).collect();
    places.extend(config.clone());
    for place in places {
        reloads.wrote(id, &folder.join(place));
    }
    for (item, action) in changed {
        let (reason, kind) = kind(item);
        if kind == ReloadTriggerKind::Config {
            continue;
        }
        let name = item.name.strip_prefix("mcp.").filter(|_| kind == ReloadTriggerKind::Mcp).unwrap_or(&item.name);
        let (name, path) = (Some(name.to_owned()), item.path.clone());
        let payload = ResourceChangedPayload { kind, action, name: name.clone(), path: path.clone() };
        feed.announce(id, None, "resource.changed", payload).await;
        let trigger = Some(ReloadTrigger { kind, action, name, path });
        reloads.require(id, ReloadCause { reason, trigger }).await;
    }
    if let Some(path) = config {
        let payload = ConfigChangedPayload { path: Some(path.clone()), keys };
        feed.announce(id, None, "config.changed", payload).await;
        let (kind, action) = (ReloadTriggerKind::Config, ReloadAction::Updated);
        let trigger = ReloadTrigger { kind, action, name: None, path: Some(path) };
        reloads.require(id, ReloadCause { reason: ReloadReason::Config, trigger: Some(trigger) }).await;
    }
}

fn action(action: ImportAction) -> Option<ReloadAction> {
    match action {
        ImportAction::Create => Some(ReloadAction::Added),
        ImportAction::Replace => Some(ReloadAction::Updated),
        ImportAction::Remove => Some(ReloadAction::Removed),
        ImportAction::Keep | ImportAction::Conflict | ImportAction::Refused => None,
    }
}

fn kind(item: &ImportItem) -> (ReloadReason, ReloadTriggerKind) {
    let path = item.path.as_deref().unwrap_or_default();
    match item.section {
        BundleSection::Opencode if path == FILE => (ReloadReason::Mcp, ReloadTriggerKind::Mcp),
        BundleSection::Opencode => (ReloadReason::Config, ReloadTriggerKind::Config),
        BundleSection::Skills => (ReloadReason::Skills, ReloadTriggerKind::Skill),
        BundleSection::Commands => (ReloadReason::Commands, ReloadTriggerKind::Command),
        BundleSection::Files if path.starts_with(".opencode/agent") => (ReloadReason::Agents, ReloadTriggerKind::Agent),
        BundleSection::Files if path.starts_with(".opencode/tool") => (ReloadReason::Plugins, ReloadTriggerKind::Tool),
        BundleSection::Files => (ReloadReason::Plugins, ReloadTriggerKind::Plugin),
    }
}
