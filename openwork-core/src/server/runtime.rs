//! The handle of the programs that this server runs.

use super::{Server, told};
use crate::access::Caller;
use crate::error::Result;
use crate::model::engine::EngineHealth;
use crate::model::router::RouterHealth;
use crate::model::runtime::{RuntimeSummary, RuntimeVersions};
use crate::operation::Operation;

/// The programs that this server runs, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Runtime {
    server: Server,
    caller: Caller,
}

#[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
impl Runtime {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// What runs and how it is kept running.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.summary`.
    pub async fn summary(&self) -> Result<RuntimeSummary> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeSummary, None)?;
        Ok(RuntimeSummary {
            engine_start: inner.engine_start,
            restart_policy: inner.restart_policy.clone(),
            opencode: told::health(&self.caller, inner.engine.health()),
            versions: told::versions(&self.caller, inner.engine.versions()),
        })
    }

    /// Which programs run, from where, in which version.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.versions`.
    pub async fn versions(&self) -> Result<RuntimeVersions> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeVersions, None)?;
        Ok(told::versions(&self.caller, inner.engine.versions()))
    }

    /// How the engine is.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.opencodeHealth`.
    pub async fn opencode_health(&self) -> Result<EngineHealth> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeOpencodeHealth, None)?;
        Ok(told::health(&self.caller, inner.engine.health()))
    }

    /// How the messaging router is.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.routerHealth`.
    pub async fn router_health(&self) -> Result<RouterHealth> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeRouterHealth, None)?;
        Ok(told::router(&self.caller, inner.router.health()?))
    }
}
