//! The handle of the engine as a workspace sees it.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::engine::EngineProject;
use crate::operation::Operation;

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

    /// What OpenCode sees of a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `engine.project`.
    pub async fn project(&self, workspace_id: &WorkspaceId) -> Result<EngineProject> {
        let inner = self.server.allow(&self.caller, Operation::EngineProject, Some(workspace_id))?;
        let (client, folder) = inner.reach(workspace_id).await?;
        let project: EngineProject = client.get("/project/current", &folder, &[]).await?;
        if inner.registry.get(workspace_id)?.opencode_project_id.as_deref() != Some(&project.id) {
            inner.registry.learn_project(workspace_id, &project.id).await?;
        }
        Ok(project)
    }
}
