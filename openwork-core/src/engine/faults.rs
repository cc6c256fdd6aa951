//! Why the engine does not run: a stable word, a sentence, and what helps. The sentence goes to everyone, without a token
//! too, and names no place of this machine; the places go to hosts.

use super::assets::PINNED_ENGINE;
use crate::child::{Subject, fault};
use crate::model::engine::EngineFault;
use crate::model::runtime::ComponentSource;
use std::path::{Path, PathBuf};

const INSTALL: &str = "Run `openwork-cli runtime install`; the next call that needs the engine then starts it.";
const ANEW: &str = "Install it again with `openwork-cli runtime install --force`.";

/// The engine, in sentences.
pub(super) const ENGINE: Subject = Subject {
    name: "engine",
    look: "Read the engine's last lines in its health; the whole log is `logs/engine.log` in the data folder.",
    patience: "Give it longer with `--engine-start-limit`, or look into `logs/engine.log`.",
};

/// The same about these files or folders: the sentence is for everyone, they are for hosts.
fn about(code: &str, message: String, remedy: &str, places: &[&Path]) -> EngineFault {
    let places = places.iter().map(|place| place.display().to_string()).collect();
    EngineFault { places, ..fault(code, message, remedy) }
}

/// Where a program is from, in words that tell nobody where that is.
fn whose(source: ComponentSource) -> &'static str {
    match source {
        ComponentSource::Explicit => "that was named",
        ComponentSource::Bundle => "of the bundle",
        ComponentSource::Managed => "of the managed folder",
    }
}

/// This server runs none.
pub(super) fn disabled() -> EngineFault {
    fault("disabled", "This server runs no engine.".to_owned(), "Start the server without `--no-engine`.")
}

/// It was stopped for good.
pub(super) fn stopped() -> EngineFault {
    fault("stopped", "The engine was stopped, because the server ends.".to_owned(), "Start the server again.")
}

/// Nothing was found where the engine may be.
pub(super) fn missing(looked: &[(PathBuf, ComponentSource)]) -> EngineFault {
    let bundled = looked.iter().any(|(_, source)| *source == ComponentSource::Bundle);
    let searched = if bundled { "the bundle and the managed folder" } else { "the managed folder" };
    let places: Vec<_> = looked.iter().map(|(folder, _)| folder.as_path()).collect();
    let message = format!("OpenCode {PINNED_ENGINE} was not found; looked in {searched}.");
    about("engine_missing", message, INSTALL, &places)
}

/// A manifest lists it, and its file is gone.
pub(super) fn missing_listed(source: ComponentSource, program: &Path) -> EngineFault {
    let message = format!("The engine {} is listed in its manifest, and its file is not there.", whose(source));
    about("engine_missing", message, INSTALL, &[program])
}

/// The program that was named is not there.
pub(super) fn missing_explicit(program: &Path) -> EngineFault {
    let remedy = "Name another, or none and run `openwork-cli runtime install`.";
    about("engine_missing", "The engine that was named is not there.".to_owned(), remedy, &[program])
}

/// The file cannot be executed.
pub(super) fn not_executable(source: ComponentSource, program: &Path) -> EngineFault {
    let message = format!("The engine {} is not a program that this user may execute.", whose(source));
    let remedy = "Make it executable, or install it again with `openwork-cli runtime install --force`.";
    about("engine_not_executable", message, remedy, &[program])
}

/// The file is not the one that its manifest names.
pub(super) fn wrong_checksum(source: ComponentSource, program: &Path) -> EngineFault {
    let message = format!("The engine {} is not the file that its manifest names; it was not started.", whose(source));
    about("wrong_checksum", message, ANEW, &[program])
}

/// The manifest cannot be used.
pub(super) fn bad_manifest(source: ComponentSource, manifest: &Path, reason: &str) -> EngineFault {
    let message = format!("The manifest {} cannot be used: {reason}.", whose(source));
    about("wrong_checksum", message, ANEW, &[manifest])
}

/// The engine says that it is another version than the one this server is made for.
pub(super) fn wrong_version(found: &str) -> EngineFault {
    let message = format!("The engine says that it is {found}; this server is made for {PINNED_ENGINE}.");
    fault("wrong_version", message, ANEW)
}

/// The same, where another version than that is meant: one that an upgrade brings, or has brought.
pub(super) fn other_version(found: &str, meant: &str) -> EngineFault {
    if meant == PINNED_ENGINE {
        return wrong_version(found);
    }
    let message = format!("The engine says that it is {found}; it was to be {meant}.");
    fault("wrong_version", message, "Upgrade from a source whose program is what it says.")
}
