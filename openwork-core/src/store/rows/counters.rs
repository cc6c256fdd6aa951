//! Event numbers: by workspace, and of the server itself.

use redb::TableHandle;

use crate::ids::WorkspaceId;
use crate::model::stored::EventCounter;
use crate::store::codec::Record;
use crate::store::error::StoreError;
use crate::store::rows::{self, Source};
use crate::store::tables::{ABOUT, EVENT_COUNTERS, NEXT_SYSTEM_EVENT, Rows};
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

    /// The first number that no earlier run can have given to an event of the server itself; none before there were any.
    pub(crate) fn system(&self) -> Result<Option<u64>, StoreError> {
        let text = rows::get::<String>(self.0, ABOUT, NEXT_SYSTEM_EVENT)?;
        text.map(|text| number(&text).map_err(|fault| self.0.damaged(fault))).transpose()
    }
}

impl Counters<'_, Write<'_>> {
    /// Writes the counter in place of the one of its workspace.
    pub(crate) fn put(&self, counter: &EventCounter) -> Result<(), StoreError> {
        rows::put(self.0, EVENT_COUNTERS, counter.key(), counter)
    }

    /// Writes the number of the server's own events in place of the one before.
    pub(crate) fn put_system(&self, next: u64) -> Result<(), StoreError> {
        rows::put(self.0, ABOUT, NEXT_SYSTEM_EVENT, &next.to_string())
    }

    /// Removes the counter; says whether there was one.
    pub(crate) fn remove(&self, workspace: &WorkspaceId) -> Result<bool, StoreError> {
        rows::remove(self.0, EVENT_COUNTERS, workspace.as_str())
    }
}

/// The number that stands among the texts about the store.
pub(in crate::store) fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{NEXT_SYSTEM_EVENT}` in table `{}` is no number: `{text}`", ABOUT.name()))
}
