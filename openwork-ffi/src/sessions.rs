//! Sessions: conversations with agents.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::history::{
    DeletedMessage, DeletedPart, DiffSession, ForkSession, RevertSession, RevertedSession, SessionDiff, UpdatePart,
};
use openwork_core::model::message::{AcceptedPrompt, Message, MessageList, Part, Prompt};
use openwork_core::model::page::Page;
use openwork_core::model::run::{InitSession, RunCommand, RunShell, SummarizeSession, SummarizedSession};
use openwork_core::model::session::{
    AbortedSession, CreateSession, DeletedSession, ListSessions, Session, SessionList, SessionSnapshot, SessionStatus,
    SessionStatuses, TodoList, UpdateSession,
};
use openwork_core::server::Sessions;
use openwork_core::{MessageId, PartId, SessionId, WorkspaceId};

/// Sessions: conversations with agents.
#[derive(Debug, uniffi::Object)]
pub struct SessionsArea(pub(crate) Bound<Sessions>);

#[uniffi::export]
impl SessionsArea {
    /// Lists the sessions of a workspace, the one changed last first.
    #[uniffi::method(default(query = None))]
    pub async fn list(&self, workspace_id: WorkspaceId, query: Option<ListSessions>) -> Result<SessionList> {
        self.0.call(|area| async move { area.list(&workspace_id, query.unwrap_or_default()).await }).await
    }

    /// Makes a session. Nothing runs until it is given a prompt.
    #[uniffi::method(default(body = None))]
    pub async fn create(&self, workspace_id: WorkspaceId, body: Option<CreateSession>) -> Result<Session> {
        self.0.call(|area| async move { area.create(&workspace_id, body.unwrap_or_default()).await }).await
    }

    /// What the sessions of a workspace are doing. Those that are idle are not named.
    pub async fn statuses(&self, workspace_id: WorkspaceId) -> Result<SessionStatuses> {
        self.0.call(|area| async move { area.statuses(&workspace_id).await }).await
    }

