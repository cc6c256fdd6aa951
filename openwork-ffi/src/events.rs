//! What happens in a workspace, told to a listener.
//!
//! A subscription is one task: it takes the next event, has the listener told on a thread where it may block, waits for that,
//! and takes the next. So events come in order and one at a time, and a slow listener holds up nobody else: its own queue
//! in the core is bounded, and what it misses is named by a `stream.gap`.

use crate::error::{ListenerError, Result};
use crate::host::Bound;
use futures_util::{Stream, StreamExt};
use openwork_core::model::event::{Event, WatchEvents};
use openwork_core::server::Events;
use openwork_core::{Published, WorkspaceId};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What a host gives to hear of events. It is called on a thread of the server, never twice at a time.
#[uniffi::export(foreign)]
pub trait EventListener: Send + Sync + 'static {
    /// Something happened. Whatever this raises ends the subscription, and only this one.
    ///
    /// # Errors
    /// When the listener does not want to go on.
    fn on_event(&self, event: Event) -> Result<(), ListenerError>;

    /// Nothing more will come. It is told once, last, unless the server was let go without a shutdown. What this raises is
    /// ignored.
    ///
    /// # Errors
    /// When the listener has failed.
    fn on_end(&self, reason: EndReason) -> Result<(), ListenerError>;
}

/// Why nothing more will come.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum EndReason {
    /// The subscription was cancelled or let go.
    Cancelled,
    /// The server stopped, or the workspace was deleted; the last event says which.
    Ended,
    /// The listener failed.
    ListenerFailed {
        /// What it raised.
        detail: String,
    },
}

/// A listener that is being told. Cancelling it, or letting it go, ends that.
#[derive(Debug, uniffi::Object)]
pub struct Subscription {
    cancelled: CancellationToken,
}

#[uniffi::export]
impl Subscription {
    /// Ends it. An event that is being told is told to its end; no further one begins. May be called again.
    pub fn cancel(&self) {
        self.cancelled.cancel();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancelled.cancel();
    }
}

/// What happens in workspaces.
#[derive(Debug, uniffi::Object)]
pub struct EventsArea(pub(crate) Bound<Events>);

#[uniffi::export]
impl EventsArea {
    /// Tells a listener what happens in a workspace, beginning with what happens next, or after the `after` of the query.
    /// Keep the subscription: the telling ends with it.
    #[uniffi::method(default(query = None))]
    pub async fn watch(
        &self,
        workspace_id: WorkspaceId,
        listener: Arc<dyn EventListener>,
        query: Option<WatchEvents>,
    ) -> Result<Subscription> {
        let query = query.unwrap_or_default();
        let events = self.0.call(|area| async move { area.watch(&workspace_id, query).await }).await?;
        let cancelled = CancellationToken::new();
        self.0.host.threads.handle().spawn(tell_all(events, listener, cancelled.clone()));
        Ok(Subscription { cancelled })
    }
}

/// Tells a listener one event after the other, and then why there are no more.
async fn tell_all(
    mut events: impl Stream<Item = Arc<Published>> + Unpin,
    listener: Arc<dyn EventListener>,
    cancelled: CancellationToken,
) {
    let reason = loop {
        let Some(next) = cancelled.run_until_cancelled(events.next()).await else { break EndReason::Cancelled };
        let Some(published) = next else { break EndReason::Ended };
        let event = published.event.clone();
        if let Err(detail) = tell(&listener, move |listener| listener.on_event(event)).await {
            break EndReason::ListenerFailed { detail };
        }
    };
    drop(events);
    let _ = tell(&listener, move |listener| listener.on_end(reason)).await;
}

/// Calls the listener where it may block, and says what it raised.
async fn tell(
    listener: &Arc<dyn EventListener>,
    call: impl FnOnce(&dyn EventListener) -> Result<(), ListenerError> + Send + 'static,
) -> Result<(), String> {
    let listener = Arc::clone(listener);
    match tokio::task::spawn_blocking(move || call(&*listener)).await {
        Ok(told) => told.map_err(|failure| failure.to_string()),
        Err(ended) => Err(ended.to_string()),
    }
}
