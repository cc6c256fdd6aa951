//! Bundles: what of a workspace goes to others, and what comes from them.
//!
//! ```text
//! payload ─▶ sensitive (what looks like a secret?) ─▶ publisher ─▶ address ─▶ people
//! address ─▶ publisher (its own, nobody else's)    ─▶ bundle, which nobody trusts yet
//! ```

mod publisher;
mod sensitive;

pub(crate) use publisher::Publisher;
pub use publisher::PublisherOptions;
pub(crate) use sensitive::decide;
