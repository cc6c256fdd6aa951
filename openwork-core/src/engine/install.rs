//! Puts the pinned engine and searcher into the data folder, from their npm packages.
//!
//! ```text
//! lock ─▶ remove leftovers ─▶ npm install into <data>/runtime/.new-… ─▶ move the two programs ─▶ manifest ─▶ fsync ─▶ rename
//! ```
//! npm's own settings and cache hold, because it runs in the environment that the caller gives. What is half-made has a name
//! that nobody looks for, and goes with the next installation at the latest.

use super::assets::{ENGINE, PINNED_ENGINE, PINNED_RIPGREP, SEARCHER, managed};
use super::manifest::{Entry, FILE, Manifest, target};
use super::npm;
use crate::model::runtime::Checksum;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What a half-made installation's name begins with.
const HALF_MADE: &str = ".new-";

/// What a replaced installation is called until it is gone.
const REPLACED: &str = ".old-";

/// Keeps two installations apart.
const LOCK: &str = ".lock";

/// What to install, where, with which npm.
#[derive(Debug, Clone)]
pub struct InstallOptions {
    /// The server's data folder.
    pub data_dir: PathBuf,
    /// The environment that npm runs in: the front end's own. `npm` is looked for on its `PATH`.
    pub environment: Vec<(String, String)>,
    /// What becomes of an installation that is there and matches.
    pub existing: Existing,
    /// The checksum that the engine must have, in hex; without, whatever npm brings, which checks its own.
    pub expected_sha256: Option<String>,
}

/// What becomes of an installation that is there and matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays.
    Keep,
    /// It is made anew.
    Replace,
}

/// How far an installation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// npm fetches the packages, some 200 MB; this takes longest.
    Fetching,
    /// The programs are moved to their place.
    Placing,
    /// Their checksums are made.
    Checking,
    /// All is in place.
    Done,
}

/// What is installed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The folder with `manifest.json`.
    pub folder: PathBuf,
    /// The engine's version.
    pub version: String,
    /// The engine's checksum, in hex.
    pub sha256: String,
    /// Whether it was there already and stayed.
    pub kept: bool,
}

/// Why nothing was installed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message} {remedy}")]
pub struct InstallError {
    /// A stable word: `npm_missing`, `npm_failed`, `package_incomplete`, `wrong_checksum`, `unsupported_platform`,
    /// `no_space`, `busy`, `not_allowed` or `io`.
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl InstallError {
    pub(super) fn new(code: &'static str, message: String, remedy: &str) -> Self {
        Self { code, message, remedy: remedy.to_owned() }
    }

    /// A failure of the file system at a place.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the system's kinds are not ours to list")]
    pub(super) fn at(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::new("no_space", format!("There is no space left for {path}."), "Free some 500 MB and try again.")
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::new(
                "not_allowed",
                format!("{path} may not be written."),
                "Choose another data folder, or its owner.",
            ),
            _ => {
                Self::new("io", format!("{path} failed: {error}."), "Try again; the message says what the system said.")
            }
        }
    }
}

