//! How the places look from outside, without reading any file: a start that finds them as they were has nothing to read.

use super::Look;
use super::places::Places;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::fs::Metadata;
use std::path::Path;

/// The endings of files that may be a source.
const ENDINGS: [&str; 6] = [".json", ".sqlite", ".sqlite-wal", ".db", ".db-wal", ".jsonl"];

/// Stands for which files there are in the places of older OpenWork, and for what is known of each unread. Files in the
/// folders of workspaces are no part of it: they are read again whenever one of the others has changed. None where there is
/// nothing at all.
pub(crate) fn glance(look: &Look) -> Option<String> {
    // at each start, also where there is nothing to read
    super::database::sweep(&look.scratch);
    let places = Places::of(look);
    let (mut hash, mut is_any) = (Sha256::new(), false);
    let of_orchestrators = places.router_folders();
    let audits: Vec<_> = places.server_data.iter().map(|folder| folder.join("audit")).collect();
    let folders =
        [&places.desktops, &places.configs, &places.server_data, &places.orchestrators, &of_orchestrators, &audits];
    for folder in folders.into_iter().flatten() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| may_be_one(path)).collect();
        files.sort();
        for path in &files {
            is_any |= note(&mut hash, path);
        }
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
    if let Some(said) = look.variables.get("OPENWORK_SERVER_V2_CLOUD_SIGNIN_JSON") {
        hash.update(said.as_bytes());
        is_any = true;
    }
    is_any.then(|| HEXLOWER.encode(&hash.finalize()))
}

fn may_be_one(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
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
