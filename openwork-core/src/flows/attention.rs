//! What of a workspace has to be repaired by its people, and taking the engine through it once they have.
//!
//! OpenCode keeps the fault of a broken configuration until its process ends. So where the file at fault has changed and may
//! be readable now, the engine is started afresh as soon as nobody works, and asked again. Only the workspaces of such
//! folders need attention; the others notice a short wait at most.

use super::feed::{Feed, written};
use super::relay::Relay;
use super::reload::Reloads;
use crate::engine::{ConfigFault, Engine, EngineError};
use crate::ids::WorkspaceId;
use crate::model::event::WorkspaceChangedPayload;
use crate::model::reload::ReloadReason;
use crate::model::stored::WorkspaceRecord;
use crate::model::system_event::{WorkspaceCreatedPayload, WorkspaceRecordPayload};
use crate::model::workspace::{Workspace, WorkspaceAttention};
use crate::runtime::blocking::blocking;
use crate::runtime::kinds::News;
use crate::workspaces::{Registry, shown};
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How often files at fault are looked at, while there are any.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What needs attention, and the way out of it.
pub(crate) struct Attention {
    registry: Arc<Registry>,
    feed: Arc<Feed>,
    relay: Arc<Relay>,
    reloads: Arc<Reloads>,
    engine: Engine,
}

/// What is told of a workspace beside its record.
#[derive(Debug, Default, PartialEq)]
struct Told {
    fault: Option<ConfigFault>,
    reload_required: Vec<ReloadReason>,
}

impl Attention {
    /// Attention to what this engine says.
    pub(crate) fn new(
        registry: Arc<Registry>,
        feed: Arc<Feed>,
        relay: Arc<Relay>,
        reloads: Arc<Reloads>,
        engine: Engine,
    ) -> Arc<Self> {
        Arc::new(Self { registry, feed, relay, reloads, engine })
    }

    /// A workspace as it is shown.
    pub(crate) fn shown(&self, record: &WorkspaceRecord) -> Workspace {
        shown(record, self.of(record), self.reloads.pending(&record.id))
    }

    /// What of a workspace has to be repaired. Of files outside of it only the name is told.
    fn of(&self, record: &WorkspaceRecord) -> Option<WorkspaceAttention> {
        let told = self.owned().remove(&record.id);
        let remedy = match &told {
            Some(ConfigFault { file: Some(_), .. }) => {
                "Repair that file; the engine is then started afresh as soon as no session works."
            }
            Some(_) => "Repair the configuration, then call `runtime.restart`.",
            None => "Repair that file; until then the engine goes on with what it read before, if it did.",
        };
        let fault = told.or_else(|| self.reloads.fault(&record.id))?.seen_from(&record.folder);
        let message = format!("OpenCode cannot read the configuration of this folder: {}.", fault.sentence());
        Some(WorkspaceAttention {
            code: "broken_config".to_owned(),
            message,
            remedy: remedy.to_owned(),
            file: fault.file,
            line: fault.place.map(|(line, _)| line),
            column: fault.place.map(|(_, column)| column),
        })
    }

    /// The faults of folders, by the workspaces that these belong to.
    fn owned(&self) -> BTreeMap<WorkspaceId, ConfigFault> {
        let owner = |(folder, fault): (String, ConfigFault)| {
            Some((self.registry.nearest(Path::new(&folder))?.id.clone(), fault))
        };
        self.engine.broken().all().into_iter().filter_map(owner).collect()
    }

    /// Tells workspaces when they need attention or need it no more, and mends what can be mended, until the server stops.
    pub(crate) async fn run(self: Arc<Self>, stop: CancellationToken) {
        // What is under way at a stop is given up where it stands: the engine ends with the server.
        stop.run_until_cancelled(self.attend()).await;
    }

