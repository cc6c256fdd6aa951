//! Workspaces, by id and by folder.

use crate::ids::WorkspaceId;
use crate::model::stored::WorkspaceRecord;
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{ABOUT, ACTIVE_WORKSPACE, Rows, WORKSPACE_FOLDERS, WORKSPACES};
use crate::store::unit::Write;

impl Record for WorkspaceRecord {
    const TABLE: Rows = WORKSPACES;

    fn key(&self) -> &str {
        self.id.as_str()
    }
}

/// What the folder index goes by.
pub(in crate::store) fn folder(record: &WorkspaceRecord) -> &str {
    &record.folder
}

/// The workspaces of a snapshot or of a unit of work.
pub(crate) struct Workspaces<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Workspaces<'_, S> {
    /// The workspace of this id.
    pub(crate) fn get(&self, id: &WorkspaceId) -> Result<Option<WorkspaceRecord>, StoreError> {
        rows::record(self.0, id.as_str())
    }

    /// The workspace in this folder.
    pub(crate) fn by_folder(&self, path: &str) -> Result<Option<WorkspaceRecord>, StoreError> {
        rows::indexed(self.0, WORKSPACE_FOLDERS, path, folder)
    }

    /// The workspace that was activated last.
    pub(crate) fn active(&self) -> Result<Option<WorkspaceId>, StoreError> {
        rows::get(self.0, ABOUT, ACTIVE_WORKSPACE)
    }

    /// Every workspace, by id, which is by age for ids that the server made.
    pub(crate) fn list(&self) -> Result<Vec<WorkspaceRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Workspaces<'_, Write<'_>> {
    /// Writes the record in place of the one with its id. Refuses a folder that belongs to another workspace.
    pub(crate) fn put(&self, record: &WorkspaceRecord) -> Result<(), StoreError> {
        rows::put_indexed(self.0, WORKSPACE_FOLDERS, record, folder)
    }

    /// Writes that this is the active workspace.
    pub(crate) fn activate(&self, id: &WorkspaceId) -> Result<(), StoreError> {
        rows::put(self.0, ABOUT, ACTIVE_WORKSPACE, id)
    }

    /// Writes that no workspace is the active one.
    pub(crate) fn deactivate(&self) -> Result<(), StoreError> {
        rows::remove(self.0, ABOUT, ACTIVE_WORKSPACE).map(drop)
    }

    /// Removes the record, and that it is the active one; gives what was there.
    pub(crate) fn remove(&self, id: &WorkspaceId) -> Result<Option<WorkspaceRecord>, StoreError> {
        if self.active()?.as_ref() == Some(id) {
            rows::remove(self.0, ABOUT, ACTIVE_WORKSPACE)?;
        }
        rows::remove_indexed(self.0, WORKSPACE_FOLDERS, id.as_str(), folder)
    }
}
