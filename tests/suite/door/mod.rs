//! The front door of the real program: who gets in, and what becomes of bad input.

mod access;
mod bodies;
pub(crate) mod folders;
mod full;
mod g15_shown;
mod names;
mod origins;
mod reads;
mod routes;
mod secrets;
mod sessions;
mod spoiled;
mod tokens;
mod wire;
