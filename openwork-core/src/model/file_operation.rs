//! Operations of a file session on files and folders: what is done, and what became of it.

use super::json::present;
use crate::error::ErrorKind;
use serde::{Deserialize, Serialize};

/// What is done to a file or a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum FileOperation {
    /// Makes a folder, and those above it that are missing. One that is there is well.
    Mkdir {
        /// Where.
        path: String,
    },
    /// Removes a file, a link (never what it leads to) or a folder.
    Delete {
        /// What.
        path: String,
        /// A folder with all that lies in it; without, only an empty one.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default = None))]
        recursive: Option<bool>,
    },
    /// Gives a file, a link or a folder another path. Folders that are missing are made.
    Rename {
        /// What.
        from: String,
        /// Its new path; nothing may lie there.
        to: String,
    },
}

/// What is done, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileOperations {
    /// The operations, 1 to 64. One that cannot be done fails alone.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub operations: Vec<FileOperation>,
}

/// What became of one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OperationItem {
    /// Whether it was done. If not, it has `code` and `message`.
    pub ok: bool,
    /// What was to be done: `mkdir`, `delete` or `rename`.
    #[serde(rename = "type")]
    pub kind: super::file_session::FileChange,
    /// To what, as it was given.
    pub path: String,
    /// Of a rename: the new path, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_path: Option<String>,
    /// Why not: what a program acts on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorKind>,
    /// Why not: what a person reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What became of the operations, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OperationItems {
    /// Where the events stand now.
    pub cursor: u64,
    /// Each operation.
    pub items: Vec<OperationItem>,
}
