//! Where an installation's programs come from, if not from npm itself: a folder or an archive, with a manifest or in the
//! layout of npm's packages.
//!
//! ```text
//!  folder ─┬─ manifest.json ──────────────────────────▶ every file that it lists
//!          └─ opencode-<target>, @vscode/ripgrep-… ───▶ their two programs; as folders, in node_modules, or as npm's .tgz
//!  archive ── unpacked, and then the same
//! ```

use super::archive::{Broken, unpack};
use super::assets::{ENGINE, PINNED_RIPGREP, SEARCHER};
use super::install::InstallError;
use super::manifest::{Entry, FILE, Manifest, target};
use super::shelf::HalfMade;
use serde::Deserialize;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Which folder of a half-made version holds what was unpacked.
const UNPACKED: &str = ".unpacked";

/// A file of a version.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its name in the manifest.
    pub(super) name: String,
    /// The file, relative to the version's folder.
    pub(super) file: String,
    /// Its version.
    pub(super) version: String,
    /// What the manifest that it came with says of it.
    pub(super) listed: Option<Entry>,
}

/// A package of npm's that holds a program.
struct Package {
    /// The program's name in a manifest.
    component: &'static str,
    /// Its file, without an extension.
    file: &'static str,
    /// What npm calls it.
    name: String,
}

/// The words of npm's description of a package that count here.
#[derive(Deserialize)]
struct Description {
    name: String,
    version: String,
}

/// Whether files are moved or stay where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    /// They are ours.
    Move,
    /// They are someone else's.
    Copy,
}

/// npm's packages for this machine.
fn packages() -> [Package; 2] {
    [
        Package { component: ENGINE, file: "opencode", name: engine_package() },
        Package { component: SEARCHER, file: "rg", name: searcher_package() },
    ]
}

/// What npm calls the engine's package for this machine.
pub(super) fn engine_package() -> String {
    format!("opencode-{}", target())
}

/// What npm calls the searcher's package for this machine.
pub(super) fn searcher_package() -> String {
    format!("@vscode/ripgrep-{}", target())
}

/// Gathers from a folder or an archive.
pub(super) fn from_path(source: &Path, half: &HalfMade) -> Result<Vec<Piece>, InstallError> {
    if source.is_dir() {
        return from_folder(source, source, half, Take::Copy);
    }
    let is_file = |found: fs::Metadata| if found.is_file() { Ok(()) } else { Err(io::ErrorKind::InvalidInput.into()) };
    // Something else, such as a pipe, may never answer.
    let file = fs::metadata(source).and_then(is_file).and_then(|()| File::open(source)).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", source.display());
        InstallError::new("source_missing", message, "Name a folder or an archive (.tar.gz, .tgz) that is there.")
    })?;
    let unpacked = half.path().join(UNPACKED);
    unpack(file, &unpacked).map_err(|broken| damaged(source, &unpacked, broken))?;
    // What was packed as a folder is that folder.
    let is_whole = |folder: &Path| folder.join(FILE).is_file() || folder.join("package.json").is_file();
    let only = only_folder(&unpacked)
        .filter(|folder| !is_whole(&unpacked) && folder.file_name() != Some("node_modules".as_ref()));
    let gathered = from_folder(only.as_deref().unwrap_or(&unpacked), source, half, Take::Move)?;
    fs::remove_dir_all(&unpacked).map_err(|error| InstallError::at(&unpacked, &error))?;
    Ok(gathered)
}

/// What a broken archive means.
pub(super) fn damaged(source: &Path, into: &Path, broken: Broken) -> InstallError {
    match broken {
        Broken::Disk(error) => InstallError::at(into, &error),
        Broken::Packed(reason) => {
            let message = format!("{} is no whole .tar.gz archive: {reason}.", source.display());
            InstallError::new("bad_archive", message, "Get it again.")
        }
    }
}

/// Gathers from a folder; `told` is what a person knows it by.
pub(super) fn from_folder(folder: &Path, told: &Path, half: &HalfMade, take: Take) -> Result<Vec<Piece>, InstallError> {
    let manifest = Manifest::read(folder).map_err(|reason| {
        let message = format!("The manifest of {} cannot be used: {reason}.", told.display());
        InstallError::new(
            "bad_manifest",
            message,
            "Get the programs that were put together for this machine and server.",
        )
    })?;
    match manifest {
        Some(manifest) => from_manifest(&manifest, folder, told, half, take),
        None => from_packages(folder, told, half, take),
    }
}

