//! Looking at folders when the system tells that something in them may have changed, once it is quiet.

use super::{ReloadCause, Reloads};
use crate::engine::ConfigFault;
use crate::ids::WorkspaceId;
use crate::runtime::blocking::blocking;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How often what is not watched is looked at.
const NOW_AND_THEN: Duration = Duration::from_secs(30);

impl Reloads {
    /// Looks at folders when they change, until the server stops.
    pub(crate) async fn watch_folders(self: Arc<Self>, stop: CancellationToken) {
        stop.run_until_cancelled(self.attend()).await;
    }

    async fn attend(&self) {
        let mut registered = self.registry.watch();
        let mut tend = tokio::time::interval_at(Instant::now() + NOW_AND_THEN, NOW_AND_THEN);
        tend.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        self.take_up().await;
        loop {
            let due = self.watched.heard.due();
            let is_due = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.watched.heard.wake.notified() => self.follow_new().await,
                () = is_due => {
                    for id in self.watched.heard.take_due() {
                        self.look(&id).await;
                    }
                }
                changed = registered.changed() => match changed {
                    Ok(()) => self.take_up().await,
                    Err(_) => return,
                },
                _ = tend.tick() => self.tend().await,
            }
        }
    }

    /// Takes up the folders that are workspaces now. What is in them then is what the engine reads when it takes them up.
    pub(crate) async fn take_up(&self) {
        let (watched, registry) = (self.watched.clone(), self.registry.clone());
        // A look that panics has seen nothing; the next one is another chance. So below.
        let _ = blocking(move || watched.take_up(&registry)).await;
        self.changes.send_replace(());
    }

    /// Watches folders that are new.
    async fn follow_new(&self) {
        for id in self.watched.heard.take_made() {
            let watched = self.watched.clone();
            let _ = blocking(move || watched.follow(&id)).await;
        }
    }

    /// Looks at what is not watched.
    async fn tend(&self) {
        let watched = self.watched.clone();
        for id in blocking(move || watched.untold()).await.unwrap_or_default() {
            self.look(&id).await;
        }
    }

    /// Looks at a workspace's folder, and tells what is another than before.
    pub(super) async fn look(&self, id: &WorkspaceId) {
        let (watched, own) = (self.watched.clone(), id.clone());
        let found = blocking(move || watched.look(&own)).await.unwrap_or_default();
        for change in found.changes {
            self.require(id, ReloadCause { reason: change.reason, trigger: Some(change.trigger) }).await;
        }
        if found.is_fault_news {
            self.changes.send_replace(());
        }
        if found.is_back {
            self.back.send_modify(|back| {
                back.insert(id.clone());
            });
        }
    }

    /// The workspaces whose folders were gone and are back since this was last asked; waits for one.
    pub(crate) async fn back(&self) -> BTreeSet<WorkspaceId> {
        let mut back = self.back.subscribe();
        // the sender lives as long as this does
        let _ = back.wait_for(|back| !back.is_empty()).await;
        self.back.send_replace(BTreeSet::new())
    }

    /// Takes note that something could not be put into the folder of a workspace, which may be gone: as soon as it is there it
    /// counts as back.
    pub(crate) fn missed(&self, workspace_id: &WorkspaceId) {
        self.watched.missed(workspace_id);
    }

    /// Takes note that the folder of a workspace does not take what is to be put into it: as soon as something in it is another
    /// it counts as back.
    pub(crate) fn waits(&self, workspace_id: &WorkspaceId) {
        self.watched.waits(workspace_id);
    }

    /// Takes note that this server wrote or removed a file of a workspace, or a folder with all in it: that is nobody else's
    /// change. To be called right after the writing. Reads the file.
    pub(crate) fn wrote(&self, workspace_id: &WorkspaceId, path: &Path) {
        if self.watched.wrote(workspace_id, path) {
            self.changes.send_replace(());
        }
    }

    /// What is wrong with the configuration of a workspace, as far as its files tell: OpenCode may go on with what it read
    /// before.
    pub(crate) fn fault(&self, workspace_id: &WorkspaceId) -> Option<ConfigFault> {
        self.watched.fault(workspace_id)
    }

    /// The same of all workspaces.
    pub(crate) fn faults(&self) -> Vec<(WorkspaceId, ConfigFault)> {
        self.watched.faults()
    }
}
