//! The configuration of workspaces.

use crate::conditional;
use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::config::{PatchedConfig, RawConfig, ValidatedConfig, WorkspaceConfig};
use openwork_core::operation::endpoint;

pub(crate) async fn get(call: Call<endpoint::ConfigGet>) -> Result<WorkspaceConfig> {
    call.server.config(&call.caller).get(&call.path.workspace_id).await
}

pub(crate) async fn patch(call: Call<endpoint::ConfigPatch>) -> Result<PatchedConfig> {
    let mut body = call.body;
    body.if_match = conditional::one(&call.headers, body.if_match)?;
    call.server.config(&call.caller).patch(&call.path.workspace_id, body).await
}

pub(crate) async fn get_raw(call: Call<endpoint::ConfigGetRaw>) -> Result<RawConfig> {
    call.server.config(&call.caller).get_raw(&call.path.workspace_id, call.query).await
}

pub(crate) async fn put_raw(call: Call<endpoint::ConfigPutRaw>) -> Result<RawConfig> {
    let mut body = call.body;
    body.if_match = conditional::one(&call.headers, body.if_match)?;
    call.server.config(&call.caller).put_raw(&call.path.workspace_id, body).await
}

pub(crate) async fn validate(call: Call<endpoint::ConfigValidate>) -> Result<ValidatedConfig> {
    call.server.config(&call.caller).validate(&call.path.workspace_id, call.body).await
}
