//! What sets a session to work beside a prompt.

use super::super::OnSession;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::prompt::{file, model};
use crate::render::Ran;
use clap::Args;
use openwork_core::MessageId;
use openwork_core::model::message::{ModelRef, PromptPart};
use openwork_core::model::page::Nothing;
use openwork_core::model::run::{CommandFile, InitSession, RunCommand, RunShell, SummarizeSession};
use openwork_core::operation::endpoint;

#[derive(Debug, Args)]
pub(crate) struct Command {
    #[command(flatten)]
    on: OnSession,
    /// The command's name, as `openwork-cli engine commands` lists it
    #[arg(value_name = "COMMAND")]
    known_as: String,
    /// What it is told
    arguments: Vec<String>,
    /// A file to go with it, of the workspace's folder, or a `data:` or `https:` URL; may be repeated
    #[arg(long, value_name = "FILE")]
    file: Vec<String>,
    /// Which model runs it; without, the command's own
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model)]
    model: Option<ModelRef>,
    /// Which agent runs it; without, the command's own
    #[arg(long)]
    agent: Option<String>,
    /// A variant of the model, such as how long it thinks
    #[arg(long)]
    variant: Option<String>,
    #[command(flatten)]
    name: Name,
}

#[derive(Debug, Args)]
pub(crate) struct Shell {
    #[command(flatten)]
    on: OnSession,
    /// The line; without quotes its words are joined by blanks. Flags of this command go before it
    #[arg(required = true, trailing_var_arg = true)]
    command: Vec<String>,
    /// In whose name it is kept; without, `build`
    #[arg(long)]
    agent: Option<String>,
    /// Which model it is kept with; without, the configured one
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model)]
    model: Option<ModelRef>,
    #[command(flatten)]
    name: Name,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    on: OnSession,
    /// Which model does it
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model)]
    model: ModelRef,
    #[command(flatten)]
    name: Name,
}

#[derive(Debug, Args)]
pub(crate) struct Summarize {
    #[command(flatten)]
    on: OnSession,
    /// Which model does it
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model)]
    model: ModelRef,
}

/// A message's own name.
#[derive(Debug, Args)]
pub(crate) struct Name {
    /// A name for the message, so that a repeated command is known: `msg_…`
    #[arg(long, value_name = "ID")]
    message_id: Option<MessageId>,
}

impl Command {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let mut files = Vec::new();
        for name in &self.file {
            if let PromptPart::File { mime, url, more } = file(name)? {
                files.push(CommandFile { mime, url, more });
            }
        }
        let body = RunCommand {
            command: self.known_as,
            arguments: (!self.arguments.is_empty()).then(|| self.arguments.join(" ")),
            message_id: self.name.message_id,
            agent: self.agent,
            model: self.model,
            variant: self.variant,
            files: (!files.is_empty()).then_some(files),
        };
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        desk.show::<endpoint::SessionsCommand>(&path, &Nothing {}, &body).await
    }
}

impl Shell {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        let (command, message_id) = (self.command.join(" "), self.name.message_id);
        let body = RunShell { command, message_id, agent: self.agent, model: self.model };
        let ran = desk.call::<endpoint::SessionsShell>(&path, &Nothing {}, &body).await?;
        desk.console.show(&Ran(ran))
    }
}

impl Init {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        let body = InitSession { model: self.model, message_id: self.name.message_id };
        desk.show::<endpoint::SessionsInit>(&path, &Nothing {}, &body).await
    }
}

impl Summarize {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        desk.show::<endpoint::SessionsSummarize>(&path, &Nothing {}, &SummarizeSession { model: self.model }).await
    }
}
