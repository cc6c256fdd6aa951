//! The handle of the server itself.

use super::{Inner, Server};
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::model::access::Role;
use crate::model::engine::{EngineHealth, EngineState};
use crate::model::event::EVENT_TYPES;
use crate::model::log::{LogLines, ReadLogs};
use crate::model::system::{
    Capabilities, Capability, ComponentHealth, Health, HealthStatus, Meta, MetricsText, Root, ShuttingDown, Status,
};
use crate::operation::{Needs, Operation};

const SERVICE: &str = "openwork-server";
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The server itself, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct System {
    server: Server,
    caller: Caller,
}

#[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
impl System {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Says what this server is.
    ///
    /// # Errors
    /// As the catalogue says for `root.get`.
    pub async fn root(&self) -> Result<Root> {
        self.server.allow(&self.caller, Operation::RootGet, None)?;
        Ok(Root {
            service: SERVICE.to_owned(),
            version: VERSION.to_owned(),
            openapi: Operation::OpenapiGet.path().to_owned(),
            health: Operation::SystemHealth.path().to_owned(),
        })
    }

    /// How the server and its parts are; answers at once, also while it stops.
    ///
    /// # Errors
    /// As the catalogue says for `system.health`.
    pub async fn health(&self) -> Result<Health> {
        Ok(self.server.allow(&self.caller, Operation::SystemHealth, None)?.health())
    }

    /// What this server is, and who the caller is to it.
    ///
    /// # Errors
    /// As the catalogue says for `system.meta`.
    pub async fn meta(&self) -> Result<Meta> {
        let inner = self.server.allow(&self.caller, Operation::SystemMeta, None)?;
        Ok(Meta {
            service: SERVICE.to_owned(),
            version: VERSION.to_owned(),
            target: inner.engine.versions().target,
            pid: std::process::id(),
            started_at: inner.started_at,
            store_id: inner.store.id().to_owned(),
            role: self.caller.role().unwrap_or(Role::Viewer),
            workspace_ids: self.caller.workspace_ids().map(<[_]>::to_vec),
        })
    }

    /// What can be done here now.
    ///
    /// # Errors
    /// As the catalogue says for `system.capabilities`.
    pub async fn capabilities(&self) -> Result<Capabilities> {
        let inner = self.server.allow(&self.caller, Operation::SystemCapabilities, None)?;
        let reason = lacking(&inner.engine.health());
        let capability = |operation: &Operation| {
            let reason = match operation.needs() {
                Needs::Server => None,
                Needs::Engine => reason.clone(),
            };
            Capability {
                operation: operation.name().to_owned(),
                allowed: self.caller.suffices(*operation),
                available: reason.is_none(),
                reason,
            }
        };
        Ok(Capabilities {
            operations: Operation::ALL.iter().map(capability).collect(),
            events: EVENT_TYPES.iter().map(|kind| kind.name.to_owned()).collect(),
        })
    }

    /// The server at a glance.
    ///
    /// # Errors
    /// As the catalogue says for `system.status`.
    pub async fn status(&self) -> Result<Status> {
        let inner = self.server.allow(&self.caller, Operation::SystemStatus, None)?;
        let reached = inner.registry.all().iter().filter(|record| self.caller.reaches(&record.id)).count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let uptime = crate::clock::Timestamp::now().as_millis() - inner.started_at.as_millis();
        Ok(Status {
            status: inner.health().status,
            version: VERSION.to_owned(),
            started_at: inner.started_at,
            uptime_ms: u64::try_from(uptime).unwrap_or(0),
            workspace_count: count(reached),
            stream_count: count(inner.feed.readers()),
            engine: inner.engine.health().state,
        })
    }

    /// What is counted, in Prometheus' text format.
    ///
    /// # Errors
    /// As the catalogue says for `system.metrics`.
    pub async fn metrics(&self) -> Result<MetricsText> {
        let inner = self.server.allow(&self.caller, Operation::SystemMetrics, None)?;
        Ok(MetricsText(inner.metrics().map_err(Error::internal)?))
    }

