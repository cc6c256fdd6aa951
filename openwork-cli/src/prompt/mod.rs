//! `sessions prompt`: a prompt and what becomes of it, as one live view.
//!
//! ```text
//!  session ─▶ watch ─▶ promptAsync ─▶ events ─▶ view (pure: what does this event mean?) ─▶ steps ─▶ live (screen, answers)
//! ```
//! The stream is opened before the prompt is sent, so that nothing is missed. After a `stream.gap` the session's snapshot is
//! read, and what it has more is shown.

mod answers;
mod live;
mod parts;
mod screen;
mod view;

pub(crate) use parts::{PromptFlags, file, model, object};

use crate::commands::{ANSWERS, one_of};
use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::Place;
use answers::Answers;
use clap::Args;
use live::Live;
use openwork_core::model::ask::PermissionAnswer;
use openwork_core::model::event::WatchEvents;
use openwork_core::model::message;
use openwork_core::model::page::{Nothing, OneSession, OneWorkspace};
use openwork_core::model::session::{CreateSession, Title};
use openwork_core::operation::endpoint::{SessionsCreate, SessionsPromptAsync};
use openwork_core::{SessionId, WorkspaceId};
use std::sync::Arc;
use tokio::sync::Notify;

/// Asks an agent and shows live what it does
#[derive(Debug, Args)]
#[command(
    long_about = "Asks an agent and shows live what it does.\n\nIts words go to stdout, all else to stderr. Ends when the \
                  session is idle again. Ctrl-C stops the agent, a second one leaves at once. What the agent asks is asked on \
                  the terminal; elsewhere it is shown how to answer it.",
    after_long_help = "\
Examples:
  openwork-cli sessions prompt . \"What is this project about?\"
  openwork-cli sessions prompt . \"Fix the failing test\" --title \"Red build\" --file tests/main.rs
  openwork-cli sessions prompt . \"And now the docs\" --session ses_0199 --answer once
  openwork-cli sessions prompt . \"Summarise the changes\" > summary.md"
)]
pub(crate) struct Prompt {
    /// The workspace: its id, or its folder
    workspace: Place,
    /// What is said
    text: String,
    /// The session to go on with; without, a new one
    #[arg(long, value_name = "ID")]
    session: Option<SessionId>,
    /// The title of the new session; without, OpenCode asks the model for one
    #[arg(long, conflicts_with = "session")]
    title: Option<Title>,
    /// Answer whatever the agent asks so, without asking anybody
    #[arg(long, value_parser = one_of::<PermissionAnswer>(ANSWERS))]
    answer: Option<PermissionAnswer>,
    #[command(flatten)]
    flags: PromptFlags,
}

impl Prompt {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let body = self.flags.body(vec![self.text])?;
        let answer = self.answer;
        let asked = Asked { place: self.workspace, session: self.session, title: self.title, body };
        let (live, events) = tokio::select! {
            begun = asked.begin(desk, answer) => begun?,
            _ = tokio::signal::ctrl_c() => return Err(Failure::Interrupted),
        };
        live.run(events).await
    }
}

/// What was asked for, read from the command line.
struct Asked {
    place: Place,
    session: Option<SessionId>,
    title: Option<Title>,
    body: message::Prompt,
}

impl Asked {
    async fn begin(self, desk: &Desk, answer: Option<PermissionAnswer>) -> Result<(Live<'_>, live::Events), Failure> {
        let workspace_id = desk.workspace(&self.place).await?;
        let session_id = match self.session {
            Some(session) => session,
            None => created(desk, &workspace_id, self.title).await?,
        };
        let cut = Arc::new(Notify::new());
        let tell = cut.clone();
        let client = desk.client().await?.clone().telling_cuts(move || tell.notify_one());
        let events = client.watch(&workspace_id, WatchEvents::default()).await?;
        let path = OneSession { workspace_id, session_id };
        let accepted = desk.call::<SessionsPromptAsync>(&path, &Nothing {}, &self.body).await?;
        desk.console.note(&format!("session {}", path.session_id));
        let answers = Answers::of(answer, desk.console.interactive(), desk.hosts());
        Ok((Live::new(desk, path, accepted.message_id, answers, cut), events))
    }
}

async fn created(desk: &Desk, workspace_id: &WorkspaceId, title: Option<Title>) -> Result<SessionId, Failure> {
    let path = OneWorkspace { workspace_id: workspace_id.clone() };
    let body = CreateSession { title, ..Default::default() };
    Ok(desk.call::<SessionsCreate>(&path, &Nothing {}, &body).await?.id)
}
