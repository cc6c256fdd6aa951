//! What is managed for workspaces, by the ids of the items.

use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::stored::{ManagedItemRecord, ProjectedFile};
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
        Ok(rows::record::<ManagedItemRecord>(self.0, id.as_str())?.filter(|item| !item.removed))
    }

    /// Every item, by id, which is by age.
    pub(crate) fn list(&self) -> Result<Vec<ManagedItemRecord>, StoreError> {
        let mut all = self.list_with_removed()?;
        all.retain(|item| !item.removed);
        Ok(all)
    }

    /// The same, and what is left of those that were removed while files of theirs lay in workspaces.
    pub(crate) fn list_with_removed(&self) -> Result<Vec<ManagedItemRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Managed<'_, Write<'_>> {
    /// Writes the record in place of the one with its id.
    pub(crate) fn put(&self, record: &ManagedItemRecord) -> Result<(), StoreError> {
        rows::put(self.0, MANAGED_ITEMS, record.key(), record)
    }

    /// Removes the item; says whether there was one. Which files of it lie in workspaces is remembered until they are gone.
    pub(crate) fn remove(&self, id: &ManagedItemId) -> Result<bool, StoreError> {
        let Some(item) = self.get(id)? else { return Ok(false) };
        if item.files.is_empty() {
            return rows::remove(self.0, MANAGED_ITEMS, id.as_str());
        }
        self.put(&item.into_removed())?;
        Ok(true)
    }

    /// Remembers which file of an item lies in a workspace because of us; of a removed one nothing is left after its last.
    pub(crate) fn note_file(
        &self,
        id: &ManagedItemId,
        workspace: &WorkspaceId,
        file: Option<ProjectedFile>,
    ) -> Result<(), StoreError> {
        let Some(mut item) = rows::record::<ManagedItemRecord>(self.0, id.as_str())? else { return Ok(()) };
        match file {
            Some(file) => item.files.insert(workspace.clone(), file),
            None => item.files.remove(workspace),
        };
        self.keep(&item)
    }

    /// Writes an item, or removes what is left of one that was removed when no file of it is left.
    fn keep(&self, item: &ManagedItemRecord) -> Result<(), StoreError> {
        if item.removed && item.files.is_empty() {
            return rows::remove(self.0, MANAGED_ITEMS, item.key()).map(drop);
        }
        self.put(item)
    }

    /// Takes a workspace out of every item; one that was made in it and that nobody else has goes. Its files are no matter of
    /// the store.
    pub(crate) fn forget_workspace(&self, id: &WorkspaceId) -> Result<(), StoreError> {
        for mut item in self.list_with_removed()? {
            let before = item.clone();
            item.workspace_ids.retain(|known| known != id);
            item.disabled_in.retain(|known| known != id);
            item.files.remove(id);
            if !item.removed && item.made_in.as_ref() == Some(id) && item.workspace_ids.is_empty() {
                item = item.into_removed();
            }
            if item != before {
                self.keep(&item)?;
            }
        }
        Ok(())
    }
}

/// What a secret of an item is sealed for.
pub(crate) fn secret_place(id: &ManagedItemId, name: &str) -> String {
    format!("managed_items/{id}/{name}")
}
