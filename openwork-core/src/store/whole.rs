//! What goes over the whole store: a check, a copy, a listing.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{ReadableTable, TableHandle};
use serde_json::Value;

use crate::model::stored::{
    EnvironmentRecord, EventCounter, ImportSourceRecord, ImportedRecord, LegacyKeptRecord, ManagedItemRecord,
    RouterBindingRecord, RouterIdentityRecord, TokenRecord, WorkspaceRecord, WorkspaceSettingsRecord,
};
use crate::store::codec::{self, Record};
use crate::store::error::StoreError;
use crate::store::folder;
use crate::store::open;
use crate::store::rows::{Source, counters, router, tokens, workspaces};
use crate::store::tables::{
    self, ABOUT, EVENT_COUNTERS, NEXT_SYSTEM_EVENT, Rows, STORE_ID_KEY, TOKEN_HASHES, WORKSPACE_ALIASES,
    WORKSPACE_FOLDERS, WORKSPACE_SETTINGS,
};
use crate::store::unit::Read;
use crate::store::upgrade;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Checked {
    /// How many rows were looked at.
    pub(crate) rows: u64,
    /// What does not fit, one sentence each. None means that all is well.
    pub(crate) faults: Vec<String>,
}

/// Reads every row as what it should be and follows every index both ways.
///
/// The pages' checksums are not looked at here: opening the store does that.
pub(super) fn check(read: &Read<'_>) -> Result<Checked, StoreError> {
    let mut checked = Checked::default();
    let ids = checked.table(read, ABOUT, codec::decode::<String>)?;
    if !ids.contains_key(STORE_ID_KEY) {
        checked.faults.push("the store has no id".to_owned());
    }
    let next = ids.get(NEXT_SYSTEM_EVENT).map(|text| counters::number(text));
    checked.faults.extend(next.and_then(Result::err));
    let workspaces = checked.records::<WorkspaceRecord>(read)?;
    checked.index(read, WORKSPACE_FOLDERS, &workspaces, workspaces::folder)?;
    if let Some(active) = ids.get(tables::ACTIVE_WORKSPACE).filter(|id| !workspaces.contains_key(*id)) {
        checked.faults.push(format!("the active workspace `{active}` is not there"));
    }
    let all = checked.records::<TokenRecord>(read)?;
    checked.index(read, TOKEN_HASHES, &all, tokens::hash)?;
    for id in checked.records::<EventCounter>(read)?.keys().filter(|id| !workspaces.contains_key(*id)) {
        let table = EVENT_COUNTERS.name();
        checked.faults.push(format!("table `{table}` counts for `{id}`, which is not there"));
    }
    for id in checked.records::<WorkspaceSettingsRecord>(read)?.keys().filter(|id| !workspaces.contains_key(*id)) {
        let table = WORKSPACE_SETTINGS.name();
        checked.faults.push(format!("table `{table}` has settings of `{id}`, which is not there"));
    }
    for (alias, id) in checked.table(read, WORKSPACE_ALIASES, codec::decode::<String>)? {
        if !workspaces.contains_key(&id) {
            checked
                .faults
                .push(format!("`{alias}` in table `{}` names `{id}`, which is not there", WORKSPACE_ALIASES.name()));
        }
    }
    let sources = checked.records::<ImportSourceRecord>(read)?;
    for made in checked.records::<ImportedRecord>(read)?.values().filter(|made| !sources.contains_key(&made.source)) {
        checked.faults.push(format!("`{}` was imported from `{}`, which is not there", made.item, made.source));
    }
    checked.records::<LegacyKeptRecord>(read)?;
    checked.records::<EnvironmentRecord>(read)?;
    for (id, item) in checked.records::<ManagedItemRecord>(read)? {
        for workspace in item.workspace_ids.iter().filter(|known| !workspaces.contains_key(known.as_str())) {
            checked.faults.push(format!("managed item `{id}` is assigned to `{workspace}`, which is not there"));
        }
    }
    let bots = checked.records::<RouterIdentityRecord>(read)?;
    for binding in checked.records::<RouterBindingRecord>(read)?.values() {
        let bot = router::identity_key(binding.channel, &binding.identity_id);
        if !bots.contains_key(&bot) {
            checked.faults.push(format!("binding `{}` names the bot `{bot}`, which is not there", binding.id));
        }
    }
    Ok(checked)
}

