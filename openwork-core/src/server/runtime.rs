//! The handle of the programs that this server runs.

use super::{Server, told};
use crate::access::Caller;
use crate::engine::{EngineError, NotBegun};
use crate::error::{Error, ErrorKind, Result};
use crate::model::engine::EngineHealth;
use crate::model::page::Limit;
use crate::model::router::RouterHealth;
use crate::model::runtime::{EngineStart, OutputLines, ReadOutput, RuntimeSummary, RuntimeVersions};
use crate::model::upgrade::{RuntimeUpgrade, UpgradeRuntime};
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
        let inner = self.server.allow(&self.caller, Operation::RuntimeSummary)?;
        Ok(RuntimeSummary {
            engine_start: inner.engine_start,
            restart_policy: inner.restart_policy.clone(),
            opencode: told::health(&self.caller, inner.engine.health()),
            versions: told::versions(&self.caller, inner.engine.versions()),
            upgrade: told::upgrade(&self.caller, inner.engine.last_upgrade()),
        })
    }

    /// Brings another version of the engine, and goes back by itself if it does not become ready.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.upgrade`.
    pub async fn upgrade(&self, asked: UpgradeRuntime) -> Result<RuntimeUpgrade> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeUpgrade)?;
        let relay = inner.relay.clone();
        let idle = Box::pin(async move { relay.idle().await });
        inner.engine.upgrade(&asked, idle).map_err(not_begun)
    }

    /// Which programs run, from where, in which version.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.versions`.
    pub async fn versions(&self) -> Result<RuntimeVersions> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeVersions)?;
        Ok(told::versions(&self.caller, inner.engine.versions()))
    }

    /// How the engine is.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.opencodeHealth`.
    pub async fn opencode_health(&self) -> Result<EngineHealth> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeOpencodeHealth)?;
        Ok(told::health(&self.caller, inner.engine.health()))
    }

    /// How the messaging router is.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.routerHealth`.
    pub async fn router_health(&self) -> Result<RouterHealth> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeRouterHealth)?;
        Ok(RouterHealth::of(told::health(&self.caller, inner.router.seen()), inner.router.enablement()?))
    }

    /// Starts the engine afresh; answers its health at once, while it ends or starts.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.restart`.
    pub async fn restart(&self) -> Result<EngineHealth> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeRestart)?;
        if inner.engine_start == EngineStart::Disabled {
            let message = "This server runs no engine; start the server without `--no-engine` first.";
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        inner.engine.restart().await;
        Ok(inner.engine.health())
    }

    /// What the engine wrote last.
    ///
    /// # Errors
    /// As the catalogue says for `runtime.output`.
    pub async fn output(&self, query: ReadOutput) -> Result<OutputLines> {
        let inner = self.server.allow(&self.caller, Operation::RuntimeOutput)?;
        let most = query.limit.map_or(Limit::MOST as usize, Limit::get);
        Ok(OutputLines { items: inner.engine.output(most) })
    }
}

/// What a caller is told of an upgrade that was not begun.
fn not_begun(reason: NotBegun) -> Error {
    match reason {
        NotBegun::Disabled(fault) => EngineError::Unavailable(fault).into(),
        NotBegun::Named => Error::new(
            ErrorKind::Conflict,
            "Whoever started this server has named its engine with `--opencode-bin`; start it without to upgrade it here.",
        ),
        NotBegun::UnderWay => {
            Error::new(ErrorKind::Conflict, "An upgrade is under way; `runtime.summary` says how far it is.")
        }
        NotBegun::Asked(reason) => Error::new(ErrorKind::Unprocessable, reason),
    }
}
