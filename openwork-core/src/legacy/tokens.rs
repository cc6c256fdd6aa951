//! Tokens: `tokens.json` of the older server, and the token stores of both kinds of desktops. Only hashes are kept.

use super::folders::Folders;
use super::found::{FolderIds, Found, FoundToken, FoundWorkspace, Source};
use super::ids;
use super::json::{Fields, Object, entries, entry, members, pointer};
use super::read::{Fault, Gathered, json};
use crate::clock::Timestamp;
use crate::model::migration::{LegacyKind, LegacySubject, MigrationAction};
use std::collections::HashSet;
use std::path::Path;

/// What bearers might do.
const SCOPES: [&str; 3] = ["owner", "collaborator", "viewer"];
/// The tokens of a folder: as Tauri wrote them, as Electron did, what their bearers might do, and what they were for.
const OF_FOLDER: [(&str, &str, &str, &str); 3] = [
    ("client_token", "clientToken", "collaborator", "OpenWork desktop client token"),
    ("host_token", "hostToken", "owner", "OpenWork desktop host token"),
    ("owner_token", "ownerToken", "owner", "OpenWork desktop owner token"),
];
/// What to do about a token that cannot be read.
const REMEDY: &str = "Make a new token for whoever used this one.";

/// Reads `tokens.json`.
pub(super) fn server(path: &Path) -> Option<Source> {
    json(LegacyKind::ServerTokens, path, |object, gathered| {
        let raws = entries(object, "tokens").unwrap_or_else(|why| {
            gathered.fail("/tokens", LegacySubject::Source, "tokens", Fault::new(unread(&why), REMEDY));
            Vec::new()
        });
        let mut seen = HashSet::new();
        for (index, raw) in raws.into_iter().enumerate() {
            let at = format!("/tokens/{index}");
            let map = match entry(raw) {
                Ok(map) => map,
                Err(why) => {
                    let fault = Fault::new(unread(&why), REMEDY);
                    gathered.fail(at, LegacySubject::Token, "a token without a name", fault);
                    continue;
                }
            };
            let mut fields = Fields::of(&map);
            let name = fields.text("label").or_else(|| fields.text("id")).unwrap_or("a token without a name");
            match one(&mut fields) {
                Ok(token) if !seen.insert(token.hash.clone()) => {
                    gathered.warnings.extend(fields.warnings.into_iter().map(|warning| format!("{at}: {warning}")));
                    gathered.warnings.push(format!("The token at `{at}` stands there twice; the first one counts."));
                }
                Ok(token) => gathered.add(at, Found::Token(token), fields.warnings),
                Err(why) => {
                    // all that is wrong with it
                    fields.text("label");
                    fields.moment("createdAt");
                    let fault = Fault::new(unread(why), REMEDY);
                    gathered.fail_with(at, LegacySubject::Token, name, fault, fields.warnings);
                }
            }
        }
    })
}

fn unread(why: &str) -> String {
    format!("It cannot be read: {why}.")
}

fn one(fields: &mut Fields<'_>) -> Result<FoundToken, &'static str> {
    let hash = fields.text("hash").ok_or("it has no hash")?.to_ascii_lowercase();
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err("its hash is no SHA-256 in hex");
    }
    let scope = fields.text("scope").filter(|scope| SCOPES.contains(scope));
    Ok(FoundToken {
        hash,
        scope: scope.ok_or("it does not say what its bearer may do")?.to_owned(),
        label: fields.text("label").map(str::to_owned),
        folder: None,
        created_at: fields.moment("createdAt"),
    })
}

/// Reads `openwork-server-tokens.json`.
pub(super) fn desktop(path: &Path) -> Option<Source> {
    json(LegacyKind::DesktopTokens, path, |object, gathered| {
        let folders = members(object, "workspaces").unwrap_or_else(|why| {
            gathered.fail("/workspaces", LegacySubject::Source, "workspaces", Fault::new(unread(&why), REMEDY));
            Object::new()
        });
        let mut seen = HashSet::new();
        for (folder, raw) in folders {
            let at = pointer(&["workspaces", &folder]);
            match entry(raw) {
                Ok(map) => of_folder(&folder, &at, &mut Fields::of(&map), &mut seen, gathered),
                Err(why) => gathered.fail(at, LegacySubject::Token, &folder, Fault::new(unread(&why), REMEDY)),
            }
        }
    })
}

fn of_folder(folder: &str, at: &str, fields: &mut Fields<'_>, seen: &mut HashSet<String>, gathered: &mut Gathered) {
    let (tauri, electron) = (fields.moment("updated_at"), fields.moment("updatedAt"));
    let created_at = tauri.or(electron);
    for (snake, camel, scope, label) in OF_FOLDER {
        for name in [snake, camel] {
            let Some(hash) = fields.text(name).map(ids::hash).filter(|hash| seen.insert(hash.clone())) else {
                continue;
            };
            let folder = Some(folder.to_owned()).filter(|folder| !folder.is_empty());
            let (scope, label) = (scope.to_owned(), Some(label.to_owned()));
            let token = FoundToken { hash, scope, label, folder, created_at };
            gathered.add(format!("{at}/{name}"), Found::Token(token), Vec::new());
        }
    }
    let warnings = fields.warnings.drain(..).map(|warning| format!("{at}: {warning}"));
    gathered.warnings.extend(warnings);
}

/// Where a list of workspaces is missing, the keys of the token store beside it are what is left of it. The last used folder
/// comes first; one that is not there is not brought back, and told.
pub(super) fn recovered(store: &mut Source, folders: &Folders<'_>) {
    let mut keys: Vec<(String, Option<Timestamp>)> = Vec::new();
    for finding in &store.findings {
        if let Found::Token(FoundToken { folder: Some(folder), created_at, .. }) = &finding.what
            && keys.last().is_none_or(|(last, _)| last != folder)
        {
            keys.push((folder.clone(), *created_at));
        }
    }
    keys.sort_by_key(|(_, used)| std::cmp::Reverse(*used));
    let mut gathered = Gathered::default();
    let mut seen = HashSet::new();
    for (key, _) in keys {
        let at = pointer(&["workspaces", &key]);
        let folder = match folders.by_letters(&key) {
            Ok(folder) if !seen.insert(folder.path.clone()) => continue,
            Ok(folder) => folder,
            Err(why) => {
                let remedy = "Open the folder as a workspace, under the name that it has.".to_owned();
                let reason = format!("Its token is all that is left of the workspace, and {why}.");
                let (subject, action) = (LegacySubject::Workspace, MigrationAction::Skip);
                gathered.left(at, subject, &key, action, reason, Some(remedy));
                continue;
            }
        };
        let ids = FolderIds::of(None, &folder);
        let (name, preset, created_at) = (None, None, None);
        let found = FoundWorkspace { folder: folder.path.clone(), is_there: true, name, preset, ids, created_at };
        let warning = "The list of workspaces that it stood in is missing; its token was all that was left.".to_owned();
        gathered.add(at, Found::Workspace(found), vec![warning]);
    }
    let (findings, warnings) = gathered.all();
    store.findings.splice(0..0, findings);
    store.warnings.extend(warnings);
}
