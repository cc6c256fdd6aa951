//! What is set for workspaces, by their ids.

use crate::ids::WorkspaceId;
use crate::model::stored::WorkspaceSettingsRecord;
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{Rows, WORKSPACE_SETTINGS};
use crate::store::unit::Write;

impl Record for WorkspaceSettingsRecord {
    const TABLE: Rows = WORKSPACE_SETTINGS;

    fn key(&self) -> &str {
        self.workspace_id.as_str()
    }
}

/// The settings of a snapshot or of a unit of work.
pub(crate) struct Settings<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Settings<'_, S> {
    /// Those of a workspace, once any were made.
    pub(crate) fn get(&self, id: &WorkspaceId) -> Result<Option<WorkspaceSettingsRecord>, StoreError> {
        rows::record(self.0, id.as_str())
    }

    /// Those of all workspaces that have any.
    pub(crate) fn list(&self) -> Result<Vec<WorkspaceSettingsRecord>, StoreError> {
        rows::records(self.0)
    }
}

impl Settings<'_, Write<'_>> {
    /// Writes the record in place of the one of its workspace.
    pub(crate) fn put(&self, record: &WorkspaceSettingsRecord) -> Result<(), StoreError> {
        rows::put(self.0, WORKSPACE_SETTINGS, record.key(), record)
    }

    /// Removes them; says whether there were any.
    pub(crate) fn remove(&self, id: &WorkspaceId) -> Result<bool, StoreError> {
        rows::remove(self.0, WORKSPACE_SETTINGS, id.as_str())
    }
}
