//! What older OpenWork left behind, and what becomes of it here.

use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use serde::{Deserialize, Serialize};

/// What a source is: one file, or one folder of files, of an older OpenWork.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LegacyKind {
    /// `server.json` of the older server.
    ServerConfig,
    /// `openwork-workspaces.json` of a desktop, or `workspace-state.json`.
    DesktopWorkspaces,
    /// `openwork-orchestrator-state.json`.
    OrchestratorState,
    /// `openwork-orchestrator-auth.json`: credentials of an engine that is gone. They are never taken over.
    OrchestratorAuth,
    /// `openwork-server-tokens.json` of a desktop.
    DesktopTokens,
    /// `openwork-server-state.json` of a desktop: ports.
    DesktopPorts,
    /// `migration-snapshot.v1.json`, done or not.
    DesktopSnapshot,
    /// `desktop-bootstrap.json`.
    DesktopBootstrap,
    /// `tokens.json` of the older server.
    ServerTokens,
    /// `env.json` of the older server.
    Environment,
    /// `runtime.sqlite` of the older server.
    RuntimeDatabase,
    /// `connect-state.json`.
    ConnectState,
    /// `openwork-cloud-signin.json`, or the variable that stands for it.
    CloudSignIn,
    /// `.opencode/openwork.json` (or `.openwork/openwork.json`) of a workspace.
    WorkspaceFile,
    /// `opencode-router.json`, `owpenbot.json`.
    RouterConfig,
    /// `opencode-router.db`, `owpenbot.db`.
    RouterDatabase,
    /// Records of what was done.
    AuditLog,
    /// Jobs of the scheduler plugin.
    SchedulerJobs,
}

/// What a part of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LegacySubject {
    /// The source itself, where it could not be read or has no parts.
    Source,
    /// A folder that is a workspace.
    Workspace,
    /// Which workspace is the active one.
    ActiveWorkspace,
    /// A workspace on another server.
    RemoteWorkspace,
    /// Another server.
    Server,
    /// A token.
    Token,
    /// A variable of the engine.
    Variable,
    /// A port that was listened on.
    Port,
    /// What is set of OpenCode's configuration for a workspace.
    Configuration,
    /// An MCP server.
    Mcp,
    /// A plugin.
    Plugin,
    /// A configuration of a provider.
    ProviderConfig,
    /// A folder outside a workspace that its agents may work in.
    AuthorizedFolder,
    /// A sign-in to an account.
    CloudSignIn,
    /// A bot of the messaging router.
    RouterIdentity,
    /// Whom a bot speaks with.
    RouterBinding,
    /// Groups of sessions.
    SessionGroups,
    /// A record of what was done.
    AuditLog,
    /// A job of the scheduler plugin.
    SchedulerJob,
}

/// What becomes of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum MigrationAction {
    /// It is made here.
    Create,
    /// It is here, from an earlier import and unchanged since, and takes what the source says now.
    Update,
    /// It is here already and gets another name that it is found by.
    Alias,
    /// It is here already as the source says.
    Keep,
    /// It is left where it is: changed or deleted here since, or nothing that is taken over; `reason` says which.
    Skip,
    /// It stays in its place, which is where it is used from; nothing has to be done.
    LeftInPlace,
    /// It cannot be taken over; `reason` says why and `remedy` what to do.
    Fail,
}

/// A part of a source, and what becomes of it. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MigrationItem {
    /// What it is.
    pub subject: LegacySubject,
    /// What names it: an id, a path, a name.
    pub name: String,
    /// Where its source is, where it is told apart from that: among what failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where in the source it stands, as a JSON pointer, or a table and a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What becomes of it.
    pub action: MigrationAction,
    /// Why.
    pub reason: String,
    /// What people can do about it, where something is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The workspace that it is, or is of, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<WorkspaceId>,
}

/// How a source was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LegacyCondition {
    /// It was read whole.
    Read,
    /// It was read, and something in it or behind it is broken; what could be read is taken.
    Damaged,
    /// It is there and could not be read.
    Unreadable,
}

/// One file of an older OpenWork, and what becomes of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MigrationSource {
    /// What it is.
    pub kind: LegacyKind,
    /// Where it is; the variable's name where it is one.
    pub path: String,
    /// How it was found.
    pub condition: LegacyCondition,
    /// SHA-256 of its content in hex: whether it is the same as at the last import. Absent where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// When it was imported as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_at: Option<Timestamp>,
    /// Its parts, in its own order.
    pub items: Vec<MigrationItem>,
    /// What is worth knowing besides.
    pub warnings: Vec<String>,
}

