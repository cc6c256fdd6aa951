//! The events of every workspace and of the server itself, numbered so that no number is given twice, restarts included.
//!
//! Numbers are reserved in the store a block at a time, so that an event costs no commit. After a restart numbering goes on
//! one past what was reserved: the number that is left out makes every reader from before the restart see a gap, because
//! what its engine did meanwhile is not known.
//!
//! The server's own events begin when somebody first asks where they stand, or watches: before that nobody can miss one, and
//! a start writes nothing. Asking alone writes nothing either; so that a position from a run that reserved nothing is no
//! position of a later one, each run begins at a place of its own, some chance further on.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{SessionId, WorkspaceId};
use crate::model::event::{Event, WatchEvents, WorkspaceChangedPayload};
use crate::model::json::JsonObject;
use crate::model::stored::EventCounter;
use crate::model::system_event::{SystemEvent, WatchSystemEvents};
use crate::runtime::events::{Channel, EventStream};
use crate::runtime::kinds::{Kept, News};
use crate::runtime::metrics::EventCounts;
use crate::store::{Store, StoreError, Write};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many numbers are reserved at a time.
const BLOCK: u64 = 10_000;

/// By how much at most a run's first number of the server itself is further on than it has to be.
const SPREAD: u64 = 1 << 20;

/// Every workspace's events, and the server's own.
#[derive(Debug)]
pub(crate) struct Feed {
    store: Store,
    lanes: Mutex<Lanes>,
    counts: Arc<EventCounts>,
}

#[derive(Debug, Default)]
struct Lanes {
    by_id: HashMap<WorkspaceId, Arc<Lane<Event>>>,
    system: Option<Arc<Lane<SystemEvent>>>,
    /// Set when the server stops: then no lane is made any more, and what the engine's own end tells is nobody's news.
    closed: bool,
}

#[derive(Debug)]
struct Lane<E: Kept> {
    of: E::Of,
    channel: Arc<Channel<E>>,
    /// The first number of this run.
    first: u64,
    /// The first number that is not reserved yet. Held while publishing, so that events of a lane have one order.
    reserved: tokio::sync::Mutex<u64>,
}

/// A kind of event whose numbers the store keeps.
trait Counted: Kept {
    /// The first number of this run, behind all that earlier ones may have given.
    fn first(of: &Self::Of, store: &Store) -> Result<u64>;

    /// Keeps that numbers below this one are given away, for as long as there is anything to number.
    fn keep(of: &Self::Of, next: u64, store: &Store) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl Counted for Event {
    fn first(of: &WorkspaceId, store: &Store) -> Result<u64> {
        let (known, stored) =
            store.read(|read| Ok((read.workspaces().get(of)?.is_some(), read.counters().get(of)?)))?;
        if !known {
            return Err(Error::not_found(format_args!("workspace `{of}`")));
        }
        Ok(stored.map_or(1, |counter| counter.next + 1))
    }

    async fn keep(of: &WorkspaceId, next: u64, store: &Store) -> Result<(), StoreError> {
        let counter = EventCounter { workspace_id: of.clone(), next };
        let put = move |write: &Write<'_>| match write.workspaces().get(&counter.workspace_id)? {
            Some(_) => write.counters().put(&counter),
            None => Ok(()),
        };
        store.write(put).await
    }
}

impl Counted for SystemEvent {
    fn first((): &(), store: &Store) -> Result<u64> {
        let stored = store.read(|read| read.counters().system())?;
        let (chance, _) = uuid::Uuid::new_v4().as_u64_pair();
        Ok(stored.map_or(1, |next| next + 1) + (chance >> 32) % SPREAD)
    }

    async fn keep((): &(), next: u64, store: &Store) -> Result<(), StoreError> {
        store.write(move |write: &Write<'_>| write.counters().put_system(next)).await
    }
}

impl Feed {
    /// No events yet.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, lanes: Mutex::default(), counts: Arc::default() }
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<Lane<Event>>> {
        self.lanes().by_id.values().cloned().collect()
    }

