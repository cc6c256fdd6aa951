//! What OpenCode leaves unsaid: a message whose engine ended before it did stays unfinished for ever.

use crate::engine::Client;
use crate::error::Result;
use crate::ids::SessionId;
use crate::model::message::{Message, MessageInfo, MessageRole};
use crate::model::session::SessionStatus;

fn unfinished(info: &MessageInfo) -> bool {
    info.role == MessageRole::Assistant && info.time.completed.is_none() && info.error.is_none()
}

/// Marks the messages that will never be completed.
///
/// A message that is unfinished, and still is after its session was seen idle, belongs to a run that is over. Reading it
/// again tells it from one that was completed between the two looks.
pub(super) async fn mark_interrupted(
    client: &Client,
    folder: &str,
    session: &SessionId,
    messages: &mut [Message],
) -> Result<()> {
    if !messages.iter().any(|message| unfinished(&message.info)) {
        return Ok(());
    }
    if super::status(client, folder, session).await? != SessionStatus::Idle {
        return Ok(());
    }
    for message in messages.iter_mut().filter(|message| unfinished(&message.info)) {
        let path = format!("/session/{session}/message/{}", message.info.id);
        *message = client.get(&path, folder, &[]).await?;
        if unfinished(&message.info) {
            message.info.interrupted = Some(true);
        }
    }
    Ok(())
}
