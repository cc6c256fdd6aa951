//! Events of one workspace, or of the server itself: a bounded buffer that any number of readers follow, each at its own pace.
//!
//! A reader is a position in the buffer, nothing more. A reader that is slow costs the others nothing and holds no memory:
//! when the buffer has moved past it, it is given one `stream.gap` and goes on from the present. There are no queues.
//!
//! Numbering that survives a restart is not here: whoever publishes says the number (see `flows::feed`).

use super::kinds::{Kept, News};
use crate::model::event::{Event, StreamGapPayload};
use crate::model::json::JsonObject;
use crate::runtime::metrics::EventCounts;
use bytes::Bytes;
use futures_util::Stream;
use serde_json::Value;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};
use tokio::sync::watch;

/// How many events a channel keeps for readers that come back.
const KEPT_EVENTS: usize = 8192;
/// How much memory they may take, see [`weight`]; the older ones go first.
const KEPT_BYTES: usize = 8 << 20;
/// How many events a reader takes out of the buffer at a time.
const HANDFUL: usize = 64;
/// What an allocation costs beside its bytes: the allocator's header, and rounding.
const ALLOCATION: usize = 16;
/// A node of an object: eleven names and values, whether used or not.
const NODE_WEIGHT: usize = 11 * (size_of::<String>() + size_of::<Value>()) + 2 * ALLOCATION;
/// What an event weighs beside itself and its values: the fixed parts of its frame.
const FRAME_WEIGHT: usize = 4 * ALLOCATION + 160;
/// The event that tells a reader that others are missing.
const GAP: &str = "stream.gap";

/// An event, with its bytes in a front end's framing made once for all its readers.
#[derive(Debug)]
pub struct Published<E = Event> {
    event: E,
    framed: OnceLock<Bytes>,
}

impl<E> Published<E> {
    fn new(event: E) -> Arc<Self> {
        Arc::new(Self { event, framed: OnceLock::new() })
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> &E {
        &self.event
    }

    /// The event as bytes. The first reader that asks makes them; a process has one front end and so one framing.
    pub fn framed(&self, frame: impl FnOnce(&E) -> Bytes) -> Bytes {
        self.framed.get_or_init(|| frame(&self.event)).clone()
    }
}

/// The events of one workspace, or of the server itself.
#[derive(Debug)]
pub(crate) struct Channel<E: Kept> {
    of: E::Of,
    ring: Mutex<Ring<E>>,
    /// The number that the next event gets; readers wait for it to move.
    moved: watch::Sender<u64>,
    counts: Arc<EventCounts>,
}

#[derive(Debug)]
struct Ring<E> {
    events: VecDeque<(Arc<Published<E>>, usize)>,
    /// The number of the first event in the buffer, or of the next one when it is empty.
    first: u64,
    next: u64,
    bytes: usize,
    closed: bool,
}

/// What a reader finds at its position.
enum Found<E> {
    Events(Vec<Arc<Published<E>>>, u64),
    Nothing,
    End,
}

impl<E: Kept> Channel<E> {
    /// An empty channel whose first event will have this number.
    pub(crate) fn new(of: E::Of, next: u64, counts: Arc<EventCounts>) -> Arc<Self> {
        let ring = Ring { events: VecDeque::new(), first: next, next, bytes: 0, closed: false };
        Arc::new(Self { of, ring: Mutex::new(ring), moved: watch::Sender::new(next), counts })
    }

    fn ring(&self) -> MutexGuard<'_, Ring<E>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number that the next event gets.
    pub(crate) fn next(&self) -> u64 {
        self.ring().next
    }

    /// Publishes an event. On a closed channel nothing happens any more.
    pub(crate) fn publish(&self, about: Option<E::About>, kind: &str, properties: JsonObject) -> Option<u64> {
        self.publish_with(|_| News { about, kind, properties })
    }

    /// Tells all readers, and those that come back from before, that events may be missing here. The gap takes a number of
    /// its own and names that one: it stands for what was never numbered.
    pub(crate) fn publish_gap(&self) {
        self.counts.gaps.add();
        self.publish_with(|seq| News { about: None, kind: GAP, properties: gap_payload(seq, seq) });
    }

    fn publish_with<'a>(&self, make: impl FnOnce(u64) -> News<'a, E::About>) -> Option<u64> {
        let mut ring = self.ring();
        if ring.closed {
            return None;
        }
        let seq = ring.next;
        let event = E::made(&self.of, seq, make(seq));
        let size = weight(&event);
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
        Some(seq)
    }