fn from_manifest(
    manifest: &Manifest,
    folder: &Path,
    told: &Path,
    half: &HalfMade,
    take: Take,
) -> Result<Vec<Piece>, InstallError> {
    let mut pieces = Vec::new();
    for (name, entry) in &manifest.components {
        let from = entry.path(folder).ok_or_else(|| {
            let message = format!("The manifest of {} lists a file outside of it: {}.", told.display(), entry.file);
            InstallError::new("bad_manifest", message, "Do not use it.")
        })?;
        if !from.is_file() {
            let message = format!("{} lacks {}, which its manifest lists.", told.display(), entry.file);
            return Err(InstallError::new("package_incomplete", message, "Get it again, whole."));
        }
        bring(&from, &half.path().join(&entry.file), take)?;
        let (file, version) = (entry.file.clone(), entry.version.clone());
        pieces.push(Piece { name: name.clone(), file, version, listed: Some(entry.clone()) });
    }
    if !manifest.components.contains_key(ENGINE) {
        let message = format!("The manifest of {} lists no `{ENGINE}`.", told.display());
        return Err(InstallError::new("package_incomplete", message, "Get one that lists the engine."));
    }
    Ok(pieces)
}

fn from_packages(folder: &Path, told: &Path, half: &HalfMade, take: Take) -> Result<Vec<Piece>, InstallError> {
    let mut roots = vec![folder.join("node_modules"), folder.to_owned()];
    let unpacked = half.path().join(UNPACKED).join("packages");
    for (count, archive) in archives(folder).into_iter().enumerate() {
        let into = unpacked.join(count.to_string());
        let file = File::open(&archive).map_err(|error| InstallError::at(&archive, &error))?;
        unpack(file, &into).map_err(|broken| damaged(&archive, &into, broken))?;
        roots.push(into);
    }
    let (mut pieces, mut missing) = (Vec::new(), Vec::new());
    for package in packages() {
        let found = roots.iter().find_map(|root| {
            let places = [root.join(&package.name), root.join("package"), root.clone()];
            places.into_iter().find_map(|place| Some((described(&place, &package.name)?, place)))
        });
        let program = format!("{}{}", package.file, std::env::consts::EXE_SUFFIX);
        match found {
            Some((version, place)) if place.join("bin").join(&program).is_file() => {
                bring(&place.join("bin").join(&program), &half.path().join(&program), take)?;
                pieces.push(Piece { name: package.component.to_owned(), file: program, version, listed: None });
            }
            Some((version, _)) => missing.push(format!("the program bin/{program} of {}@{version}", package.name)),
            None => missing.push(package.name),
        }
    }
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).map_err(|error| InstallError::at(&unpacked, &error))?;
    }
    if missing.is_empty() {
        return Ok(pieces);
    }
    let message = format!("{} holds no {FILE}, and it lacks {}.", told.display(), missing.join(" and "));
    let remedy = "Name a folder or an archive with a manifest.json, or one with both of these npm packages: as folders, in \
                  node_modules, or as npm's .tgz files.";
    Err(InstallError::new("package_incomplete", message, remedy))
}

/// Moves the two programs that npm itself brought. It has checked what it brought.
pub(super) fn from_npm(modules: &Path, engine: &str, half: &HalfMade) -> Result<Vec<Piece>, InstallError> {
    let mut pieces = Vec::new();
    for package in packages() {
        let file = format!("{}{}", package.file, std::env::consts::EXE_SUFFIX);
        let from = modules.join(&package.name).join("bin").join(&file);
        if !from.is_file() {
            let message = format!("npm brought no {}.", from.display());
            let remedy = "Check the registry that npm is set to: it must serve the pinned packages whole.";
            return Err(InstallError::new("package_incomplete", message, remedy));
        }
        bring(&from, &half.path().join(&file), Take::Move)?;
        let version = if package.component == ENGINE { engine } else { PINNED_RIPGREP };
        pieces.push(Piece { name: package.component.to_owned(), file, version: version.to_owned(), listed: None });
    }
    Ok(pieces)
}

/// The version of a package, if that is what lies there.
fn described(place: &Path, name: &str) -> Option<String> {
    let text = fs::read(place.join("package.json")).ok()?;
    let description: Description = serde_json::from_slice(&text).ok()?;
    (description.name == name).then_some(description.version)
}

/// npm's own archives in a folder, as `npm pack` names them.
fn archives(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        path.extension().is_some_and(|extension| extension == "tgz")
            && (name.starts_with("opencode-") || name.contains("ripgrep-"))
    };
    let mut archives: Vec<_> = entries.filter(is_ours).collect();
    archives.sort();
    archives
}

/// The one folder in a folder with nothing else in it.
fn only_folder(folder: &Path) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?.flatten();
    let (first, second) = (entries.next()?, entries.next());
    (second.is_none() && first.path().is_dir()).then(|| first.path())
}

/// Puts a program to its place.
fn bring(from: &Path, to: &Path, take: Take) -> Result<(), InstallError> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| InstallError::at(parent, &error))?;
    }
    match take {
        Take::Move => fs::rename(from, to),
        Take::Copy => fs::copy(from, to).map(|_| ()),
    }
    .map_err(|error| InstallError::at(to, &error))?;
    #[cfg(unix)]
    fs::set_permissions(to, std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .map_err(|error| InstallError::at(to, &error))?;
    Ok(())
}
