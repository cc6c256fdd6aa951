//! What the engine has to read again: told as it arises, and remembered until it has been read.
//!
//! Whoever changes what the engine reads calls [`Reloads::require`], and [`Reloads::wrote`] for each file that this server
//! itself wrote, so that nobody takes that for somebody else's change. Nothing is reloaded unasked.

mod act;

pub(crate) use act::Permit;

use super::feed::{Feed, written};
use super::relay::Relay;
use crate::clock::Timestamp;
use crate::engine::Engine;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::engine::EngineState;
use crate::model::event::ReloadRequiredPayload;
use crate::model::reload::{ReloadEvent, ReloadEventList, ReloadReason, ReloadTrigger};
use crate::model::system_event::ProgramStatePayload;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{RwLock, watch};
use tokio_util::sync::CancellationToken;

/// How many of its last events of this kind are remembered of a workspace.
const KEPT: usize = 128;

/// Why something has to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReloadCause {
    /// Which kind of thing.
    pub(crate) reason: ReloadReason,
    /// What made it necessary, if that is known.
    pub(crate) trigger: Option<ReloadTrigger>,
}

/// What has to be read again, by workspace.
pub(crate) struct Reloads {
    feed: Arc<Feed>,
    relay: Arc<Relay>,
    engine: Engine,
    required: Mutex<HashMap<WorkspaceId, Required>>,
    /// Held while an event is told and remembered, so that what is read here and its number belong together.
    telling: tokio::sync::Mutex<()>,
    changes: watch::Sender<()>,
}

/// What one workspace has to have read again.
#[derive(Debug, Default)]
struct Required {
    /// When each reason last arose.
    pending: BTreeMap<ReloadReason, Timestamp>,
    /// The last events, oldest first.
    recent: VecDeque<ReloadEvent>,
    /// Held by whoever sets a session to work, and alone by a reload.
    gate: Arc<RwLock<()>>,
}

impl Reloads {
    /// Nothing has to be read again.
    pub(crate) fn new(feed: Arc<Feed>, relay: Arc<Relay>, engine: Engine) -> Arc<Self> {
        let (required, telling, changes) = (Mutex::default(), tokio::sync::Mutex::default(), watch::Sender::default());
        Arc::new(Self { feed, relay, engine, required, telling, changes })
    }

