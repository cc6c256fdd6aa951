//! The configuration of workspaces.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::config::{
    GetRawConfig, PatchConfig, PatchedConfig, PutRawConfig, RawConfig, ValidateConfig, ValidatedConfig, WorkspaceConfig,
};
use openwork_core::server::Config;

/// The configuration of workspaces: what is set, what holds, and which file says so.
#[derive(Debug, uniffi::Object)]
pub struct ConfigArea(pub(crate) Bound<Config>);

#[uniffi::export]
impl ConfigArea {
    /// What is set, what holds, and which file says so. Secrets are not shown.
    pub async fn get(&self, workspace_id: WorkspaceId) -> Result<WorkspaceConfig> {
        self.0.call(|area| async move { area.get(&workspace_id).await }).await
    }

    /// Changes what is set.
    pub async fn patch(&self, workspace_id: WorkspaceId, body: PatchConfig) -> Result<PatchedConfig> {
        self.0.call(|area| async move { area.patch(&workspace_id, body).await }).await
    }

    /// Reads the user's own configuration as a text.
    #[uniffi::method(default(query = None))]
    pub async fn get_raw(&self, workspace_id: WorkspaceId, query: Option<GetRawConfig>) -> Result<RawConfig> {
        self.0.call(|area| async move { area.get_raw(&workspace_id, query.unwrap_or_default()).await }).await
    }

    /// Writes the user's own configuration as a text.
    pub async fn put_raw(&self, workspace_id: WorkspaceId, body: PutRawConfig) -> Result<RawConfig> {
        self.0.call(|area| async move { area.put_raw(&workspace_id, body).await }).await
    }

    /// Says what OpenCode would not take of a text, or of the files as they are.
    pub async fn validate(&self, workspace_id: WorkspaceId, body: ValidateConfig) -> Result<ValidatedConfig> {
        self.0.call(|area| async move { area.validate(&workspace_id, body).await }).await
    }
}
