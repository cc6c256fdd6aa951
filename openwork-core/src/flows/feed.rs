//! The events of every workspace, numbered so that no number is given twice, restarts included.
//!
//! Numbers are reserved in the store a block at a time, so that an event costs no commit. After a restart numbering goes on
//! one past what was reserved: the number that is left out makes every reader from before the restart see a gap, because
//! what its engine did meanwhile is not known.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{SessionId, WorkspaceId};
use crate::model::event::{WatchEvents, WorkspaceChangedPayload};
use crate::model::json::JsonObject;
use crate::model::stored::EventCounter;
use crate::runtime::events::{Channel, EventStream};
use crate::runtime::metrics::EventCounts;
use crate::store::{Store, StoreError, Write};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many numbers are reserved at a time.
const BLOCK: u64 = 10_000;

/// Every workspace's events.
#[derive(Debug)]
pub(crate) struct Feed {
    store: Store,
    lanes: Mutex<Lanes>,
    counts: Arc<EventCounts>,
}

#[derive(Debug, Default)]
struct Lanes {
    by_id: HashMap<WorkspaceId, Arc<Lane>>,
    /// Set when the server stops: then no lane is made any more, and what the engine's own end tells is nobody's news.
    closed: bool,
}

#[derive(Debug)]
struct Lane {
    id: WorkspaceId,
    channel: Arc<Channel>,
    /// The first number that is not reserved yet. Held while publishing, so that events of a workspace have one order.
    reserved: tokio::sync::Mutex<u64>,
}

impl Feed {
    /// No events yet.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, lanes: Mutex::default(), counts: Arc::default() }
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<Lane>> {
        self.lanes().by_id.values().cloned().collect()
    }

    /// The lane of a workspace; made on first use, after what earlier runs reserved. A workspace that is forgotten has none.
    fn lane(&self, id: &WorkspaceId) -> Result<Arc<Lane>> {
        if let Some(lane) = self.lanes().by_id.get(id) {
            return Ok(lane.clone());
        }
        let (known, stored) =
            self.store.read(|read| Ok((read.workspaces().get(id)?.is_some(), read.counters().get(id)?)))?;
        if !known {
            return Err(Error::not_found(format_args!("workspace `{id}`")));
        }
        let next = stored.map_or(1, |counter| counter.next + 1);
        let channel = Channel::new(id.clone(), next, self.counts.clone());
        let lane = Lane { id: id.clone(), channel, reserved: tokio::sync::Mutex::new(next) };
        let mut lanes = self.lanes();
        if lanes.closed {
            return Err(Error::new(ErrorKind::Conflict, "The server is stopping; there are no events any more."));
        }
        Ok(lanes.by_id.entry(id.clone()).or_insert_with(|| Arc::new(lane)).clone())
    }

    /// Publishes an event of ours or of the engine.
    pub(crate) async fn publish(
        &self,
        id: &WorkspaceId,
        session: Option<SessionId>,
        kind: &str,
        properties: JsonObject,
    ) {
        match self.lane(id) {
            Ok(lane) => self.publish_in(&lane, session, kind, properties).await,
            // it was forgotten, or the server stops, while this was under way
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Conflict) => {}
            Err(error) => tracing::error!(workspace = %id, kind, %error, "an event could not be numbered"),
        }
    }

    async fn publish_in(&self, lane: &Lane, session: Option<SessionId>, kind: &str, properties: JsonObject) {
        let mut reserved = lane.reserved.lock().await;
        self.reach(lane, &mut reserved).await;
        lane.channel.publish(session, kind, properties);
    }

    /// Sees to it that the next number is reserved.
    async fn reach(&self, lane: &Lane, reserved: &mut u64) {
        if lane.channel.next() < *reserved || lane.channel.is_closed() {
            return;
        }
        let next = lane.channel.next() + BLOCK;
        match self.keep(&lane.id, next).await {
            Ok(()) => *reserved = next,
            // readers come first: better a number that a crash may repeat than an event that nobody sees
            Err(error) => tracing::error!(workspace = %lane.id, %error, "event numbers could not be reserved"),
        }
    }

    /// Publishes an event of ours.
    pub(crate) async fn announce(
        &self,
        id: &WorkspaceId,
        session: Option<SessionId>,
        kind: &str,
        payload: impl Serialize,
    ) {
        self.publish(id, session, kind, written(payload)).await;
    }

    /// Publishes an event of ours to every workspace that anyone has watched or worked in.
    pub(crate) async fn announce_everywhere(&self, kind: &str, payload: impl Serialize) {
        let properties = written(payload);
        for lane in self.all() {
            self.publish_in(&lane, None, kind, properties.clone()).await;
        }
    }

    /// Tells every such workspace's readers, and those that come back, that events may be missing here.
    pub(crate) async fn gap_everywhere(&self) {
        for lane in self.all() {
            let mut reserved = lane.reserved.lock().await;
            self.reach(&lane, &mut reserved).await;
            lane.channel.publish_gap();
        }
    }

    /// The workspaces that anyone has watched or worked in.
    pub(crate) fn active(&self) -> Vec<WorkspaceId> {
        self.lanes().by_id.keys().cloned().collect()
    }

    /// Keeps that numbers below this one are given away, for as long as the workspace is there.
    async fn keep(&self, id: &WorkspaceId, next: u64) -> Result<(), StoreError> {
        let counter = EventCounter { workspace_id: id.clone(), next };
        let put = move |write: &Write<'_>| match write.workspaces().get(&counter.workspace_id)? {
            Some(_) => write.counters().put(&counter),
            None => Ok(()),
        };
        self.store.write(put).await
    }

    /// A stream of a workspace's events. Its position is a promise, so that it is kept that numbers were given out here.
    pub(crate) async fn watch(&self, id: &WorkspaceId, query: WatchEvents) -> Result<EventStream> {
        let lane = self.lane(id)?;
        self.reach(&lane, &mut *lane.reserved.lock().await).await;
        Ok(lane.channel.follow(query.after, query.session_id))
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
        self.all().iter().map(|lane| lane.channel.readers()).sum()
    }

    /// Ends the streams of a workspace that is forgotten. Its record and counter are gone already, so that nothing is
    /// reserved for the goodbye.
    pub(crate) async fn forget(&self, id: &WorkspaceId) {
        let lane = self.lanes().by_id.remove(id);
        if let Some(lane) = lane {
            let _in_order = lane.reserved.lock().await;
            lane.channel.publish(None, "workspace.changed", written(WorkspaceChangedPayload { deleted: true }));
            lane.channel.close();
        }
    }

    /// Tells every stream that the server stops, ends them, and keeps where numbering stands. What happens later, such as the
    /// engine's own end, takes no number.
    pub(crate) async fn close(&self) {
        self.lanes().closed = true;
        for lane in self.all() {
            let mut reserved = lane.reserved.lock().await;
            self.reach(&lane, &mut reserved).await;
            lane.channel.publish(None, "server.stopping", JsonObject::default());
            lane.channel.close();
            if let Err(error) = self.keep(&lane.id, lane.channel.next()).await {
                tracing::warn!(workspace = %lane.id, %error, "where event numbers stand was not kept; they jump ahead");
            }
        }
    }
}

