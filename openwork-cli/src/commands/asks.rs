//! What agents ask.

use super::{OnWorkspace, one_of};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::ask::{PermissionAnswer, ReplyPermission, ReplyQuestion};
use openwork_core::model::page::{Nothing, OnePermission, OneQuestion};
use openwork_core::operation::endpoint::{
    AsksListPermissions, AsksListQuestions, AsksRejectQuestion, AsksReplyPermission, AsksReplyQuestion,
};
use openwork_core::{PermissionId, QuestionId};

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
    ListQuestions(OnWorkspace),
    #[command(after_long_help = "\
Examples, the second for a request of two questions, the first of which takes several answers:
  openwork-cli asks reply-question . que_0199 --answer Postgres
  openwork-cli asks reply-question . que_0199 --answer '[\"Linux\",\"macOS\"]' --answer Yes")]
    ReplyQuestion(Answers),
    RejectQuestion(OnQuestion),
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

/// A question.
#[derive(Debug, Args)]
pub(crate) struct OnQuestion {
    #[command(flatten)]
    on: OnWorkspace,
    /// The request: `que_…`
    request: QuestionId,
}

#[derive(Debug, Args)]
pub(crate) struct Answers {
    #[command(flatten)]
    on: OnQuestion,
    /// The answer to the next question: a label, words of one's own, or a JSON list of several; once for each question
    #[arg(long = "answer", value_name = "ANSWER", required = true, value_parser = answers)]
    answers: Vec<OneAnswer>,
}

/// What one question is answered.
#[derive(Debug, Clone)]
struct OneAnswer(Vec<String>);

fn answers(text: &str) -> Result<OneAnswer, String> {
    if !text.trim_start().starts_with('[') {
        return Ok(OneAnswer(vec![text.to_owned()]));
    }
    serde_json::from_str(text).map(OneAnswer).map_err(|why| format!("not a JSON list of texts: {why}"))
}

impl OnQuestion {
    async fn path(self, desk: &Desk) -> Result<OneQuestion, Failure> {
        Ok(OneQuestion { workspace_id: desk.workspace(&self.on.workspace).await?, request_id: self.request })
    }
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
            Self::ListQuestions(on) => {
                desk.show::<AsksListQuestions>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
            Self::ReplyQuestion(Answers { on, answers }) => {
                let body = ReplyQuestion { answers: answers.into_iter().map(|answer| answer.0).collect() };
                desk.show::<AsksReplyQuestion>(&on.path(desk).await?, &Nothing {}, &body).await
            }
            Self::RejectQuestion(on) => {
                desk.show::<AsksRejectQuestion>(&on.path(desk).await?, &Nothing {}, &Nothing {}).await
            }
        }
    }
}
