//! What runs while the server does: owned tasks, and events with replay.

pub(crate) mod events;
pub(crate) mod metrics;
pub(crate) mod tasks;
