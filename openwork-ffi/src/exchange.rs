//! What is handed into a workspace and out of it. Bytes as they are go over HTTP, as those of files do.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::exchange::ExchangedFileList;
use openwork_core::model::page::Page;
use openwork_core::server::{Artifacts, Inbox};

/// The inboxes of workspaces.
#[derive(Debug, uniffi::Object)]
pub struct InboxArea(pub(crate) Bound<Inbox>);

#[uniffi::export]
impl InboxArea {
    /// Lists the files that were handed in, newest first.
    #[uniffi::method(default(query = None))]
    pub async fn list(&self, workspace_id: WorkspaceId, query: Option<Page>) -> Result<ExchangedFileList> {
        self.0.call(|area| async move { area.list(&workspace_id, query.unwrap_or_default()).await }).await
    }
}

/// What agents hand out.
#[derive(Debug, uniffi::Object)]
pub struct ArtifactsArea(pub(crate) Bound<Artifacts>);

#[uniffi::export]
impl ArtifactsArea {
    /// Lists the files that agents handed out, newest first.
    #[uniffi::method(default(query = None))]
    pub async fn list(&self, workspace_id: WorkspaceId, query: Option<Page>) -> Result<ExchangedFileList> {
        self.0.call(|area| async move { area.list(&workspace_id, query.unwrap_or_default()).await }).await
    }
}
