//! MCP servers of workspaces.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::mcp::{AddMcp, McpServerList, SetMcpEnabled, WrittenMcp};
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
}
