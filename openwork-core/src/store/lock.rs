//! One opener at a time.
//!
//! `lock` in the store's folder is held exclusively for as long as the store is open; the system lets it go when the
//! process dies, however it dies. `owner.json` beside it says who holds it. It is a hint for people and is believed
//! only while the lock is held: after a `kill -9` it is stale and means nothing.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::store::error::StoreError;
use crate::store::folder;

/// Who has the store open.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Owner {
    pid: u32,
    started_at: Timestamp,
}

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    owner: PathBuf,
}

impl Lock {
    /// Takes the lock of this folder, which exists.
    pub(super) fn take(folder: &Path) -> Result<Self, StoreError> {
        let (path, owner) = (folder.join("lock"), folder.join("owner.json"));
        let file = folder::private(OpenOptions::new().read(true).write(true).create(true).truncate(false))
            .open(&path)
            .map_err(|error| StoreError::io("open", &path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::InUse { folder: folder.to_owned(), pid: pid_in(&owner) });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", &path, error)),
        }
        let lock = Self { file, owner };
        if lock.sign().is_err() {
            // A full disk is no reason to stay away; but no owner is better than the last one.
            let _ = fs::remove_file(&lock.owner);
        }
        Ok(lock)
    }

    /// Says who holds the lock. By rename, so that nobody reads half of it.
    fn sign(&self) -> std::io::Result<()> {
        let owner = Owner { pid: std::process::id(), started_at: Timestamp::now() };
        let fresh = self.owner.with_extension("json.new");
        fs::write(&fresh, serde_json::to_vec(&owner)?)?;
        fs::rename(&fresh, &self.owner)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Before the lock goes, or it would be the next owner's. Neither failure harms: the hint is not believed without
        // the lock, and the lock goes with the file.
        let _ = fs::remove_file(&self.owner);
        let _ = self.file.unlock();
    }
}

/// The process that says it holds the lock.
fn pid_in(owner: &Path) -> Option<u32> {
    let owner: Owner = serde_json::from_slice(&fs::read(owner).ok()?).ok()?;
    Some(owner.pid)
}
