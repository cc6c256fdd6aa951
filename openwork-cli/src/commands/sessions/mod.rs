//! Sessions.

mod history;
mod runs;

use super::{OnSession, OnWorkspace, PageFlags};
use crate::desk::Desk;
use crate::exit::Failure;
use crate::prompt::{self, PromptFlags};
use crate::render::Human;
use clap::{Args, Subcommand};
use openwork_core::model::message::Prompt;
use openwork_core::model::page::{Nothing, OneSession};
use openwork_core::model::session::{CreateSession, ListSessions, PermissionRule, Title, UpdateSession};
use openwork_core::operation::{Endpoint, endpoint};
use openwork_core::{Error, SessionId};

#[derive(Debug, Subcommand)]
pub(crate) enum Sessions {
    Prompt(prompt::Prompt),
    List(List),
    Create(Create),
    Statuses(OnWorkspace),
    Get(OnSession),
    Update(Update),
    Delete(OnSession),
    Status(OnSession),
    Snapshot(OnSession),
    ListMessages(ListMessages),
    GetMessage(history::OnMessage),
    #[command(after_long_help = "\
Example:
  openwork-cli sessions send-message . ses_0199 --text \"What does this file do?\" --file src/main.rs")]
    SendMessage(Send),
    #[command(after_long_help = "\
Example:
  openwork-cli sessions prompt-async . ses_0199 --text \"Fix the tests\" && openwork-cli events watch .")]
    PromptAsync(Send),
    #[command(after_long_help = "\
Example:
  openwork-cli sessions command . ses_0199 review src/main.rs")]
    Command(runs::Command),
    #[command(after_long_help = "\
Example:
  openwork-cli sessions shell . ses_0199 \"git status --short\"")]
    Shell(runs::Shell),
    Abort(OnSession),
    Todo(OnSession),
    Children(OnSession),
    Diff(history::Diff),
    Init(runs::Init),
    Fork(history::Fork),
    Summarize(runs::Summarize),
    Revert(history::Revert),
    Unrevert(OnSession),
    Share(OnSession),
    Unshare(OnSession),
    DeleteMessage(history::OnMessage),
    #[command(after_long_help = "\
Example:
  openwork-cli sessions update-part . ses_0199 msg_0199 prt_0199 --text \"What I meant to say.\"")]
    UpdatePart(history::Update),
    DeletePart(history::OnPart),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    on: OnWorkspace,
    /// Only those whose title holds this text
    #[arg(long)]
    search: Option<String>,
    /// Only those that no other session started
    #[arg(long)]
    roots: bool,
    #[command(flatten)]
    page: PageFlags,
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    on: OnWorkspace,
    /// Its title; without, OpenCode asks the model for one
    #[arg(long)]
    title: Option<Title>,
    /// The session that it belongs under
    #[arg(long, value_name = "SESSION")]
    parent_id: Option<SessionId>,
    /// A rule beside those of the configuration, such as {"permission":"bash","pattern":"git *","action":"allow"}; may be
    /// repeated
    #[arg(long, value_name = "JSON", value_parser = rule)]
    permission: Vec<PermissionRule>,
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    #[command(flatten)]
    on: OnSession,
    /// A new title
    #[arg(long)]
    title: Option<Title>,
    /// Put it away; there is no way back
    #[arg(long)]
    archived: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListMessages {
    #[command(flatten)]
    on: OnSession,
    #[command(flatten)]
    page: PageFlags,
}

#[derive(Debug, Args)]
pub(crate) struct Send {
    #[command(flatten)]
    on: OnSession,
    /// What is said; may be repeated
    #[arg(long)]
    text: Vec<String>,
    /// Keep the message and let nobody answer it
    #[arg(long)]
    no_reply: bool,
    #[command(flatten)]
    flags: PromptFlags,
}

