//! What a session did and how that is changed. OpenCode says yes to much that is not there; here it is looked up first.

use super::prompt::reachable;
use super::{message, messages, rest};
use crate::engine::{Client, EngineError};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{MessageId, PartId, SessionId};
use crate::model::engine::EngineProject;
use crate::model::history::{DiffSession, FileDiff, RevertSession, RevertedSession, SessionDiff, TurnDiff, UpdatePart};
use crate::model::message::{Message, MessageRole, Part};
use crate::model::page::Page;
use crate::model::session::Session;
use serde_json::{Map, Value, json};

/// What of a part says which one it is, and of what kind.
const FIXED: &[&str] = &["id", "sessionID", "messageID", "type"];

/// What a session changed, turn by turn.
pub(crate) async fn diff(client: &Client, folder: &str, id: &SessionId, query: &DiffSession) -> Result<SessionDiff> {
    let tracked = is_tracked(client, folder).await?;
    let items = match &query.message_id {
        Some(message_id) => {
            if message(client, folder, id, message_id).await?.info.role != MessageRole::User {
                let sentence = "A turn is named by the user's message that began it; this is an agent's.";
                return Err(Error::new(ErrorKind::InvalidRequest, sentence).at("messageId", "not a user's message"));
            }
            let asking = [("messageID", message_id.as_str())];
            let files = client.get(&format!("/session/{id}/diff"), folder, &asking).await?;
            vec![TurnDiff { message_id: message_id.clone(), files }]
        }
        // OpenCode answers nothing where no message is named; each of the users' messages has its own
        None => messages(client, folder, id, &Page::default()).await?.items.iter().filter_map(turn).collect(),
    };
    Ok(SessionDiff { tracked, items })
}

/// What followed a user's message, if it changed anything.
fn turn(message: &Message) -> Option<TurnDiff> {
    let diffs = message.info.more.0.get("summary")?.get("diffs")?.clone();
    let files: Vec<FileDiff> = serde_json::from_value(diffs).ok()?;
    (!files.is_empty()).then(|| TurnDiff { message_id: message.info.id.clone(), files })
}

/// Whether OpenCode watches the files of a folder: it does so through git alone.
async fn is_tracked(client: &Client, folder: &str) -> Result<bool> {
    let project: EngineProject = client.get("/project/current", folder, &[]).await?;
    Ok(project.vcs.is_some())
}

/// A new session of the messages before one, or of all.
pub(crate) async fn fork(client: &Client, folder: &str, id: &SessionId, at: Option<&MessageId>) -> Result<Session> {
    let body = match at {
        Some(at) => {
            message(client, folder, id, at).await?;
            json!({ "messageID": at })
        }
        None => json!({}),
    };
    Ok(client.post(&format!("/session/{id}/fork"), folder, &body).await?)
}

/// Takes back a message and what follows it.
pub(crate) async fn revert(
    client: &Client,
    folder: &str,
    id: &SessionId,
    to: &RevertSession,
) -> Result<RevertedSession> {
    rest(client, folder, id).await?;
    let message = message(client, folder, id, &to.message_id).await?;
    let mut body = Map::from_iter([("messageID".to_owned(), json!(to.message_id))]);
    if let Some(part_id) = &to.part_id {
        part(&message, part_id)?;
        body.insert("partID".to_owned(), json!(part_id));
    }
    let session = client.post(&format!("/session/{id}/revert"), folder, &Value::Object(body)).await?;
    Ok(RevertedSession { session, files_restored: is_tracked(client, folder).await? })
}

/// Brings back what was taken back.
pub(crate) async fn unrevert(client: &Client, folder: &str, id: &SessionId) -> Result<RevertedSession> {
    rest(client, folder, id).await?;
    let session = client.post(&format!("/session/{id}/unrevert"), folder, &json!({})).await?;
    Ok(RevertedSession { session, files_restored: is_tracked(client, folder).await? })
}

/// Publishes a session.
pub(crate) async fn share(client: &Client, folder: &str, id: &SessionId) -> Result<Session> {
    let off = || {
        let sentence = "Sharing is switched off in OpenCode (`share` in its configuration, or its environment).";
        Error::new(ErrorKind::Conflict, sentence)
    };
    match client.post::<Session>(&format!("/session/{id}/share"), folder, &json!({})).await {
        Ok(session) if session.more.0.get("share").is_some_and(|share| share.get("url").is_some()) => Ok(session),
        Ok(_) => Err(off()),
        Err(error @ EngineError::Answered { status: 500, .. }) => {
            let config: Value = client.get("/config", folder, &[]).await?;
            let is_off = config.get("share").and_then(Value::as_str) == Some("disabled");
            Err(if is_off { off() } else { error.into() })
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a session off the public page.
pub(crate) async fn unshare(client: &Client, folder: &str, id: &SessionId) -> Result<Session> {
    Ok(client.delete(&format!("/session/{id}/share"), folder).await?)
}

/// Deletes a message.
pub(crate) async fn delete_message(client: &Client, folder: &str, id: &SessionId, at: &MessageId) -> Result<()> {
    rest(client, folder, id).await?;
    message(client, folder, id, at).await?;
    Ok(client.delete::<Value>(&format!("/session/{id}/message/{at}"), folder).await.map(drop)?)
}

/// Changes some fields of a part.
pub(crate) async fn update_part(
    client: &Client,
    (folder, allowed): (&str, &[String]),
    id: &SessionId,
    (at, part_id): (&MessageId, &PartId),
    change: UpdatePart,
) -> Result<Part> {
    rest(client, folder, id).await?;
    let message = message(client, folder, id, at).await?;
    let mut whole = part(&message, part_id)?.clone();
    if let Some(fixed) = FIXED.iter().find(|name| change.more.0.contains_key(**name)) {
        return Err(Error::unprocessable(fixed, "What names a part, and its type, cannot be changed."));
    }
    // as in a prompt, which could not have brought it either
    if let Some(url) = change.more.0.get("url") {
        let url = url.as_str().ok_or_else(|| Error::unprocessable("url", "A part's URL is a text."))?;
        reachable(folder, allowed, url).map_err(|message| Error::unprocessable("url", message))?;
    }
    if change.text.is_some() {
        whole.text = change.text;
    }
    let mut more = change.more.0;
    // these are fields of their own and stand beside the others
    if let Some(Value::Object(state)) = more.remove("state") {
        whole.state = Some(crate::model::json::JsonObject(state));
    }
    whole.more.0.extend(more);
    Ok(client.patch(&format!("/session/{id}/message/{at}/part/{part_id}"), folder, &whole).await?)
}

/// Deletes a part.
pub(crate) async fn delete_part(
    client: &Client,
    folder: &str,
    id: &SessionId,
    (at, part_id): (&MessageId, &PartId),
) -> Result<()> {
    rest(client, folder, id).await?;
    part(&message(client, folder, id, at).await?, part_id)?;
    Ok(client.delete::<Value>(&format!("/session/{id}/message/{at}/part/{part_id}"), folder).await.map(drop)?)
}

fn part<'a>(message: &'a Message, id: &PartId) -> Result<&'a Part> {
    let found = message.parts.iter().find(|part| part.id == id.as_str());
    found.ok_or_else(|| Error::not_found(format_args!("part `{id}` in this message")))
}
