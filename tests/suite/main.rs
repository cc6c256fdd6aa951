//! The one suite: every story over the real programs, and the rules of the house.

mod bundles;
mod cli;
mod config;
mod demo;
mod dev;
mod door;
mod engine;
mod engine_lists;
mod ffi;
mod files;
mod house;
mod migration;
mod offers;
mod operations;
mod reload;
mod resources;
mod router;
mod sessions;
mod store;
mod story;
mod substitutes;
