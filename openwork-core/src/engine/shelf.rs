//! The folder of installed versions, `<data>/runtime`: one lock, a lease per version, and a way in that is a rename.
//!
//! ```text
//!  runtime/.lock          held while something is put in or taken out
//!  runtime/.leases/1.2.3  a lock shared by whoever runs that version; the system lets go of it when they end
//!  runtime/.new-…         half-made: nobody looks for that name, and it goes with the next who holds the lock
//!  runtime/chosen.json    the version that an upgrade has switched to, written once it was seen to be ready
//!  runtime/1.2.3/         a version, whole
//! ```

use super::assets::PINNED_ENGINE;
use super::install::InstallError;
#[cfg(any(target_os = "linux", target_os = "macos"))]
use rustix::fs::CWD;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What a half-made version's name begins with.
const HALF_MADE: &str = ".new-";

/// What a replaced version is called until it is gone.
const REPLACED: &str = ".old-";

/// Keeps those apart who put something in.
pub(super) const LOCK: &str = ".lock";

/// Where the leases are: beside the versions, so that a lease outlives the folder it is about.
const LEASES: &str = ".leases";

/// Which version an upgrade has switched to.
const CHOSEN: &str = "chosen.json";

/// How many of the newest versions stay although nobody runs them.
const KEPT: usize = 2;

/// Between two looks at a lock that another process holds: nothing tells when it is free.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The folder of installed versions.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    root: PathBuf,
}

/// The version that an upgrade has switched to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chosen {
    /// Its version, which is the name of its folder.
    pub(super) version: String,
    /// The engine's checksum, so that another build of the same name is not taken for it.
    pub(super) sha256: String,
}

impl Shelf {
    /// The one of a data folder. Nothing is made yet.
    pub(super) fn of(data_dir: &Path) -> Self {
        Self { root: data_dir.join("runtime") }
    }

    /// Where a version is, or would be.
    pub(super) fn version(&self, version: &str) -> PathBuf {
        self.root.join(version)
    }

