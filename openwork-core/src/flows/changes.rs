//! What is changed in the files of workspaces, told in one place: to the readers of a workspace's events, and, of what was done
//! through the API, to those who ask a file session what happened since.

use super::feed::Feed;
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use crate::model::event::FileChangedPayload;
use crate::model::file_session::{FileEvent, FileEventList};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many changes of a workspace are kept.
const KEPT: usize = 500;

/// The changes of all workspaces.
#[derive(Debug)]
pub(crate) struct Changes {
    feed: Arc<Feed>,
    /// The number before the first of this run: the time of its start, so that a number of an earlier run is none of this one.
    first: u64,
    kept: Mutex<HashMap<WorkspaceId, Kept>>,
}

#[derive(Debug)]
struct Kept {
    last: u64,
    events: VecDeque<FileEvent>,
}

impl Changes {
    /// None yet.
    pub(crate) fn new(feed: Arc<Feed>) -> Self {
        let first = u64::try_from(Timestamp::now().as_millis()).unwrap_or_default();
        Self { feed, first, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells of a change that was made through the API.
    pub(crate) async fn made(&self, workspace_id: &WorkspaceId, change: FileChangedPayload) {
        {
            let mut kept = self.kept();
            let first = self.first;
            let fresh = || Kept { last: first, events: VecDeque::new() };
            let kept = kept.entry(workspace_id.clone()).or_insert_with(fresh);
            kept.last += 1;
            if kept.events.len() == KEPT {
                kept.events.pop_front();
            }
            let FileChangedPayload { path, to_path, kind, revision } = change.clone();
            kept.events.push_back(FileEvent {
                seq: kept.last,
                timestamp: Timestamp::now(),
                kind,
                path,
                to_path,
                revision,
            });
        }
        self.seen(workspace_id, change).await;
    }

    /// Tells of a change that was seen, whoever made it.
    pub(crate) async fn seen(&self, workspace_id: &WorkspaceId, change: FileChangedPayload) {
        self.feed.announce(workspace_id, None, "file.changed", change).await;
    }

    /// Where the changes of a workspace stand.
    pub(crate) fn cursor(&self, workspace_id: &WorkspaceId) -> u64 {
        self.kept().get(workspace_id).map_or(self.first, |kept| kept.last)
    }

    /// The changes after a number.
    pub(crate) fn since(&self, workspace_id: &WorkspaceId, since: Option<u64>) -> FileEventList {
        let kept = self.kept();
        let Some(kept) = kept.get(workspace_id) else {
            let missed = since.is_some_and(|since| since != self.first);
            return FileEventList { cursor: self.first, items: Vec::new(), missed };
        };
        let before = kept.events.front().map_or(kept.last, |oldest| oldest.seq - 1);
        let missed = since.is_some_and(|since| since < before || since > kept.last);
        let after = if missed { before } else { since.unwrap_or(before) };
        let items = kept.events.iter().filter(|event| event.seq > after).cloned().collect();
        FileEventList { cursor: kept.last, items, missed }
    }

    /// Forgets those of a workspace.
    pub(crate) fn forget(&self, workspace_id: &WorkspaceId) {
        self.kept().remove(workspace_id);
    }
}
