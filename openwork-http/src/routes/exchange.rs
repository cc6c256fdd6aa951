//! What is handed into a workspace and out of it.

use crate::extract::Call;
use crate::upload::Upload;
use openwork_core::model::exchange::{ExchangedFileList, UploadedFile};
use openwork_core::operation::endpoint;
use openwork_core::{Download, Result};

pub(crate) async fn inbox(call: Call<endpoint::InboxList>) -> Result<ExchangedFileList> {
    call.server.inbox(&call.caller).list(&call.path.workspace_id, call.query).await
}

pub(crate) async fn upload(call: Call<endpoint::InboxUpload>) -> Result<UploadedFile> {
    let bytes = call.upload.unwrap_or_else(Upload::none).pieces();
    call.server.inbox(&call.caller).upload(&call.path.workspace_id, call.query, bytes).await
}

pub(crate) async fn inbox_file(call: Call<endpoint::InboxDownload>) -> Result<Download> {
    call.server.inbox(&call.caller).download(&call.path.workspace_id, call.path.inbox_id).await
}

pub(crate) async fn artifacts(call: Call<endpoint::ArtifactsList>) -> Result<ExchangedFileList> {
    call.server.artifacts(&call.caller).list(&call.path.workspace_id, call.query).await
}

pub(crate) async fn artifact(call: Call<endpoint::ArtifactsDownload>) -> Result<Download> {
    call.server.artifacts(&call.caller).download(&call.path.workspace_id, call.path.artifact_id).await
}