    /// Keeps others out, and removes what earlier ones that broke off have left. Waits no longer than the limit.
    pub(super) fn lock(&self, limit: Duration) -> Result<Lock, InstallError> {
        fs::create_dir_all(&self.root).map_err(|error| InstallError::at(&self.root, &error))?;
        let path = self.root.join(LOCK);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| InstallError::at(&path, &error))?;
        let end = Instant::now() + limit;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(LOOK_AGAIN),
                Err(TryLockError::WouldBlock) => {
                    let message = "Another installation into this data folder is at work.".to_owned();
                    return Err(InstallError::new("busy", message, "Wait for it to end."));
                }
                Err(TryLockError::Error(error)) => return Err(InstallError::at(&path, &error)),
            }
        }
        let lock = Lock(file);
        self.remove_leftovers();
        Ok(lock)
    }

    /// A new half-made version; it goes unless it is put into place.
    pub(super) fn half_made(&self, _held: &Lock) -> Result<HalfMade, InstallError> {
        let half = HalfMade(self.root.join(format!("{HALF_MADE}{}", uuid::Uuid::new_v4().simple())));
        fs::create_dir_all(&half.0).map_err(|error| InstallError::at(&half.0, &error))?;
        Ok(half)
    }

    /// Makes what is half-made a version. All of its files have been made last before. What was there goes.
    pub(super) fn place(&self, half: &HalfMade, version: &str, _held: &Lock) -> Result<(), InstallError> {
        let folder = self.version(version);
        sync_folder(&half.0);
        if fs::rename(&half.0, &folder).is_err() && exchange(&half.0, &folder).is_err() {
            let old = HalfMade(self.root.join(format!("{REPLACED}{}", uuid::Uuid::new_v4().simple())));
            fs::rename(&folder, &old.0).map_err(|error| InstallError::at(&folder, &error))?;
            if let Err(error) = fs::rename(&half.0, &folder) {
                // What was there before comes back.
                let _ = fs::rename(&old.0, &folder);
                return Err(InstallError::at(&folder, &error));
            }
        }
        sync_folder(&self.root);
        Ok(())
    }

    /// Says that a version is in use, until the lease is dropped or the process ends, however it ends. None where the file
    /// system keeps no locks; then the two newest are what is safe.
    pub(super) fn lease(&self, version: &str) -> Option<Lease> {
        let file = self.lease_file(version).ok()?;
        file.lock_shared().ok()?;
        Some(Lease(file))
    }

    fn lease_file(&self, version: &str) -> io::Result<File> {
        let folder = self.root.join(LEASES);
        fs::create_dir_all(&folder)?;
        File::options().create(true).truncate(false).write(true).open(folder.join(version))
    }

    /// The version that an upgrade has switched to, if it still counts: a server that is made for a newer one ignores it.
    pub(super) fn chosen(&self) -> Option<Chosen> {
        let text = fs::read(self.root.join(CHOSEN)).ok()?;
        let chosen: Chosen = serde_json::from_slice(&text).ok()?;
        let counts = is_version(&chosen.version) && order(&chosen.version, PINNED_ENGINE) != Ordering::Less;
        (counts && self.version(&chosen.version).is_dir()).then_some(chosen)
    }

    /// Keeps in mind which version an upgrade has switched to.
    pub(super) fn choose(&self, chosen: &Chosen) -> io::Result<()> {
        let half = self.root.join(format!("{HALF_MADE}{}", uuid::Uuid::new_v4().simple()));
        let written = fs::write(&half, serde_json::to_vec_pretty(chosen)?)
            .and_then(|()| File::open(&half)?.sync_all())
            .and_then(|()| fs::rename(&half, self.root.join(CHOSEN)));
        if written.is_err() {
            // It goes with the next who holds the lock.
            let _ = fs::remove_file(&half);
        }
        sync_folder(&self.root);
        written
    }

    /// Removes the versions that nobody runs, but for the two newest, the pinned and the chosen one.
    pub(super) fn clear(&self, _held: &Lock) {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let mut versions: Vec<_> = entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| is_version(name))
            .collect();
        versions.sort_by(|one, other| order(other, one));
        let chosen = self.chosen().map(|chosen| chosen.version);
        for version in versions.into_iter().skip(KEPT) {
            if version != PINNED_ENGINE && Some(&version) != chosen.as_ref() {
                self.remove(&version);
            }
        }
    }

    /// Removes a version unless someone runs it. Under the lease's lock, so that nobody begins to meanwhile.
    fn remove(&self, version: &str) {
        let Ok(file) = self.lease_file(version) else { return };
        if file.try_lock().is_err() {
            return;
        }
        let old = HalfMade(self.root.join(format!("{REPLACED}{}", uuid::Uuid::new_v4().simple())));
        if fs::rename(self.version(version), &old.0).is_ok() {
            tracing::info!(version, "an old version of the engine is removed");
        }
        let _ = file.unlock();
    }

    /// What earlier ones that broke off left behind.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(HALF_MADE) || name.starts_with(REPLACED)) {
                // What cannot be removed now is in nobody's way.
                let _ = fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
            }
        }
    }
}

/// A folder that goes unless it was renamed.
#[derive(Debug)]
pub(super) struct HalfMade(PathBuf);

impl HalfMade {
    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for HalfMade {
    fn drop(&mut self) {
        // Where this fails, whoever holds the lock next removes it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Keeps others out until it goes.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a child that is just being started elsewhere holds the file for a moment too.
        let _ = self.0.unlock();
    }
}

/// Says that a version is in use.
#[derive(Debug)]
pub(super) struct Lease(File);

impl Drop for Lease {
    fn drop(&mut self) {
        // As with the lock.
        let _ = self.0.unlock();
    }
}

/// Whether a text can be a version and the name of a folder: `1.18.33`, with more after a hyphen if need be.
pub(super) fn is_version(text: &str) -> bool {
    let (numbers, more) = text.split_once('-').unwrap_or((text, ""));
    let numbers: Vec<_> = numbers.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 6 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    numbers.len() == 3 && numbers.iter().all(is_number) && more.len() <= 32 && more.bytes().all(is_plain)
}

/// Which of two versions is newer. What comes before a release is older than the release.
pub(super) fn order(one: &str, other: &str) -> Ordering {
    fn parts(version: &str) -> (Vec<u32>, bool, &str) {
        let (numbers, more) = version.split_once('-').unwrap_or((version, ""));
        (numbers.split('.').map(|part| part.parse().unwrap_or_default()).collect(), more.is_empty(), more)
    }
    parts(one).cmp(&parts(other))
}

/// Has two folders change places in one step, so that there is one of them at any moment. Not every system can.
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    return Ok(rustix::fs::renameat_with(CWD, one, CWD, other, rustix::fs::RenameFlags::EXCHANGE)?);
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    {
        let _ = (one, other);
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Makes a folder's names last. Where folders cannot be synced, they last anyway.
pub(super) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rack() -> (tempfile::TempDir, Shelf) {
        let folder = tempfile::tempdir().unwrap();
        let rack = Shelf::of(folder.path());
        (folder, rack)
    }

    fn put(rack: &Shelf, version: &str) {
        let lock = rack.lock(Duration::ZERO).unwrap();
        let half = rack.half_made(&lock).unwrap();
        rack.place(&half, version, &lock).unwrap();
    }

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        assert_eq!(order("1.18.33", "1.18.4"), Ordering::Greater);
        assert_eq!(order("1.9.0", "1.18.0"), Ordering::Less);
        assert_eq!(order("2.0.0-beta.1", "2.0.0"), Ordering::Less);
        assert_eq!(order("1.18.33", "1.18.33"), Ordering::Equal);
    }

