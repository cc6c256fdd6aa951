//! Messages and prompts. Messages are OpenCode's own objects; prompts are ours and are translated.

use super::json::JsonObject;
use crate::ids::{MessageId, SessionId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum MessageRole {
    /// A person, or a program in their place.
    User,
    /// The agent.
    Assistant,
}

/// When a message began and ended, in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MessageTime {
    /// When it began.
    pub created: i64,
    /// When an agent's message ended; absent while it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<i64>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// A message without its parts. OpenCode's own object, with one field of ours: `interrupted`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MessageInfo {
    /// Names it.
    pub id: MessageId,
    /// The session it belongs to.
    #[serde(rename = "sessionID")]
    pub session_id: SessionId,
    /// Who speaks.
    pub role: MessageRole,
    /// The message it answers.
    #[serde(default, rename = "parentID", skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<MessageId>,
    /// When it began and ended.
    pub time: MessageTime,
    /// Why the model's answer failed: OpenCode's `{name, data}`. The call itself still succeeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<JsonObject>,
    /// True where the engine ended before the message did; it will never be completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<bool>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// A piece of a message: text, reasoning, a tool call, a file. OpenCode's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Part {
    /// Names it.
    pub id: String,
    /// The session it belongs to.
    #[serde(rename = "sessionID")]
    pub session_id: SessionId,
    /// The message it belongs to.
    #[serde(rename = "messageID")]
    pub message_id: MessageId,
    /// What it is: `text`, `reasoning`, `tool`, `file`, `step-start`, `step-finish` and others.
    #[serde(rename = "type")]
    pub kind: String,
    /// The text, of a part that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The tool's name, of a tool call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// How far a tool call is: OpenCode's `{status, input, output, …}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<JsonObject>,
    /// What else OpenCode says.
    #[serde(flatten)]
    pub more: JsonObject,
}

/// A message with its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Message {
    /// The message.
    pub info: MessageInfo,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// Messages, oldest first. A page holds the newest of those before its cursor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MessageList {
    /// The messages of this page.
    pub items: Vec<Message>,
    /// Asks for the page of older ones; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ModelRef {
    /// Whose model, such as `anthropic`.
    pub provider_id: String,
    /// Which of theirs.
    pub model_id: String,
}

/// A piece of a prompt. Fields beyond those named are OpenCode's own and passed on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PromptPart {
    /// What is said.
    Text {
        /// The words.
        text: String,
        /// What else OpenCode shall see.
        #[serde(flatten)]
        #[cfg_attr(feature = "uniffi", uniffi(default = "{}"))]
        more: JsonObject,
    },
    /// A file to look at. A `file:` URL must lie in the workspace.
    File {
        /// Its media type.
        mime: String,
        /// Where it is: `file:`, `data:` or `https:`.
        url: String,
        /// What else OpenCode shall see, such as `filename`.
        #[serde(flatten)]
        #[cfg_attr(feature = "uniffi", uniffi(default = "{}"))]
        more: JsonObject,
    },
    /// An agent to hand the work to.
    Agent {
        /// Its name.
        name: String,
        /// What else OpenCode shall see.
        #[serde(flatten)]
        #[cfg_attr(feature = "uniffi", uniffi(default = "{}"))]
        more: JsonObject,
    },
    /// Work for a session of its own.
    Subtask {
        /// What to do.
        prompt: String,
        /// What it is called.
        description: String,
        /// Who does it.
        agent: String,
        /// What else OpenCode shall see.
        #[serde(flatten)]
        #[cfg_attr(feature = "uniffi", uniffi(default = "{}"))]
        more: JsonObject,
    },
}

impl PromptPart {
    /// Plain words.
    #[must_use]
    pub fn words(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), more: JsonObject::default() }
    }
}

/// A prompt.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Prompt {
    /// What is said; at least one part.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub parts: Vec<PromptPart>,
    /// A name for the message, made by the caller, so that a repeated call is known. `msg_` and letters that grow with time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub message_id: Option<MessageId>,
    /// Which model answers; the configured one without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub model: Option<ModelRef>,
    /// Which agent answers; the default one without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub agent: Option<String>,
    /// Keep the message and let nobody answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub no_reply: Option<bool>,
    /// Tools to switch on or off for this prompt, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub tools: Option<HashMap<String, bool>>,
    /// The shape of the answer; OpenCode's own object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub format: Option<JsonObject>,
    /// Words before the conversation, in place of the agent's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub system: Option<String>,
    /// A variant of the model, such as how long it thinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub variant: Option<String>,
}

/// A prompt that is on its way. What becomes of it comes as events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AcceptedPrompt {
    /// Always true.
    pub accepted: bool,
    /// The name of the user's message.
    pub message_id: MessageId,
}
