//! The configuration of a workspace: what is set, what holds, and which file says so.

use super::file::FileRevision;
use super::json::JsonObject;
use super::session::PermissionAction;
use super::workspace::FolderPath;
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use serde::{Deserialize, Serialize};

/// Whose configuration a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ConfigScope {
    /// The workspace's: `opencode.jsonc` or `opencode.json` in its folder.
    #[default]
    Project,
    /// The engine's for all folders; for hosts only.
    Global,
}

/// Where a layer lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ConfigLayerKind {
    /// In OpenCode's own folder, for all folders.
    Global,
    /// In a folder above the workspace, or in the user's home: OpenCode reads those too.
    Above,
    /// In the workspace, and the user's.
    Project,
    /// In the workspace: the one that OpenWork writes its keys into.
    Managed,
}

/// Something that OpenCode cannot read, or will not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConfigIssue {
    /// What is wrong.
    pub message: String,
    /// The file: from the workspace's folder on, or only the name of one outside of it. Absent of a text that is no file yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from one, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, from one, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The keys that lead to it, with points between, where the shape is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// A file that OpenCode merges into the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConfigLayer {
    /// Where it lies.
    pub kind: ConfigLayerKind,
    /// The file, from the workspace's folder on; of a global one only its name.
    pub file: String,
    /// Whether it is there.
    pub exists: bool,
    /// Changes with its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// What is wrong with it. OpenCode works in a folder only where nothing is.
    pub issues: Vec<ConfigIssue>,
}

/// Which files define a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConfigKey {
    /// The key; within objects, all that lead to it, with points between.
    pub key: String,
    /// The files, the one with the last word last.
    pub files: Vec<String>,
}

/// A rule of a permission, as OpenCode reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConfigRule {
    /// The agent that it is for; absent of one that is for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// What kind of thing, such as `bash` or `edit`, as a pattern with `*`.
    pub permission: String,
    /// Which of them, as a pattern with `*`.
    pub pattern: String,
    /// What happens.
    pub action: PermissionAction,
    /// The file that says so.
    pub file: String,
}

/// What OpenWork sets beside OpenCode's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OpenworkSettings {
    /// Folders outside the workspace that its agents may work in.
    pub authorized_folders: Vec<String>,
}

/// What is set for a workspace through OpenWork.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StoredConfig {
    /// Of OpenCode's configuration.
    pub opencode: JsonObject,
    /// Beside it.
    pub openwork: OpenworkSettings,
    /// Stands for the settings; can be sent back to change them only if nothing changed.
    pub revision: FileRevision,
    /// When they last changed; absent where nothing was ever set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

/// The configuration of a workspace. A value that is a secret, or may be one, reads `{"configured": true}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WorkspaceConfig {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// Changes with all of this: with what is set, and with every file.
    pub revision: FileRevision,
    /// What is set through OpenWork.
    pub stored: StoredConfig,
    /// What holds: all layers merged as OpenCode merges them. It sees them once it has read them again.
    pub effective: JsonObject,
    /// The rules of the permissions in `effective`, in the order in which OpenCode reads them: of those that fit, the last counts.
    /// Those of an agent come after those for all. What files of agents say of theirs is not in here.
    pub rules: Vec<ConfigRule>,
    /// Every file that OpenCode looks for, the one with the last word last.
    pub layers: Vec<ConfigLayer>,
    /// Which files define the first keys of what holds, by name.
    pub keys: Vec<ConfigKey>,
    /// Keys that OpenWork wrote into the managed layer and somebody changed there since, with points between. They stay so.
    pub by_hand: Vec<String>,
}

/// A change of what is set beside OpenCode's configuration. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatchOpenwork {
    /// All folders outside the workspace that its agents may work in: absolute, and there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub authorized_folders: Option<Vec<FolderPath>>,
}

/// A change of what is set for a workspace.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatchConfig {
    /// Goes into what is set of OpenCode's configuration: objects into each other, lists in place of each other; `null`
    /// removes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub opencode: Option<JsonObject>,
    /// What is set beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub openwork: Option<PatchOpenwork>,
    /// Only if the settings still have this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatchedConfig {
    /// The configuration as it is now.
    pub config: WorkspaceConfig,
    /// Keys of this change that do not hold: a file with the last word says otherwise, or still defines what was removed.
    pub elsewhere: Vec<ConfigKey>,
    /// Keys that somebody had written into the managed layer by hand, and that are OpenWork's now. The version of before is
    /// kept in the data folder.
    pub overwritten: Vec<String>,
    /// Rules that count no more, because one of this change comes after them, fits all that they fit, and says otherwise: what is
    /// new here comes after all that files with an earlier word say, however general it is. Where those are to count, the general
    /// rule goes into their file, with `config.putRaw`.
    pub overruled: Vec<ConfigRule>,
}

/// Whose file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GetRawConfig {
    /// Whose; the workspace's without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub scope: Option<ConfigScope>,
}

/// The user's own configuration, as it is written. Secrets that stand in it are in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RawConfig {
    /// Whose.
    pub scope: ConfigScope,
    /// The file: in the workspace's folder, or in OpenCode's. Where there is none, the one that would be made.
    pub path: String,
    /// Whether it is there.
    pub exists: bool,
    /// The text; empty where it is not there.
    pub content: String,
    /// Changes with the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// What is wrong with it.
    pub issues: Vec<ConfigIssue>,
}

/// The user's own configuration, to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PutRawConfig {
    /// The whole text.
    pub content: String,
    /// Whose; the workspace's without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub scope: Option<ConfigScope>,
    /// Only if the file still has this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
}

/// A text to be looked at, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ValidateConfig {
    /// The text; without, all files of the workspace as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub content: Option<String>,
}

/// Whether OpenCode would take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ValidatedConfig {
    /// Whether nothing is wrong.
    pub valid: bool,
    /// What is.
    pub issues: Vec<ConfigIssue>,
}