    /// A lane without events.
    fn fresh<E: Counted>(&self, of: E::Of) -> Result<Arc<Lane<E>>> {
        let first = E::first(&of, &self.store)?;
        let channel = Channel::new(of.clone(), first, self.counts.clone());
        Ok(Arc::new(Lane { of, channel, first, reserved: tokio::sync::Mutex::new(first) }))
    }

    /// The lanes, while any may be made.
    fn open_lanes(&self) -> Result<MutexGuard<'_, Lanes>> {
        let lanes = self.lanes();
        if lanes.closed {
            return Err(Error::new(ErrorKind::Conflict, "The server is stopping; there are no events any more."));
        }
        Ok(lanes)
    }

    /// The lane of a workspace; made on first use, after what earlier runs reserved. A workspace that is forgotten has none.
    fn lane(&self, id: &WorkspaceId) -> Result<Arc<Lane<Event>>> {
        if let Some(lane) = self.lanes().by_id.get(id) {
            return Ok(lane.clone());
        }
        let lane = self.fresh(id.clone())?;
        Ok(self.open_lanes()?.by_id.entry(id.clone()).or_insert(lane).clone())
    }

    /// The server's own lane; made on first use.
    fn system(&self) -> Result<Arc<Lane<SystemEvent>>> {
        if let Some(lane) = &self.lanes().system {
            return Ok(lane.clone());
        }
        let lane = self.fresh(())?;
        Ok(self.open_lanes()?.system.get_or_insert(lane).clone())
    }

    /// Publishes an event of ours or of the engine, and says its number; none where nobody can be told any more.
    pub(crate) async fn publish(
        &self,
        id: &WorkspaceId,
        session: Option<SessionId>,
        kind: &str,
        properties: JsonObject,
    ) -> Option<u64> {
        match self.lane(id) {
            Ok(lane) => self.publish_in(&lane, || News { about: session, kind, properties }).await,
            // it was forgotten, or the server stops, while this was under way
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Conflict) => None,
            Err(error) => {
                tracing::error!(workspace = %id, kind, %error, "an event could not be numbered");
                None
            }
        }
    }

    async fn publish_in<'a, E: Counted>(&self, lane: &Lane<E>, make: impl FnOnce() -> News<'a, E::About>) -> Option<u64>
    where
        E::About: 'a,
    {
        let mut reserved = lane.reserved.lock().await;
        self.reach(lane, &mut reserved).await;
        let News { about, kind, properties } = make();
        lane.channel.publish(about, kind, properties)
    }

    /// Sees to it that the next number is reserved.
    async fn reach<E: Counted>(&self, lane: &Lane<E>, reserved: &mut u64) {
        if lane.channel.next() < *reserved || lane.channel.is_closed() {
            return;
        }
        let next = lane.channel.next() + BLOCK;
        match E::keep(&lane.of, next, &self.store).await {
            Ok(()) => *reserved = next,
            // readers come first: better a number that a crash may repeat than an event that nobody sees
            Err(error) => tracing::error!(of = ?lane.of, %error, "event numbers could not be reserved"),
        }
    }

    /// Publishes an event of the server itself, made in its turn, so that of two about one thing the later has the later
    /// word. Where nobody has asked for a position yet, nobody can miss it.
    pub(crate) async fn announce_system<'a>(&self, make: impl FnOnce() -> News<'a, WorkspaceId>) {
        let lane = self.lanes().system.clone();
        if let Some(lane) = lane {
            self.publish_in(&lane, make).await;
        }
    }

    /// A stream of the server's own events; see [`Feed::watch`].
    pub(crate) async fn watch_system(&self, query: WatchSystemEvents) -> Result<EventStream<SystemEvent>> {
        let lane = self.system()?;
        self.reach(&lane, &mut *lane.reserved.lock().await).await;
        Ok(lane.channel.follow(query.after, None))
    }

    /// The number of the server's own last event. From here on they are numbered.
    pub(crate) fn system_position(&self) -> Result<u64> {
        Ok(self.system()?.channel.next() - 1)
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
            self.publish_in(&lane, || News { about: None, kind, properties: properties.clone() }).await;
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
        let system = self.lanes().system.as_ref().map_or(0, |lane| lane.channel.readers());
        system + self.all().iter().map(|lane| lane.channel.readers()).sum::<usize>()
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
    /// engine's own end, takes no number. Of the server's own stream nothing is kept where nobody ever followed it.
    pub(crate) async fn close(&self) {
        self.lanes().closed = true;
        for lane in self.all() {
            self.end(&lane).await;
        }
        let system = self.lanes().system.clone();
        if let Some(lane) = system {
            let is_told = *lane.reserved.lock().await > lane.first;
            if is_told {
                self.end(&lane).await;
            } else {
                // someone asked where it stands, and that was all
                lane.channel.close();
            }
        }
    }

    async fn end<E: Counted>(&self, lane: &Lane<E>) {
        let mut reserved = lane.reserved.lock().await;
        self.reach(lane, &mut reserved).await;
        lane.channel.publish(None, "server.stopping", JsonObject::default());
        lane.channel.close();
        if let Err(error) = E::keep(&lane.of, lane.channel.next(), &self.store).await {
            tracing::warn!(of = ?lane.of, %error, "where event numbers stand was not kept; they jump ahead");
        }
    }
}

