//! The OpenWork server inside another program: Swift, Kotlin and Python, over uniffi.
//!
//! A program opens an [`OpenWork`], which runs the server on threads of its own. Each area of the contract is an object with
//! one asynchronous method per operation, and [`offers`] lists them. Values are the core's own: their foreign half is made
//! from the derives beside their declaration, in a module `openwork_core` next to this crate's `openwork`.
//!
//! Not here: rules, checks of access, defaults. A method hands its arguments to the core's handle and its answer back.
//!
//! What a host should know:
//! * Calls run on the server's threads and not on the caller's. A call whose future is cancelled (asyncio, coroutines) is
//!   dropped; what it already asked of the engine goes on, as over HTTP.
//! * A fault in a call is [`OpenWorkError::Internal`] of that call and harms nothing else.
//! * What calls back is an [`EventListener`] or a [`SystemEventListener`]: plain functions, on one of the server's threads.

#![allow(
    clippy::missing_errors_doc,
    reason = "docs become foreign docs, and every call may fail as `OpenWorkError` says"
)]

uniffi::setup_scaffolding!("openwork");

mod asks;
mod audit;
mod bundles;
mod client;
mod cloud;
mod commands;
mod config;
mod content;
mod engine;
mod environment;
mod error;
mod events;
mod exchange;
mod file_sessions;
mod files;
mod host;
mod managed;
mod mcp;
mod migration;
mod offer;
mod plugins;
mod providers;
mod router;
mod runtime;
mod server;
mod sessions;
mod skills;
mod system;
mod tokens;
mod workspaces;

pub use asks::AsksArea;
pub use audit::AuditArea;
pub use bundles::BundlesArea;
pub use client::OpenWorkClient;
pub use cloud::CloudArea;
pub use commands::CommandsArea;
pub use config::ConfigArea;
pub use content::{ByteRange, FileReader, FileSource, WriteCondition};
pub use engine::EngineArea;
pub use environment::EnvironmentArea;
pub use error::{ListenerError, Result};
pub use events::{EndReason, EventListener, EventsArea, Subscription, SystemEventListener};
pub use exchange::{ArtifactsArea, InboxArea};
pub use file_sessions::FileSessionsArea;
pub use files::FilesArea;
pub use managed::ManagedArea;
pub use mcp::McpArea;
pub use migration::MigrationArea;
pub use offer::{Offer, Offered, offers};
pub use openwork_core::OpenWorkError;
pub use plugins::PluginsArea;
pub use providers::ProvidersArea;
pub use router::RouterArea;
pub use runtime::RuntimeArea;
pub use server::{OpenOptions, OpenWork};
pub use sessions::SessionsArea;
pub use skills::SkillsArea;
pub use system::SystemArea;
pub use tokens::TokensArea;
pub use workspaces::WorkspacesArea;
