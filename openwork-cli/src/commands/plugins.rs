//! Plugins of workspaces.

use super::OnWorkspace;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::mcp::{AddPlugin, PluginSpec};
use openwork_core::model::page::Nothing;
use openwork_core::model::resource::{OneResource, ResourceName};
use openwork_core::operation::endpoint::{PluginsAdd, PluginsList, PluginsRemove};

#[derive(Debug, Subcommand)]
pub(crate) enum Plugins {
    List(OnWorkspace),
    Add(Add),
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    on: OnWorkspace,
    /// The plugin: a package, with its version perhaps, or a path
    spec: PluginSpec,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    #[command(flatten)]
    on: OnWorkspace,
    /// The plugin, as it is listed
    name: ResourceName,
}

impl Plugins {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(on) => desk.show::<PluginsList>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await,
            Self::Add(Add { on, spec }) => {
                let path = desk.one(&on.workspace).await?;
                desk.show::<PluginsAdd>(&path, &Nothing {}, &AddPlugin { spec }).await
            }
            Self::Remove(Remove { on, name }) => {
                let path = OneResource { workspace_id: desk.one(&on.workspace).await?.workspace_id, name };
                desk.show::<PluginsRemove>(&path, &Nothing {}, &Nothing {}).await
            }
        }
    }
}
