//! STUB of the facade.
#![allow(clippy::all, clippy::pedantic, unused, dead_code, missing_docs)]

mod asks;
mod engine;
mod events;
mod runtime;
mod sessions;
mod system;
mod tokens;
mod workspaces;

pub use asks::Asks;
pub use engine::Engine;
pub use events::Events;
pub use runtime::Runtime;
pub use sessions::Sessions;
pub use system::System;
pub use tokens::Tokens;
pub use workspaces::Workspaces;

use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Server {}

pub use crate::engine::EngineOptions;

/// Collects what a server needs before it starts.
#[derive(Debug)]
pub struct Builder {}

impl Builder {
    #[must_use]
    pub fn engine(self, options: EngineOptions) -> Self {
        self
    }
    /// The host token of this run; random without.
    #[must_use]
    pub fn host_token(self, token: impl Into<String>) -> Self {
        self
    }
    pub async fn start(self) -> Result<Server> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}

/// What a stop left behind.
#[derive(Debug, Clone, Default)]
pub struct ShutdownReport {
    /// What did not end in time, by name.
    pub late: Vec<String>,
}

impl Server {
    pub fn builder(data_dir: impl Into<PathBuf>) -> Builder {
        Builder {}
    }
    /// Turns a token into a caller; `unauthorized` if it is not known.
    pub fn authenticate(&self, token: &str) -> Result<Caller> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
    /// The host token of this run.
    pub fn host_token(&self) -> &str {
        ""
    }
    pub fn data_dir(&self) -> &Path {
        Path::new("")
    }
    /// Leaves `server.json` (0600) in the data folder; removed at shutdown.
    pub fn announce(&self, url: &str) -> Result<()> {
        Ok(())
    }
    /// Resolves when a stop was asked for (`system.shutdown`, or `shutdown`).
    pub async fn stop_requested(&self) {}
    /// Ordered, bounded, repeatable.
    pub async fn shutdown(&self) -> ShutdownReport {
        ShutdownReport::default()
    }
    #[must_use]
    pub fn system(&self, caller: &Caller) -> System {
        System::new(self.clone(), caller.clone())
    }
    #[must_use]
    pub fn runtime(&self, caller: &Caller) -> Runtime {
        Runtime::new(self.clone(), caller.clone())
    }
    #[must_use]
    pub fn tokens(&self, caller: &Caller) -> Tokens {
        Tokens::new(self.clone(), caller.clone())
    }
    #[must_use]
    pub fn workspaces(&self, caller: &Caller) -> Workspaces {
        Workspaces::new(self.clone(), caller.clone())
    }
    #[must_use]
    pub fn events(&self, caller: &Caller) -> Events {
        Events::new(self.clone(), caller.clone())
    }
    #[must_use]
    pub fn sessions(&self, caller: &Caller) -> Sessions {
        Sessions::new(self.clone(), caller.clone())
    }
    #[must_use]
    pub fn asks(&self, caller: &Caller) -> Asks {
        Asks::new(self.clone(), caller.clone())
    }
    #[must_use]
    pub fn engine(&self, caller: &Caller) -> Engine {
        Engine::new(self.clone(), caller.clone())
    }
}
