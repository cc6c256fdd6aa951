//! The OpenWork server as a library.

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("openwork_core");

mod access;
mod clock;
mod cursor;
mod engine;
mod error;
mod flows;
#[cfg(feature = "uniffi")]
mod foreign;
mod ids;
pub mod model;
pub mod operation;
mod platform;
pub mod remote;
mod runtime;
pub mod server;
mod sessions;
mod store;
mod text;
mod workspaces;

pub use access::Caller;
pub use clock::Timestamp;
pub use engine::{EngineOptions, Existing, InstallError, InstallOptions, Installed, Progress, guard, install};
pub use error::{Error, ErrorDetail, ErrorKind, Result};
#[cfg(feature = "uniffi")]
pub use foreign::OpenWorkError;
pub use ids::{MessageId, PermissionId, SessionId, TokenId, WorkspaceId, request_id};
pub use runtime::events::{EventStream, Published};
pub use server::{Builder, Server, ShutdownReport};
