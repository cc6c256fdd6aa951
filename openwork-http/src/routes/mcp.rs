//! MCP servers of workspaces.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::engine::McpStatus;
use openwork_core::model::mcp::{McpServerList, StartedMcpAuth, WrittenMcp};
use openwork_core::model::resource::RemovedResource;
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::McpList>) -> Result<McpServerList> {
    call.server.mcp(&call.caller).list(&call.path.workspace_id).await
}

pub(crate) async fn add(call: Call<endpoint::McpAdd>) -> Result<WrittenMcp> {
    call.server.mcp(&call.caller).add(&call.path.workspace_id, call.body).await
}

pub(crate) async fn remove(call: Call<endpoint::McpRemove>) -> Result<RemovedResource> {
    call.server.mcp(&call.caller).remove(&call.path.workspace_id, &call.path.name).await
}

pub(crate) async fn set_enabled(call: Call<endpoint::McpSetEnabled>) -> Result<WrittenMcp> {
    call.server.mcp(&call.caller).set_enabled(&call.path.workspace_id, &call.path.name, call.body).await
}

pub(crate) async fn start_auth(call: Call<endpoint::McpStartAuth>) -> Result<StartedMcpAuth> {
    call.server.mcp(&call.caller).start_auth(&call.path.workspace_id, &call.path.name).await
}

pub(crate) async fn finish_auth(call: Call<endpoint::McpFinishAuth>) -> Result<McpStatus> {
    call.server.mcp(&call.caller).finish_auth(&call.path.workspace_id, &call.path.name, call.body).await
}

pub(crate) async fn remove_auth(call: Call<endpoint::McpRemoveAuth>) -> Result<McpStatus> {
    call.server.mcp(&call.caller).remove_auth(&call.path.workspace_id, &call.path.name).await
}
