//! The rows of the catalogue, by what they are about.
//!
//! A row: Rust name, name, method, path, access, need, kind of answer, (path, query, body) -> output, summary, and how it may
//! fail beyond what follows from these. What stands above it is its description.

#[macro_use]
mod bundles;
#[macro_use]
mod resources;
#[macro_use]
mod router;
#[macro_use]
mod files;
#[macro_use]
mod server;
#[macro_use]
mod sessions;
#[macro_use]
mod workspaces;
