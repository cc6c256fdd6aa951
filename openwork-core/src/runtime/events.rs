//! STUB
#![allow(missing_docs, clippy::all, clippy::pedantic)]
use crate::model::event::Event;
use bytes::Bytes;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

/// An event with its texts, made once for all its readers.
#[derive(Debug)]
pub struct Published {
    pub event: Event,
    pub(crate) framed: OnceLock<Bytes>,
}
impl Published {
    /// The event as bytes of a front end's own framing, made by the first reader that asks.
    pub fn framed(&self, frame: impl FnOnce(&Event) -> Bytes) -> Bytes {
        self.framed.get_or_init(|| frame(&self.event)).clone()
    }
}
/// Events of a workspace as they come. Ends when the server stops or the workspace is deleted.
#[derive(Debug)]
pub struct EventStream {}
impl futures_util::Stream for EventStream {
    type Item = Arc<Published>;
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
