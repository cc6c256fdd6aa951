//! `SQLite` databases of older OpenWork. A copy is opened, never the database: even a reader writes beside it.

use super::found::Source;
use super::json::moment;
use super::read::{Fault, Gathered, State, UNSTEADY, copy, unreadable};
use crate::clock::Timestamp;
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject, MigrationAction};
use data_encoding::HEXLOWER;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A larger database is none of these.
const MOST: u64 = 512 << 20;
/// How often a database that is being written is copied anew.
const ROUNDS: usize = 3;
/// How the folders of copies are called.
const PREFIX: &str = "legacy-copy-";
/// What is told of a file without one byte. That is no fault: `SQLite` makes it so, and a program that ended before its first table
/// leaves it so. But so does whatever cuts a file off.
const EMPTY: &str =
    "The file is empty. SQLite leaves it so where nothing was ever put into it; else all of it was lost.";
/// What to do about that.
const WITH_A_COPY: &str = "If something was in it, put a copy of it in its place, then import again.";
/// After so long a folder of copies is what a killed process left.
const STALE: Duration = Duration::from_mins(10);
/// The files of a database: itself, and what has to be worked into it or taken back from it.
const FILES: [&str; 3] = ["", "-wal", "-journal"];

/// The files whose content counts for a source: with a database what is worked into it when it is opened, too.
pub(super) fn files(kind: LegacyKind, path: &Path) -> Vec<PathBuf> {
    let is_database = matches!(kind, LegacyKind::RuntimeDatabase | LegacyKind::RouterDatabase);
    let count = if is_database { FILES.len() } else { 1 };
    let real = real(path);
    FILES.iter().take(count).map(|suffix| beside(&real, suffix)).collect()
}

/// A database by its own name: what belongs to it lies there, and not beside a link to it.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A file that belongs to a database.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A copy of a database.
#[derive(Debug)]
pub(super) struct Database {
    // closed before its folder goes
    connection: Connection,
    _folder: Scratch,
    /// SHA-256 of the database and of what belongs to it, in hex.
    pub(super) fingerprint: String,
    /// When it was written last.
    pub(super) modified: Option<Timestamp>,
    /// Whether it was written to each time it was copied.
    pub(super) is_unsteady: bool,
    /// Whether its file has not one byte.
    is_empty: bool,
}

