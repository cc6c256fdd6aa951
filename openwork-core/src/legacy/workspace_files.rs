//! The files that older OpenWork and OpenCode keep in the folder of a workspace.

use super::commands;
use super::folders::Folders;
use super::found::{FolderIds, Found, FoundWorkspace, Source};
use super::ids;
use super::json::{Fields, entries, entry, without};
use super::openwork_json::openwork;
use super::read::{Fault, Gathered, in_place, is_open, json_up_to, unreadable};
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject, MigrationAction};
use std::path::{Path, PathBuf};

/// The workspace's own settings; the first one that can be read counts.
const OWN: [&str; 2] = [".openwork/openwork.json", ".opencode/openwork.json"];
/// OpenCode's configuration, which it makes one of all of them.
const OPENCODE: [&str; 4] = ["opencode.jsonc", "opencode.json", ".opencode/opencode.jsonc", ".opencode/opencode.json"];
/// What was to be done again and again.
const AUTOMATIONS: &str = ".opencode/openwork/agentlab/automations.json";
/// A larger file of a workspace is not read: whoever wrote the files of a repository wrote these too.
const MOST: u64 = 4 << 20;
/// The first place of the record of what was done.
const AUDIT: &str = ".opencode/openwork/audit.jsonl";

/// Reads the files of a folder that is there. `is_stored` says that the server's database has its settings too: those count.
pub(super) fn read(workspace: &FoundWorkspace, is_stored: bool, folders: &Folders<'_>, sources: &mut Vec<Source>) {
    let folder = Path::new(&*workspace.folder);
    let mut failed = |folder: &Path, fault| sources.push(unreadable(LegacyKind::WorkspaceFile, folder, fault));
    if let Err(fault) = is_open(folder) {
        return failed(folder, fault);
    }
    // most folders have neither: two looks instead of eight
    let mut has = |name: &str| {
        let within = folder.join(name);
        is_open(&within).unwrap_or_else(|fault| {
            failed(&within, fault);
            false
        })
    };
    let (new, old) = (has(".openwork"), has(".opencode"));
    let is_possible = |name: &&str| match name.split('/').next() {
        Some(".openwork") => new,
        Some(".opencode") => old,
        _ => true,
    };
    let own = OWN.iter().filter(|name| is_possible(name)).map(|name| folder.join(name));
    let own = own.filter_map(|path| settings(&path, workspace, is_stored, folders));
    let mut counts: Option<PathBuf> = None;
    for mut source in own {
        if let Some(first) = &counts {
            shadow(&mut source, first);
        } else if source.condition != LegacyCondition::Unreadable {
            counts = Some(source.path.clone());
        }
        sources.push(source);
    }
    let opencode = OPENCODE.iter().filter(|name| is_possible(name));
    sources.extend(opencode.filter_map(|name| configuration(&folder.join(name))));
    if old {
        commands::read(folder, sources);
        sources.extend(automations(&folder.join(AUTOMATIONS)));
        sources.extend(audit(&folder.join(AUDIT), id_of(&workspace.folder)));
    }
}

/// Has a file say nothing but that another one counts; one that cannot be read goes on saying so.
fn shadow(source: &mut Source, first: &Path) {
    if source.condition == LegacyCondition::Unreadable {
        return;
    }
    let mut gathered = Gathered::default();
    let reason = format!("`{}` is there too, and that one counts.", first.display());
    let subject = LegacySubject::Configuration;
    gathered.left("", subject, &name(&source.path), MigrationAction::Skip, reason, None);
    (source.findings, source.warnings) = gathered.all();
}

fn id_of(folder: &str) -> String {
    ids::of_folder(folder, folder, super::System::Linux).into_iter().next().unwrap_or_default()
}

fn settings(path: &Path, workspace: &FoundWorkspace, is_stored: bool, folders: &Folders<'_>) -> Option<Source> {
    json_up_to(MOST, LegacyKind::WorkspaceFile, path, |object, gathered| {
        let mut map = without(object, &[], &mut gathered.warnings);
        let mut fields = Fields::of(&map);
        if let Some(own) = fields.object("workspace") {
            let mut own = Fields::of(own);
            let found = FoundWorkspace {
                name: own.text("name").map(Into::into),
                preset: own.text("preset").map(Into::into),
                created_at: own.moment("createdAt"),
                ids: FolderIds::default(),
                ..workspace.clone()
            };
            gathered.add("/workspace", Found::Workspace(found), own.warnings);
        }
        gathered.warnings.append(&mut fields.warnings);
        if is_stored && map.remove("authorizedRoots").is_some_and(|roots| !roots.is_null()) {
            let reason = "The older server's database has the folders of this workspace, and those count.";
            let (at, subject) = ("/authorizedRoots", LegacySubject::AuthorizedFolder);
            gathered.left(at, subject, "authorizedRoots", MigrationAction::Skip, reason, None);
        }
        openwork("", &id_of(&workspace.folder), &map, folders, gathered);
    })
}

fn configuration(path: &Path) -> Option<Source> {
    let mut gathered = Gathered::default();
    let reason = "OpenCode reads it where it is.";
    gathered.left("", LegacySubject::Configuration, &name(path), MigrationAction::LeftInPlace, reason, None);
    in_place(LegacyKind::WorkspaceFile, path, gathered)
}

fn automations(path: &Path) -> Option<Source> {
    json_up_to(MOST, LegacyKind::SchedulerJobs, path, |object, gathered| {
        let raws = entries(object, "items").unwrap_or_else(|why| {
            let fault = Fault::new(format!("The list cannot be read: {why}."), "Mend the file.");
            gathered.fail("/items", LegacySubject::SchedulerJob, "items", fault);
            Vec::new()
        });
        for (index, raw) in raws.into_iter().enumerate() {
            let map = entry(raw).unwrap_or_default();
            let mut fields = Fields::of(&map);
            let name = fields.text("name").or_else(|| fields.text("id")).unwrap_or("an automation without a name");
            let (name, reason) = (name.to_owned(), "It stays in the workspace's folder; nothing runs it.".to_owned());
            let remedy = Some("Have a scheduler of the system ask the server what it asked.".to_owned());
            let (subject, action) = (LegacySubject::SchedulerJob, MigrationAction::LeftInPlace);
            let what = Found::Left { subject, name, action, reason, remedy };
            gathered.add(format!("/items/{index}"), what, fields.warnings);
        }
    })
}

/// Notes a record of what was done in a workspace. It stays where it is, and is read there.
pub(super) fn audit(path: &Path, workspace: String) -> Option<Source> {
    let mut gathered = Gathered::default();
    gathered.add("", Found::AuditLog { workspace, file: path.to_owned() }, Vec::new());
    in_place(LegacyKind::AuditLog, path, gathered)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
