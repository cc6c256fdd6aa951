//! File sessions: the catalog of a workspace's files, batches of reads and writes, and what was changed through the API.

use super::file::{FileKind, FileRevision, LinkEnd};
use super::file_path::FilePath;
use super::json::present;
use crate::clock::Timestamp;
use crate::error::ErrorKind;
use crate::ids::{FileSessionId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// A whole number between two ends, with its schema and its foreign half.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident($number:ty) $least:literal to $most:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "u64", into = "u64")]
        pub struct $name($number);

        impl $name {
            /// The number itself.
            #[must_use]
            pub fn get(self) -> $number {
                self.0
            }
        }

        impl TryFrom<u64> for $name {
            type Error = String;

            fn try_from(number: u64) -> Result<Self, Self::Error> {
                let read = <$number>::try_from(number).ok().filter(|number| ($least..=$most).contains(number));
                read.map(Self).ok_or_else(|| format!("{} {} to {}, not {number}", $what, $least, $most))
            }
        }

        impl From<$name> for u64 {
            fn from(number: $name) -> u64 {
                number.0.into()
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn is_referenceable() -> bool {
                false
            }

            fn schema_name() -> String {
                stringify!($name).to_owned()
            }

            fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
                super::json::integer(f64::from($least), f64::from($most))
            }
        }

        #[cfg(feature = "uniffi")]
        uniffi::custom_type!($name, u64, {
            lower: |number| number.into(),
            try_lift: |number| $name::try_from(number).map_err(crate::foreign::refused),
        });
    };
}

bounded! {
    /// For how long a file session is good without a renewal: 30 seconds to 24 hours.
    SessionSeconds(u32) 30 to 86_400, "a file session is good for seconds from"
}
bounded! {
    /// How many items a page of a catalog holds at most: 1 to 10,000.
    CatalogLimit(u16) 1 to 10_000, "a page of a catalog holds"
}

impl Default for SessionSeconds {
    fn default() -> Self {
        Self(15 * 60)
    }
}

impl Default for CatalogLimit {
    fn default() -> Self {
        Self(2000)
    }
}

/// What a file session is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CreateFileSession {
    /// Whether files shall be changed through it. Without, as the caller's role allows; a viewer who asks for it is
    /// refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub write: Option<bool>,
    /// For how many seconds it is good: 30 to 86,400, 900 without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub ttl_seconds: Option<SessionSeconds>,
}

/// For how long a file session shall go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RenewFileSession {
    /// For how many seconds from now: 30 to 86,400, as at its beginning without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub ttl_seconds: Option<SessionSeconds>,
}

/// A file session. It is held in memory and is its maker's alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileSession {
    /// Names it.
    pub id: FileSessionId,
    /// The workspace whose files it is about.
    pub workspace_id: WorkspaceId,
    /// Whether files may be changed through it.
    pub can_write: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, if it is not renewed.
    pub expires_at: Timestamp,
    /// For how many milliseconds it is good from each renewal.
    pub ttl_ms: u64,
}

/// A file session that is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClosedFileSession {
    /// The one that was closed.
    pub file_session_id: FileSessionId,
}

/// Which part of the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReadCatalog {
    /// Only what lies in this folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub prefix: Option<FilePath>,
    /// Only what comes behind this path: the `nextAfter` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub after: Option<FilePath>,
    /// How many items at most (1 to 10,000, 2000 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<CatalogLimit>,
    /// Folders too, which is so without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_dirs: Option<bool>,
    /// Also what `.gitignore` leaves out, and `.git`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_ignored: Option<bool>,
    /// Also what begins with a point, which is so without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_hidden: Option<bool>,
    /// Also size, time and revision of each thing, and where links lead, which is so without. Not asked for, the file system
    /// is spared a question for each of them: paths and kinds alone come in half the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub details: Option<bool>,
}

