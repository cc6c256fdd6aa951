//! Which engine runs: found in one order, and checked.
//!
//! ```text
//! named by the caller ─▶ switched to by an upgrade ─▶ bundle (manifest beside the executable, or in it) ─▶ managed
//! ```
//! All but the first two are of the version that this server is made for. What an upgrade has switched to, and what is
//! installed or unpacked, is in `<data>/runtime/<version>/`. The first that is there is the one: a bundle that is broken is
//! a fault, not a reason to run another. The search path is looked at only for a bare name that the caller gave.

use super::faults;
use super::manifest::{FILE, Manifest, target};
use super::options::EngineOptions;
use super::payload;
use super::shelf::{Chosen, Shelf};
use crate::model::engine::EngineFault;
use crate::model::runtime::{Checksum, Component, ComponentSource, RuntimeVersions};
use std::path::{Path, PathBuf};

/// The version of OpenCode that this server is made for.
pub(super) const PINNED_ENGINE: &str = "1.18.33";

/// The version of the ripgrep package that is installed beside it.
pub(super) const PINNED_RIPGREP: &str = "1.18.0";

/// The engine's name in a manifest.
pub(super) const ENGINE: &str = "opencode";

/// The searcher's name in a manifest.
pub(super) const SEARCHER: &str = "ripgrep";

/// A program that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// Its file.
    pub(super) path: PathBuf,
    /// Where it was found.
    pub(super) source: ComponentSource,
    /// Whether it is the one that is meant.
    pub(super) checksum: Checksum,
}

/// The programs that a run needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    /// The engine.
    pub(super) engine: Program,
    /// The searcher it uses; without one, the engine finds its own or does without.
    pub(super) searcher: Option<Program>,
    /// The version that the engine is to say it is.
    pub(super) version: String,
}

/// Whether files are read to make their checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// Only whether they are there.
    Locate,
    /// Whether they are the ones that are meant.
    Verify,
}

/// Finds the programs. Blocks: with [`Care::Verify`] for as long as it takes to read the engine once, and to unpack it
/// where the executable carries it.
pub(super) fn find(options: &EngineOptions, data_dir: &Path, care: Care) -> Result<Programs, EngineFault> {
    let rack = Shelf::of(data_dir);
    let managed = rack.version(PINNED_ENGINE);
    if let Some(program) = &options.program {
        let engine = explicit(program, options.variable("PATH"))?;
        let searcher = listed_searcher(options.bundle.as_deref(), &managed, care);
        return Ok(Programs { engine, searcher, version: PINNED_ENGINE.to_owned() });
    }
    if let Some(chosen) = rack.chosen() {
        return switched_to(&rack, &chosen, care);
    }
    for (folder, source) in options.bundle.iter().map(|folder| (folder.clone(), ComponentSource::Bundle)) {
        if let Some(programs) = programs(&folder, source, PINNED_ENGINE, &managed, care)? {
            return Ok(programs);
        }
    }
    let mut source = ComponentSource::Managed;
    if let Some(executable) = &options.embedded {
        source = ComponentSource::Bundle;
        if care == Care::Verify {
            payload::unpacked(executable, data_dir)?;
        }
    }
    if let Some(programs) = programs(&managed, source, PINNED_ENGINE, &managed, care)? {
        return Ok(programs);
    }
    let bundle = options.bundle.iter().map(|folder| (folder.clone(), ComponentSource::Bundle));
    Err(faults::missing(&bundle.chain([(managed, source)]).collect::<Vec<_>>()))
}

/// The programs of the version that an upgrade has switched to.
fn switched_to(rack: &Shelf, chosen: &Chosen, care: Care) -> Result<Programs, EngineFault> {
    let folder = rack.version(&chosen.version);
    let bad = |reason: &str| faults::bad_manifest(ComponentSource::Managed, &folder.join(FILE), reason);
    let manifest = Manifest::read(&folder).map_err(|reason| bad(&reason))?;
    let engine = manifest.as_ref().and_then(|manifest| manifest.components.get(ENGINE));
    if engine.is_some_and(|engine| !engine.sha256.eq_ignore_ascii_case(&chosen.sha256)) {
        return Err(bad("it is not the one that was switched to"));
    }
    in_folder(&folder, &chosen.version, rack, care)
}

/// The programs of one version, and of no other.
pub(super) fn in_folder(folder: &Path, version: &str, rack: &Shelf, care: Care) -> Result<Programs, EngineFault> {
    let managed = rack.version(PINNED_ENGINE);
    let found = programs(folder, ComponentSource::Managed, version, &managed, care)?;
    found.ok_or_else(|| faults::missing(&[(folder.to_owned(), ComponentSource::Managed)]))
}

