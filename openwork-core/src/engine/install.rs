//! Puts an engine and its searcher into the data folder, from npm's packages, a folder or an archive.
//!
//! ```text
//! lock ─▶ remove leftovers ─▶ gather into <data>/runtime/.new-… ─▶ checksums, manifest ─▶ fsync ─▶ rename ─▶ old versions go
//! ```
//! npm's own settings and cache hold, because it runs in the environment that the caller gives. What is half-made has a name
//! that nobody looks for, and goes with the next installation at the latest.

use super::assets::{ENGINE, PINNED_ENGINE, PINNED_RIPGREP, SEARCHER};
use super::manifest::{Entry, FILE, Manifest};
use super::npm;
use super::shelf::{HalfMade, Lock, Shelf, is_version, order};
use super::source::{self, Piece};
use crate::model::engine::EngineFault;
use crate::model::runtime::Checksum;
use crate::platform::no_space;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What to install, where, with which npm.
#[derive(Debug, Clone)]
pub struct InstallOptions {
    /// The server's data folder.
    pub data_dir: PathBuf,
    /// Where the programs come from.
    pub source: InstallSource,
    /// The environment that npm runs in: the front end's own. `npm` is looked for on its `PATH`.
    pub environment: Vec<(String, String)>,
    /// What becomes of an installation that is there and matches.
    pub existing: Existing,
    /// The checksum that the engine must have, in hex; without, whatever the source brings: npm checks its own, a manifest
    /// lists them.
    pub expected_sha256: Option<String>,
}

/// Where programs come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstallSource {
    /// The npm registry that npm is set to.
    Npm,
    /// A folder, or an archive (`.tar.gz`, `.tgz`), with a `manifest.json` or in the layout of npm's packages.
    Path(PathBuf),
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
    /// npm fetches the packages, some 200 MB; this takes longest. Not told of a folder or an archive.
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
    /// A stable word: `npm_missing`, `npm_failed`, `source_missing`, `bad_archive`, `bad_manifest`, `package_incomplete`,
    /// `wrong_version`, `wrong_checksum`, `checksum_missing`, `same_version`, `unsupported_platform`, `no_space`, `busy`,
    /// `not_allowed` or `io`.
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
            kind if no_space(kind) => {
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

impl From<InstallError> for EngineFault {
    fn from(error: InstallError) -> Self {
        // The sentence goes to everyone; the places in it go to hosts.
        let words = error.message.split_whitespace();
        let words = words.filter(|word| word.len() > 1 && Path::new(word).is_absolute());
        let places = words.map(|word| word.trim_end_matches(['.', ',', ':', ';']).to_owned()).collect();
        let message = crate::child::without_paths(&error.message);
        Self { code: error.code.to_owned(), message, remedy: error.remedy, places }
    }
}

/// Which version is wanted.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// The engine's version; without, whatever the source holds that is not older than the pinned one.
    pub(super) engine: Option<String>,
    /// The searcher's.
    pub(super) searcher: Option<String>,
    /// Whether another build of a version that is there may take its place.
    pub(super) may_replace: bool,
}

impl Wanted {
    /// What this server is made for.
    pub(super) fn pinned() -> Self {
        let searcher = Some(PINNED_RIPGREP.to_owned());
        Self { engine: Some(PINNED_ENGINE.to_owned()), searcher, may_replace: true }
    }
}

/// Installs the pinned engine and ripgrep. Interrupted at any point, it leaves nothing half-made that anyone would use.
///
/// # Errors
/// Fails with a stable code; what was installed before stays.
pub async fn install(
    options: InstallOptions,
    progress: impl FnMut(Progress) + Send,
) -> Result<Installed, InstallError> {
    install_wanted(options, Wanted::pinned(), progress).await
}

