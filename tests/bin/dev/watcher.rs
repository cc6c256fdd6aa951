//! Being told by the system that something may have changed.

use super::tree;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Wakes when a watched file may have changed. What has changed is for the tree to see.
pub(crate) struct Watcher {
    /// Watches for as long as it lives.
    _system: RecommendedWatcher,
    woken: Arc<Notify>,
    quiet: Duration,
}

impl Watcher {
    /// Watches what belongs to the server and the SDK.
    pub(crate) fn new(root: &Path, quiet: Duration) -> notify::Result<Self> {
        let woken = Arc::new(Notify::new());
        let (wake, top) = (woken.clone(), root.to_owned());
        let mut system = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // an error may stand for lost events, so it is a reason to look
            if event.map_or(true, |event| matters(&event, &top)) {
                wake.notify_one();
            }
        })?;
        for (folder, below) in tree::folders(root) {
            system.watch(&folder, if below { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive })?;
        }
        Ok(Self { _system: system, woken, quiet })
    }

    /// Waits until something may have changed and all has been quiet since.
    pub(crate) async fn settled(&self) {
        self.woken.notified().await;
        while timeout(self.quiet, self.woken.notified()).await.is_ok() {}
    }
}

fn matters(event: &Event, root: &Path) -> bool {
    // to be read is no change; the build and our own look read everything
    let read = event.kind.is_access() && event.kind != EventKind::Access(AccessKind::Close(AccessMode::Write));
    let ours = |path: &PathBuf| path.strip_prefix(root).is_ok_and(|path| tree::part(path).is_some());
    event.need_rescan() || (!read && event.paths.iter().any(ours))
}
