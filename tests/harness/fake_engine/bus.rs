//! The event streams.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::ids::Ids;
use crate::loopback::{self, Body, Feed, Gone};

/// What one reader wants to see.
pub(crate) enum View {
    /// Everything, with the folder it belongs to.
    All,
    /// The events of one folder, until its instance is disposed.
    Folder(String),
}

/// Which events are stored by the engine; it sends each of these a second time in the shape of its log.
const STORED: [&str; 5] =
    ["session.created", "session.updated", "session.deleted", "message.updated", "message.part.updated"];

/// All readers. Like the engine's own, their queues have no bound.
pub(crate) struct Bus {
    readers: Mutex<Readers>,
    ids: Arc<Ids>,
    heartbeat: Duration,
    /// How many subscriptions to everything are still turned away.
    refusals: AtomicU32,
}

#[derive(Default)]
struct Readers {
    all: Vec<(View, UnboundedSender<Bytes>)>,
    /// The number of the next stored event of each session.
    numbers: HashMap<String, u64>,
}

impl Bus {
    pub(crate) fn new(ids: Arc<Ids>, heartbeat: Duration) -> Self {
        Self { readers: Mutex::default(), ids, heartbeat, refusals: AtomicU32::new(0) }
    }

    /// Publishes an event of a folder, or of the whole process.
    pub(crate) fn emit(&self, directory: &str, kind: &str, properties: Value) {
        let id = self.ids.ascending("evt");
        let payload = json!({ "id": id, "type": kind, "properties": properties });
        let mut readers = self.readers();
        let stored = STORED.contains(&kind).then(|| readers.stored(&payload));
        let plain = frame(&payload);
        let global = frame(&json!({ "directory": directory, "project": "global", "payload": payload }));
        let stored =
            stored.map(|payload| frame(&json!({ "directory": directory, "project": "global", "payload": payload })));
        readers.all.retain(|(view, sender)| match view {
            View::All => {
                sender.send(global.clone()).is_ok() && stored.iter().all(|copy| sender.send(copy.clone()).is_ok())
            }
            View::Folder(folder) if folder == directory => {
                sender.send(plain.clone()).is_ok() && kind != "server.instance.disposed"
            }
            View::Folder(_) => !sender.is_closed(),
        });
    }

    /// Opens a stream. What is emitted after this call is in it.
    pub(crate) fn open(&self, view: View) -> Response<Body> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let (feed, response) = loopback::stream("text/event-stream", 16);
        let (ids, wrapped) = (self.ids.clone(), matches!(view, View::All));
        let own = move |kind: &str| {
            let payload = json!({ "id": ids.ascending("evt"), "type": kind, "properties": {} });
            frame(&if wrapped { json!({ "payload": payload }) } else { payload })
        };
        let _ = sender.send(own("server.connected"));
        self.readers().all.push((view, sender));
        tokio::spawn(forward(receiver, feed, move || own("server.heartbeat"), self.heartbeat));
        response
    }

    /// Ends every stream, as if a proxy between had lost them, and turns the next so many subscriptions away. The engine
    /// itself goes on.
    pub(crate) fn close(&self, refusals: u32) {
        self.refusals.store(refusals, Ordering::Relaxed);
        self.readers().all.clear();
    }

    /// Whether this subscription is turned away.
    pub(crate) fn refuses(&self) -> bool {
        self.refusals.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    fn readers(&self) -> MutexGuard<'_, Readers> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Readers {
    fn stored(&mut self, payload: &Value) -> Value {
        let session = payload["properties"]["sessionID"].as_str().unwrap_or_default().to_owned();
        let number = self.numbers.entry(session.clone()).or_default();
        let event = json!({
            "id": payload["id"],
            "type": format!("{}.1", payload["type"].as_str().unwrap_or_default()),
            "seq": *number,
            "aggregateID": session,
            "data": payload["properties"],
        });
        *number += 1;
        json!({ "type": "sync", "syncEvent": event })
    }
}

async fn forward(
    mut events: UnboundedReceiver<Bytes>,
    feed: Feed,
    beat: impl Fn() -> Bytes + Send,
    every: Duration,
) -> Result<(), Gone> {
    let mut beats = interval_at(Instant::now() + every, every);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Some(event) => feed.send(event).await?,
                None => return Ok(()),
            },
            _ = beats.tick() => feed.send(beat()).await?,
        }
    }
}

fn frame(event: &Value) -> Bytes {
    format!("data: {event}\n\n").into()
}
