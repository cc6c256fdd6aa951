//! Files that are there whole or not at all, while the system runs, or whatever happens to it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Puts a file in place that only its owner may read: written beside and renamed, so that nobody reads half of it. It is
/// not synced: it tells of this process, and does not outlive the power.
pub(crate) fn secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, bytes, |_| Ok(()))
}

/// The same, and it outlives the power: what must not be lost is synced, its name too.
pub(crate) fn lasting_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, bytes, File::sync_all)?;
    // the name lasts once the folder does; a system that cannot sync a folder has renamed all the same
    let _ = path.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()));
    Ok(())
}

/// Exchanges two things of a folder in one step; says whether the file system has such a step.
pub(crate) fn exchange(folder: &cap_std::fs::Dir, one: &Path, other: &Path) -> io::Result<bool> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(folder, one, folder, other, RenameFlags::EXCHANGE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
            done => Ok(done.map(|()| true)?),
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (folder, one, other);
        Ok(false)
    }
}

fn put(path: &Path, bytes: &[u8], settle: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("a file lies in a folder"))?;
    let name = path.file_name().ok_or_else(|| io::Error::other("a file has a name"))?.to_string_lossy();
    let beside = folder.join(format!(".{name}.{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        settle(&file)
    });
    if let Err(error) = written.and_then(|()| std::fs::rename(&beside, path)) {
        let _ = std::fs::remove_file(&beside);
        return Err(error);
    }
    Ok(())
}
