//! How the server and its parts are, as everyone is told.

use super::system::{SERVICE, VERSION};
use super::{Inner, told};
use crate::access::Caller;
use crate::model::engine::{EngineHealth, EngineState};
use crate::model::system::{ComponentHealth, Health, HealthStatus};
use crate::store::{Condition, StoreError};

/// The part that the agents run in.
pub(super) const ENGINE: &str = "engine";

/// The part of the whole that is optional.
pub(super) const ROUTER: &str = "router";

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
    /// How the server and its parts are, for this caller.
    pub(super) fn health(&self, caller: &Caller) -> Health {
        let engine = child_part(ENGINE, told::health(caller, self.engine.health()));
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
pub(super) fn overall(stopping: bool, parts: &[ComponentHealth]) -> (HealthStatus, String) {
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
pub(super) fn store_part(condition: &Condition) -> ComponentHealth {
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

/// A child as a part of the whole.
fn child_part(name: &str, engine: EngineHealth) -> ComponentHealth {
    let part = program_part(name, engine.state);
    if part.status == HealthStatus::Ready {
        return part;
    }
    let (reason, remedy) = engine.last_error.map(|fault| (fault.message, fault.remedy)).unzip();
    ComponentHealth { reason, remedy, output: engine.output, ..part }
}

/// A program as a part of the whole, by its state alone. One that is not wanted, or not wanted yet, is as it should be.
pub(super) fn program_part(name: &str, state: EngineState) -> ComponentHealth {
    let status = match state {
        EngineState::Disabled | EngineState::Stopped | EngineState::Ready => HealthStatus::Ready,
        EngineState::Starting => HealthStatus::Starting,
        EngineState::Stopping => HealthStatus::Stopping,
        EngineState::Backoff | EngineState::Failed => HealthStatus::Degraded,
    };
    ComponentHealth {
        name: name.to_owned(),
        status,
        stage: stage(state).to_owned(),
        reason: None,
        remedy: None,
        output: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Server;
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
