//! The handle of commands.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::ids::WorkspaceId;
use crate::model::command::{DefinedCommandList, UpsertCommand, WrittenCommand};
use crate::model::managed::ManagedKind;
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTriggerKind};
use crate::model::resource::{RemoveResource, RemovedResource, ResourceAction, ResourceName};
use crate::operation::Operation;
use crate::resources::commands;
use crate::resources::places::Places;

/// The commands in files of workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Commands {
    server: Server,
    caller: Caller,
}

impl Commands {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the commands.
    ///
    /// # Errors
    /// As the catalogue says for `commands.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId) -> Result<DefinedCommandList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::CommandsList, workspace_id)?;
        inner.in_places(workspace_id, Places::of_commands, |places| Ok(commands::list(&places))).await
    }

    /// Puts a command in place.
    ///
    /// # Errors
    /// As the catalogue says for `commands.upsert`.
    pub async fn upsert(&self, workspace_id: &WorkspaceId, body: UpsertCommand) -> Result<WrittenCommand> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::CommandsUpsert, workspace_id)?;
        inner.refuse_managed(workspace_id, ManagedKind::Commands, body.name.as_str())?;
        let locks = inner.files.locks.clone();
        let work = move |places: Places| commands::upsert(&places, &locks, body);
        let written = inner.in_places(workspace_id, Places::of_commands, work).await?;
        let action = match written.action {
            ResourceAction::Unchanged => return Ok(written),
            ResourceAction::Added => ReloadAction::Added,
            ResourceAction::Updated => ReloadAction::Updated,
        };
        inner.resource_changed(workspace_id, COMMAND, action, &written.item.name, &written.item.path).await;
        Ok(written)
    }

    /// Removes a command.
    ///
    /// # Errors
    /// As the catalogue says for `commands.remove`.
    pub async fn remove(
        &self,
        workspace_id: &WorkspaceId,
        name: ResourceName,
        query: RemoveResource,
    ) -> Result<RemovedResource> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::CommandsRemove, workspace_id)?;
        inner.refuse_managed(workspace_id, ManagedKind::Commands, name.as_str())?;
        let locks = inner.files.locks.clone();
        let work = move |places: Places| commands::remove(&places, &locks, &name, query.if_match);
        let (removed, _) = inner.in_places(workspace_id, Places::of_commands, work).await?;
        inner.resource_changed(workspace_id, COMMAND, ReloadAction::Removed, &removed.name, &removed.path).await;
        Ok(removed)
    }
}

/// What is told of a command.
const COMMAND: (ReloadReason, ReloadTriggerKind) = (ReloadReason::Commands, ReloadTriggerKind::Command);
