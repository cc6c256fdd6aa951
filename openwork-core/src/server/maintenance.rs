//! What is done to a store while no server runs on it.

use crate::error::{Error, Result};
use crate::store::{Seal, Store, StoreError};
use std::path::Path;

/// What a look at every row of a store found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreCheck {
    /// How many rows were read.
    pub rows: u64,
    /// What is wrong, one sentence each; none where all is well.
    pub faults: Vec<String>,
}

/// Opens the store of a data folder, does something with it, and closes it. Blocks: call it where that is allowed.
fn with_store<T>(data_dir: &Path, work: impl FnOnce(&Store) -> Result<T, StoreError>) -> Result<T> {
    let state = data_dir.join("state");
    if !state.is_dir() {
        return Err(Error::not_found(format_args!("store in `{}`; no server has run on it", data_dir.display())));
    }
    Store::open(&state).and_then(|store| work(&store)).map_err(StoreError::on_site)
}

/// Reads every row of the store of a data folder and says whether all of them fit. Blocks.
///
/// # Errors
/// `conflict` while a server runs on the folder; `not_found` where there is no store; `internal` where it cannot be read.
pub fn check_store(data_dir: &Path) -> Result<StoreCheck> {
    let mut checked = with_store(data_dir, |store| {
        let mut checked = store.check()?;
        // records that cannot be read are faults already
        if checked.faults.is_empty() {
            checked.faults = Seal::new(store, &data_dir.join("state")).faults()?;
        }
        Ok(checked)
    })?;
    checked.faults.dedup();
    Ok(StoreCheck { rows: checked.rows, faults: checked.faults })
}

/// Copies the store of a data folder to a file that is not there yet. Blocks.
///
/// # Errors
/// As for [`check_store`]; `internal` too where the file is there already or cannot be written.
pub fn backup_store(data_dir: &Path, to: &Path) -> Result<()> {
    with_store(data_dir, |store| store.backup(to))
}

/// Every row of the store of a data folder as JSON. Token hashes are in it, tokens are not. Blocks.
///
/// # Errors
/// As for [`check_store`].
pub fn dump_store(data_dir: &Path) -> Result<serde_json::Value> {
    with_store(data_dir, Store::dump)
}
