//! What sets a session to work.

use super::Sessions;
use crate::engine::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::flows::reload::Permit;
use crate::ids::{SessionId, WorkspaceId};
use crate::model::message::{AcceptedPrompt, Message, Prompt};
use crate::model::run::{InitSession, RunCommand, RunShell, SummarizeSession, SummarizedSession};
use crate::model::session::AbortedSession;
use crate::operation::Operation;
use crate::sessions::{self, run};
use tokio::sync::oneshot;
use tracing::Instrument as _;

impl Sessions {
    /// Leave to set a session to work, by an engine that lives and of which no reload is under way here.
    pub(super) async fn at_work(
        &self,
        operation: Operation,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
    ) -> Result<(Client, String, Permit)> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, operation, workspace_id)?;
        inner.registry.get(workspace_id)?;
        let permit = inner.reloads.permit(workspace_id).await;
        let (client, folder) = inner.reach_to_work(workspace_id, session_id).await?;
        Ok((client, folder, permit))
    }

    /// Sends in a task of the server. A caller that is cancelled cannot take back what is on its way, and half of it would be
    /// worse: the message's name known, so that a repeat is told it was accepted, and nothing sent.
    async fn see_through<T: Send + 'static>(
        &self,
        sending: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let (tell, told) = oneshot::channel();
        let seen_through = async move { drop(tell.send(sending.await)) };
        self.server.inner.tasks.spawn("prompt", seen_through.in_current_span());
        let ended = |_| {
            let (kind, sentence) = if self.server.inner.stop.is_cancelled() {
                (ErrorKind::Conflict, "The server is stopping and takes no new work.")
            } else {
                (ErrorKind::Internal, "The sending ended before its answer.")
            };
            Err(Error::new(kind, sentence))
        };
        told.await.unwrap_or_else(ended)
    }

    /// Sends a prompt and waits for the whole run.
    ///
    /// # Errors
    /// `engine_error` when the engine ends before the run does; else as the catalogue says for `sessions.sendMessage`.
    pub async fn send_message(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: Prompt,
    ) -> Result<Message> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder, permit) = self.at_work(Operation::SessionsSendMessage, workspace_id, session_id).await?;
        let (sent, id) = (self.server.inner.sent.clone(), session_id.clone());
        let allowed = self.server.inner.projections.settings(workspace_id)?.authorized_folders;
        self.see_through(async move { permit.held(sent.and_wait(&client, (&folder, &allowed), &id, body)).await }).await
    }

    /// Sends a prompt and does not wait.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.promptAsync`.
    pub async fn prompt_async(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: Prompt,
    ) -> Result<AcceptedPrompt> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder, permit) = self.at_work(Operation::SessionsPromptAsync, workspace_id, session_id).await?;
        let (sent, id) = (self.server.inner.sent.clone(), session_id.clone());
        let allowed = self.server.inner.projections.settings(workspace_id)?.authorized_folders;
        let (reloads, spawner) = (self.server.inner.reloads.clone(), self.server.inner.tasks.spawner());
        let session = session_id.clone();
        self.see_through(async move {
            let accepted = sent.and_go(&client, (&folder, &allowed), &id, body).await;
            // its run begins behind the answer
            let begins = async move { reloads.until_begun(permit, &session).await };
            spawner.spawn("run", begins);
            accepted
        })
        .await
    }

    /// Runs a command and waits for the whole run.
    ///
    /// # Errors
    /// `not_found` for a command that the workspace does not have; else as the catalogue says for `sessions.command`.
    pub async fn command(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: RunCommand,
    ) -> Result<Message> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder, permit) = self.at_work(Operation::SessionsCommand, workspace_id, session_id).await?;
        let (sent, id) = (self.server.inner.sent.clone(), session_id.clone());
        let allowed = self.server.inner.projections.settings(workspace_id)?.authorized_folders;
        self.see_through(async move { permit.held(sent.command(&client, (&folder, &allowed), &id, body)).await }).await
    }

    /// Runs a line in the shell and waits for its end.
    ///
    /// # Errors
    /// `conflict` while the session works; else as the catalogue says for `sessions.shell`.
    pub async fn shell(&self, workspace_id: &WorkspaceId, session_id: &SessionId, body: RunShell) -> Result<Message> {
        let (client, folder, permit) = self.at_work(Operation::SessionsShell, workspace_id, session_id).await?;
        let (sent, id) = (self.server.inner.sent.clone(), session_id.clone());
        self.see_through(async move { permit.held(sent.shell(&client, &folder, &id, body)).await }).await
    }

    /// Has the agent write the folder's AGENTS.md, and waits for it.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.init`.
    pub async fn init(&self, workspace_id: &WorkspaceId, session_id: &SessionId, body: InitSession) -> Result<Message> {
        let (client, folder, permit) = self.at_work(Operation::SessionsInit, workspace_id, session_id).await?;
        let (sent, id) = (self.server.inner.sent.clone(), session_id.clone());
        self.see_through(async move { permit.held(sent.init(&client, &folder, &id, body)).await }).await
    }

    /// Summarises a session to make room, and waits for it.
    ///
    /// # Errors
    /// `conflict` while the session works; else as the catalogue says for `sessions.summarize`.
    pub async fn summarize(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: SummarizeSession,
    ) -> Result<SummarizedSession> {
        let (client, folder, permit) = self.at_work(Operation::SessionsSummarize, workspace_id, session_id).await?;
        permit.held(run::summarize(&client, &folder, session_id, &body)).await
    }

    /// Stops what a session is doing.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.abort`.
    pub async fn abort(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<AbortedSession> {
        let (client, folder) = self.at(Operation::SessionsAbort, workspace_id, session_id).await?;
        sessions::abort(&client, &folder, session_id).await?;
        Ok(AbortedSession { session_id: session_id.clone() })
    }
}
