//! One opener at a time.
//!
//! `lock` in the store's folder is held exclusively for as long as the store is open; the system lets it go when the
//! process dies, however it dies. What stands in it says who holds it. That is a hint for people, and is believed only
//! while the lock is held: after a `kill -9` it is stale and means nothing. It is written in place, because making a file
//! and renaming it would be a tenth of a whole start.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;

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
pub(super) struct Lock(File);

impl Lock {
    /// Takes the lock of this folder, which exists.
    pub(super) fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("lock");
        let file = folder::private(OpenOptions::new().read(true).write(true).create(true).truncate(false))
            .open(&path)
            .map_err(|error| StoreError::io("open", &path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::InUse { folder: folder.to_owned(), pid: pid_in(&path) });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", &path, error)),
        }
        let mut lock = Self(file);
        if lock.sign().is_err() {
            // A full disk is no reason to stay away; but no owner is better than the last one.
            let _ = lock.0.set_len(0);
        }
        Ok(lock)
    }

    /// Says who holds the lock. Who reads half of it takes it for nothing.
    fn sign(&mut self) -> io::Result<()> {
        let owner = Owner { pid: std::process::id(), started_at: Timestamp::now() };
        let words = serde_json::to_vec(&owner)?;
        self.0.write_all(&words)?;
        self.0.set_len(words.len() as u64)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Before the lock goes, or it would be the next owner's. Neither failure harms: the hint is not believed without
        // the lock, and the lock goes with the file.
        let _ = self.0.set_len(0);
        let _ = self.0.unlock();
    }
}

/// The process that says it holds the lock.
fn pid_in(lock: &Path) -> Option<u32> {
    let owner: Owner = serde_json::from_slice(&fs::read(lock).ok()?).ok()?;
    Some(owner.pid)
}