/// Installs the pinned engine and ripgrep. Interrupted at any point, it leaves nothing half-made that anyone would use.
///
/// # Errors
/// Fails with a stable code; what was installed before stays.
pub async fn install(
    options: InstallOptions,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Installed, InstallError> {
    let folder = managed(&options.data_dir);
    let all = options.data_dir.join("runtime");
    fs::create_dir_all(&all).map_err(|error| InstallError::at(&all, &error))?;
    let _lock = lock(&all.join(LOCK))?;
    remove_leftovers(&all);
    if options.existing == Existing::Keep
        && let Some(present) = blocking({
            let folder = folder.clone();
            let expected = options.expected_sha256.clone();
            move || Ok(present(&folder, expected.as_deref()))
        })
        .await?
    {
        progress(Progress::Done);
        return Ok(present);
    }
    let half = HalfMade(all.join(format!("{HALF_MADE}{}", uuid::Uuid::new_v4().simple())));
    let packages = half.0.join("npm");
    fs::create_dir_all(&packages).map_err(|error| InstallError::at(&packages, &error))?;
    progress(Progress::Fetching);
    let engine = format!("opencode-{}", target());
    let searcher = format!("@vscode/ripgrep-{}", target());
    let wanted = [format!("{engine}@{PINNED_ENGINE}"), format!("{searcher}@{PINNED_RIPGREP}")];
    npm::fetch(&options.environment, &packages, &wanted).await?;
    progress(Progress::Placing);
    let modules = packages.join("node_modules");
    take(&modules.join(engine), "opencode", &half.0)?;
    take(&modules.join(searcher), "rg", &half.0)?;
    fs::remove_dir_all(&packages).map_err(|error| InstallError::at(&packages, &error))?;
    progress(Progress::Checking);
    let installed = blocking(move || finish(half, &folder, options.expected_sha256.as_deref())).await?;
    progress(Progress::Done);
    Ok(installed)
}

/// A folder that goes unless it was renamed.
struct HalfMade(PathBuf);

impl Drop for HalfMade {
    fn drop(&mut self) {
        // Where this fails, the next installation removes it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Does what blocks, elsewhere.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, InstallError> + Send + 'static,
) -> Result<T, InstallError> {
    let failed = |error| InstallError::new("io", format!("The installation broke off: {error}."), "Try again.");
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

/// The lock goes with the file.
fn lock(path: &Path) -> Result<File, InstallError> {
    let file = File::options().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(|error| InstallError::at(path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            let message = "Another installation into this data folder is at work.".to_owned();
            Err(InstallError::new("busy", message, "Wait for it to end."))
        }
        Err(fs::TryLockError::Error(error)) => Err(InstallError::at(path, &error)),
    }
}

/// What earlier installations that broke off left behind.
fn remove_leftovers(all: &Path) {
    for entry in fs::read_dir(all).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(HALF_MADE) || name.starts_with(REPLACED)) {
            // What cannot be removed now is in nobody's way.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The installation that is there, if both its programs are the ones it lists.
fn present(folder: &Path, expected: Option<&str>) -> Option<Installed> {
    let manifest = Manifest::read(folder).ok()??;
    let (engine, searcher) = (manifest.components.get(ENGINE)?, manifest.components.get(SEARCHER)?);
    let is_whole = [engine, searcher].iter().all(|entry| matches!(entry.check(folder), Ok(Checksum::Matched)));
    let is_wanted = engine.version == PINNED_ENGINE
        && searcher.version == PINNED_RIPGREP
        && expected.is_none_or(|expected| expected.eq_ignore_ascii_case(&engine.sha256));
    (is_whole && is_wanted).then(|| Installed {
        folder: folder.to_owned(),
        version: engine.version.clone(),
        sha256: engine.sha256.clone(),
        kept: true,
    })
}

/// Moves a package's program to its place.
fn take(package: &Path, file: &str, half: &Path) -> Result<(), InstallError> {
    let from = package.join("bin").join(format!("{file}{}", std::env::consts::EXE_SUFFIX));
    if !from.is_file() {
        let message = format!("npm brought no {}.", from.display());
        let remedy = "Check the registry that npm is set to: it must serve the pinned packages whole.";
        return Err(InstallError::new("package_incomplete", message, remedy));
    }
    let to = half.join(format!("{file}{}", std::env::consts::EXE_SUFFIX));
    fs::rename(&from, &to).map_err(|error| InstallError::at(&to, &error))?;
    #[cfg(unix)]
    fs::set_permissions(&to, std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .map_err(|error| InstallError::at(&to, &error))?;
    Ok(())
}

/// Lists the programs, makes all of it last, and puts it into place.
#[allow(clippy::needless_pass_by_value, reason = "what is half-made is removed when this returns")]
fn finish(half: HalfMade, folder: &Path, expected: Option<&str>) -> Result<Installed, InstallError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| InstallError::at(&path, &error)
    };
    let suffix = std::env::consts::EXE_SUFFIX;
    let engine = Entry::of(&half.0, &format!("opencode{suffix}"), PINNED_ENGINE).map_err(at(&half.0))?;
    let searcher = Entry::of(&half.0, &format!("rg{suffix}"), PINNED_RIPGREP).map_err(at(&half.0))?;
    if let Some(expected) = expected.filter(|expected| !expected.eq_ignore_ascii_case(&engine.sha256)) {
        let message = format!("The engine that npm brought has the checksum {}, and not {expected}.", engine.sha256);
        let remedy = "Do not use it. Check the registry that npm is set to, and the checksum.";
        return Err(InstallError::new("wrong_checksum", message, remedy));
    }
    let sha256 = engine.sha256.clone();
    let files = [engine.file.clone(), searcher.file.clone(), FILE.to_owned()];
    let manifest = Manifest::new(BTreeMap::from([(ENGINE.to_owned(), engine), (SEARCHER.to_owned(), searcher)]));
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| InstallError::at(folder, &error.into()))?;
    let path = half.0.join(FILE);
    fs::write(&path, text).map_err(at(&path))?;
    for file in files {
        let path = half.0.join(file);
        File::open(&path).and_then(|file| file.sync_all()).map_err(at(&path))?;
    }
    sync_folder(&half.0);
    let all = folder.parent().unwrap_or(folder);
    let old = HalfMade(all.join(format!("{REPLACED}{}", uuid::Uuid::new_v4().simple())));
    match fs::rename(folder, &old.0) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(InstallError::at(folder, &error)),
        Ok(()) | Err(_) => {}
    }
    if let Err(error) = fs::rename(&half.0, folder) {
        // What was there before comes back.
        let _ = fs::rename(&old.0, folder);
        return Err(InstallError::at(folder, &error));
    }
    sync_folder(all);
    Ok(Installed { folder: folder.to_owned(), version: PINNED_ENGINE.to_owned(), sha256, kept: false })
}

/// Makes a folder's names last. Where folders cannot be synced, they last anyway.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(all(test, unix))]
#[path = "install_tests.rs"]
mod tests;
