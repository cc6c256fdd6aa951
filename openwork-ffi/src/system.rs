//! The server itself.

use crate::error::Result;
use crate::events::{Subscription, SystemEventListener, subscribe};
use crate::host::Bound;
use openwork_core::model::system::{Capabilities, Health, Meta, ShuttingDown, Status};
use openwork_core::model::system_event::WatchSystemEvents;
use openwork_core::server::System;
use std::sync::Arc;

/// The server itself.
#[derive(Debug, uniffi::Object)]
pub struct SystemArea(pub(crate) Bound<System>);

#[uniffi::export]
impl SystemArea {
    /// How the server and its parts are. Answers at once, also while the engine starts or is broken.
    pub async fn health(&self) -> Result<Health> {
        self.0.call(|area| async move { area.health().await }).await
    }

    /// What this server is, and who the caller is to it.
    pub async fn meta(&self) -> Result<Meta> {
        self.0.call(|area| async move { area.meta().await }).await
    }

    /// What can be done here now.
    pub async fn capabilities(&self) -> Result<Capabilities> {
        self.0.call(|area| async move { area.capabilities().await }).await
    }

    /// The server at a glance.
    pub async fn status(&self) -> Result<Status> {
        self.0.call(|area| async move { area.status().await }).await
    }

    /// What is counted, in Prometheus' text format 0.0.4. Calls of these bindings are not requests and are not counted.
    pub async fn metrics(&self) -> Result<String> {
        self.0.call(|area| async move { Ok(area.metrics().await?.0) }).await
    }

    /// Tells a listener what the server itself goes through, beginning with what happens next, or after the `after` of the
    /// query: `status` has the position that fits. Keep the subscription: the telling ends with it.
    #[uniffi::method(default(query = None))]
    pub async fn events(
        &self,
        listener: Arc<dyn SystemEventListener>,
        query: Option<WatchSystemEvents>,
    ) -> Result<Subscription> {
        let query = query.unwrap_or_default();
        let events = self.0.call(|area| async move { area.events(query).await }).await?;
        Ok(subscribe(&self.0.host, events, listener))
    }

    /// Stops the server after this answer. To wait for the end, call the server's own `shutdown`.
    pub async fn shutdown(&self) -> Result<ShuttingDown> {
        self.0.call(|area| async move { area.shutdown().await }).await
    }
}