impl Sessions {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Prompt(prompt) => prompt.run(desk).await,
            Self::List(list) => list.run(desk).await,
            Self::Create(create) => create.run(desk).await,
            Self::Statuses(on) => {
                let path = desk.one(&on.workspace).await?;
                desk.show::<endpoint::SessionsStatuses>(&path, &Nothing {}, &Nothing {}).await
            }
            Self::Get(on) => on.get::<endpoint::SessionsGet>(desk).await,
            Self::Update(update) => update.run(desk).await,
            Self::Delete(on) => on.get::<endpoint::SessionsDelete>(desk).await,
            Self::Status(on) => on.get::<endpoint::SessionsStatus>(desk).await,
            Self::Snapshot(on) => on.get::<endpoint::SessionsSnapshot>(desk).await,
            Self::ListMessages(ListMessages { on, page }) => {
                let path = desk.session(&on.workspace, &on.session).await?;
                desk.show::<endpoint::SessionsListMessages>(&path, &page.into(), &Nothing {}).await
            }
            Self::GetMessage(on) => on.show::<endpoint::SessionsGetMessage>(desk).await,
            Self::SendMessage(send) => send.run::<endpoint::SessionsSendMessage>(desk).await,
            Self::PromptAsync(send) => send.run::<endpoint::SessionsPromptAsync>(desk).await,
            Self::Command(command) => command.run(desk).await,
            Self::Shell(shell) => shell.run(desk).await,
            Self::Abort(on) => on.get::<endpoint::SessionsAbort>(desk).await,
            Self::Todo(on) => on.get::<endpoint::SessionsTodo>(desk).await,
            Self::Children(on) => on.get::<endpoint::SessionsChildren>(desk).await,
            Self::Diff(diff) => diff.run(desk).await,
            Self::Init(init) => init.run(desk).await,
            Self::Fork(fork) => fork.run(desk).await,
            Self::Summarize(summarize) => summarize.run(desk).await,
            Self::Revert(revert) => revert.run(desk).await,
            Self::Unrevert(on) => on.get::<endpoint::SessionsUnrevert>(desk).await,
            Self::Share(on) => on.get::<endpoint::SessionsShare>(desk).await,
            Self::Unshare(on) => on.get::<endpoint::SessionsUnshare>(desk).await,
            Self::DeleteMessage(on) => on.show::<endpoint::SessionsDeleteMessage>(desk).await,
            Self::UpdatePart(update) => update.run(desk).await,
            Self::DeletePart(on) => on.delete(desk).await,
        }
    }
}

impl OnSession {
    /// Shows what an operation answers that is asked of a session without more.
    async fn get<E>(&self, desk: &Desk) -> Result<(), Failure>
    where
        E: Endpoint<Path = OneSession, Query = Nothing, Body = Nothing>,
        E::Output: Human,
    {
        let path = desk.session(&self.workspace, &self.session).await?;
        desk.show::<E>(&path, &Nothing {}, &Nothing {}).await
    }
}

impl List {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.one(&self.on.workspace).await?;
        let PageFlags { limit, cursor } = self.page;
        let query = ListSessions { search: self.search, roots: self.roots.then_some(true), limit, cursor };
        desk.show::<endpoint::SessionsList>(&path, &query, &Nothing {}).await
    }
}

impl Create {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.one(&self.on.workspace).await?;
        let permission = (!self.permission.is_empty()).then_some(self.permission);
        let body = CreateSession { title: self.title, parent_id: self.parent_id, permission };
        desk.show::<endpoint::SessionsCreate>(&path, &Nothing {}, &body).await
    }
}

impl Update {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        let body = UpdateSession { title: self.title, archived: self.archived.then_some(true) };
        desk.show::<endpoint::SessionsUpdate>(&path, &Nothing {}, &body).await
    }
}

impl Send {
    async fn run<E>(self, desk: &Desk) -> Result<(), Failure>
    where
        E: Endpoint<Path = OneSession, Query = Nothing, Body = Prompt>,
        E::Output: Human,
    {
        let mut body = self.flags.body(self.text)?;
        body.no_reply = self.no_reply.then_some(true);
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        desk.show::<E>(&path, &Nothing {}, &body).await
    }
}

fn rule(text: &str) -> Result<PermissionRule, Error> {
    serde_json::from_str(text).map_err(|why| Error::unprocessable("permission", format!("It is no such rule: {why}.")))
}