/// The same for a version that is wanted.
pub(super) async fn install_wanted(
    options: InstallOptions,
    wanted: Wanted,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Installed, InstallError> {
    let rack = Shelf::of(&options.data_dir);
    let lock = rack.lock(Duration::ZERO)?;
    if let (Existing::Keep, Some(version)) = (options.existing, wanted.engine.clone()) {
        let (folder, wanted, expected) = (rack.version(&version), wanted.clone(), options.expected_sha256.clone());
        if let Some(present) = blocking(move || Ok(present(&folder, &wanted, expected.as_deref()))).await? {
            progress(Progress::Done);
            return Ok(present);
        }
    }
    let half = rack.half_made(&lock)?;
    let npm = half.path().join("npm");
    if options.source == InstallSource::Npm {
        progress(Progress::Fetching);
        let engine = wanted.engine.as_deref().unwrap_or(PINNED_ENGINE);
        fs::create_dir_all(&npm).map_err(|error| InstallError::at(&npm, &error))?;
        let engine = format!("{}@{engine}", source::engine_package());
        let searcher = format!("{}@{PINNED_RIPGREP}", source::searcher_package());
        npm::fetch(&options.environment, &npm, &[engine, searcher]).await?;
    }
    progress(Progress::Placing);
    let (from, engine) = (options.source, wanted.engine.clone());
    let (half, gathered) = blocking(move || {
        let gathered = match from {
            InstallSource::Npm => {
                let modules = npm.join("node_modules");
                let gathered = source::from_npm(&modules, engine.as_deref().unwrap_or(PINNED_ENGINE), &half)?;
                fs::remove_dir_all(&npm).map_err(|error| InstallError::at(&npm, &error))?;
                gathered
            }
            InstallSource::Path(path) => source::from_path(&path, &half)?,
        };
        Ok((half, gathered))
    })
    .await?;
    progress(Progress::Checking);
    let expected = options.expected_sha256;
    let installed = blocking(move || finish(&rack, &lock, &half, &gathered, &wanted, expected.as_deref())).await?;
    progress(Progress::Done);
    Ok(installed)
}

/// Does what blocks, elsewhere.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, InstallError> + Send + 'static,
) -> Result<T, InstallError> {
    let failed = |error| InstallError::new("io", format!("The installation broke off: {error}."), "Try again.");
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

/// The installation that is there, if all its programs are the ones it lists.
fn present(folder: &Path, wanted: &Wanted, expected: Option<&str>) -> Option<Installed> {
    let manifest = whole(folder)?;
    let (engine, searcher) = (manifest.components.get(ENGINE)?, manifest.components.get(SEARCHER));
    let is = |wanted: &Option<String>, found: &Entry| wanted.as_ref().is_none_or(|wanted| *wanted == found.version);
    let is_wanted = is(&wanted.engine, engine)
        && searcher.map_or(wanted.searcher.is_none(), |searcher| is(&wanted.searcher, searcher))
        && expected.is_none_or(|expected| expected.eq_ignore_ascii_case(&engine.sha256));
    is_wanted.then(|| Installed {
        folder: folder.to_owned(),
        version: engine.version.clone(),
        sha256: engine.sha256.clone(),
        kept: true,
    })
}

/// The list of a version whose files are all there and right.
pub(super) fn whole(folder: &Path) -> Option<Manifest> {
    let manifest = Manifest::read(folder).ok()??;
    let is_whole = manifest.components.values().all(|entry| matches!(entry.check(folder), Ok(Checksum::Matched)));
    is_whole.then_some(manifest)
}

/// Checks what was gathered, lists it, makes all of it last, and puts it into place.
fn finish(
    rack: &Shelf,
    lock: &Lock,
    half: &HalfMade,
    gathered: &[Piece],
    wanted: &Wanted,
    expected: Option<&str>,
) -> Result<Installed, InstallError> {
    let manifest = checked(half, gathered, wanted, expected)?;
    let Some(engine) = manifest.components.get(ENGINE) else {
        return Err(InstallError::new(
            "package_incomplete",
            "There is no engine in it.".to_owned(),
            "Get one with it.",
        ));
    };
    let (version, sha256) = (engine.version.clone(), engine.sha256.clone());
    let folder = rack.version(&version);
    let installed = Installed { folder: folder.clone(), version: version.clone(), sha256, kept: false };
    if !wanted.may_replace
        && let Some(there) = whole(&folder).and_then(|there| there.components.get(ENGINE).cloned())
    {
        if there.sha256.eq_ignore_ascii_case(&installed.sha256) {
            return Ok(Installed { kept: true, ..installed });
        }
        let message = format!("Another build of {version} is installed already; a version is one build.");
        return Err(InstallError::new("same_version", message, "Name a build with a version of its own."));
    }
    save(half, &manifest)?;
    rack.place(half, &version, lock)?;
    rack.clear(lock);
    Ok(installed)
}

/// What was gathered as a list, if it is what is wanted.
pub(super) fn checked(
    half: &HalfMade,
    gathered: &[Piece],
    wanted: &Wanted,
    expected: Option<&str>,
) -> Result<Manifest, InstallError> {
    let mut components = BTreeMap::new();
    for piece in gathered {
        may_be(&piece.name, &piece.version, wanted)?;
        let entry = Entry::of(half.path(), &piece.file, &piece.version);
        let entry = entry.map_err(|error| InstallError::at(&half.path().join(&piece.file), &error))?;
        let meant = piece.listed.as_ref().map(|listed| listed.sha256.as_str());
        let asked = expected.filter(|_| piece.name == ENGINE);
        for meant in [meant, asked].into_iter().flatten() {
            if !meant.eq_ignore_ascii_case(&entry.sha256) {
                let message =
                    format!("{} {} has the checksum {}, and not {meant}.", piece.name, piece.version, entry.sha256);
                let remedy = "Do not use it. Check where it comes from, and the checksum.";
                return Err(InstallError::new("wrong_checksum", message, remedy));
            }
        }
        if piece.name == ENGINE && piece.version != PINNED_ENGINE && meant.or(asked).is_none() {
            return Err(unchecked(&piece.version));
        }
        components.insert(piece.name.clone(), entry);
    }
    if let (Some(searcher), false) = (&wanted.searcher, components.contains_key(SEARCHER)) {
        let message = format!("There is no {SEARCHER} {searcher} in it.");
        return Err(InstallError::new("package_incomplete", message, "Get one with both programs."));
    }
    Ok(Manifest::new(components))
}

/// That nobody says what another version than the pinned one must be.
pub(super) fn unchecked(version: &str) -> InstallError {
    let message = format!("This server is made for OpenCode {PINNED_ENGINE} and does not know what {version} must be.");
    InstallError::new("checksum_missing", message, "Give the checksum of its program, or a source with a manifest.")
}

/// Whether a program may be of this version.
fn may_be(name: &str, version: &str, wanted: &Wanted) -> Result<(), InstallError> {
    let meant = match name {
        ENGINE => &wanted.engine,
        SEARCHER => &wanted.searcher,
        _ => &None,
    };
    let is_old = name == ENGINE && (!is_version(version) || order(version, PINNED_ENGINE) == Ordering::Less);
    let message = match meant {
        Some(meant) if meant != version => format!("It holds {name} {version}, and {meant} is wanted."),
        _ if is_old => format!("It holds {name} {version}, and this server needs {PINNED_ENGINE} or newer."),
        _ => return Ok(()),
    };
    Err(InstallError::new("wrong_version", message, "Get the version that is wanted."))
}

/// Writes the list, and makes it and all that it lists last.
pub(super) fn save(half: &HalfMade, manifest: &Manifest) -> Result<(), InstallError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| InstallError::at(&path, &error)
    };
    let path = half.path().join(FILE);
    let text = serde_json::to_vec_pretty(manifest).map_err(|error| InstallError::at(&path, &error.into()))?;
    fs::write(&path, text).map_err(at(&path))?;
    let files = manifest.components.values().map(|entry| entry.file.as_str());
    for file in files.chain([FILE]) {
        let path = half.path().join(file);
        File::open(&path).and_then(|file| file.sync_all()).map_err(at(&path))?;
    }
    Ok(())
}

#[cfg(all(test, unix))]
#[path = "install_tests.rs"]
mod tests;
