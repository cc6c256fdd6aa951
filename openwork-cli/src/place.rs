//! A workspace as people name it: by its id, or by its folder.

use openwork_core::model::workspace::Workspace;
use openwork_core::{Error, ErrorKind, Result, WorkspaceId};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A workspace's id or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place(String);

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl Place {
    /// The id, where it can be nothing else: no folder of that name lies here.
    pub(crate) fn id(&self) -> Option<WorkspaceId> {
        let id: WorkspaceId = self.0.parse().ok()?;
        (self.0.starts_with("ws_") || !Path::new(&self.0).is_dir()).then_some(id)
    }
}

/// The workspace, among those there are, that has the id or the folder.
pub(crate) fn find(place: &Place, workspaces: &[Workspace]) -> Result<WorkspaceId> {
    if let Some(known) = workspaces.iter().find(|workspace| workspace.id.as_str() == place.0) {
        return Ok(known.id.clone());
    }
    let folder = canonical(&place.0);
    let is_there = |workspace: &&Workspace| folder_of(workspace).is_some_and(|known| Path::new(known) == folder);
    match workspaces.iter().find(is_there) {
        Some(known) => Ok(known.id.clone()),
        None => Err(unknown(&folder)),
    }
}

/// The folder of a workspace.
pub(crate) fn folder_of(workspace: &Workspace) -> Option<&str> {
    Some(workspace.backend.local.as_ref()?.data_dir.as_str())
}

/// The folder as the server names it: absolute, with links resolved as far as this machine can see them.
pub(crate) fn canonical(text: &str) -> PathBuf {
    let path = Path::new(text);
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

fn unknown(folder: &Path) -> Error {
    let folder = folder.display();
    // in quotes, so that a shell takes a name with blanks for one word
    let message = format!(
        "`{folder}` is not open as a workspace. Open it with \
         `openwork-cli workspaces create-local --folder-path \"{folder}\"`, or see `openwork-cli workspaces list`."
    );
    Error::new(ErrorKind::NotFound, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    fn place(text: &str) -> Place {
        text.parse().unwrap()
    }

    fn at(id: &str, folder: &Path) -> Workspace {
        let mut workspace = samples::workspace();
        workspace.id = id.parse().unwrap();
        workspace.backend.local.as_mut().unwrap().data_dir = folder.to_str().unwrap().to_owned();
        workspace
    }

    #[test]
    fn what_can_only_be_an_id_is_not_looked_up() {
        assert_eq!(place("ws_0199").id().unwrap().as_str(), "ws_0199");
        assert_eq!(place("old-id-of-1999").id().unwrap().as_str(), "old-id-of-1999");
        for text in [".", "..", "/srv/work", "./x", "a b", ""] {
            assert_eq!(place(text).id(), None, "{text}");
        }
    }

    #[test]
    fn a_folder_is_found_however_it_is_spelled() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        std::fs::create_dir(real.join("sub")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&real, real.join("sub/back")).unwrap();
        let workspaces = [at("ws_other", Path::new("/nowhere")), at("ws_here", &real)];
        let spelled = [
            "",
            "/",
            "/sub/..",
            #[cfg(unix)]
            "/sub/back",
        ];
        for more in spelled {
            let text = format!("{}{more}", real.display());
            assert_eq!(find(&place(&text), &workspaces).unwrap().as_str(), "ws_here", "{text}");
        }
    }

    #[test]
    fn an_id_goes_before_a_folder_of_that_name() {
        let workspaces = [at("src", Path::new("/nowhere"))];
        assert_eq!(place("src").id(), None, "there is a folder `src` here");
        assert_eq!(find(&place("src"), &workspaces).unwrap().as_str(), "src");
    }

    #[test]
    fn a_folder_that_is_no_workspace_is_told_with_the_way_on() {
        let failure = find(&place("/srv/no ne"), &[]).unwrap_err();
        assert_eq!(failure.kind, ErrorKind::NotFound);
        assert!(failure.message.contains("workspaces create-local --folder-path \"/srv/no ne\"`"), "{failure}");
    }
}
