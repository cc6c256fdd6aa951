//! The handle of bundles.

use super::Server;
use crate::access::Caller;
use crate::bundles;
use crate::error::{Error, ErrorKind, Result};
use crate::flows::portable::Others;
use crate::ids::WorkspaceId;
use crate::model::access::Role;
use crate::model::bundle::{FetchBundle, FetchedBundle, PublishBundle, PublishedBundle};
use crate::model::portable::{
    ExportBundle, ExportedBundle, ImportBundle, ImportPlan, ImportedBundle, PreviewImport, Sensitive,
};
use crate::operation::Operation;

/// Bundles, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Bundles {
    server: Server,
    caller: Caller,
}

impl Bundles {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Publishes a bundle.
    ///
    /// # Errors
    /// As the catalogue says for `bundles.publish`.
    pub async fn publish(&self, body: PublishBundle) -> Result<PublishedBundle> {
        let inner = self.server.allow(&self.caller, Operation::BundlesPublish)?;
        let (payload, left_out) = bundles::decide(body.payload, body.sensitive.unwrap_or_default())?;
        let left_out = left_out.into_iter().map(|finding| finding.path()).collect();
        inner.publisher.publish(PublishBundle { payload, ..body }, left_out).await
    }

    /// Fetches a bundle.
    ///
    /// # Errors
    /// As the catalogue says for `bundles.fetch`.
    pub async fn fetch(&self, body: FetchBundle) -> Result<FetchedBundle> {
        let inner = self.server.allow(&self.caller, Operation::BundlesFetch)?;
        inner.publisher.fetch(body).await
    }

    /// Gives out what a workspace is set up with.
    ///
    /// # Errors
    /// `forbidden` for secrets, where the caller may only read; else as the catalogue says for `bundles.export`.
    pub async fn export(&self, workspace_id: &WorkspaceId, query: ExportBundle) -> Result<ExportedBundle> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::BundlesExport, workspace_id)?;
        let sensitive = query.sensitive.unwrap_or_default();
        if sensitive == Sensitive::Include && self.caller.role() == Some(Role::Viewer) {
            let message =
                "Secrets are given out to those who may change the workspace; ask with `sensitive` as `exclude`.";
            return Err(Error::new(ErrorKind::Forbidden, message));
        }
        inner.portables.export(workspace_id, sensitive).await
    }

    /// Says what an import would do, and does nothing.
    ///
    /// # Errors
    /// As the catalogue says for `bundles.previewImport`.
    pub async fn preview_import(&self, workspace_id: &WorkspaceId, body: PreviewImport) -> Result<ImportPlan> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::BundlesPreviewImport, workspace_id)?;
        inner.portables.preview(workspace_id, body).await
    }

    /// Takes a bundle in: all of it, or nothing.
    ///
    /// # Errors
    /// As the catalogue says for `bundles.import`.
    pub async fn import(&self, workspace_id: &WorkspaceId, body: ImportBundle) -> Result<ImportedBundle> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::BundlesImport, workspace_id)?;
        let others = Others { items: &inner.items, reloads: &inner.reloads, feed: &inner.feed };
        inner.portables.import(workspace_id, body, others).await
    }
}
