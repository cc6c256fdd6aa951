//! Records to bytes and back.

use redb::ReadableTable;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::error::StoreError;
use crate::store::tables::Rows;

/// A record: where it lies and under which key.
pub(crate) trait Record: Serialize + DeserializeOwned {
    /// Its table.
    const TABLE: Rows;

    /// Its key, which is part of the record, so that a record under a wrong key is noticed.
    fn key(&self) -> &str;
}

/// A value as it is written.
pub(super) fn encode<V: Serialize>(value: &V) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|reason| StoreError::Refused { reason: reason.to_string() })
}

/// A value as it was written, or what does not fit.
pub(super) fn decode<V: DeserializeOwned>(table: &str, key: &str, bytes: &[u8]) -> Result<V, String> {
    serde_json::from_slice(bytes).map_err(|reason| format!("`{key}` in table `{table}` cannot be read: {reason}"))
}

/// A record as it was written under this key, or what does not fit.
pub(super) fn decode_record<R: Record>(key: &str, bytes: &[u8]) -> Result<R, String> {
    let table = redb::TableHandle::name(&R::TABLE).to_owned();
    let record: R = decode(&table, key, bytes)?;
    if record.key() == key {
        Ok(record)
    } else {
        Err(format!("`{key}` in table `{table}` holds the record of `{}`", record.key()))
    }
}

/// A table of JSON, in a snapshot or in a transaction.
pub(crate) trait Table: ReadableTable<&'static str, &'static [u8]> {}

impl<T: ReadableTable<&'static str, &'static [u8]>> Table for T {}
