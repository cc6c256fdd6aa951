//! Tokens, by id and by hash.

use crate::ids::TokenId;
use crate::model::stored::TokenRecord;
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{Rows, TOKEN_HASHES, TOKENS};
use crate::store::unit::Write;

impl Record for TokenRecord {
    const TABLE: Rows = TOKENS;

    fn key(&self) -> &str {
        self.id.as_str()
    }
}

/// What the hash index goes by.
pub(in crate::store) fn hash(record: &TokenRecord) -> &str {
    &record.hash
}

/// The tokens of a snapshot or of a unit of work.
pub(crate) struct Tokens<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Tokens<'_, S> {
    /// The token of this id.
    #[cfg(test)]
    pub(crate) fn get(&self, id: &TokenId) -> Result<Option<TokenRecord>, StoreError> {
        rows::record(self.0, id.as_str())
    }

    /// The token with this SHA-256 in hex.
    pub(crate) fn by_hash(&self, hex: &str) -> Result<Option<TokenRecord>, StoreError> {
        rows::indexed(self.0, TOKEN_HASHES, hex, hash)
    }

    /// Every token, by id, which is by age.
    pub(crate) fn list(&self) -> Result<Vec<TokenRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Tokens<'_, Write<'_>> {
    /// Writes the record in place of the one with its id. Refuses a hash that belongs to another token.
    pub(crate) fn put(&self, record: &TokenRecord) -> Result<(), StoreError> {
        rows::put_indexed(self.0, TOKEN_HASHES, record, hash)
    }

    /// Removes the record; gives what was there.
    pub(crate) fn remove(&self, id: &TokenId) -> Result<Option<TokenRecord>, StoreError> {
        rows::remove_indexed(self.0, TOKEN_HASHES, id.as_str(), hash)
    }
}
