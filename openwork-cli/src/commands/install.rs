//! Puts the engine into the data folder.

use crate::console::Console;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::render::{Human, Look};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use openwork_core::{
    Error, ErrorDetail, ErrorKind, Existing, InstallError, InstallOptions, InstallSource, Installed, Progress,
};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// Puts the pinned engine and its searcher into the data folder
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  openwork-cli runtime install
  openwork-cli runtime install --force --data-dir /srv/openwork
  openwork-cli runtime install --from ./openwork-runtime-linux-x64.tar.gz")]
pub(crate) struct Install {
    /// Where the programs come from: `npm`, which fetches the pinned packages; or a folder or an archive (.tar.gz, .tgz)
    /// with a manifest.json or with both npm packages in it
    #[arg(long, value_name = "npm|FOLDER|ARCHIVE", default_value = "npm")]
    from: PathBuf,
    /// Install anew what is there already
    #[arg(long)]
    force: bool,
    /// The checksum that the engine must have
    #[arg(long, value_name = "HEX")]
    sha256: Option<String>,
}

/// What is shown of an installation.
#[derive(Debug, Serialize)]
struct Shown {
    folder: String,
    version: String,
    sha256: String,
    kept: bool,
}

impl Human for Shown {
    fn human(&self, _: &Look) -> String {
        let what = if self.kept { "was installed already" } else { "is installed" };
        format!("OpenCode {} {what} in {}", self.version, self.folder)
    }
}

impl Install {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        // A folder of that name is `./npm`.
        let is_npm = self.from.as_os_str() == "npm";
        let options = InstallOptions {
            data_dir: desk.globals.data_folder()?,
            source: if is_npm { InstallSource::Npm } else { InstallSource::Path(self.from) },
            environment: openwork_http::program::environment(),
            existing: if self.force { Existing::Replace } else { Existing::Keep },
            expected_sha256: self.sha256,
        };
        let bar = Steps::begin(&desk.console);
        let installed = openwork_core::install(options, |progress| bar.at(&progress, &desk.console)).await;
        bar.end();
        desk.console.show(&shown(installed.map_err(failed)?))
    }
}

fn shown(installed: Installed) -> Shown {
    let Installed { folder, version, sha256, kept } = installed;
    Shown { folder: folder.to_string_lossy().into_owned(), version, sha256, kept }
}

fn failed(error: InstallError) -> Error {
    let kind = match error.code {
        "busy" => ErrorKind::Conflict,
        "unsupported_platform" => ErrorKind::NotImplemented,
        _ => ErrorKind::EngineUnavailable,
    };
    let word = ErrorDetail { message: error.code.to_owned(), path: None };
    Error { details: vec![word], ..Error::new(kind, error.to_string()).caused_by(error) }
}

/// The steps of an installation: a bar on a terminal, lines elsewhere.
struct Steps {
    bar: Option<ProgressBar>,
}

impl Steps {
    fn begin(console: &Console) -> Self {
        let bar = console.interactive().then(|| {
            let bar = ProgressBar::with_draw_target(Some(3), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner:.cyan} [{bar:24.cyan/dim}] {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { bar }
    }

    fn at(&self, progress: &Progress, console: &Console) {
        let (step, words) = match progress {
            Progress::Fetching => (0, "Fetching the programs; this takes longest"),
            Progress::Placing => (1, "Putting them in place"),
            Progress::Checking => (2, "Checking them"),
            Progress::Done => (3, "All is in place"),
        };
        match &self.bar {
            Some(bar) => {
                bar.set_position(step);
                bar.set_message(words);
            }
            None => console.note(&format!("{words}.")),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn what_is_installed_is_a_sentence() {
        let installed =
            Installed { folder: "/d/runtime/1".into(), version: "1.18.33".into(), sha256: "ab".into(), kept: true };
        let shown = shown(installed);
        assert_eq!(samples::shown(&shown), "OpenCode 1.18.33 was installed already in /d/runtime/1");
    }

    #[test]
    fn a_failed_installation_keeps_its_remedy() {
        let error =
            InstallError { code: "npm_missing", message: "There is no npm.".into(), remedy: "Install Node.js.".into() };
        let failed = failed(error);
        assert_eq!(failed.kind, ErrorKind::EngineUnavailable);
        assert_eq!(failed.message, "There is no npm. Install Node.js.");
        assert_eq!(failed.details[0].message, "npm_missing");
    }
}
