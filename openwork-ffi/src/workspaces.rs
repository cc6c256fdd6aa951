//! Workspaces: folders that agents work in.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::workspace::{
    CreateLocalWorkspace, DeletedWorkspace, ListWorkspaces, RenameWorkspace, Workspace, WorkspaceList,
};
use openwork_core::server::Workspaces;

/// Workspaces: folders that agents work in.
#[derive(Debug, uniffi::Object)]
pub struct WorkspacesArea(pub(crate) Bound<Workspaces>);

#[uniffi::export]
impl WorkspacesArea {
    /// Lists the workspaces that the caller reaches, by display name.
    #[uniffi::method(default(query = None))]
    pub async fn list(&self, query: Option<ListWorkspaces>) -> Result<WorkspaceList> {
        self.0.call(|area| async move { area.list(query.unwrap_or_default()).await }).await
    }

    /// Gets a workspace.
    pub async fn get(&self, workspace_id: WorkspaceId) -> Result<Workspace> {
        self.0.call(|area| async move { area.get(&workspace_id).await }).await
    }

    /// Opens a folder as a workspace. A folder that is one already is answered as it is.
    pub async fn create_local(&self, body: CreateLocalWorkspace) -> Result<Workspace> {
        self.0.call(|area| async move { area.create_local(body).await }).await
    }

    /// Renames a workspace; nothing in the folder changes.
    pub async fn rename(&self, workspace_id: WorkspaceId, body: RenameWorkspace) -> Result<Workspace> {
        self.0.call(|area| async move { area.rename(&workspace_id, body).await }).await
    }

    /// Forgets a workspace. The folder and its files are untouched.
    pub async fn delete(&self, workspace_id: WorkspaceId) -> Result<DeletedWorkspace> {
        self.0.call(|area| async move { area.delete(&workspace_id).await }).await
    }
}
