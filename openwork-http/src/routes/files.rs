//! Files of workspaces.

use crate::conditional;
use crate::extract::Call;
use crate::upload::Upload;
use openwork_core::model::file::{FileEntry, FileHits, FileList, FileText, FoundFiles, WrittenFile};
use openwork_core::operation::endpoint;
use openwork_core::{OpenFile, Result};

pub(crate) async fn list(call: Call<endpoint::FilesList>) -> Result<FileList> {
    call.server.files(&call.caller).list(&call.path.workspace_id, call.query).await
}

pub(crate) async fn stat(call: Call<endpoint::FilesStat>) -> Result<FileEntry> {
    call.server.files(&call.caller).stat(&call.path.workspace_id, call.query).await
}

pub(crate) async fn read_raw(call: Call<endpoint::FilesReadRaw>) -> Result<OpenFile> {
    call.server.files(&call.caller).read_raw(&call.path.workspace_id, call.query).await
}

pub(crate) async fn write_raw(call: Call<endpoint::FilesWriteRaw>) -> Result<WrittenFile> {
    let condition = conditional::of_write(&call.headers)?;
    let bytes = call.upload.unwrap_or_else(Upload::none).pieces();
    call.server.files(&call.caller).write_raw(&call.path.workspace_id, call.query, condition, bytes).await
}

pub(crate) async fn read_text(call: Call<endpoint::FilesReadText>) -> Result<FileText> {
    call.server.files(&call.caller).read_text(&call.path.workspace_id, call.query).await
}

pub(crate) async fn write_text(call: Call<endpoint::FilesWriteText>) -> Result<WrittenFile> {
    call.server.files(&call.caller).write_text(&call.path.workspace_id, call.body).await
}

pub(crate) async fn search(call: Call<endpoint::FilesSearch>) -> Result<FileHits> {
    call.server.files(&call.caller).search(&call.path.workspace_id, call.query).await
}

pub(crate) async fn find(call: Call<endpoint::FilesFind>) -> Result<FoundFiles> {
    call.server.files(&call.caller).find(&call.path.workspace_id, call.query).await
}
