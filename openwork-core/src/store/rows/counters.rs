//! Event numbers, by workspace.

use crate::ids::WorkspaceId;
use crate::model::stored::EventCounter;
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{EVENT_COUNTERS, Rows};
use crate::store::unit::Write;

impl Record for EventCounter {
    const TABLE: Rows = EVENT_COUNTERS;

    fn key(&self) -> &str {
        self.workspace_id.as_str()
    }
}

/// The event counters of a snapshot or of a unit of work.
pub(crate) struct Counters<'s, S>(pub(in crate::store) &'s S);

impl<S: Source> Counters<'_, S> {
    /// The counter of this workspace.
    pub(crate) fn get(&self, workspace: &WorkspaceId) -> Result<Option<EventCounter>, StoreError> {
        rows::record(self.0, workspace.as_str())
    }
}

impl Counters<'_, Write<'_>> {
    /// Writes the counter in place of the one of its workspace.
    pub(crate) fn put(&self, counter: &EventCounter) -> Result<(), StoreError> {
        rows::put(self.0, EVENT_COUNTERS, counter.key(), counter)
    }

    /// Removes the counter; says whether there was one.
    pub(crate) fn remove(&self, workspace: &WorkspaceId) -> Result<bool, StoreError> {
        rows::remove(self.0, EVENT_COUNTERS, workspace.as_str())
    }
}