/// A payload as an event has it.
pub(crate) fn written(payload: impl Serialize) -> JsonObject {
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
            left: None,
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
        Event::keep(&lane.of, 7, &store).await.expect("nothing to keep");
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

    fn system_kept(store: &Store) -> Option<u64> {
        store.read(|read| read.counters().system()).expect("read")
    }

    async fn tells(feed: &Feed, kind: &str) {
        let properties = JsonObject::default();
        feed.announce_system(|| News { about: None, kind, properties }).await;
    }

    #[tokio::test]
    async fn nothing_of_the_server_is_numbered_before_anybody_asks_and_nothing_written_before_there_is_an_event() {
        let (_folder, store, _) = store_with(0).await;
        let feed = Feed::new(store.clone());
        tells(&feed, "server.healthChanged").await;
        assert!(feed.lanes().system.is_none());
        let position = feed.system_position().expect("a position");
        assert_eq!(system_kept(&store), None, "asking writes nothing");
        tells(&feed, "engine.stateChanged").await;
        assert_eq!(system_kept(&store), Some(position + 1 + BLOCK));
        let query = WatchSystemEvents { after: Some(position) };
        let mut stream = feed.watch_system(query).await.expect("a stream");
        let first = stream.next().await.expect("an event");
        assert_eq!((first.event().seq, first.event().kind.as_str()), (position + 1, "engine.stateChanged"));
        feed.close().await;
        assert_eq!(stream.next().await.expect("a goodbye").event().kind, "server.stopping");
        assert!(stream.next().await.is_none());
        assert_eq!(system_kept(&store), Some(position + 3));
        tells(&feed, "engine.stateChanged").await;
        assert_eq!(system_kept(&store), Some(position + 3), "what happens after the close takes no number");
        assert_eq!(store.check().expect("checked").faults, Vec::<String>::new());
    }

    #[tokio::test]
    async fn a_position_of_a_run_that_numbered_nothing_is_a_gap_in_the_next() {
        let (_folder, store, _) = store_with(0).await;
        for _ in 0..4 {
            let feed = Feed::new(store.clone());
            let position = feed.system_position().expect("a position");
            feed.close().await;
            assert_eq!(system_kept(&store), None, "nobody followed it");
            let query = WatchSystemEvents { after: Some(position) };
            let later = Feed::new(store.clone());
            let lane = later.system().expect("a lane");
            let mut stream = lane.channel.follow(query.after, None);
            let first = tokio::time::timeout(std::time::Duration::from_secs(5), stream.next()).await.expect("at once");
            assert_eq!(first.expect("an event").event().kind, "stream.gap");
        }
    }

    #[tokio::test]
    async fn no_number_of_the_server_is_given_twice_whatever_way_it_ended() {
        let (_folder, store, _) = store_with(0).await;
        let mut last = 0;
        for round in 0..20 {
            let feed = Feed::new(store.clone());
            let position = feed.system_position().expect("a position");
            assert!(position > last || round == 0, "{position} after {last}");
            tells(&feed, "engine.stateChanged").await;
            last = feed.system_position().expect("a position");
            assert_eq!(last, position + 1);
            if round % 2 == 0 {
                feed.close().await;
                last += 1;
            }
        }
    }
}
