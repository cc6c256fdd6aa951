//! What the engine has to read again, and why.

use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use serde::{Deserialize, Serialize};

/// Which kind of thing the engine has to read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ReloadReason {
    /// Agents, and the instructions that all of them have.
    Agents,
    /// Commands.
    Commands,
    /// The configuration, as far as none of the others says more.
    Config,
    /// Variables of the engine. They are read when it starts: only `runtime.restart` helps.
    Environment,
    /// MCP servers.
    Mcp,
    /// Plugins and tools.
    Plugins,
    /// Skills.
    Skills,
}

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ReloadTriggerKind {
    /// An agent, or the instructions that all of them have.
    Agent,
    /// A command.
    Command,
    /// A configuration.
    Config,
    /// A variable.
    Environment,
    /// An MCP server.
    Mcp,
    /// A plugin.
    Plugin,
    /// A skill.
    Skill,
    /// A tool.
    Tool,
}

/// What was done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ReloadAction {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Updated,
}

/// What made a reload necessary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReloadTrigger {
    /// What kind of thing changed.
    #[serde(rename = "type")]
    pub kind: ReloadTriggerKind,
    /// What was done to it.
    pub action: ReloadAction,
    /// What it is called; absent where several changed at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The file, from the workspace's folder on; absent where several changed at once, or none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// That something has to be read again: a `reload.required` event of the workspace, as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReloadEvent {
    /// The number of the event in the workspace's stream.
    pub seq: u64,
    /// When it was told.
    pub at: Timestamp,
    /// Where.
    pub workspace_id: WorkspaceId,
    /// Which kind of thing has to be read again.
    pub reason: ReloadReason,
    /// What made it necessary, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<ReloadTrigger>,
}
