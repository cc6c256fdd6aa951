//! What the server tells of itself: what its parts go through, and which workspaces there are.
//!
//! Every step of the engine, the router and an upgrade is told, however fast they follow each other: what is watched holds a
//! trail of them. Of the store it is told how it is between two attempts to write.

use super::Inner;
use super::health::{ENGINE, ROUTER, overall, program_part, store_part};
use crate::engine::Engine;
use crate::flows::feed::{Feed, written};
use crate::ids::WorkspaceId;
use crate::model::system::{ComponentHealth, HealthStatus};
use crate::model::system_event::{ProgramStatePayload, ServerHealthPayload, StoreStatePayload};
use crate::router::Router;
use crate::runtime::kinds::News;
use crate::store::Store;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Tells of the parts of a server until it stops.
pub(super) async fn tell(feed: Arc<Feed>, engine: Engine, router: Router, store: Store, stop: CancellationToken) {
    let (mut engine, mut upgrades) = (engine.watch(), engine.upgrades());
    let (mut router, mut store) = (router.watch(), store.conditions());
    let mut teller = {
        let (engine, router) = (engine.borrow_and_update(), router.borrow_and_update());
        let programs = [program_part(ENGINE, engine.state), program_part(ROUTER, router.state)];
        let seen = [engine.states.taken(), router.states.taken(), upgrades.borrow_and_update().taken()];
        Teller::new(feed, store_part(&store.borrow_and_update()), programs, seen)
    };
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = changed(&mut engine) => {
                let steps = engine.borrow_and_update().states.after(&mut teller.seen[0]);
                teller.program(0, "engine.stateChanged", &steps).await;
            }
            () = changed(&mut router) => {
                let steps = router.borrow_and_update().states.after(&mut teller.seen[1]);
                teller.program(1, "router.stateChanged", &steps).await;
            }
            () = changed(&mut upgrades) => {
                let steps = upgrades.borrow_and_update().after(&mut teller.seen[2]);
                for step in steps {
                    teller.say("runtime.upgradeChanged", &*step).await;
                }
            }
            () = changed(&mut store) => {
                let part = store_part(&store.borrow_and_update());
                teller.store(part).await;
            }
        }
    }
}

/// Waits for the next change; for ever, where there can be none.
async fn changed<T>(watched: &mut watch::Receiver<T>) {
    if watched.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What was told last.
struct Teller {
    feed: Arc<Feed>,
    store: ComponentHealth,
    /// The engine and the router.
    programs: [ComponentHealth; 2],
    health: (HealthStatus, String),
    /// How many steps of the engine, the router and upgrades.
    seen: [u64; 3],
}

impl Teller {
    fn new(feed: Arc<Feed>, store: ComponentHealth, programs: [ComponentHealth; 2], seen: [u64; 3]) -> Self {
        let health = (HealthStatus::Ready, String::new());
        let mut teller = Self { feed, store, programs, health, seen };
        teller.health = teller.overall();
        teller
    }

    fn overall(&self) -> (HealthStatus, String) {
        let parts = [&self.store].into_iter().chain(&self.programs).cloned().collect::<Vec<_>>();
        overall(false, &parts)
    }

    async fn program(&mut self, which: usize, kind: &str, steps: &[Arc<ProgramStatePayload>]) {
        for step in steps {
            self.say(kind, &**step).await;
            if let Some(part) = self.programs.get_mut(which) {
                *part = program_part(&part.name, step.state);
            }
            self.whole().await;
        }
    }

    async fn store(&mut self, part: ComponentHealth) {
        let ComponentHealth { status, stage, reason, remedy, .. } = part.clone();
        self.say("store.stateChanged", StoreStatePayload { status, stage, reason, remedy }).await;
        self.store = part;
        self.whole().await;
    }

    /// Tells of the whole, where it is otherwise than it was.
    async fn whole(&mut self) {
        let health = self.overall();
        if health != self.health {
            let (status, stage) = health.clone();
            self.say("server.healthChanged", ServerHealthPayload { status, stage }).await;
            self.health = health;
        }
    }

    async fn say(&self, kind: &str, payload: impl Serialize) {
        self.feed.announce_system(|| News { about: None, kind, properties: written(payload) }).await;
    }
}

impl Inner {
    /// Tells that a workspace was made, changed or deleted.
    pub(super) async fn tell_workspace(&self, id: &WorkspaceId, is_new: bool) {
        self.attention.tell_system(id, is_new).await;
    }
}
