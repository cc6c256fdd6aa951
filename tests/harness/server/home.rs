//! A home of a test's own, and what still runs in it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The folders of one test. Every process that is started in it has its path as `HOME`.
#[derive(Debug)]
pub struct Home {
    root: TempDir,
}

impl Home {
    /// A new home with its folders.
    #[must_use]
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("ow-").tempdir().expect("a folder for the test");
        for folder in ["data", "engine", "user", "tmp", "work"] {
            std::fs::create_dir(root.path().join(folder)).expect("a folder of the test");
        }
        std::fs::write(root.path().join("models.json"), "{}").expect("an empty catalogue of models");
        Self { root }
    }

    /// A place in it.
    #[must_use]
    pub fn at(&self, place: &str) -> PathBuf {
        self.root.path().canonicalize().expect("the test's folder").join(place)
    }

    /// The server's data folder, with the installed engine in it as a link.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.at("data")
    }

    /// Puts the engine that `make runtime` installed into the data folder.
    pub fn with_engine(&self) {
        let link = self.data().join("runtime");
        if !link.exists() {
            std::os::unix::fs::symlink(runtime().join("runtime"), link).expect("a link to the engine");
        }
    }

    /// The program of the installed engine, for whoever names it.
    ///
    /// # Panics
    /// Where none is installed.
    #[must_use]
    pub fn engine(&self) -> PathBuf {
        let versions = std::fs::read_dir(runtime().join("runtime")).expect("the installed versions").flatten();
        let mut engines = versions.map(|version| version.path().join("opencode")).filter(|engine| engine.is_file());
        engines.next().expect("an installed engine")
    }

    /// A folder to work in.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.at("work").join(name);
        std::fs::create_dir_all(&folder).expect("a folder to work in");
        folder
    }

    /// The processes that run in this home, with their command lines.
    #[must_use]
    pub fn processes(&self) -> Vec<(u32, String)> {
        processes_of(&self.at("user"))
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// Where `make runtime` installs the engine.
fn runtime() -> PathBuf {
    let named = std::env::var_os("OPENWORK_TEST_RUNTIME");
    let folder =
        named.map_or_else(|| super::program("openwork-http").with_file_name("../openwork/home"), PathBuf::from);
    assert!(folder.join("runtime").is_dir(), "no engine in {}: run `make runtime`", folder.display());
    folder
}

/// The processes whose `HOME` is this folder, with their command lines.
#[must_use]
pub fn processes_of(home: &Path) -> Vec<(u32, String)> {
    processes(&|entry| entry == home)
}

/// The processes whose `HOME` lies in this folder, however deep, with their command lines.
#[must_use]
pub fn processes_below(folder: &Path) -> Vec<(u32, String)> {
    processes(&|entry| entry.starts_with(folder))
}

fn processes(is_meant: &dyn Fn(&Path) -> bool) -> Vec<(u32, String)> {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
    pids.filter_map(|pid| {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).ok()?;
        let mut homes = environment.split(|byte| *byte == 0).filter_map(|entry| entry.strip_prefix(b"HOME="));
        homes.any(|home| is_meant(Path::new(OsStr::from_bytes(home)))).then_some(())?;
        let command = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let zombie = state.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'));
        (!zombie).then(|| (pid, String::from_utf8_lossy(&command).replace('\0', " ")))
    })
    .collect()
}
