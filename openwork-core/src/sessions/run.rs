//! What sets a session to work beside a prompt.

use super::names::{self, Names};
use super::prompt::{self, Sent};
use super::{messages, rest};
use crate::engine::{Client, Patience};
use crate::error::{Error, Result};
use crate::ids::{MessageId, SessionId};
use crate::model::message::{Message, MessageRole};
use crate::model::page::{Limit, Page};
use crate::model::run::{InitSession, RunCommand, RunShell, SummarizeSession, SummarizedSession};
use serde_json::{Map, Value, json};

/// In whose name a line of the shell is kept where nobody is named.
const AGENT: &str = "build";

/// How many of the last messages may follow a summary while it is looked for.
const RECENT: u32 = 20;

impl Sent {
    /// Runs a command and waits for the agent's last message.
    pub(crate) async fn command(
        &self,
        client: &Client,
        (folder, allowed): (&str, &[String]),
        id: &SessionId,
        run: RunCommand,
    ) -> Result<Message> {
        if !names::is_command(client, folder, &run.command).await? {
            return Err(Error::not_found(format_args!(
                "command `{}` in this workspace; `engine.commands` lists them",
                run.command
            )));
        }
        Names::of(run.agent.as_deref(), run.model.as_ref()).check(client, folder).await?;
        let mut files = Vec::new();
        for (at, file) in run.files.iter().flatten().enumerate() {
            prompt::reachable(folder, allowed, &file.url)
                .map_err(|message| Error::unprocessable(&format!("files[{at}].url"), message))?;
            let mut part = json!(file);
            part["type"] = json!("file");
            files.push(part);
        }
        let mut body = Map::from_iter([
            ("command".to_owned(), json!(run.command)),
            ("arguments".to_owned(), json!(run.arguments.unwrap_or_default())),
        ]);
        if !files.is_empty() {
            body.insert("parts".to_owned(), json!(files));
        }
        // only here OpenCode wants the two words as one
        let model = run.model.map(|model| format!("{}/{}", model.provider_id, model.model_id));
        let more = [("agent", run.agent), ("model", model), ("variant", run.variant)];
        body.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))));
        let path = format!("/session/{id}/command");
        let (answer, _) = self.once(client, folder, id, run.message_id, &path, body).await?;
        Ok(answer)
    }

    /// Runs a line of the shell and waits for its end.
    pub(crate) async fn shell(&self, client: &Client, folder: &str, id: &SessionId, run: RunShell) -> Result<Message> {
        rest(client, folder, id).await?;
        Names::of(run.agent.as_deref(), run.model.as_ref()).check(client, folder).await?;
        let mut body = Map::from_iter([
            ("command".to_owned(), json!(run.command)),
            ("agent".to_owned(), json!(run.agent.as_deref().unwrap_or(AGENT))),
        ]);
        if let Some(model) = &run.model {
            body.insert("model".to_owned(), prompt::model(model).into());
        }
        let path = format!("/session/{id}/shell");
        let (answer, _) = self.once(client, folder, id, run.message_id, &path, body).await?;
        Ok(answer)
    }

    /// Has the agent look at the folder, and answers with its last message.
    pub(crate) async fn init(
        &self,
        client: &Client,
        folder: &str,
        id: &SessionId,
        run: InitSession,
    ) -> Result<Message> {
        Names::of(None, Some(&run.model)).check(client, folder).await?;
        let path = format!("/session/{id}/init");
        let body = prompt::model(&run.model);
        let (_, asked): (Value, _) = self.once(client, folder, id, run.message_id, &path, body).await?;
        answer_to(client, folder, id, &asked).await
    }
}

/// The last message that answers another.
async fn answer_to(client: &Client, folder: &str, id: &SessionId, asked: &MessageId) -> Result<Message> {
    let recent = messages(client, folder, id, &newest()).await?.items;
    let answer = recent.into_iter().rev().find(|message| message.info.parent_id.as_ref() == Some(asked));
    answer.ok_or_else(|| Error::not_found(format_args!("answer to message `{asked}`; its run was stopped before")))
}

/// Replaces what was said so far by a summary.
pub(crate) async fn summarize(
    client: &Client,
    folder: &str,
    id: &SessionId,
    run: &SummarizeSession,
) -> Result<SummarizedSession> {
    rest(client, folder, id).await?;
    // a model that is not there leaves a request for a summary behind, which the next prompt would fulfil in place of itself
    Names::of(None, Some(&run.model)).check(client, folder).await?;
    let path = format!("/session/{id}/summarize");
    client.post_with::<Value>(&path, folder, &prompt::model(&run.model), Patience::Endless).await?;
    let recent = messages(client, folder, id, &newest()).await?.items;
    let is_summary = |message: &Message| {
        message.info.role == MessageRole::Assistant && message.info.more.0.get("summary") == Some(&Value::Bool(true))
    };
    let summary = recent.into_iter().rev().find(is_summary);
    let summary = summary.ok_or_else(|| Error::not_found("summary; the session has nothing to summarise"))?;
    Ok(SummarizedSession { session_id: id.clone(), summary })
}

fn newest() -> Page {
    Page { limit: Limit::try_from(RECENT).ok(), cursor: None }
}
