//! What a session did, and how it is changed afterwards.

use super::super::OnSession;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::prompt::object;
use crate::render::Human;
use clap::Args;
use openwork_core::model::history::{DiffSession, ForkSession, RevertSession, UpdatePart};
use openwork_core::model::json::JsonObject;
use openwork_core::model::page::{Nothing, OneMessage, OnePart};
use openwork_core::operation::{Endpoint, endpoint};
use openwork_core::{MessageId, PartId};

#[derive(Debug, Args)]
pub(crate) struct Diff {
    #[command(flatten)]
    on: OnSession,
    /// Only the turn that this user's message began
    #[arg(long, value_name = "MESSAGE")]
    message_id: Option<MessageId>,
}

#[derive(Debug, Args)]
pub(crate) struct Fork {
    #[command(flatten)]
    on: OnSession,
    /// The fork has the messages before this one; all of them without
    #[arg(long, value_name = "MESSAGE")]
    message_id: Option<MessageId>,
}

#[derive(Debug, Args)]
pub(crate) struct Revert {
    #[command(flatten)]
    on: OnSession,
    /// The first message that is taken back
    message: MessageId,
    /// The first part of it that is taken back
    #[arg(long, value_name = "PART")]
    part_id: Option<PartId>,
}

/// A message of a session.
#[derive(Debug, Args)]
pub(crate) struct OnMessage {
    #[command(flatten)]
    on: OnSession,
    /// The message
    message: MessageId,
}

/// A part of a message.
#[derive(Debug, Args)]
pub(crate) struct OnPart {
    #[command(flatten)]
    on: OnMessage,
    /// The part
    part: PartId,
}

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Update {
    #[command(flatten)]
    on: OnPart,
    /// Other words
    #[arg(long, required_unless_present = "fields")]
    text: Option<String>,
    /// Other fields of it; OpenCode's own
    #[arg(long, value_name = "JSON", value_parser = object)]
    fields: Option<JsonObject>,
}

impl Diff {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        let query = DiffSession { message_id: self.message_id };
        desk.show::<endpoint::SessionsDiff>(&path, &query, &Nothing {}).await
    }
}

impl Fork {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        let body = ForkSession { message_id: self.message_id };
        desk.show::<endpoint::SessionsFork>(&path, &Nothing {}, &body).await
    }
}

impl Revert {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.session(&self.on.workspace, &self.on.session).await?;
        let body = RevertSession { message_id: self.message, part_id: self.part_id };
        desk.show::<endpoint::SessionsRevert>(&path, &Nothing {}, &body).await
    }
}

impl OnMessage {
    /// Shows what an operation answers that is asked of a message without more.
    pub(super) async fn show<E>(self, desk: &Desk) -> Result<(), Failure>
    where
        E: Endpoint<Path = OneMessage, Query = Nothing, Body = Nothing>,
        E::Output: Human,
    {
        desk.show::<E>(&self.path(desk).await?, &Nothing {}, &Nothing {}).await
    }

    async fn path(self, desk: &Desk) -> Result<OneMessage, Failure> {
        let at = desk.session(&self.on.workspace, &self.on.session).await?;
        Ok(OneMessage { workspace_id: at.workspace_id, session_id: at.session_id, message_id: self.message })
    }
}

impl OnPart {
    pub(super) async fn delete(self, desk: &Desk) -> Result<(), Failure> {
        desk.show::<endpoint::SessionsDeletePart>(&self.path(desk).await?, &Nothing {}, &Nothing {}).await
    }

    async fn path(self, desk: &Desk) -> Result<OnePart, Failure> {
        let OneMessage { workspace_id, session_id, message_id } = self.on.path(desk).await?;
        Ok(OnePart { workspace_id, session_id, message_id, part_id: self.part })
    }
}

impl Update {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let body = UpdatePart { text: self.text, more: self.fields.unwrap_or_default() };
        desk.show::<endpoint::SessionsUpdatePart>(&self.on.path(desk).await?, &Nothing {}, &body).await
    }
}
