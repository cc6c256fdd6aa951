//! The events of every workspace, numbered so that no number is given twice, restarts included.
//!
//! Numbers are reserved in the store a block at a time, so that an event costs no commit. After a restart numbering goes on
//! one past what was reserved: the number that is left out makes every reader from before the restart see a gap, because
//! what its engine did meanwhile is not known.

use crate::error::Result;
use crate::ids::{SessionId, WorkspaceId};
use crate::model::event::{WatchEvents, WorkspaceChangedPayload};
use crate::model::json::JsonObject;
use crate::model::stored::EventCounter;
use crate::runtime::events::{Channel, EventStream};
use crate::runtime::metrics::EventCounts;
use crate::store::{Store, StoreError};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many numbers are reserved at a time.
const BLOCK: u64 = 10_000;

/// Every workspace's events.
#[derive(Debug)]
pub(crate) struct Feed {
    store: Store,
    lanes: Mutex<HashMap<WorkspaceId, Arc<Lane>>>,
    counts: Arc<EventCounts>,
}

#[derive(Debug)]
struct Lane {
    channel: Arc<Channel>,
    /// The first number that is not reserved yet. Held while publishing, so that events of a workspace have one order.
    reserved: tokio::sync::Mutex<u64>,
}

impl Feed {
    /// No events yet.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, lanes: Mutex::default(), counts: Arc::default() }
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Arc<Lane>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lane of a workspace; made on first use, after what earlier runs reserved.
    fn lane(&self, id: &WorkspaceId) -> Result<Arc<Lane>> {
        if let Some(lane) = self.lanes().get(id) {
            return Ok(lane.clone());
        }
        let stored = self.store.read(|read| read.counters().get(id))?;
        let next = stored.map_or(1, |counter| counter.next + 1);
        let lane = Lane {
            channel: Channel::new(id.clone(), next, self.counts.clone()),
            reserved: tokio::sync::Mutex::new(next),
        };
        Ok(self.lanes().entry(id.clone()).or_insert_with(|| Arc::new(lane)).clone())
    }

    /// Publishes an event of ours or of the engine.
    pub(crate) async fn publish(
        &self,
        id: &WorkspaceId,
        session: Option<SessionId>,
        kind: &str,
        properties: JsonObject,
        size: usize,
    ) {
        let lane = match self.lane(id) {
            Ok(lane) => lane,
            Err(error) => return tracing::error!(workspace = %id, kind, %error, "an event could not be numbered"),
        };
        let mut reserved = lane.reserved.lock().await;
        if lane.channel.next() >= *reserved {
            let next = lane.channel.next() + BLOCK;
            match self.reserve(id, next).await {
                Ok(()) => *reserved = next,
                // readers come first: better a number that a crash may repeat than an event that nobody sees
                Err(error) => tracing::error!(workspace = %id, %error, "event numbers could not be reserved"),
            }
        }
        lane.channel.publish(session, kind, properties, size);
    }

    /// Publishes an event of ours.
    pub(crate) async fn announce(
        &self,
        id: &WorkspaceId,
        session: Option<SessionId>,
        kind: &str,
        payload: impl Serialize,
    ) {
        let properties = match serde_json::to_value(payload) {
            Ok(serde_json::Value::Object(fields)) => JsonObject(fields),
            Ok(_) | Err(_) => JsonObject::default(),
        };
        self.publish(id, session, kind, properties, 256).await;
    }

    /// Publishes an event of ours to every workspace that anyone has watched or worked in.
    pub(crate) async fn announce_everywhere(&self, kind: &str, payload: impl Serialize + Clone) {
        let ids: Vec<WorkspaceId> = self.lanes().keys().cloned().collect();
        for id in ids {
            self.announce(&id, None, kind, payload.clone()).await;
        }
    }

    async fn reserve(&self, id: &WorkspaceId, next: u64) -> Result<(), StoreError> {
        let counter = EventCounter { workspace_id: id.clone(), next };
        self.store.write(move |write| write.counters().put(&counter)).await
    }

    /// A stream of a workspace's events.
    pub(crate) fn watch(&self, id: &WorkspaceId, query: WatchEvents) -> Result<EventStream> {
        Ok(self.lane(id)?.channel.follow(query.after, query.session_id))
    }

    /// The number of the last event of a workspace.
    pub(crate) fn position(&self, id: &WorkspaceId) -> Result<u64> {
        Ok(self.lane(id)?.channel.next() - 1)
    }

    /// What is counted of all events.
    pub(crate) fn counts(&self) -> &EventCounts {
        &self.counts
    }

    /// How many streams are open.
    pub(crate) fn readers(&self) -> usize {
        self.lanes().values().map(|lane| lane.channel.readers()).sum()
    }

    /// Ends the streams of a workspace that is forgotten.
    pub(crate) async fn forget(&self, id: &WorkspaceId) {
        self.announce(id, None, "workspace.changed", WorkspaceChangedPayload { deleted: true }).await;
        let lane = self.lanes().remove(id);
        if let Some(lane) = lane {
            lane.channel.close();
        }
    }

    /// Tells every stream that the server stops, ends them, and keeps where numbering stands.
    pub(crate) async fn close(&self) {
        let lanes: Vec<_> = self.lanes().iter().map(|(id, lane)| (id.clone(), lane.clone())).collect();
        for (id, lane) in lanes {
            self.announce(&id, None, "server.stopping", serde_json::json!({})).await;
            lane.channel.close();
            if let Err(error) = self.reserve(&id, lane.channel.next()).await {
                tracing::warn!(workspace = %id, %error, "where event numbers stand was not kept; they jump ahead");
            }
        }
    }
}
