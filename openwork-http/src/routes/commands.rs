//! Commands in files of workspaces.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::command::{DefinedCommandList, WrittenCommand};
use openwork_core::model::resource::RemovedResource;
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::CommandsList>) -> Result<DefinedCommandList> {
    call.server.commands(&call.caller).list(&call.path.workspace_id).await
}

pub(crate) async fn upsert(call: Call<endpoint::CommandsUpsert>) -> Result<WrittenCommand> {
    call.server.commands(&call.caller).upsert(&call.path.workspace_id, call.body).await
}

pub(crate) async fn remove(call: Call<endpoint::CommandsRemove>) -> Result<RemovedResource> {
    call.server.commands(&call.caller).remove(&call.path.workspace_id, call.path.name, call.query).await
}
