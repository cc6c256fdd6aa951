//! What runs while the server does: owned tasks, and events with replay.

pub(crate) mod blocking;
pub(crate) mod events;
pub(crate) mod kinds;
pub(crate) mod metrics;
pub(crate) mod recent;
pub(crate) mod tasks;
pub(crate) mod trail;