    /// Whether it was closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.ring().closed
    }

    /// Ends every stream once it has been given what is in the buffer.
    pub(crate) fn close(&self) {
        self.ring().closed = true;
        self.moved.send_modify(|_| ());
    }

    /// A reader that begins after this number, or with what happens next.
    pub(crate) fn follow(self: &Arc<Self>, after: Option<u64>, about: Option<E::About>) -> EventStream<E> {
        let moved = self.moved.subscribe();
        let next = after.map_or_else(|| self.next(), |after| after.saturating_add(1));
        let position = after.unwrap_or_else(|| next.saturating_sub(1));
        let reader = Reader { channel: self.clone(), moved, next, about, held: VecDeque::new() };
        let events = futures_util::stream::unfold(reader, |mut reader| async move {
            let event = reader.next().await?;
            Some((event, reader))
        });
        EventStream { position, events: Box::pin(events) }
    }

    /// How many readers follow it.
    pub(crate) fn readers(&self) -> usize {
        self.moved.receiver_count()
    }

    fn find(&self, next: u64, wanted: Option<&E::About>) -> Found<E> {
        let ring = self.ring();
        if next < ring.first || next > ring.next {
            // behind the buffer, or beyond all that was given: one gap up to the present, and on from there. Of a reader from
            // beyond nothing is known, so that everything so far counts as lost to it
            let to = ring.next.saturating_sub(1);
            let from = if next > ring.next { to.min(1) } else { next };
            return Found::Events(vec![self.gap(from, to)], ring.next);
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
            let about = published.event.about();
            if wanted.is_none() || about.is_none() || about == wanted {
                events.push(published.clone());
            }
        }
        Found::Events(events, reached)
    }

    fn gap(&self, from: u64, to: u64) -> Arc<Published<E>> {
        self.counts.gaps.add();
        let news = News { about: None, kind: GAP, properties: gap_payload(from, to) };
        Published::new(E::made(&self.of, to, news))
    }
}

fn gap_payload(from: u64, to: u64) -> JsonObject {
    let payload = serde_json::to_value(StreamGapPayload { from, to }).unwrap_or_default();
    JsonObject(payload.as_object().cloned().unwrap_or_default())
}

/// About how much memory an event takes while it is kept: its values as they lie in the heap, and its frame, which is kept
/// beside it once it was read.
fn weight<E: Kept>(event: &E) -> usize {
    let ids = event.ids().into_iter().flatten().map(|id| text_weight(id) + id.len()).sum::<usize>();
    let kind = text_weight(event.kind()) + 2 * event.kind().len();
    size_of::<Published<E>>() + FRAME_WEIGHT + ids + kind + object_weight(&event.properties().0)
}

/// A value's own allocations, and its text in the frame.
fn value_weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text_weight(text) + text.len() + 3,
        Value::Array(items) => {
            ALLOCATION + items.iter().map(|item| size_of::<Value>() + value_weight(item)).sum::<usize>()
        }
        Value::Object(fields) => object_weight(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
    }
}

/// An object's nodes have room for eleven entries each and are half full at least; names stand in the frame too.
fn object_weight(fields: &serde_json::Map<String, Value>) -> usize {
    let nodes = if fields.is_empty() { 0 } else { fields.len().div_ceil(11).max(fields.len() / 6) };
    let entries = fields.iter().map(|(name, value)| text_weight(name) + name.len() + 4 + value_weight(value));
    nodes * NODE_WEIGHT + entries.sum::<usize>()
}

fn text_weight(text: &str) -> usize {
    if text.is_empty() { 0 } else { text.len() + ALLOCATION }
}

/// One reader's place.
struct Reader<E: Kept> {
    channel: Arc<Channel<E>>,
    moved: watch::Receiver<u64>,
    next: u64,
    about: Option<E::About>,
    held: VecDeque<Arc<Published<E>>>,
}