    /// The files are looked at also while a repaired one waits for the end of a run.
    async fn attend(&self) {
        let broken = self.engine.broken();
        let (mut news, mut reloads, mut told) = (broken.watch(), self.reloads.watch(), BTreeMap::new());
        let mut look = tokio::time::interval(LOOK_AGAIN);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut healing: Option<BoxFuture<'_, ()>> = None;
        loop {
            let is_any = !broken.all().is_empty();
            let healed = async {
                match &mut healing {
                    Some(healing) => healing.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = news.changed() => match changed {
                    Ok(()) => told = self.tell(told).await,
                    Err(_) => return,
                },
                changed = reloads.changed() => match changed {
                    Ok(()) => told = self.tell(told).await,
                    Err(_) => return,
                },
                () = healed => healing = None,
                _ = look.tick(), if is_any => {
                    self.look().await;
                    if healing.is_none() && !broken.due().is_empty() {
                        healing = Some(Box::pin(self.heal()));
                    }
                }
            }
        }
    }

    /// Looks at the files at fault.
    async fn look(&self) {
        let engine = self.engine.clone();
        // A look that panics has seen nothing; the next one is another chance.
        let _ = blocking(move || engine.broken().look()).await;
    }

    /// What is told of workspaces beside their records; those of which nothing is are left out.
    fn now(&self) -> BTreeMap<WorkspaceId, Told> {
        let mut now: BTreeMap<_, Told> = BTreeMap::new();
        // what the engine said comes after what its files tell, and in its place
        for (id, fault) in self.reloads.faults().into_iter().chain(self.owned()) {
            now.entry(id).or_default().fault = Some(fault);
        }
        for (id, required) in self.reloads.all_pending() {
            now.entry(id).or_default().reload_required = required;
        }
        now
    }

    async fn tell(&self, before: BTreeMap<WorkspaceId, Told>) -> BTreeMap<WorkspaceId, Told> {
        let now = self.now();
        let is_news = |id: &&WorkspaceId| before.get(id) != now.get(id);
        let gone = before.keys().filter(|id| !now.contains_key(*id));
        for id in now.keys().chain(gone).filter(is_news) {
            let fault = |told: &BTreeMap<_, Told>| told.get(id).and_then(|told| told.fault.clone());
            // what has to be read again has events of its own there
            if fault(&before) != fault(&now) {
                let payload = WorkspaceChangedPayload { deleted: false };
                self.feed.announce(id, None, "workspace.changed", payload).await;
            }
            // that it is gone was told by whoever deleted it
            if self.registry.get(id).is_ok() {
                self.tell_system(id, false).await;
            }
        }
        now
    }

    /// Tells the stream of the server that a workspace was made, changed or deleted: as it is when its turn has come.
    pub(crate) async fn tell_system(&self, id: &WorkspaceId, is_new: bool) {
        let make = || {
            let workspace = self.registry.get(id).ok().map(|record| self.shown(&record));
            let about = Some(id.clone());
            match workspace {
                Some(workspace) if is_new => {
                    let properties = written(WorkspaceCreatedPayload { workspace });
                    News { about, kind: "workspace.created", properties }
                }
                workspace => {
                    let deleted = workspace.is_none();
                    let properties = written(WorkspaceRecordPayload { deleted, workspace });
                    News { about, kind: "workspace.changed", properties }
                }
            }
        };
        self.feed.announce_system(make).await;
    }

    /// Has the engine read again what has changed. What it has not said for whatever reason stays due.
    async fn heal(&self) {
        // A run that has begun meanwhile may read it already.
        if !self.is_refused().await {
            return;
        }
        self.relay.idle().await;
        // It may be worse again by now.
        self.look().await;
        if self.engine.broken().due().is_empty() {
            return;
        }
        tracing::info!("a configuration was repaired; the engine is started afresh to read it");
        self.engine.restart().await;
        if self.engine.client().await.is_ok() {
            self.is_refused().await;
        }
    }

    /// Asks a running engine about the folders that are due, and says whether it still cannot read one of them. What it
    /// answers is noted where all its answers are.
    async fn is_refused(&self) -> bool {
        let client = self.engine.watch().borrow().client.clone();
        let Some(client) = client else { return false };
        let mut is_any = false;
        for folder in self.engine.broken().due() {
            let answer = client.get::<serde_json::Value>("/config", &folder, &[]).await;
            is_any |= matches!(answer, Err(EngineError::BrokenConfig(_)));
        }
        is_any
    }
}
