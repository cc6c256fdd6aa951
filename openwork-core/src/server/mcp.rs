//! The handle of MCP servers.

use super::{Inner, Server};
use crate::access::Caller;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::files::Root;
use crate::flows::items::Change;
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::model::engine::McpStatus;
use crate::model::event::ResourceChangedPayload;
use crate::model::managed::{ManagedKind, ManagedSource};
use crate::model::mcp::{AddMcp, FinishMcpAuth, McpServer, McpServerList, SetMcpEnabled, StartedMcpAuth, WrittenMcp};
use crate::model::reload::{ReloadAction, ReloadTriggerKind};
use crate::model::resource::{RemovedResource, ResourceAction, ResourceName};
use crate::model::stored::ManagedItemRecord;
use crate::operation::Operation;
use crate::resources::{definitions, managed, mcp};
use crate::runtime::blocking::blocking;
use std::collections::BTreeMap;
use std::path::Path;

/// The MCP servers of workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Mcp {
    server: Server,
    caller: Caller,
}

impl Mcp {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the MCP servers.
    ///
    /// # Errors
    /// As the catalogue says for `mcp.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId) -> Result<McpServerList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::McpList, workspace_id)?;
        Ok(McpServerList { items: inner.mcps(workspace_id).await? })
    }

    /// Adds an MCP server, or puts another in the place of one that was added so.
    ///
    /// # Errors
    /// As the catalogue says for `mcp.add`.
    pub async fn add(&self, workspace_id: &WorkspaceId, body: AddMcp) -> Result<WrittenMcp> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::McpAdd, workspace_id)?;
        // before what is wrong with the body, as everywhere
        inner.registry.get(workspace_id)?;
        let (name, config) = (body.name.as_str(), body.config.0);
        managed::refuse_secret_name(name, "name")?;
        managed::check(ManagedKind::Mcps, name, &config)?;
        let known = inner.item(workspace_id, ManagedKind::Mcps, name)?;
        let (action, is_changed) = if let Some(known) = known {
            refuse_shared(&known, workspace_id)?;
            let change = move |record: &mut ManagedItemRecord| {
                // what is kept for one server is not sent to another
                let before = managed::is_same_target(record, &config).then_some(&*record);
                Ok(Change::Keep(Some(managed::parted(ManagedKind::Mcps, config, before)?)))
            };
            (ResourceAction::Updated, inner.items.change_or_undo(workspace_id, &known, change).await?)
        } else {
            let parted = managed::parted(ManagedKind::Mcps, config, None)?;
            let record = made(ManagedKind::Mcps, name, name, workspace_id);
            (ResourceAction::Added, inner.items.create_or_undo(record, parted).await?)
        };
        let action = if is_changed { action } else { ResourceAction::Unchanged };
        Ok(WrittenMcp { action, item: inner.mcp(workspace_id, name).await? })
    }

    /// Removes an MCP server from this workspace, and from no other.
    ///
    /// # Errors
    /// As the catalogue says for `mcp.remove`.
    pub async fn remove(&self, workspace_id: &WorkspaceId, name: &ResourceName) -> Result<RemovedResource> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::McpRemove, workspace_id)?;
        let known = inner.ours(workspace_id, name.as_str()).await?;
        inner.let_go(&known, workspace_id).await?;
        let still = inner.mcps(workspace_id).await?.into_iter().find(|server| server.name == known.key);
        let still_defined_by =
            still.into_iter().flat_map(|server| [server.path].into_iter().chain(server.also_at)).collect();
        Ok(RemovedResource { name: known.key, path: crate::config::managed::FILE.to_owned(), still_defined_by })
    }

    /// Switches an MCP server on or off in this workspace, and in no other.
    ///
    /// # Errors
    /// As the catalogue says for `mcp.setEnabled`.
    pub async fn set_enabled(
        &self,
        workspace_id: &WorkspaceId,
        name: &ResourceName,
        body: SetMcpEnabled,
    ) -> Result<WrittenMcp> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::McpSetEnabled, workspace_id)?;
        let known = inner.ours(workspace_id, name.as_str()).await?;
        if body.enabled && known.config.get("enabled") == Some(&serde_json::Value::Bool(false)) {
            let message = "Its configuration says `enabled: false` for all its workspaces; change that first.";
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let id = workspace_id.clone();
        let change = move |record: &mut ManagedItemRecord| {
            record.disabled_in.retain(|known| *known != id);
            if !body.enabled {
                record.disabled_in.push(id);
                record.disabled_in.sort();
            }
            Ok(Change::Keep(None))
        };
        let is_changed = inner.items.change_or_undo(workspace_id, &known, change).await?;
        let action = if is_changed { ResourceAction::Updated } else { ResourceAction::Unchanged };
        Ok(WrittenMcp { action, item: inner.mcp(workspace_id, name.as_str()).await? })
    }

    /// Begins to sign in to an MCP server.
    ///
    /// # Errors
    /// `not_found` for a server that OpenCode does not have, `conflict` for one that takes no sign-in; else as the catalogue says
    /// for `mcp.startAuth`.
    pub async fn start_auth(&self, workspace_id: &WorkspaceId, name: &ResourceName) -> Result<StartedMcpAuth> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::McpStartAuth, workspace_id)?;
        let (client, folder) = inner.reach(workspace_id).await?;
        let (started, state) = mcp::start(&client, &folder, name).await?;
        inner.sign_ins.begin(workspace_id, name, state);
        Ok(started)
    }

    /// Ends signing in to an MCP server.
    ///
    /// # Errors
    /// `conflict` where none has begun, `unprocessable` for a code that is refused; else as the catalogue says for
    /// `mcp.finishAuth`.
    pub async fn finish_auth(
        &self,
        workspace_id: &WorkspaceId,
        name: &ResourceName,
        body: FinishMcpAuth,
    ) -> Result<McpStatus> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::McpFinishAuth, workspace_id)?;
        let (client, folder) = inner.reach(workspace_id).await?;
        inner.sign_ins.check(workspace_id, name, &body.state)?;
        let status = mcp::finish(&client, &folder, name, &body).await?;
        inner.sign_ins.end(workspace_id, name);
        inner.tell_signed(workspace_id, name).await;
        Ok(status)
    }

    /// Has OpenCode forget what a sign-in left.
    ///
    /// # Errors
    /// As the catalogue says for `mcp.removeAuth`.
    pub async fn remove_auth(&self, workspace_id: &WorkspaceId, name: &ResourceName) -> Result<McpStatus> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::McpRemoveAuth, workspace_id)?;
        let (client, folder) = inner.reach(workspace_id).await?;
        let status = mcp::remove(&client, &folder, name).await?;
        inner.sign_ins.end(workspace_id, name);
        inner.tell_signed(workspace_id, name).await;
        Ok(status)
    }
}

