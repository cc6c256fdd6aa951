//! What the engine tells without being asked: one subscription to all its events per run.
//!
//! ```text
//! /global/event ──bytes──▶ Parser ──texts──▶ Upstream::Event ──bounded channel──▶ whoever took the receiver
//! ```
//! A reader that is slow slows the socket down; nothing is dropped here but what OpenCode sends twice or for itself.

use crate::model::json::JsonObject;

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
    /// The events ended: the engine exited, or closed the stream.
    Lost,
}

/// How many events wait for a reader before the socket does.
const WAITING: usize = 256;

/// The way of events from all runs to their one reader.
pub(super) fn channel() -> (tokio::sync::mpsc::Sender<Upstream>, tokio::sync::mpsc::Receiver<Upstream>) {
    tokio::sync::mpsc::channel(WAITING)
}
