//! `server.json` of the older server: which folders it served.

use super::desktop::wrong;
use super::entry::Entries;
use super::folders::Folders;
use super::found::{Found, FoundToken, Source};
use super::ids;
use super::json::{Fields, entries, without};
use super::read::{Gathered, json};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// The tokens of the whole server, and what their bearers might do.
const TOKENS: [(&str, &str); 2] = [("token", "collaborator"), ("hostToken", "owner")];

/// How it was run.
const RUN: [&str; 6] = ["host", "approval", "corsOrigins", "readOnly", "logFormat", "logRequests"];

/// How many folders of a list are looked at: a server had its workspaces in it.
const MOST_FOLDERS: usize = 20_000;

/// Reads a configuration. What is relative in it counts from its own folder.
pub(super) fn read(path: &Path, folders: &Folders<'_>) -> Option<Source> {
    json(LegacyKind::ServerConfig, path, |object, gathered| {
        let base = path.parent();
        let mut list = Entries::new(folders, base);
        match entries(object, "workspaces") {
            Ok(raws) => {
                let read = |(index, raw)| list.read(format!("/workspaces/{index}"), raw, gathered);
                let ids: Vec<Option<String>> = raws.into_iter().enumerate().map(read).collect();
                // the first one was the active one
                if let Some(Some(first)) = ids.into_iter().next() {
                    gathered.add("/workspaces/0", Found::Active(first), Vec::new());
                }
            }
            Err(why) => gathered.fail("/workspaces", LegacySubject::Source, "workspaces", wrong(&why)),
        }
        let rest = without(object, &["workspaces"], &mut gathered.warnings);
        let mut fields = Fields::of(&rest);
        tokens(&mut fields, gathered);
        let roots = folders_of(&mut fields, "authorizedRoots", base, folders);
        if !roots.is_empty() {
            let what = Found::AuthorizedFolders { workspace: None, folders: roots };
            gathered.add("/authorizedRoots", what, Vec::new());
        }
        if let Some(port) = fields.port("port") {
            gathered.add("/port", Found::Port { folder: None, port }, Vec::new());
        }
        engine(&mut fields, gathered);
        for field in RUN.into_iter().filter(|field| rest.get(*field).is_some_and(|value| !value.is_null())) {
            let reason = "How a server listens and whom it asks is said when it is started.";
            let (at, subject) = (format!("/{field}"), LegacySubject::Source);
            gathered.left(at, subject, field, MigrationAction::Skip, reason, None);
        }
        gathered.warnings.append(&mut fields.warnings);
    })
}

fn tokens(fields: &mut Fields<'_>, gathered: &mut Gathered) {
    for (field, scope) in TOKENS {
        if let Some(token) = fields.text(field) {
            let label = Some(format!("{field} of server.json"));
            let found =
                FoundToken { hash: ids::hash(token), scope: scope.to_owned(), label, folder: None, created_at: None };
            gathered.add(format!("/{field}"), Found::Token(found), Vec::new());
        }
    }
}

/// The folders of a list; what is none is noted.
pub(super) fn folders_of(
    fields: &mut Fields<'_>,
    name: &str,
    base: Option<&Path>,
    folders: &Folders<'_>,
) -> Vec<Arc<str>> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let listed = fields.list(name).unwrap_or_default();
    if listed.len() > MOST_FOLDERS {
        fields.warnings.push(format!("`{name}` has more than {MOST_FOLDERS} folders; the others were left out."));
    }
    for (index, value) in listed.iter().enumerate().take(MOST_FOLDERS) {
        match value.as_str().ok_or("it is no text".to_owned()).and_then(|text| folders.of(text, base)) {
            Ok(folder) if seen.insert(folder.path.clone()) => found.push(folder.path.clone()),
            Ok(_) => {}
            Err(why) => fields.warnings.push(format!("`{name}[{index}]` was left out: {why}.")),
        }
    }
    found
}

/// The engine that it spoke to, with a name and a password: it is gone.
fn engine(fields: &mut Fields<'_>, gathered: &mut Gathered) {
    let named = ["opencodeBaseUrl", "opencodeDirectory", "opencodeUsername", "opencodePassword"];
    fields.texts(&named);
    if let Some(first) = named.into_iter().find(|name| fields.text(name).is_some()) {
        let reason = "The address and the sign-in of an engine hold for one run of it. This server starts its own.";
        let (at, subject) = (format!("/{first}"), LegacySubject::Source);
        gathered.left(at, subject, "the engine's address and sign-in", MigrationAction::Skip, reason, None);
    }
}
