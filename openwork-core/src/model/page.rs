//! What lists and places have in common: the path of a thing, the size of a page.

use super::router::Channel;
use crate::ids::{
    BindingId, ExchangedFileId, FileSessionId, IdentityId, MessageId, PartId, PermissionId, ProviderId, QuestionId,
    SessionId, TokenId, WorkspaceId,
};
use serde::{Deserialize, Serialize};

/// How many items a page holds at most: 1 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Limit(u32);

impl Limit {
    /// The most a page may hold.
    pub const MOST: u32 = 500;

    /// The number itself.
    #[must_use]
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u32> for Limit {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        match number {
            1..=Self::MOST => Ok(Self(number)),
            _ => Err(format!("a limit is 1 to {}, not {number}", Self::MOST)),
        }
    }
}

impl From<Limit> for u32 {
    fn from(limit: Limit) -> u32 {
        limit.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Limit {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "Limit".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        crate::model::json::integer(1.0, f64::from(Self::MOST))
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(Limit, u32, {
    lower: |limit| limit.0,
    try_lift: |number| Limit::try_from(number).map_err(crate::foreign::refused),
});

/// Nothing to say: no path variable, no query or no body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Nothing {}

/// The place of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneWorkspace {
    /// The workspace.
    pub workspace_id: WorkspaceId,
}

/// The place of a file session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneFileSession {
    /// The workspace whose files it is about.
    pub workspace_id: WorkspaceId,
    /// The file session.
    pub file_session_id: FileSessionId,
}

/// The place of a file of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneInboxFile {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// The file, as `inbox.list` names it.
    pub inbox_id: ExchangedFileId,
}

/// The place of a file of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneArtifact {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// The file, as `artifacts.list` names it.
    pub artifact_id: ExchangedFileId,
}

/// The place of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneSession {
    /// The workspace that the session belongs to.
    pub workspace_id: WorkspaceId,
    /// The session.
    pub session_id: SessionId,
}

/// The place of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneMessage {
    /// The workspace that the session belongs to.
    pub workspace_id: WorkspaceId,
    /// The session that the message belongs to.
    pub session_id: SessionId,
    /// The message.
    pub message_id: MessageId,
}

/// The place of a part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnePart {
    /// The workspace that the session belongs to.
    pub workspace_id: WorkspaceId,
    /// The session that the message belongs to.
    pub session_id: SessionId,
    /// The message that the part belongs to.
    pub message_id: MessageId,
    /// The part.
    pub part_id: PartId,
}

/// The place of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneQuestion {
    /// The workspace that asks.
    pub workspace_id: WorkspaceId,
    /// The question.
    pub request_id: QuestionId,
}

/// The place of a permission request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnePermission {
    /// The workspace that asks.
    pub workspace_id: WorkspaceId,
    /// The request.
    pub request_id: PermissionId,
}

/// The place of a provider of models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneProvider {
    /// The workspace that sees it.
    pub workspace_id: WorkspaceId,
    /// The provider, as `engine.providers` names it.
    pub provider_id: ProviderId,
}

/// The place of a token's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneToken {
    /// The token's record.
    pub token_id: TokenId,
}

/// The bots of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneChannel {
    /// The service.
    pub channel: Channel,
}

/// The place of a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneIdentity {
    /// The service.
    pub channel: Channel,
    /// The bot.
    pub identity_id: IdentityId,
}

/// The place of a binding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneBinding {
    /// The binding.
    pub binding_id: BindingId,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Page {
    /// How many items at most (1 to 500). The operation says what it gives without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<Limit>,
    /// The `nextCursor` of the page before; opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cursor: Option<String>,
}
