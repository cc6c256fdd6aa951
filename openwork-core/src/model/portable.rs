//! What a workspace is set up with, to be taken to another: given out, looked at, taken in.

use super::file::FileRevision;
use super::json::{JsonObject, moment};
use crate::clock::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

pub use super::bundle::Sensitive;

/// A skill that is carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BundleSkill {
    /// What it is called: as `skills.upsert` takes it.
    pub name: String,
    /// The text of its file, with or without front matter: at most 1 MiB.
    pub content: String,
    /// What it is for, where the front matter does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When to use it, where the front matter does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
}

/// A command that is carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BundleCommand {
    /// What it is called: names as `commands.upsert` takes them, with `/` between them where it lies in folders.
    pub name: String,
    /// The text of its file, with or without front matter: at most 1 MiB. Older servers wrote it as `template`.
    #[serde(alias = "template")]
    pub content: String,
    /// What it is for, where the front matter does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A file that is carried: an agent, a plugin, a tool, or what one of them needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BundleFile {
    /// Its path from the workspace's folder on: below `.opencode/agents`, `.opencode/plugins` or `.opencode/tools` (or the same
    /// in the singular), without names that begin with a point.
    pub path: String,
    /// Its text: at most 1 MiB.
    pub content: String,
}

/// What a workspace is set up with, as it is carried to another. All of it together has at most 7 MiB as JSON, and at most 1000
/// skills, commands and files. To foreign bindings it is its JSON, which is what `bundles.publish` takes and `bundles.fetch`
/// gives.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkspaceBundle {
    /// The version of this shape, which is 1. Absent means 1: older servers did not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// When it was given out. Older servers wrote milliseconds since 1970.
    #[serde(default, deserialize_with = "moment", skip_serializing_if = "Option::is_none")]
    pub exported_at: Option<Timestamp>,
    /// The workspace that it comes from. It means nothing elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Of OpenCode's configuration the keys `agent`, `command`, `instructions`, `mcp`, `permission`, `plugin`, `share`, `tools` and
    /// `watcher`, and no others: a provider and a model are of one machine. In the place of a secret stands
    /// `{"configured": true}`.
    #[serde(default)]
    pub opencode: JsonObject,
    /// What older servers kept beside it. It is of one machine, and not taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openwork: Option<JsonObject>,
    /// The skills, by name.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = 1000)))]
    pub skills: Vec<BundleSkill>,
    /// The commands, by name.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = 1000)))]
    pub commands: Vec<BundleCommand>,
    /// The files, by path.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = 1000)))]
    pub files: Vec<BundleFile>,
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(WorkspaceBundle, String, {
    lower: |bundle| serde_json::to_string(&bundle).unwrap_or_default(),
    try_lift: |text| serde_json::from_str(&text).map_err(crate::foreign::refused),
});

/// What to give out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ExportBundle {
    /// What to do about content that looks like a secret; `auto` without. `include` is for those who may change the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub sensitive: Option<Sensitive>,
}

/// Something of a workspace that is not in its bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeftOut {
    /// Where it would be: `opencode.mcp.search.headers.Authorization`, `skills.release-notes`, `files..opencode/tools/x.ts`.
    pub path: String,
    /// Why it is not.
    pub reason: String,
}

/// What a workspace is set up with, given out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ExportedBundle {
    /// What can be published, and imported elsewhere.
    pub bundle: WorkspaceBundle,
    /// What is not in it, and why: secrets, files that are no text, what holds on this machine only.
    pub excluded: Vec<LeftOut>,
}

/// What is done about what a workspace has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ImportMode {
    /// What the bundle names takes the place of what has the same name; all else stays.
    #[default]
    Merge,
    /// The same, and what the bundle does not name goes, as far as it could have been exported and is not managed.
    Replace,
}

/// What is done, section by section; `merge` where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportModes {
    /// Of OpenCode's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub opencode: Option<ImportMode>,
    /// Of skills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub skills: Option<ImportMode>,
    /// Of commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub commands: Option<ImportMode>,
    /// Of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub files: Option<ImportMode>,
}

/// A bundle to be looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PreviewImport {
    /// The bundle.
    #[serde(deserialize_with = "object")]
    pub bundle: WorkspaceBundle,
    /// What would be done, section by section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub mode: Option<ImportModes>,
}

/// A bundle to be taken in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportBundle {
    /// The bundle.
    #[serde(deserialize_with = "object")]
    pub bundle: WorkspaceBundle,
    /// What to do, section by section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub mode: Option<ImportModes>,
    /// Only if what would be done is still what a preview said: its `plan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub if_plan: Option<FileRevision>,
}

/// A part of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum BundleSection {
    /// Of OpenCode's configuration.
    Opencode,
    /// Skills.
    Skills,
    /// Commands.
    Commands,
    /// Files.
    Files,
}

impl BundleSection {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opencode => "opencode",
            Self::Skills => "skills",
            Self::Commands => "commands",
            Self::Files => "files",
        }
    }
}

/// What is done with one thing of a bundle, or of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ImportAction {
    /// It is new.
    Create,
    /// It takes the place of what is there, of which the version of before is kept.
    Replace,
    /// It is there already, just so.
    Keep,
    /// It is in the workspace and not in the bundle, and goes, because its section is replaced. The version of before is kept.
    Remove,
    /// What is there is not to be overwritten. Nothing is imported before somebody decides.
    Conflict,
    /// It cannot be taken in. Nothing is imported.
    Refused,
}

/// One thing, and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportItem {
    /// The section.
    pub section: BundleSection,
    /// What it is called: `mcp.search`, `release-notes`, `.opencode/agents/reviewer.md`.
    pub name: String,
    /// What is done.
    pub action: ImportAction,
    /// The file that it is in afterwards, or was, from the workspace's folder on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Why, where that is not plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What somebody should know before a bundle is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ImportConcern {
    /// It runs code on this machine: a plugin, a tool, the command of an MCP server.
    RunsCode,
    /// It speaks with another machine.
    CallsOut,
    /// It reads a variable of the engine, which may be a secret.
    ReadsVariable,
    /// It changes what agents may do unasked, or who sees sessions.
    Permits,
    /// A secret was left out of the bundle, and a value has to be given.
    NeedsValue,
    /// Another file has the last word, or the key is not carried: it has no effect.
    NoEffect,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportWarning {
    /// What it is about.
    pub concern: ImportConcern,
    /// The section.
    pub section: BundleSection,
    /// The thing, as `items` names it.
    pub name: String,
    /// What somebody should know.
    pub message: String,
}

/// What an import does. Nothing of it is done by a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportPlan {
    /// Stands for all of this and for what is in the workspace now: give it as `ifPlan`, and just this is done.
    pub plan: FileRevision,
    /// Whether it can be done: nothing is in conflict, and nothing refused.
    pub possible: bool,
    /// Each thing of the bundle, and each that goes.
    pub items: Vec<ImportItem>,
    /// What somebody should know before.
    pub warnings: Vec<ImportWarning>,
}

/// A bundle that is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportedBundle {
    /// Whether anything is otherwise now. OpenCode sees it after a reload.
    pub changed: bool,
    /// What was done.
    pub items: Vec<ImportItem>,
    /// What somebody should know.
    pub warnings: Vec<ImportWarning>,
}
/// A bundle that is an object: a list would be read as one with the fields in their order, and an empty one as one of nothing.
fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<WorkspaceBundle, D::Error> {
    struct Object;

    impl<'de> Visitor<'de> for Object {
        type Value = WorkspaceBundle;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a bundle, which is an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WorkspaceBundle, A::Error> {
            WorkspaceBundle::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(Object)
}
