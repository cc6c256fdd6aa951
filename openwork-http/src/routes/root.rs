//! The server's front page, and the contract.

use crate::extract::Call;
use crate::openapi;
use bytes::Bytes;
use openwork_core::Result;
use openwork_core::model::system::Root;
use openwork_core::operation::endpoint;

pub(crate) async fn get(call: Call<endpoint::RootGet>) -> Result<Root> {
    call.server.system(&call.caller).root().await
}

pub(crate) async fn openapi(_: Call<endpoint::OpenapiGet>) -> Result<Bytes> {
    Ok(openapi::served())
}
