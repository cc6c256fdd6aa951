//! Sessions, as OpenCode keeps them. Fields that are not named here are passed on unchanged.

use super::json::JsonObject;
use super::message::Message;
use super::page::Limit;
use crate::ids::SessionId;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

text! {
    /// The title of a session: 1 to 300 characters, none of them a control character.
    Title: "a title", Rule { min: 1, max: 300, pattern: Some(r"^[^\x00-\x1f\x7f-\x9f]*$"), allows: |c| !c.is_control(), prefix: "" }
}

/// When things happened to a session, in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SessionTime {
    /// When it was made.
    pub created: i64,
    /// When it was last changed.
    pub updated: i64,
    /// When it was put away; absent while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<i64>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// A conversation with an agent. OpenCode's own object, passed on as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Session {
    /// Names it.
    pub id: SessionId,
    /// The folder it works in.
    pub directory: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The session that started it, for an agent's helper.
    #[serde(default, rename = "parentID", skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<SessionId>,
    /// When things happened to it.
    pub time: SessionTime,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// Sessions, the one changed last first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SessionList {
    /// The sessions of this page.
    pub items: Vec<Session>,
    /// Asks for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which sessions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ListSessions {
    /// Only those whose title holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub search: Option<String>,
    /// Only those that no other session started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub roots: Option<bool>,
    /// How many at most (1 to 500, 100 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<Limit>,
    /// The `nextCursor` of the page before; opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cursor: Option<String>,
}

/// A rule for what a session's agent may do without asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PermissionRule {
    /// What kind of thing, such as `bash` or `edit`.
    pub permission: String,
    /// Which of them, as a pattern with `*`.
    pub pattern: String,
    /// What happens.
    pub action: PermissionAction,
}

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PermissionAction {
    /// It may.
    Allow,
    /// It may not.
    Deny,
    /// Someone is asked each time.
    Ask,
}

/// What to make a session of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CreateSession {
    /// Its title. Without, OpenCode asks the model for one after the first prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub title: Option<Title>,
    /// The session that it belongs under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub parent_id: Option<SessionId>,
    /// Rules beside those of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub permission: Option<Vec<PermissionRule>>,
}

/// What to change of a session; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UpdateSession {
    /// A new title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub title: Option<Title>,
    /// Put it away. OpenCode has no way back, so `false` is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub archived: Option<bool>,
}

/// A session that is gone, with its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeletedSession {
    /// The session that is gone.
    pub session_id: SessionId,
}

/// A run that was told to stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AbortedSession {
    /// The session that is idle now.
    pub session_id: SessionId,
}

/// What a session is doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SessionStatus {
    /// Nothing; it takes a prompt.
    Idle,
    /// It works. A further prompt joins the run.
    Busy,
    /// The model failed; it waits and tries again by itself.
    Retry {
        /// Which attempt comes next, from 1.
        attempt: i64,
        /// What the model's server said.
        message: String,
        /// When it goes on, in milliseconds since 1970.
        next: i64,
    },
}

/// What the sessions that are not idle are doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SessionStatuses {
    /// By session id. A session that is not here is idle.
    pub items: HashMap<String, SessionStatus>,
}

/// One thing on an agent's list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Todo {
    /// What is to be done.
    pub content: String,
    /// How far it is, such as `pending` or `completed`.
    pub status: String,
    /// How urgent it is, such as `high`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// An agent's list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TodoList {
    /// What is on it, in order.
    pub items: Vec<Todo>,
}

/// A session with all that belongs to it, and the position in the workspace's events that it is true for: this answer and
/// the events after `seq` are together the whole truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SessionSnapshot {
    /// The `seq` of the last event that is in this answer. Watch events after it.
    pub seq: u64,
    /// The session.
    pub session: Session,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
    /// Its agent's list.
    pub todos: Vec<Todo>,
    /// What it is doing.
    pub status: SessionStatus,
    /// What it, and the sessions it started, wait to be allowed.
    pub permissions: Vec<super::ask::PermissionRequest>,
    /// What it, and the sessions it started, ask.
    pub questions: Vec<super::ask::QuestionRequest>,
}
