//! The vocabulary: every value that crosses an edge, declared once.
//!
//! Plain serde types with public fields; schemas and foreign bindings are derives by feature. Absent means none: nothing on
//! the wire is `null`. No value here acts; what is done with it is said in its area.

pub mod access;
pub mod ask;
pub mod audit;
pub mod bundle;
pub mod cloud;
pub mod command;
pub mod config;
pub mod engine;
pub mod environment;
pub mod event;
mod event_type;
pub mod exchange;
pub mod file;
pub mod file_operation;
pub mod file_path;
pub mod file_session;
pub mod history;
pub mod json;
pub mod log;
pub mod managed;
pub mod mcp;
pub mod message;
pub mod migration;
pub mod page;
pub mod portable;
pub mod provider;
pub mod reload;
pub mod resource;
pub mod router;
pub mod run;
pub mod runtime;
pub mod secret;
pub mod session;
pub mod skill;
pub(crate) mod stored;
pub mod system;
pub mod system_event;
pub mod upgrade;
pub mod workspace;
