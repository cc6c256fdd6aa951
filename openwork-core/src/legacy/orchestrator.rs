//! What the orchestrator kept: its list of workspaces, and the sign-in of an engine, which is never taken over.

use super::desktop::{active, wrong};
use super::entry::Entries;
use super::folders::Folders;
use super::found::Source;
use super::json::{entries, without};
use super::read::{Content, Gathered, MOST, content, fingerprint, json, unreadable};
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject, MigrationAction};
use std::path::Path;

/// Reads `openwork-orchestrator-state.json`. Its folders were never checked, so that some may be missing; the processes that
/// it names are gone, or are somebody else's by now.
pub(super) fn state(path: &Path, folders: &Folders<'_>) -> Option<Source> {
    json(LegacyKind::OrchestratorState, path, |object, gathered| {
        let mut list = Entries::new(folders, None);
        match entries(object, "workspaces") {
            Ok(raws) => raws.into_iter().enumerate().for_each(|(index, raw)| {
                list.read(format!("/workspaces/{index}"), raw, gathered);
            }),
            Err(why) => gathered.fail("/workspaces", LegacySubject::Source, "workspaces", wrong(&why)),
        }
        let rest =
            without(object, &["workspaces", "sidecar", "binaries", "daemon", "opencode"], &mut gathered.warnings);
        active(&rest, gathered);
    })
}

/// Notes `openwork-orchestrator-auth.json`. What is in it is not looked at.
pub(super) fn auth(path: &Path) -> Option<Source> {
    let kind = LegacyKind::OrchestratorAuth;
    let Content { bytes, modified, .. } = match content(path, MOST) {
        Ok(content) => content?,
        Err(fault) => return Some(unreadable(kind, path, fault)),
    };
    let mut gathered = Gathered::default();
    let reason = "It holds the sign-in of an engine that is gone. It is not taken over.";
    let remedy = Some("Delete the file: nothing needs it any more.".to_owned());
    gathered.left("", LegacySubject::Source, "an engine's sign-in", MigrationAction::Skip, reason, remedy);
    let (findings, warnings) = gathered.all();
    let (path, condition, fingerprint) = (path.to_owned(), LegacyCondition::Read, Some(fingerprint(&bytes)));
    Some(Source { kind, path, condition, fingerprint, modified, findings, warnings })
}
