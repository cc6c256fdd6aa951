//! One handler per operation. A handler translates; it decides nothing.

pub(crate) mod asks;
pub(crate) mod audit;
pub(crate) mod bundles;
pub(crate) mod cloud;
pub(crate) mod commands;
pub(crate) mod config;
pub(crate) mod engine;
pub(crate) mod environment;
pub(crate) mod events;
pub(crate) mod exchange;
pub(crate) mod file_sessions;
pub(crate) mod files;
pub(crate) mod managed;
pub(crate) mod mcp;
pub(crate) mod migration;
pub(crate) mod plugins;
pub(crate) mod providers;
pub(crate) mod root;
pub(crate) mod router;
pub(crate) mod runtime;
pub(crate) mod sessions;
pub(crate) mod skills;
pub(crate) mod system;
pub(crate) mod tokens;
pub(crate) mod workspaces;