/// A payload as an event has it.
fn written(payload: impl Serialize) -> JsonObject {
    match serde_json::to_value(payload) {
        Ok(serde_json::Value::Object(fields)) => JsonObject(fields),
        Ok(_) | Err(_) => JsonObject::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::model::stored::WorkspaceRecord;
    use futures_util::StreamExt;

    /// A store with so many workspaces in it, and their ids.
    async fn store_with(count: usize) -> (tempfile::TempDir, Store, Vec<WorkspaceId>) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("state")).expect("a store");
        let record = |number| WorkspaceRecord {
            id: WorkspaceId::fresh(),
            folder: format!("/srv/{number}"),
            display_name: "w".to_owned(),
            preset: "starter".to_owned(),
            hidden: false,
            opencode_project_id: None,
            created_at: Timestamp::now(),
            updated_at: Timestamp::now(),
        };
        let records: Vec<_> = (0..count).map(record).collect();
        let ids = records.iter().map(|record| record.id.clone()).collect();
        let put = move |write: &Write<'_>| records.iter().try_for_each(|record| write.workspaces().put(record));
        store.write::<_, StoreError>(put).await.expect("kept");
        (folder, store, ids)
    }

    fn kept(store: &Store, id: &WorkspaceId) -> Option<u64> {
        store.read(|read| read.counters().get(id)).expect("read").map(|counter| counter.next)
    }

    async fn happens(feed: &Feed, id: &WorkspaceId) {
        feed.announce(id, None, "session.idle", serde_json::json!({})).await;
    }

    #[tokio::test]
    async fn what_happens_after_the_close_takes_no_number() {
        let (_folder, store, ids) = store_with(2).await;
        let feed = Feed::new(store.clone());
        happens(&feed, &ids[0]).await;
        feed.close().await;
        assert_eq!(kept(&store, &ids[0]), Some(3), "an event and the goodbye were numbered");
        for id in &ids {
            happens(&feed, id).await;
        }
        assert_eq!((kept(&store, &ids[0]), kept(&store, &ids[1])), (Some(3), None));
        assert_eq!(feed.lanes().by_id.len(), 1, "no lane is made any more");
    }

    #[tokio::test]
    async fn a_workspace_that_is_forgotten_leaves_no_counter() {
        let (_folder, store, ids) = store_with(2).await;
        let feed = Feed::new(store.clone());
        happens(&feed, &ids[0]).await;
        let mut stream = feed.watch(&ids[0], WatchEvents::default()).await.expect("a stream");
        let lane = feed.lane(&ids[0]).expect("a lane");
        for id in ids.clone() {
            let forget = move |write: &Write<'_>| {
                write.counters().remove(&id)?;
                write.workspaces().remove(&id)
            };
            store.write::<_, StoreError>(forget).await.expect("forgotten");
        }
        for id in &ids {
            feed.forget(id).await;
            // the engine may still have a word about it under way
            happens(&feed, id).await;
            assert_eq!(kept(&store, id), None);
        }
        feed.keep(&lane.id, 7).await.expect("nothing to keep");
        assert_eq!(kept(&store, &ids[0]), None, "also where the number was asked for before");
        assert_eq!(stream.next().await.expect("a goodbye").event().kind, "workspace.changed");
        assert!(stream.next().await.is_none());
        assert_eq!(store.check().expect("checked").faults, Vec::<String>::new());
    }

    #[tokio::test]
    async fn a_reader_of_a_quiet_workspace_sees_a_gap_after_a_restart_that_was_a_kill() {
        let (_folder, store, ids) = store_with(1).await;
        let position =
            Feed::new(store.clone()).watch(&ids[0], WatchEvents::default()).await.expect("a stream").position();
        let query = WatchEvents { after: Some(position), ..WatchEvents::default() };
        let mut again = Feed::new(store).watch(&ids[0], query).await.expect("a stream");
        let first = tokio::time::timeout(std::time::Duration::from_secs(5), again.next()).await.expect("at once");
        assert_eq!(first.expect("an event").event().kind, "stream.gap");
    }
}
