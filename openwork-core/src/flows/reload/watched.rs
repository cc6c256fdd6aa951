//! The folders of workspaces as they were last seen, and the watch over them.
//!
//! A folder that cannot be watched, or in which there is more than is watched, is looked at now and then instead.

use super::heard::Heard;
use crate::engine::ConfigFault;
use crate::ids::WorkspaceId;
use crate::platform::watch::Watch;
use crate::workspaces::Registry;
use crate::workspaces::recognised::{self, Change, Seen, changes};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many folders are watched at most, over all workspaces.
const MOST_WATCHES: usize = 16_384;

/// How often a folder in the making is looked at before what still appears in it is left to the watch.
const ROUNDS: usize = 4;

/// All of them.
#[derive(Default)]
pub(super) struct Watched {
    pub(super) heard: Arc<Heard>,
    folders: Mutex<HashMap<WorkspaceId, Arc<Folder>>>,
    /// Held while folders are taken up: whoever waits for it finds them as they were before it went on.
    taking: Mutex<()>,
    /// Made with the first folder.
    system: Mutex<System>,
}

/// The watch of the system.
#[derive(Default)]
enum System {
    /// It was not needed yet.
    #[default]
    Unasked,
    /// It gives none.
    None,
    /// It watches.
    Watching(Watch),
}

/// One workspace's.
#[derive(Debug)]
struct Folder {
    id: WorkspaceId,
    root: PathBuf,
    state: Mutex<State>,
    fault: Mutex<Option<ConfigFault>>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, Seen>,
    watched: BTreeSet<PathBuf>,
    /// Which folder its own was when it was last seen.
    identity: Option<Identity>,
    /// Whether it was gone when it was last looked at.
    is_gone: bool,
    /// Whether it has to be looked at now and then.
    is_polled: bool,
    is_begun: bool,
}

/// Names a folder whatever its path.
type Identity = (u64, u64);

