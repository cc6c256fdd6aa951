//! The store, while no server runs on it. No operations: they work on the data folder itself.

use crate::args::Globals;
use crate::console::Console;
use crate::exit::Failure;
use crate::render::{Human, Look, plain, style};
use clap::Subcommand;
use openwork_core::server::{StoreCheck, backup_store, check_store, dump_store};
use openwork_core::{Error, ErrorKind, Result};
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
#[command(
    after_help = "A server that runs on the data folder has to be stopped first: `openwork-cli system shutdown`."
)]
pub(crate) enum Store {
    /// Reads every row of the store and says whether all of them fit
    Check,
    /// Copies the store to a new file
    #[command(after_long_help = "\
Examples:
  openwork-cli store backup before-the-upgrade.redb
  openwork-cli store backup /backups/monday.redb --data-dir /srv/openwork

To go back, stop the server and put the copy in the place of `state/openwork.redb` in the data folder.")]
    Backup {
        /// The file, which must not be there yet
        file: PathBuf,
    },
    /// Prints every row of the store as JSON; hashes of tokens are in it, tokens are not
    Dump,
}

impl Store {
    pub(crate) fn run(self, globals: &Globals, console: &Console) -> Result<(), Failure> {
        let folder = globals.data_folder()?;
        match self {
            Self::Check => {
                let checked = Checked::from(check_store(&folder)?);
                console.show(&checked)?;
                Ok(checked.verdict()?)
            }
            Self::Backup { file } => console.show(&copied(&folder, &file)?),
            Self::Dump => console.show(&Dumped(dump_store(&folder)?)),
        }
    }
}

/// What a check found.
#[derive(Debug, Serialize)]
struct Checked {
    rows: u64,
    faults: Vec<String>,
}

impl From<StoreCheck> for Checked {
    fn from(check: StoreCheck) -> Self {
        Self { rows: check.rows, faults: check.faults }
    }
}

impl Checked {
    /// A store with faults is a failure, for scripts that look at nothing but the exit code.
    fn verdict(&self) -> Result<()> {
        match self.faults.len() {
            0 => Ok(()),
            1 => Err(Error::new(ErrorKind::Internal, "The store has a fault; keep a copy of it and report it.")),
            many => {
                let message = format!("The store has {many} faults; keep a copy of it and report them.");
                Err(Error::new(ErrorKind::Internal, message))
            }
        }
    }
}

impl Human for Checked {
    fn human(&self, _: &Look) -> String {
        let rows = if self.faults.is_empty() {
            format!("Rows read: {}. All of them fit.", self.rows)
        } else {
            format!("Rows read: {}.", self.rows)
        };
        let faults = self.faults.iter().map(|fault| format!("{} {}", style::bad("✗"), plain(fault)));
        std::iter::once(rows).chain(faults).collect::<Vec<_>>().join("\n")
    }
}

/// A copy that was made.
#[derive(Debug, Serialize)]
struct Copied {
    file: String,
}

impl Human for Copied {
    fn human(&self, _: &Look) -> String {
        format!("The store was copied to {}", plain(&self.file))
    }
}

fn copied(folder: &Path, file: &Path) -> Result<Copied> {
    let file = std::path::absolute(file).map_err(|error| Error::new(ErrorKind::InvalidRequest, error.to_string()))?;
    if file.exists() {
        let message = format!("`{}` is there already; name a new file.", file.display());
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    backup_store(folder, &file)?;
    Ok(Copied { file: file.to_string_lossy().into_owned() })
}

/// Every row of a store.
#[derive(Debug, Serialize)]
struct Dumped(serde_json::Value);

impl Human for Dumped {
    fn human(&self, _: &Look) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::shown;
    use openwork_core::model::runtime::EngineStart;
    use openwork_core::{EngineOptions, Server};

    async fn server(folder: &Path) -> Server {
        let engine = EngineOptions { start: EngineStart::Disabled, ..EngineOptions::default() };
        Server::builder(folder).engine(engine).start().await.unwrap()
    }

    #[tokio::test]
    async fn a_store_that_rests_is_checked_copied_and_dumped() {
        let folder = tempfile::tempdir().unwrap();
        server(folder.path()).await.shutdown().await;
        let checked = Checked::from(check_store(folder.path()).unwrap());
        assert!(checked.rows > 0 && checked.verdict().is_ok(), "{checked:?}");
        let file = folder.path().join("copy.redb");
        assert_eq!(
            shown(&copied(folder.path(), &file).unwrap()),
            format!("The store was copied to {}", file.display())
        );
        assert!(file.metadata().unwrap().len() > 0);
        let dumped = Dumped(dump_store(folder.path()).unwrap());
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown(&dumped)).unwrap(), dumped.0);
        assert!(dumped.0.is_object());
    }

    #[tokio::test]
    async fn a_file_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copy.redb");
        std::fs::write(&file, "mine").unwrap();
        assert_eq!(copied(folder.path(), &file).unwrap_err().kind, ErrorKind::Conflict);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    }

    #[tokio::test]
    async fn a_server_that_runs_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let server = server(folder.path()).await;
        let refused = check_store(folder.path()).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Conflict);
        assert!(refused.message.contains(&format!("process {}", std::process::id())), "{}", refused.message);
        server.shutdown().await;
    }

    #[test]
    fn a_folder_without_a_store_has_nothing_to_look_at() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(dump_store(folder.path()).unwrap_err().kind, ErrorKind::NotFound);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
    }

    #[test]
    fn a_check_is_told_line_by_line() {
        let well = Checked { rows: 7, faults: Vec::new() };
        assert_eq!(shown(&well), "Rows read: 7. All of them fit.");
        let ill = Checked { rows: 7, faults: vec!["the store has no id".into(), "\u{1b}x".into()] };
        assert_eq!(shown(&ill), "Rows read: 7.\n✗ the store has no id\n✗ \u{fffd}x");
        assert_eq!(ill.verdict().unwrap_err().message, "The store has 2 faults; keep a copy of it and report them.");
    }
}
