//! What a session has done, and how that is changed afterwards: files it changed, forks, reverts, edited messages.

use super::json::JsonObject;
use super::session::Session;
use crate::ids::{MessageId, PartId, SessionId};
use serde::{Deserialize, Serialize};

/// A file that a turn changed. OpenCode's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileDiff {
    /// The file, from the top of the work tree.
    pub file: String,
    /// What changed, as a unified diff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<String>,
    /// How many lines were added.
    pub additions: u64,
    /// How many lines were removed.
    pub deletions: u64,
    /// `added`, `modified` or `deleted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// What one turn changed: all that followed a user's message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TurnDiff {
    /// The user's message.
    pub message_id: MessageId,
    /// The files that changed.
    pub files: Vec<FileDiff>,
}

/// What a session changed, turn by turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SessionDiff {
    /// Whether OpenCode watches the files at all: without git it does not, and then no turn has files.
    pub tracked: bool,
    /// The turns that changed something, oldest first; with `messageId` that turn, whatever it changed.
    pub items: Vec<TurnDiff>,
}

/// Which turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DiffSession {
    /// Only the turn that this user's message began; all of them without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub message_id: Option<MessageId>,
}

/// Where to fork.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ForkSession {
    /// The fork has the messages before this one; all of them without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub message_id: Option<MessageId>,
}

/// How far to go back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RevertSession {
    /// The first message that is taken back.
    pub message_id: MessageId,
    /// The first part of it that is taken back; the whole message without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub part_id: Option<PartId>,
}

/// A session that was taken back, or brought forward again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RevertedSession {
    /// The session as it is now. Its `revert` says what is taken back.
    pub session: Session,
    /// Whether the files went along. Without git OpenCode changes the conversation only.
    pub files_restored: bool,
}

/// A message that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeletedMessage {
    /// The session it belonged to.
    pub session_id: SessionId,
    /// The message that is gone.
    pub message_id: MessageId,
}

/// A part that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeletedPart {
    /// The message it belonged to.
    pub message_id: MessageId,
    /// The part that is gone.
    pub part_id: PartId,
}

/// What to change of a part; what is absent stays. Fields beyond those named are OpenCode's own; its ids and its type stay
/// as they are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UpdatePart {
    /// Other words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub text: Option<String>,
    /// What else of it, such as `metadata`.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default = "{}"))]
    pub more: JsonObject,
}
