//! File sessions.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::file_operation::{FileOperations, OperationItems};
use openwork_core::model::file_session::{
    ClosedFileSession, CreateFileSession, FileCatalog, FileEventList, FileSession, ListFileEvents, ReadBatch,
    ReadCatalog, ReadItems, RenewFileSession, WriteBatch, WriteItems,
};
use openwork_core::server::FileSessions;
use openwork_core::{FileSessionId, WorkspaceId};

/// File sessions: the catalog of a workspace's files, and batches of which each item fails alone.
#[derive(Debug, uniffi::Object)]
pub struct FileSessionsArea(pub(crate) Bound<FileSessions>);

#[uniffi::export]
impl FileSessionsArea {
    /// Opens a file session.
    #[uniffi::method(default(body = None))]
    pub async fn create(&self, workspace_id: WorkspaceId, body: Option<CreateFileSession>) -> Result<FileSession> {
        self.0.call(|area| async move { area.create(&workspace_id, body.unwrap_or_default()).await }).await
    }

    /// Lets a file session go on.
    #[uniffi::method(default(body = None))]
    pub async fn renew(
        &self,
        workspace_id: WorkspaceId,
        file_session_id: FileSessionId,
        body: Option<RenewFileSession>,
    ) -> Result<FileSession> {
        let body = body.unwrap_or_default();
        self.0.call(|area| async move { area.renew(&workspace_id, &file_session_id, body).await }).await
    }

    /// Closes a file session.
    pub async fn close(&self, workspace_id: WorkspaceId, file_session_id: FileSessionId) -> Result<ClosedFileSession> {
        self.0.call(|area| async move { area.close(&workspace_id, &file_session_id).await }).await
    }

    /// Reads a page of the catalog.
    #[uniffi::method(default(query = None))]
    pub async fn snapshot(
        &self,
        workspace_id: WorkspaceId,
        file_session_id: FileSessionId,
        query: Option<ReadCatalog>,
    ) -> Result<FileCatalog> {
        let query = query.unwrap_or_default();
        self.0.call(|area| async move { area.snapshot(&workspace_id, &file_session_id, query).await }).await
    }

    /// Lists what was changed through the API.
    #[uniffi::method(default(query = None))]
    pub async fn events(
        &self,
        workspace_id: WorkspaceId,
        file_session_id: FileSessionId,
        query: Option<ListFileEvents>,
    ) -> Result<FileEventList> {
        let query = query.unwrap_or_default();
        self.0.call(|area| async move { area.events(&workspace_id, &file_session_id, query).await }).await
    }

    /// Reads several files.
    pub async fn read_batch(
        &self,
        workspace_id: WorkspaceId,
        file_session_id: FileSessionId,
        body: ReadBatch,
    ) -> Result<ReadItems> {
        self.0.call(|area| async move { area.read_batch(&workspace_id, &file_session_id, body).await }).await
    }

    /// Writes several files.
    pub async fn write_batch(
        &self,
        workspace_id: WorkspaceId,
        file_session_id: FileSessionId,
        body: WriteBatch,
    ) -> Result<WriteItems> {
        self.0.call(|area| async move { area.write_batch(&workspace_id, &file_session_id, body).await }).await
    }

    /// Makes, removes and renames files and folders.
    pub async fn operations(
        &self,
        workspace_id: WorkspaceId,
        file_session_id: FileSessionId,
        body: FileOperations,
    ) -> Result<OperationItems> {
        self.0.call(|area| async move { area.operations(&workspace_id, &file_session_id, body).await }).await
    }
}
