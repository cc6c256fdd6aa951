//! Folders that are opened by their real path.

use cap_std::fs::Dir;
use std::io;
use std::path::Path;

/// What is said where a workspace's folder cannot be opened.
pub(crate) const GONE: &str = "The folder of this workspace is gone, or a link lies in its place; put it back, give the \
                               workspace the folder that is meant with `workspaces.relink`, or forget it.";

/// Opens a folder. One in whose place a link lies is not opened: a real path has none at its end, and whoever put one there
/// would have what is done in the folder done elsewhere.
#[cfg(unix)]
pub(crate) fn open(folder: &Path) -> io::Result<Dir> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::open(folder, flags, Mode::empty())?;
    Ok(Dir::from_std_file(std::fs::File::from(opened)))
}

#[cfg(not(unix))]
pub(crate) fn open(folder: &Path) -> io::Result<Dir> {
    if !is_there(folder) {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Dir::open_ambient_dir(folder, cap_std::ambient_authority())
}

/// Whether a folder is there, and no link in its place.
pub(crate) fn is_there(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|about| about.is_dir())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_the_place_of_a_folder_is_not_followed() {
        let base = tempfile::tempdir().unwrap();
        let [real, link, file] = ["real", "link", "file"].map(|name| base.path().join(name));
        std::fs::create_dir(&real).unwrap();
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        for (path, is_one) in [(&real, true), (&link, false), (&file, false), (&base.path().join("none"), false)] {
            assert_eq!((open(path).is_ok(), is_there(path)), (is_one, is_one), "{}", path.display());
        }
    }
}