impl Checked {
    /// Every row of a table, decoded; notes those that cannot be.
    fn table<V>(
        &mut self,
        read: &Read<'_>,
        rows: Rows,
        decode: impl Fn(&str, &str, &[u8]) -> Result<V, String>,
    ) -> Result<BTreeMap<String, V>, StoreError> {
        let mut decoded = BTreeMap::new();
        for row in read.table(rows)?.iter().map_err(|error| read.fault(error))? {
            let (key, bytes) = row.map_err(|error| read.fault(error))?;
            self.rows += 1;
            match decode(rows.name(), key.value(), bytes.value()) {
                Ok(value) => drop(decoded.insert(key.value().to_owned(), value)),
                Err(fault) => self.faults.push(fault),
            }
        }
        Ok(decoded)
    }

    /// Every record of a kind.
    fn records<R: Record>(&mut self, read: &Read<'_>) -> Result<BTreeMap<String, R>, StoreError> {
        self.table(read, R::TABLE, |_, key, bytes| codec::decode_record(key, bytes))
    }

    /// An index against its records, and the records against it.
    fn index<R: Record>(
        &mut self,
        read: &Read<'_>,
        index: Rows,
        records: &BTreeMap<String, R>,
        indexed_by: fn(&R) -> &str,
    ) -> Result<(), StoreError> {
        let entries = self.table(read, index, codec::decode::<String>)?;
        let table = index.name();
        for (key, id) in &entries {
            if records.get(id).map(indexed_by) != Some(key) {
                self.faults.push(format!("`{key}` in table `{table}` names `{id}`, which is not there"));
            }
        }
        for record in records.values() {
            if entries.get(indexed_by(record)).map(String::as_str) != Some(record.key()) {
                self.faults.push(format!("table `{table}` does not name `{}`", record.key()));
            }
        }
        Ok(())
    }
}

/// Writes the snapshot to a new file: a store of its own, complete once it has the name. A file that is there stays:
/// it may be this very store.
pub(super) fn backup(read: &Read<'_>, to: &Path) -> Result<(), StoreError> {
    let fault = |error| StoreError::io("write", to, error);
    if to.try_exists().map_err(fault)? {
        return Err(fault(io::ErrorKind::AlreadyExists.into()));
    }
    let mut draft = to.as_os_str().to_owned();
    draft.push(format!(".{}.new", uuid::Uuid::new_v4().simple()));
    let draft = PathBuf::from(draft);
    let file = folder::create(&draft).map_err(fault)?;
    let copied = copy(read, to, file).and_then(|()| folder::settle(&draft, to).map_err(fault));
    if copied.is_err() {
        // half a copy is worse than none
        let _ = std::fs::remove_file(&draft);
    }
    copied
}

/// Every row of the snapshot into an empty file.
fn copy(read: &Read<'_>, to: &Path, file: std::fs::File) -> Result<(), StoreError> {
    let bytes = FileBackend::new(file).map_err(|error| StoreError::database(to, error))?;
    let target = open::start(bytes, to)?;
    open::commit(&target, to, |transaction| {
        for rows in tables::ALL {
            let mut table = transaction.open_table(rows).map_err(|error| StoreError::database(to, error))?;
            for row in read.table(rows)?.iter().map_err(|error| read.fault(error))? {
                let (key, bytes) = row.map_err(|error| read.fault(error))?;
                table.insert(key.value(), bytes.value()).map_err(|error| StoreError::database(to, error))?;
            }
        }
        upgrade::stamp(transaction, to, tables::LAYOUT)
    })?;
    target.close().map_err(|error| StoreError::database(to, error))
}

/// Every table with every row, as JSON; what is no JSON stands there as text.
pub(super) fn dump(read: &Read<'_>) -> Result<Value, StoreError> {
    let mut all = serde_json::Map::new();
    for rows in tables::ALL {
        let mut table = serde_json::Map::new();
        for row in read.table(rows)?.iter().map_err(|error| read.fault(error))? {
            let (key, bytes) = row.map_err(|error| read.fault(error))?;
            let text = || Value::String(String::from_utf8_lossy(bytes.value()).into_owned());
            table.insert(key.value().to_owned(), serde_json::from_slice(bytes.value()).unwrap_or_else(|_| text()));
        }
        all.insert(rows.name().to_owned(), Value::Object(table));
    }
    Ok(Value::Object(all))
}
