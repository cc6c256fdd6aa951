//! Plugins of workspaces.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::mcp::{PluginList, WrittenPlugin};
use openwork_core::model::resource::RemovedResource;
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::PluginsList>) -> Result<PluginList> {
    call.server.plugins(&call.caller).list(&call.path.workspace_id).await
}

pub(crate) async fn add(call: Call<endpoint::PluginsAdd>) -> Result<WrittenPlugin> {
    call.server.plugins(&call.caller).add(&call.path.workspace_id, call.body).await
}

pub(crate) async fn remove(call: Call<endpoint::PluginsRemove>) -> Result<RemovedResource> {
    call.server.plugins(&call.caller).remove(&call.path.workspace_id, &call.path.name).await
}
