//! Which folders a bot or one of its peers may be bound to: those of workspaces, and those below.

use crate::error::{Error, Result};
use crate::model::workspace::FolderPath;
use crate::runtime::blocking::blocking;
use crate::workspaces::Registry;
use std::path::Path;

/// The folder's real path, if a workspace has it. Whoever writes to a bot makes an agent work there, so it is not just any folder.
pub(crate) async fn bound_folder(registry: &Registry, wanted: &FolderPath) -> Result<FolderPath> {
    let refused = || {
        let message = "The folder is no workspace's and lies in none; open it with `workspaces.createLocal` first.";
        Error::unprocessable("directory", message)
    };
    let asked = wanted.as_str().to_owned();
    if !Path::new(&asked).is_absolute() {
        return Err(refused());
    }
    let real = blocking(move || std::fs::canonicalize(asked).ok().filter(|folder| folder.is_dir())).await;
    let real = real.map_err(Error::internal)?.ok_or_else(refused)?;
    registry.nearest(&real).ok_or_else(refused)?;
    real.into_os_string().into_string().ok().and_then(|real| FolderPath::try_from(real).ok()).ok_or_else(refused)
}
