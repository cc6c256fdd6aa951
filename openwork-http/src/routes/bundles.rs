//! Bundles.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::bundle::{FetchedBundle, PublishedBundle};
use openwork_core::operation::endpoint;

pub(crate) async fn publish(call: Call<endpoint::BundlesPublish>) -> Result<PublishedBundle> {
    call.server.bundles(&call.caller).publish(call.body).await
}

pub(crate) async fn fetch(call: Call<endpoint::BundlesFetch>) -> Result<FetchedBundle> {
    call.server.bundles(&call.caller).fetch(call.body).await
}
