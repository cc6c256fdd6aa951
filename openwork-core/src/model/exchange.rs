//! What is handed into a workspace and out of it: the files of its inbox and its outbox.

use super::file::FileRevision;
use super::file_path::FilePath;
use crate::clock::Timestamp;
use crate::ids::ExchangedFileId;
use serde::{Deserialize, Serialize};

/// A file of the inbox or of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ExchangedFile {
    /// Names it: its path there in base64url.
    pub id: ExchangedFileId,
    /// Its name.
    pub name: String,
    /// Where it lies, from the inbox or the outbox on.
    pub path: FilePath,
    /// How many bytes it has.
    pub size: u64,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Files of the inbox or of the outbox, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ExchangedFileList {
    /// The files.
    pub items: Vec<ExchangedFile>,
    /// Asks for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Where an upload goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UploadFile {
    /// Its name in the inbox, or its path from there on; folders that are missing are made.
    pub path: FilePath,
    /// Put it in the place of a file that is there; without, that is a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub overwrite: Option<bool>,
}

/// A file that lies in the inbox now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UploadedFile {
    /// Names it.
    pub id: ExchangedFileId,
    /// Where it lies, from the inbox on.
    pub path: FilePath,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its revision (`sha256:…`).
    pub revision: FileRevision,
    /// When it was written.
    pub updated_at: Timestamp,
}
