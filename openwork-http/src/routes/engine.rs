//! The engine as a workspace sees it.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::engine::EngineProject;
use openwork_core::operation::endpoint;

pub(crate) async fn project(call: Call<endpoint::EngineProject>) -> Result<EngineProject> {
    call.server.engine(&call.caller).project(&call.path.workspace_id).await
}