/// A record of what is made in a workspace and for it.
pub(super) fn made(kind: ManagedKind, key: &str, name: &str, workspace_id: &WorkspaceId) -> ManagedItemRecord {
    let now = Timestamp::now();
    ManagedItemRecord {
        id: ManagedItemId::fresh(),
        kind,
        key: key.to_owned(),
        display_name: name.to_owned(),
        source: ManagedSource::OpenworkManaged,
        config: serde_json::Map::new(),
        secrets: BTreeMap::new(),
        cloud_item_id: None,
        metadata: None,
        workspace_ids: vec![workspace_id.clone()],
        disabled_in: Vec::new(),
        made_in: Some(workspace_id.clone()),
        files: BTreeMap::new(),
        removed: false,
        created_at: now,
        updated_at: now,
    }
}

/// What others have too is not changed from one workspace.
fn refuse_shared(item: &ManagedItemRecord, workspace_id: &WorkspaceId) -> Result<()> {
    if item.workspace_ids.iter().all(|id| id == workspace_id) && item.made_in.as_ref() == Some(workspace_id) {
        return Ok(());
    }
    let message = format!("`{}` is managed for several workspaces; change it with `managed.update`.", item.key);
    Err(Error::new(ErrorKind::Conflict, message))
}

impl Inner {
    /// The item of a name that a workspace has.
    pub(super) fn item(
        &self,
        workspace_id: &WorkspaceId,
        kind: ManagedKind,
        key: &str,
    ) -> Result<Option<ManagedItemRecord>> {
        let all = self.items.list(kind)?;
        Ok(all.into_iter().find(|item| item.key == key && item.workspace_ids.contains(workspace_id)))
    }

    /// Takes an item out of a workspace; out of the store too where it was made in it and nobody else has it.
    pub(super) async fn let_go(&self, item: &ManagedItemRecord, workspace_id: &WorkspaceId) -> Result<()> {
        let id = workspace_id.clone();
        let change = move |record: &mut ManagedItemRecord| {
            record.workspace_ids.retain(|known| *known != id);
            record.disabled_in.retain(|known| *known != id);
            let is_over = record.workspace_ids.is_empty() && record.made_in.as_ref() == Some(&id);
            Ok(if is_over { Change::Remove } else { Change::Keep(None) })
        };
        self.items.change_or_undo(workspace_id, item, change).await.map(drop)
    }

    /// Tells that one signed in to a server, or out of it. OpenCode has it already: nothing has to be read again for it.
    async fn tell_signed(&self, workspace_id: &WorkspaceId, name: &ResourceName) {
        let (kind, action) = (ReloadTriggerKind::Mcp, ReloadAction::Updated);
        let payload = ResourceChangedPayload { kind, action, name: Some(name.as_str().to_owned()), path: None };
        self.feed.announce(workspace_id, None, "resource.changed", payload).await;
    }

    async fn mcps(&self, workspace_id: &WorkspaceId) -> Result<Vec<McpServer>> {
        let (folder, data) = (self.registry.get(workspace_id)?.folder.clone(), self.data_dir.clone());
        let read = move || Root::open(Path::new(&folder), &data).map(|root| definitions::mcps(&root));
        let mut all = blocking(read).await.map_err(Error::internal)??;
        let items = self.items.list(ManagedKind::Mcps)?;
        for server in &mut all {
            let own = |item: &&ManagedItemRecord| item.key == server.name && item.workspace_ids.contains(workspace_id);
            server.item_id = items.iter().find(own).map(|item| item.id.clone());
        }
        Ok(all)
    }

    async fn mcp(&self, workspace_id: &WorkspaceId, name: &str) -> Result<McpServer> {
        let found = self.mcps(workspace_id).await?.into_iter().find(|server| server.name == name);
        found.ok_or_else(|| Error::not_found(format_args!("MCP server `{name}` in this workspace")))
    }

    /// The managed server of a name; a conflict that names the file where somebody else defines it.
    async fn ours(&self, workspace_id: &WorkspaceId, name: &str) -> Result<ManagedItemRecord> {
        if let Some(item) = self.item(workspace_id, ManagedKind::Mcps, name)? {
            return Ok(item);
        }
        let server = self.mcp(workspace_id, name).await?;
        let message = format!("`{name}` is defined by hand in `{}`; change it there.", server.path);
        Err(Error::new(ErrorKind::Conflict, message))
    }
}
