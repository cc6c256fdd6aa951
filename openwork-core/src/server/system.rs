//! The handle of the server itself.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::model::system::{Capabilities, Health, Meta, Root, ShuttingDown, Status};

/// The server itself, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct System {
    server: Server,
    caller: Caller,
}

impl System {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// STUB
    pub async fn root(&self) -> Result<Root> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn health(&self) -> Result<Health> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn meta(&self) -> Result<Meta> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn capabilities(&self) -> Result<Capabilities> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn status(&self) -> Result<Status> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn shutdown(&self) -> Result<ShuttingDown> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
