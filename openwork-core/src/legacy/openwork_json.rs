//! `.opencode/openwork.json` of a workspace, which the last older server moved into its database.

use super::folders::Folders;
use super::found::Found;
use super::json::Fields;
use super::read::Gathered;
use super::server_config::folders_of;
use crate::model::migration::{LegacySubject, MigrationAction};
use serde_json::{Map, Value};

/// What is not taken over, and why.
const LEFT: [(&str, &str); 4] = [
    ("reload", "This server decides by itself when the engine has to read something again."),
    ("blueprint", "What a template starts with was shown once, and is not needed again."),
    ("cloudImports", "What an account installed comes again with the sign-in."),
    ("messaging", "Which bots answer is a matter of the bots."),
];

/// Reads the object. `workspace` is an id of the workspace that it is of.
pub(super) fn openwork(
    at: &str,
    workspace: &str,
    map: &Map<String, Value>,
    folders: &Folders<'_>,
    gathered: &mut Gathered,
) {
    let mut fields = Fields::of(map);
    if fields.list("authorizedRoots").is_some() {
        let folders = folders_of(&mut fields, "authorizedRoots", None, folders);
        let what = Found::AuthorizedFolders { workspace: Some(workspace.to_owned()), folders };
        gathered.add(format!("{at}/authorizedRoots"), what, Vec::new());
    }
    for (name, reason) in LEFT {
        let is_empty = |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
        if map.get(name).is_some_and(|value| !is_empty(value)) {
            let (at, subject) = (format!("{at}/{name}"), LegacySubject::Configuration);
            gathered.left(at, subject, name, MigrationAction::Skip, reason, None);
        }
    }
    gathered.warnings.extend(fields.warnings.into_iter().map(|warning| format!("{at}: {warning}")));
}
