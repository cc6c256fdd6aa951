//! The engine as a workspace sees it.

use super::OnWorkspace;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::prompt::model;
use crate::render::Human;
use clap::{Args, Subcommand};
use openwork_core::model::engine::ListTools;
use openwork_core::model::message::ModelRef;
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::model::provider::ListProviders;
use openwork_core::operation::{Endpoint, endpoint};

#[derive(Debug, Subcommand)]
pub(crate) enum Engine {
    Project(OnWorkspace),
    Agents(OnWorkspace),
    Commands(OnWorkspace),
    Providers(Providers),
    #[command(after_long_help = "\
Example:
  openwork-cli engine tools . --model anthropic/claude-sonnet-4-5")]
    Tools(Tools),
    McpStatus(OnWorkspace),
}

#[derive(Debug, Args)]
pub(crate) struct Providers {
    #[command(flatten)]
    on: OnWorkspace,
    /// Also those that cannot be used yet
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Tools {
    #[command(flatten)]
    on: OnWorkspace,
    /// Those that this model gets, described
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model)]
    model: Option<ModelRef>,
}

impl Engine {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Project(on) => on.get::<endpoint::EngineProject>(desk).await,
            Self::Agents(on) => on.get::<endpoint::EngineAgents>(desk).await,
            Self::Commands(on) => on.get::<endpoint::EngineCommands>(desk).await,
            Self::Providers(Providers { on, all }) => {
                let query = ListProviders { all: all.then_some(true) };
                desk.show::<endpoint::EngineProviders>(&desk.one(&on.workspace).await?, &query, &Nothing {}).await
            }
            Self::Tools(Tools { on, model }) => {
                let query = model
                    .map(|model| ListTools { provider_id: Some(model.provider_id), model_id: Some(model.model_id) });
                let at = desk.one(&on.workspace).await?;
                desk.show::<endpoint::EngineTools>(&at, &query.unwrap_or_default(), &Nothing {}).await
            }
            Self::McpStatus(on) => on.get::<endpoint::EngineMcpStatus>(desk).await,
        }
    }
}

impl OnWorkspace {
    /// Shows what an operation answers that is asked of a workspace without more.
    async fn get<E>(self, desk: &Desk) -> Result<(), Failure>
    where
        E: Endpoint<Path = OneWorkspace, Query = Nothing, Body = Nothing>,
        E::Output: Human,
    {
        desk.show::<E>(&desk.one(&self.workspace).await?, &Nothing {}, &Nothing {}).await
    }
}
