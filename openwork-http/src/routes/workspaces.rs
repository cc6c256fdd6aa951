//! Workspaces.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::reload::{DisposedWorkspace, ReloadEventList, ReloadedWorkspace};
use openwork_core::model::workspace::{ActivatedWorkspace, DeletedWorkspace, Workspace, WorkspaceList};
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::WorkspacesList>) -> Result<WorkspaceList> {
    call.server.workspaces(&call.caller).list(call.query).await
}

pub(crate) async fn get(call: Call<endpoint::WorkspacesGet>) -> Result<Workspace> {
    call.server.workspaces(&call.caller).get(&call.path.workspace_id).await
}

pub(crate) async fn create_local(call: Call<endpoint::WorkspacesCreateLocal>) -> Result<Workspace> {
    call.server.workspaces(&call.caller).create_local(call.body).await
}

pub(crate) async fn rename(call: Call<endpoint::WorkspacesRename>) -> Result<Workspace> {
    call.server.workspaces(&call.caller).rename(&call.path.workspace_id, call.body).await
}

pub(crate) async fn delete(call: Call<endpoint::WorkspacesDelete>) -> Result<DeletedWorkspace> {
    call.server.workspaces(&call.caller).delete(&call.path.workspace_id).await
}

pub(crate) async fn relink(call: Call<endpoint::WorkspacesRelink>) -> Result<Workspace> {
    call.server.workspaces(&call.caller).relink(&call.path.workspace_id, call.body).await
}

pub(crate) async fn activate(call: Call<endpoint::WorkspacesActivate>) -> Result<ActivatedWorkspace> {
    call.server.workspaces(&call.caller).activate(&call.path.workspace_id).await
}

pub(crate) async fn reload(call: Call<endpoint::WorkspacesReload>) -> Result<ReloadedWorkspace> {
    call.server.workspaces(&call.caller).reload(&call.path.workspace_id, call.body).await
}

pub(crate) async fn reload_events(call: Call<endpoint::WorkspacesReloadEvents>) -> Result<ReloadEventList> {
    call.server.workspaces(&call.caller).reload_events(&call.path.workspace_id, call.query).await
}

pub(crate) async fn dispose(call: Call<endpoint::WorkspacesDispose>) -> Result<DisposedWorkspace> {
    call.server.workspaces(&call.caller).dispose(&call.path.workspace_id, call.body).await
}
