//! The programs that an executable carries behind its own code, and how they get out.
//!
//! ```text
//!  [ executable ][ archive: manifest.json, then the programs, .tar.gz ][ 64 bytes: name, form, length, checksum ]
//!
//!  first need ─▶ lock ─▶ unpack into runtime/.new-… ─▶ the archive's checksum ─▶ each program's ─▶ fsync ─▶ rename
//! ```
//! The archive is streamed from the executable's own file: nothing is read into memory whole, and a build links nothing large.
//! The checksums are against damage. Whoever may write the executable may write them too.

use super::archive::{self, Broken};
use super::assets::PINNED_ENGINE;
use super::install::{InstallError, Wanted, checked, save, whole};
use super::manifest::{FILE, Manifest};
use super::shelf::{HalfMade, Lock, Shelf};
use super::source::{Take, from_folder};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the last bytes of such an executable begin.
const NAME: &[u8; 16] = b"openwork-runtime";

/// The form of what is carried.
const FORM: u64 = 1;

/// How many bytes tell of it.
const TRAILER: u64 = 64;

/// In the folder of a version: the archive that it came from.
const CAME_FROM: &str = ".payload";

/// How long another process may be at the folder of versions.
const PATIENCE: Duration = Duration::from_secs(10);

/// What an executable carries.
#[derive(Debug, Clone)]
pub(super) struct Payload {
    executable: PathBuf,
    begin: u64,
    length: u64,
    sha256: [u8; 32],
}

impl Payload {
    /// Looks at the end of an executable; none if it carries nothing.
    pub(super) fn of(executable: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(executable)?;
        let size = file.metadata()?.len();
        let Some(end) = size.checked_sub(TRAILER) else { return Ok(None) };
        file.seek(SeekFrom::Start(end))?;
        let mut trailer = [0; 64];
        file.read_exact(&mut trailer)?;
        let number = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&trailer[at..at + 8]);
            u64::from_le_bytes(bytes)
        };
        let (form, length) = (number(16), number(24));
        if &trailer[..16] != NAME || form != FORM {
            return Ok(None);
        }
        let Some(begin) = end.checked_sub(length) else { return Ok(None) };
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(&trailer[32..]);
        Ok(Some(Self { executable: executable.to_owned(), begin, length, sha256 }))
    }

    /// The version's folder, if what is carried has been unpacked there and is still whole.
    fn unpacked(&self, rack: &Shelf) -> Option<PathBuf> {
        let folder = rack.version(PINNED_ENGINE);
        let came_from = fs::read_to_string(folder.join(CAME_FROM)).ok()?;
        (came_from == HEXLOWER.encode(&self.sha256) && whole(&folder).is_some()).then_some(folder)
    }

    /// Unpacks into a version. Whatever is wrong with it, nothing of it is left.
    fn unpack(&self, rack: &Shelf, lock: &Lock) -> Result<(), InstallError> {
        let half = rack.half_made(lock)?;
        let carried = half.path().join(".unpacked");
        let mut archive = self.open()?;
        let unpacked = archive::unpack(&mut archive, &carried);
        match unpacked {
            Err(Broken::Disk(error)) => return Err(InstallError::at(&carried, &error)),
            Err(Broken::Packed(reason)) => return Err(self.damaged(&reason)),
            Ok(()) if archive.sum() != self.sha256 => return Err(self.damaged("their checksum is another")),
            Ok(()) => {}
        }
        let manifest = self.listed(&carried, &half)?;
        fs::remove_dir_all(&carried).map_err(|error| InstallError::at(&carried, &error))?;
        let came_from = half.path().join(CAME_FROM);
        fs::write(&came_from, HEXLOWER.encode(&self.sha256)).map_err(|error| InstallError::at(&came_from, &error))?;
        save(&half, &manifest)?;
        rack.place(&half, PINNED_ENGINE, lock)?;
        rack.clear(lock);
        Ok(())
    }

    /// Moves what is listed to its place, and checks it.
    fn listed(&self, carried: &Path, half: &HalfMade) -> Result<Manifest, InstallError> {
        let gathered = from_folder(carried, &told(&self.executable), half, Take::Move)?;
        checked(half, &gathered, &Wanted::pinned(), None)
    }

    fn open(&self) -> Result<Hashed<io::Take<File>>, InstallError> {
        let at = |error| InstallError::at(&self.executable, &error);
        let mut file = File::open(&self.executable).map_err(at)?;
        file.seek(SeekFrom::Start(self.begin)).map_err(at)?;
        Ok(Hashed { inner: file.take(self.length), hash: Sha256::new() })
    }

    fn damaged(&self, reason: &str) -> InstallError {
        damaged(&self.executable, reason)
    }
}

