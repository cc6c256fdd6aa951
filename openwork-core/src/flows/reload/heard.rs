//! What the system told of watched folders, gathered until it is quiet: how much is told costs no memory.

use crate::ids::WorkspaceId;
use crate::platform::watch::Hint;
use crate::workspaces::recognised::is_at_root;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How long nothing must have been told of a workspace before it is looked at.
const QUIET: Duration = Duration::from_millis(750);

/// How long a workspace that never is quiet goes without a look.
const LONGEST: Duration = Duration::from_secs(60);

/// What was told and not looked at yet.
#[derive(Debug, Default)]
pub(super) struct Heard {
    inner: Mutex<Inner>,
    /// Wakes whoever looks.
    pub(super) wake: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    /// Whose the watched folders are.
    places: HashMap<PathBuf, Vec<Place>>,
    bursts: HashMap<WorkspaceId, Burst>,
    gone: BTreeSet<PathBuf>,
    /// In whose folders there may be new ones.
    made: BTreeSet<WorkspaceId>,
}

/// A workspace that a watched folder belongs to.
#[derive(Debug, Clone)]
struct Place {
    id: WorkspaceId,
    /// Whether it is the workspace's own folder, of which only some files matter.
    is_root: bool,
}

/// From the first to the last that was told.
#[derive(Debug, Clone, Copy)]
struct Burst {
    first: Instant,
    last: Instant,
}

impl Burst {
    fn due(self) -> Instant {
        (self.last + QUIET).min(self.first + LONGEST)
    }
}

impl Inner {
    fn mark(&mut self, id: &WorkspaceId) {
        let now = Instant::now();
        self.bursts.entry(id.clone()).or_insert(Burst { first: now, last: now }).last = now;
    }

    /// Marks whom something in a folder concerns.
    fn mark_in(&mut self, folder: &Path, name: &str, is_made: bool) -> bool {
        let concerned = |place: &&Place| !place.is_root || is_at_root(name);
        let places = self.places.get(folder).into_iter().flatten();
        let ids: Vec<_> = places.filter(concerned).map(|place| place.id.clone()).collect();
        for id in &ids {
            self.mark(id);
            if is_made {
                self.made.insert(id.clone());
            }
        }
        !ids.is_empty()
    }
}

impl Heard {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what the system tells. Called on its thread.
    pub(super) fn tell(&self, hint: Hint) {
        let mut inner = self.inner();
        let (path, is_made, is_gone) = match hint {
            Hint::At(path) => (path, false, false),
            Hint::Made(path) => (path, true, false),
            Hint::Gone(path) => (path, false, true),
            Hint::Lost => {
                let all: BTreeSet<_> = inner.places.values().flatten().map(|place| place.id.clone()).collect();
                for id in &all {
                    inner.mark(id);
                }
                drop(inner);
                return self.wake.notify_one();
            }
        };
        let mut is_news = false;
        if is_gone && let Some(places) = inner.places.get(&path).cloned() {
            for place in &places {
                inner.mark(&place.id);
            }
            inner.gone.insert(path.clone());
            is_news = true;
        }
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) {
            is_news |= inner.mark_in(folder, name, is_made);
        }
        drop(inner);
        if is_news {
            self.wake.notify_one();
        }
    }

    /// When somebody has to be looked at next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.inner().bursts.values().map(|burst| burst.due()).min()
    }

    /// Who has to be looked at now.
    pub(super) fn take_due(&self) -> Vec<WorkspaceId> {
        let (now, mut inner) = (Instant::now(), self.inner());
        let due: Vec<_> =
            inner.bursts.iter().filter(|(_, burst)| burst.due() <= now).map(|(id, _)| id.clone()).collect();
        inner.bursts.retain(|id, _| !due.contains(id));
        due
    }

    /// In whose folders there may be new ones, which have to be watched at once.
    pub(super) fn take_made(&self) -> BTreeSet<WorkspaceId> {
        std::mem::take(&mut self.inner().made)
    }

    /// Something may have happened in a workspace's folder that nobody could tell.
    pub(super) fn mark(&self, id: &WorkspaceId) {
        self.inner().mark(id);
    }

    /// The folders that are not watched any more, because they are gone.
    pub(super) fn take_gone(&self) -> BTreeSet<PathBuf> {
        let mut inner = self.inner();
        let gone = std::mem::take(&mut inner.gone);
        if gone.is_empty() {
            return gone;
        }
        // what is below a folder goes with it, and the system may say so of the folder alone
        let is_gone = |place: &&PathBuf| place.ancestors().any(|above| gone.contains(above));
        let all: BTreeSet<_> = inner.places.keys().filter(is_gone).cloned().collect();
        inner.places.retain(|folder, _| !all.contains(folder));
        all
    }

    /// How many folders are watched.
    pub(super) fn watched(&self) -> usize {
        self.inner().places.len()
    }

    /// Says that a folder belongs to a workspace; answers whether it was not watched before.
    pub(super) fn add(&self, folder: &Path, id: &WorkspaceId, is_root: bool) -> bool {
        let mut inner = self.inner();
        let places = inner.places.entry(folder.to_owned()).or_default();
        let is_new = places.is_empty();
        if !places.iter().any(|place| place.id == *id) {
            places.push(Place { id: id.clone(), is_root });
        }
        is_new
    }

    /// Says that a folder belongs to a workspace no more; answers whether it belongs to none.
    pub(super) fn remove(&self, folder: &Path, id: &WorkspaceId) -> bool {
        let mut inner = self.inner();
        let Some(places) = inner.places.get_mut(folder) else { return false };
        places.retain(|place| place.id != *id);
        let is_last = places.is_empty();
        if is_last {
            inner.places.remove(folder);
        }
        is_last
    }

    /// Whether a folder is watched for a workspace.
    pub(super) fn has(&self, folder: &Path, id: &WorkspaceId) -> bool {
        self.inner().places.get(folder).is_some_and(|places| places.iter().any(|place| place.id == *id))
    }

    /// Forgets what was told of a workspace.
    pub(super) fn forget(&self, id: &WorkspaceId) {
        self.inner().bursts.remove(id);
    }
}
