//! Server-sent events: a stream of the core as the body of an answer.
//!
//! A frame is `id`, `event` and `data`, made once for all readers of an event. The body is pulled: while a client does not
//! read, nothing is taken from the core's queue, which is bounded and tells the client what it lost. A comment at the start
//! makes the headers leave at once; one every few seconds shows both ends that the other is there.
//! With the first goes the number after which the stream began: an `id` without data is no event, and a client that is cut off
//! before its first event resumes there.

use bytes::Bytes;
use futures_util::Stream;
use http::{HeaderMap, HeaderName};
use hyper::body::Frame;
use openwork_core::{Error, ErrorKind, EventStream, Numbered, Result, Resumable};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const BEAT: &[u8] = b": beat\n\n";

/// The query with the position that a returning reader names in its header, which wins over `after`.
pub(crate) fn resumed<Q: Resumable>(mut query: Q, headers: &HeaderMap) -> Result<Q> {
    if let Some(id) = headers.get(LAST_EVENT_ID) {
        let seq = id.to_str().ok().and_then(|id| id.trim().parse().ok());
        *query.after() = Some(seq.ok_or_else(|| {
            let message = "`Last-Event-ID` is the `seq` of an event: a whole number.";
            Error::new(ErrorKind::InvalidRequest, message).at("Last-Event-ID", message)
        })?);
    }
    Ok(query)
}

/// An event as a frame.
fn frame(event: &impl Numbered) -> Bytes {
    let mut text = format!("id: {}\n", event.seq()).into_bytes();
    // A name that would break the frame is left out; `data` has it.
    if !event.kind().contains(['\n', '\r']) {
        text.extend_from_slice(format!("event: {}\n", event.kind()).as_bytes());
    }
    text.extend_from_slice(b"data: ");
    if let Err(error) = serde_json::to_writer(&mut text, event) {
        tracing::error!(%error, seq = event.seq(), "an event could not be written");
    }
    text.extend_from_slice(b"\n\n");
    text.into()
}

/// What a stream begins with.
fn opening(position: u64) -> Bytes {
    format!(": open\nid: {position}\n\n").into()
}

/// The body of an event stream. It ends when the stream does.
pub(crate) struct EventBody<E> {
    events: Pin<Box<EventStream<E>>>,
    beat: Interval,
    opened: bool,
}

impl<E: Numbered> EventBody<E> {
    /// The events with a comment every `heartbeat`.
    pub(crate) fn new(events: EventStream<E>, heartbeat: Duration) -> Self {
        let mut beat = interval_at(Instant::now() + heartbeat, heartbeat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { events: Box::pin(events), beat, opened: false }
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if !std::mem::replace(&mut self.opened, true) {
            return Poll::Ready(Some(opening(self.events.position())));
        }
        if let Poll::Ready(event) = self.events.as_mut().poll_next(context) {
            return Poll::Ready(event.map(|event| event.framed(frame)));
        }
        ready!(self.beat.poll_tick(context));
        Poll::Ready(Some(Bytes::from_static(BEAT)))
    }
}

impl<E: Numbered> http_body::Body for EventBody<E> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.get_mut().poll_bytes(context).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use openwork_core::Timestamp;
    use openwork_core::model::event::{Event, WatchEvents};
    use openwork_core::model::json::JsonObject;
    use openwork_core::model::system_event::WatchSystemEvents;

    #[test]
    fn the_header_wins_over_the_query_and_must_be_a_number() {
        let query = WatchEvents { after: Some(3), ..WatchEvents::default() };
        let mut headers = HeaderMap::new();
        assert_eq!(resumed(query.clone(), &headers).unwrap().after, Some(3));
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static("17"));
        assert_eq!(resumed(query.clone(), &headers).unwrap().after, Some(17));
        assert_eq!(resumed(WatchSystemEvents { after: Some(3) }, &headers).unwrap().after, Some(17));
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static("soon"));
        assert_eq!(resumed(query, &headers).unwrap_err().kind, ErrorKind::InvalidRequest);
    }

    #[test]
    fn a_frame_has_a_number_a_name_and_one_line_of_json() {
        let mut event = Event {
            seq: 9,
            at: Timestamp::from_millis(0),
            workspace_id: "ws_1".parse().unwrap(),
            session_id: None,
            kind: "session.idle".to_owned(),
            properties: JsonObject::default(),
        };
        let data =
            r#"{"seq":9,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_1","type":"session.idle","properties":{}}"#;
        assert_eq!(frame(&event), format!("id: 9\nevent: session.idle\ndata: {data}\n\n"));
        event.kind = "a\nb".to_owned();
        assert!(frame(&event).starts_with(b"id: 9\ndata: {"));
    }
}
