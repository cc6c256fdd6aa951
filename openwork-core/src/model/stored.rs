//! What the store keeps, one plain record a kind.
//!
//! On disk a record is JSON with these field names; the snapshots in `store/tests` freeze it. An absent field means
//! `None`. A field that this build does not know is not carried along: it is gone when the record is written next.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::ids::{BindingId, IdentityId, ManagedItemId, TokenId, WorkspaceId};
use crate::model::access::Role;
use crate::model::environment::VariableName;
use crate::model::managed::{ManagedKind, ManagedSource};
use crate::model::migration::{LegacyKind, LegacySubject, MigrationCounts, MigrationItem, MigrationState};
use crate::model::router::{Channel, TelegramAccess};

/// A workspace: a folder that the server works in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkspaceRecord {
    /// Names it for as long as the record lives.
    pub(crate) id: WorkspaceId,
    /// Its folder: absolute and canonical. No two records have the same.
    pub(crate) folder: String,
    /// What people call it.
    pub(crate) display_name: String,
    /// What it was made from.
    pub(crate) preset: String,
    /// Whether lists leave it out.
    pub(crate) hidden: bool,
    /// How the engine names its project, once it has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) opencode_project_id: Option<String>,
    /// The folder that it had before, for as long as what is ours is not taken along from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) left: Option<String>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When its record last changed.
    pub(crate) updated_at: Timestamp,
}

/// A token that admits a caller. The token itself is written nowhere, only its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenRecord {
    /// Names it; it is not the token.
    pub(crate) id: TokenId,
    /// SHA-256 of the token in hex. No two records have the same.
    pub(crate) hash: String,
    /// What its bearer may do.
    pub(crate) role: Role,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    /// The only workspaces that its bearer sees; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) workspace_ids: Option<Vec<WorkspaceId>>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// From when on it admits nobody; absent means never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<Timestamp>,
    /// When it last admitted somebody, to the precision that the writer chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_used_at: Option<Timestamp>,
}

/// A variable that the engine is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnvironmentRecord {
    /// Its name. No two records have the same.
    pub(crate) name: VariableName,
    /// Its value, sealed for `environment/<name>`.
    pub(crate) value: Sealed,
    /// When it was set first.
    pub(crate) created_at: Timestamp,
    /// When it was set last.
    pub(crate) updated_at: Timestamp,
}

/// A secret under the key in `state/key`. It can be opened only with that key and only for the place it was sealed for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sealed {
    /// Names the key.
    pub(crate) key: String,
    /// Nonce and sealed text, in base64url.
    pub(crate) text: String,
}

/// A bot of the messaging router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouterIdentityRecord {
    /// `<channel>/<id>`.
    pub(crate) key: String,
    /// The service it is on.
    pub(crate) channel: Channel,
    /// Names it among those of its service.
    pub(crate) id: IdentityId,
    /// Whether it answers.
    pub(crate) enabled: bool,
    /// Who may speak with it, on Telegram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) access: Option<TelegramAccess>,
    /// The folder that its sessions work in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) directory: Option<String>,
    /// Its secrets by name, each sealed for `router_identities/<key>/<name>`.
    pub(crate) secrets: BTreeMap<String, Sealed>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When its record last changed.
    pub(crate) updated_at: Timestamp,
}

/// Whom a bot speaks with, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouterBindingRecord {
    /// Names it: made of the three fields after it.
    pub(crate) id: BindingId,
    /// The service.
    pub(crate) channel: Channel,
    /// The bot.
    pub(crate) identity_id: IdentityId,
    /// The other side.
    pub(crate) peer_id: String,
    /// The folder that its sessions work in.
    pub(crate) directory: String,
    /// Whether it holds.
    pub(crate) enabled: bool,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When its record last changed.
    pub(crate) updated_at: Timestamp,
}

/// How far the event numbers of a workspace are reserved, so that a restart never gives one twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventCounter {
    /// Whose events are counted.
    pub(crate) workspace_id: WorkspaceId,
    /// The first number that no earlier run can have given.
    pub(crate) next: u64,
}

/// What is set for a workspace, and what of it was written into its folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkspaceSettingsRecord {
    /// The workspace.
    pub(crate) workspace_id: WorkspaceId,
    /// What is set of OpenCode's configuration. Holds no secret: those are refused.
    pub(crate) opencode: Map<String, Value>,
    /// Folders outside the workspace that its agents may work in: absolute and canonical.
    pub(crate) authorized_folders: Vec<String>,
    /// What stands in the managed layer because of us.
    pub(crate) projected: ProjectedRecord,
    /// When it last changed.
    pub(crate) updated_at: Timestamp,
}

/// What was written into the managed layer of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectedRecord {
    /// The keys, in the order of their ways.
    pub(crate) keys: Vec<ProjectedKey>,
    /// The objects that were made to hold them.
    pub(crate) made: Vec<Vec<String>>,
    /// The permissions that were one rule for all, and have rules of ours beside it now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) spread: Vec<Vec<String>>,
    /// The objects of the user's that were empty, as they are spelled: so they are again once nothing of ours is in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) hollow: Vec<HollowObject>,
    /// Whether the file was made for them.
    pub(crate) owns_file: bool,
    /// Whether the folder of the file was.
    pub(crate) owns_folder: bool,
    /// Which folder of the file system the workspace's was, whatever its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inode: Option<u64>,
    /// What stands in other folders that were in its place, the last one last: it holds again when they are back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) lost: Vec<ProjectedRecord>,
}

