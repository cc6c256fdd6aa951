//! The handle of the programs that this server runs.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::model::engine::EngineHealth;
use crate::model::runtime::{RuntimeSummary, RuntimeVersions};

/// The programs that this server runs, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Runtime {
    server: Server,
    caller: Caller,
}

impl Runtime {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// STUB
    pub async fn summary(&self) -> Result<RuntimeSummary> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn versions(&self) -> Result<RuntimeVersions> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn opencode_health(&self) -> Result<EngineHealth> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