    /// Gets a session.
    pub async fn get(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<Session> {
        self.0.call(|area| async move { area.get(&workspace_id, &session_id).await }).await
    }

    /// Changes a session.
    pub async fn update(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        body: UpdateSession,
    ) -> Result<Session> {
        self.0.call(|area| async move { area.update(&workspace_id, &session_id, body).await }).await
    }

    /// Deletes a session with its messages.
    pub async fn delete(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<DeletedSession> {
        self.0.call(|area| async move { area.delete(&workspace_id, &session_id).await }).await
    }

    /// What a session is doing.
    pub async fn status(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<SessionStatus> {
        self.0.call(|area| async move { area.status(&workspace_id, &session_id).await }).await
    }

    /// A whole session, and the event position it belongs to.
    pub async fn snapshot(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<SessionSnapshot> {
        self.0.call(|area| async move { area.snapshot(&workspace_id, &session_id).await }).await
    }

    /// Lists the messages of a session: the newest page first, each page oldest first.
    #[uniffi::method(default(query = None))]
    pub async fn list_messages(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        query: Option<Page>,
    ) -> Result<MessageList> {
        let query = query.unwrap_or_default();
        self.0.call(|area| async move { area.list_messages(&workspace_id, &session_id, query).await }).await
    }

    /// Gets a message with its parts.
    pub async fn get_message(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        message_id: MessageId,
    ) -> Result<Message> {
        self.0.call(|area| async move { area.get_message(&workspace_id, &session_id, &message_id).await }).await
    }

    /// Sends a prompt and waits for the answer. A caller that goes away does not end the run.
    pub async fn send_message(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        body: Prompt,
    ) -> Result<Message> {
        self.0.call(|area| async move { area.send_message(&workspace_id, &session_id, body).await }).await
    }

    /// Sends a prompt and does not wait; what becomes of it comes as events.
    pub async fn prompt_async(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        body: Prompt,
    ) -> Result<AcceptedPrompt> {
        self.0.call(|area| async move { area.prompt_async(&workspace_id, &session_id, body).await }).await
    }

    /// Stops what a session is doing.
    pub async fn abort(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<AbortedSession> {
        self.0.call(|area| async move { area.abort(&workspace_id, &session_id).await }).await
    }

    /// Gets the list of a session's agent.
    pub async fn todo(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<TodoList> {
        self.0.call(|area| async move { area.todo(&workspace_id, &session_id).await }).await
    }

    /// Lists the sessions that a session started.
    pub async fn children(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<SessionList> {
        self.0.call(|area| async move { area.children(&workspace_id, &session_id).await }).await
    }

    /// What a session changed in the files, turn by turn.
    #[uniffi::method(default(query = None))]
    pub async fn diff(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        query: Option<DiffSession>,
    ) -> Result<SessionDiff> {
        self.0.call(|area| async move { area.diff(&workspace_id, &session_id, query.unwrap_or_default()).await }).await
    }

    /// Runs a command and waits for the answer.
    pub async fn command(&self, workspace_id: WorkspaceId, session_id: SessionId, body: RunCommand) -> Result<Message> {
        self.0.call(|area| async move { area.command(&workspace_id, &session_id, body).await }).await
    }

    /// Runs a line in the shell and waits for its end.
    pub async fn shell(&self, workspace_id: WorkspaceId, session_id: SessionId, body: RunShell) -> Result<Message> {
        self.0.call(|area| async move { area.shell(&workspace_id, &session_id, body).await }).await
    }

    /// Deletes a message.
    pub async fn delete_message(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        message_id: MessageId,
    ) -> Result<DeletedMessage> {
        self.0.call(|area| async move { area.delete_message(&workspace_id, &session_id, &message_id).await }).await
    }

    /// Changes a part of a message.
    pub async fn update_part(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        message_id: MessageId,
        part_id: PartId,
        body: UpdatePart,
    ) -> Result<Part> {
        self.0
            .call(|area| async move { area.update_part(&workspace_id, &session_id, &message_id, &part_id, body).await })
            .await
    }

    /// Deletes a part of a message.
    pub async fn delete_part(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        message_id: MessageId,
        part_id: PartId,
    ) -> Result<DeletedPart> {
        self.0
            .call(|area| async move { area.delete_part(&workspace_id, &session_id, &message_id, &part_id).await })
            .await
    }

    /// Has the agent write the folder's AGENTS.md, and waits for it.
    pub async fn init(&self, workspace_id: WorkspaceId, session_id: SessionId, body: InitSession) -> Result<Message> {
        self.0.call(|area| async move { area.init(&workspace_id, &session_id, body).await }).await
    }

    /// Makes a session of another's beginning.
    #[uniffi::method(default(body = None))]
    pub async fn fork(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        body: Option<ForkSession>,
    ) -> Result<Session> {
        self.0.call(|area| async move { area.fork(&workspace_id, &session_id, body.unwrap_or_default()).await }).await
    }

    /// Summarises a session to make room, and waits for it.
    pub async fn summarize(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        body: SummarizeSession,
    ) -> Result<SummarizedSession> {
        self.0.call(|area| async move { area.summarize(&workspace_id, &session_id, body).await }).await
    }

    /// Takes back messages and what they changed.
    pub async fn revert(
        &self,
        workspace_id: WorkspaceId,
        session_id: SessionId,
        body: RevertSession,
    ) -> Result<RevertedSession> {
        self.0.call(|area| async move { area.revert(&workspace_id, &session_id, body).await }).await
    }

    /// Brings back what was taken back.
    pub async fn unrevert(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<RevertedSession> {
        self.0.call(|area| async move { area.unrevert(&workspace_id, &session_id).await }).await
    }

    /// Publishes a session.
    pub async fn share(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<Session> {
        self.0.call(|area| async move { area.share(&workspace_id, &session_id).await }).await
    }

    /// Takes a session off the public page.
    pub async fn unshare(&self, workspace_id: WorkspaceId, session_id: SessionId) -> Result<Session> {
        self.0.call(|area| async move { area.unshare(&workspace_id, &session_id).await }).await
    }
}
