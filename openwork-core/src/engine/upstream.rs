//! What the engine tells without being asked: one subscription to all its events per run.
//!
//! ```text
//! /global/event ──bytes──▶ Lines ──texts──▶ read ──▶ Upstream::Event ──bounded channel──▶ whoever took the receiver
//! ```
//! A reader that is slow slows the socket down; nothing is dropped here but what OpenCode sends twice or for itself. Events of
//! one run all come before those of the next: a pump holds the channel until it has said that its events are over. A stream
//! that is torn while the run goes on is opened again, and that events may be missing is said where they would have come.

use super::client::Client;
use super::sse::Lines;
use crate::model::json::JsonObject;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio_util::sync::CancellationToken;

/// How many events wait for a reader before the socket does.
const WAITING: usize = 256;

/// How long a subscription may take to open.
pub(super) const SUBSCRIBE_LIMIT: Duration = Duration::from_secs(5);

/// The pause before a stream that the engine closed is opened again.
const PAUSE: Duration = Duration::from_millis(250);

/// What OpenCode sends for itself, or a second time.
const DROPPED: [&str; 4] = ["sync", "plugin.added", "server.connected", "server.heartbeat"];

/// What comes from the engine, in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Upstream {
    /// A run's events begin. What happened before is unknown.
    Connected,
    /// Something happened.
    Event {
        /// The folder it happened in, where it belongs to one.
        directory: Option<String>,
        /// OpenCode's word for it, such as `session.idle`.
        kind: String,
        /// What OpenCode says about it.
        properties: JsonObject,
    },
    /// The stream was torn and is open again; what happened meanwhile is unknown, and the engine can be asked.
    Resumed(Client),
    /// The events ended with the engine's run.
    Lost,
}

/// The way of events from all runs to their one reader.
#[derive(Clone)]
pub(super) struct Way(Arc<Mutex<mpsc::Sender<Upstream>>>);

/// The way and its end.
pub(super) fn channel() -> (Way, mpsc::Receiver<Upstream>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Way(Arc::new(Mutex::new(sender))), receiver)
}

/// The stream's body.
pub(super) type Stream = http::Response<Incoming>;

/// Passes a run's events on until the run ends, or the server does. A stream that the engine closes is opened again.
pub(super) async fn pump(client: Client, first: Stream, way: Way, run: CancellationToken, server: CancellationToken) {
    let all = async {
        let way = way.0.lock().await;
        let (mut stream, mut news) = (first, Upstream::Connected);
        loop {
            // Nobody reads any more: then nobody misses anything either.
            if way.send(news).await.is_err() {
                return;
            }
            let reopened = async {
                pass_on(stream, &way).await;
                again(&client).await
            };
            let Some(reopened) = run.run_until_cancelled(reopened).await else { break };
            (stream, news) = (reopened, Upstream::Resumed(client.clone()));
        }
        // The same: nobody reads, nobody misses it.
        let _ = way.send(Upstream::Lost).await;
    };
    server.run_until_cancelled(all).await;
}

/// Opens the stream again, for as long as it takes.
async fn again(client: &Client) -> Stream {
    loop {
        // The engine closed the stream without a reason; nothing tells when it would take another.
        tokio::time::sleep(PAUSE).await;
        match client.subscribe(SUBSCRIBE_LIMIT).await {
            Ok(stream) => return stream,
            Err(error) => tracing::warn!(%error, "the engine's events cannot be read; trying again"),
        }
    }
}

async fn pass_on(stream: Stream, way: &mpsc::Sender<Upstream>) {
    let mut body = stream.into_body();
    let mut lines = Lines::default();
    while let Some(Ok(frame)) = body.frame().await {
        let Some(bytes) = frame.data_ref() else { continue };
        lines.push(bytes);
        while let Some(text) = lines.next_text() {
            if let Some(event) = read(&text)
                && way.send(event).await.is_err()
            {
                return;
            }
        }
    }
}

/// An event as OpenCode writes it; none if it is dropped, or is no event.
fn read(text: &str) -> Option<Upstream> {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(default)]
        directory: Option<String>,
        #[serde(borrow)]
        payload: Payload<'a>,
    }
    #[derive(Deserialize)]
    struct Payload<'a> {
        #[serde(rename = "type", borrow)]
        kind: Cow<'a, str>,
        #[serde(default, borrow)]
        properties: Option<&'a RawValue>,
    }
    let Envelope { directory, payload } = match serde_json::from_str(text) {
        Ok(envelope) => envelope,
        Err(error) => {
            tracing::warn!(%error, "an event of the engine was not understood");
            return None;
        }
    };
    if DROPPED.contains(&payload.kind.as_ref()) {
        return None;
    }
    let properties = payload.properties.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    Some(Upstream::Event { directory, kind: payload.kind.into_owned(), properties })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read() {
        let text = r#"{"directory":"/w","project":"p","payload":{"id":"evt_1","type":"session.idle","properties":{"sessionID":"ses_1"}}}"#;
        let Some(Upstream::Event { directory, kind, properties }) = read(text) else { panic!("no event") };
        assert_eq!((directory.as_deref(), kind.as_str()), (Some("/w"), "session.idle"));
        assert_eq!(properties.text("sessionID"), Some("ses_1"));
    }

    #[test]
    fn an_event_needs_neither_folder_nor_properties() {
        let event = read(r#"{"payload":{"type":"global.disposed"}}"#).unwrap();
        let expected =
            Upstream::Event { directory: None, kind: "global.disposed".to_owned(), properties: JsonObject::default() };
        assert_eq!(event, expected);
    }

    #[test]
    fn what_comes_twice_and_what_is_no_event_is_dropped() {
        for kind in DROPPED {
            assert_eq!(read(&format!(r#"{{"directory":"/w","payload":{{"type":"{kind}","properties":{{}}}}}}"#)), None);
        }
        for text in ["", "{", "[]", r#"{"payload":{}}"#, r#"{"type":"session.idle"}"#] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
