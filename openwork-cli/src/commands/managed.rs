//! What is managed for workspaces.

use super::{object_or_input, one_of};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::ManagedItemId;
use openwork_core::WorkspaceId;
use openwork_core::model::file::FileRevision;
use openwork_core::model::managed::{
    AssignManagedItem, CreateManagedItem, ManagedKey, ManagedKind, OneManagedItem, OneManagedKind, UpdateManagedItem,
};
use openwork_core::model::page::Nothing;
use openwork_core::model::resource::RemoveResource;
use openwork_core::model::workspace::DisplayName;
use openwork_core::operation::endpoint::{ManagedAssign, ManagedCreate, ManagedDelete, ManagedList, ManagedUpdate};

const KINDS: &[&str] = &["mcps", "plugins", "providerConfigs", "skills", "commands", "agents"];

#[derive(Debug, Subcommand)]
pub(crate) enum Managed {
    List(OfKind),
    #[command(after_long_help = "\
Example:
  openwork-cli managed create mcps Search --workspace-id ws_1 --workspace-id ws_2 < search.json

A configuration with a secret is given on standard input, so that it stands in no list of processes.")]
    Create(Box<Create>),
    Update(Box<Update>),
    Delete(Delete),
    Assign(Assign),
}

#[derive(Debug, Args)]
pub(crate) struct OfKind {
    /// The kind
    #[arg(value_parser = one_of::<ManagedKind>(KINDS))]
    kind: ManagedKind,
}

#[derive(Debug, Args)]
pub(crate) struct OnItem {
    #[command(flatten)]
    of: OfKind,
    /// The item's id: `itm_…`
    item_id: ManagedItemId,
    /// Only if it still has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    of: OfKind,
    /// What people shall call it
    display_name: DisplayName,
    /// Its configuration as JSON; without, standard input
    #[arg(long, value_name = "JSON")]
    config: Option<String>,
    /// What it is called in the engine's configuration
    #[arg(long)]
    key: Option<ManagedKey>,
    /// What an account calls it
    #[arg(long)]
    cloud_item_id: Option<String>,
    /// A workspace that shall have it; may be repeated
    #[arg(long)]
    workspace_id: Vec<WorkspaceId>,
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    #[command(flatten)]
    item: OnItem,
    /// What people shall call it
    #[arg(long)]
    display_name: Option<DisplayName>,
    /// Its whole configuration as JSON; `-` for standard input
    #[arg(long, value_name = "JSON")]
    config: Option<String>,
    /// What it is called in the engine's configuration
    #[arg(long)]
    key: Option<ManagedKey>,
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    #[command(flatten)]
    item: OnItem,
}

#[derive(Debug, Args)]
pub(crate) struct Assign {
    #[command(flatten)]
    item: OnItem,
    /// A workspace that shall have it; may be repeated, and left out for none
    #[arg(long)]
    workspace_id: Vec<WorkspaceId>,
}

impl Managed {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(OfKind { kind }) => {
                desk.show::<ManagedList>(&OneManagedKind { kind }, &Nothing {}, &Nothing {}).await
            }
            Self::Create(create) => {
                let path = OneManagedKind { kind: create.of.kind };
                let body = CreateManagedItem {
                    display_name: create.display_name,
                    config: object_or_input(create.config).await?,
                    key: create.key,
                    source: None,
                    cloud_item_id: create.cloud_item_id,
                    metadata: None,
                    workspace_ids: Some(create.workspace_id),
                };
                desk.show::<ManagedCreate>(&path, &Nothing {}, &body).await
            }
            Self::Update(update) => {
                let Update { item, display_name, config, key } = *update;
                let config = match config {
                    Some(config) => Some(object_or_input((config != "-").then_some(config)).await?),
                    None => None,
                };
                let (path, if_match) = item.place();
                let body = UpdateManagedItem { display_name, config, key, if_match, ..UpdateManagedItem::default() };
                desk.show::<ManagedUpdate>(&path, &Nothing {}, &body).await
            }
            Self::Delete(Delete { item }) => {
                let (path, if_match) = item.place();
                desk.show::<ManagedDelete>(&path, &RemoveResource { if_match }, &Nothing {}).await
            }
            Self::Assign(Assign { item, workspace_id }) => {
                let (path, if_match) = item.place();
                let body = AssignManagedItem { workspace_ids: workspace_id, if_match };
                desk.show::<ManagedAssign>(&path, &Nothing {}, &body).await
            }
        }
    }
}

impl OnItem {
    fn place(self) -> (OneManagedItem, Option<FileRevision>) {
        (OneManagedItem { kind: self.of.kind, item_id: self.item_id }, self.if_match)
    }
}
