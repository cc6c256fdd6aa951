//! Workspaces.

use super::{OnWorkspace, PageFlags};
use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::canonical;
use clap::{Args, Subcommand};
use openwork_core::model::page::Nothing;
use openwork_core::model::reload::{ListReloadEvents, WaitSeconds, WhenIdle};
use openwork_core::model::workspace::{
    CreateLocalWorkspace, DisplayName, FolderPath, ListWorkspaces, Preset, RelinkWorkspace, RenameWorkspace,
};
use openwork_core::operation::endpoint::{
    WorkspacesActivate, WorkspacesCreateLocal, WorkspacesDelete, WorkspacesDispose, WorkspacesGet, WorkspacesList,
    WorkspacesRelink, WorkspacesReload, WorkspacesReloadEvents, WorkspacesRename,
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
    Relink(Relink),
    Activate(OnWorkspace),
    Reload(Idle),
    ReloadEvents(ReloadEvents),
    Dispose(Idle),
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

#[derive(Debug, Args)]
pub(crate) struct Relink {
    #[command(flatten)]
    on: OnWorkspace,
    /// Where the folder is now
    #[arg(long, value_name = "DIR")]
    folder_path: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Idle {
    #[command(flatten)]
    on: OnWorkspace,
    /// End the runs that are under way
    #[arg(long)]
    force: bool,
    /// How many seconds to wait for runs at most, 0 to 600; without, 30
    #[arg(long, value_name = "NUMBER", value_parser = seconds)]
    wait_seconds: Option<WaitSeconds>,
}

#[derive(Debug, Args)]
pub(crate) struct ReloadEvents {
    #[command(flatten)]
    on: OnWorkspace,
    /// Only those after this number
    #[arg(long, value_name = "NUMBER")]
    since: Option<u64>,
}

fn seconds(text: &str) -> std::result::Result<WaitSeconds, String> {
    text.parse::<u32>().map_err(|_| "a wait is a number".to_owned())?.try_into()
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
            Self::Relink(Relink { on, folder_path }) => {
                let path = desk.one(&on.workspace).await?;
                let folder_path = whole(&canonical(&folder_path.to_string_lossy()))?;
                desk.show::<WorkspacesRelink>(&path, &Nothing {}, &RelinkWorkspace { folder_path }).await
            }
            Self::Activate(on) => {
                desk.show::<WorkspacesActivate>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
            Self::Reload(idle) => {
                let path = desk.one(&idle.on.workspace).await?;
                desk.show::<WorkspacesReload>(&path, &Nothing {}, &idle.when()).await
            }
            Self::ReloadEvents(ReloadEvents { on, since }) => {
                let path = desk.one(&on.workspace).await?;
                desk.show::<WorkspacesReloadEvents>(&path, &ListReloadEvents { since }, &Nothing {}).await
            }
            Self::Dispose(idle) => {
                let path = desk.one(&idle.on.workspace).await?;
                desk.show::<WorkspacesDispose>(&path, &Nothing {}, &idle.when()).await
            }
            Self::Delete(on) => {
                desk.show::<WorkspacesDelete>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
        }
    }
}

impl Idle {
    fn when(&self) -> WhenIdle {
        WhenIdle { force: self.force.then_some(true), wait_seconds: self.wait_seconds }
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
        let folder_path = whole(&folder)?;
        let create_folder = self.create_folder.then_some(true);
        Ok(CreateLocalWorkspace { folder_path, name, preset: self.preset, create_folder })
    }
}

/// A folder as the contract wants it.
fn whole(folder: &Path) -> Result<FolderPath> {
    let refused = |why| Error::unprocessable("folderPath", format!("{why}."));
    FolderPath::try_from(folder.to_string_lossy().into_owned()).map_err(refused)
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
