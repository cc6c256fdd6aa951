//! Sessions: what is asked of OpenCode, and how its answers are told truly.
//!
//! OpenCode owns sessions and messages; nothing of them is kept here. This area translates our requests into its own, checks
//! what it would not check, and marks what it leaves unsaid. Every function takes the folder that the session works in; that
//! the session belongs to the caller's workspace was checked before (`flows::ownership`).

pub(crate) mod asks;
pub(crate) mod history;
mod id;
pub(crate) mod live;
mod names;
mod prompt;
pub(crate) mod run;
mod truth;

pub(crate) use prompt::Sent;

use crate::cursor;
use crate::engine::{Client, EngineError};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{MessageId, SessionId};
use crate::model::message::{Message, MessageList};
use crate::model::page::Page;
use crate::model::session::{
    CreateSession, ListSessions, Session, SessionList, SessionStatus, SessionStatuses, Todo, UpdateSession,
};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Where OpenCode says how the page of older messages is asked for.
const NEXT_CURSOR: &str = "x-next-cursor";

/// How many sessions are asked for when a page is cut out of the whole list.
const WHOLE_LIST: usize = 10_000;

/// How many sessions deep helpers may start helpers and still be looked for. OpenCode lets an agent's helper start none.
const DEEPEST: usize = 16;

/// The sessions of a folder, the one changed last first.
pub(crate) async fn list(client: &Client, folder: &str, query: &ListSessions) -> Result<SessionList> {
    let limit = query.limit.unwrap_or_default().get();
    // a later page is cut out of the whole list: OpenCode pages by time only, which would repeat or lose sessions
    let asked = if query.cursor.is_some() { WHOLE_LIST } else { limit + 1 };
    let asked = asked.to_string();
    let mut asking = vec![("limit", asked.as_str())];
    if query.roots == Some(true) {
        asking.push(("roots", "true"));
    }
    if let Some(search) = &query.search {
        asking.push(("search", search));
    }
    let sessions: Vec<Session> = client.get("/session", folder, &asking).await?;
    let place = |session: &Session| (Reverse(session.time.updated), session.id.clone());
    let (items, next_cursor) = cursor::page(sessions, place, query.cursor.as_deref(), limit)?;
    Ok(SessionList { items, next_cursor })
}

/// Makes a session.
pub(crate) async fn create(client: &Client, folder: &str, wanted: &CreateSession) -> Result<Session> {
    let mut body = serde_json::Map::new();
    if let Some(title) = &wanted.title {
        body.insert("title".to_owned(), json!(title));
    }
    if let Some(parent) = &wanted.parent_id {
        body.insert("parentID".to_owned(), json!(parent));
    }
    if let Some(rules) = &wanted.permission {
        body.insert("permission".to_owned(), json!(rules));
    }
    Ok(client.post("/session", folder, &Value::Object(body)).await?)
}

/// The session.
pub(crate) async fn get(client: &Client, folder: &str, id: &SessionId) -> Result<Session> {
    Ok(client.get(&format!("/session/{id}"), folder, &[]).await?)
}

/// Changes a session.
pub(crate) async fn update(client: &Client, folder: &str, id: &SessionId, change: &UpdateSession) -> Result<Session> {
    let mut body = serde_json::Map::new();
    if let Some(title) = &change.title {
        body.insert("title".to_owned(), json!(title));
    }
    match change.archived {
        Some(true) => {
            body.insert("time".to_owned(), json!({ "archived": crate::clock::Timestamp::now().as_millis() }));
        }
        Some(false) => {
            return Err(Error::unprocessable("archived", "OpenCode cannot take a session out of the archive again."));
        }
        None => {}
    }
    Ok(client.patch(&format!("/session/{id}"), folder, &Value::Object(body)).await?)
}

/// Deletes a session.
pub(crate) async fn delete(client: &Client, folder: &str, id: &SessionId) -> Result<()> {
    Ok(client.delete::<Value>(&format!("/session/{id}"), folder).await.map(drop)?)
}

/// What the sessions of a folder that are not idle are doing.
pub(crate) async fn statuses(client: &Client, folder: &str) -> Result<SessionStatuses> {
    let items: HashMap<String, SessionStatus> = client.get("/session/status", folder, &[]).await?;
    Ok(SessionStatuses { items: items.into_iter().filter(|(_, status)| *status != SessionStatus::Idle).collect() })
}

