//! The handles of the inbox and of the artifacts.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::files::{Condition, Download, Exchange, exchanged};
use crate::ids::{ExchangedFileId, WorkspaceId};
use crate::model::exchange::{ExchangedFileList, UploadFile, UploadedFile};
use crate::model::file::WriteRaw;
use crate::model::page::Page;
use crate::operation::Operation;
use bytes::Bytes;
use futures_util::Stream;

/// The inboxes of workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Inbox {
    server: Server,
    caller: Caller,
}

impl Inbox {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the files that were handed in.
    ///
    /// # Errors
    /// As the catalogue says for `inbox.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId, query: Page) -> Result<ExchangedFileList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::InboxList, workspace_id)?;
        inner.walked(workspace_id, move |root| exchanged(&root, Exchange::Inbox, &query)).await
    }

    /// Hands a file in, as it comes. A stream that fails leaves what was there.
    ///
    /// # Errors
    /// As the catalogue says for `inbox.upload`; what the stream fails with.
    pub async fn upload(
        &self,
        workspace_id: &WorkspaceId,
        query: UploadFile,
        bytes: impl Stream<Item = Result<Bytes>> + Send,
    ) -> Result<UploadedFile> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::InboxUpload, workspace_id)?;
        let condition = Condition { absent: !query.overwrite.unwrap_or_default(), ..Condition::default() };
        let place = WriteRaw { path: Exchange::Inbox.path(&query.path)?, create_parents: Some(true) };
        let written = inner.take(workspace_id, place, condition, bytes).await?;
        Ok(UploadedFile {
            id: Exchange::id(&query.path),
            path: query.path,
            bytes: written.bytes,
            revision: written.revision,
            updated_at: written.updated_at,
        })
    }

    /// Opens a file that was handed in.
    ///
    /// # Errors
    /// As the catalogue says for `inbox.download`.
    pub async fn download(&self, workspace_id: &WorkspaceId, id: ExchangedFileId) -> Result<Download> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::InboxDownload, workspace_id)?;
        inner.beneath(workspace_id, move |root| Exchange::Inbox.open(&root, &id)).await
    }
}

/// What agents hand out, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Artifacts {
    server: Server,
    caller: Caller,
}

impl Artifacts {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the files that agents handed out.
    ///
    /// # Errors
    /// As the catalogue says for `artifacts.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId, query: Page) -> Result<ExchangedFileList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::ArtifactsList, workspace_id)?;
        inner.walked(workspace_id, move |root| exchanged(&root, Exchange::Outbox, &query)).await
    }

    /// Opens a file that an agent handed out.
    ///
    /// # Errors
    /// As the catalogue says for `artifacts.download`.
    pub async fn download(&self, workspace_id: &WorkspaceId, id: ExchangedFileId) -> Result<Download> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::ArtifactsDownload, workspace_id)?;
        inner.beneath(workspace_id, move |root| Exchange::Outbox.open(&root, &id)).await
    }
}
