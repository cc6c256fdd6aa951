//! The configuration of a workspace: the layers that OpenCode merges, and the one among them that OpenWork writes.
//!
//! The user's files are the user's. OpenWork writes `.opencode/opencode.json` ([`managed`]), and in it only its own keys, in
//! place; the file that a user writes through this server ([`raw`]) is checked first and its previous version kept. No secret
//! is ever written into a folder of a workspace.

pub(crate) mod crossed;
pub(crate) mod disk;
pub(crate) mod effective;
mod exclude;
pub(crate) mod foreseen;
pub(crate) mod forgotten;
pub(crate) mod git;
pub(crate) mod layers;
pub(crate) mod managed;
pub(crate) mod named;
pub(crate) mod previous;
pub(crate) mod raw;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod settings;
