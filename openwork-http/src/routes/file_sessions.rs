//! File sessions.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::file_operation::OperationItems;
use openwork_core::model::file_session::{
    ClosedFileSession, FileCatalog, FileEventList, FileSession, ReadItems, WriteItems,
};
use openwork_core::operation::endpoint;

pub(crate) async fn create(call: Call<endpoint::FileSessionsCreate>) -> Result<FileSession> {
    call.server.file_sessions(&call.caller).create(&call.path.workspace_id, call.body).await
}

pub(crate) async fn renew(call: Call<endpoint::FileSessionsRenew>) -> Result<FileSession> {
    let at = call.path;
    call.server.file_sessions(&call.caller).renew(&at.workspace_id, &at.file_session_id, call.body).await
}

pub(crate) async fn close(call: Call<endpoint::FileSessionsClose>) -> Result<ClosedFileSession> {
    let at = call.path;
    call.server.file_sessions(&call.caller).close(&at.workspace_id, &at.file_session_id).await
}

pub(crate) async fn snapshot(call: Call<endpoint::FileSessionsSnapshot>) -> Result<FileCatalog> {
    let at = call.path;
    call.server.file_sessions(&call.caller).snapshot(&at.workspace_id, &at.file_session_id, call.query).await
}

pub(crate) async fn events(call: Call<endpoint::FileSessionsEvents>) -> Result<FileEventList> {
    let at = call.path;
    call.server.file_sessions(&call.caller).events(&at.workspace_id, &at.file_session_id, call.query).await
}

pub(crate) async fn read_batch(call: Call<endpoint::FileSessionsReadBatch>) -> Result<ReadItems> {
    let at = call.path;
    call.server.file_sessions(&call.caller).read_batch(&at.workspace_id, &at.file_session_id, call.body).await
}

pub(crate) async fn write_batch(call: Call<endpoint::FileSessionsWriteBatch>) -> Result<WriteItems> {
    let at = call.path;
    call.server.file_sessions(&call.caller).write_batch(&at.workspace_id, &at.file_session_id, call.body).await
}

pub(crate) async fn operations(call: Call<endpoint::FileSessionsOperations>) -> Result<OperationItems> {
    let at = call.path;
    call.server.file_sessions(&call.caller).operations(&at.workspace_id, &at.file_session_id, call.body).await
}
