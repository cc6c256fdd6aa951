//! What an agent asks before it goes on.

use super::json::JsonObject;
use crate::ids::{PermissionId, QuestionId, SessionId};
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

/// One answer that may be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct QuestionOption {
    /// What is chosen, and what the agent is told.
    pub label: String,
    /// What choosing it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Question {
    /// The question.
    pub question: String,
    /// A word or two over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The answers that may be chosen.
    pub options: Vec<QuestionOption>,
    /// Whether several may be chosen; absent means one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple: Option<bool>,
    /// Whether words of one's own are an answer too; absent means that they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<bool>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// Questions of an agent that waits for the answers. OpenCode's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct QuestionRequest {
    /// Names the request.
    pub id: QuestionId,
    /// The session that waits.
    #[serde(rename = "sessionID")]
    pub session_id: SessionId,
    /// What is asked.
    pub questions: Vec<Question>,
    /// What else OpenCode says, such as `tool`.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// The questions that wait, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct QuestionList {
    /// The requests.
    pub items: Vec<QuestionRequest>,
}

/// Answers to the questions of one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReplyQuestion {
    /// For each question, in their order, the labels that were chosen, or words of one's own.
    pub answers: Vec<Vec<String>>,
}

/// Questions that are answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RepliedQuestion {
    /// The request.
    pub request_id: QuestionId,
    /// The answers it got.
    pub answers: Vec<Vec<String>>,
}

/// Questions that were turned down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RejectedQuestion {
    /// The request.
    pub request_id: QuestionId,
}
