//! Skills of workspaces.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::resource::{RemoveResource, RemovedResource, ResourceName};
use openwork_core::model::skill::{
    HubSkillList, InstallHubSkill, InstalledSkill, SkillList, SkillName, SkillText, UpsertSkill, WrittenSkill,
};
use openwork_core::server::Skills;

/// The skills of workspaces: instructions that agents read when they need them.
#[derive(Debug, uniffi::Object)]
pub struct SkillsArea(pub(crate) Bound<Skills>);

#[uniffi::export]
impl SkillsArea {
    /// Lists the skills that OpenCode would see.
    pub async fn list(&self, workspace_id: WorkspaceId) -> Result<SkillList> {
        self.0.call(|area| async move { area.list(&workspace_id).await }).await
    }

    /// Reads a skill with the text of its file.
    pub async fn get(&self, workspace_id: WorkspaceId, name: ResourceName) -> Result<SkillText> {
        self.0.call(|area| async move { area.get(&workspace_id, name).await }).await
    }

    /// Puts a skill in place.
    pub async fn upsert(&self, workspace_id: WorkspaceId, body: UpsertSkill) -> Result<WrittenSkill> {
        self.0.call(|area| async move { area.upsert(&workspace_id, body).await }).await
    }

    /// Removes a skill of the workspace.
    #[uniffi::method(default(query = None))]
    pub async fn remove(
        &self,
        workspace_id: WorkspaceId,
        name: ResourceName,
        query: Option<RemoveResource>,
    ) -> Result<RemovedResource> {
        self.0.call(|area| async move { area.remove(&workspace_id, name, query.unwrap_or_default()).await }).await
    }
    /// Lists the skills of the hub.
    pub async fn list_hub(&self) -> Result<HubSkillList> {
        self.0.call(|area| async move { area.list_hub().await }).await
    }

    /// Installs a skill of the hub with all its files.
    #[uniffi::method(default(body = None))]
    pub async fn install_from_hub(
        &self,
        workspace_id: WorkspaceId,
        name: SkillName,
        body: Option<InstallHubSkill>,
    ) -> Result<InstalledSkill> {
        let work =
            |area: Skills| async move { area.install_from_hub(&workspace_id, name, body.unwrap_or_default()).await };
        self.0.call(work).await
    }
}
