//! Access to providers of models.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::provider::{ProviderAccess, SignIn};
use openwork_core::operation::endpoint;

pub(crate) async fn set_key(call: Call<endpoint::ProvidersSetKey>) -> Result<ProviderAccess> {
    let (area, at) = (call.server.providers(&call.caller), call.path);
    area.set_key(&at.workspace_id, &at.provider_id, call.body).await
}

pub(crate) async fn remove_key(call: Call<endpoint::ProvidersRemoveKey>) -> Result<ProviderAccess> {
    let (area, at) = (call.server.providers(&call.caller), call.path);
    area.remove_key(&at.workspace_id, &at.provider_id).await
}

pub(crate) async fn start_sign_in(call: Call<endpoint::ProvidersStartSignIn>) -> Result<SignIn> {
    let (area, at) = (call.server.providers(&call.caller), call.path);
    area.start_sign_in(&at.workspace_id, &at.provider_id, call.body).await
}

pub(crate) async fn finish_sign_in(call: Call<endpoint::ProvidersFinishSignIn>) -> Result<ProviderAccess> {
    let (area, at) = (call.server.providers(&call.caller), call.path);
    area.finish_sign_in(&at.workspace_id, &at.provider_id, call.body).await
}
