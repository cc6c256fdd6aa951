//! The handle of event streams.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::event::WatchEvents;
use crate::operation::Operation;
use crate::runtime::events::EventStream;

/// Event streams, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Events {
    server: Server,
    caller: Caller,
}

impl Events {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Watches what happens in a workspace. Dropping the stream unsubscribes. The engine is not started by it.
    ///
    /// # Errors
    /// As the catalogue says for `events.watch`.
    pub async fn watch(&self, workspace_id: &WorkspaceId, query: WatchEvents) -> Result<EventStream> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::EventsWatch, workspace_id)?;
        inner.registry.get(workspace_id)?;
        let events = inner.feed.watch(workspace_id, query).await?;
        if let Err(gone) = inner.registry.get(workspace_id) {
            // it was forgotten meanwhile, and nothing else would end the stream
            inner.feed.forget(workspace_id).await;
            return Err(gone);
        }
        Ok(events)
    }
}
