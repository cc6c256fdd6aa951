//! Events of the server itself, numbered as those of a workspace are: how its parts are, and which workspaces there are.
//!
//! They are a host's: what they tell is not cut down for others.

use super::engine::{EngineFault, EngineState, LastExit};
#[cfg(feature = "schema")]
use super::event::{ServerStoppingPayload, StreamGapPayload};
use super::event_type::{event_types, payloads};
use super::json::JsonObject;
use super::migration::{MigrationCounts, MigrationState};
use super::system::HealthStatus;
#[cfg(feature = "schema")]
use super::upgrade::RuntimeUpgrade;
use super::workspace::Workspace;
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use serde::{Deserialize, Serialize};

/// Something that happened to the server itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SystemEvent {
    /// Grows by one per event and never repeats, restarts included.
    pub seq: u64,
    /// When the server told it.
    pub at: Timestamp,
    /// The workspace it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<WorkspaceId>,
    /// What happened, such as `engine.stateChanged`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The particulars; their shape goes with the type.
    pub properties: JsonObject,
}

/// From where to watch the server itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WatchSystemEvents {
    /// Go on after this `seq`. Without, and without a `Last-Event-ID` header, the stream begins with what happens next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub after: Option<u64>,
}

payloads! {
    /// A program that the server runs went from one state to another. Its health has the rest.
    ProgramStatePayload {
        /// Where it is now.
        state: EngineState,
        /// How often it was started since it last ran quietly, this time included.
        attempt: u32,
        /// The version that it told, once it did.
        #[serde(default, skip_serializing_if = "Option::is_none")] version: Option<String>,
        /// How it last ended.
        #[serde(default, rename = "lastExit", skip_serializing_if = "Option::is_none")] last_exit: Option<LastExit>,
        /// What last went wrong, and what helps; absent once it is ready.
        #[serde(default, rename = "lastError", skip_serializing_if = "Option::is_none")] last_error: Option<EngineFault>,
    }
    /// The server as a whole is otherwise than before, as `system.health` has it.
    ServerHealthPayload {
        /// How it is as a whole.
        status: HealthStatus,
        /// What it waits for: the name and stage of the part that is not ready, or `ready`.
        stage: String,
    }
    /// The store can be written no more, or again.
    StoreStatePayload {
        /// How it is.
        status: HealthStatus,
        /// `ready`, `read-only` or `lost`.
        stage: String,
        /// Why it is not ready.
        #[serde(default, skip_serializing_if = "Option::is_none")] reason: Option<String>,
        /// What to do about it.
        #[serde(default, skip_serializing_if = "Option::is_none")] remedy: Option<String>,
    }
    /// An import of older OpenWork is further than before, or over. `migration.status` has the rest.
    MigrationProgressPayload {
        /// How far it is.
        state: MigrationState,
        /// How many sources are done.
        done: u32,
        /// How many sources there are.
        total: u32,
        /// What became of their parts so far.
        counts: MigrationCounts,
    }
    /// A folder was opened as a workspace.
    WorkspaceCreatedPayload {
        /// As it is now.
        workspace: Workspace,
    }
    /// A workspace's record was changed or deleted.
    WorkspaceRecordPayload {
        /// Whether the record is gone.
        deleted: bool,
        /// As it is now; absent where it is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")] workspace: Option<Workspace>,
    }
}

/// What an event of the server has beside what all events have.
#[cfg(feature = "schema")]
fn envelope(schemas: &mut schemars::r#gen::SchemaGenerator, event: &str) -> super::event_type::Fields {
    let is_about_one = event.starts_with("workspace.");
    is_about_one.then(|| ("workspaceId", schemas.subschema_for::<WorkspaceId>(), true)).into_iter().collect()
}

event_types! {
    /// Every type of event that the stream of the server itself may carry.
    SYSTEM_EVENT_TYPES of SystemEvent in envelope: "Something that happened to the server itself; `type` says what.";
    "server.healthChanged" ServerHealthPayload, true, "The server as a whole is otherwise than before.";
    "engine.stateChanged" ProgramStatePayload, true, "The engine went from one state to another.";
    "router.stateChanged" ProgramStatePayload, true, "The messaging router went from one state to another.";
    "store.stateChanged" StoreStatePayload, true, "The store can be written no more, or again.";
    "runtime.upgradeChanged" RuntimeUpgrade, true, "An upgrade of the engine is further than before, or over.";
    "migration.progress" MigrationProgressPayload, true, "An import of older OpenWork is further than before, or over.";
    "workspace.created" WorkspaceCreatedPayload, true, "A folder was opened as a workspace.";
    "workspace.changed" WorkspaceRecordPayload, true, "A workspace's record was changed or deleted.";
    "server.stopping" ServerStoppingPayload, true, "The server is ending; the stream ends with it.";
    "stream.gap" StreamGapPayload, true, "Events were lost to this stream. Read `system.status` and what is shown again, and go on.";
}
