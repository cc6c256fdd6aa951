//! The folders whose configuration OpenCode cannot read, and whether the file at fault has changed since.
//!
//! OpenCode remembers the fault of a folder until its process ends, and answers every call for that folder with it. So the
//! first answer of a run is noted with the state of the file, later ones say nothing new, and the first success takes it away.

use super::config_fault::{ConfigFault, fault_of, referred, text_of};
use crate::runtime::blocking::blocking;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::watch;

/// How coarse the times of files are: a file that was written after a moment may say that it was so much before.
const CLOCK_DOUBT: Duration = Duration::from_millis(20);

/// Stands for the content of a file and of the files that it names.
type Print = [u8; 32];

/// The folders, by the path that calls name.
#[derive(Debug)]
pub(crate) struct Broken {
    folders: Mutex<BTreeMap<String, Noted>>,
    /// Spares the lock where all is well, which is nearly always.
    is_any: AtomicBool,
    runs: AtomicU64,
    changes: watch::Sender<()>,
}

#[derive(Debug)]
struct Noted {
    fault: ConfigFault,
    print: Option<Print>,
    /// The file may have been written between OpenCode's look at it and ours.
    in_doubt: bool,
    /// The file has changed since and may be readable. Holds until the engine succeeds, or another run says what is wrong.
    is_due: bool,
    run: u64,
}

impl Broken {
    /// All is well.
    pub(super) fn new() -> Self {
        let (is_any, runs, changes) = (AtomicBool::new(false), AtomicU64::new(0), watch::Sender::new(()));
        Self { folders: Mutex::default(), is_any, runs, changes }
    }

    /// The number of a run that begins.
    pub(super) fn begin_run(&self) -> u64 {
        self.runs.fetch_add(1, Ordering::Relaxed)
    }

