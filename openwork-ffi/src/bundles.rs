//! Bundles.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::bundle::{FetchBundle, FetchedBundle, PublishBundle, PublishedBundle};
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
}
