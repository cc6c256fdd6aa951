//! The handle of the messaging router.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::flows::bound_folder::bound_folder;
use crate::ids::{BindingId, IdentityId};
use crate::model::router::{
    AppliedRouter, Channel, ListBindings, RemovedBinding, RemovedIdentity, RouterBinding, RouterBindingList,
    RouterIdentity, RouterIdentityList, RouterProductHealth, SendMessage, SentMessage, SetBinding, UpsertIdentity,
};
use crate::operation::Operation;

/// The messaging router, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Router {
    server: Server,
    caller: Caller,
}

impl Router {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// How the router says that it is.
    ///
    /// # Errors
    /// As the catalogue says for `router.health`.
    pub async fn health(&self) -> Result<RouterProductHealth> {
        Ok(self.server.allow(&self.caller, Operation::RouterHealth)?.router.product_health().await)
    }

    /// Starts the router afresh with what is stored.
    ///
    /// # Errors
    /// As the catalogue says for `router.apply`.
    pub async fn apply(&self) -> Result<AppliedRouter> {
        self.server.allow(&self.caller, Operation::RouterApply)?.router.apply().await
    }

    /// Lists the bots of a service.
    ///
    /// # Errors
    /// As the catalogue says for `router.listIdentities`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn list_identities(&self, channel: Channel) -> Result<RouterIdentityList> {
        let inner = self.server.allow(&self.caller, Operation::RouterListIdentities)?;
        Ok(RouterIdentityList { items: inner.router.identities(channel)? })
    }

    /// Makes a bot or changes one.
    ///
    /// # Errors
    /// As the catalogue says for `router.upsertIdentity`.
    pub async fn upsert_identity(&self, channel: Channel, mut body: UpsertIdentity) -> Result<RouterIdentity> {
        let inner = self.server.allow(&self.caller, Operation::RouterUpsertIdentity)?;
        if let Some(directory) = &body.directory {
            body.directory = Some(bound_folder(&inner.registry, directory).await?);
        }
        inner.router.upsert_identity(channel, body).await
    }

    /// Removes a bot and its bindings.
    ///
    /// # Errors
    /// As the catalogue says for `router.removeIdentity`.
    pub async fn remove_identity(&self, channel: Channel, identity_id: &IdentityId) -> Result<RemovedIdentity> {
        let inner = self.server.allow(&self.caller, Operation::RouterRemoveIdentity)?;
        inner.router.remove_identity(channel, identity_id).await
    }

    /// Lists the bindings.
    ///
    /// # Errors
    /// As the catalogue says for `router.listBindings`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn list_bindings(&self, query: ListBindings) -> Result<RouterBindingList> {
        let inner = self.server.allow(&self.caller, Operation::RouterListBindings)?;
        Ok(RouterBindingList { items: inner.router.bindings(&query)? })
    }

    /// Binds a peer of a bot to a folder.
    ///
    /// # Errors
    /// As the catalogue says for `router.setBinding`.
    pub async fn set_binding(&self, mut body: SetBinding) -> Result<RouterBinding> {
        let inner = self.server.allow(&self.caller, Operation::RouterSetBinding)?;
        body.directory = bound_folder(&inner.registry, &body.directory).await?;
        inner.router.set_binding(body).await
    }

    /// Removes a binding.
    ///
    /// # Errors
    /// As the catalogue says for `router.removeBinding`.
    pub async fn remove_binding(&self, binding_id: &BindingId) -> Result<RemovedBinding> {
        self.server.allow(&self.caller, Operation::RouterRemoveBinding)?.router.remove_binding(binding_id).await
    }

    /// Sends a message to one peer of one bot.
    ///
    /// # Errors
    /// As the catalogue says for `router.send`.
    pub async fn send(&self, body: SendMessage) -> Result<SentMessage> {
        self.server.allow(&self.caller, Operation::RouterSend)?.router.send(body).await
    }
}
