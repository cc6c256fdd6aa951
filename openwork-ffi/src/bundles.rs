//! Bundles.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::bundle::{FetchBundle, FetchedBundle, PublishBundle, PublishedBundle};
use openwork_core::model::portable::{
    ExportBundle, ExportedBundle, ImportBundle, ImportPlan, ImportedBundle, PreviewImport,
};
use openwork_core::server::Bundles;

/// What workspaces give to others and take from them.
#[derive(Debug, uniffi::Object)]
pub struct BundlesArea(pub(crate) Bound<Bundles>);

#[uniffi::export]
impl BundlesArea {
    /// Publishes a bundle. Everyone who has its address can read it.
    pub async fn publish(&self, body: PublishBundle) -> Result<PublishedBundle> {
        self.0.call(|area| async move { area.publish(body).await }).await
    }

    /// Fetches a bundle of the publisher.
    pub async fn fetch(&self, body: FetchBundle) -> Result<FetchedBundle> {
        self.0.call(|area| async move { area.fetch(body).await }).await
    }

    /// Gives out what a workspace is set up with: its `bundle` can be published, and imported elsewhere.
    #[uniffi::method(default(query = None))]
    pub async fn export(&self, workspace_id: WorkspaceId, query: Option<ExportBundle>) -> Result<ExportedBundle> {
        self.0.call(|area| async move { area.export(&workspace_id, query.unwrap_or_default()).await }).await
    }

    /// Says what an import would do, and does nothing.
    pub async fn preview_import(&self, workspace_id: WorkspaceId, body: PreviewImport) -> Result<ImportPlan> {
        self.0.call(|area| async move { area.preview_import(&workspace_id, body).await }).await
    }

    /// Takes a bundle into a workspace: all of it, or nothing. Importing one runs somebody's code: look at it first.
    pub async fn import_bundle(&self, workspace_id: WorkspaceId, body: ImportBundle) -> Result<ImportedBundle> {
        self.0.call(|area| async move { area.import(&workspace_id, body).await }).await
    }
}
