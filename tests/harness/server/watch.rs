//! A stream of events, followed by a test.

use super::process::LIMIT;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use openwork_core::model::event::{Event, WatchEvents};
use openwork_core::model::system_event::{SystemEvent, WatchSystemEvents};
use openwork_core::remote::Client;
use openwork_core::{Numbered, Result, SessionId, WorkspaceId};

/// A stream and what it has shown so far.
pub struct Watch<E = Event> {
    stream: BoxStream<'static, Result<E>>,
    /// Everything seen, in order.
    pub seen: Vec<E>,
}

impl<E> std::fmt::Debug for Watch<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("seen", &self.seen.len()).finish_non_exhaustive()
    }
}

impl Watch {
    /// Opens a stream.
    pub async fn open(client: &Client, workspace_id: &WorkspaceId, after: Option<u64>) -> Self {
        let query = WatchEvents { session_id: None, after };
        Self { stream: client.watch(workspace_id, query).await.expect("a stream"), seen: Vec::new() }
    }

    /// Reads until a session is idle.
    pub async fn until_idle(&mut self, session: &SessionId) -> Event {
        loop {
            let event = self.next().await;
            if event.kind == "session.idle" && event.session_id.as_ref() == Some(session) {
                return event;
            }
        }
    }
}

impl Watch<SystemEvent> {
    /// Opens the stream of the server itself.
    pub async fn open_system(client: &Client, after: Option<u64>) -> Self {
        let query = WatchSystemEvents { after };
        Self { stream: client.watch_system(query).await.expect("a stream"), seen: Vec::new() }
    }
}

impl<E: Numbered + Clone> Watch<E> {
    /// The next event.
    pub async fn next(&mut self) -> E {
        let next = tokio::time::timeout(LIMIT, self.stream.next()).await;
        let event = next.unwrap_or_else(|_| panic!("no event within {LIMIT:?}; seen: {:?}", self.kinds()));
        let event = event.expect("the stream goes on").expect("no failure");
        self.seen.push(event.clone());
        event
    }

    /// Reads until an event of this type comes.
    pub async fn until(&mut self, kind: &str) -> E {
        loop {
            let event = self.next().await;
            if event.kind() == kind {
                return event;
            }
        }
    }

    /// The types seen, in order.
    #[must_use]
    pub fn kinds(&self) -> Vec<String> {
        self.seen.iter().map(|event| event.kind().to_owned()).collect()
    }

    /// That the numbers grow by one each, from the first to the last.
    pub fn numbers_have_no_hole(&self) {
        for pair in self.seen.windows(2) {
            assert_eq!(pair[1].seq(), pair[0].seq() + 1, "after {} came {}", pair[0].kind(), pair[1].kind());
        }
    }
}
