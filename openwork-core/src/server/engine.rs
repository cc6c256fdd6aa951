//! The handle of the engine as a workspace sees it.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::engine::EngineProject;

/// The engine as a workspace sees it, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Engine {
    server: Server,
    caller: Caller,
}

impl Engine {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// STUB
    pub async fn project(&self, workspace_id: &WorkspaceId) -> Result<EngineProject> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
