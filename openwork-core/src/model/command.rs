//! Commands: prompts with a name, in files of their own.

use super::file::FileRevision;
use super::resource::{ResourceAction, ResourceFault, ResourceScope};
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// What a new command is called: 1 to 64 letters, digits, dashes and underscores.
    CommandName: "a command's name", Rule {
        min: 1, max: 64, pattern: Some("^[A-Za-z0-9_-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || c == '_' || c == '-', prefix: "",
    }
}
text! {
    /// A word or a line of a command's head: 1 to 1024 characters.
    CommandWords: "a field of a command", Rule { min: 1, max: 1024, pattern: None, allows: |_| true, prefix: "" }
}

/// A command in a file that the engine would see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DefinedCommand {
    /// What it is called: its `name`, else its path below the folder of commands, without `.md`.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The agent that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The model that does it, as `provider/model`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Whether it is done in a session of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtask: Option<bool>,
    /// What is sent: `$ARGUMENTS`, `$1`, `@file` and `` !`line` `` are filled in by the engine.
    pub template: String,
    /// Its file, from the workspace's folder on; of the user's own from `~` or `$XDG_CONFIG_HOME` on.
    pub path: String,
    /// Where it lies.
    pub scope: ResourceScope,
    /// Changes with its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// Further files that define a command of this name; the engine takes one of them.
    pub also_at: Vec<String>,
    /// What is wrong with it. A field of the wrong kind makes the engine refuse the whole workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<ResourceFault>,
}

/// The commands, by name and place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DefinedCommandList {
    /// The commands.
    pub items: Vec<DefinedCommand>,
}

/// A command to be put in place. What is absent is not in it afterwards; what this contract does not name stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UpsertCommand {
    /// What it is called.
    pub name: CommandName,
    /// What is sent; not empty.
    pub template: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub description: Option<CommandWords>,
    /// The agent that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub agent: Option<CommandWords>,
    /// The model that does it, as `provider/model`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub model: Option<CommandWords>,
    /// Whether it is done in a session of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub subtask: Option<bool>,
    /// Only if the file still has this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
}

/// A command that is in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WrittenCommand {
    /// What was done.
    pub action: ResourceAction,
    /// The command as it is now.
    pub item: DefinedCommand,
}
