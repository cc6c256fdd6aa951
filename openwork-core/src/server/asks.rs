//! The handle of what agents ask.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::flows::ownership;
use crate::ids::{PermissionId, WorkspaceId};
use crate::model::ask::{PermissionList, RepliedPermission, ReplyPermission};
use crate::operation::Operation;
use crate::sessions::asks;

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
        let inner = self.server.allow(&self.caller, Operation::AsksListPermissions, Some(workspace_id))?;
        let (client, folder) = inner.reach(workspace_id).await?;
        let mut items = Vec::new();
        for request in asks::pending(&client, &folder).await? {
            let session = &request.session_id;
            let owned = ownership::owned(&inner.registry, &inner.folders, &client, workspace_id, session).await;
            if owned.is_ok() {
                items.push(request);
            }
        }
        Ok(PermissionList { items })
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
        let inner = self.server.allow(&self.caller, Operation::AsksReplyPermission, Some(workspace_id))?;
        let (client, folder) = inner.reach(workspace_id).await?;
        let waiting = asks::pending(&client, &folder).await?;
        let request = waiting.iter().find(|request| request.id == *request_id).ok_or_else(|| asks::none(request_id))?;
        ownership::owned(&inner.registry, &inner.folders, &client, workspace_id, &request.session_id).await?;
        asks::reply(&client, &folder, request_id, &body).await?;
        Ok(RepliedPermission { request_id: request_id.clone(), reply: body.reply })
    }
}
