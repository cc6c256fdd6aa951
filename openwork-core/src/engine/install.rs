//! Puts the engine into the data folder. (skeleton)

use std::path::PathBuf;

/// What to install, where, with which npm.
#[derive(Debug, Clone)]
pub struct InstallOptions {
    /// The server's data folder.
    pub data_dir: PathBuf,
    /// The environment npm runs in: the front end's own. `npm` is looked for on its `PATH`.
    pub environment: Vec<(String, String)>,
    /// Whether a present and matching installation is replaced.
    pub existing: Existing,
    /// The checksum that the engine must have, in hex.
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
    /// npm fetches the packages; this takes longest.
    Fetching,
    /// The programs are copied.
    Copying,
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
#[derive(Debug, thiserror::Error)]
#[error("{message} {remedy}")]
pub struct InstallError {
    /// A stable word: `npm_missing`, `npm_failed`, `package_incomplete`, `wrong_checksum`, `unsupported_platform`,
    /// `no_space`, `busy` or `io`.
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// Installs the pinned engine and ripgrep. Interrupted at any point, it leaves nothing half-made.
///
/// # Errors
/// Fails with a stable code; what was installed before stays.
#[allow(clippy::unused_async)]
pub async fn install(
    _options: InstallOptions,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Installed, InstallError> {
    progress(Progress::Fetching);
    Err(InstallError { code: "io", message: String::new(), remedy: String::new() })
}