/// The programs that a folder's manifest lists; none without one, or without an engine in it. The searcher may come from
/// what is installed.
fn programs(
    folder: &Path,
    source: ComponentSource,
    version: &str,
    managed: &Path,
    care: Care,
) -> Result<Option<Programs>, EngineFault> {
    let manifest = Manifest::read(folder);
    let manifest = manifest.map_err(|reason| faults::bad_manifest(source, &folder.join(FILE), &reason))?;
    let Some(manifest) = manifest else { return Ok(None) };
    if manifest.components.get(ENGINE).is_some_and(|entry| entry.version != version) {
        return Err(faults::other_version(&manifest.components[ENGINE].version, version));
    }
    let Some(engine) = listed(&manifest, folder, ENGINE, source, care)? else { return Ok(None) };
    let own = listed(&manifest, folder, SEARCHER, source, care).ok().flatten();
    let searcher = own.or_else(|| listed_searcher(None, managed, care));
    Ok(Some(Programs { engine, searcher, version: version.to_owned() }))
}

/// Another program that a manifest lists, from the first place that does.
pub(crate) fn listed_program(
    name: &str,
    bundle: Option<&Path>,
    data_dir: &Path,
    care: Care,
) -> Result<Option<PathBuf>, EngineFault> {
    let managed = Shelf::of(data_dir).version(PINNED_ENGINE);
    let bundle = bundle.map(|folder| (folder, ComponentSource::Bundle)).into_iter();
    for (folder, source) in bundle.chain([(managed.as_path(), ComponentSource::Managed)]) {
        let manifest = Manifest::read(folder);
        let manifest = manifest.map_err(|reason| faults::bad_manifest(source, &folder.join(FILE), &reason))?;
        if let Some(manifest) = manifest
            && let Some(program) = listed(&manifest, folder, name, source, care)?
        {
            return Ok(Some(program.path));
        }
    }
    Ok(None)
}

/// A searcher from the first manifest that lists a good one.
fn listed_searcher(bundle: Option<&Path>, managed: &Path, care: Care) -> Option<Program> {
    let places = bundle.map(|folder| (folder, ComponentSource::Bundle)).into_iter();
    places.chain([(managed, ComponentSource::Managed)]).find_map(|(folder, source)| {
        let manifest = Manifest::read(folder).ok()??;
        listed(&manifest, folder, SEARCHER, source, care).ok()?
    })
}

/// A program that a manifest lists; none if it does not.
fn listed(
    manifest: &Manifest,
    folder: &Path,
    name: &str,
    source: ComponentSource,
    care: Care,
) -> Result<Option<Program>, EngineFault> {
    let Some(entry) = manifest.components.get(name) else { return Ok(None) };
    let bad = |reason: &str| faults::bad_manifest(source, &folder.join(FILE), reason);
    let path = entry.path(folder).ok_or_else(|| bad("a file's name leads out of its folder"))?;
    if !path.is_file() {
        return Err(faults::missing_listed(source, &path));
    }
    if leads_out(folder, &path) {
        return Err(bad("a file of it is a link that leads out of its folder"));
    }
    let checksum = match care {
        Care::Locate => Checksum::Pending,
        Care::Verify => entry.check(folder).map_err(|error| bad(&error.to_string()))?,
    };
    if checksum == Checksum::Mismatched {
        return Err(faults::wrong_checksum(source, &path));
    }
    executable(source, &path)?;
    Ok(Some(Program { path, source, checksum }))
}

/// Whether a file is a link to somewhere else than its folder, where anyone may change it after it was checked. The folder
/// itself may be one.
fn leads_out(folder: &Path, file: &Path) -> bool {
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(folder), Ok(file)) => !file.starts_with(folder),
        _ => true,
    }
}

/// A program that the caller named: by its path, or by a bare name that is on the search path.
fn explicit(program: &Path, search_path: Option<&str>) -> Result<Program, EngineFault> {
    let is_bare = program.components().count() == 1 && !program.has_root();
    let path = if is_bare {
        let folders: Vec<_> = std::env::split_paths(search_path.unwrap_or_default()).collect();
        folders.iter().map(|folder| folder.join(program)).find(|path| path.is_file())
    } else {
        program.is_file().then(|| program.to_owned())
    };
    let path = path.ok_or_else(|| faults::missing_explicit(program))?;
    executable(ComponentSource::Explicit, &path)?;
    Ok(Program { path, source: ComponentSource::Explicit, checksum: Checksum::Unlisted })
}

fn executable(source: ComponentSource, path: &Path) -> Result<(), EngineFault> {
    #[cfg(unix)]
    if rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_err() {
        return Err(faults::not_executable(source, path));
    }
    #[cfg(not(unix))]
    let _ = (source, path);
    Ok(())
}

/// The programs as they are told to callers.
pub(super) fn versions(found: Option<&Programs>, active: Option<String>) -> RuntimeVersions {
    let component = |pinned: &str, program: Option<&Program>, active| Component {
        pinned: pinned.to_owned(),
        active,
        path: program.map(|program| program.path.display().to_string()),
        source: program.map(|program| program.source),
        checksum: program.map(|program| program.checksum),
    };
    RuntimeVersions {
        server: env!("CARGO_PKG_VERSION").to_owned(),
        target: target(),
        opencode: component(PINNED_ENGINE, found.map(|found| &found.engine), active),
        ripgrep: component(PINNED_RIPGREP, found.and_then(|found| found.searcher.as_ref()), None),
    }
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
