//! The messaging router.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::router::{
    AppliedRouter, Channel, ListBindings, RemovedBinding, RemovedIdentity, RouterBinding, RouterBindingList,
    RouterIdentity, RouterIdentityList, RouterProductHealth, SendMessage, SentMessage, SetBinding, UpsertIdentity,
};
use openwork_core::server::Router;
use openwork_core::{BindingId, IdentityId};

/// The messaging router: bots, and whom they speak with.
#[derive(Debug, uniffi::Object)]
pub struct RouterArea(pub(crate) Bound<Router>);

#[uniffi::export]
impl RouterArea {
    /// Which services the messaging router reaches.
    pub async fn health(&self) -> Result<RouterProductHealth> {
        self.0.call(|area| async move { area.health().await }).await
    }

    /// Starts the messaging router afresh with what is stored, and waits for it.
    pub async fn apply(&self) -> Result<AppliedRouter> {
        self.0.call(|area| async move { area.apply().await }).await
    }

    /// Lists the bots of a service.
    pub async fn list_identities(&self, channel: Channel) -> Result<RouterIdentityList> {
        self.0.call(move |area| async move { area.list_identities(channel).await }).await
    }

    /// Makes a bot or changes one. Its secrets go in and are never told.
    pub async fn upsert_identity(&self, channel: Channel, body: UpsertIdentity) -> Result<RouterIdentity> {
        self.0.call(move |area| async move { area.upsert_identity(channel, body).await }).await
    }

    /// Removes a bot and its bindings.
    pub async fn remove_identity(&self, channel: Channel, identity_id: IdentityId) -> Result<RemovedIdentity> {
        self.0.call(move |area| async move { area.remove_identity(channel, &identity_id).await }).await
    }

    /// Lists whom the bots are bound to.
    pub async fn list_bindings(&self, query: ListBindings) -> Result<RouterBindingList> {
        self.0.call(|area| async move { area.list_bindings(query).await }).await
    }

    /// Binds a peer of a bot to a folder.
    pub async fn set_binding(&self, body: SetBinding) -> Result<RouterBinding> {
        self.0.call(|area| async move { area.set_binding(body).await }).await
    }

    /// Removes a binding.
    pub async fn remove_binding(&self, binding_id: BindingId) -> Result<RemovedBinding> {
        self.0.call(|area| async move { area.remove_binding(&binding_id).await }).await
    }

    /// Sends a message to one peer of one bot, and to nobody else.
    pub async fn send(&self, body: SendMessage) -> Result<SentMessage> {
        self.0.call(|area| async move { area.send(body).await }).await
    }
}
