//! What agents ask to be allowed.

use crate::engine::{Client, EngineError};
use crate::error::{Error, Result};
use crate::ids::PermissionId;
use crate::model::ask::{PermissionRequest, ReplyPermission};
use serde_json::{Value, json};

/// The requests of a folder that wait. OpenCode also lists those of runs that are over; they are left out.
pub(crate) async fn pending(client: &Client, folder: &str) -> Result<Vec<PermissionRequest>> {
    let asked: Vec<PermissionRequest> = client.get("/permission", folder, &[]).await?;
    if asked.is_empty() {
        return Ok(asked);
    }
    let working = super::statuses(client, folder).await?.items;
    Ok(asked.into_iter().filter(|request| working.contains_key(request.session_id.as_str())).collect())
}

/// Answers a request.
pub(crate) async fn reply(client: &Client, folder: &str, id: &PermissionId, reply: &ReplyPermission) -> Result<()> {
    let mut body = serde_json::Map::from_iter([("reply".to_owned(), json!(reply.reply))]);
    if let Some(message) = &reply.message {
        body.insert("message".to_owned(), json!(message));
    }
    match client.post::<Value>(&format!("/permission/{id}/reply"), folder, &Value::Object(body)).await {
        Ok(_) => Ok(()),
        Err(EngineError::Answered { status: 404, .. }) => Err(none(id)),
        Err(error) => Err(error.into()),
    }
}

/// There is no such request, or it was answered.
pub(crate) fn none(id: &PermissionId) -> Error {
    Error::not_found(format_args!("request `{id}` that waits for an answer"))
}
