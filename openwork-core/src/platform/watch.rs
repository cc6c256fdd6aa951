//! Being told by the system that something in a folder may have changed. What has changed is for others to see.
//!
//! One watcher for all folders, which on Linux is one thread. A folder is watched without those in it: whoever wants them says
//! so one by one, and so their number is known.

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};

/// What the system told.
#[derive(Debug)]
pub(crate) enum Hint {
    /// Something at this place may have changed.
    At(PathBuf),
    /// A folder may be new here, in which nothing is watched yet.
    Made(PathBuf),
    /// This is not where it was any more: a folder that was watched here is watched no longer.
    Gone(PathBuf),
    /// Something was not told.
    Lost,
}

/// Watches folders for as long as it lives.
pub(crate) struct Watch(RecommendedWatcher);

impl Watch {
    /// Watches nothing yet. What is told is told on a thread of the watcher's own, which must not be kept waiting.
    pub(crate) fn new(tell: impl Fn(Hint) + Send + 'static) -> notify::Result<Self> {
        let heard = move |event: notify::Result<Event>| match event {
            Ok(event) => hints(event).for_each(&tell),
            // an error may stand for what was not told
            Err(_) => tell(Hint::Lost),
        };
        Ok(Self(notify::recommended_watcher(heard)?))
    }

    /// Watches a folder, not those in it.
    pub(crate) fn arm(&mut self, folder: &Path) -> notify::Result<()> {
        self.0.watch(folder, RecursiveMode::NonRecursive)
    }

    /// Watches a folder no more. One that was not watched stays so.
    pub(crate) fn disarm(&mut self, folder: &Path) {
        let _ = self.0.unwatch(folder);
    }
}

/// What an event may mean for files. To be read is no change; everybody's look reads.
fn hints(event: Event) -> impl Iterator<Item = Hint> {
    let is_read = event.kind.is_access() && event.kind != EventKind::Access(AccessKind::Close(AccessMode::Write));
    let is_made = matches!(
        event.kind,
        EventKind::Create(CreateKind::Folder | CreateKind::Any | CreateKind::Other)
            | EventKind::Modify(ModifyKind::Name(RenameMode::To))
    );
    let is_gone = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) && !is_made;
    let lost = event.need_rescan().then_some(Hint::Lost);
    let paths = if is_read { Vec::new() } else { event.paths };
    let told = move |path| match (is_made, is_gone) {
        (true, _) => Hint::Made(path),
        (false, true) => Hint::Gone(path),
        (false, false) => Hint::At(path),
    };
    lost.into_iter().chain(paths.into_iter().map(told))
}
