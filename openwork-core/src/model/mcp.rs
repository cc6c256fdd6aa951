//! MCP servers and plugins of a workspace.

use super::json::JsonObject;
use super::resource::ResourceAction;
use super::secret::Secret;
use crate::ids::ManagedItemId;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// What an MCP server is called: 1 to 64 letters, digits, dashes and underscores; not a dash first.
    McpName: "an MCP server's name", Rule {
        min: 1, max: 64, pattern: Some("^[A-Za-z0-9_][A-Za-z0-9_-]*$"),
        allows: |c| c.is_ascii_alphanumeric() || c == '_' || c == '-', prefix: "",
    }
}
text! {
    /// A plugin of the engine: the name of a package, with its version perhaps, or a path. 1 to 200 characters.
    PluginSpec: "a plugin", Rule {
        min: 1, max: 200, pattern: Some(r"^[\x21-\x7e]+$"), allows: |c| c.is_ascii_graphic(), prefix: "",
    }
}

/// An MCP server that a file of the workspace defines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct McpServer {
    /// What it is called.
    pub name: String,
    /// Its configuration; where a secret is, or what looks like one, stands `{"configured": true}`.
    pub config: JsonObject,
    /// The file that defines it, from the workspace's folder on.
    pub path: String,
    /// Whether it is switched on there.
    pub enabled: bool,
    /// The managed item that it comes from, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<ManagedItemId>,
    /// Further files that say something of it, from the strongest on.
    pub also_at: Vec<String>,
}

/// The MCP servers, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct McpServerList {
    /// The servers.
    pub items: Vec<McpServer>,
}

/// An MCP server to be added, or put in the place of one that was added so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AddMcp {
    /// What it is called.
    pub name: McpName,
    /// `{"type": "local", "command": [...]}` or `{"type": "remote", "url": "..."}`, as OpenCode takes it.
    pub config: JsonObject,
}

/// Whether an MCP server is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SetMcpEnabled {
    /// Whether it is.
    pub enabled: bool,
}

/// An MCP server that was added or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WrittenMcp {
    /// What was done.
    pub action: ResourceAction,
    /// The server as it is now.
    pub item: McpServer,
}

/// A sign-in to an MCP server that has begun. Its address is good for this one sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StartedMcpAuth {
    /// The MCP server.
    pub name: String,
    /// Where to send the person; `http` or `https`. The address that they are sent on to afterwards has `code` and `state`.
    pub url: String,
}

/// The end of a sign-in to an MCP server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FinishMcpAuth {
    /// The `code` of the address that the person was sent on to.
    pub code: Secret,
    /// The `state` of that address, which has to be the one of this sign-in: so nobody has a code of their own taken for this
    /// person's.
    pub state: String,
}

/// A plugin that a file of the workspace names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Plugin {
    /// The plugin, as it is named.
    pub spec: String,
    /// The file that names it, or is it, from the workspace's folder on.
    pub path: String,
    /// The managed item that it comes from, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<ManagedItemId>,
}

/// The plugins, in the order of their files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PluginList {
    /// The plugins.
    pub items: Vec<Plugin>,
}

/// A plugin to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AddPlugin {
    /// The plugin.
    pub spec: PluginSpec,
}

/// A plugin that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WrittenPlugin {
    /// What was done.
    pub action: ResourceAction,
    /// The plugin.
    pub item: Plugin,
}