/// What a session is doing.
pub(crate) async fn status(client: &Client, folder: &str, id: &SessionId) -> Result<SessionStatus> {
    Ok(statuses(client, folder).await?.items.remove(id.as_str()).unwrap_or(SessionStatus::Idle))
}

/// A page of a session's messages.
pub(crate) async fn messages(client: &Client, folder: &str, id: &SessionId, page: &Page) -> Result<MessageList> {
    let limit = page.limit.map(|limit| limit.get().to_string());
    let mut asking = Vec::new();
    if let Some(limit) = &limit {
        asking.push(("limit", limit.as_str()));
    }
    if let Some(before) = &page.cursor {
        if page.limit.is_none() {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "A `cursor` goes with the `limit` of the page it came from.",
            )
            .at("limit", "missing beside `cursor`"));
        }
        asking.push(("before", before));
    }
    let path = format!("/session/{id}/message");
    let answer = client.get_with_headers(&path, folder, &asking).await;
    let (mut items, headers): (Vec<Message>, _) = answer.map_err(|error| {
        let foreign = page.cursor.is_some() && matches!(error, EngineError::BadQuestion(_));
        if foreign { cursor::foreign() } else { error.into() }
    })?;
    let next_cursor = headers.get(NEXT_CURSOR).and_then(|cursor| cursor.to_str().ok()).map(str::to_owned);
    truth::mark_interrupted(client, folder, id, &mut items).await?;
    Ok(MessageList { items, next_cursor })
}

/// A message with its parts.
pub(crate) async fn message(client: &Client, folder: &str, id: &SessionId, message: &MessageId) -> Result<Message> {
    let message: Message = client.get(&format!("/session/{id}/message/{message}"), folder, &[]).await?;
    let mut one = [message];
    truth::mark_interrupted(client, folder, id, &mut one).await?;
    let [message] = one;
    Ok(message)
}

/// An agent's list.
pub(crate) async fn todos(client: &Client, folder: &str, id: &SessionId) -> Result<Vec<Todo>> {
    Ok(client.get(&format!("/session/{id}/todo"), folder, &[]).await?)
}

/// The sessions that a session started, the one changed last first.
pub(crate) async fn children(client: &Client, folder: &str, id: &SessionId) -> Result<Vec<Session>> {
    let mut sessions: Vec<Session> = client.get(&format!("/session/{id}/children"), folder, &[]).await?;
    sessions.sort_by_key(|session| (Reverse(session.time.updated), session.id.clone()));
    Ok(sessions)
}

/// Whether a session is another, or was started by it, or by one that it started.
pub(crate) async fn is_below(client: &Client, folder: &str, id: &SessionId, top: &SessionId) -> Result<bool> {
    let mut at = id.clone();
    for _ in 0..DEEPEST {
        if at == *top {
            return Ok(true);
        }
        match get(client, folder, &at).await?.parent_id {
            Some(parent) => at = parent,
            None => return Ok(false),
        }
    }
    Ok(false)
}

/// Refuses to change a session while it works.
async fn rest(client: &Client, folder: &str, id: &SessionId) -> Result<()> {
    match status(client, folder, id).await? {
        SessionStatus::Idle => Ok(()),
        SessionStatus::Busy | SessionStatus::Retry { .. } => Err(Error::new(
            ErrorKind::Conflict,
            "The session works; wait for its end, or stop it with `sessions.abort`.",
        )),
    }
}

/// Ends the run of a session and turns down what it asks for; OpenCode would keep asking.
pub(crate) async fn abort(client: &Client, folder: &str, id: &SessionId) -> Result<()> {
    client.post::<Value>(&format!("/session/{id}/abort"), folder, &json!({})).await?;
    asks::clear(client, folder, id).await
}

/// Text that a part has so far, put where OpenCode still has none: it stores a text when it is complete.
pub(crate) fn fill_in(messages: &mut [Message], texts: &HashMap<String, String>) {
    for part in messages.iter_mut().flat_map(|message| &mut message.parts) {
        if let Some(text) = texts.get(&part.id) {
            part.text = Some(text.clone());
        }
    }
}
