//! What is managed for workspaces, by the ids of the items.

use crate::ids::ManagedItemId;
use crate::model::stored::ManagedItemRecord;
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{MANAGED_ITEMS, Rows};
use crate::store::unit::Write;

impl Record for ManagedItemRecord {
    const TABLE: Rows = MANAGED_ITEMS;

    fn key(&self) -> &str {
        self.id.as_str()
    }
}

/// The items of a snapshot or of a unit of work.
pub(crate) struct Managed<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Managed<'_, S> {
    /// The item of this id.
    pub(crate) fn get(&self, id: &ManagedItemId) -> Result<Option<ManagedItemRecord>, StoreError> {
        rows::record(self.0, id.as_str())
    }

    /// Every item, by id, which is by age.
    pub(crate) fn list(&self) -> Result<Vec<ManagedItemRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Managed<'_, Write<'_>> {
    /// Writes the record in place of the one with its id.
    pub(crate) fn put(&self, record: &ManagedItemRecord) -> Result<(), StoreError> {
        rows::put(self.0, MANAGED_ITEMS, record.key(), record)
    }

    /// Removes the record; says whether there was one.
    pub(crate) fn remove(&self, id: &ManagedItemId) -> Result<bool, StoreError> {
        rows::remove(self.0, MANAGED_ITEMS, id.as_str())
    }

    /// Takes a workspace out of every item; one that was made in it and that nobody else has goes. Its files are no matter of
    /// the store.
    pub(crate) fn forget_workspace(&self, id: &crate::ids::WorkspaceId) -> Result<(), StoreError> {
        for mut item in self.list()? {
            let before = item.clone();
            item.workspace_ids.retain(|known| known != id);
            item.disabled_in.retain(|known| known != id);
            item.files.remove(id);
            if item.made_in.as_ref() == Some(id) && item.workspace_ids.is_empty() {
                self.remove(&item.id)?;
            } else if item != before {
                self.put(&item)?;
            }
        }
        Ok(())
    }
}

/// What a secret of an item is sealed for.
pub(crate) fn secret_place(id: &ManagedItemId, name: &str) -> String {
    format!("managed_items/{id}/{name}")
}
