//! What lies in a folder, and what one path is.

use super::ignored::Rules;
use super::read::changed;
use super::revision::{self, HASHED};
use super::root::Root;
use super::{fault, write};
use crate::cursor;
use crate::error::{ErrorKind, Result};
use crate::model::file::{FileEntry, FileKind, FileList, LinkEnd, ListFiles};
use crate::model::file_path::FilePath;
use cap_std::fs::{Dir, FileType, Metadata};
use std::cell::Cell;
use std::fs::File;
use std::io;
use std::path::Path;

/// How many bytes of fresh files are read for the revisions of one list.
const READ: u64 = 32 << 20;

/// Lists a folder. Blocks on the file system. What cannot be looked at is listed with a note.
pub(crate) fn list(root: &Root, query: &ListFiles) -> Result<FileList> {
    let path = query.path.clone().unwrap_or_default();
    let folder = root.folder(&path)?;
    let (rules, ignored) = rules(root, &path);
    let mut names = Vec::new();
    for entry in folder.entries().map_err(|error| fault::at(&path, error))? {
        names.push(entry.map_err(|error| fault::at(&path, error))?.file_name());
    }
    let said: Vec<(String, bool)> = names
        .into_iter()
        .map(|name| match name.into_string() {
            Ok(name) => {
                let can_be_said = !name.contains('\\');
                (name, can_be_said)
            }
            Err(name) => (name.to_string_lossy().into_owned(), false),
        })
        .filter(|(name, _)| !write::is_temporary(name))
        .collect();
    let limit = query.limit.unwrap_or_default().get();
    let (page, next_cursor) = cursor::page(said, Clone::clone, query.cursor.as_deref(), limit)?;
    let left = Cell::new(READ);
    let items = page.into_iter().map(|(name, can_be_said)| {
        let at = FilePath::below(path.as_str(), &name).parse::<FilePath>().ok().filter(|_| can_be_said);
        match at {
            Some(at) => entry(root, &folder, &name, at, &rules, ignored, &left),
            None => unsaid(name, ignored),
        }
    });
    Ok(FileList { items: items.collect(), path, next_cursor })
}

/// What lies at a path. Blocks on the file system.
pub(crate) fn stat(root: &Root, path: &FilePath) -> Result<FileEntry> {
    let Some((above, name)) = path.split() else {
        let metadata = root.dir().dir_metadata().map_err(|error| fault::at(path, error))?;
        let mut whole = blank(".".to_owned(), FileKind::Dir, false);
        whole.path = Some(path.clone());
        (whole.updated_at, whole.revision) = (Some(changed(&metadata)), Some(revision::cheap(&metadata, || None)));
        return Ok(whole);
    };
    let folder = root.folder(&above)?;
    let (rules, ignored) = rules(root, &above);
    folder.symlink_metadata(name).map_err(|error| fault::at(path, error))?;
    if root.holds_back(Path::new(path.as_str())) {
        return Err(fault::held(path));
    }
    Ok(entry(root, &folder, name, path.clone(), &rules, ignored, &Cell::new(HASHED)))
}

/// The rules that hold in a folder, and whether it is left out itself.
pub(super) fn rules(root: &Root, folder: &FilePath) -> (Rules, bool) {
    let mut rules = Rules::of_whole(root.dir());
    let (mut at, mut left_out) = (String::new(), false);
    for name in folder.as_str().split('/').filter(|name| !name.is_empty()) {
        at = FilePath::below(&at, name);
        left_out |= name == ".git" || rules.leave_out(&at, true);
        if let Ok(dir) = root.dir().open_dir(&at) {
            rules = rules.below(&dir, &at);
        }
    }
    (rules, left_out)
}

/// What a type of the file system is called here.
#[allow(clippy::needless_pass_by_value, reason = "it is handed to `map`")]
pub(super) fn kind(kind: FileType) -> FileKind {
    match kind {
        kind if kind.is_symlink() => FileKind::Link,
        kind if kind.is_dir() => FileKind::Dir,
        kind if kind.is_file() => FileKind::File,
        _ => FileKind::Other,
    }
}

fn blank(name: String, kind: FileKind, ignored: bool) -> FileEntry {
    let (path, leads_to, size, updated_at, revision, note) = (None, None, None, None, None, None);
    FileEntry { name, path, kind, leads_to, size, updated_at, revision, ignored, note }
}

fn unsaid(name: String, ignored: bool) -> FileEntry {
    let note = Some("Its name is none that a path can hold: it is not UTF-8, say, or has a backslash.".to_owned());
    FileEntry { note, ..blank(name, FileKind::Other, ignored) }
}

fn entry(
    root: &Root,
    folder: &Dir,
    name: &str,
    path: FilePath,
    rules: &Rules,
    ignored: bool,
    left: &Cell<u64>,
) -> FileEntry {
    let metadata = match folder.symlink_metadata(name) {
        Ok(metadata) => metadata,
        Err(error) => {
            let ignored = ignored || rules.leave_out(path.as_str(), false);
            let note = Some(noted(error.kind()).to_owned());
            return FileEntry { path: Some(path), note, ..blank(name.to_owned(), FileKind::Other, ignored) };
        }
    };
    let kind = kind(metadata.file_type());
    let ignored = ignored || name == ".git" || rules.leave_out(path.as_str(), kind == FileKind::Dir);
    let mut entry = blank(name.to_owned(), kind, ignored);
    let about = match kind {
        FileKind::Link => {
            let (end, metadata, note) = end_of_link(root, &path);
            (entry.leads_to, entry.note) = (Some(end), note);
            metadata
        }
        FileKind::File | FileKind::Dir | FileKind::Other => Some(metadata),
    };
    if let Some(about) = about {
        entry.updated_at = Some(changed(&about));
        entry.size = about.is_file().then(|| about.len());
        if about.is_file() || about.is_dir() {
            entry.revision = Some(revision::cheap(&about, || read(root, &path, about.len(), left)));
        }
    }
    entry.path = Some(path);
    entry
}

/// The content of a fresh file, as long as not too much was read already.
fn read(root: &Root, path: &FilePath, size: u64, left: &Cell<u64>) -> Option<File> {
    left.set(left.get().checked_sub(size)?);
    root.file(path).ok().map(|(file, _)| file)
}

/// Where a link leads, and what lies there, if that is in the workspace.
pub(super) fn end_of_link(root: &Root, path: &FilePath) -> (LinkEnd, Option<Metadata>, Option<String>) {
    let real = match root.real(path) {
        Ok(_) => root.metadata(path),
        Err(error) if error.kind == ErrorKind::Forbidden => return (LinkEnd::Outside, None, None),
        Err(_) => return (LinkEnd::Nothing, None, None),
    };
    match real {
        Ok(metadata) if metadata.is_file() => (LinkEnd::File, Some(metadata), None),
        Ok(metadata) if metadata.is_dir() => (LinkEnd::Dir, Some(metadata), None),
        Ok(_) => (LinkEnd::Other, None, None),
        Err(error) => (LinkEnd::Nothing, None, Some(noted(error.kind()).to_owned())),
    }
}

pub(super) fn noted(kind: io::ErrorKind) -> &'static str {
    if kind == io::ErrorKind::NotFound {
        return "It went while the folder was read.";
    }
    if kind == io::ErrorKind::PermissionDenied {
        "The server may not look at it."
    } else {
        "It could not be looked at."
    }
}