/// One thing of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CatalogItem {
    /// Where it lies.
    pub path: FilePath,
    /// What it is.
    pub kind: FileKind,
    /// Of a link: where it leads. What it leads to in the workspace has an item of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<LinkEnd>,
    /// How many bytes a file has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When it was changed last, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtime_ms: Option<i64>,
    /// Changes with it. It is cheap (`w:…`): made of what the file system says, not of the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// What is wrong with it: a folder that cannot be read, a link that leads nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A page of the catalog, in the order of paths: names are compared, and what lies in a folder follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileCatalog {
    /// Where the events stood before this page was read: with those after the first page's cursor the catalog is whole.
    pub cursor: u64,
    /// When it was read.
    pub generated_at: Timestamp,
    /// What lies there.
    pub items: Vec<CatalogItem>,
    /// How many names no path can say: they are not UTF-8, say, or hold a backslash. They have no item.
    pub unsaid: u64,
    /// Asks for the next page, as `after`; absent on the last. A page ends after ten seconds, however few items it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_after: Option<FilePath>,
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListFileEvents {
    /// Those after this number: the `cursor` of an answer before. Without, all that are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub since: Option<u64>,
}

/// What was done to a file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum FileChange {
    /// It was written.
    Write,
    /// It was removed, with what lay in it.
    Delete,
    /// A folder was made.
    Mkdir,
    /// It has another path.
    Rename,
}

/// A change that was made through the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileEvent {
    /// Grows by one with each change of the workspace.
    pub seq: u64,
    /// When.
    pub timestamp: Timestamp,
    /// What was done.
    #[serde(rename = "type")]
    pub kind: FileChange,
    /// To what.
    pub path: FilePath,
    /// Of what was renamed: its path now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_path: Option<FilePath>,
    /// Of what was written: its revision then (`sha256:…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
}

/// Changes that were made through the API, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileEventList {
    /// Where the events stand now.
    pub cursor: u64,
    /// The changes.
    pub items: Vec<FileEvent>,
    /// Whether changes after `since` are not kept any more: take the catalog anew.
    pub missed: bool,
}

/// Files to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReadBatch {
    /// Their paths, 1 to 64. One that is no path fails alone.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub paths: Vec<String>,
}

/// What became of one file of a batch that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReadItem {
    /// Whether it was read. If so it has all fields but the last four; if not, `code` and `message`.
    pub ok: bool,
    /// Its path as it was given.
    pub path: String,
    /// What it is: a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FileKind>,
    /// How many bytes it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The bytes in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_base64: Option<String>,
    /// Its revision (`sha256:…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// When it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Why not: what a program acts on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorKind>,
    /// Why not: what a person reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Of one that is too large: how many bytes it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Of one that is too large: how many it may have here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

/// What became of a batch that was read, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReadItems {
    /// Each file.
    pub items: Vec<ReadItem>,
}

/// A file to write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BatchWrite {
    /// Where it lies. Folders that are missing are made.
    pub path: String,
    /// The bytes in base64; none are an empty file.
    pub content_base64: String,
    /// Write only if the file has this revision, cheap or strong.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match_revision: Option<String>,
    /// Write whatever `ifMatchRevision` says.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub force: Option<bool>,
}

/// Files to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WriteBatch {
    /// The files, 1 to 64: of at most 5 MB each and 24 MB together. One that cannot be written fails alone.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub writes: Vec<BatchWrite>,
}

/// What became of one file of a batch that was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WriteItem {
    /// Whether it was written. If not, it has `code` and `message`.
    pub ok: bool,
    /// Its path as it was given.
    pub path: String,
    /// How many bytes it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Its revision now (`sha256:…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// The revision of what it replaced (`w:…`); absent where there was no such file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_revision: Option<FileRevision>,
    /// When it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Why not: what a program acts on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorKind>,
    /// Why not: what a person reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Of a conflict: the revision that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_revision: Option<String>,
    /// Of a conflict: the revision that is there; absent where there is no such file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_revision: Option<FileRevision>,
    /// Of one that is too large: how many bytes it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Of one that is too large: how many it may have here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

/// What became of a batch that was written, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WriteItems {
    /// Where the events stand now.
    pub cursor: u64,
    /// Each file.
    pub items: Vec<WriteItem>,
}