impl<E: Kept> Reader<E> {
    async fn next(&mut self) -> Option<Arc<Published<E>>> {
        loop {
            if let Some(event) = self.held.pop_front() {
                return Some(event);
            }
            self.moved.borrow_and_update();
            match self.channel.find(self.next, self.about.as_ref()) {
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

/// Events as they come. Ends when the server stops or the workspace that they are of is forgotten; dropping it unsubscribes.
pub struct EventStream<E = Event> {
    position: u64,
    events: Pin<Box<dyn Stream<Item = Arc<Published<E>>> + Send>>,
}

impl<E> EventStream<E> {
    /// The number after which it began: whoever resumes there, before it has seen an event, misses nothing.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }
}

impl<E> Stream for EventStream<E> {
    type Item = Arc<Published<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.as_mut().poll_next(context)
    }
}

impl<E> std::fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EventStream")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{SessionId, WorkspaceId};
    use futures_util::StreamExt;

    fn channel(next: u64) -> Arc<Channel<Event>> {
        Channel::new(WorkspaceId::fresh(), next, Arc::default())
    }

    fn publish(channel: &Channel<Event>, count: u64) {
        for _ in 0..count {
            channel.publish(None, "session.idle", JsonObject::default());
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
    async fn a_position_from_the_future_is_one_gap_and_then_the_present() {
        for begun in [0, 3] {
            let channel = channel(1);
            publish(&channel, begun);
            for after in [begun + 1, 99_999, u64::MAX] {
                let before = channel.next();
                let mut stream = channel.follow(Some(after), None);
                let first = stream.next().await.expect("a gap");
                let told = &first.event().properties.0;
                assert_eq!(
                    (first.event().kind.as_str(), first.event().seq),
                    ("stream.gap", before - 1),
                    "after {after}"
                );
                assert_eq!((told["from"].as_u64(), told["to"].as_u64()), (Some(before.min(2) - 1), Some(before - 1)));
                publish(&channel, 1);
                assert_eq!(seqs(&mut stream, 1).await, [(before, "session.idle".to_owned())], "after {after}");
                let more = tokio::time::timeout(std::time::Duration::from_millis(20), stream.next()).await;
                assert!(more.is_err(), "after {after}: {more:?}");
            }
        }
    }

    #[tokio::test]
    async fn the_buffer_is_bounded_in_bytes() {
        let channel = channel(1);
        for _ in 0..10 {
            let text = Value::String("x".repeat(KEPT_BYTES / 8));
            channel.publish(None, "session.idle", JsonObject([("text".to_owned(), text)].into_iter().collect()));
        }
        assert_eq!(channel.ring().events.len(), 3, "a text is kept as a value and in a frame");
        assert!(channel.ring().bytes <= KEPT_BYTES);
    }

    #[tokio::test]
    async fn a_gap_that_is_published_is_seen_by_all_and_by_those_who_resume_across_it() {
        let channel = channel(1);
        publish(&channel, 2);
        let session = "ses_a".parse::<SessionId>().expect("an id");
        let mut readers =
            [channel.follow(None, None), channel.follow(None, Some(session)), channel.follow(Some(2), None)];
        channel.publish_gap();
        for reader in readers.iter_mut().chain([&mut channel.follow(Some(2), None)]) {
            let told = reader.next().await.expect("a gap");
            assert_eq!((told.event().kind.as_str(), told.event().seq), ("stream.gap", 3));
            assert_eq!((&told.event().properties.0["from"], &told.event().properties.0["to"]), (&3.into(), &3.into()));
        }
        publish(&channel, 1);
        assert_eq!(seqs(&mut channel.follow(Some(3), None), 1).await, [(4, "session.idle".to_owned())]);
    }

    #[tokio::test]
    async fn a_stream_tells_where_it_began() {
        let channel = channel(1);
        assert_eq!(channel.follow(None, None).position(), 0);
        publish(&channel, 5);
        assert_eq!(channel.follow(None, None).position(), 5);
        assert_eq!(channel.follow(Some(2), None).position(), 2);
        let position = channel.follow(None, None).position();
        publish(&channel, 1);
        assert_eq!(seqs(&mut channel.follow(Some(position), None), 1).await, [(6, "session.idle".to_owned())]);
    }

    #[tokio::test]
    async fn a_closed_channel_gives_what_it_has_and_ends() {
        let channel = channel(1);
        let stream = channel.follow(None, None);
        publish(&channel, 2);
        channel.close();
        publish(&channel, 1);
        assert_eq!(stream.count().await, 2);
        assert_eq!(channel.next(), 3, "what comes after the end takes no number");
    }

    #[tokio::test]
    async fn a_reader_of_one_session_sees_that_session_and_what_is_about_none() {
        let channel = channel(1);
        let session = |name: &str| Some(name.parse::<SessionId>().expect("an id"));
        let mut stream = channel.follow(None, session("ses_a"));
        for about in [session("ses_b"), session("ses_a"), None, session("ses_b"), session("ses_a")] {
            channel.publish(about, "session.idle", JsonObject::default());
        }
        let seen: Vec<u64> = seqs(&mut stream, 3).await.into_iter().map(|(seq, _)| seq).collect();
        assert_eq!(seen, [2, 3, 5]);
    }
}
