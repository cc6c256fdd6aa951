//! The handle of managed items.

use super::Server;
use crate::access::Caller;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::flows::items::Change;
use crate::ids::ManagedItemId;
use crate::model::file::FileRevision;
use crate::model::managed::{
    AssignManagedItem, CreateManagedItem, DeletedManagedItem, ManagedChange, ManagedItemList, ManagedKind,
    ManagedSource, UpdateManagedItem,
};
use crate::model::resource::RemoveResource;
use crate::model::stored::ManagedItemRecord;
use crate::operation::Operation;
use crate::resources::managed;
use std::collections::BTreeMap;

/// What is managed for workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Managed {
    server: Server,
    caller: Caller,
}

impl Managed {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the items of a kind, and what people have made of it by hand. Who is limited to workspaces sees those of them.
    ///
    /// # Errors
    /// As the catalogue says for `managed.list`.
    pub async fn list(&self, kind: ManagedKind) -> Result<ManagedItemList> {
        let inner = self.server.allow(&self.caller, Operation::ManagedList)?;
        let mut items: Vec<_> = inner.items.list(kind)?.iter().map(managed::shown).collect();
        for item in &mut items {
            item.workspace_ids.retain(|id| self.caller.reaches(id));
        }
        let is_limited = self.caller.is_limited();
        items.retain(|item| !is_limited || !item.workspace_ids.is_empty());
        items.extend(inner.items.discovered(kind, |id| self.caller.reaches(id)).await?);
        items.sort_by(|one, other| (&one.display_name, &one.id).cmp(&(&other.display_name, &other.id)));
        Ok(ManagedItemList { items })
    }

    /// Makes an item and puts it into its workspaces.
    ///
    /// # Errors
    /// As the catalogue says for `managed.create`.
    pub async fn create(&self, kind: ManagedKind, body: CreateManagedItem) -> Result<ManagedChange> {
        let inner = self.server.allow(&self.caller, Operation::ManagedCreate)?;
        let key = managed::key(kind, body.key.as_ref(), &body.display_name)?;
        managed::check(kind, &key, &body.config.0)?;
        managed::check_metadata(body.metadata.as_ref())?;
        let parted = managed::parted(kind, body.config.0, None)?;
        let mut workspace_ids = inner.registry.all_canonical(&body.workspace_ids.unwrap_or_default());
        workspace_ids.sort();
        workspace_ids.dedup();
        let now = Timestamp::now();
        let record = ManagedItemRecord {
            id: ManagedItemId::fresh(),
            kind,
            key,
            display_name: body.display_name.into(),
            source: body.source.unwrap_or(ManagedSource::OpenworkManaged),
            config: serde_json::Map::new(),
            secrets: BTreeMap::new(),
            cloud_item_id: body.cloud_item_id,
            metadata: body.metadata.map(|metadata| metadata.0),
            workspace_ids,
            disabled_in: Vec::new(),
            made_in: None,
            files: BTreeMap::new(),
            removed: false,
            created_at: now,
            updated_at: now,
        };
        let (record, projections) = inner.items.create(record, parted).await?;
        Ok(ManagedChange { item: managed::shown(&record), projections })
    }

    /// Changes an item, in exactly the workspaces that have it.
    ///
    /// # Errors
    /// As the catalogue says for `managed.update`.
    pub async fn update(
        &self,
        kind: ManagedKind,
        item_id: &ManagedItemId,
        body: UpdateManagedItem,
    ) -> Result<ManagedChange> {
        self.server.allow(&self.caller, Operation::ManagedUpdate)?;
        let if_match = body.if_match.clone();
        let change = move |record: &mut ManagedItemRecord| {
            if let Some(name) = body.display_name {
                record.display_name = name.into();
            }
            if let Some(key) = &body.key {
                let name = crate::model::workspace::DisplayName::made(record.display_name.clone());
                record.key = managed::key(kind, Some(key), &name)?;
            }
            managed::check_metadata(body.metadata.as_ref())?;
            record.cloud_item_id = body.cloud_item_id.or(record.cloud_item_id.take());
            record.metadata = body.metadata.map(|metadata| metadata.0).or(record.metadata.take());
            let config = body.config.map_or_else(|| record.config.clone(), |config| config.0);
            managed::check(kind, &record.key, &config)?;
            Ok(Change::Keep(Some(managed::parted(kind, config, Some(record))?)))
        };
        self.changed(kind, item_id, if_match.as_ref(), change).await
    }

    /// Removes an item, and from its workspaces what was put there for it.
    ///
    /// # Errors
    /// As the catalogue says for `managed.delete`.
    pub async fn delete(
        &self,
        kind: ManagedKind,
        item_id: &ManagedItemId,
        query: RemoveResource,
    ) -> Result<DeletedManagedItem> {
        let inner = self.server.allow(&self.caller, Operation::ManagedDelete)?;
        let gone = inner.items.change(kind, item_id, query.if_match.as_ref(), |_| Ok(Change::Remove)).await?;
        Ok(DeletedManagedItem { item_id: item_id.clone(), projections: gone.1 })
    }

    /// Says which workspaces have an item: these and no others.
    ///
    /// # Errors
    /// As the catalogue says for `managed.assign`.
    pub async fn assign(
        &self,
        kind: ManagedKind,
        item_id: &ManagedItemId,
        body: AssignManagedItem,
    ) -> Result<ManagedChange> {
        let inner = self.server.allow(&self.caller, Operation::ManagedAssign)?;
        let ids = inner.registry.all_canonical(&body.workspace_ids);
        let change = move |record: &mut ManagedItemRecord| {
            record.disabled_in.retain(|id| ids.contains(id));
            record.workspace_ids = ids;
            Ok(Change::Keep(None))
        };
        self.changed(kind, item_id, body.if_match.as_ref(), change).await
    }

    async fn changed(
        &self,
        kind: ManagedKind,
        item_id: &ManagedItemId,
        if_match: Option<&FileRevision>,
        change: impl FnOnce(&mut ManagedItemRecord) -> Result<Change>,
    ) -> Result<ManagedChange> {
        let (record, projections) = self.server.inner.items.change(kind, item_id, if_match, change).await?;
        let record = record.ok_or_else(|| crate::flows::items::unknown(kind, item_id))?;
        Ok(ManagedChange { item: managed::shown(&record), projections })
    }
}
