//! Folders that are opened by their real path.
//!
//! A real path has no link in it. One that lies there now was put there since, in the folder's place or above it, and whoever
//! did so would have what is done in the folder done elsewhere: it is not followed.

use cap_std::fs::Dir;
use std::io;
use std::path::Path;

/// What is said where a workspace's folder cannot be opened.
pub(crate) const GONE: &str = "The folder of this workspace is gone, or a link lies in its place or above it; put it back, \
                               give the workspace the folder that is meant with `workspaces.relink`, or forget it.";

/// Opens a folder.
#[cfg(unix)]
pub(crate) fn open(folder: &Path) -> io::Result<Dir> {
    Ok(Dir::from_std_file(std::fs::File::from(unlinked(folder, rustix::fs::OFlags::RDONLY)?)))
}

#[cfg(not(unix))]
pub(crate) fn open(folder: &Path) -> io::Result<Dir> {
    if !is_there(folder) {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Dir::open_ambient_dir(folder, cap_std::ambient_authority())
}

/// Whether a path leads through links that lead back to themselves.
#[cfg(unix)]
pub(crate) fn is_circle(path: &Path) -> bool {
    let looked_at = path.metadata();
    looked_at.is_err_and(|error| rustix::io::Errno::from_io_error(&error) == Some(rustix::io::Errno::LOOP))
}

#[cfg(not(unix))]
pub(crate) fn is_circle(_: &Path) -> bool {
    false
}

/// Whether a folder is there, and no link in the way. One that may not be read is there.
#[cfg(target_os = "linux")]
pub(crate) fn is_there(folder: &Path) -> bool {
    unlinked(folder, rustix::fs::OFlags::PATH).is_ok()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_there(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|about| about.is_dir()) && is_real(folder)
}

#[cfg(target_os = "linux")]
fn unlinked(folder: &Path, how: rustix::fs::OFlags) -> io::Result<std::os::fd::OwnedFd> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::Errno;
    let flags = how | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match openat2(CWD, folder, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        // a kernel without it, or a sandbox that does not know it
        Err(Errno::NOSYS | Errno::PERM) => looked_at(folder, flags),
        opened => Ok(opened?),
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn unlinked(folder: &Path, how: rustix::fs::OFlags) -> io::Result<std::os::fd::OwnedFd> {
    use rustix::fs::OFlags;
    looked_at(folder, how | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC)
}

/// Opens a folder and looks then whether its path is the real one: a link above it that is swapped in between and back is seen
/// only where the system resolves the path without any.
#[cfg(unix)]
fn looked_at(folder: &Path, flags: rustix::fs::OFlags) -> io::Result<std::os::fd::OwnedFd> {
    let opened = rustix::fs::open(folder, flags, rustix::fs::Mode::empty())?;
    if is_real(folder) { Ok(opened) } else { Err(io::ErrorKind::NotADirectory.into()) }
}

/// Whether a path is the real one of what lies there.
#[cfg(unix)]
fn is_real(folder: &Path) -> bool {
    folder.canonicalize().is_ok_and(|real| real == folder)
}

/// The real path is spelled otherwise here than the one that is kept.
#[cfg(not(unix))]
fn is_real(folder: &Path) -> bool {
    folder.ancestors().all(|above| above.symlink_metadata().is_ok_and(|about| !about.is_symlink()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use rustix::fs::OFlags;

    #[test]
    fn a_link_in_the_place_of_a_folder_or_above_it_is_not_followed() {
        let base = tempfile::tempdir().unwrap();
        let base = base.path().canonicalize().unwrap();
        let [real, link, file] = ["real", "link", "file"].map(|name| base.join(name));
        std::fs::create_dir_all(real.join("in")).unwrap();
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let all = [
            (real.clone(), true),
            (real.join("in"), true),
            (link.clone(), false),
            (link.join("in"), false),
            (file, false),
            (base.join("none"), false),
        ];
        for (path, is_one) in all {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW;
            let found = (open(&path).is_ok(), looked_at(&path, flags).is_ok(), is_there(&path));
            assert_eq!(found, (is_one, is_one, is_one), "{}", path.display());
        }
    }
}