    fn required(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Required>> {
        self.required.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells a workspace that something has to be read again, and remembers it.
    pub(crate) async fn require(&self, workspace_id: &WorkspaceId, cause: ReloadCause) {
        let ReloadCause { reason, trigger } = cause;
        let _in_order = self.telling.lock().await;
        let payload = ReloadRequiredPayload { reason, trigger: trigger.clone() };
        let told = self.feed.publish(workspace_id, None, "reload.required", written(payload)).await;
        // one that is forgotten has nothing to read
        let Some(seq) = told else { return };
        let at = Timestamp::now();
        let mut required = self.required();
        let own = required.entry(workspace_id.clone()).or_default();
        if own.recent.len() == KEPT {
            own.recent.pop_front();
        }
        own.recent.push_back(ReloadEvent { seq, at, workspace_id: workspace_id.clone(), reason, trigger });
        own.pending.insert(reason, at);
        drop(required);
        self.changes.send_replace(());
    }

    /// Takes note that this server wrote or removed a file of a workspace, or a folder with all in it: that is nobody else's
    /// change. To be called right after the writing. Reads the file.
    #[expect(clippy::unused_self, reason = "who watches the files is not here yet")]
    pub(crate) fn wrote(&self, _workspace_id: &WorkspaceId, _path: &Path) {}

    /// What a workspace has to have read again.
    pub(crate) fn pending(&self, workspace_id: &WorkspaceId) -> Vec<ReloadReason> {
        self.required().get(workspace_id).map(|own| own.pending.keys().copied().collect()).unwrap_or_default()
    }

    /// The same of every workspace that has to have something read again.
    pub(crate) fn all_pending(&self) -> Vec<(WorkspaceId, Vec<ReloadReason>)> {
        let required = self.required();
        let pending = required.iter().filter(|(_, own)| !own.pending.is_empty());
        pending.map(|(id, own)| (id.clone(), own.pending.keys().copied().collect())).collect()
    }

    /// The events of a workspace after a number, and the number of its last event of any kind.
    pub(crate) async fn events(&self, workspace_id: &WorkspaceId, since: Option<u64>) -> Result<ReloadEventList> {
        let _in_order = self.telling.lock().await;
        let cursor = self.feed.position(workspace_id)?;
        let required = self.required();
        let recent = required.get(workspace_id).into_iter().flat_map(|own| &own.recent);
        let items = recent.filter(|event| since.is_none_or(|since| event.seq > since)).cloned().collect();
        Ok(ReloadEventList { items, cursor })
    }

    /// Is told of each change of what has to be read again.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// The engine has read a folder anew, and began with it at this moment.
    fn is_read(&self, workspace_id: &WorkspaceId, begun: Timestamp) {
        if let Some(own) = self.required().get_mut(workspace_id) {
            own.pending.retain(|reason, at| *reason == ReloadReason::Environment || *at >= begun);
        }
        self.changes.send_replace(());
    }

    /// The engine was started at this moment: what arose before it reads now, or has in its environment.
    fn is_started(&self, at: Timestamp) {
        for own in self.required().values_mut() {
            own.pending.retain(|_, arose| *arose >= at);
        }
        self.changes.send_replace(());
    }

    /// Takes note of the engine's starts, until the server stops.
    pub(crate) async fn run(self: Arc<Self>, stop: CancellationToken) {
        stop.run_until_cancelled(self.follow()).await;
    }

    async fn follow(&self) {
        let mut views = self.engine.watch();
        let (mut seen, mut before) = (views.borrow_and_update().states.taken(), Timestamp::now());
        while views.changed().await.is_ok() {
            let (steps, since) = {
                let view = views.borrow_and_update();
                (view.states.after(&mut seen), view.since)
            };
            let is_start = |step: &Arc<ProgramStatePayload>| step.state == EngineState::Starting;
            match steps.last() {
                Some(last) if is_start(last) => self.is_started(since),
                // it went on while nobody looked: only what arose before all that is surely read
                Some(_) if steps.iter().any(is_start) => self.is_started(before),
                Some(_) | None => {}
            }
            before = since;
        }
    }

    /// Forgets a workspace.
    pub(crate) fn forget(&self, workspace_id: &WorkspaceId) {
        self.required().remove(workspace_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineOptions;
    use crate::flows::ownership::Folders;
    use crate::model::event::WatchEvents;
    use crate::model::reload::{ReloadAction, ReloadTriggerKind};
    use crate::model::runtime::EngineStart;
    use crate::model::stored::WorkspaceRecord;
    use crate::runtime::tasks::Tasks;
    use crate::sessions::Sent;
    use crate::store::Store;
    use crate::workspaces::Registry;

    /// A store with one workspace in it.
    async fn one() -> (tempfile::TempDir, Store, WorkspaceId) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("state")).expect("a store");
        let id = WorkspaceId::fresh();
        let record = WorkspaceRecord {
            id: id.clone(),
            folder: "/srv/one".to_owned(),
            display_name: "one".to_owned(),
            preset: "starter".to_owned(),
            hidden: false,
            opencode_project_id: None,
            created_at: Timestamp::now(),
            updated_at: Timestamp::now(),
        };
        store.write::<_, crate::store::StoreError>(move |write| write.workspaces().put(&record)).await.expect("kept");
        (folder, store, id)
    }

    /// What has to be read again, of a server without an engine.
    fn silent(feed: &Arc<Feed>, store: &Store) -> Arc<Reloads> {
        let registry = Arc::new(Registry::open(store.clone()).expect("the workspaces"));
        let relay = Relay::new(registry, feed.clone(), Arc::new(Folders::new()), Arc::new(Sent::new()));
        let options = EngineOptions { start: EngineStart::Disabled, ..EngineOptions::default() };
        let engine = Engine::new(options, Path::new("/none"), "mark".to_owned(), &Tasks::new());
        Reloads::new(feed.clone(), relay, engine)
    }

    fn cause(reason: ReloadReason) -> ReloadCause {
        let (kind, action) = (ReloadTriggerKind::Skill, ReloadAction::Added);
        ReloadCause { reason, trigger: Some(ReloadTrigger { kind, action, name: Some("tidy".to_owned()), path: None }) }
    }

    #[tokio::test]
    async fn what_has_to_be_read_again_is_told_once_and_remembered() {
        let (_folder, store, id) = one().await;
        let feed = Arc::new(Feed::new(store.clone()));
        let reloads = silent(&feed, &store);
        let mut stream = feed.watch(&id, WatchEvents::default()).await.expect("a stream");
        reloads.require(&id, cause(ReloadReason::Skills)).await;
        reloads.require(&id, ReloadCause { reason: ReloadReason::Config, trigger: None }).await;
        let first = futures_util::StreamExt::next(&mut stream).await.expect("an event");
        let told = serde_json::to_value(first.event()).expect("JSON");
        assert_eq!(told["type"], "reload.required");
        assert_eq!(told["properties"]["trigger"]["type"], "skill", "{told}");
        assert_eq!(reloads.pending(&id), [ReloadReason::Config, ReloadReason::Skills]);
        let unknown = WorkspaceId::fresh();
        reloads.require(&unknown, cause(ReloadReason::Skills)).await;
        assert!(reloads.pending(&unknown).is_empty(), "nothing is kept of what is not there");
        reloads.forget(&id);
        assert!(reloads.pending(&id).is_empty());
    }
}
