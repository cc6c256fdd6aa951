//! The engine as a workspace sees it.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::engine::{AgentList, CommandList, EngineProject, ListTools, McpStatusList, ToolList};
use openwork_core::model::provider::{ListProviders, ProviderList};
use openwork_core::server::Engine;

/// The engine as a workspace sees it.
#[derive(Debug, uniffi::Object)]
pub struct EngineArea(pub(crate) Bound<Engine>);

#[uniffi::export]
impl EngineArea {
    /// What OpenCode sees of a workspace.
    pub async fn project(&self, workspace_id: WorkspaceId) -> Result<EngineProject> {
        self.0.call(|area| async move { area.project(&workspace_id).await }).await
    }

    /// Lists the agents of a workspace.
    pub async fn agents(&self, workspace_id: WorkspaceId) -> Result<AgentList> {
        self.0.call(|area| async move { area.agents(&workspace_id).await }).await
    }

    /// Lists the commands of a workspace.
    pub async fn commands(&self, workspace_id: WorkspaceId) -> Result<CommandList> {
        self.0.call(|area| async move { area.commands(&workspace_id).await }).await
    }

    /// Lists the providers of models and their models, without their keys.
    pub async fn providers(&self, workspace_id: WorkspaceId, query: ListProviders) -> Result<ProviderList> {
        self.0.call(|area| async move { area.providers(&workspace_id, query).await }).await
    }

    /// Lists the tools that agents have.
    pub async fn tools(&self, workspace_id: WorkspaceId, query: ListTools) -> Result<ToolList> {
        self.0.call(|area| async move { area.tools(&workspace_id, query).await }).await
    }

    /// How the MCP servers of a workspace are.
    pub async fn mcp_status(&self, workspace_id: WorkspaceId) -> Result<McpStatusList> {
        self.0.call(|area| async move { area.mcp_status(&workspace_id).await }).await
    }
}
