//! The npm client as a tool: found on a given search path, run in a given environment.

use super::install::InstallError;
use crate::child::Redactor;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// What npm is called.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// How many of its lines an error quotes.
const QUOTED_LINES: usize = 8;

/// Brings packages into `<folder>/node_modules`. No script of a package runs.
pub(super) async fn fetch(
    environment: &[(String, String)],
    folder: &Path,
    packages: &[String],
) -> Result<(), InstallError> {
    let npm = find(environment).ok_or_else(|| {
        let message = "There is no npm on the PATH, and the engine comes as an npm package.".to_owned();
        InstallError::new("npm_missing", message, "Install Node.js, which brings npm, and try again.")
    })?;
    let mut command = Command::new(&npm);
    command.arg("install").args(["--ignore-scripts", "--no-save", "--no-audit", "--no-fund"]);
    command.arg("--prefix").arg(folder).args(packages);
    command.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
    command.current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.map_err(|error| {
        InstallError::new("npm_failed", format!("{} could not be run: {error}.", npm.display()), "Repair npm.")
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(&String::from_utf8_lossy(&output.stderr)))
}

/// What npm's complaint means.
fn failed(complaint: &str) -> InstallError {
    let redactor = Redactor::default();
    let lines: Vec<_> =
        complaint.lines().filter(|line| !line.trim().is_empty()).map(|line| redactor.line(line)).collect();
    let said = lines[lines.len().saturating_sub(QUOTED_LINES)..].join(" / ");
    let has = |words: &[&str]| words.iter().any(|word| complaint.contains(word));
    if has(&["ENOSPC"]) {
        let message = "There is no space left for the packages.".to_owned();
        return InstallError::new("no_space", message, "Free some 500 MB and try again.");
    }
    if has(&["EBADPLATFORM"]) {
        let message = format!("There is no engine for this machine. npm said: {said}");
        return InstallError::new("unsupported_platform", message, "Use a machine that OpenCode supports.");
    }
    let remedy = if has(&["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET", "ENOTCACHED"]) {
        "The registry cannot be reached: check the network, the proxy and npm's registry setting, and try again."
    } else {
        "Try the same `npm install` by hand to see what is wrong."
    };
    InstallError::new("npm_failed", format!("npm failed: {said}"), remedy)
}

fn find(environment: &[(String, String)]) -> Option<PathBuf> {
    let path = environment.iter().rev().find(|(name, _)| name == "PATH").map(|(_, value)| value.as_str())?;
    std::env::split_paths(path).map(|folder| folder.join(NPM)).find(|npm| npm.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_understood() {
        assert_eq!(failed("npm error code ENOSPC\n").code, "no_space");
        assert_eq!(failed("npm error code EBADPLATFORM\n").code, "unsupported_platform");
        let error = failed("npm error code ENOTFOUND\nnpm error network request failed\n");
        assert_eq!(error.code, "npm_failed");
        assert!(error.remedy.contains("network") && error.message.contains("request failed"));
    }

    #[test]
    fn a_complaint_tells_no_token() {
        assert!(!failed("npm error _authToken=abcdef123456").message.contains("abcdef"));
    }
}
