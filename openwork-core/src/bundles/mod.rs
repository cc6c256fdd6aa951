//! Bundles: what of a workspace goes to others, and what comes from them.
//!
//! ```text
//! payload ─▶ sensitive (what looks like a secret?) ─▶ publisher ─▶ address ─▶ people
//! address ─▶ publisher (its own, nobody else's)    ─▶ bundle, which nobody trusts yet
//! bundle  ─▶ portable  (what may be carried?)      ─▶ `flows::portable`, which takes it in
//! ```

pub(crate) mod portable;
mod publisher;
mod sensitive;

pub(crate) use publisher::Publisher;
pub use publisher::PublisherOptions;
pub(crate) use sensitive::{decide, refuse};