    /// The last lines of the server's log.
    ///
    /// # Errors
    /// As the catalogue says for `system.logs`.
    pub async fn logs(&self, query: ReadLogs) -> Result<LogLines> {
        let inner = self.server.allow(&self.caller, Operation::SystemLogs, None)?;
        let Some(ring) = &inner.logs else {
            let message = "This server keeps no log lines: its host has to give its builder a `LogRing` and feed it.";
            return Err(Error::new(ErrorKind::NotImplemented, message));
        };
        Ok(ring.read(&query))
    }

    /// Asks the server to stop; whoever runs it then calls [`Server::shutdown`].
    ///
    /// # Errors
    /// As the catalogue says for `system.shutdown`.
    pub async fn shutdown(&self) -> Result<ShuttingDown> {
        self.server.allow(&self.caller, Operation::SystemShutdown, None)?.stop.cancel();
        Ok(ShuttingDown { stopping: true })
    }
}

/// Why the engine's operations cannot be used now; none where they can, or will wait for it.
fn lacking(engine: &EngineHealth) -> Option<String> {
    match engine.state {
        EngineState::Ready | EngineState::Stopped | EngineState::Starting | EngineState::Backoff => None,
        EngineState::Disabled => Some("This server runs no engine.".to_owned()),
        EngineState::Stopping => Some("The engine is stopping.".to_owned()),
        EngineState::Failed => {
            let fault = engine.last_error.as_ref().map(|fault| format!("{} {}", fault.message, fault.remedy));
            Some(fault.unwrap_or_else(|| "The engine cannot be started.".to_owned()))
        }
    }
}

/// The words of [`stage`].
pub(super) const STAGES: [&str; 7] = ["disabled", "stopped", "starting", "ready", "stopping", "backoff", "failed"];

/// The word that the state has on the wire.
pub(super) fn stage(state: EngineState) -> &'static str {
    match state {
        EngineState::Disabled => "disabled",
        EngineState::Stopped => "stopped",
        EngineState::Starting => "starting",
        EngineState::Ready => "ready",
        EngineState::Stopping => "stopping",
        EngineState::Backoff => "backoff",
        EngineState::Failed => "failed",
    }
}

impl Inner {
    fn health(&self) -> Health {
        let engine = engine_part(self.engine.health());
        let store = ComponentHealth {
            name: "store".to_owned(),
            status: HealthStatus::Ready,
            stage: "ready".to_owned(),
            reason: None,
            remedy: None,
            output: Vec::new(),
        };
        let (status, stage) = if self.stop.is_cancelled() {
            (HealthStatus::Stopping, "stopping".to_owned())
        } else if engine.status == HealthStatus::Ready {
            (HealthStatus::Ready, "ready".to_owned())
        } else {
            (engine.status, format!("engine {}", engine.stage))
        };
        let (service, version) = (SERVICE.to_owned(), VERSION.to_owned());
        Health { service, version, status, stage, started_at: self.started_at, components: vec![store, engine] }
    }
}

/// The engine as a part of the whole. One that is not wanted, or not wanted yet, is as it should be.
fn engine_part(engine: EngineHealth) -> ComponentHealth {
    let status = match engine.state {
        EngineState::Disabled | EngineState::Stopped | EngineState::Ready => HealthStatus::Ready,
        EngineState::Starting => HealthStatus::Starting,
        EngineState::Stopping => HealthStatus::Stopping,
        EngineState::Backoff | EngineState::Failed => HealthStatus::Degraded,
    };
    let troubled = status != HealthStatus::Ready;
    let fault = engine.last_error.filter(|_| troubled);
    let (reason, remedy) = fault.map(|fault| (fault.message, fault.remedy)).unzip();
    ComponentHealth {
        name: "engine".to_owned(),
        status,
        stage: stage(engine.state).to_owned(),
        reason,
        remedy,
        output: if troubled { engine.output } else { Vec::new() },
    }
}
