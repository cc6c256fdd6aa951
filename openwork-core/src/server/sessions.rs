//! The handle of sessions.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{MessageId, SessionId, WorkspaceId};
use crate::model::message::{AcceptedPrompt, Message, MessageList, Prompt};
use crate::model::page::Page;
use crate::model::session::{
    AbortedSession, CreateSession, DeletedSession, ListSessions, Session, SessionList, SessionSnapshot, SessionStatus,
    SessionStatuses, UpdateSession,
};

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

    /// STUB
    pub async fn list(&self, workspace_id: &WorkspaceId, query: ListSessions) -> Result<SessionList> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn create(&self, workspace_id: &WorkspaceId, body: CreateSession) -> Result<Session> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn statuses(&self, workspace_id: &WorkspaceId) -> Result<SessionStatuses> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn get(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<Session> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn update(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: UpdateSession,
    ) -> Result<Session> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn delete(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<DeletedSession> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn status(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<SessionStatus> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn snapshot(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<SessionSnapshot> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn list_messages(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        query: Page,
    ) -> Result<MessageList> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn get_message(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        message_id: &MessageId,
    ) -> Result<Message> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn send_message(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: Prompt,
    ) -> Result<Message> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn prompt_async(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: Prompt,
    ) -> Result<AcceptedPrompt> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn abort(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<AbortedSession> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
