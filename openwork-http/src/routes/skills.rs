//! Skills of workspaces.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::resource::RemovedResource;
use openwork_core::model::skill::{HubSkillList, InstalledSkill, SkillList, SkillText, WrittenSkill};
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::SkillsList>) -> Result<SkillList> {
    call.server.skills(&call.caller).list(&call.path.workspace_id).await
}

pub(crate) async fn get(call: Call<endpoint::SkillsGet>) -> Result<SkillText> {
    call.server.skills(&call.caller).get(&call.path.workspace_id, call.path.name).await
}

pub(crate) async fn upsert(call: Call<endpoint::SkillsUpsert>) -> Result<WrittenSkill> {
    call.server.skills(&call.caller).upsert(&call.path.workspace_id, call.body).await
}

pub(crate) async fn remove(call: Call<endpoint::SkillsRemove>) -> Result<RemovedResource> {
    call.server.skills(&call.caller).remove(&call.path.workspace_id, call.path.name, call.query).await
}

pub(crate) async fn list_hub(call: Call<endpoint::SkillsListHub>) -> Result<HubSkillList> {
    call.server.skills(&call.caller).list_hub().await
}

pub(crate) async fn install_from_hub(call: Call<endpoint::SkillsInstallFromHub>) -> Result<InstalledSkill> {
    call.server.skills(&call.caller).install_from_hub(&call.path.workspace_id, call.path.name, call.body).await
}
