//! Workspaces.

use super::{OnWorkspace, PageFlags};
use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::canonical;
use clap::{Args, Subcommand};
use openwork_core::model::page::Nothing;
use openwork_core::model::workspace::{
    CreateLocalWorkspace, DisplayName, FolderPath, ListWorkspaces, Preset, RenameWorkspace,
};
use openwork_core::operation::endpoint::{
    WorkspacesCreateLocal, WorkspacesDelete, WorkspacesGet, WorkspacesList, WorkspacesRename,
};
use openwork_core::{Error, Result};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum Workspaces {
    List(List),
    Get(OnWorkspace),
    #[command(after_long_help = "\
Examples:
  openwork-cli workspaces create-local --folder-path .
  openwork-cli workspaces create-local --folder-path ~/projects/new --name \"New work\" --create-folder")]
    CreateLocal(CreateLocal),
    Rename(Rename),
    Delete(OnWorkspace),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Also those that are hidden
    #[arg(long)]
    include_hidden: bool,
    #[command(flatten)]
    page: PageFlags,
}

#[derive(Debug, Args)]
pub(crate) struct CreateLocal {
    /// The folder
    #[arg(long, value_name = "DIR")]
    folder_path: PathBuf,
    /// What people shall call it; without, the folder's own name
    #[arg(long)]
    name: Option<DisplayName>,
    /// What to start it with; without, `starter`
    #[arg(long)]
    preset: Option<Preset>,
    /// Make the folder if it is missing
    #[arg(long)]
    create_folder: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Rename {
    #[command(flatten)]
    on: OnWorkspace,
    /// What people shall call it from now on
    #[arg(long, value_name = "NAME")]
    display_name: DisplayName,
}

impl Workspaces {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(list) => desk.show::<WorkspacesList>(&Nothing {}, &list.query(), &Nothing {}).await,
            Self::Get(on) => {
                desk.show::<WorkspacesGet>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
            Self::CreateLocal(create) => {
                desk.show::<WorkspacesCreateLocal>(&Nothing {}, &Nothing {}, &create.body()?).await
            }
            Self::Rename(Rename { on, display_name }) => {
                let path = desk.one(&on.workspace).await?;
                desk.show::<WorkspacesRename>(&path, &Nothing {}, &RenameWorkspace { display_name }).await
            }
            Self::Delete(on) => {
                desk.show::<WorkspacesDelete>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
        }
    }
}

impl List {
    fn query(self) -> ListWorkspaces {
        let include_hidden = self.include_hidden.then_some(true);
        ListWorkspaces { include_hidden, limit: self.page.limit, cursor: self.page.cursor }
    }
}

impl CreateLocal {
    fn body(self) -> Result<CreateLocalWorkspace> {
        let folder = canonical(&self.folder_path.to_string_lossy());
        let name = self.name.map_or_else(|| called(&folder), Ok)?;
        let text = folder.to_string_lossy().into_owned();
        let folder_path =
            FolderPath::try_from(text).map_err(|why| Error::unprocessable("folderPath", format!("{why}.")))?;
        let create_folder = self.create_folder.then_some(true);
        Ok(CreateLocalWorkspace { folder_path, name, preset: self.preset, create_folder })
    }
}

/// What a folder is called.
fn called(folder: &Path) -> Result<DisplayName> {
    let name = folder.file_name().map_or_else(|| "root".into(), |name| name.to_string_lossy());
    let refused = |why| Error::unprocessable("name", format!("{why}; give one with `--name`."));
    DisplayName::try_from(name.into_owned()).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(folder: &str, name: Option<&str>) -> CreateLocal {
        let name = name.map(|name| name.parse().unwrap());
        CreateLocal { folder_path: folder.into(), name, preset: None, create_folder: true }
    }

    #[test]
    fn a_folder_is_given_whole_and_named_after_itself() {
        let body = create("/srv/none/../here", None).body().unwrap();
        assert_eq!(body.name.as_str(), "here");
        assert_eq!(body.create_folder, Some(true));
        let here = create("src", Some("Sources")).body().unwrap();
        assert_eq!(here.name.as_str(), "Sources");
        assert!(Path::new(here.folder_path.as_str()).is_absolute(), "{}", here.folder_path);
        assert_eq!(create("/", None).body().unwrap().name.as_str(), "root");
    }
}
