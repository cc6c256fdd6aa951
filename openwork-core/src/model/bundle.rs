//! What workspaces share: bundles that are published and fetched.

use super::json::JsonObject;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

/// What a bundle holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum BundleType {
    /// One skill.
    Skill,
    /// Several skills.
    SkillsSet,
    /// What a workspace is set up with.
    WorkspaceProfile,
}

impl BundleType {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::SkillsSet => "skills-set",
            Self::WorkspaceProfile => "workspace-profile",
        }
    }
}

/// What is done about content that looks like a secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Sensitive {
    /// Nothing is given out; the places are told, and someone decides.
    #[default]
    Auto,
    /// It is given out with the rest.
    Include,
    /// It is left out, and the places are told.
    Exclude,
}

text! {
    /// What people call a bundle: 1 to 200 characters, none of them a control character.
    BundleName: "a bundle's name", Rule { min: 1, max: 200, pattern: Some(r"^[^\x00-\x1f\x7f-\x9f]*$"), allows: |c| !c.is_control(), prefix: "" }
}

text! {
    /// The address of a bundle at the publisher that this server is set up with: `<publisher>/b/<id>`.
    BundleUrl: "the address of a bundle", Rule { min: 1, max: 2000, pattern: Some(r"^[!-~]*$"), allows: |c| c.is_ascii_graphic(), prefix: "" }
}

/// How long a publisher may take: 1,000 to 120,000 ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct PublisherMillis(u32);

impl PublisherMillis {
    /// As a duration.
    #[must_use]
    pub fn duration(self) -> std::time::Duration {
        std::time::Duration::from_millis(self.0.into())
    }
}

impl Default for PublisherMillis {
    fn default() -> Self {
        Self(15_000)
    }
}

impl TryFrom<u32> for PublisherMillis {
    type Error = String;

    fn try_from(millis: u32) -> Result<Self, Self::Error> {
        match millis {
            1_000..=120_000 => Ok(Self(millis)),
            _ => Err(format!("a publisher may take 1000 to 120000 ms, not {millis}")),
        }
    }
}

impl From<PublisherMillis> for u32 {
    fn from(millis: PublisherMillis) -> u32 {
        millis.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for PublisherMillis {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "PublisherMillis".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        crate::model::json::integer(1_000.0, 120_000.0)
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(PublisherMillis, u32, {
    lower: |millis| millis.0,
    try_lift: |number| PublisherMillis::try_from(number).map_err(crate::foreign::refused),
});

/// What to publish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PublishBundle {
    /// What it holds.
    pub bundle_type: BundleType,
    /// What people shall call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub name: Option<BundleName>,
    /// The content, which everyone who has the address can read.
    pub payload: JsonObject,
    /// What to do about content that looks like a secret; `auto` without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub sensitive: Option<Sensitive>,
    /// How long the publisher may take, in milliseconds (1000 to 120000, 15000 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub timeout_ms: Option<PublisherMillis>,
}

/// A bundle that is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PublishedBundle {
    /// Where it is. Everyone who has the address can read it.
    pub url: BundleUrl,
    /// The places of the payload that were left out, because they look like secrets; only with `exclude`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// Which bundle to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FetchBundle {
    /// Its address, which is the publisher's that this server is set up with, and no other.
    pub bundle_url: BundleUrl,
    /// How long the publisher may take, in milliseconds (1000 to 120000, 15000 without).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub timeout_ms: Option<PublisherMillis>,
}

/// A bundle as the publisher gave it. It comes from a stranger: nothing of it is used before someone says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FetchedBundle {
    /// The bundle.
    pub bundle: JsonObject,
}
