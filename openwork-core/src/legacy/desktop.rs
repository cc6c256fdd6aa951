//! `openwork-workspaces.json` of every desktop, and `workspace-state.json` of the first ones on Electron.

use super::entry::Entries;
use super::folders::Folders;
use super::found::{Found, Source};
use super::json::{Fields, entries, without};
use super::read::{Fault, Gathered, json};
use crate::model::migration::{LegacyKind, LegacySubject};
use std::path::Path;

/// The names that the active workspace was written under; the first that says something counts.
const ACTIVE: [&str; 3] = ["selectedId", "selectedWorkspaceId", "activeId"];

/// Reads a list of workspaces.
pub(super) fn read(path: &Path, folders: &Folders<'_>) -> Option<Source> {
    json(LegacyKind::DesktopWorkspaces, path, |object, gathered| {
        let mut list = Entries::new(folders, None);
        match entries(object, "workspaces") {
            Ok(raws) => raws.into_iter().enumerate().for_each(|(index, raw)| {
                list.read(format!("/workspaces/{index}"), raw, gathered);
            }),
            Err(why) => gathered.fail("/workspaces", LegacySubject::Source, "workspaces", wrong(&why)),
        }
        let rest = without(object, &["workspaces"], &mut gathered.warnings);
        active(&rest, gathered);
    })
}

/// Which of them was the active one.
pub(super) fn active(map: &serde_json::Map<String, serde_json::Value>, gathered: &mut Gathered) {
    let mut fields = Fields::of(map);
    fields.texts(&ACTIVE);
    let said = ACTIVE.iter().find_map(|name| Some((*name, fields.text(name)?.to_owned())));
    gathered.warnings.append(&mut fields.warnings);
    if let Some((name, id)) = said {
        gathered.add(format!("/{name}"), Found::Active(id), Vec::new());
    }
}

/// A list that is none.
pub(super) fn wrong(why: &str) -> Fault {
    Fault::new(format!("The list cannot be read: {why}."), "Mend the file, then import again.")
}
