//! The engine as it is seen from outside: its state, its health, the project it sees.

use super::json::JsonObject;
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// Where the engine is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum EngineState {
    /// This server runs none.
    Disabled,
    /// It does not run and starts when it is first needed.
    Stopped,
    /// It was started and is not ready yet.
    Starting,
    /// It answers.
    Ready,
    /// It was told to end.
    Stopping,
    /// It ended by itself; it is started again after a pause.
    Backoff,
    /// It cannot be started; it is not tried again until someone asks.
    Failed,
}

impl EngineState {
    /// Whether a program runs that was given its environment already.
    pub(crate) fn has_started(self) -> bool {
        match self {
            Self::Starting | Self::Ready => true,
            // what it is given is read when it starts
            Self::Disabled | Self::Stopped | Self::Stopping | Self::Backoff | Self::Failed => false,
        }
    }
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LastExit {
    /// Its exit code, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// The number of the signal that ended it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// When.
    pub at: Timestamp,
    /// What it means: `stopped`, `start_failed`, `start_timeout`, `unresponsive` or `crashed`.
    pub reason: String,
}

/// Why the engine does not run, and what helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EngineFault {
    /// A stable word: `engine_missing`, `engine_not_executable`, `wrong_version`, `wrong_checksum`, `start_failed`,
    /// `start_timeout`, `unresponsive`, `crashed` or `guard_lost`.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// The files or folders that it is about; told to hosts only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}

/// The engine's health.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EngineHealth {
    /// Where it is in its life.
    pub state: EngineState,
    /// Whether it answers: the same as `state` being `ready`.
    pub running: bool,
    /// The version that it told us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Where it listens, on loopback. It needs a password that is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Its process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// How often it was started since it last ran quietly, this time included.
    pub attempt: u32,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// When it was last ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_ready_at: Option<Timestamp>,
    /// How it last ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_exit: Option<LastExit>,
    /// What last went wrong; absent once it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<EngineFault>,
    /// Whether a guard process ends it should this server be killed.
    pub guarded: bool,
    /// Its last lines, oldest first, with secrets removed. Where others than a host ask, paths are removed too.
    pub output: Vec<String>,
}

/// What OpenCode sees of a workspace: its project, worktree and version control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EngineProject {
    /// What OpenCode calls it. Folders without git share `global`.
    pub id: String,
    /// The top of the work tree; `/` without git.
    pub worktree: String,
    /// The kind of version control, such as `git`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcs: Option<String>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// An agent of a workspace. OpenCode's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Agent {
    /// Its name, which a prompt says.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `primary` is talked to, `subagent` is called by others, `all` is both.
    pub mode: String,
    /// Whether OpenCode brings it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<bool>,
    /// Whether it is OpenCode's own helper, and not for people to choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
    /// What else OpenCode says, such as `prompt`, `permission` and `model`.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// The agents of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AgentList {
    /// The agents, in OpenCode's order.
    pub items: Vec<Agent>,
}

/// A command of a workspace, for `sessions.command`. OpenCode's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Command {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it comes from: `command`, `skill`, or `mcp` for a prompt of an MCP server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Which agent runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Which model, as `provider/model`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What it can be told, such as `$ARGUMENTS`.
    #[serde(default)]
    pub hints: Vec<String>,
    /// What else OpenCode says, such as `template`.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// The commands of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CommandList {
    /// The commands, in OpenCode's order.
    pub items: Vec<Command>,
}

/// For which model: both or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListTools {
    /// The model's provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub provider_id: Option<String>,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub model_id: Option<String>,
}

/// A tool that agents have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Tool {
    /// What it is called.
    pub id: String,
    /// What a model is told about it; only where a model was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it takes, as a JSON Schema; only where a model was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<JsonObject>,
}

/// The tools that agents have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ToolList {
    /// The tools, by id.
    pub items: Vec<Tool>,
}

/// How an MCP server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct McpStatus {
    /// What the configuration calls it.
    pub name: String,
    /// `connected`, `disabled`, `failed`, `needs_auth` or `needs_client_registration`.
    pub status: String,
    /// What went wrong, with secrets removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// How the MCP servers of a workspace are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct McpStatusList {
    /// The servers of the configuration, by name.
    pub items: Vec<McpStatus>,
}
