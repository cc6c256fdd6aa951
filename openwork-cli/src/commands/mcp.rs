//! MCP servers of workspaces.

use super::{OnWorkspace, object_or_input};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::mcp::{AddMcp, FinishMcpAuth, McpName, SetMcpEnabled};
use openwork_core::model::page::Nothing;
use openwork_core::model::resource::{OneResource, ResourceName};
use openwork_core::model::secret::Secret;
use openwork_core::operation::endpoint::{
    McpAdd, McpFinishAuth, McpList, McpRemove, McpRemoveAuth, McpSetEnabled, McpStartAuth,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Mcp {
    List(OnWorkspace),
    #[command(after_long_help = "\
Examples:
  openwork-cli mcp add . files --config '{\"type\":\"local\",\"command\":[\"mcp-files\"]}'
  openwork-cli mcp add . search < search.json

A configuration with a secret is given on standard input, so that it stands in no list of processes.")]
    Add(Add),
    Remove(OnMcp),
    SetEnabled(SetEnabled),
    #[command(after_long_help = "\
Open the address that this shows, and sign in. The browser is sent on to an address with `code=…` and `state=…`, which may show \
a failure; give both to `finish-auth`.

Example:
  openwork-cli mcp start-auth . search")]
    StartAuth(OnMcp),
    #[command(after_long_help = "\
Example:
  openwork-cli mcp finish-auth . search --code f3a1 --state 09ce")]
    FinishAuth(FinishAuth),
    RemoveAuth(OnMcp),
}

#[derive(Debug, Args)]
pub(crate) struct OnMcp {
    #[command(flatten)]
    on: OnWorkspace,
    /// The MCP server
    name: ResourceName,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    on: OnWorkspace,
    /// What it is called
    name: McpName,
    /// Its configuration as JSON; without, standard input
    #[arg(long, value_name = "JSON")]
    config: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SetEnabled {
    #[command(flatten)]
    mcp: OnMcp,
    /// Whether it is on
    #[arg(action = clap::ArgAction::Set)]
    enabled: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FinishAuth {
    #[command(flatten)]
    mcp: OnMcp,
    /// The `code` of the address that the browser was sent on to
    #[arg(long)]
    code: Secret,
    /// The `state` of that address, which has to be the one of this sign-in
    #[arg(long)]
    state: String,
}

impl Mcp {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(on) => desk.show::<McpList>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await,
            Self::Add(Add { on, name, config }) => {
                let path = desk.one(&on.workspace).await?;
                let body = AddMcp { name, config: object_or_input(config).await? };
                desk.show::<McpAdd>(&path, &Nothing {}, &body).await
            }
            Self::Remove(mcp) => desk.show::<McpRemove>(&mcp.place(desk).await?, &Nothing {}, &Nothing {}).await,
            Self::SetEnabled(SetEnabled { mcp, enabled }) => {
                let body = SetMcpEnabled { enabled };
                desk.show::<McpSetEnabled>(&mcp.place(desk).await?, &Nothing {}, &body).await
            }
            Self::StartAuth(mcp) => desk.show::<McpStartAuth>(&mcp.place(desk).await?, &Nothing {}, &Nothing {}).await,
            Self::FinishAuth(FinishAuth { mcp, code, state }) => {
                let body = FinishMcpAuth { code, state };
                desk.show::<McpFinishAuth>(&mcp.place(desk).await?, &Nothing {}, &body).await
            }
            Self::RemoveAuth(mcp) => {
                desk.show::<McpRemoveAuth>(&mcp.place(desk).await?, &Nothing {}, &Nothing {}).await
            }
        }
    }
}

impl OnMcp {
    async fn place(self, desk: &Desk) -> Result<OneResource, Failure> {
        Ok(OneResource { workspace_id: desk.one(&self.on.workspace).await?.workspace_id, name: self.name })
    }
}
