//! What sets a session to work beside a prompt: commands, shell lines, the first look at a folder, a summary.

use super::json::JsonObject;
use super::message::ModelRef;
use crate::ids::{MessageId, SessionId};
use serde::{Deserialize, Serialize};

/// A command of the workspace, such as `init` or one of its `.opencode/commands`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RunCommand {
    /// Its name, as `engine.commands` lists it.
    pub command: String,
    /// What it is told: its `$ARGUMENTS`. They may name files and run lines of the shell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub arguments: Option<String>,
    /// A name for the message, made by the caller, so that a repeated call is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub message_id: Option<MessageId>,
    /// Which agent runs it; the command's own without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub agent: Option<String>,
    /// Which model; the command's own without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub model: Option<ModelRef>,
    /// A variant of the model, such as how long it thinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub variant: Option<String>,
    /// Files to go with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub files: Option<Vec<CommandFile>>,
}

/// A file that goes with a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CommandFile {
    /// Its media type.
    pub mime: String,
    /// Where it is: `file:` (in the workspace), `data:` or `https:`.
    pub url: String,
    /// What else OpenCode shall see, such as `filename`.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default = "{}"))]
    pub more: JsonObject,
}

/// A line for the shell. It runs as it is; no model has a word in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RunShell {
    /// The line.
    pub command: String,
    /// A name for the message, made by the caller, so that a repeated call is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub message_id: Option<MessageId>,
    /// In whose name it is kept; `build` without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub agent: Option<String>,
    /// Which model it is kept with; the configured one without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub model: Option<ModelRef>,
}

/// Who looks at the folder and writes its `AGENTS.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InitSession {
    /// Which model does it.
    pub model: ModelRef,
    /// A name for the message, made by the caller, so that a repeated call is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub message_id: Option<MessageId>,
}

/// Who writes the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SummarizeSession {
    /// Which model does it.
    pub model: ModelRef,
}

/// A session with its summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SummarizedSession {
    /// The session.
    pub session_id: SessionId,
    /// The message that holds the summary, or the model's failure in `info.error`.
    pub summary: super::message::Message,
}
