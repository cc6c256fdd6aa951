//! Workspaces: folders that agents work in.

use super::reload::ReloadReason;
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// What people call a workspace: 1 to 200 characters, none of them a control character.
    DisplayName: "a display name", Rule { min: 1, max: 200, pattern: Some(r"^[^\x00-\x1f\x7f-\x9f]*$"), allows: |c| !c.is_control(), prefix: "" }
}
text! {
    /// Names a set of starting files and settings: 1 to 64 letters, digits, `-` and `_`.
    Preset: "a preset", Rule {
        min: 1, max: 64, pattern: Some("^[A-Za-z0-9_-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || c == '_' || c == '-', prefix: "",
    }
}
text! {
    /// The absolute path of a folder on the server's machine: 1 to 4096 characters, no NUL.
    FolderPath: "a folder path", Rule { min: 1, max: 4096, pattern: Some(r"^[^\x00]*$"), allows: |c| c != '\0', prefix: "" }
}

/// Where the workspace is served from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum WorkspaceKind {
    /// A folder of this machine.
    Local,
}

/// Whether the workspace can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum WorkspaceStatus {
    /// It can be used.
    Ready,
    /// Its folder is there, and OpenCode cannot work in it until something is repaired; `attention` says what.
    Attention,
    /// Its folder is gone; it heals when the folder returns.
    Unavailable,
}

/// What of a workspace has to be repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WorkspaceAttention {
    /// A stable word: `broken_config`, where OpenCode cannot read the folder's configuration.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// The file at fault: relative to the folder, or only the name of a file outside of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from one, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, from one, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// What does the work of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum BackendKind {
    /// The engine that this server runs.
    LocalOpencode,
}

/// A workspace on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LocalBackend {
    /// The folder, absolute, with links and `..` resolved.
    pub data_dir: String,
    /// What OpenCode calls the project of this folder, once it has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opencode_project_id: Option<String>,
}

/// Who does the work of a workspace, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WorkspaceBackend {
    /// Which of the parts below is there.
    pub kind: BackendKind,
    /// The server that holds it; `local` is this one.
    pub server_id: String,
    /// The folder, for a local workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalBackend>,
}

/// A folder that agents work in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Workspace {
    /// Names it, for as long as the record lives.
    pub id: WorkspaceId,
    /// What people call it.
    pub display_name: DisplayName,
    /// Where it is served from.
    pub kind: WorkspaceKind,
    /// Whether it can be used.
    pub status: WorkspaceStatus,
    /// What has to be repaired; only where the status is `attention`. Known once OpenCode was asked about the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<WorkspaceAttention>,
    /// What OpenCode has to read again; absent where nothing. `workspaces.reload` has it do so, or a start of the engine.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reload_required: Vec<ReloadReason>,
    /// What it was started with.
    pub preset: Preset,
    /// Left out of lists unless a host asks.
    pub hidden: bool,
    /// Who does its work, and where.
    pub backend: WorkspaceBackend,
    /// When it was opened first.
    pub created_at: Timestamp,
    /// When its record was last changed.
    pub updated_at: Timestamp,
}

/// Workspaces, by display name without regard to case, then by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WorkspaceList {
    /// The workspaces of this page.
    pub items: Vec<Workspace>,
    /// Asks for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which workspaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListWorkspaces {
    /// Also those that are hidden; only a host may ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub include_hidden: Option<bool>,
    /// How many at most (1 to 500, 100 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<super::page::Limit>,
    /// The `nextCursor` of the page before; opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cursor: Option<String>,
}

/// Which folder to open as a workspace. One folder is one workspace, however it is spelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CreateLocalWorkspace {
    /// The folder, as an absolute path.
    pub folder_path: FolderPath,
    /// What people shall call it. A folder that is a workspace already keeps its name.
    pub name: DisplayName,
    /// What to start it with; `starter` without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub preset: Option<Preset>,
    /// Make the folder if it is missing. Without, a missing folder is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub create_folder: Option<bool>,
}

/// A new name for a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RenameWorkspace {
    /// What people shall call it from now on.
    pub display_name: DisplayName,
}

/// Where the folder of a workspace is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RelinkWorkspace {
    /// The folder, as an absolute path.
    pub folder_path: FolderPath,
}

/// The workspace that is worked in at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ActivatedWorkspace {
    /// That workspace.
    pub active_workspace_id: WorkspaceId,
}

/// A workspace whose record is gone. What OpenWork had put into its folder is taken out; all else there, and what OpenCode keeps
/// about it, is untouched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeletedWorkspace {
    /// The workspace that is gone.
    pub workspace_id: WorkspaceId,
}
