//! The engine as a workspace sees it.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::engine::{AgentList, CommandList, EngineProject, McpStatusList, ToolList};
use openwork_core::model::provider::ProviderList;
use openwork_core::operation::endpoint;

pub(crate) async fn project(call: Call<endpoint::EngineProject>) -> Result<EngineProject> {
    call.server.engine(&call.caller).project(&call.path.workspace_id).await
}

pub(crate) async fn agents(call: Call<endpoint::EngineAgents>) -> Result<AgentList> {
    call.server.engine(&call.caller).agents(&call.path.workspace_id).await
}

pub(crate) async fn commands(call: Call<endpoint::EngineCommands>) -> Result<CommandList> {
    call.server.engine(&call.caller).commands(&call.path.workspace_id).await
}

pub(crate) async fn providers(call: Call<endpoint::EngineProviders>) -> Result<ProviderList> {
    call.server.engine(&call.caller).providers(&call.path.workspace_id, call.query).await
}

pub(crate) async fn tools(call: Call<endpoint::EngineTools>) -> Result<ToolList> {
    call.server.engine(&call.caller).tools(&call.path.workspace_id, call.query).await
}

pub(crate) async fn mcp_status(call: Call<endpoint::EngineMcpStatus>) -> Result<McpStatusList> {
    call.server.engine(&call.caller).mcp_status(&call.path.workspace_id).await
}
