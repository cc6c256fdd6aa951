//! A stream of events that outlives its connections.
//!
//! ```text
//! open ──200──▶ reading ──event──▶ told            cut, silence, 5xx, nobody there:
//!   │              │ cut                             pause (growing, jittered), then again after the last id
//!   │ 4xx          ▼                               4xx, or nothing for too long:
//!   └──▶ end    waiting ──200──▶ reading              the failure is told, and the stream ends
//! ```

use super::client::Client;
use super::sse::{Frame, Reader};
use super::transport::Body;
use super::{address, reply};
use crate::error::{Error, ErrorKind, Result};
use crate::operation::Endpoint;
use crate::runtime::kinds::Resumable;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use http::header::{HeaderName, HeaderValue};
use http_body_util::BodyExt as _;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// A server says something at least every 10 s; this long without a byte is a dead connection.
const SILENCE: Duration = Duration::from_secs(35);
/// The first pause after a cut; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// For how long a server that does not answer is tried again.
const PATIENCE: Duration = Duration::from_secs(120);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

struct Watch<E: Endpoint> {
    client: Client,
    path: E::Path,
    query: E::Query,
    /// The last id that was seen; from there it goes on.
    last: Option<String>,
    body: Option<Body>,
    reader: Reader,
    frames: VecDeque<Frame>,
    ended: bool,
}

/// Why there is no connection.
enum Unopened {
    /// The server refuses it, and would again.
    Refused(Error),
    /// It may work later.
    Away(Error),
}

/// Opens a stream; see [`Client::watch`].
pub(super) async fn open<E>(
    client: Client,
    path: E::Path,
    query: E::Query,
) -> Result<BoxStream<'static, Result<E::Output>>>
where
    E: Endpoint<Query: Resumable>,
{
    let (frames, reader) = (VecDeque::new(), Reader::default());
    let mut watch = Watch::<E> { client, path, query, last: None, body: None, reader, frames, ended: false };
    match watch.connect().await {
        Ok(()) => Ok(stream::unfold(watch, async |mut watch| Some((watch.next().await?, watch))).boxed()),
        Err(Unopened::Refused(error) | Unopened::Away(error)) => Err(error),
    }
}

impl<E: Endpoint<Query: Resumable>> Watch<E> {
    async fn next(&mut self) -> Option<Result<E::Output>> {
        while !self.ended {
            while let Some(frame) = self.frames.pop_front() {
                if let Some(told) = self.take(frame) {
                    self.ended = told.is_err();
                    return Some(told);
                }
            }
            if !self.read().await
                && let Err(error) = self.connect_again().await
            {
                self.ended = true;
                return Some(Err(error));
            }
        }
        None
    }

    /// Remembers where the stream is and gives what the frame tells.
    fn take(&mut self, frame: Frame) -> Option<Result<E::Output>> {
        if let Some(id) = frame.id {
            self.last = Some(id);
            *self.query.after() = None;
        }
        let unread = |why| {
            let what = format!("it sent an event that this version does not understand ({why})");
            reply::foreign(self.client.place(), &what).caused_by(why)
        };
        Some(serde_json::from_str(&frame.data?).map_err(unread))
    }

    /// Waits for more; false if the connection is at its end.
    async fn read(&mut self) -> bool {
        let Some(body) = &mut self.body else { return false };
        let Ok(Some(Ok(piece))) = tokio::time::timeout(SILENCE, body.frame()).await else { return false };
        let Some(bytes) = piece.data_ref() else { return true };
        match self.reader.feed(bytes) {
            Ok(frames) => {
                self.frames.extend(frames);
                true
            }
            Err(_) => false,
        }
    }

    /// Tries until the stream is open again, or the server refuses, or patience is at its end.
    async fn connect_again(&mut self) -> Result<()> {
        self.body = None;
        self.client.cut();
        let (since, mut pause) = (Instant::now(), FIRST_PAUSE);
        loop {
            // The one way to learn that a server is back is to ask; the pause keeps many clients from asking at once.
            tokio::time::sleep(jittered(pause)).await;
            match self.connect().await {
                Ok(()) => return Ok(()),
                Err(Unopened::Refused(error)) => return Err(error),
                Err(Unopened::Away(error)) if since.elapsed() > PATIENCE => return Err(error),
                Err(Unopened::Away(_)) => pause = (pause * 2).min(LONGEST_PAUSE),
            }
        }
    }

    async fn connect(&mut self) -> Result<(), Unopened> {
        let target = address::target(E::OPERATION, &self.path, &self.query).map_err(Unopened::Refused)?;
        let mut request = self.client.request(E::OPERATION, target).map_err(Unopened::Refused)?;
        if let Some(id) = self.last.as_deref().and_then(|id| HeaderValue::from_str(id).ok()) {
            request.headers_mut().insert(LAST_EVENT_ID, id);
        }
        let opening = async { self.client.send(request).await };
        let late = || Error::new(ErrorKind::Timeout, format!("The server at {} opens no stream.", self.client.place()));
        let answer = tokio::time::timeout(SILENCE, opening).await.unwrap_or_else(|_| Err(late()));
        let answer = answer.map_err(Unopened::Away)?;
        let refused = answer.status().is_client_error();
        match reply::accepted(self.client.place(), answer).await {
            Ok(answer) => {
                self.body = Some(answer.into_body());
                self.reader = Reader::default();
                Ok(())
            }
            Err(error) if refused => Err(Unopened::Refused(error)),
            Err(error) => Err(Unopened::Away(error)),
        }
    }
}

/// Between half the pause and the whole of it.
fn jittered(pause: Duration) -> Duration {
    let [first, ..] = *uuid::Uuid::new_v4().as_bytes();
    pause / 2 + pause.mul_f64(f64::from(first) / 512.0)
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
