//! What the engine has to read again: told as it arises, and remembered until it has been read.
//!
//! Whoever changes what the engine reads calls [`Reloads::require`], and [`Reloads::wrote`] for each file that this server
//! itself wrote, so that nobody takes that for somebody else's change. Nothing is reloaded unasked.

mod act;
mod heard;
mod watched;
mod watching;

pub(crate) use act::Permit;

use super::feed::{Feed, written};
use super::relay::Relay;
use crate::clock::Timestamp;
use crate::engine::Engine;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::engine::EngineState;
use crate::model::event::ReloadRequiredPayload;
use crate::model::reload::{ReloadAction, ReloadEvent, ReloadEventList, ReloadReason, ReloadTrigger};
use crate::model::system_event::ProgramStatePayload;
use crate::workspaces::Registry;
use futures_util::StreamExt;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{RwLock, watch};
use tokio_util::sync::CancellationToken;
use watched::Watched;

/// How many of its last events of this kind are remembered of a workspace.
const KEPT: usize = 128;

/// How many workspaces are told at a time.
const TOLD_AT_A_TIME: usize = 64;

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
    registry: Arc<Registry>,
    watched: Arc<Watched>,
    required: Mutex<HashMap<WorkspaceId, Required>>,
    changes: watch::Sender<()>,
    /// The workspaces whose folders are back.
    back: watch::Sender<BTreeSet<WorkspaceId>>,
}

/// That something has to be read again.
#[derive(Debug, Clone, Copy)]
struct Pending {
    /// Since when.
    at: Timestamp,
    /// The number of the event that told it.
    seq: u64,
    /// Whether only a start of the engine helps.
    needs_start: bool,
}

/// What one workspace has to have read again.
#[derive(Debug, Default)]
struct Required {
    /// When each reason last arose.
    pending: BTreeMap<ReloadReason, Pending>,
    /// The last events, oldest first.
    recent: VecDeque<ReloadEvent>,
    /// Held by whoever sets a session to work, and alone by a reload.
    gate: Arc<RwLock<()>>,
    /// Held while an event is told and remembered, so that what is read here and its number belong together.
    telling: Arc<tokio::sync::Mutex<()>>,
}

impl Reloads {
    /// Nothing has to be read again.
    pub(crate) fn new(registry: Arc<Registry>, feed: Arc<Feed>, relay: Arc<Relay>, engine: Engine) -> Arc<Self> {
        let (required, changes, back) = (Mutex::default(), watch::Sender::default(), watch::Sender::default());
        Arc::new(Self { feed, relay, engine, registry, watched: Arc::default(), required, changes, back })
    }

