//! What a session did, and how it is changed afterwards.

use super::Sessions;
use crate::error::Result;
use crate::ids::{MessageId, PartId, SessionId, WorkspaceId};
use crate::model::history::{
    DeletedMessage, DeletedPart, DiffSession, ForkSession, RevertSession, RevertedSession, SessionDiff, UpdatePart,
};
use crate::model::message::Part;
use crate::model::session::Session;
use crate::operation::Operation;
use crate::sessions::history;

impl Sessions {
    /// What a session changed in the files.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.diff`.
    pub async fn diff(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        query: DiffSession,
    ) -> Result<SessionDiff> {
        let (client, folder) = self.at(Operation::SessionsDiff, workspace_id, session_id).await?;
        history::diff(&client, &folder, session_id, &query).await
    }

    /// Makes a session of another's beginning.
    ///
    /// # Errors
    /// `not_found` for a message that the session does not have; else as the catalogue says for `sessions.fork`.
    pub async fn fork(&self, workspace_id: &WorkspaceId, session_id: &SessionId, body: ForkSession) -> Result<Session> {
        let (client, folder, _permit) = self.at_work(Operation::SessionsFork, workspace_id, session_id).await?;
        let fork = history::fork(&client, &folder, session_id, body.message_id.as_ref()).await?;
        self.server.inner.folders.learn(fork.id.clone(), fork.directory.clone());
        Ok(fork)
    }

    /// Takes back messages and what they changed.
    ///
    /// # Errors
    /// `conflict` while the session works; else as the catalogue says for `sessions.revert`.
    pub async fn revert(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        body: RevertSession,
    ) -> Result<RevertedSession> {
        let (client, folder) = self.at(Operation::SessionsRevert, workspace_id, session_id).await?;
        history::revert(&client, &folder, session_id, &body).await
    }

    /// Brings back what was taken back.
    ///
    /// # Errors
    /// `conflict` while the session works; else as the catalogue says for `sessions.unrevert`.
    pub async fn unrevert(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<RevertedSession> {
        let (client, folder) = self.at(Operation::SessionsUnrevert, workspace_id, session_id).await?;
        history::unrevert(&client, &folder, session_id).await
    }

    /// Publishes a session.
    ///
    /// # Errors
    /// `conflict` where sharing is switched off; else as the catalogue says for `sessions.share`.
    pub async fn share(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<Session> {
        let (client, folder) = self.at(Operation::SessionsShare, workspace_id, session_id).await?;
        history::share(&client, &folder, session_id).await
    }

    /// Takes a session off the public page.
    ///
    /// # Errors
    /// As the catalogue says for `sessions.unshare`.
    pub async fn unshare(&self, workspace_id: &WorkspaceId, session_id: &SessionId) -> Result<Session> {
        let (client, folder) = self.at(Operation::SessionsUnshare, workspace_id, session_id).await?;
        history::unshare(&client, &folder, session_id).await
    }

    /// Deletes a message.
    ///
    /// # Errors
    /// `conflict` while the session works; else as the catalogue says for `sessions.deleteMessage`.
    pub async fn delete_message(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        message_id: &MessageId,
    ) -> Result<DeletedMessage> {
        let (client, folder) = self.at(Operation::SessionsDeleteMessage, workspace_id, session_id).await?;
        history::delete_message(&client, &folder, session_id, message_id).await?;
        Ok(DeletedMessage { session_id: session_id.clone(), message_id: message_id.clone() })
    }

    /// Changes a part of a message.
    ///
    /// # Errors
    /// `conflict` while the session works; else as the catalogue says for `sessions.updatePart`.
    pub async fn update_part(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        message_id: &MessageId,
        part_id: &PartId,
        body: UpdatePart,
    ) -> Result<Part> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.at(Operation::SessionsUpdatePart, workspace_id, session_id).await?;
        let allowed = self.server.inner.projections.settings(workspace_id)?.authorized_folders;
        history::update_part(&client, (&folder, &allowed), session_id, (message_id, part_id), body).await
    }

    /// Deletes a part of a message.
    ///
    /// # Errors
    /// `conflict` while the session works; else as the catalogue says for `sessions.deletePart`.
    pub async fn delete_part(
        &self,
        workspace_id: &WorkspaceId,
        session_id: &SessionId,
        message_id: &MessageId,
        part_id: &PartId,
    ) -> Result<DeletedPart> {
        let (client, folder) = self.at(Operation::SessionsDeletePart, workspace_id, session_id).await?;
        history::delete_part(&client, &folder, session_id, (message_id, part_id)).await?;
        Ok(DeletedPart { message_id: message_id.clone(), part_id: part_id.clone() })
    }
}
