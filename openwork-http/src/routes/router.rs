//! The messaging router.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::router::{
    AppliedRouter, RemovedBinding, RemovedIdentity, RouterBinding, RouterBindingList, RouterIdentity,
    RouterIdentityList, RouterProductHealth, SentMessage,
};
use openwork_core::operation::endpoint;

pub(crate) async fn health(call: Call<endpoint::RouterHealth>) -> Result<RouterProductHealth> {
    call.server.router(&call.caller).health().await
}

pub(crate) async fn apply(call: Call<endpoint::RouterApply>) -> Result<AppliedRouter> {
    call.server.router(&call.caller).apply().await
}

pub(crate) async fn list_identities(call: Call<endpoint::RouterListIdentities>) -> Result<RouterIdentityList> {
    call.server.router(&call.caller).list_identities(call.path.channel).await
}

pub(crate) async fn upsert_identity(call: Call<endpoint::RouterUpsertIdentity>) -> Result<RouterIdentity> {
    call.server.router(&call.caller).upsert_identity(call.path.channel, call.body).await
}

pub(crate) async fn remove_identity(call: Call<endpoint::RouterRemoveIdentity>) -> Result<RemovedIdentity> {
    call.server.router(&call.caller).remove_identity(call.path.channel, &call.path.identity_id).await
}

pub(crate) async fn list_bindings(call: Call<endpoint::RouterListBindings>) -> Result<RouterBindingList> {
    call.server.router(&call.caller).list_bindings(call.query).await
}

pub(crate) async fn set_binding(call: Call<endpoint::RouterSetBinding>) -> Result<RouterBinding> {
    call.server.router(&call.caller).set_binding(call.body).await
}

pub(crate) async fn remove_binding(call: Call<endpoint::RouterRemoveBinding>) -> Result<RemovedBinding> {
    call.server.router(&call.caller).remove_binding(&call.path.binding_id).await
}

pub(crate) async fn send(call: Call<endpoint::RouterSend>) -> Result<SentMessage> {
    call.server.router(&call.caller).send(call.body).await
}
