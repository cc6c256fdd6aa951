//! The handle of files.

use super::{Inner, Server};
use crate::access::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Condition, OpenFile, Root, Writing};
use crate::ids::WorkspaceId;
use crate::model::event::FileChangedPayload;
use crate::model::file::{
    FileEntry, FileHits, FileList, FileText, FindFiles, FoundFiles, ListFiles, OneFile, SearchFiles, WriteRaw,
    WriteText, WrittenFile,
};
use crate::model::file_session::FileChange;
use crate::operation::Operation;
use crate::runtime::blocking::blocking;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use std::path::PathBuf;
use std::pin::pin;

/// How much of an upload is written at once.
const PIECE: usize = 256 << 10;

/// The files of workspaces, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Files {
    server: Server,
    caller: Caller,
}

impl Files {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists a folder.
    ///
    /// # Errors
    /// As the catalogue says for `files.list`.
    pub async fn list(&self, workspace_id: &WorkspaceId, query: ListFiles) -> Result<FileList> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesList, workspace_id)?;
        inner.beneath(workspace_id, move |root| files::list(&root, &query)).await
    }

    /// Says what lies at a path.
    ///
    /// # Errors
    /// As the catalogue says for `files.stat`.
    pub async fn stat(&self, workspace_id: &WorkspaceId, query: OneFile) -> Result<FileEntry> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesStat, workspace_id)?;
        inner.beneath(workspace_id, move |root| files::stat(&root, &query.path)).await
    }

    /// Opens a file to read its bytes.
    ///
    /// # Errors
    /// As the catalogue says for `files.readRaw`.
    pub async fn read_raw(&self, workspace_id: &WorkspaceId, query: OneFile) -> Result<OpenFile> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesReadRaw, workspace_id)?;
        inner.beneath(workspace_id, move |root| OpenFile::open(&root, &query.path)).await
    }

    /// Writes bytes as they come. A stream that fails leaves what was there.
    ///
    /// # Errors
    /// As the catalogue says for `files.writeRaw`; what the stream fails with.
    pub async fn write_raw(
        &self,
        workspace_id: &WorkspaceId,
        query: WriteRaw,
        condition: Condition,
        bytes: impl Stream<Item = Result<Bytes>> + Send,
    ) -> Result<WrittenFile> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesWriteRaw, workspace_id)?;
        inner.take(workspace_id, query, condition, bytes).await
    }

    /// Reads a text.
    ///
    /// # Errors
    /// As the catalogue says for `files.readText`.
    pub async fn read_text(&self, workspace_id: &WorkspaceId, query: OneFile) -> Result<FileText> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesReadText, workspace_id)?;
        inner.beneath(workspace_id, move |root| files::read_text(&root, &query.path)).await
    }

    /// Writes a text.
    ///
    /// # Errors
    /// As the catalogue says for `files.writeText`.
    pub async fn write_text(&self, workspace_id: &WorkspaceId, body: WriteText) -> Result<WrittenFile> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesWriteText, workspace_id)?;
        if body.content.len() as u64 > files::TEXT_LIMIT {
            let message = "The text is larger than 5 MB; write it with `files.writeRaw`.";
            return Err(Error::new(ErrorKind::TooLarge, message));
        }
        let locks = inner.files.locks.clone();
        let written = inner
            .beneath(workspace_id, move |root| {
                let forced = body.force.unwrap_or_default();
                let condition = Condition {
                    revisions: body.if_match.filter(|_| !forced).map(|revision| vec![revision]),
                    updated_at: body.base_updated_at.filter(|_| !forced),
                    absent: body.create_only.unwrap_or_default(),
                    exists: false,
                };
                let parents = body.create_parents.unwrap_or_default();
                let mut writing = Writing::begin(&root, &body.path, parents, &condition)?;
                writing.write(body.content.as_bytes())?;
                writing.finish(&locks, &condition)
            })
            .await?;
        inner.told_written(workspace_id, &written).await;
        Ok(written)
    }

    /// Searches the text of files.
    ///
    /// # Errors
    /// As the catalogue says for `files.search`.
    pub async fn search(&self, workspace_id: &WorkspaceId, query: SearchFiles) -> Result<FileHits> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesSearch, workspace_id)?;
        inner.walked(workspace_id, move |root| files::search(&root, &query)).await
    }

    /// Finds files and folders by name.
    ///
    /// # Errors
    /// As the catalogue says for `files.find`.
    pub async fn find(&self, workspace_id: &WorkspaceId, query: FindFiles) -> Result<FoundFiles> {
        let (inner, workspace_id) = &self.server.enter(&self.caller, Operation::FilesFind, workspace_id)?;
        inner.walked(workspace_id, move |root| files::find(&root, &query)).await
    }
}

/// What came of work that blocks.
fn done<T>(work: Result<Result<T>, tokio::task::JoinError>) -> Result<T> {
    work.map_err(Error::internal)?
}

impl Inner {
    /// The folder of a workspace, and the server's own.
    fn places(&self, workspace_id: &WorkspaceId) -> Result<(PathBuf, PathBuf)> {
        Ok((PathBuf::from(&self.registry.get(workspace_id)?.folder), self.data_dir.clone()))
    }

    /// Writes bytes as they come, and tells of it.
    pub(super) async fn take(
        &self,
        workspace_id: &WorkspaceId,
        query: WriteRaw,
        condition: Condition,
        bytes: impl Stream<Item = Result<Bytes>> + Send,
    ) -> Result<WrittenFile> {
        let locks = self.files.locks.clone();
        let begun = condition.clone();
        let parents = query.create_parents.unwrap_or_default();
        let mut writing =
            self.beneath(workspace_id, move |root| Writing::begin(&root, &query.path, parents, &begun)).await?;
        let (mut bytes, mut piece) = (pin!(bytes), BytesMut::new());
        loop {
            let more = bytes.next().await.transpose()?;
            let ended = more.is_none();
            piece.extend_from_slice(&more.unwrap_or_default());
            if piece.len() >= PIECE || (ended && !piece.is_empty()) {
                let full = piece.split();
                writing = done(blocking(move || writing.write(&full).map(|()| writing)).await)?;
            }
            if ended {
                break;
            }
        }
        let written = done(blocking(move || writing.finish(&locks, &condition)).await)?;
        self.told_written(workspace_id, &written).await;
        Ok(written)
    }

    /// Tells of a file that was written.
    pub(super) async fn told_written(&self, workspace_id: &WorkspaceId, written: &WrittenFile) {
        let WrittenFile { path, revision, .. } = written.clone();
        let change = FileChangedPayload { path, to_path: None, kind: FileChange::Write, revision: Some(revision) };
        self.changes.made(workspace_id, change).await;
    }

    /// Does something beneath the folder of a workspace that is soon done.
    pub(super) async fn beneath<T: Send + 'static>(
        &self,
        workspace_id: &WorkspaceId,
        work: impl FnOnce(Root) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (folder, data) = self.places(workspace_id)?;
        done(blocking(move || Root::open(&folder, &data).and_then(work)).await)
    }

    /// Does something that takes its time, on a thread of its own and in turn.
    pub(super) async fn walked<T: Send + 'static>(
        &self,
        workspace_id: &WorkspaceId,
        work: impl FnOnce(Root) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (folder, data) = self.places(workspace_id)?;
        let turn = self.files.walks.clone().acquire_owned().await.map_err(Error::internal)?;
        let work = move || {
            let _turn = turn;
            Root::open(&folder, &data).and_then(work)
        };
        done(tokio::task::spawn_blocking(work).await)
    }
}
