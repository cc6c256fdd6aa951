//! What is managed for workspaces.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::managed::{DeletedManagedItem, ManagedChange, ManagedItemList};
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::ManagedList>) -> Result<ManagedItemList> {
    call.server.managed(&call.caller).list(call.path.kind).await
}

pub(crate) async fn create(call: Call<endpoint::ManagedCreate>) -> Result<ManagedChange> {
    call.server.managed(&call.caller).create(call.path.kind, call.body).await
}

pub(crate) async fn update(call: Call<endpoint::ManagedUpdate>) -> Result<ManagedChange> {
    call.server.managed(&call.caller).update(call.path.kind, &call.path.item_id, call.body).await
}

pub(crate) async fn delete(call: Call<endpoint::ManagedDelete>) -> Result<DeletedManagedItem> {
    call.server.managed(&call.caller).delete(call.path.kind, &call.path.item_id, call.query).await
}

pub(crate) async fn assign(call: Call<endpoint::ManagedAssign>) -> Result<ManagedChange> {
    call.server.managed(&call.caller).assign(call.path.kind, &call.path.item_id, call.body).await
}
