//! What is managed for workspaces.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::ManagedItemId;
use openwork_core::model::managed::{
    AssignManagedItem, CreateManagedItem, DeletedManagedItem, ManagedChange, ManagedItemList, ManagedKind,
    UpdateManagedItem,
};
use openwork_core::model::resource::RemoveResource;
use openwork_core::server::Managed;

/// What is managed for workspaces, by kind. Secrets go in and never come out.
#[derive(Debug, uniffi::Object)]
pub struct ManagedArea(pub(crate) Bound<Managed>);

#[uniffi::export]
impl ManagedArea {
    /// Lists the items of a kind.
    pub async fn list(&self, kind: ManagedKind) -> Result<ManagedItemList> {
        self.0.call(move |area| async move { area.list(kind).await }).await
    }

    /// Makes an item and puts it into its workspaces.
    pub async fn create(&self, kind: ManagedKind, body: CreateManagedItem) -> Result<ManagedChange> {
        self.0.call(move |area| async move { area.create(kind, body).await }).await
    }

    /// Changes an item, in exactly the workspaces that have it.
    pub async fn update(
        &self,
        kind: ManagedKind,
        item_id: ManagedItemId,
        body: UpdateManagedItem,
    ) -> Result<ManagedChange> {
        self.0.call(move |area| async move { area.update(kind, &item_id, body).await }).await
    }

    /// Deletes an item, and what was put into workspaces for it.
    #[uniffi::method(default(query = None))]
    pub async fn delete(
        &self,
        kind: ManagedKind,
        item_id: ManagedItemId,
        query: Option<RemoveResource>,
    ) -> Result<DeletedManagedItem> {
        self.0.call(move |area| async move { area.delete(kind, &item_id, query.unwrap_or_default()).await }).await
    }

    /// Says which workspaces have an item.
    pub async fn assign(
        &self,
        kind: ManagedKind,
        item_id: ManagedItemId,
        body: AssignManagedItem,
    ) -> Result<ManagedChange> {
        self.0.call(move |area| async move { area.assign(kind, &item_id, body).await }).await
    }
}
