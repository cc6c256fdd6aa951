//! The handle of event streams.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::event::WatchEvents;
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

    /// STUB
    pub async fn watch(&self, workspace_id: &WorkspaceId, query: WatchEvents) -> Result<EventStream> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
