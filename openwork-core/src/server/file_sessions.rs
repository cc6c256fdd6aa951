//! The handle of file sessions.

use super::Server;
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::ids::{FileSessionId, WorkspaceId};
use crate::model::access::Role;
use crate::model::event::FileChangedPayload;
use crate::model::file_operation::{FileOperations, OperationItems};
use crate::model::file_session::{
    ClosedFileSession, CreateFileSession, FileCatalog, FileEventList, FileSession, ListFileEvents, ReadBatch,
    ReadCatalog, ReadItems, RenewFileSession, WriteBatch, WriteItems,
};
use crate::operation::Operation;
use std::time::Instant;

/// File sessions, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct FileSessions {
    server: Server,
    caller: Caller,
}

impl FileSessions {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Opens a file session.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.create`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn create(&self, workspace_id: &WorkspaceId, body: CreateFileSession) -> Result<FileSession> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FileSessionsCreate, workspace_id)?;
        inner.registry.get(workspace_id)?;
        let may_write = self.caller.role() >= Some(Role::Collaborator);
        if body.write == Some(true) && !may_write {
            let message = "A viewer's file session only reads; leave `write` out, or ask with another token.";
            return Err(Error::new(ErrorKind::Forbidden, message));
        }
        let (owner, write) = (self.caller.token_id(), body.write.unwrap_or(may_write));
        inner.files.sessions.open(workspace_id, owner, write, body.ttl_seconds.unwrap_or_default(), Instant::now())
    }

    /// Lets a file session go on.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.renew`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn renew(
        &self,
        workspace_id: &WorkspaceId,
        id: &FileSessionId,
        body: RenewFileSession,
    ) -> Result<FileSession> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FileSessionsRenew, workspace_id)?;
        let owner = self.caller.token_id();
        inner.files.sessions.renew((workspace_id, id), owner, body.ttl_seconds, Instant::now())
    }

    /// Closes a file session.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.close`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn close(&self, workspace_id: &WorkspaceId, id: &FileSessionId) -> Result<ClosedFileSession> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FileSessionsClose, workspace_id)?;
        inner.files.sessions.close((workspace_id, id), self.caller.token_id(), Instant::now())?;
        Ok(ClosedFileSession { file_session_id: id.clone() })
    }

    /// Reads a page of the catalog.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.snapshot`.
    pub async fn snapshot(
        &self,
        workspace_id: &WorkspaceId,
        id: &FileSessionId,
        query: ReadCatalog,
    ) -> Result<FileCatalog> {
        let (inner, workspace_id) = &self.checked(Operation::FileSessionsSnapshot, workspace_id, id)?;
        let cursor = inner.changes.cursor(workspace_id);
        inner.walked(workspace_id, move |root| files::catalog(&root, &query, cursor)).await
    }

    /// Lists what was changed through the API.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.events`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn events(
        &self,
        workspace_id: &WorkspaceId,
        id: &FileSessionId,
        query: ListFileEvents,
    ) -> Result<FileEventList> {
        let (inner, workspace_id) = &self.checked(Operation::FileSessionsEvents, workspace_id, id)?;
        inner.registry.get(workspace_id)?;
        Ok(inner.changes.since(workspace_id, query.since))
    }

    /// Reads files.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.readBatch`.
    pub async fn read_batch(
        &self,
        workspace_id: &WorkspaceId,
        id: &FileSessionId,
        body: ReadBatch,
    ) -> Result<ReadItems> {
        let (inner, workspace_id) = &self.checked(Operation::FileSessionsReadBatch, workspace_id, id)?;
        some("paths", body.paths.len())?;
        let work = move |root| Ok(ReadItems { items: files::read_batch(&root, &body.paths) });
        inner.beneath(workspace_id, work).await
    }

    /// Writes files.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.writeBatch`.
    pub async fn write_batch(
        &self,
        workspace_id: &WorkspaceId,
        id: &FileSessionId,
        body: WriteBatch,
    ) -> Result<WriteItems> {
        let (inner, workspace_id) = &self.checked(Operation::FileSessionsWriteBatch, workspace_id, id)?;
        some("writes", body.writes.len())?;
        let locks = inner.files.locks.clone();
        let work = move |root| Ok(files::write_batch(&root, &locks, &body.writes));
        let (items, written) = inner.beneath(workspace_id, work).await?;
        for written in written {
            inner.told_written(workspace_id, &written).await;
        }
        Ok(WriteItems { cursor: inner.changes.cursor(workspace_id), items })
    }

    /// Makes, removes and renames.
    ///
    /// # Errors
    /// As the catalogue says for `fileSessions.operations`.
    pub async fn operations(
        &self,
        workspace_id: &WorkspaceId,
        id: &FileSessionId,
        body: FileOperations,
    ) -> Result<OperationItems> {
        let (inner, workspace_id) = &self.checked(Operation::FileSessionsOperations, workspace_id, id)?;
        some("operations", body.operations.len())?;
        let locks = inner.files.locks.clone();
        let work = move |root: files::Root| {
            let done = body.operations.iter().map(|operation| files::operate(&root, &locks, operation));
            Ok(done.unzip::<_, _, Vec<_>, Vec<_>>())
        };
        let (items, done) = inner.beneath(workspace_id, work).await?;
        for done in done.into_iter().flatten() {
            let change = FileChangedPayload { path: done.path, to_path: done.to_path, kind: done.kind, revision: None };
            inner.changes.made(workspace_id, change).await;
        }
        Ok(OperationItems { cursor: inner.changes.cursor(workspace_id), items })
    }

    /// Leave for an operation through a file session.
    fn checked(
        &self,
        operation: Operation,
        workspace_id: &WorkspaceId,
        id: &FileSessionId,
    ) -> Result<(&super::Inner, WorkspaceId)> {
        let (inner, workspace_id) = self.server.enter(&self.caller, operation, workspace_id)?;
        let to_write = operation.access() == crate::operation::Access::Write;
        inner.files.sessions.check((&workspace_id, id), self.caller.token_id(), to_write, Instant::now())?;
        Ok((inner, workspace_id))
    }
}

/// Refuses a batch of none, or of too many.
fn some(field: &str, count: usize) -> Result<()> {
    if (1..=files::ITEMS).contains(&count) {
        return Ok(());
    }
    Err(Error::unprocessable(field, format!("A batch has 1 to {} items, not {count}.", files::ITEMS)))
}
