//! Workspaces: folders that agents work in.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::reload::{DisposedWorkspace, ListReloadEvents, ReloadEventList, ReloadedWorkspace, WhenIdle};
use openwork_core::model::workspace::{
    ActivatedWorkspace, CreateLocalWorkspace, DeletedWorkspace, ListWorkspaces, RelinkWorkspace, RenameWorkspace,
    Workspace, WorkspaceList,
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

    /// Says where the folder of a workspace is now.
    pub async fn relink(&self, workspace_id: WorkspaceId, body: RelinkWorkspace) -> Result<Workspace> {
        self.0.call(|area| async move { area.relink(&workspace_id, body).await }).await
    }

    /// Remembers the workspace that is worked in.
    pub async fn activate(&self, workspace_id: WorkspaceId) -> Result<ActivatedWorkspace> {
        self.0.call(|area| async move { area.activate(&workspace_id).await }).await
    }

    /// Has OpenCode read a folder again, when no session works there, or by force.
    #[uniffi::method(default(body = None))]
    pub async fn reload(&self, workspace_id: WorkspaceId, body: Option<WhenIdle>) -> Result<ReloadedWorkspace> {
        self.0.call(|area| async move { area.reload(&workspace_id, body.unwrap_or_default()).await }).await
    }

    /// Lists what asked for a reload.
    #[uniffi::method(default(query = None))]
    pub async fn reload_events(
        &self,
        workspace_id: WorkspaceId,
        query: Option<ListReloadEvents>,
    ) -> Result<ReloadEventList> {
        self.0.call(|area| async move { area.reload_events(&workspace_id, query.unwrap_or_default()).await }).await
    }

    /// Has OpenCode let go of a folder, when no session works there, or by force.
    #[uniffi::method(default(body = None))]
    pub async fn dispose(&self, workspace_id: WorkspaceId, body: Option<WhenIdle>) -> Result<DisposedWorkspace> {
        self.0.call(|area| async move { area.dispose(&workspace_id, body.unwrap_or_default()).await }).await
    }

    /// Forgets a workspace. What OpenWork had put into its folder is taken out; all else there is untouched.
    pub async fn delete(&self, workspace_id: WorkspaceId) -> Result<DeletedWorkspace> {
        self.0.call(|area| async move { area.delete(&workspace_id).await }).await
    }
}
