//! What an agent asks before it goes on.

use super::json::JsonObject;
use crate::ids::{PermissionId, SessionId};
use serde::{Deserialize, Serialize};

/// A request to be allowed something. OpenCode's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PermissionRequest {
    /// Names it.
    pub id: PermissionId,
    /// The session that waits.
    #[serde(rename = "sessionID")]
    pub session_id: SessionId,
    /// What kind of thing, such as `bash` or `edit`.
    pub permission: String,
    /// Which of them, such as the command.
    pub patterns: Vec<String>,
    /// What `always` would allow from now on.
    pub always: Vec<String>,
    /// What else OpenCode says, such as `metadata` and `tool`.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// The requests that wait, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PermissionList {
    /// The requests.
    pub items: Vec<PermissionRequest>,
}

/// An answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PermissionAnswer {
    /// Yes, this time.
    Once,
    /// Yes, and whatever matches the request's `always`, until the engine restarts.
    Always,
    /// No.
    Reject,
}

/// An answer to a request, with a word for the agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReplyPermission {
    /// The answer.
    pub reply: PermissionAnswer,
    /// What the agent is told with a `reject`; it goes on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub message: Option<String>,
}

/// A request that is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RepliedPermission {
    /// The request.
    pub request_id: PermissionId,
    /// The answer it got.
    pub reply: PermissionAnswer,
}
