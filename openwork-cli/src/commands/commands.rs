//! Commands in files of workspaces.

use super::{OnWorkspace, text_or_input};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::command::{CommandName, CommandWords, UpsertCommand};
use openwork_core::model::file::FileRevision;
use openwork_core::model::page::Nothing;
use openwork_core::model::resource::{OneResource, RemoveResource, ResourceName};
use openwork_core::operation::endpoint::{CommandsList, CommandsRemove, CommandsUpsert};

#[derive(Debug, Subcommand)]
pub(crate) enum Commands {
    List(OnWorkspace),
    #[command(after_long_help = "\
Examples:
  openwork-cli commands upsert . review --description \"Reviews a file\" --template \"Review @$1 for faults.\"
  openwork-cli commands upsert . review --agent build < template.md")]
    Upsert(Upsert),
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(crate) struct Upsert {
    #[command(flatten)]
    on: OnWorkspace,
    /// What it is called
    name: CommandName,
    /// What is sent; without, standard input
    #[arg(long, allow_hyphen_values = true)]
    template: Option<String>,
    /// What it is for
    #[arg(long)]
    description: Option<CommandWords>,
    /// The agent that does it
    #[arg(long)]
    agent: Option<CommandWords>,
    /// The model that does it, as `provider/model`
    #[arg(long)]
    model: Option<CommandWords>,
    /// Whether it is done in a session of its own
    #[arg(long, value_name = "YES", action = clap::ArgAction::Set)]
    subtask: Option<bool>,
    /// Only if the file still has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    #[command(flatten)]
    on: OnWorkspace,
    /// The command
    name: ResourceName,
    /// Only if the file still has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
}

impl Commands {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(on) => {
                desk.show::<CommandsList>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
            Self::Upsert(upsert) => {
                let path = desk.one(&upsert.on.workspace).await?;
                let template = text_or_input(upsert.template).await?;
                let Upsert { name, description, agent, model, subtask, if_match, .. } = upsert;
                let body = UpsertCommand { name, template, description, agent, model, subtask, if_match };
                desk.show::<CommandsUpsert>(&path, &Nothing {}, &body).await
            }
            Self::Remove(Remove { on, name, if_match }) => {
                let path = OneResource { workspace_id: desk.one(&on.workspace).await?.workspace_id, name };
                desk.show::<CommandsRemove>(&path, &RemoveResource { if_match }, &Nothing {}).await
            }
        }
    }
}