    fn folders(&self) -> MutexGuard<'_, BTreeMap<String, Noted>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self, folders: &BTreeMap<String, Noted>) {
        self.is_any.store(!folders.is_empty(), Ordering::Release);
        self.changes.send_replace(());
    }

    /// Notes what a run answered to a call for a folder that was made at this time.
    pub(super) async fn note(&self, run: u64, folder: &str, fault: &ConfigFault, called_at: SystemTime) {
        let is_known = |folders: &BTreeMap<String, Noted>| folders.get(folder).is_some_and(|noted| noted.run == run);
        if is_known(&self.folders()) {
            return;
        }
        let told = fault.clone();
        let look = move || {
            let fault = told.located();
            let (print, written) = fault.file.as_ref().map(|file| look_at(Path::new(file))).unwrap_or_default();
            let in_doubt = written.is_some_and(|written| written + CLOCK_DOUBT >= called_at);
            Noted { fault, print, in_doubt, is_due: false, run }
        };
        // A look that panics has noted nothing; the next answer is another chance.
        let Ok(noted) = blocking(look).await else { return };
        let mut folders = self.folders();
        if !is_known(&folders) {
            tracing::warn!(folder, fault = noted.fault.sentence(), "OpenCode cannot read a folder's configuration");
            folders.insert(folder.to_owned(), noted);
            self.changed(&folders);
        }
    }

    /// A call for a folder succeeded.
    pub(super) fn is_well(&self, folder: &str) {
        if !self.is_any.load(Ordering::Acquire) {
            return;
        }
        let mut folders = self.folders();
        if folders.remove(folder).is_some() {
            tracing::info!(folder, "OpenCode reads the folder's configuration again");
            self.changed(&folders);
        }
    }

    /// A folder that nobody asks about any more.
    pub(crate) fn forget(&self, is_wanted: impl Fn(&str) -> bool) {
        let mut folders = self.folders();
        let before = folders.len();
        folders.retain(|folder, _| is_wanted(folder));
        if folders.len() != before {
            self.changed(&folders);
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<(String, ConfigFault)> {
        if !self.is_any.load(Ordering::Acquire) {
            return Vec::new();
        }
        self.folders().iter().map(|(folder, noted)| (folder.clone(), noted.fault.clone())).collect()
    }

    /// Is told of each change.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Looks at the files. What is still no JSON has its fault told anew; what may be readable now is due. Reads the files.
    pub(crate) fn look(&self) {
        // without the lock: calls of other folders do not wait for a disk
        let known: Vec<_> = self.folders().iter().filter_map(|(folder, noted)| noted.outline(folder)).collect();
        let looked = known.into_iter().filter_map(Outline::look).collect::<Vec<_>>();
        let mut folders = self.folders();
        let mut is_new = false;
        for (outline, print, still) in looked {
            let Some(noted) = folders.get_mut(&outline.folder).filter(|noted| noted.run == outline.run) else {
                continue;
            };
            (noted.print, noted.in_doubt, noted.is_due) = (print, false, still.is_none());
            if let Some(fault) = still {
                is_new |= noted.fault != fault;
                noted.fault = fault;
            }
        }
        if is_new {
            self.changed(&folders);
        }
    }

    /// The folders whose file has changed and may be readable, and of which the engine has not said so yet.
    pub(crate) fn due(&self) -> Vec<String> {
        self.folders().iter().filter(|(_, noted)| noted.is_due).map(|(folder, _)| folder.clone()).collect()
    }
}

/// What is known of a folder, to be compared with what is there.
struct Outline {
    folder: String,
    file: PathBuf,
    print: Option<Print>,
    in_doubt: bool,
    run: u64,
}

impl Noted {
    fn outline(&self, folder: &str) -> Option<Outline> {
        let (folder, file) = (folder.to_owned(), self.fault.file.as_ref()?.into());
        Some(Outline { folder, file, print: self.print, in_doubt: self.in_doubt, run: self.run })
    }
}

impl Outline {
    /// What is there now and what is wrong with it, if it is another than was known.
    fn look(self) -> Option<(Self, Option<Print>, Option<ConfigFault>)> {
        let print = look_at(&self.file).0;
        if print == self.print && !self.in_doubt {
            return None;
        }
        let is_json = self.file.extension().is_some_and(|ending| ending == "json" || ending == "jsonc");
        let text = if is_json { text_of(&self.file) } else { None };
        let still = text.and_then(|text| fault_of(&self.file, &text));
        Some((self, print, still))
    }
}

/// What a file says now, and when it was written last. A file that is not there is a state too.
fn look_at(file: &Path) -> (Option<Print>, Option<SystemTime>) {
    let written = |file: &Path| fs::metadata(file).and_then(|meta| meta.modified()).ok();
    let text = text_of(file);
    let named = text.as_deref().map(|text| referred(file, text)).unwrap_or_default();
    let mut print = Sha256::new();
    print.update(text.as_deref().unwrap_or_default());
    let mut last = written(file);
    // a file that is too large to be read is known by its time
    print.update(format!("{:?}", text.is_none().then_some(last)));
    for other in named {
        let at = written(&other);
        print.update(format!("{at:?}"));
        last = last.max(at);
    }
    (Some(print.finalize().into()), last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LONG_AGO: SystemTime = SystemTime::UNIX_EPOCH;

    fn later() -> SystemTime {
        SystemTime::now() + Duration::from_secs(60)
    }

    fn told(file: &Path) -> ConfigFault {
        ConfigFault::told(&json!({"path": file, "message": "CloseBraceExpected at line 1, column 2"}))
    }

    fn due(broken: &Broken) -> Vec<String> {
        broken.look();
        broken.due()
    }

    #[tokio::test]
    async fn a_file_that_changes_is_due_once_it_may_be_readable() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("opencode.json");
        fs::write(&file, "{").unwrap();
        let broken = Broken::new();
        let run = broken.begin_run();
        broken.note(run, "/w", &told(&file), later()).await;
        assert_eq!(broken.all().len(), 1);
        assert!(due(&broken).is_empty(), "it did not change");
        fs::write(&file, "{\n\"a\": }").unwrap();
        assert!(due(&broken).is_empty(), "it changed and is no better");
        assert_eq!(broken.all()[0].1.place, Some((2, 6)), "what is wrong now is told");
        fs::write(&file, "{}").unwrap();
        // OpenCode's own answer of the same run is no news, however the file is by now
        broken.note(run, "/w", &told(&file), later()).await;
        assert_eq!(due(&broken), ["/w"]);
        assert_eq!(due(&broken), ["/w"], "until the engine has said something");
        broken.note(run, "/w", &told(&file), later()).await;
        assert_eq!(due(&broken), ["/w"], "this run says always the same");
        fs::write(&file, "{,").unwrap();
        assert!(due(&broken).is_empty(), "worse again");
        fs::write(&file, "{ }").unwrap();
        assert_eq!(due(&broken), ["/w"]);
        broken.is_well("/elsewhere");
        assert_eq!(broken.all().len(), 1);
        broken.is_well("/w");
        assert!(broken.all().is_empty() && due(&broken).is_empty());
    }

    #[tokio::test]
    async fn a_file_that_was_written_during_the_call_is_looked_at_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("opencode.json");
        fs::write(&file, "{}").unwrap();
        let broken = Broken::new();
        broken.note(broken.begin_run(), "/w", &told(&file), LONG_AGO).await;
        assert_eq!(due(&broken), ["/w"], "it was mended before anyone looked");
        // the next run says that it is not
        broken.note(broken.begin_run(), "/w", &told(&file), later()).await;
        assert!(due(&broken).is_empty());
    }

    #[tokio::test]
    async fn a_file_that_is_named_counts_too() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("opencode.json");
        fs::write(&file, r#"{"model": "{file:./model}"}"#).unwrap();
        let broken = Broken::new();
        broken.note(broken.begin_run(), "/w", &told(&file), later()).await;
        assert!(due(&broken).is_empty());
        fs::write(folder.path().join("model"), "a/b").unwrap();
        assert_eq!(due(&broken), ["/w"]);
    }

    #[tokio::test]
    async fn the_next_run_says_it_anew() {
        let broken = Broken::new();
        let mut news = broken.watch();
        for _ in 0..2 {
            broken.note(broken.begin_run(), "/w", &ConfigFault::default(), later()).await;
            assert!(news.has_changed().unwrap());
            news.mark_unchanged();
        }
        broken.forget(|folder| folder != "/w");
        assert!(broken.all().is_empty() && news.has_changed().unwrap());
    }
}