/// An object without a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HollowObject {
    /// The keys that lead to it.
    pub(crate) path: Vec<String>,
    /// Its text, with its braces.
    pub(crate) text: String,
}

/// A key that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectedKey {
    /// The keys that lead to it.
    pub(crate) path: Vec<String>,
    /// SHA-256 of its value in hex: tells whether somebody changed it since.
    pub(crate) hash: String,
    /// Whether it is only about to be written: where the process ends before, the file says whether it was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) pending: bool,
    /// Of a list what is ours in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<Vec<serde_json::Value>>,
}

/// Something that OpenWork manages for workspaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedItemRecord {
    /// Names it.
    pub(crate) id: ManagedItemId,
    /// What kind of thing it is.
    pub(crate) kind: ManagedKind,
    /// What it is called in the engine's configuration, or as a file. No two of a kind in one workspace have the same.
    pub(crate) key: String,
    /// What people call it.
    pub(crate) display_name: String,
    /// Where it comes from.
    pub(crate) source: ManagedSource,
    /// Its configuration; where a secret was stands a mark.
    pub(crate) config: Map<String, Value>,
    /// The secrets by what leads to them, each sealed for `managed_items/<id>/<name>`.
    pub(crate) secrets: BTreeMap<String, Sealed>,
    /// What an account calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cloud_item_id: Option<String>,
    /// What is kept with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<Map<String, Value>>,
    /// The workspaces that have it, by id.
    pub(crate) workspace_ids: Vec<WorkspaceId>,
    /// Those of them in which it is switched off.
    pub(crate) disabled_in: Vec<WorkspaceId>,
    /// The workspace that it was made in and for; it goes when that one lets it go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) made_in: Option<WorkspaceId>,
    /// The files that were written for it.
    pub(crate) files: BTreeMap<WorkspaceId, ProjectedFile>,
    /// That it was removed, and that nothing is left of it but its files: they are taken out where and when that can be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) removed: bool,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it last changed.
    pub(crate) updated_at: Timestamp,
}

impl ManagedItemRecord {
    /// What is left of it where it is removed.
    pub(crate) fn into_removed(self) -> Self {
        Self {
            config: Map::new(),
            secrets: BTreeMap::new(),
            metadata: None,
            workspace_ids: Vec::new(),
            disabled_in: Vec::new(),
            removed: true,
            ..self
        }
    }
}

/// A file that was written into a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectedFile {
    /// Its path, from the workspace's folder on.
    pub(crate) path: String,
    /// Its strong revision: tells whether somebody changed it since.
    pub(crate) revision: String,
    /// Which folder of the file system the workspace's was, whatever its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inode: Option<u64>,
    /// What lies in other folders that were in its place, the last one last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) elsewhere: Vec<ProjectedFile>,
}

/// A source of older OpenWork that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportSourceRecord {
    /// `<kind> <path>`.
    pub(crate) key: String,
    /// What it is.
    pub(crate) kind: LegacyKind,
    /// Where it is.
    pub(crate) path: String,
    /// SHA-256 of its content in hex, as it was imported.
    pub(crate) fingerprint: String,
    /// When it was imported.
    pub(crate) imported_at: Timestamp,
    /// Whether the import was undone: then a start leaves it alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) undone: bool,
}

/// What came of the last import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LastImportRecord {
    /// How it ended.
    pub(crate) state: MigrationState,
    /// When.
    pub(crate) ended_at: Timestamp,
    /// How many sources were done.
    pub(crate) done: u32,
    /// How many there were.
    pub(crate) total: u32,
    /// What became of their parts.
    pub(crate) counts: MigrationCounts,
    /// Why it ended early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
    /// What failed; the first hundred.
    pub(crate) failed: Vec<MigrationItem>,
}

/// Something that an import made here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportedRecord {
    /// What it is, whatever said it: `workspace/<folder>`, `token/<hash>`, …
    pub(crate) item: String,
    /// The key of the source that said it.
    pub(crate) source: String,
    /// Where it went.
    pub(crate) into: ImportedInto,
    /// What it lies under there.
    pub(crate) row: String,
    /// SHA-256 of it in hex as it was imported: tells whether it was changed here since.
    pub(crate) hash: String,
    /// Whether it was here already, made here: an import only saw it, so that it does not come back once it is deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) seen: bool,
}

/// Where something that was imported went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportedInto {
    /// A workspace.
    Workspace,
    /// Another name of a workspace.
    Alias,
    /// That a workspace is the active one.
    Active,
    /// A token.
    Token,
    /// A variable of the engine.
    Variable,
    /// A managed item.
    Managed,
    /// A key of what is set for a workspace: `<workspace id>/<key>`.
    Setting,
    /// A folder that a workspace's agents may work in: `<workspace id>/<folder>`.
    Folder,
    /// A bot of the router.
    Identity,
    /// A binding of the router.
    Binding,
    /// What is kept until it has an area.
    Kept,
}

/// What older OpenWork left that has no area here yet: it waits for one, and nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LegacyKeptRecord {
    /// What it is, as in [`ImportedRecord`].
    pub(crate) item: String,
    /// What kind of thing it is.
    pub(crate) subject: LegacySubject,
    /// What it says, without its secrets.
    pub(crate) value: Map<String, Value>,
    /// Its secrets by name, each sealed for `legacy_kept/<item>/<name>`.
    pub(crate) secrets: BTreeMap<String, Sealed>,
    /// When it was kept.
    pub(crate) kept_at: Timestamp,
}
