//! Which router runs: named by the caller, else listed by the bundle, else by the managed folder.

use super::faults;
use super::options::RouterOptions;
use crate::child::environment::variable;
use crate::engine::{Care, listed_program};
use crate::model::engine::EngineFault;
use std::path::{Path, PathBuf};

/// Its name in a manifest.
const ROUTER: &str = "opencode-router";

/// Finds the program. Blocks: with [`Care::Verify`] for as long as it takes to read it once.
pub(super) fn find(options: &RouterOptions, data_dir: &Path, care: Care) -> Result<PathBuf, EngineFault> {
    if let Some(program) = &options.program {
        return explicit(program, variable(&options.environment, "PATH"));
    }
    match listed_program(ROUTER, options.bundle.as_deref(), data_dir, care) {
        Ok(Some(program)) => Ok(program),
        Ok(None) => Err(faults::missing()),
        Err(fault) if fault.code == "engine_missing" => Err(faults::missing()),
        // a manifest is read alike for every program, and its faults are worded for the engine
        Err(fault) => {
            Err(EngineFault { message: fault.message.replacen("The engine", "The messaging router", 1), ..fault })
        }
    }
}

/// A program that the caller named: by its path, or by a bare name that is on the search path.
fn explicit(program: &Path, search_path: Option<&str>) -> Result<PathBuf, EngineFault> {
    let is_bare = program.components().count() == 1 && !program.has_root();
    let path = if is_bare {
        let folders: Vec<_> = std::env::split_paths(search_path.unwrap_or_default()).collect();
        folders.iter().map(|folder| folder.join(program)).find(|path| path.is_file())
    } else {
        program.is_file().then(|| program.to_owned())
    };
    path.ok_or_else(|| faults::missing_explicit(program))
}
