//! How the places look from outside, without reading any file: a start that finds them as they were has nothing to read.

use super::Look;
use super::places::Places;
use super::read::is_absent;
use crate::clock::Timestamp;
use crate::model::migration::LegacyKind;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::fs::Metadata;
use std::path::Path;

/// The endings of files that may be a source, and of databases among them.
const ENDINGS: [&str; 4] = [".json", ".sqlite", ".db", ".jsonl"];
const DATABASES: [&str; 2] = [".sqlite", ".db"];

/// Stands for which files there are in the places of older OpenWork, and for what is known of each unread. Files in the
/// folders of workspaces are no part of it: they are read again whenever one of the others has changed, or one of them in which
/// something failed. None where there is nothing at all.
pub(crate) fn glance(look: &Look) -> Option<String> {
    // at each start, also where there is nothing to read
    super::database::sweep(&look.scratch);
    let places = Places::of(look);
    let (mut hash, mut is_any) = (Sha256::new(), false);
    let mut closed = Vec::new();
    let routers = places.router_folders(|folder, _| closed.push(folder.to_owned()));
    let audits: Vec<_> = places.server_data.iter().map(|folder| folder.join("audit")).collect();
    let folders = [&places.desktops, &places.configs, &places.server_data, &places.orchestrators, &routers, &audits];
    for folder in folders.into_iter().flatten() {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => continue,
            Err(_) => {
                closed.push(folder.clone());
                continue;
            }
        };
        let paths = entries.flatten().map(|entry| entry.path());
        let mut files: Vec<_> = paths.filter(|path| ends_with(path, &ENDINGS)).collect();
        files.sort();
        for path in &files {
            is_any |= note(&mut hash, path);
        }
        for path in files.iter().filter(|path| ends_with(path, &DATABASES)) {
            note_beside(&mut hash, path);
        }
    }
    // they may be opened one day
    for folder in &closed {
        is_any |= note(&mut hash, folder);
    }
    let named = [
        &places.server_configs,
        &places.token_stores,
        &places.environments,
        &places.databases,
        &places.bootstraps,
        &places.router_configs,
        &places.router_databases,
    ];
    for path in named.into_iter().flatten() {
        is_any |= note(&mut hash, path);
    }
    // a variable may name one that lies anywhere
    for path in [&places.databases, &places.router_databases].into_iter().flatten() {
        note_beside(&mut hash, path);
    }
    if let Some(said) = look.variables.get("OPENWORK_SERVER_V2_CLOUD_SIGNIN_JSON") {
        hash.update(said.as_bytes());
        is_any = true;
    }
    is_any.then(|| HEXLOWER.encode(&hash.finalize()))
}

/// Stands for what is known of one file unread; empty where there is none.
pub(crate) fn stamp(path: &Path) -> String {
    let mut hash = Sha256::new();
    if note(&mut hash, path) { HEXLOWER.encode(&hash.finalize()) } else { String::new() }
}

/// The same of a file as a survey found it; of one that was written to since it is none that any file has.
pub(crate) fn stamp_as_found(path: &Path, modified: Option<Timestamp>) -> String {
    let stamp = stamp(path);
    let since = std::fs::metadata(path).ok().and_then(|meta| meta.modified().ok());
    let since = since.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let now = since.and_then(|since| i64::try_from(since.as_millis()).ok()).map(Timestamp::from_millis);
    if now == modified { stamp } else { "changed".to_owned() }
}

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    endings.iter().any(|ending| name.ends_with(ending))
}

/// Notes what is worked into a database when it is opened.
fn note_beside(hash: &mut Sha256, path: &Path) {
    for path in super::database::files(LegacyKind::RuntimeDatabase, path).iter().skip(1) {
        note(hash, path);
    }
}

/// Notes a file; says whether it is there.
fn note(hash: &mut Sha256, path: &Path) -> bool {
    let Ok(meta) = std::fs::metadata(path) else { return false };
    let since = meta.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let nanoseconds = since.map_or(0, |since| since.as_nanos());
    hash.update(path.to_string_lossy().as_bytes());
    hash.update([0]);
    hash.update(nanoseconds.to_le_bytes());
    hash.update(meta.len().to_le_bytes());
    for number in inode(&meta) {
        hash.update(number.to_le_bytes());
    }
    true
}

/// Its number, who may do what with it, and when that changed: what could not be read may be readable now.
#[cfg(unix)]
fn inode(meta: &Metadata) -> [i128; 5] {
    use std::os::unix::fs::MetadataExt as _;
    [meta.ino().into(), meta.mode().into(), meta.uid().into(), meta.ctime().into(), meta.ctime_nsec().into()]
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> [i128; 0] {
    []
}
