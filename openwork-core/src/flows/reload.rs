//! What the engine has to read again: told as it arises, and remembered until it has been read.
//!
//! Whoever changes what the engine reads calls [`Reloads::require`], and [`Reloads::wrote`] for each file that this server
//! itself wrote, so that nobody takes that for somebody else's change. Nothing is reloaded unasked.

use super::feed::{Feed, written};
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use crate::model::event::ReloadRequiredPayload;
use crate::model::reload::{ReloadEvent, ReloadReason, ReloadTrigger};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

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
#[derive(Debug)]
pub(crate) struct Reloads {
    feed: Arc<Feed>,
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
}

impl Reloads {
    /// Nothing has to be read again.
    pub(crate) fn new(feed: Arc<Feed>) -> Arc<Self> {
        let changes = watch::Sender::new(());
        Arc::new(Self { feed, required: Mutex::default(), telling: tokio::sync::Mutex::default(), changes })
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

    /// Forgets a workspace.
    pub(crate) fn forget(&self, workspace_id: &WorkspaceId) {
        self.required().remove(workspace_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::WatchEvents;
    use crate::model::reload::{ReloadAction, ReloadTriggerKind};
    use crate::model::stored::WorkspaceRecord;
    use crate::store::Store;

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

    fn cause(reason: ReloadReason) -> ReloadCause {
        let (kind, action) = (ReloadTriggerKind::Skill, ReloadAction::Added);
        ReloadCause { reason, trigger: Some(ReloadTrigger { kind, action, name: Some("tidy".to_owned()), path: None }) }
    }

    #[tokio::test]
    async fn what_has_to_be_read_again_is_told_once_and_remembered() {
        let (_folder, store, id) = one().await;
        let feed = Arc::new(Feed::new(store));
        let reloads = Reloads::new(feed.clone());
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
