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
