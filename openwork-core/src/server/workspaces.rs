//! The handle of workspaces.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::workspace::{
    CreateLocalWorkspace, DeletedWorkspace, ListWorkspaces, RenameWorkspace, Workspace, WorkspaceList,
};

/// Workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Workspaces {
    server: Server,
    caller: Caller,
}

impl Workspaces {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// STUB
    pub async fn list(&self, query: ListWorkspaces) -> Result<WorkspaceList> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn get(&self, workspace_id: &WorkspaceId) -> Result<Workspace> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn create_local(&self, body: CreateLocalWorkspace) -> Result<Workspace> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn rename(&self, workspace_id: &WorkspaceId, body: RenameWorkspace) -> Result<Workspace> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }

    /// STUB
    pub async fn delete(&self, workspace_id: &WorkspaceId) -> Result<DeletedWorkspace> {
        Err(Error::new(ErrorKind::NotImplemented, "stub"))
    }
}
