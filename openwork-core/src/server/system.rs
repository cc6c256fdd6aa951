//! The handle of the server itself.

use super::{Inner, Server, told};
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
use crate::store::{Condition, StoreError};

const SERVICE: &str = "openwork-server";
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The part of the whole that is optional.
const ROUTER: &str = "router";

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
        Ok(self.server.allow(&self.caller, Operation::SystemHealth, None)?.health(&self.caller))
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
            status: inner.health(&self.caller).status,
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
    fn health(&self, caller: &Caller) -> Health {
        let engine = child_part("engine", told::health(caller, self.engine.health()));
        let router = child_part(ROUTER, told::health(caller, self.router.seen()));
        let is_router_there = !matches!(router.stage.as_str(), "disabled" | "stopped");
        let mut components = vec![store_part(&self.store.condition()), engine];
        components.extend(is_router_there.then_some(router));
        let (status, stage) = overall(self.stop.is_cancelled(), &components);
        let (service, version) = (SERVICE.to_owned(), VERSION.to_owned());
        Health { service, version, status, stage, started_at: self.started_at, components }
    }
}

/// The whole is as its first part that is not ready.
fn overall(stopping: bool, parts: &[ComponentHealth]) -> (HealthStatus, String) {
    if stopping {
        return (HealthStatus::Stopping, "stopping".to_owned());
    }
    // a router that only starts or ends keeps nobody waiting
    let counts = |part: &&ComponentHealth| part.name != ROUTER || part.status == HealthStatus::Degraded;
    match parts.iter().filter(counts).find(|part| part.status != HealthStatus::Ready) {
        Some(part) => (part.status, format!("{} {}", part.name, part.stage)),
        None => (HealthStatus::Ready, "ready".to_owned()),
    }
}

/// The store as a part of the whole. Its own errors name the file, which is not for everyone's eyes.
fn store_part(condition: &Condition) -> ComponentHealth {
    let (status, stage, trouble) = match condition {
        Condition::Ready => (HealthStatus::Ready, "ready", None),
        Condition::Recovering => (HealthStatus::Degraded, "recovering", None),
        Condition::ReadOnly(error) => (HealthStatus::Degraded, "read-only", Some(error)),
        Condition::Lost(error) => (HealthStatus::Degraded, "lost", Some(error)),
        Condition::Closed => (HealthStatus::Stopping, "closed", None),
    };
    let (reason, remedy) = trouble.map(store_trouble).unzip();
    ComponentHealth { name: "store".to_owned(), status, stage: stage.to_owned(), reason, remedy, output: Vec::new() }
}

fn store_trouble(error: &StoreError) -> (String, String) {
    let (reason, remedy) = match error {
        StoreError::Full { source, .. } => {
            (format!("No space is left for the store ({source})."), "Make space; the next write tries again.")
        }
        StoreError::Io { source, .. } => (
            format!("The disk refuses the store ({source})."),
            "See to the disk and the rights; the next write tries again.",
        ),
        StoreError::InUse { .. }
        | StoreError::Newer { .. }
        | StoreError::Damaged { .. }
        | StoreError::Refused { .. }
        | StoreError::Panicked { .. }
        | StoreError::KeyMissing { .. }
        | StoreError::KeyWrong { .. }
        | StoreError::SealBroken { .. }
        | StoreError::Closed => (
            "The store's file cannot be used any more; the server's log says why.".to_owned(),
            "Stop the server and put back a backup.",
        ),
    };
    (reason, remedy.to_owned())
}

/// A child as a part of the whole. One that is not wanted, or not wanted yet, is as it should be.
fn child_part(name: &str, engine: EngineHealth) -> ComponentHealth {
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
        name: name.to_owned(),
        status,
        stage: stage(engine.state).to_owned(),
        reason,
        remedy,
        output: if troubled { engine.output } else { Vec::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;
    use std::path::PathBuf;
    use std::sync::Arc;

    #[test]
    fn a_store_that_cannot_write_is_seen_and_its_place_is_not() {
        let full = || StoreError::Full { path: PathBuf::from("/secret/place"), source: disk(ErrorKind::StorageFull) };
        let read_only = store_part(&Condition::ReadOnly(full()));
        assert_eq!((read_only.status, read_only.stage.as_str()), (HealthStatus::Degraded, "read-only"));
        assert!(read_only.reason.as_deref().is_some_and(|reason| reason.contains("No space")), "{read_only:?}");
        let path = PathBuf::from("/secret/place");
        let lost = store_part(&Condition::Lost(StoreError::Io { doing: "open", path, source: disk(ErrorKind::Other) }));
        assert_eq!((lost.status, lost.stage.as_str()), (HealthStatus::Degraded, "lost"));
        for part in [&read_only, &lost] {
            assert!(part.remedy.is_some() && !format!("{part:?}").contains("secret"), "{part:?}");
        }
        let engine = ComponentHealth { name: "engine".to_owned(), ..store_part(&Condition::Ready) };
        assert_eq!(
            overall(false, &[read_only, engine.clone()]),
            (HealthStatus::Degraded, "store read-only".to_owned())
        );
        let well = [store_part(&Condition::Ready), engine];
        assert_eq!(overall(false, &well), (HealthStatus::Ready, "ready".to_owned()));
        assert_eq!(overall(true, &well).0, HealthStatus::Stopping);
    }

    fn disk(kind: ErrorKind) -> Arc<std::io::Error> {
        Arc::new(kind.into())
    }

    #[tokio::test]
    async fn the_server_tells_the_stores_real_state() {
        let folder = tempfile::tempdir().expect("a folder");
        let options =
            crate::engine::EngineOptions { start: crate::model::runtime::EngineStart::Disabled, ..Default::default() };
        let server = Server::builder(folder.path()).engine(options).start().await.expect("a server");
        assert_eq!(server.inner.health(&Caller::host()).components[0].stage, "ready");
        server.inner.store.close().await.expect("closed");
        assert_eq!(server.inner.health(&Caller::host()).components[0].stage, "closed");
    }
}
