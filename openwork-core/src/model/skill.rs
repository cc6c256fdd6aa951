//! Skills: instructions that an agent reads when it needs them.

use super::file::FileRevision;
use super::resource::{ResourceAction, ResourceFault, ResourceScope};
use crate::ids::WorkspaceId;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// What a new skill is called: 1 to 64 small letters, digits and single dashes between them.
    SkillName: "a skill's name", Rule {
        min: 1, max: 64, pattern: Some("^[a-z0-9]+(-[a-z0-9]+)*$"),
        allows: |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-', prefix: "",
    }
}
text! {
    /// What a skill is for, as agents read it: 1 to 1024 characters.
    SkillDescription: "a description", Rule { min: 1, max: 1024, pattern: None, allows: |_| true, prefix: "" }
}

/// A skill that the engine would see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Skill {
    /// What it is called; where its file cannot be read, what its folder is called.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When to use it: its `trigger` or `when`, else what stands below a heading "When to use".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// Its file, from the workspace's folder on; of the user's own from `~` or `$XDG_CONFIG_HOME` on.
    pub path: String,
    /// Where it lies.
    pub scope: ResourceScope,
    /// Changes with its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<FileRevision>,
    /// Further files that define a skill of this name. The engine takes one of them, and does not say which.
    pub also_at: Vec<String>,
    /// Why the engine passes over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<ResourceFault>,
}

/// The skills, by name and place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SkillList {
    /// The skills.
    pub items: Vec<Skill>,
}

/// A skill with the text of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SkillText {
    /// The skill.
    pub item: Skill,
    /// The text of its file.
    pub content: String,
    /// Changes with its file.
    pub revision: FileRevision,
}

/// A skill to be put in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UpsertSkill {
    /// What it is called.
    pub name: SkillName,
    /// The whole text of its file, with or without front matter. A `name` in it must be the name above.
    pub content: String,
    /// What it is for; needed unless the front matter says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub description: Option<SkillDescription>,
    /// When to use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub trigger: Option<SkillDescription>,
    /// Only if the file still has this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
}

/// A skill that is in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WrittenSkill {
    /// What was done.
    pub action: ResourceAction,
    /// The skill as it is now.
    pub item: Skill,
}

/// A skill that the hub has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HubSkill {
    /// What it is called: as its folder, and as its file says.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When to use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// Its folder in the hub.
    pub path: String,
    /// Why it cannot be installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<ResourceFault>,
}

/// The skills of the hub, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HubSkillList {
    /// The skills.
    pub items: Vec<HubSkill>,
}

/// A skill of the hub, and the workspace that gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneHubSkill {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// What the skill is called.
    pub name: SkillName,
}

/// What becomes of another skill that lies in the place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum WhenSkillIsThere {
    /// It stays, and that is a `conflict`.
    #[default]
    Keep,
    /// It goes, with all files in its folder.
    Replace,
}

/// How a skill of the hub is installed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InstallHubSkill {
    /// What becomes of another skill that lies in the place; `keep` without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub existing: Option<WhenSkillIsThere>,
}

/// A skill of the hub that is in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InstalledSkill {
    /// What was done.
    pub action: ResourceAction,
    /// The skill as it is now.
    pub item: Skill,
    /// The files that were written, from the workspace's folder on.
    pub files: Vec<String>,
}
