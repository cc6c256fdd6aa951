//! The handle of what agents ask.

use super::Server;
use crate::access::Caller;
use crate::engine::Client;
use crate::error::Result;
use crate::flows::ownership;
use crate::ids::{PermissionId, QuestionId, SessionId, WorkspaceId};
use crate::model::ask::{
    PermissionList, PermissionRequest, QuestionList, QuestionRequest, RejectedQuestion, RepliedPermission,
    RepliedQuestion, ReplyPermission, ReplyQuestion,
};
use crate::operation::Operation;
use crate::sessions::asks::{self, Ask};
use std::collections::BTreeSet;

/// What agents ask, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Asks {
    server: Server,
    caller: Caller,
}

impl Asks {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// The requests of a workspace's sessions that wait.
    ///
    /// # Errors
    /// As the catalogue says for `asks.listPermissions`.
    pub async fn list_permissions(&self, workspace_id: &WorkspaceId) -> Result<PermissionList> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::AsksListPermissions, workspace_id).await?;
        Ok(PermissionList { items: requests(self.waiting(workspace_id, &client, folder).await?) })
    }

    /// Answers a request.
    ///
    /// # Errors
    /// `not_found` for a request that does not wait; else as the catalogue says for `asks.replyPermission`.
    pub async fn reply_permission(
        &self,
        workspace_id: &WorkspaceId,
        request_id: &PermissionId,
        body: ReplyPermission,
    ) -> Result<RepliedPermission> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::AsksReplyPermission, workspace_id).await?;
        let (_, folder) = self.one::<PermissionRequest>(workspace_id, &client, folder, request_id).await?;
        asks::reply(&client, &folder, request_id, &body).await?;
        Ok(RepliedPermission { request_id: request_id.clone(), reply: body.reply })
    }

    /// The questions of a workspace's sessions that wait.
    ///
    /// # Errors
    /// As the catalogue says for `asks.listQuestions`.
    pub async fn list_questions(&self, workspace_id: &WorkspaceId) -> Result<QuestionList> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::AsksListQuestions, workspace_id).await?;
        Ok(QuestionList { items: requests(self.waiting(workspace_id, &client, folder).await?) })
    }

    /// Answers questions, each of them.
    ///
    /// # Errors
    /// `not_found` for a request that does not wait; else as the catalogue says for `asks.replyQuestion`.
    pub async fn reply_question(
        &self,
        workspace_id: &WorkspaceId,
        request_id: &QuestionId,
        body: ReplyQuestion,
    ) -> Result<RepliedQuestion> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::AsksReplyQuestion, workspace_id).await?;
        let (asked, folder) = self.one::<QuestionRequest>(workspace_id, &client, folder, request_id).await?;
        asks::reply_question(&client, &folder, &asked, &body).await?;
        Ok(RepliedQuestion { request_id: request_id.clone(), answers: body.answers })
    }

    /// Turns questions down.
    ///
    /// # Errors
    /// `not_found` for a request that does not wait; else as the catalogue says for `asks.rejectQuestion`.
    pub async fn reject_question(
        &self,
        workspace_id: &WorkspaceId,
        request_id: &QuestionId,
    ) -> Result<RejectedQuestion> {
        let workspace_id = &self.server.inner.registry.canonical(workspace_id);
        let (client, folder) = self.reach(Operation::AsksRejectQuestion, workspace_id).await?;
        let (_, folder) = self.one::<QuestionRequest>(workspace_id, &client, folder, request_id).await?;
        asks::reject_question(&client, &folder, request_id).await?;
        Ok(RejectedQuestion { request_id: request_id.clone() })
    }

    async fn reach(&self, operation: Operation, workspace_id: &WorkspaceId) -> Result<(Client, String)> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, operation, workspace_id)?;
        inner.reach(workspace_id).await
    }

    /// What waits in a workspace, with the folder that it is answered in. OpenCode keeps requests by folder: those of
    /// sessions that work further down stand there, and what other workspaces in the same folder ask is theirs.
    async fn waiting<A: Ask>(
        &self,
        workspace_id: &WorkspaceId,
        client: &Client,
        folder: String,
    ) -> Result<Vec<(A, String)>> {
        let mut folders = BTreeSet::from([folder]);
        for session_id in self.server.inner.relay.asking(workspace_id).await {
            folders.extend(self.folder_of(workspace_id, client, &session_id).await);
        }
        let mut own = Vec::new();
        for folder in folders {
            for request in asks::pending::<A>(client, &folder).await? {
                if self.folder_of(workspace_id, client, request.session()).await.is_ok() {
                    own.push((request, folder.clone()));
                }
            }
        }
        own.sort_by(|(one, _), (other, _)| one.id().cmp(other.id()));
        Ok(own)
    }

    /// The request that waits under this name, and the folder that it is answered in.
    async fn one<A: Ask>(
        &self,
        workspace_id: &WorkspaceId,
        client: &Client,
        folder: String,
        request_id: &A::Id,
    ) -> Result<(A, String)> {
        let waiting = self.waiting::<A>(workspace_id, client, folder).await?;
        let request = waiting.into_iter().find(|(request, _)| request.id() == request_id);
        request.ok_or_else(|| asks::none(request_id))
    }

    /// The folder of a session of this workspace.
    async fn folder_of(&self, workspace_id: &WorkspaceId, client: &Client, session_id: &SessionId) -> Result<String> {
        let inner = &self.server.inner;
        ownership::owned(&inner.registry, &inner.folders, client, workspace_id, session_id).await
    }
}

/// The requests alone.
fn requests<A>(waiting: Vec<(A, String)>) -> Vec<A> {
    waiting.into_iter().map(|(request, _)| request).collect()
}
