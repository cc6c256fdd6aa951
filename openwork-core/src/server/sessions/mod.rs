//! The handle of sessions.

mod history;
mod runs;

use super::Server;
use crate::access::Caller;
use crate::engine::Client;
use crate::error::Result;
use crate::ids::{MessageId, SessionId, WorkspaceId};
use crate::model::message::{Message, MessageList};
use crate::model::page::Page;
use crate::model::session::{
    CreateSession, DeletedSession, ListSessions, Session, SessionList, SessionSnapshot, SessionStatus, SessionStatuses,
    TodoList, UpdateSession,
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

    /// Leave for an operation on a session: the engine's client, and the folder that the session works in.
    async fn at(
        &self,
        operation: Operation,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
    ) -> Result<(Client, String)> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, operation, workspace_id)?;
        inner.reach_session(workspace_id, session_id).await
    }

    /// Lists the sessions of a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId, query: ListSessions) -> Result<SessionList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SessionsList, workspace_id)?;
        let (client, folder) = inner.reach(workspace_id).await?;
        sessions::list(&client, &folder, &query).await
    }

    /// Makes a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.create`.
    pub async fn create(&self, workspace_id: &WorkspaceId, body: CreateSession) -> Result<Session> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SessionsCreate, workspace_id)?;
        let (client, folder) = match &body.parent_id {
            Some(parent) => inner.reach_to_work(workspace_id, parent).await?,
            None => inner.reach_living(workspace_id).await?,
        };
        let session = sessions::create(&client, &folder, &body).await?;
        inner.folders.learn(session.id.clone(), session.directory.clone());
        Ok(session)
    }

    /// What the sessions of a workspace are doing.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.statuses`.
    pub async fn statuses(&self, workspace_id: &WorkspaceId) -> Result<SessionStatuses> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SessionsStatuses, workspace_id)?;
        let (client, folder) = inner.reach(workspace_id).await?;
        sessions::statuses(&client, &folder).await
    }

    /// Gets a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.get`.
    pub async fn get(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<Session> {
        let (client, folder) = self.at(Operation::SessionsGet, workspace_id, session_id).await?;
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
        let (client, folder) = self.at(Operation::SessionsUpdate, workspace_id, session_id).await?;
        sessions::update(&client, &folder, session_id, &body).await
    }

    /// Deletes a session.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.delete`.
    pub async fn delete(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<DeletedSession> {
        let (client, folder) = self.at(Operation::SessionsDelete, workspace_id, session_id).await?;
        sessions::delete(&client, &folder, session_id).await?;
        self.server.inner.folders.forget(session_id);
        Ok(DeletedSession { session_id: session_id.clone() })
    }

    /// What a session is doing.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.status`.
    pub async fn status(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<SessionStatus> {
        let (client, folder) = self.at(Operation::SessionsStatus, workspace_id, session_id).await?;
        sessions::status(&client, &folder, session_id).await
    }

    /// Gets the list of a session's agent.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.todo`.
    pub async fn todo(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<TodoList> {
        let (client, folder) = self.at(Operation::SessionsTodo, workspace_id, session_id).await?;
        Ok(TodoList { items: sessions::todos(&client, &folder, session_id).await? })
    }

    /// Lists the sessions that a session started.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.children`.
    pub async fn children(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<SessionList> {
        let (client, folder) = self.at(Operation::SessionsChildren, workspace_id, session_id).await?;
        Ok(SessionList { items: sessions::children(&client, &folder, session_id).await?, next_cursor: None })
    }

    /// A whole session, and the event position that it belongs to.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.snapshot`.
    pub async fn snapshot(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<SessionSnapshot> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.at(Operation::SessionsSnapshot, workspace_id, session_id).await?;
        // the position first: what changes after it comes as events, and reading it twice does no harm
        let (seq, texts) = self.server.inner.relay.position(workspace_id, session_id).await?;
        let session = sessions::get(&client, &folder, session_id).await?;
        let mut messages = sessions::messages(&client, &folder, session_id, &Page::default()).await?.items;
        sessions::fill_in(&mut messages, &texts);
        let todos = sessions::todos(&client, &folder, session_id).await?;
        let status = sessions::status(&client, &folder, session_id).await?;
        let permissions = asks::of_session(&client, &folder, session_id).await?;
        let questions = asks::of_session(&client, &folder, session_id).await?;
        Ok(SessionSnapshot { seq, session, messages, todos, status, permissions, questions })
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
        let (client, folder) = self.at(Operation::SessionsListMessages, workspace_id, session_id).await?;
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
        let (client, folder) = self.at(Operation::SessionsGetMessage, workspace_id, session_id).await?;
        sessions::message(&client, &folder, session_id, message_id).await
    }
}
