//! Files of a workspace: what they are, what is in them, what is written to them.

use super::file_path::FilePath;
use crate::clock::Timestamp;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// Stands for the state of a file: `w:…` is cheap, made of what the file system says; `sha256:…` is
    /// strong, made of the
    /// content. Opaque; either can be sent back to write only if nothing changed.
    FileRevision: "a revision", Rule {
        min: 1, max: 200, pattern: Some("^[!#-~]+$"), allows: |c| c.is_ascii_graphic() && c != '"', prefix: "",
    }
}
text! {
    /// What is looked for: 1 to 1000 characters.
    SearchText: "what is looked for", Rule { min: 1, max: 1000, pattern: None, allows: |_| true, prefix: "" }
}

/// Bytes as they are: the body of `files.writeRaw`, the answer of `files.readRaw`. They stream and are never whole
/// in memory,
/// so nothing but the catalogue names this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileBytes;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for FileBytes {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "FileBytes".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schemars::schema::SchemaObject {
            instance_type: Some(schemars::schema::InstanceType::String.into()),
            format: Some("binary".to_owned()),
            ..Default::default()
        }
        .into()
    }
}

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum FileKind {
    /// A file.
    File,
    /// A folder.
    Dir,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device: listed, never opened.
    Other,
}

/// Where a symbolic link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LinkEnd {
    /// To a file of the workspace.
    File,
    /// To a folder of the workspace.
    Dir,
    /// To a pipe, a socket or a device.
    Other,
    /// To nothing that is there.
    Nothing,
    /// Out of the workspace: it is not followed.
    Outside,
}

/// Why a search stopped before its end; its `nextCursor` goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SearchEnd {
    /// As many results as were asked for.
    Limit,
    /// It took as long as one call may.
    Time,
    /// It read as much as one call may.
    Bytes,
}

/// A file, a folder or what else lies in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileEntry {
    /// Its name in its folder; the folder's own name where the workspace itself was asked for is `.`.
    pub name: String,
    /// Where it lies. Absent where its name cannot be said here: it is not UTF-8, say, or has a backslash; `name`
    /// is then near to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<FilePath>,
    /// What it is.
    pub kind: FileKind,
    /// Of a link: where it leads. Size, revision and time are then those of its end, if that is a file of the
    /// workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<LinkEnd>,
    /// How many bytes a file has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Changes with the file. This one is cheap (`w:…`): made of what the file system says, not of the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// Whether `.gitignore` leaves it out, or it lies in `.git`.
    pub ignored: bool,
    /// What is wrong with it, where it could not be looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What lies in a folder, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileList {
    /// The folder.
    pub path: FilePath,
    /// What lies in it.
    pub items: Vec<FileEntry>,
    /// Asks for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which folder, and which page of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListFiles {
    /// The folder; the workspace's own without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub path: Option<FilePath>,
    /// How many at most (1 to 500, 100 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<super::page::Limit>,
    /// The `nextCursor` of the page before; opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cursor: Option<String>,
}

/// Which file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OneFile {
    /// Where it lies.
    pub path: FilePath,
}

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileText {
    /// Where it lies.
    pub path: FilePath,
    /// The text, its line ends as they are.
    pub content: String,
    /// How many bytes that is.
    pub bytes: u64,
    /// Changes with the content (`sha256:…`).
    pub revision: FileRevision,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Where bytes go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WriteRaw {
    /// Where it lies.
    pub path: FilePath,
    /// Make the folders that are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub create_parents: Option<bool>,
}

/// A text, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WriteText {
    /// Where it lies.
    pub path: FilePath,
    /// The text; at most 5 MB. It may be empty.
    pub content: String,
    /// Make the folders that are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub create_parents: Option<bool>,
    /// Write only if the file has this revision, cheap or strong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
    /// Write only if the file was changed last at this time. A revision tells more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub base_updated_at: Option<Timestamp>,
    /// Write only if there is no such file yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub create_only: Option<bool>,
    /// Write whatever `ifMatch` and `baseUpdatedAt` say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub force: Option<bool>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WrittenFile {
    /// Where it lies.
    pub path: FilePath,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its revision now (`sha256:…`).
    pub revision: FileRevision,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// Whether there was no such file before.
    pub created: bool,
}

/// Which text to look for, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SearchFiles {
    /// The text: as it stands, or a regular expression.
    pub query: SearchText,
    /// The text is a regular expression, in the syntax of Rust's `regex`, that looks at one line at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub regex: Option<bool>,
    /// Large and small letters are the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub ignore_case: Option<bool>,
    /// The folder to look in; the workspace's own without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub path: Option<FilePath>,
    /// Also what `.gitignore` leaves out, and `.git`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_ignored: Option<bool>,
    /// Also what begins with a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_hidden: Option<bool>,
    /// How many results at most (1 to 500, 100 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<super::page::Limit>,
    /// The `nextCursor` of the page before; opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cursor: Option<String>,
}

/// A line that holds what was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileHit {
    /// Where it lies.
    pub path: FilePath,
    /// The line, from one.
    pub line: u64,
    /// The character that the first hit begins at, from one.
    pub column: u64,
    /// The line, or what of it is near the hit: at most 300 characters.
    pub text: String,
    /// Whether the line is longer.
    pub cut: bool,
}

/// The lines that hold it, by path and line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileHits {
    /// The lines.
    pub items: Vec<FileHit>,
    /// How many files were read.
    pub searched: u64,
    /// Goes on from here; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many files and folders could not be read, and were passed over.
    pub unreadable: u64,
    /// Why it stopped before its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<SearchEnd>,
}

/// Which names to look for, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FindFiles {
    /// A part of the path in any case; or a glob, where it has `*`, `?`, `[` or `{`. A glob without `/` is
    /// held against the name.
    pub query: SearchText,
    /// Only these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub kind: Option<FileKind>,
    /// The folder to look in; the workspace's own without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub path: Option<FilePath>,
    /// Also what `.gitignore` leaves out, and `.git`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_ignored: Option<bool>,
    /// Also what begins with a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_hidden: Option<bool>,
    /// How many results at most (1 to 500, 100 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<super::page::Limit>,
    /// The `nextCursor` of the page before; opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cursor: Option<String>,
}

/// Something whose name fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FoundFile {
    /// Where it lies.
    pub path: FilePath,
    /// What it is.
    pub kind: FileKind,
}

/// What has such a name, by path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FoundFiles {
    /// What fits.
    pub items: Vec<FoundFile>,
    /// How many names were looked at.
    pub looked_at: u64,
    /// Goes on from here; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many files and folders could not be read, and were passed over.
    pub unreadable: u64,
    /// Why it stopped before its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<SearchEnd>,
}
