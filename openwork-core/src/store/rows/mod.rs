//! Typed access, one file an area.
//!
//! The code that reads is the same for a snapshot ([`Read`](crate::store::Read)) and for a unit of work
//! ([`Write`](crate::store::Write)): both are a [`Source`]. Indexes are kept here and nowhere else.

use redb::{ReadableTable, TableHandle};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::stored::{EnvironmentRecord, LegacyKeptRecord, ManagedItemRecord, RouterIdentityRecord, Sealed};
use crate::store::codec::{self, Record, Table};
use crate::store::error::StoreError;
use crate::store::tables::Rows;
use crate::store::unit::Write;

pub(crate) mod counters;
pub(crate) mod environment;
pub(crate) mod imports;
pub(crate) mod managed;
pub(crate) mod router;
pub(crate) mod settings;
pub(crate) mod tokens;
pub(crate) mod workspaces;

/// What rows are read from.
pub(crate) trait Source {
    /// An open table.
    type Table<'t>: Table
    where
        Self: 't;

    /// The table, open for reading.
    fn table(&self, rows: Rows) -> Result<Self::Table<'_>, StoreError>;

    /// The database's complaint, with the file's name; noted where it must be acted upon.
    fn fault(&self, error: impl Into<redb::Error>) -> StoreError;

    /// The complaint that the content is not what was written.
    fn damaged(&self, reason: String) -> StoreError;
}

/// All that is sealed, each with the place it is sealed for.
pub(super) fn sealed(source: &impl Source) -> Result<Vec<(String, Sealed)>, StoreError> {
    let bots = router::Identities(source).list()?;
    let of_bot = |bot: RouterIdentityRecord| {
        let place = |(name, sealed): (String, Sealed)| (router::secret_place(&bot.key, &name), sealed);
        bot.secrets.into_iter().map(place).collect::<Vec<_>>()
    };
    let variables = environment::Environment(source).list()?;
    let of_variable = |variable: EnvironmentRecord| {
        std::iter::once((environment::variable_place(variable.name.as_str()), variable.value))
    };
    let of_item = |item: ManagedItemRecord| {
        let place = |(name, sealed): (String, Sealed)| (managed::secret_place(&item.id, &name), sealed);
        item.secrets.into_iter().map(place).collect::<Vec<_>>()
    };
    let of_kept = |kept: LegacyKeptRecord| {
        let place = |(name, sealed): (String, Sealed)| (imports::kept_place(&kept.item, &name), sealed);
        kept.secrets.into_iter().map(place).collect::<Vec<_>>()
    };
    let (items, kept) = (managed::Managed(source).list()?, imports::Imports(source).all_kept()?);
    let (variables, items) = (variables.into_iter().flat_map(of_variable), items.into_iter().flat_map(of_item));
    Ok(bots
        .into_iter()
        .flat_map(of_bot)
        .chain(variables)
        .chain(items)
        .chain(kept.into_iter().flat_map(of_kept))
        .collect())
}

/// The value under the key.
pub(super) fn get<V: DeserializeOwned>(source: &impl Source, rows: Rows, key: &str) -> Result<Option<V>, StoreError> {
    let table = source.table(rows)?;
    let Some(bytes) = table.get(key).map_err(|error| source.fault(error))? else { return Ok(None) };
    codec::decode(rows.name(), key, bytes.value()).map(Some).map_err(|reason| source.damaged(reason))
}

/// The record under the key.
fn record<R: Record>(source: &impl Source, key: &str) -> Result<Option<R>, StoreError> {
    let table = source.table(R::TABLE)?;
    let Some(bytes) = table.get(key).map_err(|error| source.fault(error))? else { return Ok(None) };
    codec::decode_record(key, bytes.value()).map(Some).map_err(|reason| source.damaged(reason))
}

/// Every record, in the order of the keys.
fn records<R: Record>(source: &impl Source) -> Result<Vec<R>, StoreError> {
    let mut all = Vec::new();
    each(source, |record| all.push(record))?;
    Ok(all)
}

/// The same, one by one.
fn each<R: Record>(source: &impl Source, mut take: impl FnMut(R)) -> Result<(), StoreError> {
    let table = source.table(R::TABLE)?;
    for row in table.iter().map_err(|error| source.fault(error))? {
        let (key, bytes) = row.map_err(|error| source.fault(error))?;
        take(codec::decode_record(key.value(), bytes.value()).map_err(|reason| source.damaged(reason))?);
    }
    Ok(())
}

/// Every value, with its key, in the order of the keys.
fn values<V: DeserializeOwned>(source: &impl Source, rows: Rows) -> Result<Vec<(String, V)>, StoreError> {
    let table = source.table(rows)?;
    let all = table.iter().map_err(|error| source.fault(error))?;
    all.map(|row| {
        let (key, bytes) = row.map_err(|error| source.fault(error))?;
        let value = codec::decode(rows.name(), key.value(), bytes.value()).map_err(|reason| source.damaged(reason))?;
        Ok((key.value().to_owned(), value))
    })
    .collect()
}

/// The record that the index names under the key. An index that names no record, or one of another key, is damage.
fn indexed<R: Record>(
    source: &impl Source,
    index: Rows,
    key: &str,
    indexed_by: fn(&R) -> &str,
) -> Result<Option<R>, StoreError> {
    let Some(id) = get::<String>(source, index, key)? else { return Ok(None) };
    match record::<R>(source, &id)? {
        Some(record) if indexed_by(&record) == key => Ok(Some(record)),
        _ => Err(source.damaged(format!("`{key}` in table `{}` names `{id}`, which is not there", index.name()))),
    }
}

/// Writes a value under a key.
pub(super) fn put<V: Serialize>(write: &Write<'_>, rows: Rows, key: &str, value: &V) -> Result<(), StoreError> {
    let bytes = codec::encode(value)?;
    write.change(rows, |table| table.insert(key, bytes.as_slice()).map(|_| ()))
}

/// Removes what is under the key; says whether something was.
fn remove(write: &Write<'_>, rows: Rows, key: &str) -> Result<bool, StoreError> {
    write.change(rows, |table| table.remove(key).map(|old| old.is_some()))
}

/// Writes a record and the one index of its kind. Refuses a record whose index key belongs to another.
fn put_indexed<R: Record>(
    write: &Write<'_>,
    index: Rows,
    record: &R,
    indexed_by: fn(&R) -> &str,
) -> Result<(), StoreError> {
    let (key, under) = (record.key(), indexed_by(record));
    match get::<String>(write, index, under)? {
        Some(holder) if holder != key => {
            let table = index.name();
            return Err(StoreError::Refused { reason: format!("`{under}` in table `{table}` belongs to `{holder}`") });
        }
        _ => {}
    }
    if let Some(old) = self::record::<R>(write, key)?
        && indexed_by(&old) != under
    {
        remove(write, index, indexed_by(&old))?;
    }
    put(write, index, under, &key)?;
    put(write, R::TABLE, key, record)
}

/// Removes a record and its place in the index; gives what was there.
fn remove_indexed<R: Record>(
    write: &Write<'_>,
    index: Rows,
    key: &str,
    indexed_by: fn(&R) -> &str,
) -> Result<Option<R>, StoreError> {
    let Some(old) = record::<R>(write, key)? else { return Ok(None) };
    remove(write, index, indexed_by(&old))?;
    remove(write, R::TABLE, key)?;
    Ok(Some(old))
}