/// Where an executable is, for people: it may be named by a link.
fn told(executable: &Path) -> PathBuf {
    executable.canonicalize().unwrap_or_else(|_| executable.to_owned())
}

fn damaged(executable: &Path, reason: &str) -> InstallError {
    let told = told(executable);
    let message = format!("The programs that {} carries are damaged: {reason}.", told.display());
    InstallError::new("wrong_checksum", message, "Get the executable again.")
}

/// The folder of the programs that an executable carries, unpacked if need be. Blocks for some seconds then.
pub(super) fn unpacked(executable: &Path, data_dir: &Path) -> Result<PathBuf, InstallError> {
    let payload = Payload::of(executable).map_err(|error| InstallError::at(executable, &error))?;
    let payload = payload.ok_or_else(|| damaged(executable, "there are none at its end; it was cut or never whole"))?;
    let rack = Shelf::of(data_dir);
    if let Some(folder) = payload.unpacked(&rack) {
        return Ok(folder);
    }
    let lock = rack.lock(PATIENCE)?;
    // Whoever held the lock may have done it.
    if payload.unpacked(&rack).is_none() {
        tracing::info!(executable = %told(executable).display(), "the carried programs are unpacked");
        payload.unpack(&rack, &lock)?;
    }
    Ok(rack.version(PINNED_ENGINE))
}

/// Writes an executable that carries the programs of a folder with a manifest. What the executable carried before is left
/// out.
///
/// # Errors
/// Fails with a stable code where the folder is not whole or the file cannot be written.
pub fn embed(executable: &Path, folder: &Path, into: &Path) -> Result<(), InstallError> {
    let manifest = whole(folder).ok_or_else(|| {
        let message = format!("{} has no manifest.json whose files are all there and right.", folder.display());
        InstallError::new("package_incomplete", message, "Make it with `make bundle`.")
    })?;
    let carried = Payload::of(executable).map_err(|error| InstallError::at(executable, &error))?;
    let half = into.with_extension("new");
    let written = write(executable, carried.map(|carried| carried.begin), folder, &manifest, &half)
        .and_then(|()| fs::rename(&half, into))
        .map_err(|error| InstallError::at(into, &error));
    if written.is_err() {
        // It has a name that nobody starts.
        let _ = fs::remove_file(&half);
    }
    written
}

fn write(executable: &Path, code: Option<u64>, folder: &Path, manifest: &Manifest, into: &Path) -> io::Result<()> {
    let mut file = File::create(into)?;
    io::copy(&mut File::open(executable)?.take(code.unwrap_or(u64::MAX)), &mut file)?;
    let begin = file.stream_position()?;
    let mut archive = Hashed { inner: io::BufWriter::with_capacity(1 << 18, &mut file), hash: Sha256::new() };
    let files = manifest.components.values().map(|entry| entry.file.clone());
    let files: Vec<_> = std::iter::once(FILE.to_owned()).chain(files).collect();
    archive::pack(folder, &files, &mut archive)?;
    archive.flush()?;
    let sha256 = archive.sum();
    drop(archive);
    let length = file.stream_position()? - begin;
    file.write_all(NAME)?;
    file.write_all(&FORM.to_le_bytes())?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(&sha256)?;
    file.set_permissions(executable.metadata()?.permissions())?;
    file.sync_all()
}

/// Makes the checksum of what passes through.
struct Hashed<T> {
    inner: T,
    hash: Sha256,
}

impl<T> Hashed<T> {
    fn sum(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }
}

impl<T: Read> Read for Hashed<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }
}

impl<T: Write> Write for Hashed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(all(test, unix))]
#[path = "payload_tests.rs"]
mod tests;
