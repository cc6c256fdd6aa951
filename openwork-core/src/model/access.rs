//! Who may do what: roles, and the records of tokens.

use crate::clock::Timestamp;
use crate::ids::{TokenId, WorkspaceId};
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

/// What a caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Role {
    /// Reads its workspaces.
    Viewer,
    /// Reads and changes its workspaces.
    Collaborator,
    /// Everything, on every workspace and on the server itself.
    Host,
}

text! {
    /// What a token is for, in its maker's words: 1 to 200 characters, none of them a control character.
    Label: "a label", Rule { min: 1, max: 200, pattern: Some(r"^[^\x00-\x1f\x7f-\x9f]*$"), allows: |c| !c.is_control(), prefix: "" }
}

/// A lasting token as it is listed. The token itself is shown once, when it is made, and kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Token {
    /// Names the record.
    pub id: TokenId,
    /// What it allows.
    pub role: Role,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// The only workspaces it reaches; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_ids: Option<Vec<WorkspaceId>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused; absent means never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// The lasting tokens, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TokenList {
    /// The records.
    pub items: Vec<Token>,
}

/// How long a token is good: 1 second to 10 years (315,360,000 seconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct TokenSeconds(u64);

impl TokenSeconds {
    const MOST: u64 = 315_360_000;

    /// The number of seconds.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for TokenSeconds {
    type Error = String;

    fn try_from(seconds: u64) -> Result<Self, Self::Error> {
        match seconds {
            1..=Self::MOST => Ok(Self(seconds)),
            _ => Err(format!("a token is good for 1 to {} seconds, not {seconds}", Self::MOST)),
        }
    }
}

impl From<TokenSeconds> for u64 {
    fn from(seconds: TokenSeconds) -> u64 {
        seconds.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TokenSeconds {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "TokenSeconds".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        crate::model::json::integer(1.0, 315_360_000.0)
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(TokenSeconds, u64, {
    lower: |seconds| seconds.0,
    try_lift: |number| TokenSeconds::try_from(number).map_err(crate::foreign::refused),
});

/// What to make a token of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CreateToken {
    /// What it shall allow.
    pub role: Role,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub label: Option<Label>,
    /// The only workspaces it shall reach; absent means all. A host is never limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub workspace_ids: Option<Vec<WorkspaceId>>,
    /// How long it shall be good, in seconds; absent means until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub expires_in_seconds: Option<TokenSeconds>,
}

/// A token just made: the only time that its text is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CreatedToken {
    /// The record.
    pub record: Token,
    /// The token: `ow_`, the role's first letter, `_`, 32 random bytes in base64url.
    pub token: String,
}

/// A token that is no longer accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RevokedToken {
    /// The record that is gone.
    pub token_id: TokenId,
}