/// A folder that goes with its owner.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Scratch {
    fn new(within: &Path) -> Result<Self, Fault> {
        let folder = within.join(format!("{PREFIX}{}", uuid::Uuid::new_v4().simple()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let made = builder.create(&folder);
        made.map_err(|error| Fault::new(format!("No copy can be made of it: {error}."), "See to the data folder."))?;
        Ok(Self(folder))
    }
}

/// Removes copies that killed processes left: secrets may be in them.
pub(super) fn sweep(scratch: &Path) {
    let is_stale = |path: &Path| {
        let written = fs::metadata(path).and_then(|metadata| metadata.modified());
        written.is_ok_and(|written| SystemTime::now().duration_since(written).is_ok_and(|age| age > STALE))
    };
    for entry in fs::read_dir(scratch).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_stale(&path) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// Reads a source that is a database; `read` says whether all that it knows of it could be read.
pub(super) fn source(
    kind: LegacyKind,
    path: &Path,
    scratch: &Path,
    read: impl FnOnce(&Database, &mut Gathered) -> Result<bool, Fault>,
) -> Option<Source> {
    let database = match Database::open(path, scratch) {
        Ok(database) => database?,
        Err(fault) => return Some(unreadable(kind, path, fault)),
    };
    let mut gathered = Gathered::default();
    gathered.warnings.extend(database.is_unsteady.then(|| UNSTEADY.to_owned()));
    let is_whole = read(&database, &mut gathered).unwrap_or_else(|fault| {
        gathered.fail("", LegacySubject::Source, "the database", fault);
        false
    });
    if database.is_empty && database.tables().is_ok_and(|tables| tables.is_empty()) {
        let (subject, action) = (LegacySubject::Source, MigrationAction::Skip);
        gathered.left("", subject, "the database", action, EMPTY, Some(WITH_A_COPY.to_owned()));
    }
    let condition = if is_whole { LegacyCondition::Read } else { LegacyCondition::Damaged };
    let Database { fingerprint, modified, .. } = database;
    let (findings, warnings) = gathered.all();
    Some(Source {
        kind,
        path: path.to_owned(),
        condition,
        fingerprint: Some(fingerprint),
        modified,
        findings,
        warnings,
    })
}

impl Database {
    /// A copy of this database; `None` where there is none.
    pub(super) fn open(path: &Path, scratch: &Path) -> Result<Option<Self>, Fault> {
        let mut round = 1;
        loop {
            let folder = Scratch::new(scratch)?;
            let mut hash = Sha256::new();
            let Some(copied) = copied(path, &folder.0, &mut hash)? else { return Ok(None) };
            let is_unsteady = copied.iter().any(|[before, after]| before != after);
            if is_unsteady && round < ROUNDS {
                round += 1;
                continue;
            }
            let modified = copied.iter().filter_map(|[_, (modified, _)]| *modified).max();
            let connection = connected(&folder.0.join("copy")).map_err(|error| fault(&error))?;
            let fingerprint = HEXLOWER.encode(&hash.finalize());
            // what was put into it may be in its log alone
            let is_empty = copied.first().is_some_and(|[_, (_, size)]| *size == 0);
            return Ok(Some(Self { connection, _folder: folder, fingerprint, modified, is_unsteady, is_empty }));
        }
    }

    /// The names of its tables.
    pub(super) fn tables(&self) -> Result<HashSet<String>, Fault> {
        self.names("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    }

    /// The names of a table's columns; none where there is no such table.
    pub(super) fn columns(&self, table: &str) -> Result<HashSet<String>, Fault> {
        self.names(&format!("SELECT name FROM pragma_table_info('{table}')"))
    }

    fn names(&self, query: &str) -> Result<HashSet<String>, Fault> {
        let read = || {
            let mut statement = self.connection.prepare(query)?;
            let names = statement.query_map([], |row| row.get::<_, String>(0))?;
            names.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| fault(&error))
    }

    /// The rows of a table, with these of its columns. The names are ours, not the database's.
    pub(super) fn rows(&self, table: &str, columns: &[&str], mut each: impl FnMut(&Row<'_>)) -> Result<(), Fault> {
        let query = format!("SELECT {} FROM {table}", columns.join(", "));
        let mut read = || {
            let mut statement = self.connection.prepare(&query)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                each(&Row(row));
            }
            Ok(())
        };
        read().map_err(|error| fault(&error))
    }
}

/// A row of a table.
pub(super) struct Row<'r>(&'r rusqlite::Row<'r>);

impl Row<'_> {
    /// A column's text, where it is one.
    pub(super) fn text(&self, column: usize) -> Option<&str> {
        match self.0.get_ref(column).ok()? {
            ValueRef::Text(text) => std::str::from_utf8(text).ok(),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => None,
        }
    }

    /// A column's moment, where it is one; none where there is nothing, and `Err` where there is something else.
    pub(super) fn moment(&self, column: usize) -> Result<Option<Timestamp>, ()> {
        let value = match self.0.get_ref(column).map_err(drop)? {
            ValueRef::Null => return Ok(None),
            ValueRef::Integer(number) => Value::from(number),
            ValueRef::Real(number) => Value::from(number),
            ValueRef::Text(_) => Value::from(self.text(column).ok_or(())?),
            ValueRef::Blob(_) => return Err(()),
        };
        moment(&value).map(Some).ok_or(())
    }
}

/// Copies a database with all that belongs to it.
fn copied(path: &Path, folder: &Path, hash: &mut Sha256) -> Result<Option<Vec<[State; 2]>>, Fault> {
    let mut states = Vec::new();
    let path = real(path);
    for suffix in FILES {
        match copy(&beside(&path, suffix), &folder.join(format!("copy{suffix}")), MOST, hash)? {
            Some(state) => states.push(state),
            None if suffix.is_empty() => return Ok(None),
            None => {}
        }
    }
    Ok(Some(states))
}

/// Opens a copy. It may be written to: a database that was left in the middle of something is put right first.
fn connected(path: &Path) -> rusqlite::Result<Connection> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // nobody needs the copy after a power cut, and nobody else uses it
    connection.pragma_update(None, "synchronous", "off")?;
    connection.pragma_update(None, "locking_mode", "exclusive")?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    connection.pragma_update(None, "query_only", true)?;
    // what a schema calls is not ours
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Why a database cannot be read. Its own words may quote what is in it.
fn fault(error: &rusqlite::Error) -> Fault {
    let again = "Keep a copy of it; mend it with `sqlite3 FILE .recover`, then import again.";
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Fault::new("It is no SQLite database.", again),
        Some(ErrorCode::DatabaseCorrupt) => Fault::new("The database is damaged.", again),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Fault::new("The database is in use.", "End what uses it, then import again.")
        }
        Some(ErrorCode::DiskFull) => Fault::new("There is no room for a copy of it.", "Make room, then import again."),
        _ => Fault::new("The database cannot be read.", again),
    }
}
