//! Plugins of workspaces.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::mcp::{AddPlugin, PluginList, WrittenPlugin};
use openwork_core::model::resource::{RemovedResource, ResourceName};
use openwork_core::server::Plugins;

/// The plugins of workspaces.
#[derive(Debug, uniffi::Object)]
pub struct PluginsArea(pub(crate) Bound<Plugins>);

#[uniffi::export]
impl PluginsArea {
    /// Lists the plugins of the workspace.
    pub async fn list(&self, workspace_id: WorkspaceId) -> Result<PluginList> {
        self.0.call(move |area| async move { area.list(&workspace_id).await }).await
    }

    /// Adds a plugin to the workspace.
    pub async fn add(&self, workspace_id: WorkspaceId, body: AddPlugin) -> Result<WrittenPlugin> {
        self.0.call(move |area| async move { area.add(&workspace_id, body).await }).await
    }

    /// Removes a plugin from the workspace, and from no other.
    pub async fn remove(&self, workspace_id: WorkspaceId, name: ResourceName) -> Result<RemovedResource> {
        self.0.call(move |area| async move { area.remove(&workspace_id, &name).await }).await
    }
}
