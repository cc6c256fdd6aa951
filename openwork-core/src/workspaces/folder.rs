//! Which folders can be a workspace.

use crate::error::{Error, Result};
use std::io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
use std::path::{Path, PathBuf};

/// The canonical path of a folder that an agent can work in, or what to do about it. Blocks on the file system.
pub(super) fn usable(path: &str, make: bool) -> Result<String> {
    let refused = |message: String| Error::unprocessable("folderPath", message);
    let asked = PathBuf::from(path);
    if !asked.is_absolute() {
        return Err(refused("The folder must be an absolute path; a server has no current folder.".to_owned()));
    }
    let folder = match asked.canonicalize() {
        Ok(folder) => folder,
        Err(error) if error.kind() == NotFound && make => made(&asked)?,
        Err(error) if error.kind() == NotFound => {
            return Err(refused("The folder does not exist; make it, or set `createFolder` to true.".to_owned()));
        }
        Err(error) if error.kind() == NotADirectory => {
            return Err(refused("A part of the path is a file; name a folder.".to_owned()));
        }
        Err(error) if error.kind() == PermissionDenied => {
            return Err(refused("The server may not look into this folder; give it the right to.".to_owned()));
        }
        Err(error) => return Err(refused(format!("The folder cannot be used: {error}."))),
    };
    if !folder.is_dir() {
        return Err(refused("This is a file; name a folder.".to_owned()));
    }
    if folder.parent().is_none() {
        return Err(refused("The root of the file system cannot be a workspace; name a folder in it.".to_owned()));
    }
    if !writable(&folder) {
        return Err(refused(
            "The server may not write into this folder; give it the right to, or name another.".to_owned(),
        ));
    }
    folder.into_os_string().into_string().map_err(|_| refused("The folder's real path is not valid UTF-8.".to_owned()))
}

fn made(asked: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(asked)
        .and_then(|()| asked.canonicalize())
        .map_err(|error| Error::unprocessable("folderPath", format!("The folder cannot be made: {error}.")))
}

/// Whether a file can be made in the folder: asked by making one without a name, which leaves no trace.
#[cfg(target_os = "linux")]
fn writable(folder: &Path) -> bool {
    use rustix::fs::{Access, Mode, OFlags, access, open};
    match open(folder, OFlags::TMPFILE | OFlags::WRONLY, Mode::RUSR | Mode::WUSR) {
        Ok(_) => true,
        // a file system without nameless files says so; then the rights have to do
        Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::ISDIR | rustix::io::Errno::NOENT) => {
            access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
        }
        Err(_) => false,
    }
}

/// Whether the rights allow to make a file in the folder.
#[cfg(all(unix, not(target_os = "linux")))]
fn writable(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

/// Whether the folder is not marked read-only.
#[cfg(not(unix))]
fn writable(folder: &Path) -> bool {
    std::fs::metadata(folder).is_ok_and(|metadata| !metadata.permissions().readonly())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &Path) -> String {
        path.to_str().expect("UTF-8").to_owned()
    }

    #[cfg(unix)]
    #[test]
    fn g07_one_folder_has_one_spelling() {
        let base = tempfile::tempdir().expect("a folder");
        let folder = base.path().join("project");
        std::fs::create_dir(&folder).expect("made");
        std::os::unix::fs::symlink(&folder, base.path().join("link")).expect("linked");
        let real = at(&folder.canonicalize().expect("real"));
        for spelling in
            ["project", "project/", "project/.", "./project", "link", "link/", "project/../project", "link/../link"]
        {
            assert_eq!(usable(&at(&base.path().join(spelling)), false).expect(spelling), real, "{spelling}");
        }
    }

    #[test]
    fn what_cannot_be_a_workspace_is_refused_with_what_to_do() {
        let base = tempfile::tempdir().expect("a folder");
        std::fs::write(base.path().join("file"), "").expect("written");
        for (path, hint) in [
            (at(&base.path().join("missing")), "createFolder"),
            (at(&base.path().join("file")), "name a folder"),
            (at(&base.path().join("file/below")), "name a folder"),
            ("relative/folder".to_owned(), "absolute"),
            ("/".to_owned(), "root"),
        ] {
            let error = usable(&path, false).expect_err(&path);
            assert!(error.message.contains(hint), "{path}: {}", error.message);
            assert_eq!(error.kind, crate::ErrorKind::Unprocessable);
        }
    }

    #[test]
    fn a_missing_folder_is_made_when_asked() {
        let base = tempfile::tempdir().expect("a folder");
        let folder = base.path().join("new/deep");
        usable(&at(&folder), true).expect("made");
        assert!(folder.is_dir());
    }
}