    #[test]
    fn no_version_is_a_way_out() {
        for text in ["1.2.3", "1.18.33-beta.2"] {
            assert!(is_version(text), "{text}");
        }
        for text in ["", "..", "1.2", "1.2.3/x", "../1.2.3", "1.2.3-a/b", "v1.2.3", "1..3", "1.2.3 ", ".lock"] {
            assert!(!is_version(text), "{text}");
        }
    }

    #[test]
    fn the_two_newest_the_pinned_and_the_used_stay() {
        let (_folder, rack) = rack();
        for version in ["0.1.0", "0.2.0", PINNED_ENGINE, "90.0.0", "91.0.0", "92.0.0", "93.0.0"] {
            put(&rack, version);
        }
        let used = rack.lease("0.1.0").unwrap();
        rack.choose(&Chosen { version: "91.0.0".to_owned(), sha256: String::new() }).unwrap();
        let names = || {
            let names =
                fs::read_dir(&rack.root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<_> = names.filter(|name| is_version(name)).collect();
            names.sort_by(|one, other| order(one, other));
            names
        };
        rack.clear(&rack.lock(Duration::ZERO).unwrap());
        assert_eq!(names(), ["0.1.0", PINNED_ENGINE, "91.0.0", "92.0.0", "93.0.0"]);
        drop(used);
        rack.clear(&rack.lock(Duration::ZERO).unwrap());
        assert_eq!(names(), [PINNED_ENGINE, "91.0.0", "92.0.0", "93.0.0"]);
    }

    #[test]
    fn what_was_chosen_counts_while_it_is_there_and_not_too_old() {
        let (_folder, rack) = rack();
        assert_eq!(rack.chosen(), None);
        let chosen = |version: &str| Chosen { version: version.to_owned(), sha256: "ab".to_owned() };
        put(&rack, "0.0.1");
        rack.choose(&chosen("0.0.1")).unwrap();
        assert_eq!(rack.chosen(), None, "older than the one this server is made for");
        rack.choose(&chosen("99.0.0")).unwrap();
        assert_eq!(rack.chosen(), None, "not there");
        put(&rack, "99.0.0");
        assert_eq!(rack.chosen(), Some(chosen("99.0.0")));
    }

    #[test]
    fn a_version_that_is_replaced_is_there_all_the_while() {
        let (_folder, rack) = rack();
        let make = || {
            let lock = rack.lock(Duration::ZERO).unwrap();
            let half = rack.half_made(&lock).unwrap();
            fs::write(half.path().join("program"), "").unwrap();
            rack.place(&half, "1.0.0", &lock).unwrap();
        };
        make();
        let is_over = std::sync::atomic::AtomicBool::new(false);
        let program = rack.version("1.0.0").join("program");
        let missed = std::thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut missed = 0;
                while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                    missed += u32::from(!program.is_file());
                }
                missed
            });
            (0..300).for_each(|_| make());
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
            watcher.join().unwrap()
        });
        assert_eq!(missed, 0);
    }

    #[test]
    fn what_is_replaced_and_what_is_dropped_are_gone() {
        let (_folder, rack) = rack();
        put(&rack, "1.0.0");
        fs::write(rack.version("1.0.0").join("old"), "").unwrap();
        put(&rack, "1.0.0");
        assert!(!rack.version("1.0.0").join("old").exists());
        let lock = rack.lock(Duration::ZERO).unwrap();
        drop(rack.half_made(&lock).unwrap());
        let names = fs::read_dir(&rack.root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(names, [LOCK, "1.0.0"]);
        assert_eq!(rack.lock(Duration::from_millis(60)).unwrap_err().code, "busy");
    }
}
