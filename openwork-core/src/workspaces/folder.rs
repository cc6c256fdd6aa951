//! Which folders can be a workspace.

use crate::error::{Error, Result};
use std::io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
use std::path::{Path, PathBuf};

/// The canonical path of a folder that an agent can work in, or what to do about it: none of the server's own, whose keys and
/// store no agent is to reach. Blocks on the file system.
pub(super) fn usable(path: &str, make: bool, data: &Path) -> Result<String> {
    let refused = |message: String| Error::unprocessable("folderPath", message);
    let asked = PathBuf::from(path);
    let data = data.canonicalize().unwrap_or_else(|_| data.to_path_buf());
    let is_own = |folder: &Path| folder.starts_with(&data);
    let own = || refused("This lies in the data folder of this server; name a folder elsewhere.".to_owned());
    if !asked.is_absolute() {
        return Err(refused("The folder must be an absolute path; a server has no current folder.".to_owned()));
    }
    let folder = match asked.canonicalize() {
        Ok(folder) => folder,
        Err(error) if error.kind() == NotFound && make && is_own(&real_start(&asked)) => return Err(own()),
        Err(error) if error.kind() == NotFound && make => made(&asked)?,
        Err(error) if error.kind() == NotFound => {
            return Err(refused("The folder does not exist; make it first, or have it made by `workspaces.createLocal` with `createFolder`.".to_owned()));
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
    if is_own(&folder) {
        return Err(own());
    }
    if !writable(&folder) {
        return Err(refused(
            "The server may not write into this folder; give it the right to, or name another.".to_owned(),
        ));
    }
    let path = folder.into_os_string().into_string();
    let path = path.map_err(|_| refused("The folder's real path is not valid UTF-8.".to_owned()))?;
    Ok(if cfg!(windows) { plain(&path) } else { path })
}

/// Why a folder that an older OpenWork worked in can be no workspace here, whether or not it is there now; none where it can.
pub(crate) fn refusal(folder: &Path, data: &Path) -> Option<&'static str> {
    let data = data.canonicalize().unwrap_or_else(|_| data.to_path_buf());
    if !folder.is_absolute() {
        return Some("the path is not absolute, so nobody knows which folder it was");
    }
    if folder.parent().is_none() {
        return Some("the root of the file system cannot be a workspace");
    }
    if folder.starts_with(&data) || real_start(folder).starts_with(&data) {
        return Some("it lies in the data folder of this server");
    }
    (folder.exists() && !folder.is_dir()).then_some("it is a file")
}

/// A path of Windows without the `\\?\` that its own spelling of real paths begins with.
fn plain(path: &str) -> String {
    let Some(rest) = path.strip_prefix(r"\\?\") else { return path.to_owned() };
    let is_drive =
        rest.as_bytes().get(..3).is_some_and(|start| start[0].is_ascii_alphabetic() && &start[1..] == br":\");
    match rest.strip_prefix(r"UNC\") {
        Some(share) => format!(r"\\{share}"),
        None if is_drive => rest.to_owned(),
        // what has no other spelling
        None => path.to_owned(),
    }
}

/// As which of the known folders a folder is known already, though it is spelled otherwise: where capitals and small letters
/// are the same to the file system, its real path is what was asked for, and both spellings lead to the same folder.
pub(super) fn known_as<'a>(
    folder: &str,
    known: impl IntoIterator<Item = &'a str>,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<&'a str> {
    let wanted = plain(folder).to_lowercase();
    known
        .into_iter()
        .find(|other| plain(other).to_lowercase() == wanted && (*other == folder || is_same(other, folder)))
}

/// Whether two paths lead to the same folder.
#[cfg(unix)]
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &str| std::fs::metadata(path).map(|meta| (meta.dev(), meta.ino()));
    matches!((identity(one), identity(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether two paths that differ in capitals only lead to the same folder: they do, but in folders that were told to be strict.
#[cfg(not(unix))]
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let real = |path: &str| std::fs::canonicalize(path);
    matches!((real(one), real(other)), (Ok(one), Ok(other)) if one == other)
}

/// The real path of the part of a path that is there.
fn real_start(path: &Path) -> PathBuf {
    path.ancestors().find_map(|above| above.canonicalize().ok()).unwrap_or_default()
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

    const NO_DATA: &str = "/nowhere/data";

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
            assert_eq!(
                usable(&at(&base.path().join(spelling)), false, NO_DATA.as_ref()).expect(spelling),
                real,
                "{spelling}"
            );
        }
    }

    #[test]
    fn g07_a_verbatim_path_of_windows_is_the_plain_one() {
        for (verbatim, expected) in [
            (r"\\?\C:\work\a", r"C:\work\a"),
            (r"\\?\UNC\server\share\a", r"\\server\share\a"),
            (r"\\?\Volume{b75e2c83}\a", r"\\?\Volume{b75e2c83}\a"),
            (r"C:\work\a", r"C:\work\a"),
            ("/srv/a", "/srv/a"),
        ] {
            assert_eq!(plain(verbatim), expected, "{verbatim}");
        }
    }

    #[test]
    fn g07_capitals_count_where_the_file_system_says_so() {
        let known = [r"C:\Work\Straße", "/srv/Other", "/srv/other"];
        let found = |folder: &str, same: bool| known_as(folder, known, |_, _| same).map(str::to_owned);
        assert_eq!(found(r"c:\work\straße", true).as_deref(), Some(known[0]), "one folder");
        assert_eq!(found(r"\\?\C:\WORK\STRAßE", true).as_deref(), Some(known[0]));
        assert_eq!(found(r"c:\work\straße", false), None, "two folders");
        assert_eq!(found("/srv/other", false).as_deref(), Some("/srv/other"), "its own spelling is its own");
        assert_eq!(found("/srv/others", true), None, "another name");
    }

    #[cfg(unix)]
    #[test]
    fn g07_two_folders_that_differ_in_capitals_are_two_here() {
        let base = tempfile::tempdir().expect("a folder");
        let [small, large] = ["a", "A"].map(|name| base.path().join(name));
        std::fs::create_dir(&small).expect("made");
        // a machine whose file system does not tell them apart has one folder here, and says so
        let is_two = std::fs::create_dir(&large).is_ok();
        assert_eq!(is_same(&at(&small), &at(&large)), !is_two);
        assert!(is_same(&at(&small), &at(&small)));
    }

    #[test]
    fn what_cannot_be_a_workspace_is_refused_with_what_to_do() {
        let base = tempfile::tempdir().expect("a folder");
        std::fs::write(base.path().join("file"), "").expect("written");
        std::fs::create_dir_all(base.path().join("data/state")).expect("made");
        for (path, hint) in [
            (at(&base.path().join("data")), "data folder"),
            (at(&base.path().join("data/state")), "data folder"),
            (at(&base.path().join("missing")), "createFolder"),
            (at(&base.path().join("file")), "name a folder"),
            (at(&base.path().join("file/below")), "name a folder"),
            ("relative/folder".to_owned(), "absolute"),
            ("/".to_owned(), "root"),
        ] {
            let error = usable(&path, false, &base.path().join("data")).expect_err(&path);
            assert!(error.message.contains(hint), "{path}: {}", error.message);
            assert_eq!(error.kind, crate::ErrorKind::Unprocessable);
        }
    }

    #[test]
    fn a_missing_folder_is_made_when_asked() {
        let base = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(base.path().join("data")).expect("made");
        let own = base.path().join("data/new/deep");
        usable(&at(&own), true, &base.path().join("data")).expect_err("none in the data folder");
        assert!(!base.path().join("data/new").exists());
        let folder = base.path().join("new/deep");
        usable(&at(&folder), true, NO_DATA.as_ref()).expect("made");
        assert!(folder.is_dir());
    }
}
