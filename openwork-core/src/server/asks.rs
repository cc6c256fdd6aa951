//! The handle of what agents ask.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{PermissionId, WorkspaceId};
use crate::model::ask::{PermissionList, RepliedPermission, ReplyPermission};

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

    /// STUB
    pub async fn list_permissions(&self, workspace_id: &WorkspaceId) -> Result<PermissionList> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn reply_permission(
        &self,
        workspace_id: &WorkspaceId,
        request_id: &PermissionId,
        body: ReplyPermission,
    ) -> Result<RepliedPermission> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
