//! What agents ask: permissions and questions. Both are told, answered and turned down alike.

use super::live::AskKind;
use crate::engine::{Client, EngineError};
use crate::error::{Error, Result};
use crate::ids::{PermissionId, QuestionId, SessionId};
use crate::model::ask::{PermissionRequest, QuestionRequest, ReplyPermission, ReplyQuestion};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Display;

/// Something that an agent asks and waits for.
pub(crate) trait Ask: DeserializeOwned {
    /// Names it.
    type Id: Display + Ord;
    /// Where OpenCode keeps those that wait.
    const ROUTE: &'static str;

    /// Its name.
    fn id(&self) -> &Self::Id;
    /// The session that waits.
    fn session(&self) -> &SessionId;
}

impl Ask for PermissionRequest {
    type Id = PermissionId;
    const ROUTE: &'static str = "/permission";

    fn id(&self) -> &PermissionId {
        &self.id
    }

    fn session(&self) -> &SessionId {
        &self.session_id
    }
}

impl Ask for QuestionRequest {
    type Id = QuestionId;
    const ROUTE: &'static str = "/question";

    fn id(&self) -> &QuestionId {
        &self.id
    }

    fn session(&self) -> &SessionId {
        &self.session_id
    }
}

/// A request as far as it matters for who waits.
#[derive(Deserialize)]
struct Kept {
    id: String,
    #[serde(rename = "sessionID")]
    session_id: SessionId,
}

/// The requests that OpenCode keeps for a folder, those of runs that are over among them.
pub(crate) async fn kept(client: &Client, folder: &str) -> Result<Vec<(AskKind, String, SessionId)>> {
    let permissions: Vec<Kept> = client.get(PermissionRequest::ROUTE, folder, &[]).await?;
    let questions: Vec<Kept> = client.get(QuestionRequest::ROUTE, folder, &[]).await?;
    let permissions = permissions.into_iter().map(|kept| (AskKind::Permission, kept.id, kept.session_id));
    Ok(permissions.chain(questions.into_iter().map(|kept| (AskKind::Question, kept.id, kept.session_id))).collect())
}

/// The requests of a folder that wait. OpenCode also lists those of runs that are over; they are left out.
pub(crate) async fn pending<A: Ask>(client: &Client, folder: &str) -> Result<Vec<A>> {
    let asked: Vec<A> = client.get(A::ROUTE, folder, &[]).await?;
    if asked.is_empty() {
        return Ok(asked);
    }
    let working = super::statuses(client, folder).await?.items;
    Ok(asked.into_iter().filter(|request| working.contains_key(request.session().as_str())).collect())
}

/// The requests of a session that wait, and those of the sessions that it started: whoever looks at the one is asked for all.
pub(crate) async fn of_session<A: Ask>(client: &Client, folder: &str, session: &SessionId) -> Result<Vec<A>> {
    below(client, folder, session, pending(client, folder).await?).await
}

/// Those of a session and of the sessions that it started.
async fn below<A: Ask>(client: &Client, folder: &str, session: &SessionId, asked: Vec<A>) -> Result<Vec<A>> {
    let mut own = Vec::new();
    for request in asked {
        if super::is_below(client, folder, request.session(), session).await? {
            own.push(request);
        }
    }
    Ok(own)
}

/// Answers a permission request.
pub(crate) async fn reply(client: &Client, folder: &str, id: &PermissionId, reply: &ReplyPermission) -> Result<()> {
    let mut body = serde_json::Map::from_iter([("reply".to_owned(), json!(reply.reply))]);
    if let Some(message) = &reply.message {
        body.insert("message".to_owned(), json!(message));
    }
    answered(client.post(&format!("/permission/{id}/reply"), folder, &Value::Object(body)).await, id)
}

/// Answers questions, each of them.
pub(crate) async fn reply_question(
    client: &Client,
    folder: &str,
    asked: &QuestionRequest,
    reply: &ReplyQuestion,
) -> Result<()> {
    let (wanted, given) = (asked.questions.len(), reply.answers.len());
    if wanted != given {
        let sentence = format!("{wanted} questions are asked and {given} are answered; give each a list of answers.");
        return Err(Error::unprocessable("answers", sentence));
    }
    for (at, (question, answers)) in asked.questions.iter().zip(&reply.answers).enumerate() {
        if question.multiple != Some(true) && answers.len() > 1 {
            return Err(Error::unprocessable(&format!("answers[{at}]"), "This question takes one answer."));
        }
    }
    let body = json!({ "answers": reply.answers });
    answered(client.post(&format!("/question/{}/reply", asked.id), folder, &body).await, &asked.id)
}

/// Turns questions down.
pub(crate) async fn reject_question(client: &Client, folder: &str, id: &QuestionId) -> Result<()> {
    answered(client.post(&format!("/question/{id}/reject"), folder, &json!({})).await, id)
}

/// What is still asked for a run that was ended is turned down: OpenCode would keep it, and show it again with the next run.
pub(super) async fn clear(client: &Client, folder: &str, session: &SessionId) -> Result<()> {
    let permissions: Vec<PermissionRequest> = client.get(PermissionRequest::ROUTE, folder, &[]).await?;
    let questions: Vec<QuestionRequest> = client.get(QuestionRequest::ROUTE, folder, &[]).await?;
    for request in below(client, folder, session, permissions).await? {
        let reply = json!({ "reply": "reject" });
        // someone else may have answered it meanwhile, which is as good
        let _ = client.post::<Value>(&format!("/permission/{}/reply", request.id), folder, &reply).await;
    }
    for request in below(client, folder, session, questions).await? {
        // the same
        let _ = client.post::<Value>(&format!("/question/{}/reject", request.id), folder, &json!({})).await;
    }
    Ok(())
}

fn answered(answer: Result<Value, EngineError>, id: &impl Display) -> Result<()> {
    match answer {
        Ok(_) => Ok(()),
        Err(EngineError::Answered { status: 404, .. }) => Err(none(id)),
        Err(error) => Err(error.into()),
    }
}

/// There is no such request, or it was answered.
pub(crate) fn none(id: &impl Display) -> Error {
    Error::not_found(format_args!("request `{id}` that waits for an answer"))
}
