//! The OpenWork server as a library: workspaces, sessions, access, events and the supervised OpenCode engine over one store.
//!
//! [`Server`] is the facade; [`operation`] is the catalogue that every front end reads; [`model`] is the vocabulary;
//! [`remote`] is the typed client over the catalogue. What is *not* here: an HTTP server, a command line, and any reading of
//! the environment: options come in whole.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::wildcard_enum_match_arm,
        clippy::unchecked_time_subtraction,
        clippy::unused_self,
        clippy::format_collect,
        reason = "a test fails by panicking, and says little"
    )
)]

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("openwork_core");

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

mod access;
mod bundles;
mod child;
mod clock;
mod cloud;
mod config;
mod cursor;
mod engine;
mod error;
mod files;
mod flows;
#[cfg(feature = "uniffi")]
mod foreign;
#[cfg(all(any(test, feature = "fuzzing"), unix))]
#[doc(hidden)]
pub mod fuzzing;
mod ids;
mod legacy;
pub mod model;
pub mod operation;
mod platform;
mod providers;
pub mod remote;
mod resources;
mod router;
mod runtime;
mod secrets;
pub mod server;
mod sessions;
mod store;
mod text;
mod workspaces;

pub use access::Caller;
pub use bundles::PublisherOptions;
pub use child::guard;
pub use clock::Timestamp;
pub use engine::{
    EngineOptions, Existing, InstallError, InstallOptions, InstallSource, Installed, Progress, embed, install,
};
pub use error::{Error, ErrorDetail, ErrorKind, Result};
pub use files::{Condition, Download, OpenFile, Pieces};
#[cfg(feature = "uniffi")]
pub use foreign::OpenWorkError;
pub use ids::{
    BindingId, ExchangedFileId, FileSessionId, IdentityId, ManagedItemId, MessageId, PartId, PermissionId, ProviderId,
    QuestionId, SessionId, TokenId, WorkspaceId, request_id,
};
pub use router::RouterOptions;
pub use runtime::events::{EventStream, Published};
pub use runtime::kinds::{Numbered, Resumable};
pub use server::{Builder, LegacyPlaces, LogRing, Server, ShutdownReport};
