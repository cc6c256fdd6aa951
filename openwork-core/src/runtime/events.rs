//! Events of one workspace: a bounded buffer that any number of readers follow, each at its own pace.
//!
//! A reader is a position in the buffer, nothing more. A reader that is slow costs the others nothing and holds no memory:
//! when the buffer has moved past it, it is given one `stream.gap` and goes on from the present. There are no queues.
//!
//! Numbering that survives a restart is not here: whoever publishes says the number (see `flows::feed`).

use crate::clock::Timestamp;
use crate::ids::{SessionId, WorkspaceId};
use crate::model::event::{Event, StreamGapPayload};
use crate::model::json::JsonObject;
use crate::runtime::metrics::EventCounts;
use bytes::Bytes;
use futures_util::Stream;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};
use tokio::sync::watch;

/// How many events a workspace keeps for readers that come back.
const KEPT_EVENTS: usize = 8192;
/// How many bytes of event text a workspace keeps; the older ones go first.
const KEPT_BYTES: usize = 4 << 20;
/// How many events a reader takes out of the buffer at a time.
const HANDFUL: usize = 64;

/// An event, with its bytes in a front end's framing made once for all its readers.
#[derive(Debug)]
pub struct Published {
    event: Event,
    framed: OnceLock<Bytes>,
}

impl Published {
    fn new(event: Event) -> Arc<Self> {
        Arc::new(Self { event, framed: OnceLock::new() })
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The event as bytes. The first reader that asks makes them; a process has one front end and so one framing.
    pub fn framed(&self, frame: impl FnOnce(&Event) -> Bytes) -> Bytes {
        self.framed.get_or_init(|| frame(&self.event)).clone()
    }
}

/// The events of one workspace.
#[derive(Debug)]
pub(crate) struct Channel {
    workspace_id: WorkspaceId,
    ring: Mutex<Ring>,
    /// The number that the next event gets; readers wait for it to move.
    moved: watch::Sender<u64>,
    counts: Arc<EventCounts>,
}

#[derive(Debug)]
struct Ring {
    events: VecDeque<(Arc<Published>, usize)>,
    /// The number of the first event in the buffer, or of the next one when it is empty.
    first: u64,
    next: u64,
    bytes: usize,
    closed: bool,
}

/// What a reader finds at its position.
enum Found {
    Events(Vec<Arc<Published>>, u64),
    Nothing,
    End,
}

impl Channel {
    /// An empty channel whose first event will have this number.
    pub(crate) fn new(workspace_id: WorkspaceId, next: u64, counts: Arc<EventCounts>) -> Arc<Self> {
        let ring = Ring { events: VecDeque::new(), first: next, next, bytes: 0, closed: false };
        Arc::new(Self { workspace_id, ring: Mutex::new(ring), moved: watch::Sender::new(next), counts })
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number that the next event gets.
    pub(crate) fn next(&self) -> u64 {
        self.ring().next
    }

    /// Publishes an event and answers its number. `size` is about how many bytes its text has.
    pub(crate) fn publish(&self, session: Option<SessionId>, kind: &str, properties: JsonObject, size: usize) -> u64 {
        let mut ring = self.ring();
        let seq = ring.next;
        let event = Event {
            seq,
            at: Timestamp::now(),
            workspace_id: self.workspace_id.clone(),
            session_id: session,
            kind: kind.to_owned(),
            properties,
        };
        ring.events.push_back((Published::new(event), size));
        ring.next += 1;
        ring.bytes += size;
        while ring.events.len() > KEPT_EVENTS || (ring.bytes > KEPT_BYTES && ring.events.len() > 1) {
            if let Some((_, size)) = ring.events.pop_front() {
                ring.bytes -= size;
                ring.first += 1;
            }
        }
        drop(ring);
        self.counts.published.add();
        self.moved.send_replace(seq + 1);
        seq
    }

    /// Ends every stream once it has been given what is in the buffer.
    pub(crate) fn close(&self) {
        self.ring().closed = true;
        self.moved.send_modify(|_| ());
    }

    /// A reader that begins after this number, or with what happens next.
    pub(crate) fn follow(self: &Arc<Self>, after: Option<u64>, session: Option<SessionId>) -> EventStream {
        let moved = self.moved.subscribe();
        let next = after.map_or_else(|| self.next(), |after| after.saturating_add(1));
        let reader = Reader { channel: self.clone(), moved, next, session, held: VecDeque::new() };
        EventStream(Box::pin(futures_util::stream::unfold(reader, |mut reader| async move {
            let event = reader.next().await?;
            Some((event, reader))
        })))
    }

    /// How many readers follow it.
    pub(crate) fn readers(&self) -> usize {
        self.moved.receiver_count()
    }

    fn find(&self, next: u64, session: Option<&SessionId>) -> Found {
        let ring = self.ring();
        if next < ring.first || next > ring.next {
            // behind the buffer, or from a numbering that this server never gave: one gap, then the present
            let to = ring.next.saturating_sub(1);
            return Found::Events(vec![self.gap(next.min(to), to)], ring.next);
        }
        if next == ring.next {
            return if ring.closed { Found::End } else { Found::Nothing };
        }
        let skip = usize::try_from(next - ring.first).unwrap_or(usize::MAX);
        let mut reached = next;
        let mut events = Vec::new();
        for (published, _) in ring.events.iter().skip(skip) {
            if events.len() == HANDFUL {
                break;
            }
            reached += 1;
            let about = published.event.session_id.as_ref();
            if session.is_none() || about.is_none() || about == session {
                events.push(published.clone());
            }
        }
        Found::Events(events, reached)
    }

    fn gap(&self, from: u64, to: u64) -> Arc<Published> {
        self.counts.gaps.add();
        let payload = serde_json::to_value(StreamGapPayload { from, to }).unwrap_or_default();
        Published::new(Event {
            seq: to,
            at: Timestamp::now(),
            workspace_id: self.workspace_id.clone(),
            session_id: None,
            kind: "stream.gap".to_owned(),
            properties: JsonObject(payload.as_object().cloned().unwrap_or_default()),
        })
    }
}

/// One reader's place.
struct Reader {
    channel: Arc<Channel>,
    moved: watch::Receiver<u64>,
    next: u64,
    session: Option<SessionId>,
    held: VecDeque<Arc<Published>>,
}

impl Reader {
    async fn next(&mut self) -> Option<Arc<Published>> {
        loop {
            if let Some(event) = self.held.pop_front() {
                return Some(event);
            }
            self.moved.borrow_and_update();
            match self.channel.find(self.next, self.session.as_ref()) {
                Found::Events(events, next) => {
                    self.next = next;
                    self.held.extend(events);
                }
                Found::Nothing => self.moved.changed().await.ok()?,
                Found::End => return None,
            }
        }
    }
}

/// Events of a workspace as they come. Ends when the server stops or the workspace is forgotten; dropping it unsubscribes.
pub struct EventStream(Pin<Box<dyn Stream<Item = Arc<Published>> + Send>>);

impl Stream for EventStream {
    type Item = Arc<Published>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl std::fmt::Debug for EventStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EventStream")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;

