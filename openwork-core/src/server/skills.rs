//! The handle of skills.

use super::{Inner, Server};
use crate::access::Caller;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::managed::ManagedKind;
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTriggerKind};
use crate::model::resource::{RemoveResource, RemovedResource, ResourceAction, ResourceName};
use crate::model::skill::{
    HubSkillList, InstallHubSkill, InstalledSkill, Skill, SkillList, SkillName, SkillText, UpsertSkill, WrittenSkill,
};
use crate::operation::Operation;
use crate::resources::places::Places;
use crate::resources::{hub, skills};

/// The skills of workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Skills {
    server: Server,
    caller: Caller,
}

impl Skills {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the skills.
    ///
    /// # Errors
    /// As the catalogue says for `skills.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId) -> Result<SkillList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SkillsList, workspace_id)?;
        inner.in_places(workspace_id, Places::of_skills, |places| Ok(skills::list(&places))).await
    }

    /// Reads one skill.
    ///
    /// # Errors
    /// As the catalogue says for `skills.get`.
    pub async fn get(&self, workspace_id: &WorkspaceId, name: ResourceName) -> Result<SkillText> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SkillsGet, workspace_id)?;
        inner.in_places(workspace_id, Places::of_skills, move |places| skills::get(&places, &name)).await
    }

    /// Puts a skill in place.
    ///
    /// # Errors
    /// As the catalogue says for `skills.upsert`.
    pub async fn upsert(&self, workspace_id: &WorkspaceId, body: UpsertSkill) -> Result<WrittenSkill> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SkillsUpsert, workspace_id)?;
        inner.refuse_managed(workspace_id, ManagedKind::Skills, body.name.as_str())?;
        let locks = inner.files.locks.clone();
        let work = move |places: Places| skills::upsert(&places, &locks, body);
        let written = inner.in_places(workspace_id, Places::of_skills, work).await?;
        inner.skill_put(workspace_id, written.action, &written.item).await;
        Ok(written)
    }

    /// Lists the skills of the hub.
    ///
    /// # Errors
    /// As the catalogue says for `skills.listHub`.
    pub async fn list_hub(&self) -> Result<HubSkillList> {
        let inner = self.server.allow(&self.caller, Operation::SkillsListHub)?;
        inner.skill_hub.with(&inner.data_dir, |contents| Ok(hub::list(contents))).await
    }

    /// Installs a skill of the hub.
    ///
    /// # Errors
    /// As the catalogue says for `skills.installFromHub`.
    pub async fn install_from_hub(
        &self,
        workspace_id: &WorkspaceId,
        name: SkillName,
        body: InstallHubSkill,
    ) -> Result<InstalledSkill> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SkillsInstallFromHub, workspace_id)?;
        // before the hub is asked, as everywhere
        inner.registry.get(workspace_id)?;
        inner.refuse_managed(workspace_id, ManagedKind::Skills, name.as_str())?;
        let existing = body.existing.unwrap_or_default();
        let offered = inner.skill_hub.with(&inner.data_dir, move |contents| hub::offered(contents, &name)).await?;
        let locks = inner.files.locks.clone();
        let work = move |places: Places| hub::install(&places, &locks, &offered, existing);
        let installed = inner.in_places(workspace_id, Places::of_skills, work).await?;
        inner.skill_put(workspace_id, installed.action, &installed.item).await;
        Ok(installed)
    }

    /// Removes a skill.
    ///
    /// # Errors
    /// As the catalogue says for `skills.remove`.
    pub async fn remove(
        &self,
        workspace_id: &WorkspaceId,
        name: ResourceName,
        query: RemoveResource,
    ) -> Result<RemovedResource> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::SkillsRemove, workspace_id)?;
        inner.refuse_managed(workspace_id, ManagedKind::Skills, name.as_str())?;
        let locks = inner.files.locks.clone();
        let work = move |places: Places| skills::remove(&places, &locks, &name, query.if_match);
        let (removed, _) = inner.in_places(workspace_id, Places::of_skills, work).await?;
        inner.resource_changed(workspace_id, SKILL, ReloadAction::Removed, &removed.name, &removed.path).await;
        Ok(removed)
    }
}

impl Inner {
    /// Tells of a skill that was put in place, unless it was so already.
    async fn skill_put(&self, workspace_id: &WorkspaceId, action: ResourceAction, skill: &Skill) {
        let action = match action {
            ResourceAction::Unchanged => return,
            ResourceAction::Added => ReloadAction::Added,
            ResourceAction::Updated => ReloadAction::Updated,
        };
        self.resource_changed(workspace_id, SKILL, action, &skill.name, &skill.path).await;
    }
}

/// What is told of a skill.
const SKILL: (ReloadReason, ReloadTriggerKind) = (ReloadReason::Skills, ReloadTriggerKind::Skill);
