//! The one suite: every story over the real programs, and the rules of the house.

mod dev;
mod door;
mod engine;
mod house;
mod operations;
mod sessions;
mod store;
mod story;
mod substitutes;
