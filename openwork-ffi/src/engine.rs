//! The engine as a workspace sees it.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::engine::EngineProject;
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
}
