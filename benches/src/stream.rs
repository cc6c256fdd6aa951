//! A reader of server-sent events that notes when each has come.

use crate::client::Place;
use http::Method;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use std::collections::VecDeque;
use std::time::Instant;

/// An open stream.
pub struct Stream {
    body: Incoming,
    rest: String,
    ready: VecDeque<(Instant, String)>,
}

impl Stream {
    /// Opens it; what happens from now on is in it.
    pub async fn open(place: &Place, path: &str) -> Self {
        Self::after(place, path, None).await
    }

    /// Opens it again after a number.
    pub async fn after(place: &Place, path: &str, number: Option<u64>) -> Self {
        let response = place.connect().await.send(Method::GET, path, None, number).await;
        assert!(response.status().is_success(), "{path} answered {}", response.status());
        Self { body: response.into_body(), rest: String::new(), ready: VecDeque::new() }
    }

    /// The next event, with the moment its bytes were there.
    pub async fn next(&mut self) -> (Instant, String) {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return event;
            }
            let frame = self.body.frame().await.expect("the stream goes on").expect("no failure");
            let at = Instant::now();
            let Ok(data) = frame.into_data() else { continue };
            self.rest.push_str(&String::from_utf8_lossy(&data));
            while let Some(end) = self.rest.find("\n\n") {
                self.ready.push_back((at, self.rest.drain(..end + 2).collect()));
            }
        }
    }

    /// The next event that has a field of this name, and what stands there up to `end`.
    pub async fn field(&mut self, name: &str, end: &[char]) -> (Instant, String) {
        let mark = format!("\"{name}\":");
        loop {
            let (at, event) = self.next().await;
            assert!(!event.contains("stream.gap"), "events were lost: {event}");
            if let Some(place) = event.find(&mark) {
                let value = event[place + mark.len()..].trim_start_matches('"');
                return (at, value.split(end).next().unwrap_or_default().to_owned());
            }
        }
    }
}
