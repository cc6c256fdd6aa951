//! What happens in a workspace, or to the server itself, told to a listener.
//!
//! A subscription is one task: it takes the next event, has the listener told on a thread where it may block, waits for that,
//! and takes the next. So events come in order and one at a time, and a slow listener holds up nobody else: its own queue
//! in the core is bounded, and what it misses is named by a `stream.gap`.

use crate::error::{ListenerError, Result};
use crate::host::{Bound, Host};
use futures_util::{Stream, StreamExt};
use openwork_core::model::event::{Event, WatchEvents};
use openwork_core::model::system_event::SystemEvent;
use openwork_core::server::Events;
use openwork_core::{EventStream, WorkspaceId};
use std::pin::pin;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What a host gives to hear of events of a workspace. It is called on a thread of the server, never twice at a time.
#[uniffi::export(foreign)]
pub trait EventListener: Send + Sync + 'static {
    /// Something happened. Whatever this raises ends the subscription, and only this one.
    fn on_event(&self, event: Event) -> Result<(), ListenerError>;

    /// Nothing more will come. It is told once, last, unless the server was let go without a shutdown. What this raises is
    /// ignored.
    fn on_end(&self, reason: EndReason) -> Result<(), ListenerError>;
}

/// What a host gives to hear of events of the server itself. It is called as an `EventListener` is.
#[uniffi::export(foreign)]
pub trait SystemEventListener: Send + Sync + 'static {
    /// Something happened. Whatever this raises ends the subscription, and only this one.
    fn on_event(&self, event: SystemEvent) -> Result<(), ListenerError>;

    /// Nothing more will come. It is told once, last, unless the server was let go without a shutdown. What this raises is
    /// ignored.
    fn on_end(&self, reason: EndReason) -> Result<(), ListenerError>;
}

/// A listener of one kind of events.
pub(crate) trait Listener<E>: Clone + Send + Sync + 'static {
    /// Tells it of an event.
    fn event(&self, event: E) -> Result<(), ListenerError>;

    /// Tells it that there is nothing more.
    fn end(&self, reason: EndReason) -> Result<(), ListenerError>;
}

impl Listener<Event> for Arc<dyn EventListener> {
    fn event(&self, event: Event) -> Result<(), ListenerError> {
        self.on_event(event)
    }

    fn end(&self, reason: EndReason) -> Result<(), ListenerError> {
        self.on_end(reason)
    }
}

impl Listener<SystemEvent> for Arc<dyn SystemEventListener> {
    fn event(&self, event: SystemEvent) -> Result<(), ListenerError> {
        self.on_event(event)
    }

    fn end(&self, reason: EndReason) -> Result<(), ListenerError> {
        self.on_end(reason)
    }
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
        Ok(subscribe(&self.0.host, events, listener))
    }
}

/// Tells a listener what a stream brings, until it ends or the subscription does.
pub(crate) fn subscribe<E>(host: &Host, events: EventStream<E>, listener: impl Listener<E>) -> Subscription
where
    E: Clone + Send + Sync + 'static,
{
    let cancelled = CancellationToken::new();
    let events = events.map(|published| published.event().clone());
    host.listeners.spawn_on(tell_all(events, listener, cancelled.clone()), host.threads.handle());
    Subscription { cancelled }
}

/// Tells a listener one event after the other, and then why there are no more.
async fn tell_all<E: Send + 'static>(
    events: impl Stream<Item = E> + Send,
    listener: impl Listener<E>,
    cancelled: CancellationToken,
) {
    let mut events = pin!(events);
    let reason = loop {
        let Some(next) = cancelled.run_until_cancelled(events.next()).await else { break EndReason::Cancelled };
        let Some(event) = next else { break EndReason::Ended };
        if let Err(detail) = tell(&listener, move |listener| listener.event(event)).await {
            break EndReason::ListenerFailed { detail };
        }
    };
    let _ = tell(&listener, move |listener| listener.end(reason)).await;
}

/// Calls the listener where it may block, and says what it raised.
async fn tell<L: Clone + Send + Sync + 'static>(
    listener: &L,
    call: impl FnOnce(&L) -> Result<(), ListenerError> + Send + 'static,
) -> Result<(), String> {
    let listener = listener.clone();
    match tokio::task::spawn_blocking(move || call(&listener)).await {
        Ok(told) => told.map_err(|failure| failure.to_string()),
        Err(ended) => Err(ended.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{EndReason, Event, EventListener, ListenerError, Subscription, tell_all};
    use futures_util::stream;
    use openwork_core::Timestamp;
    use openwork_core::model::json::JsonObject;
    use std::sync::{Arc, Mutex};
    use tokio_util::sync::CancellationToken;

    /// Writes down what it is told, and fails where it is told to.
    #[derive(Default)]
    struct Diary {
        heard: Mutex<Vec<u64>>,
        ends: Mutex<Vec<EndReason>>,
        fails_at: Option<u64>,
    }

    impl EventListener for Diary {
        fn on_event(&self, event: Event) -> Result<(), ListenerError> {
            self.heard.lock().unwrap().push(event.seq);
            assert_ne!(event.seq, 13, "a listener that panics");
            match self.fails_at {
                Some(seq) if seq == event.seq => Err(ListenerError::Failed { detail: "enough".to_owned() }),
                Some(_) | None => Ok(()),
            }
        }

        fn on_end(&self, reason: EndReason) -> Result<(), ListenerError> {
            self.ends.lock().unwrap().push(reason);
            Ok(())
        }
    }

    fn event(seq: u64) -> Event {
        Event {
            seq,
            at: Timestamp::now(),
            workspace_id: "ws_1".parse().unwrap(),
            session_id: None,
            kind: "session.idle".to_owned(),
            properties: JsonObject::default(),
        }
    }

    async fn told(diary: Diary, seqs: std::ops::RangeInclusive<u64>) -> (Vec<u64>, Vec<EndReason>) {
        let diary = Arc::new(diary);
        let listener: Arc<dyn EventListener> = diary.clone();
        tell_all(stream::iter(seqs.map(event)), listener, CancellationToken::new()).await;
        let heard = diary.heard.lock().unwrap().clone();
        let ends = diary.ends.lock().unwrap().clone();
        (heard, ends)
    }

    #[tokio::test]
    async fn events_come_in_order_and_then_the_end() {
        assert_eq!(told(Diary::default(), 1..=5).await, (vec![1, 2, 3, 4, 5], vec![EndReason::Ended]));
    }

    #[tokio::test]
    async fn a_listener_that_fails_or_panics_hears_nothing_more() {
        let failing = Diary { fails_at: Some(2), ..Diary::default() };
        let enough = EndReason::ListenerFailed { detail: "enough".to_owned() };
        assert_eq!(told(failing, 1..=5).await, (vec![1, 2], vec![enough]));

        let (heard, ends) = told(Diary::default(), 12..=15).await;
        assert_eq!(heard, [12, 13]);
        assert!(matches!(ends.as_slice(), [EndReason::ListenerFailed { .. }]), "{ends:?}");
    }

    #[tokio::test]
    async fn a_subscription_that_is_let_go_is_cancelled() {
        let diary = Arc::new(Diary::default());
        let cancelled = CancellationToken::new();
        let listener: Arc<dyn EventListener> = diary.clone();
        let telling = tell_all(stream::pending(), listener, cancelled.clone());
        drop(Subscription { cancelled });
        telling.await;
        assert_eq!(*diary.ends.lock().unwrap(), [EndReason::Cancelled]);
    }
}