/// How many parts there are of each action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MigrationCounts {
    /// Made here.
    pub create: u32,
    /// Brought to what the source says now.
    pub update: u32,
    /// Given another name.
    pub alias: u32,
    /// Here already.
    pub keep: u32,
    /// Left where they are.
    pub skip: u32,
    /// Used in their place.
    pub left_in_place: u32,
    /// Not to be taken over.
    pub fail: u32,
}

impl MigrationCounts {
    /// Counts one more.
    pub(crate) fn count(&mut self, action: MigrationAction) {
        *match action {
            MigrationAction::Create => &mut self.create,
            MigrationAction::Update => &mut self.update,
            MigrationAction::Alias => &mut self.alias,
            MigrationAction::Keep => &mut self.keep,
            MigrationAction::Skip => &mut self.skip,
            MigrationAction::LeftInPlace => &mut self.left_in_place,
            MigrationAction::Fail => &mut self.fail,
        } += 1;
    }

    /// Counts what others counted too.
    pub(crate) fn add(&mut self, other: &Self) {
        self.create += other.create;
        self.update += other.update;
        self.alias += other.alias;
        self.keep += other.keep;
        self.skip += other.skip;
        self.left_in_place += other.left_in_place;
        self.fail += other.fail;
    }

    /// All of them, each with its word.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u32); 7] {
        [
            ("create", self.create),
            ("update", self.update),
            ("alias", self.alias),
            ("keep", self.keep),
            ("skip", self.skip),
            ("left in place", self.left_in_place),
            ("fail", self.fail),
        ]
    }
}

/// What an import does, or did: every source of older OpenWork and what becomes of each of its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MigrationPlan {
    /// The sources, those first that take precedence.
    pub sources: Vec<MigrationSource>,
    /// How many parts there are of each action.
    pub counts: MigrationCounts,
}

/// How far the import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum MigrationState {
    /// This server was not told where older OpenWork is.
    Off,
    /// No import has run yet.
    Idle,
    /// Sources are being read or taken over.
    Running,
    /// All that was found is taken over, or said to be left.
    Done,
    /// It ended early; `failure` says why. What was taken over stays, and running again goes on.
    Failed,
    /// What was imported was taken back.
    Undone,
}

/// A source that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportedSource {
    /// What it is.
    pub kind: LegacyKind,
    /// Where it is.
    pub path: String,
    /// When it was imported last.
    pub imported_at: Timestamp,
    /// Whether the import was taken back; then a start leaves it alone, and only `migration.run` takes it over again.
    pub undone: bool,
}

/// What was imported, and how far an import is that runs; where none does, what came of the last one, whoever ran it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MigrationStatus {
    /// How far it is.
    pub state: MigrationState,
    /// How many sources are done in that run.
    pub done: u32,
    /// How many sources there are in that run.
    pub total: u32,
    /// What became of the parts in that run.
    pub counts: MigrationCounts,
    /// When the last run ended, in this run of the server or before; absent while one runs, and where none has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Why it ended early, with what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// What failed in that run, with its source's path, reason and remedy; the first hundred.
    pub failed: Vec<MigrationItem>,
    /// The sources that were imported, in that run and before.
    pub sources: Vec<ImportedSource>,
    /// How many things here imports have made, each older id of a workspace counted as one; `migration.undo` takes them back.
    pub made: u32,
    /// The copy of the store from before the first import, from the data folder on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_copy: Option<String>,
}

/// A file in the folder of a workspace that could not be made as it was before the import: what was imported is taken back all the
/// same, and what stays has to be taken out by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NotUndone {
    /// The workspace; of one that came with the import it is the id that it had.
    pub workspace_id: WorkspaceId,
    /// Where the file is.
    pub path: String,
    /// What stays in it, and why.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UndoneMigration {
    /// How many things that imports had made are gone, each older id of a workspace counted as one.
    pub removed: u32,
    /// How many of these are older ids of workspaces. The rest is what imports counted as `create`.
    #[serde(default)]
    pub aliases: u32,
    /// The files in folders of workspaces in which something stays of what was imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<NotUndone>,
}
