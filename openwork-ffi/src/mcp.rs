//! MCP servers of workspaces.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::engine::McpStatus;
use openwork_core::model::mcp::{AddMcp, FinishMcpAuth, McpServerList, SetMcpEnabled, StartedMcpAuth, WrittenMcp};
use openwork_core::model::resource::{RemovedResource, ResourceName};
use openwork_core::server::Mcp;

/// The MCP servers of workspaces.
#[derive(Debug, uniffi::Object)]
pub struct McpArea(pub(crate) Bound<Mcp>);

#[uniffi::export]
impl McpArea {
    /// Lists the MCP servers that files of the workspace define.
    pub async fn list(&self, workspace_id: WorkspaceId) -> Result<McpServerList> {
        self.0.call(move |area| async move { area.list(&workspace_id).await }).await
    }

    /// Adds an MCP server to the workspace.
    pub async fn add(&self, workspace_id: WorkspaceId, body: AddMcp) -> Result<WrittenMcp> {
        self.0.call(move |area| async move { area.add(&workspace_id, body).await }).await
    }

    /// Removes an MCP server from the workspace, and from no other.
    pub async fn remove(&self, workspace_id: WorkspaceId, name: ResourceName) -> Result<RemovedResource> {
        self.0.call(move |area| async move { area.remove(&workspace_id, &name).await }).await
    }

    /// Switches an MCP server of the workspace on or off.
    pub async fn set_enabled(
        &self,
        workspace_id: WorkspaceId,
        name: ResourceName,
        body: SetMcpEnabled,
    ) -> Result<WrittenMcp> {
        self.0.call(move |area| async move { area.set_enabled(&workspace_id, &name, body).await }).await
    }
    /// Begins to sign in to an MCP server; answers where to send the person.
    pub async fn start_auth(&self, workspace_id: WorkspaceId, name: ResourceName) -> Result<StartedMcpAuth> {
        self.0.call(move |area| async move { area.start_auth(&workspace_id, &name).await }).await
    }

    /// Ends signing in to an MCP server, with what the person brought back.
    pub async fn finish_auth(
        &self,
        workspace_id: WorkspaceId,
        name: ResourceName,
        body: FinishMcpAuth,
    ) -> Result<McpStatus> {
        self.0.call(move |area| async move { area.finish_auth(&workspace_id, &name, body).await }).await
    }

    /// Has OpenCode forget what a sign-in to an MCP server left.
    pub async fn remove_auth(&self, workspace_id: WorkspaceId, name: ResourceName) -> Result<McpStatus> {
        self.0.call(move |area| async move { area.remove_auth(&workspace_id, &name).await }).await
    }
}
