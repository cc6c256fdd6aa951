//! Files of workspaces.

use crate::content::{ByteRange, FileReader, FileSource, WriteCondition, pieces};
use crate::error::Result;
use crate::host::Bound;
use openwork_core::WorkspaceId;
use openwork_core::model::file::{
    FileEntry, FileHits, FileList, FileText, FindFiles, FoundFiles, ListFiles, OneFile, SearchFiles, WriteRaw,
    WriteText, WrittenFile,
};
use openwork_core::server::Files;
use std::sync::Arc;

/// The files of workspaces. Every path is relative to the workspace.
#[derive(Debug, uniffi::Object)]
pub struct FilesArea(pub(crate) Bound<Files>);

#[uniffi::export]
impl FilesArea {
    /// Lists a folder; without a query, the workspace's own.
    #[uniffi::method(default(query = None))]
    pub async fn list(&self, workspace_id: WorkspaceId, query: Option<ListFiles>) -> Result<FileList> {
        self.0.call(|area| async move { area.list(&workspace_id, query.unwrap_or_default()).await }).await
    }

    /// Says what lies at a path.
    pub async fn stat(&self, workspace_id: WorkspaceId, query: OneFile) -> Result<FileEntry> {
        self.0.call(|area| async move { area.stat(&workspace_id, query).await }).await
    }

    /// Opens a file to read its bytes, all of them or a range.
    #[uniffi::method(default(range = None))]
    pub async fn read_raw(
        &self,
        workspace_id: WorkspaceId,
        query: OneFile,
        range: Option<ByteRange>,
    ) -> Result<FileReader> {
        let file = self.0.call(|area| async move { area.read_raw(&workspace_id, query).await }).await?;
        FileReader::new(&self.0.host, file, None, range)
    }

    /// Writes the bytes that a source gives, whole or not at all.
    #[uniffi::method(default(condition = None))]
    pub async fn write_raw(
        &self,
        workspace_id: WorkspaceId,
        query: WriteRaw,
        source: Arc<dyn FileSource>,
        condition: Option<WriteCondition>,
    ) -> Result<WrittenFile> {
        let condition = condition.unwrap_or_default().into();
        self.0.call(|area| async move { area.write_raw(&workspace_id, query, condition, pieces(source)).await }).await
    }

    /// Reads a text file: UTF-8 of at most 5 MB.
    pub async fn read_text(&self, workspace_id: WorkspaceId, query: OneFile) -> Result<FileText> {
        self.0.call(|area| async move { area.read_text(&workspace_id, query).await }).await
    }

    /// Writes a text file, whole or not at all.
    pub async fn write_text(&self, workspace_id: WorkspaceId, body: WriteText) -> Result<WrittenFile> {
        self.0.call(|area| async move { area.write_text(&workspace_id, body).await }).await
    }

    /// Searches the text of files, line by line.
    pub async fn search(&self, workspace_id: WorkspaceId, query: SearchFiles) -> Result<FileHits> {
        self.0.call(|area| async move { area.search(&workspace_id, query).await }).await
    }

    /// Finds files and folders by name.
    pub async fn find(&self, workspace_id: WorkspaceId, query: FindFiles) -> Result<FoundFiles> {
        self.0.call(|area| async move { area.find(&workspace_id, query).await }).await
    }
}
