//! Bundles.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::bundle::{FetchedBundle, PublishedBundle};
use openwork_core::model::portable::{ExportedBundle, ImportPlan, ImportedBundle};
use openwork_core::operation::endpoint;

pub(crate) async fn publish(call: Call<endpoint::BundlesPublish>) -> Result<PublishedBundle> {
    call.server.bundles(&call.caller).publish(call.body).await
}

pub(crate) async fn fetch(call: Call<endpoint::BundlesFetch>) -> Result<FetchedBundle> {
    call.server.bundles(&call.caller).fetch(call.body).await
}

pub(crate) async fn export(call: Call<endpoint::BundlesExport>) -> Result<ExportedBundle> {
    call.server.bundles(&call.caller).export(&call.path.workspace_id, call.query).await
}

pub(crate) async fn preview_import(call: Call<endpoint::BundlesPreviewImport>) -> Result<ImportPlan> {
    call.server.bundles(&call.caller).preview_import(&call.path.workspace_id, call.body).await
}

pub(crate) async fn import(call: Call<endpoint::BundlesImport>) -> Result<ImportedBundle> {
    call.server.bundles(&call.caller).import(&call.path.workspace_id, call.body).await
}
