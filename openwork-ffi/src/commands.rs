//! Commands in files of workspaces.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::command::{DefinedCommandList, UpsertCommand, WrittenCommand};
use openwork_core::model::resource::{RemoveResource, RemovedResource, ResourceName};
use openwork_core::server::Commands;

/// The commands in files of workspaces: prompts with a name.
#[derive(Debug, uniffi::Object)]
pub struct CommandsArea(pub(crate) Bound<Commands>);

#[uniffi::export]
impl CommandsArea {
    /// Lists the commands in files that OpenCode would see.
    pub async fn list(&self, workspace_id: WorkspaceId) -> Result<DefinedCommandList> {
        self.0.call(|area| async move { area.list(&workspace_id).await }).await
    }

    /// Puts a command in place.
    pub async fn upsert(&self, workspace_id: WorkspaceId, body: UpsertCommand) -> Result<WrittenCommand> {
        self.0.call(|area| async move { area.upsert(&workspace_id, body).await }).await
    }

    /// Removes a command of the workspace.
    #[uniffi::method(default(query = None))]
    pub async fn remove(
        &self,
        workspace_id: WorkspaceId,
        name: ResourceName,
        query: Option<RemoveResource>,
    ) -> Result<RemovedResource> {
        self.0.call(|area| async move { area.remove(&workspace_id, name, query.unwrap_or_default()).await }).await
    }
}
