//! The handle of bundles.

use super::Server;
use crate::access::Caller;
use crate::bundles;
use crate::error::Result;
use crate::model::bundle::{FetchBundle, FetchedBundle, PublishBundle, PublishedBundle};
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
        let inner = self.server.allow(&self.caller, Operation::BundlesPublish, None)?;
        let (payload, left_out) = bundles::decide(body.payload, body.sensitive.unwrap_or_default())?;
        let left_out = left_out.into_iter().map(|finding| finding.path()).collect();
        inner.publisher.publish(PublishBundle { payload, ..body }, left_out).await
    }

    /// Fetches a bundle.
    ///
    /// # Errors
    /// As the catalogue says for `bundles.fetch`.
    pub async fn fetch(&self, body: FetchBundle) -> Result<FetchedBundle> {
        let inner = self.server.allow(&self.caller, Operation::BundlesFetch, None)?;
        inner.publisher.fetch(body).await
    }
}
