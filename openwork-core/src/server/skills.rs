//! The handle of skills.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTriggerKind};
use crate::model::resource::{RemoveResource, RemovedResource, ResourceAction, ResourceName};
use crate::model::skill::{SkillList, SkillText, UpsertSkill, WrittenSkill};
use crate::operation::Operation;
use crate::resources::places::Places;
use crate::resources::skills;

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
        let inner = self.server.allow(&self.caller, Operation::SkillsList, Some(workspace_id))?;
        inner.in_places(workspace_id, Places::of_skills, |places| Ok(skills::list(&places))).await
    }

    /// Reads one skill.
    ///
    /// # Errors
    /// As the catalogue says for `skills.get`.
    pub async fn get(&self, workspace_id: &WorkspaceId, name: ResourceName) -> Result<SkillText> {
        let inner = self.server.allow(&self.caller, Operation::SkillsGet, Some(workspace_id))?;
        inner.in_places(workspace_id, Places::of_skills, move |places| skills::get(&places, &name)).await
    }

    /// Puts a skill in place.
    ///
    /// # Errors
    /// As the catalogue says for `skills.upsert`.
    pub async fn upsert(&self, workspace_id: &WorkspaceId, body: UpsertSkill) -> Result<WrittenSkill> {
        let inner = self.server.allow(&self.caller, Operation::SkillsUpsert, Some(workspace_id))?;
        let locks = inner.files.locks.clone();
        let work = move |places: Places| skills::upsert(&places, &locks, body);
        let written = inner.in_places(workspace_id, Places::of_skills, work).await?;
        let action = match written.action {
            ResourceAction::Unchanged => return Ok(written),
            ResourceAction::Added => ReloadAction::Added,
            ResourceAction::Updated => ReloadAction::Updated,
        };
        inner.resource_changed(workspace_id, SKILL, action, &written.item.name, &written.item.path).await;
        Ok(written)
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
        let inner = self.server.allow(&self.caller, Operation::SkillsRemove, Some(workspace_id))?;
        let locks = inner.files.locks.clone();
        let work = move |places: Places| skills::remove(&places, &locks, &name, query.if_match);
        let (removed, _) = inner.in_places(workspace_id, Places::of_skills, work).await?;
        inner.resource_changed(workspace_id, SKILL, ReloadAction::Removed, &removed.name, &removed.path).await;
        Ok(removed)
    }
}

/// What is told of a skill.
const SKILL: (ReloadReason, ReloadTriggerKind) = (ReloadReason::Skills, ReloadTriggerKind::Skill);
