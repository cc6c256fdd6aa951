//! What agents ask.

use super::{OnWorkspace, one_of};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::PermissionId;
use openwork_core::model::ask::{PermissionAnswer, ReplyPermission};
use openwork_core::model::page::{Nothing, OnePermission};
use openwork_core::operation::endpoint::{AsksListPermissions, AsksReplyPermission};

/// The words of a [`PermissionAnswer`].
pub(crate) const ANSWERS: &[&str] = &["once", "always", "reject"];

#[derive(Debug, Subcommand)]
pub(crate) enum Asks {
    ListPermissions(OnWorkspace),
    #[command(after_long_help = "\
Examples:
  openwork-cli asks reply-permission . per_0199 --reply once
  openwork-cli asks reply-permission . per_0199 --reply reject --message \"Use cargo instead.\"")]
    ReplyPermission(Reply),
}

#[derive(Debug, Args)]
pub(crate) struct Reply {
    #[command(flatten)]
    on: OnWorkspace,
    /// The request: `per_…`
    request: PermissionId,
    /// The answer: yes this time, yes from now on, or no
    #[arg(long = "reply", value_name = "ANSWER", value_parser = one_of::<PermissionAnswer>(ANSWERS))]
    answer: PermissionAnswer,
    /// What the agent is told with a `reject`
    #[arg(long)]
    message: Option<String>,
}

impl Asks {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::ListPermissions(on) => {
                desk.show::<AsksListPermissions>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
            Self::ReplyPermission(reply) => {
                let workspace_id = desk.workspace(&reply.on.workspace).await?;
                let path = OnePermission { workspace_id, request_id: reply.request };
                let body = ReplyPermission { reply: reply.answer, message: reply.message };
                desk.show::<AsksReplyPermission>(&path, &Nothing {}, &body).await
            }
        }
    }
}
