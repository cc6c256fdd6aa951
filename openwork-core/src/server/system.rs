//! The handle of the server itself.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::model::access::Role;
use crate::model::engine::{EngineHealth, EngineState};
use crate::model::event::EVENT_TYPES;
use crate::model::log::{LogLines, ReadLogs};
use crate::model::system::{Capabilities, Capability, Health, Meta, MetricsText, Root, ShuttingDown, Status};
use crate::model::system_event::{SYSTEM_EVENT_TYPES, SystemEvent, WatchSystemEvents};
use crate::operation::{Needs, Operation};
use crate::runtime::events::EventStream;
use std::collections::BTreeSet;

pub(super) const SERVICE: &str = "openwork-server";
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
        self.server.allow(&self.caller, Operation::RootGet)?;
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
        Ok(self.server.allow(&self.caller, Operation::SystemHealth)?.health(&self.caller))
    }

    /// What this server is, and who the caller is to it.
    ///
    /// # Errors
    /// As the catalogue says for `system.meta`.
    pub async fn meta(&self) -> Result<Meta> {
        let inner = self.server.allow(&self.caller, Operation::SystemMeta)?;
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
        let inner = self.server.allow(&self.caller, Operation::SystemCapabilities)?;
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
        Ok(Capabilities { operations: Operation::ALL.iter().map(capability).collect(), events: event_names() })
    }

    /// The server at a glance.
    ///
    /// # Errors
    /// As the catalogue says for `system.status`.
    pub async fn status(&self) -> Result<Status> {
        let inner = self.server.allow(&self.caller, Operation::SystemStatus)?;
        // first of all: what changes from here on comes as an event, too
        let is_host = self.caller.role() == Some(Role::Host);
        // a store that cannot be read is no reason to say nothing
        let event_position = if is_host { inner.feed.system_position().ok() } else { None };
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
            active_workspace_id: inner.registry.active()?.filter(|id| self.caller.reaches(id)),
            event_position,
        })
    }

    /// What is counted, in Prometheus' text format.
    ///
    /// # Errors
    /// As the catalogue says for `system.metrics`.
    pub async fn metrics(&self) -> Result<MetricsText> {
        let inner = self.server.allow(&self.caller, Operation::SystemMetrics)?;
        Ok(MetricsText(inner.metrics().map_err(Error::internal)?))
    }

    /// The last lines of the server's log.
    ///
    /// # Errors
    /// As the catalogue says for `system.logs`.
    pub async fn logs(&self, query: ReadLogs) -> Result<LogLines> {
        let inner = self.server.allow(&self.caller, Operation::SystemLogs)?;
        let Some(ring) = &inner.logs else {
            let message = "This server keeps no log lines: its host has to give its builder a `LogRing` and feed it.";
            return Err(Error::new(ErrorKind::NotImplemented, message));
        };
        Ok(ring.read(&query))
    }

    /// Watches the server itself. Dropping the stream unsubscribes.
    ///
    /// # Errors
    /// As the catalogue says for `system.events`.
    pub async fn events(&self, query: WatchSystemEvents) -> Result<EventStream<SystemEvent>> {
        self.server.allow(&self.caller, Operation::SystemEvents)?.feed.watch_system(query).await
    }

    /// Asks the server to stop; whoever runs it then calls [`Server::shutdown`].
    ///
    /// # Errors
    /// As the catalogue says for `system.shutdown`.
    pub async fn shutdown(&self) -> Result<ShuttingDown> {
        self.server.allow(&self.caller, Operation::SystemShutdown)?.stop.cancel();
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

/// Every type of event that any stream may carry, once.
fn event_names() -> Vec<String> {
    let mut met = BTreeSet::new();
    let all = EVENT_TYPES.iter().chain(SYSTEM_EVENT_TYPES).map(|kind| kind.name);
    all.filter(|name| met.insert(*name)).map(str::to_owned).collect()
}
