//! The sign-in to an account.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::cloud::{CloudSignIn, DeletedCloudSignIn};
use openwork_core::operation::endpoint;

pub(crate) async fn get(call: Call<endpoint::CloudGet>) -> Result<CloudSignIn> {
    call.server.cloud(&call.caller).get().await
}

pub(crate) async fn put(call: Call<endpoint::CloudPut>) -> Result<CloudSignIn> {
    call.server.cloud(&call.caller).put(call.body).await
}

pub(crate) async fn delete(call: Call<endpoint::CloudDelete>) -> Result<DeletedCloudSignIn> {
    call.server.cloud(&call.caller).delete().await
}
