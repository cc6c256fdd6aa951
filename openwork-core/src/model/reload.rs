//! What the engine has to read again, and why.

use crate::clock::Timestamp;
use crate::ids::{SessionId, WorkspaceId};
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
    /// Plugins and tools. Of one that was loaded and whose code changed OpenCode keeps the code until it ends: then
    /// only `runtime.restart` helps.
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

/// How many seconds to wait: 0 to 600.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct WaitSeconds(u32);

impl WaitSeconds {
    /// The longest wait.
    pub const MOST: u32 = 600;

    /// The number itself.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for WaitSeconds {
    fn default() -> Self {
        Self(30)
    }
}

impl TryFrom<u32> for WaitSeconds {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        match number {
            0..=Self::MOST => Ok(Self(number)),
            _ => Err(format!("a wait takes 0 to {} seconds, not {number}", Self::MOST)),
        }
    }
}

impl From<WaitSeconds> for u32 {
    fn from(seconds: WaitSeconds) -> u32 {
        seconds.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for WaitSeconds {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "WaitSeconds".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        super::json::integer(0.0, f64::from(Self::MOST))
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(WaitSeconds, u32, {
    lower: |seconds| seconds.0,
    try_lift: |number| WaitSeconds::try_from(number).map_err(crate::foreign::refused),
});

/// When something is done that would end the runs of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WhenIdle {
    /// Whether to end the runs that are under way; false without, then they are waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub force: Option<bool>,
    /// How many seconds to wait for runs at most: 0 to 600, 30 without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub wait_seconds: Option<WaitSeconds>,
}

/// A workspace that OpenCode has read again, and answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReloadedWorkspace {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// When it answered.
    pub reloaded_at: Timestamp,
    /// The sessions whose runs were ended for it.
    pub cut_session_ids: Vec<SessionId>,
    /// What still has to be read: what is read only when the engine starts (variables, the code of plugins and tools that
    /// changed), and what changed meanwhile.
    pub reload_required: Vec<ReloadReason>,
}

/// A workspace that OpenCode has let go of. The next call for it takes it up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DisposedWorkspace {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// Whether the engine let go of it: false where it does not run, or does not do as it is told; the log says why.
    pub disposed: bool,
    /// The sessions whose runs were ended for it.
    pub cut_session_ids: Vec<SessionId>,
}

/// Which of the events that ask for a reload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListReloadEvents {
    /// Only those after this number, such as the `cursor` of an answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub since: Option<u64>,
}

/// The events that ask for a reload, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReloadEventList {
    /// The events.
    pub items: Vec<ReloadEvent>,
    /// The number of the last event of the workspace's stream: ask with it as `since` for what comes after.
    pub cursor: u64,
}
