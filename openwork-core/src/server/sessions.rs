//! The handle of sessions.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::ids::{MessageId, SessionId, WorkspaceId};
use crate::model::message::{AcceptedPrompt, Message, MessageList, Prompt};
use crate::model::page::Page;
use crate::model::session::{
    AbortedSession, CreateSession, DeletedSession, ListSessions, Session, SessionList, SessionSnapshot, SessionStatus,
    SessionStatuses, UpdateSession,
};
use crate::operation::Operation;
use crate::sessions::{self, asks};

/// Sessions, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Sessions {
    server: Server,
    caller: Caller,
}

impl Sessions {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the sessions of a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId, query: ListSessions) -> Result<SessionList> {
        let inner = self.server.allow(&self.caller, Operation::SessionsList, Some(workspace_id))?;
        let (client, folder) = inner.reach(workspace_id).await?;
        sessions::list(&client, &folder, &query).await
    }

    /// Makes a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.create`.
    pub async fn create(&self, workspace_id: &WorkspaceId, body: CreateSession) -> Result<Session> {
        let inner = self.server.allow(&self.caller, Operation::SessionsCreate, Some(workspace_id))?;
        let (client, folder) = match &body.parent_id {
            Some(parent) => inner.reach_session(workspace_id, parent).await?,
            None => inner.reach(workspace_id).await?,
        };
        let session = sessions::create(&client, &folder, &body).await?;
        inner.folders.learn(&session.id, &session.directory);
        Ok(session)
    }

    /// What the sessions of a workspace are doing.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.statuses`.
    pub async fn statuses(&self, workspace_id: &WorkspaceId) -> Result<SessionStatuses> {
        let inner = self.server.allow(&self.caller, Operation::SessionsStatuses, Some(workspace_id))?;
        let (client, folder) = inner.reach(workspace_id).await?;
        sessions::statuses(&client, &folder).await
    }

    /// Gets a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.get`.
    pub async fn get(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<Session> {
        let inner = self.server.allow(&self.caller, Operation::SessionsGet, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        sessions::get(&client, &folder, session_id).await
    }

    /// Changes a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.update`.
    pub async fn update(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: UpdateSession,
    ) -> Result<Session> {
        let inner = self.server.allow(&self.caller, Operation::SessionsUpdate, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        sessions::update(&client, &folder, session_id, &body).await
    }

    /// Deletes a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.delete`.
    pub async fn delete(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<DeletedSession> {
        let inner = self.server.allow(&self.caller, Operation::SessionsDelete, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        sessions::delete(&client, &folder, session_id).await?;
        inner.folders.forget(session_id);
        Ok(DeletedSession { session_id: session_id.clone() })
    }

    /// What a session is doing.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.status`.
    pub async fn status(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<SessionStatus> {
        let inner = self.server.allow(&self.caller, Operation::SessionsStatus, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        sessions::status(&client, &folder, session_id).await
    }

    /// A whole session, and the event position that it belongs to.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.snapshot`.
    pub async fn snapshot(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<SessionSnapshot> {
        let inner = self.server.allow(&self.caller, Operation::SessionsSnapshot, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        // the position first: what changes after it comes as events, and reading it twice does no harm
        let (seq, texts) = inner.relay.position(workspace_id, session_id).await?;
        let session = sessions::get(&client, &folder, session_id).await?;
        let mut messages = sessions::messages(&client, &folder, session_id, &Page::default()).await?.items;
        sessions::fill_in(&mut messages, &texts);
        let todos = sessions::todos(&client, &folder, session_id).await?;
        let status = sessions::status(&client, &folder, session_id).await?;
        let mut permissions = asks::pending(&client, &folder).await?;
        permissions.retain(|request| request.session_id == *session_id);
        Ok(SessionSnapshot { seq, session, messages, todos, status, permissions })
    }

    /// Lists the messages of a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.listMessages`.
    pub async fn list_messages(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        query: Page,
    ) -> Result<MessageList> {
        let inner = self.server.allow(&self.caller, Operation::SessionsListMessages, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        sessions::messages(&client, &folder, session_id, &query).await
    }

    /// Gets a message.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.getMessage`.
    pub async fn get_message(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        message_id: &MessageId,
    ) -> Result<Message> {
        let inner = self.server.allow(&self.caller, Operation::SessionsGetMessage, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        sessions::message(&client, &folder, session_id, message_id).await
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
        let inner = self.server.allow(&self.caller, Operation::SessionsSendMessage, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        inner.sent.and_wait(&client, &folder, session_id, body).await
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
        let inner = self.server.allow(&self.caller, Operation::SessionsPromptAsync, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        inner.sent.and_go(&client, &folder, session_id, body).await
    }

    /// Stops what a session is doing.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.abort`.
    pub async fn abort(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<AbortedSession> {
        let inner = self.server.allow(&self.caller, Operation::SessionsAbort, Some(workspace_id))?;
        let (client, folder) = inner.reach_session(workspace_id, session_id).await?;
        sessions::abort(&client, &folder, session_id).await?;
        Ok(AbortedSession { session_id: session_id.clone() })
    }
}
