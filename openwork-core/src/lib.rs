//! The OpenWork server as a library.

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("openwork_core");

mod access;
mod clock;
mod error;
#[cfg(feature = "uniffi")]
mod foreign;
mod ids;
pub mod model;
pub mod operation;
mod runtime;
pub mod server;
mod store;
mod text;

pub use access::Caller;
pub use clock::Timestamp;
pub use error::{Error, ErrorDetail, ErrorKind, Result};
#[cfg(feature = "uniffi")]
pub use foreign::OpenWorkError;
pub use ids::{MessageId, PermissionId, SessionId, TokenId, WorkspaceId, request_id};
pub use runtime::events::{EventStream, Published};
pub use server::{Builder, EngineOptions, Server};
