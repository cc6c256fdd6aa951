//! What is handed into a workspace and out of it.

use crate::content::{ByteRange, FileReader, FileSource, pieces};
use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::exchange::{ExchangedFileList, UploadFile, UploadedFile};
use openwork_core::model::page::Page;
use openwork_core::server::{Artifacts, Inbox};
use openwork_core::{Download, ExchangedFileId, WorkspaceId};
use std::sync::Arc;

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

    /// Hands in the file that a source gives, whole or not at all.
    pub async fn upload(
        &self,
        workspace_id: WorkspaceId,
        query: UploadFile,
        source: Arc<dyn FileSource>,
    ) -> Result<UploadedFile> {
        self.0.call(|area| async move { area.upload(&workspace_id, query, pieces(source)).await }).await
    }

    /// Opens a file that was handed in, all of it or a range.
    #[uniffi::method(default(range = None))]
    pub async fn download(
        &self,
        workspace_id: WorkspaceId,
        id: ExchangedFileId,
        range: Option<ByteRange>,
    ) -> Result<FileReader> {
        let opened = self.0.call(|area| async move { area.download(&workspace_id, id).await }).await?;
        let Download { file, name } = opened;
        FileReader::new(&self.0.host, file, Some(name), range)
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

    /// Opens a file that an agent handed out, all of it or a range.
    #[uniffi::method(default(range = None))]
    pub async fn download(
        &self,
        workspace_id: WorkspaceId,
        id: ExchangedFileId,
        range: Option<ByteRange>,
    ) -> Result<FileReader> {
        let opened = self.0.call(|area| async move { area.download(&workspace_id, id).await }).await?;
        let Download { file, name } = opened;
        FileReader::new(&self.0.host, file, Some(name), range)
    }
}