/// What a look found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What has to be read again.
    pub(super) changes: Vec<Change>,
    /// Whether what is wrong with the configuration is another than before.
    pub(super) is_fault_news: bool,
    /// Whether the folder was gone when it was last looked at, or was another, or was waited for.
    pub(super) is_back: bool,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watched {
    fn get(&self, id: &WorkspaceId) -> Option<Arc<Folder>> {
        locked(&self.folders).get(id).cloned()
    }

    /// Takes up the folders of all workspaces as they are now, and lets go of all others. Blocks on the file system.
    pub(super) fn take_up(&self, registry: &Registry) {
        let _alone = locked(&self.taking);
        let workspaces = registry.all();
        let known: HashMap<&WorkspaceId, &Path> =
            workspaces.iter().map(|record| (&record.id, Path::new(&record.folder))).collect();
        let mut folders = locked(&self.folders);
        let left: Vec<_> =
            folders.values().filter(|folder| known.get(&folder.id) != Some(&&*folder.root)).cloned().collect();
        folders.retain(|id, _| !left.iter().any(|folder| folder.id == *id));
        let mut new = Vec::new();
        for record in workspaces.iter().filter(|record| !folders.contains_key(&record.id)).collect::<Vec<_>>() {
            let (state, fault) = (Mutex::default(), Mutex::default());
            let folder = Arc::new(Folder { id: record.id.clone(), root: PathBuf::from(&record.folder), state, fault });
            folders.insert(record.id.clone(), folder.clone());
            new.push(folder);
        }
        drop(folders);
        for folder in &left {
            self.let_go(folder);
        }
        for folder in &new {
            self.look_at(folder);
        }
    }

    fn let_go(&self, folder: &Folder) {
        self.heard.forget(&folder.id);
        let watched = std::mem::take(&mut locked(&folder.state).watched);
        for place in &watched {
            self.disarm(place, &folder.id);
        }
    }

    /// What is another in a workspace's folder than when it was last seen. Blocks on the file system.
    pub(super) fn look(&self, id: &WorkspaceId) -> Found {
        self.get(id).map(|folder| self.look_at(&folder)).unwrap_or_default()
    }

    fn look_at(&self, folder: &Folder) -> Found {
        let mut state = locked(&folder.state);
        let gone = self.heard.take_gone();
        self.with_system(|system| gone.iter().for_each(|place| system.disarm(place)));
        let before = std::mem::replace(&mut state.identity, identity(&folder.root));
        if state.identity.is_none() {
            // what is not there has not lost its files: it heals when it returns
            (state.is_gone, state.is_polled) = (true, true);
            self.arm(folder, &[], &mut state);
            return Found::default();
        }
        let mut now = recognised::look(&folder.root, &state.files);
        state.is_polled = now.is_cut;
        for _ in 0..ROUNDS {
            if !self.arm(folder, &now.folders, &mut state) {
                break;
            }
            // what came before the watch was there
            now = recognised::look(&folder.root, &state.files);
            state.is_polled |= now.is_cut;
        }
        let is_another = before.is_some() && before != state.identity;
        let mut found = Found { is_back: std::mem::take(&mut state.is_gone) || is_another, ..Found::default() };
        if std::mem::replace(&mut state.is_begun, true) {
            found.changes = changes(&state.files, &now.files);
        }
        state.files = now.files;
        found.is_fault_news = folder.keep_fault(&state.files);
        found
    }

    /// Watches what is new in a workspace's folder; what it says is looked at when it is quiet. Blocks on the file system.
    pub(super) fn follow(&self, id: &WorkspaceId) {
        let Some(folder) = self.get(id) else { return };
        let mut state = locked(&folder.state);
        for _ in 0..ROUNDS {
            let now = recognised::look(&folder.root, &state.files);
            if !self.arm(&folder, &now.folders, &mut state) {
                break;
            }
            // in what was not watched yet nobody told what was written
            self.heard.mark(id);
        }
    }

    /// Watches these folders of a workspace and no others; says whether one is new.
    fn arm(&self, folder: &Folder, wanted: &[PathBuf], state: &mut State) -> bool {
        let left: Vec<_> = state.watched.iter().filter(|place| !wanted.contains(place)).cloned().collect();
        for place in left {
            state.watched.remove(&place);
            self.disarm(&place, &folder.id);
        }
        let mut is_new = false;
        for (at, place) in wanted.iter().enumerate() {
            if self.heard.has(place, &folder.id) {
                continue;
            }
            // it counts from before it is watched, so that nothing is missed
            let is_watched = self.heard.watched() < MOST_WATCHES
                && (!self.heard.add(place, &folder.id, at == 0)
                    || self.with_system(|system| system.arm(place).is_ok()) == Some(true));
            if is_watched {
                state.watched.insert(place.clone());
                is_new = true;
            } else {
                self.heard.remove(place, &folder.id);
                if !state.is_begun {
                    tracing::warn!(workspace = %folder.id, "a folder cannot be watched; it is looked at now and then");
                }
                state.is_polled = true;
            }
        }
        is_new
    }

    fn disarm(&self, place: &Path, id: &WorkspaceId) {
        if self.heard.remove(place, id) {
            self.with_system(|system| system.disarm(place));
        }
    }

    /// Does something with the watch, which is made now if there was none yet. Its own thread waits for nobody who does.
    fn with_system<T>(&self, work: impl FnOnce(&mut Watch) -> T) -> Option<T> {
        let mut system = locked(&self.system);
        if matches!(*system, System::Unasked) {
            let heard = self.heard.clone();
            *system = match Watch::new(move |hint| heard.tell(hint)) {
                Ok(watch) => System::Watching(watch),
                Err(error) => {
                    tracing::warn!(%error, "folders cannot be watched here; they are looked at now and then");
                    System::None
                }
            };
        }
        match &mut *system {
            System::Watching(watch) => Some(work(watch)),
            System::Unasked | System::None => None,
        }
    }

    /// The workspaces that have to be looked at although nothing was told of them. Blocks on the file system.
    pub(super) fn untold(&self) -> Vec<WorkspaceId> {
        let folders: Vec<_> = locked(&self.folders).values().cloned().collect();
        let is_untold = |folder: &&Arc<Folder>| {
            let state = locked(&folder.state);
            state.is_polled || state.identity != identity(&folder.root)
        };
        folders.iter().filter(is_untold).map(|folder| folder.id.clone()).collect()
    }

    /// Takes note that a folder was not there for whoever wanted it, however soon it is back.
    pub(super) fn missed(&self, id: &WorkspaceId) {
        let Some(folder) = self.get(id) else { return };
        let mut state = locked(&folder.state);
        (state.is_gone, state.is_polled) = (true, true);
    }

    /// Takes note that a folder has to be seen another before it takes what whoever wanted it had for it.
    pub(super) fn waits(&self, id: &WorkspaceId) {
        if let Some(folder) = self.get(id) {
            locked(&folder.state).is_gone = true;
        }
    }

    /// Takes a file, or a folder with all in it, as it is now for how it was seen. Reads it.
    pub(super) fn wrote(&self, id: &WorkspaceId, path: &Path) -> bool {
        let Some(folder) = self.get(id) else { return false };
        let inside = path.strip_prefix(&folder.root).unwrap_or(path);
        let is_it = |file: &str| Path::new(file).starts_with(inside);
        let mut state = locked(&folder.state);
        let now = recognised::look(&folder.root, &state.files);
        state.files.retain(|file, _| !is_it(file));
        state.files.extend(now.files.into_iter().filter(|(file, _)| is_it(file)));
        folder.keep_fault(&state.files)
    }

    /// What is wrong with the configuration of a workspace, as far as its files tell.
    pub(super) fn fault(&self, id: &WorkspaceId) -> Option<ConfigFault> {
        locked(&self.get(id)?.fault).clone()
    }

    /// The same of all workspaces.
    pub(super) fn faults(&self) -> Vec<(WorkspaceId, ConfigFault)> {
        let folders = locked(&self.folders);
        folders.values().filter_map(|folder| Some((folder.id.clone(), locked(&folder.fault).clone()?))).collect()
    }
}

impl Folder {
    fn keep_fault(&self, files: &BTreeMap<String, Seen>) -> bool {
        let now = files.values().find_map(|seen| seen.fault.clone());
        let mut fault = locked(&self.fault);
        let is_news = *fault != now;
        *fault = now;
        is_news
    }
}

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let meta = std::fs::metadata(folder).ok().filter(std::fs::Metadata::is_dir)?;
    Some((meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    folder.is_dir().then_some((0, 0))
}