    fn channel(next: u64) -> Arc<Channel> {
        Channel::new(WorkspaceId::fresh(), next, Arc::default())
    }

    fn publish(channel: &Channel, count: u64) {
        for _ in 0..count {
            channel.publish(None, "session.idle", JsonObject::default(), 100);
        }
    }

    async fn seqs(stream: &mut EventStream, count: usize) -> Vec<(u64, String)> {
        stream.take(count).map(|published| (published.event().seq, published.event().kind.clone())).collect().await
    }

    #[tokio::test]
    async fn a_reader_sees_what_happens_next_once_and_in_order() {
        let channel = channel(1);
        publish(&channel, 3);
        let mut stream = channel.follow(None, None);
        publish(&channel, 200);
        let seen: Vec<u64> = seqs(&mut stream, 200).await.into_iter().map(|(seq, _)| seq).collect();
        assert_eq!(seen, (4..204).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_reader_resumes_after_what_it_has_seen() {
        let channel = channel(1);
        publish(&channel, 10);
        let seen = seqs(&mut channel.follow(Some(7), None), 3).await;
        assert_eq!(seen.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [8, 9, 10]);
    }

    #[tokio::test]
    async fn a_reader_that_the_buffer_has_passed_is_told_what_it_lost_and_goes_on_from_the_present() {
        let channel = channel(1);
        let mut stream = channel.follow(None, None);
        publish(&channel, KEPT_EVENTS as u64 + 5);
        let first = stream.next().await.expect("a gap");
        assert_eq!(first.event().kind, "stream.gap");
        assert_eq!((channel.counts.gaps.get(), channel.counts.published.get()), (1, KEPT_EVENTS as u64 + 5));
        assert_eq!(first.event().properties.0["from"], 1);
        assert_eq!(first.event().properties.0["to"], KEPT_EVENTS as u64 + 5);
        publish(&channel, 1);
        assert_eq!(seqs(&mut stream, 1).await, [(KEPT_EVENTS as u64 + 6, "session.idle".to_owned())]);
    }

    #[tokio::test]
    async fn a_position_that_was_never_given_is_a_gap_too() {
        let channel = channel(50);
        for after in [10, 4000, u64::MAX] {
            let first = channel.follow(Some(after), None).next().await.expect("a gap");
            assert_eq!(first.event().kind, "stream.gap", "after {after}");
        }
        let mut stream = channel.follow(Some(4000), None);
        stream.next().await.expect("a gap");
        publish(&channel, 1);
        assert_eq!(seqs(&mut stream, 1).await, [(50, "session.idle".to_owned())], "one gap, then the present");
    }

    #[tokio::test]
    async fn the_buffer_is_bounded_in_bytes() {
        let channel = channel(1);
        for _ in 0..10 {
            channel.publish(None, "session.idle", JsonObject::default(), KEPT_BYTES / 4);
        }
        assert!(channel.ring().events.len() <= 4);
        assert!(channel.ring().bytes <= KEPT_BYTES);
    }

    #[tokio::test]
    async fn a_closed_channel_gives_what_it_has_and_ends() {
        let channel = channel(1);
        let stream = channel.follow(None, None);
        publish(&channel, 2);
        channel.close();
        assert_eq!(stream.count().await, 2);
    }

    #[tokio::test]
    async fn a_reader_of_one_session_sees_that_session_and_what_is_about_none() {
        let channel = channel(1);
        let session = |name: &str| Some(name.parse::<SessionId>().expect("an id"));
        let mut stream = channel.follow(None, session("ses_a"));
        for about in [session("ses_b"), session("ses_a"), None, session("ses_b"), session("ses_a")] {
            channel.publish(about, "session.idle", JsonObject::default(), 10);
        }
        let seen: Vec<u64> = seqs(&mut stream, 3).await.into_iter().map(|(seq, _)| seq).collect();
        assert_eq!(seen, [2, 3, 5]);
    }
}
