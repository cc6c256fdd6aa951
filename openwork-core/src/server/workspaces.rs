//! The handle of workspaces.

use super::{Inner, Server};
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::access::Role;
use crate::model::event::WorkspaceChangedPayload;
use crate::model::stored::WorkspaceRecord;
use crate::model::workspace::{
    CreateLocalWorkspace, DeletedWorkspace, ListWorkspaces, RenameWorkspace, Workspace, WorkspaceList,
};
use crate::operation::Operation;
use crate::workspaces;
use std::path::Path;

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

    /// Lists the workspaces that the caller reaches.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.list`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn list(&self, query: ListWorkspaces) -> Result<WorkspaceList> {
        let inner = self.server.allow(&self.caller, Operation::WorkspacesList, None)?;
        let hidden = query.include_hidden.unwrap_or(false);
        if hidden && self.caller.role() != Some(Role::Host) {
            return Err(Error::new(ErrorKind::Forbidden, "`includeHidden` is for a host."));
        }
        let mut reached = inner.registry.all();
        reached.retain(|record| self.caller.reaches(&record.id) && (hidden || !record.hidden));
        let (page, next_cursor) =
            crate::workspaces::page(reached, query.cursor.as_deref(), query.limit.unwrap_or_default())?;
        Ok(WorkspaceList { items: page.iter().map(|record| inner.shown(record)).collect(), next_cursor })
    }

    /// Gets a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.get`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn get(&self, workspace_id: &WorkspaceId) -> Result<Workspace> {
        let inner = self.server.allow(&self.caller, Operation::WorkspacesGet, Some(workspace_id))?;
        Ok(inner.shown(&*inner.registry.get(workspace_id)?))
    }

    /// Opens a folder as a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.createLocal`.
    pub async fn create_local(&self, body: CreateLocalWorkspace) -> Result<Workspace> {
        let inner = self.server.allow(&self.caller, Operation::WorkspacesCreateLocal, None)?;
        let (record, is_new) = inner.registry.create_local(body).await?;
        if is_new {
            inner.tell_workspace(&record.id, true).await;
        }
        Ok(inner.shown(&record))
    }

    /// Renames a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.rename`.
    pub async fn rename(&self, workspace_id: &WorkspaceId, body: RenameWorkspace) -> Result<Workspace> {
        let inner = self.server.allow(&self.caller, Operation::WorkspacesRename, Some(workspace_id))?;
        let record = inner.registry.rename(workspace_id, body.display_name).await?;
        let payload = WorkspaceChangedPayload { deleted: false };
        inner.feed.announce(workspace_id, None, "workspace.changed", payload).await;
        inner.tell_workspace(workspace_id, false).await;
        Ok(inner.shown(&record))
    }

    /// Forgets a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.delete`.
    pub async fn delete(&self, workspace_id: &WorkspaceId) -> Result<DeletedWorkspace> {
        let inner = self.server.allow(&self.caller, Operation::WorkspacesDelete, Some(workspace_id))?;
        inner.projections.forget(workspace_id).await?;
        inner.registry.delete(workspace_id).await?;
        inner.tell_workspace(workspace_id, false).await;
        let registry = inner.registry.clone();
        inner.engine.broken().forget(|folder| registry.nearest(Path::new(folder)).is_some());
        inner.router.forget_folders(move |folder| registry.nearest(folder).is_some()).await?;
        inner.changes.forget(workspace_id);
        inner.feed.forget(workspace_id).await;
        inner.reloads.forget(workspace_id);
        Ok(DeletedWorkspace { workspace_id: workspace_id.clone() })
    }
}

impl Inner {
    fn shown(&self, record: &WorkspaceRecord) -> Workspace {
        workspaces::shown(record, self.attention.of(record))
    }
}
