//! What OpenWork manages for workspaces: MCP servers, plugins, configurations of providers, skills, commands, agents.

use super::file::FileRevision;
use super::json::JsonObject;
use super::workspace::DisplayName;
use crate::clock::Timestamp;
use crate::ids::{ManagedItemId, WorkspaceId};
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

/// A kind of thing that is managed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ManagedKind {
    /// MCP servers.
    Mcps,
    /// Plugins of the engine.
    Plugins,
    /// Configurations of providers of models.
    ProviderConfigs,
    /// Skills.
    Skills,
    /// Commands.
    Commands,
    /// Agents.
    Agents,
}

impl ManagedKind {
    /// One of them, in words.
    #[must_use]
    pub fn one(self) -> &'static str {
        match self {
            Self::Mcps => "MCP server",
            Self::Plugins => "plugin",
            Self::ProviderConfigs => "provider",
            Self::Skills => "skill",
            Self::Commands => "command",
            Self::Agents => "agent",
        }
    }
}

/// Where an item comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ManagedSource {
    /// It was made here.
    OpenworkManaged,
    /// It was brought from older state.
    Imported,
    /// A user made it by hand: a file of theirs defines it.
    Discovered,
    /// It is kept in step with an account.
    CloudSynced,
}

text! {
    /// What an item is called in the engine's configuration: 1 to 64 letters, digits, dots, dashes and underscores. Kinds
    /// allow less.
    ManagedKey: "a key", Rule {
        min: 1, max: 64, pattern: Some("^[A-Za-z0-9._-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'), prefix: "",
    }
}

/// An item. Secrets in its configuration are kept sealed; in their place stands `{"configured": true}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ManagedItem {
    /// Names it.
    pub id: ManagedItemId,
    /// What kind of thing it is.
    pub kind: ManagedKind,
    /// What it is called in the engine's configuration, or as a file.
    pub key: ManagedKey,
    /// What people call it.
    pub display_name: DisplayName,
    /// Where it comes from.
    pub source: ManagedSource,
    /// The file that defines it, from the workspace's folder on. Only of what a user made by hand (`discovered`): it is changed
    /// there, and not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub path: Option<String>,
    /// Its configuration, as the engine takes it; of a plugin `spec`; of a skill, a command or an agent the `content` of its
    /// file, but nothing where a user made that file by hand.
    pub config: JsonObject,
    /// The workspaces that have it.
    pub workspace_ids: Vec<WorkspaceId>,
    /// What an account calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_item_id: Option<String>,
    /// What whoever made it keeps with it. No secrets: they would be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<JsonObject>,
    /// Changes with it.
    pub revision: FileRevision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The items of a kind, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ManagedItemList {
    /// The items.
    pub items: Vec<ManagedItem>,
}

/// An item to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CreateManagedItem {
    /// What people shall call it.
    pub display_name: DisplayName,
    /// Its configuration. Headers, values of the environment and whatever else looks like a secret go in and never come out.
    pub config: JsonObject,
    /// What it is called in the engine's configuration; without, it is made of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub key: Option<ManagedKey>,
    /// Where it comes from; without, it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub source: Option<ManagedSource>,
    /// What an account calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cloud_item_id: Option<String>,
    /// What is kept with it. No secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub metadata: Option<JsonObject>,
    /// The workspaces that shall have it; none without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub workspace_ids: Option<Vec<WorkspaceId>>,
}

/// What shall be otherwise. What is absent stays as it is; so do the secrets of a configuration that does not name them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UpdateManagedItem {
    /// What people shall call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub display_name: Option<DisplayName>,
    /// Its whole configuration. `{"configured": true}` in the place of a secret keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub config: Option<JsonObject>,
    /// What it is called in the engine's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub key: Option<ManagedKey>,
    /// What an account calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub cloud_item_id: Option<String>,
    /// What is kept with it. No secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub metadata: Option<JsonObject>,
    /// Only if it still has this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
}

/// Who shall have an item: these workspaces and no others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssignManagedItem {
    /// The workspaces.
    pub workspace_ids: Vec<WorkspaceId>,
    /// Only if it still has this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
}

/// What came of a change in one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ManagedProjection {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// Whether anything in its folder is otherwise now.
    pub changed: bool,
    /// Why it could not be put there. It is tried again when something changes, and at the next start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// An item that was made or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ManagedChange {
    /// The item as it is now.
    pub item: ManagedItem,
    /// What came of it, in each workspace that was looked at.
    pub projections: Vec<ManagedProjection>,
}

/// An item that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeletedManagedItem {
    /// The item.
    pub item_id: ManagedItemId,
    /// What came of it, in each workspace that had it.
    pub projections: Vec<ManagedProjection>,
}

/// The items of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneManagedKind {
    /// The kind.
    pub kind: ManagedKind,
}

/// The place of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneManagedItem {
    /// The kind.
    pub kind: ManagedKind,
    /// The item.
    pub item_id: ManagedItemId,
}
