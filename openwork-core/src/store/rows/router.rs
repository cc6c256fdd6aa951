//! The router's bots and bindings.

use crate::ids::{BindingId, IdentityId};
use crate::model::router::Channel;
use crate::model::stored::{RouterBindingRecord, RouterIdentityRecord};
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{ROUTER_BINDINGS, ROUTER_IDENTITIES, Rows};
use crate::store::unit::Write;

impl Record for RouterIdentityRecord {
    const TABLE: Rows = ROUTER_IDENTITIES;

    fn key(&self) -> &str {
        &self.key
    }
}

impl Record for RouterBindingRecord {
    const TABLE: Rows = ROUTER_BINDINGS;

    fn key(&self) -> &str {
        self.id.as_str()
    }
}

/// What a bot lies under.
pub(crate) fn identity_key(channel: Channel, id: &IdentityId) -> String {
    format!("{}/{id}", channel.as_str())
}

/// The bots of a snapshot or of a unit of work.
pub(crate) struct Identities<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Identities<'_, S> {
    /// The bot of this service and id.
    pub(crate) fn get(&self, channel: Channel, id: &IdentityId) -> Result<Option<RouterIdentityRecord>, StoreError> {
        rows::record(self.0, &identity_key(channel, id))
    }

    /// Every bot, by service and id.
    pub(crate) fn list(&self) -> Result<Vec<RouterIdentityRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Identities<'_, Write<'_>> {
    /// Writes the record in place of the one with its key.
    pub(crate) fn put(&self, record: &RouterIdentityRecord) -> Result<(), StoreError> {
        rows::put(self.0, ROUTER_IDENTITIES, record.key(), record)
    }

    /// Removes the record; says whether there was one.
    pub(crate) fn remove(&self, channel: Channel, id: &IdentityId) -> Result<bool, StoreError> {
        rows::remove(self.0, ROUTER_IDENTITIES, &identity_key(channel, id))
    }
}

/// The bindings of a snapshot or of a unit of work.
pub(crate) struct Bindings<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Bindings<'_, S> {
    /// The binding of this id.
    pub(crate) fn get(&self, id: &BindingId) -> Result<Option<RouterBindingRecord>, StoreError> {
        rows::record(self.0, id.as_str())
    }

    /// Every binding, by id.
    pub(crate) fn list(&self) -> Result<Vec<RouterBindingRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Bindings<'_, Write<'_>> {
    /// Writes the record in place of the one with its id.
    pub(crate) fn put(&self, record: &RouterBindingRecord) -> Result<(), StoreError> {
        rows::put(self.0, ROUTER_BINDINGS, record.key(), record)
    }

    /// Removes the record; says whether there was one.
    pub(crate) fn remove(&self, id: &BindingId) -> Result<bool, StoreError> {
        rows::remove(self.0, ROUTER_BINDINGS, id.as_str())
    }
}

/// What a bot's secret is sealed for.
pub(crate) fn secret_place(identity_key: &str, name: &str) -> String {
    format!("router_identities/{identity_key}/{name}")
}
