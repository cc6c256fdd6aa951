//! The handle of plugins.

use super::mcp::made;
use super::{Inner, Server};
use crate::access::Caller;
use crate::config::effective::plugin_name;
use crate::error::{Error, ErrorKind, Result};
use crate::files::Root;
use crate::ids::WorkspaceId;
use crate::model::managed::ManagedKind;
use crate::model::mcp::{AddPlugin, Plugin, PluginList, WrittenPlugin};
use crate::model::resource::{RemovedResource, ResourceAction, ResourceName};
use crate::model::stored::ManagedItemRecord;
use crate::operation::Operation;
use crate::resources::{definitions, managed};
use crate::runtime::blocking::blocking;
use std::path::Path;

/// The plugins of workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Plugins {
    server: Server,
    caller: Caller,
}

impl Plugins {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the plugins.
    ///
    /// # Errors
    /// As the catalogue says for `plugins.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId) -> Result<PluginList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::PluginsList, workspace_id)?;
        Ok(PluginList { items: inner.plugins_of(workspace_id).await? })
    }

    /// Adds a plugin.
    ///
    /// # Errors
    /// As the catalogue says for `plugins.add`.
    pub async fn add(&self, workspace_id: &WorkspaceId, body: AddPlugin) -> Result<WrittenPlugin> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::PluginsAdd, workspace_id)?;
        let spec = body.spec.as_str();
        let all = inner.plugins_of(workspace_id).await?;
        if let Some(item) = all.into_iter().find(|plugin| plugin_name(&plugin.spec) == plugin_name(spec)) {
            if item.spec == spec {
                return Ok(WrittenPlugin { action: ResourceAction::Unchanged, item });
            }
            let message =
                format!("`{}` names that plugin already, as `{}`; remove that one first.", item.path, item.spec);
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let config = [("spec".to_owned(), spec.into())].into_iter().collect();
        let key = match managed::slug(spec) {
            key if key.is_empty() => "plugin".to_owned(),
            key => key,
        };
        managed::check(ManagedKind::Plugins, &key, &config)?;
        let parted = managed::parted(ManagedKind::Plugins, config, None)?;
        let record = made(ManagedKind::Plugins, &key, spec, workspace_id);
        inner.items.create_or_undo(record, parted).await?;
        let all = inner.plugins_of(workspace_id).await?;
        let item = all.into_iter().find(|plugin| plugin.spec == spec).ok_or_else(|| unknown(spec))?;
        Ok(WrittenPlugin { action: ResourceAction::Added, item })
    }

    /// Removes a plugin from this workspace, and from no other.
    ///
    /// # Errors
    /// As the catalogue says for `plugins.remove`.
    pub async fn remove(&self, workspace_id: &WorkspaceId, name: &ResourceName) -> Result<RemovedResource> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::PluginsRemove, workspace_id)?;
        let all = inner.plugins_of(workspace_id).await?;
        let named: Vec<_> = all.iter().filter(|plugin| plugin.spec == name.as_str()).collect();
        let Some(plugin) = named.iter().find(|plugin| plugin.item_id.is_some()) else {
            return Err(match named.first() {
                Some(plugin) => {
                    let message = format!("`{name}` is named by hand in `{}`; remove it there.", plugin.path);
                    Error::new(ErrorKind::Conflict, message)
                }
                None => unknown(name.as_str()),
            });
        };
        let items = inner.items.list(ManagedKind::Plugins)?;
        let item = items.iter().find(|item| Some(&item.id) == plugin.item_id.as_ref());
        inner.let_go(item.ok_or_else(|| unknown(name.as_str()))?, workspace_id).await?;
        let still = inner.plugins_of(workspace_id).await?;
        let still_defined_by =
            still.into_iter().filter(|left| left.spec == name.as_str()).map(|left| left.path).collect();
        Ok(RemovedResource { name: name.as_str().to_owned(), path: plugin.path.clone(), still_defined_by })
    }
}

fn unknown(spec: &str) -> Error {
    Error::not_found(format_args!("plugin `{spec}` in this workspace"))
}

impl Inner {
    async fn plugins_of(&self, workspace_id: &WorkspaceId) -> Result<Vec<Plugin>> {
        let (folder, data) = (self.registry.get(workspace_id)?.folder.clone(), self.data_dir.clone());
        let read = move || Root::open(Path::new(&folder), &data).and_then(|root| definitions::plugins(&root));
        let mut all = blocking(read).await.map_err(Error::internal)??;
        let items = self.items.list(ManagedKind::Plugins)?;
        for plugin in all.iter_mut().filter(|plugin| plugin.path == crate::config::managed::FILE) {
            let own = |item: &&ManagedItemRecord| {
                item.workspace_ids.contains(workspace_id)
                    && item.config.get("spec") == Some(&plugin.spec.clone().into())
            };
            plugin.item_id = items.iter().find(own).map(|item| item.id.clone());
        }
        Ok(all)
    }
}
