//! What the handles of skills and commands have in common.

use super::Inner;
use crate::error::{Error, ErrorKind, Result};
use crate::files::Root;
use crate::flows::reload::ReloadCause;
use crate::ids::WorkspaceId;
use crate::model::event::ResourceChangedPayload;
use crate::model::managed::ManagedKind;
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use crate::model::stored::ManagedItemRecord;
use crate::resources::places::{Places, UserFolders};
use crate::runtime::blocking::blocking;
use std::path::Path;

impl Inner {
    /// Refuses to write or remove by its name what is managed in a workspace: what its item says stands there.
    pub(super) fn refuse_managed(&self, workspace_id: &WorkspaceId, kind: ManagedKind, name: &str) -> Result<()> {
        let is_it = |item: &&ManagedItemRecord| {
            item.workspace_ids.contains(workspace_id) && item.key.to_lowercase() == name.to_lowercase()
        };
        let items = self.items.list(kind)?;
        let Some(item) = items.iter().find(is_it) else { return Ok(()) };
        let message = format!(
            "`{name}` is managed in this workspace, as the item `{}`; change that one with `managed.update`.",
            item.id
        );
        Err(Error::new(ErrorKind::Conflict, message))
    }

    /// Does something with the places of one kind of thing in a workspace.
    pub(super) async fn in_places<T: Send + 'static>(
        &self,
        workspace_id: &WorkspaceId,
        open: fn(Root, &UserFolders, &Path) -> Result<Places>,
        work: impl FnOnce(Places) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (home, config) = self.engine.user_folders();
        let user = UserFolders { home, config };
        let data = self.data_dir.clone();
        let folder = self.registry.get(workspace_id)?.folder.clone();
        let done = blocking(move || {
            let root = Root::open(Path::new(&folder), &data)?;
            work(open(root, &user, &data)?)
        });
        done.await.map_err(Error::internal)?
    }

    /// Tells that a file of a workspace that the engine reads was written or removed here.
    pub(super) async fn resource_changed(
        &self,
        workspace_id: &WorkspaceId,
        (reason, kind): (ReloadReason, ReloadTriggerKind),
        action: ReloadAction,
        name: &str,
        path: &str,
    ) {
        if let Ok(record) = self.registry.get(workspace_id) {
            self.reloads.wrote(workspace_id, &Path::new(&record.folder).join(path));
        }
        let (name, path) = (Some(name.to_owned()), Some(path.to_owned()));
        let payload = ResourceChangedPayload { kind, action, name: name.clone(), path: path.clone() };
        self.feed.announce(workspace_id, None, "resource.changed", payload).await;
        let trigger = Some(ReloadTrigger { kind, action, name, path });
        self.reloads.require(workspace_id, ReloadCause { reason, trigger }).await;
    }
}
