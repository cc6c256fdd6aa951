//! The handle of workspaces.

use super::{Inner, Server};
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::WorkspaceId;
use crate::model::access::Role;
use crate::model::event::WorkspaceChangedPayload;
use crate::model::reload::{DisposedWorkspace, ListReloadEvents, ReloadEventList, ReloadedWorkspace, WhenIdle};
use crate::model::workspace::{
    ActivatedWorkspace, CreateLocalWorkspace, DeletedWorkspace, ListWorkspaces, RelinkWorkspace, RenameWorkspace,
    Workspace, WorkspaceList,
};
use crate::operation::Operation;
use std::collections::BTreeSet;
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
        let inner = self.server.allow(&self.caller, Operation::WorkspacesList)?;
        let hidden = query.include_hidden.unwrap_or(false);
        if hidden && self.caller.role() != Some(Role::Host) {
            return Err(Error::new(ErrorKind::Forbidden, "`includeHidden` is for a host."));
        }
        let mut reached = inner.registry.all();
        reached.retain(|record| self.caller.reaches(&record.id) && (hidden || !record.hidden));
        let (page, next_cursor) =
            crate::workspaces::page(reached, query.cursor.as_deref(), query.limit.unwrap_or_default())?;
        Ok(WorkspaceList { items: page.iter().map(|record| inner.attention.shown(record)).collect(), next_cursor })
    }

    /// Gets a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.get`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn get(&self, workspace_id: &WorkspaceId) -> Result<Workspace> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::WorkspacesGet, workspace_id)?;
        Ok(inner.attention.shown(&*inner.registry.get(workspace_id)?))
    }

    /// Opens a folder as a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.createLocal`.
    pub async fn create_local(&self, body: CreateLocalWorkspace) -> Result<Workspace> {
        let inner = self.server.allow(&self.caller, Operation::WorkspacesCreateLocal)?;
        let (record, is_new) = inner.registry.create_local(body).await?;
        if is_new {
            // what is written into it from here on is a change
            inner.reloads.take_up().await;
            inner.tell_workspace(&record.id, true).await;
        }
        Ok(inner.attention.shown(&record))
    }

    /// Renames a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.rename`.
    pub async fn rename(&self, workspace_id: &WorkspaceId, body: RenameWorkspace) -> Result<Workspace> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::WorkspacesRename, workspace_id)?;
        let record = inner.registry.rename(workspace_id, body.display_name).await?;
        let payload = WorkspaceChangedPayload { deleted: false };
        inner.feed.announce(workspace_id, None, "workspace.changed", payload).await;
        inner.tell_workspace(workspace_id, false).await;
        Ok(inner.attention.shown(&record))
    }

    /// Says where the folder of a workspace is now.
    ///
    /// # Errors
    /// `conflict` for a folder that is another workspace's, and while a session works; else as the catalogue says for
    /// `workspaces.relink`.
    pub async fn relink(&self, workspace_id: &WorkspaceId, body: RelinkWorkspace) -> Result<Workspace> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::WorkspacesRelink, workspace_id)?;
        // an import is of the folder that it began in; with one that is gone it may have been moved
        let (_nothing_is_taken_in, settled) = inner.portables.settled(workspace_id).await;
        settled?;
        let _still = inner.reloads.at_rest(&*inner.registry.get(workspace_id)?).await?;
        // what is still in a folder that was left before
        inner.items.take_along(workspace_id).await?;
        let (record, before) = inner.registry.relink(workspace_id, &body.folder_path).await?;
        if let Some(before) = before {
            // nobody writes there yet
            if let Err(error) = inner.portables.put_back(workspace_id, true).await {
                tracing::warn!(%error, workspace = %workspace_id, "an import came along with a folder, and is not put back yet");
            }
            inner.reloads.take_up().await;
            inner.reloads.left(&before).await;
            inner.items.take_along(workspace_id).await?;
            inner.router.move_folders(before, record.folder.clone()).await?;
            inner.forget_faults();
            let payload = WorkspaceChangedPayload { deleted: false };
            inner.feed.announce(workspace_id, None, "workspace.changed", payload).await;
            inner.tell_workspace(workspace_id, false).await;
        }
        Ok(inner.attention.shown(&record))
    }

    /// Remembers the workspace that is worked in.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.activate`.
    pub async fn activate(&self, workspace_id: &WorkspaceId) -> Result<ActivatedWorkspace> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::WorkspacesActivate, workspace_id)?;
        inner.registry.activate(workspace_id).await?;
        Ok(ActivatedWorkspace { active_workspace_id: workspace_id.clone() })
    }

    /// Has OpenCode read a folder again.
    ///
    /// # Errors
    /// `conflict` where a session works for too long, or the configuration cannot be read; else as the catalogue says for
    /// `workspaces.reload`.
    pub async fn reload(&self, workspace_id: &WorkspaceId, body: WhenIdle) -> Result<ReloadedWorkspace> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::WorkspacesReload, workspace_id)?;
        inner.reach(workspace_id).await?;
        inner.reloads.reload(&*inner.registry.get(workspace_id)?, &body).await
    }

    /// Lists what asked for a reload.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.reloadEvents`.
    pub async fn reload_events(&self, workspace_id: &WorkspaceId, query: ListReloadEvents) -> Result<ReloadEventList> {
        let (inner, workspace_id) =
            &self.server.enter(&self.caller, Operation::WorkspacesReloadEvents, workspace_id)?;
        // as far as the contract's numbers go
        if query.since.is_some_and(|since| i64::try_from(since).is_err()) {
            return Err(Error::new(ErrorKind::InvalidRequest, "`since` is a number that no event can have."));
        }
        inner.reloads.events(workspace_id, query.since).await
    }

    /// Has OpenCode let go of a folder.
    ///
    /// # Errors
    /// `conflict` where a session works for too long; else as the catalogue says for `workspaces.dispose`.
    pub async fn dispose(&self, workspace_id: &WorkspaceId, body: WhenIdle) -> Result<DisposedWorkspace> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::WorkspacesDispose, workspace_id)?;
        inner.reloads.dispose(&*inner.registry.get(workspace_id)?, &body).await
    }

    /// Forgets a workspace.
    ///
    /// # Errors
    /// As the catalogue says for `workspaces.delete`.
    pub async fn delete(&self, workspace_id: &WorkspaceId) -> Result<DeletedWorkspace> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::WorkspacesDelete, workspace_id)?;
        {
            let (_nothing_is_taken_in, settled) = inner.portables.settled(workspace_id).await;
            if let Err(error) = settled {
                tracing::warn!(%error, workspace = %workspace_id, "a workspace is forgotten with an import that is not put back");
            }
            let _in_turn = inner.items.turn().await;
            inner.items.forget(workspace_id).await?;
            inner.projections.forget(workspace_id).await?;
            inner.registry.delete(workspace_id).await?;
        }
        let registry = inner.registry.clone();
        inner.router.forget_folders(move |folder| registry.nearest(folder).is_some()).await?;
        inner.left(workspace_id).await;
        Ok(DeletedWorkspace { workspace_id: workspace_id.clone() })
    }
}

impl Inner {
    /// Forgets what is remembered of a workspace whose record is gone, and tells everybody.
    pub(super) async fn left(&self, workspace_id: &WorkspaceId) {
        self.tell_workspace(workspace_id, false).await;
        self.forget_faults();
        self.changes.forget(workspace_id);
        self.sign_ins.forget(workspace_id);
        self.feed.forget(workspace_id).await;
        self.reloads.forget(workspace_id);
        // where the store is what failed, the next import tells it
        let _ = self.imports.are_whole(&BTreeSet::from([workspace_id.clone()])).await;
    }

    /// Forgets what the engine said of folders that are no workspace's any more.
    fn forget_faults(&self) {
        self.engine.broken().forget(|folder| self.registry.nearest(Path::new(folder)).is_some());
    }
}