    fn required(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Required>> {
        self.required.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn telling(&self, id: &WorkspaceId) -> Arc<tokio::sync::Mutex<()>> {
        self.required().entry(id.clone()).or_default().telling.clone()
    }

    /// Tells every workspace that something has to be read again. What is numbered at once shares a commit of the store.
    pub(crate) async fn require_everywhere(&self, cause: &ReloadCause) {
        let all = futures_util::stream::iter(self.registry.all());
        all.for_each_concurrent(TOLD_AT_A_TIME, |record| async move { self.require(&record.id, cause.clone()).await })
            .await;
    }

    /// Tells a workspace that something has to be read again, and remembers it.
    pub(crate) async fn require(&self, workspace_id: &WorkspaceId, cause: ReloadCause) {
        let ReloadCause { reason, trigger } = cause;
        let telling = self.telling(workspace_id);
        let _in_order = telling.lock().await;
        let at = Timestamp::now();
        // whoever is told of it finds it; until then no reload has read it
        let was = {
            let mut required = self.required();
            let own = required.entry(workspace_id.clone()).or_default();
            let was = own.pending.get(&reason).copied();
            let needs_start = was.is_some_and(|was| was.needs_start) || needs_start(reason, trigger.as_ref());
            own.pending.insert(reason, Pending { at, seq: u64::MAX, needs_start });
            was
        };
        let payload = ReloadRequiredPayload { reason, trigger: trigger.clone() };
        let told = self.feed.publish(workspace_id, None, "reload.required", written(payload)).await;
        let mut required = self.required();
        let own = required.entry(workspace_id.clone()).or_default();
        match (told, own.pending.get_mut(&reason), was) {
            (Some(seq), pending, _) => {
                if own.recent.len() == KEPT {
                    own.recent.pop_front();
                }
                own.recent.push_back(ReloadEvent { seq, at, workspace_id: workspace_id.clone(), reason, trigger });
                if let Some(pending) = pending {
                    pending.seq = seq;
                }
            }
            // one that is forgotten has nothing to read
            (None, Some(pending), Some(was)) => *pending = was,
            (None, _, None) => drop(own.pending.remove(&reason)),
            (None, None, Some(_)) => {}
        }
        drop(required);
        self.changes.send_replace(());
    }

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
        self.registry.get(workspace_id)?;
        let telling = self.telling(workspace_id);
        let _in_order = telling.lock().await;
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

    /// The number of the last event of a workspace, when all that is told by then is remembered too.
    async fn told(&self, workspace_id: &WorkspaceId) -> Result<u64> {
        let telling = self.telling(workspace_id);
        let _in_order = telling.lock().await;
        self.feed.position(workspace_id)
    }

    /// The engine has read a folder anew, and began with it after the event of this number.
    fn is_read(&self, workspace_id: &WorkspaceId, told: u64) {
        if let Some(own) = self.required().get_mut(workspace_id) {
            own.pending.retain(|_, pending| pending.needs_start || pending.seq > told);
        }
        self.changes.send_replace(());
    }

    /// The engine was started at this moment: what arose before it reads now, or has in its environment.
    fn is_started(&self, at: Timestamp) {
        for own in self.required().values_mut() {
            own.pending.retain(|_, pending| pending.at >= at);
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

/// Whether only a start of the engine helps: its environment is given to it then, and the code of a plugin or a tool that it
/// has loaded it keeps until its end, however the file changes.
fn needs_start(reason: ReloadReason, trigger: Option<&ReloadTrigger>) -> bool {
    let is_code = |trigger: &ReloadTrigger| {
        let is_config = trigger.path.as_deref().is_some_and(|path| path.ends_with("json") || path.ends_with("jsonc"));
        trigger.action == ReloadAction::Updated && !is_config
    };
    match reason {
        ReloadReason::Environment => true,
        ReloadReason::Plugins => trigger.is_some_and(is_code),
        ReloadReason::Agents
        | ReloadReason::Commands
        | ReloadReason::Config
        | ReloadReason::Mcp
        | ReloadReason::Skills => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{EngineOptions, Given};
    use crate::flows::ownership::Folders;
    use crate::model::event::WatchEvents;
    use crate::model::reload::ReloadTriggerKind;
    use crate::model::runtime::EngineStart;
    use crate::model::stored::WorkspaceRecord;
    use crate::runtime::tasks::Tasks;
    use crate::sessions::Sent;
    use crate::store::{Seal, Store};
    use std::path::Path;

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
            left: None,
            created_at: Timestamp::now(),
            updated_at: Timestamp::now(),
        };
        store.write::<_, crate::store::StoreError>(move |write| write.workspaces().put(&record)).await.expect("kept");
        (folder, store, id)
    }

    /// What has to be read again, of a server without an engine.
    fn silent(feed: &Arc<Feed>, store: &Store) -> Arc<Reloads> {
        let registry = Arc::new(Registry::open(store.clone(), Path::new("/none")).expect("the workspaces"));
        let relay = Relay::new(registry.clone(), feed.clone(), Arc::new(Folders::new()), Arc::new(Sent::new()));
        let options = EngineOptions { start: EngineStart::Disabled, ..EngineOptions::default() };
        let given = Given::new(store, &Seal::new(store, Path::new("/none")));
        let engine = Engine::new(options, Path::new("/none"), given, "mark".to_owned(), &Tasks::new());
        Reloads::new(registry, feed.clone(), relay, engine)
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
