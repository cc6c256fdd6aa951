//! What skills, commands, agents, MCP servers and plugins have in common.

use super::file::FileRevision;
use crate::ids::WorkspaceId;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// What something is called where it is listed: 1 to 200 characters, none of them a control character.
    ResourceName: "a name", Rule {
        min: 1, max: 200, pattern: Some(r"^[^\x00-\x1f\x7f]+$"), allows: |c| !c.is_ascii_control(), prefix: "",
    }
}

/// Where something lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ResourceScope {
    /// In the workspace.
    Project,
    /// Among the user's own, for all workspaces; never changed from here.
    Global,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ResourceFault {
    /// What is wrong, and what helps.
    pub message: String,
    /// The line of the file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// What was done with something that is put in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ResourceAction {
    /// It is new.
    Added,
    /// It took the place of what was there.
    Updated,
    /// It was so already, and nothing was written.
    Unchanged,
}

/// The place of something that a workspace has by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneResource {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// What it is called.
    pub name: ResourceName,
}

/// On what removing a file depends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RemoveResource {
    /// Only if the file still has this revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_match: Option<FileRevision>,
}

/// A file that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RemovedResource {
    /// What was called so.
    pub name: String,
    /// The file that is gone.
    pub path: String,
    /// The files that still define something of that name: to the engine it is not gone.
    pub still_defined_by: Vec<String>,
}
