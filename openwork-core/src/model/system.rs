//! The server itself: health, what it is, what it can do.

use super::access::Role;
use super::engine::EngineState;
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use serde::{Deserialize, Serialize};

/// How the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HealthStatus {
    /// A part is not ready yet.
    Starting,
    /// All of it works.
    Ready,
    /// A part does not work; see its reason and remedy.
    Degraded,
    /// It is ending.
    Stopping,
}

/// How one part of the server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ComponentHealth {
    /// Which part: `store`, `engine`, or `router` while there is anything for it to do.
    pub name: String,
    /// How it is.
    pub status: HealthStatus,
    /// Where it is in its life, in its own words.
    pub stage: String,
    /// Why it is not ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The last lines of a program that is not ready, with secrets removed. Where others than a host ask, paths are
    /// removed too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<String>,
}

/// The server's health; asked for without a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Health {
    /// Always `openwork-server`.
    pub service: String,
    /// The server's version.
    pub version: String,
    /// How it is as a whole.
    pub status: HealthStatus,
    /// What it waits for: the name and stage of the part that is not ready, or `ready`.
    pub stage: String,
    /// Since when it serves.
    pub started_at: Timestamp,
    /// Its parts.
    pub components: Vec<ComponentHealth>,
}

/// What the server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Meta {
    /// Always `openwork-server`.
    pub service: String,
    /// The server's version.
    pub version: String,
    /// The system and processor, such as `linux-x64`.
    pub target: String,
    /// Its process.
    pub pid: u32,
    /// Since when it serves.
    pub started_at: Timestamp,
    /// Names this data folder, for as long as it lives.
    pub store_id: String,
    /// The role of whoever asks.
    pub role: Role,
    /// The only workspaces that they reach; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_ids: Option<Vec<WorkspaceId>>,
}

/// Whether an operation can be used now, by whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Capability {
    /// The operation, such as `sessions.create`.
    pub operation: String,
    /// Whether the caller's role allows it.
    pub allowed: bool,
    /// Whether what it needs is there now.
    pub available: bool,
    /// Why it is not available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What this server offers: made from its catalogue and its present state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Capabilities {
    /// Every operation of the catalogue.
    pub operations: Vec<Capability>,
    /// Every event type that a stream may carry.
    pub events: Vec<String>,
}

/// The server at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Status {
    /// How it is as a whole.
    pub status: HealthStatus,
    /// The server's version.
    pub version: String,
    /// Since when it serves.
    pub started_at: Timestamp,
    /// For how many milliseconds.
    pub uptime_ms: u64,
    /// How many workspaces the caller reaches.
    pub workspace_count: u32,
    /// How many event streams are open.
    pub stream_count: u32,
    /// Where the engine is in its life.
    pub engine: EngineState,
    /// The workspace that was activated last, if the caller reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_workspace_id: Option<WorkspaceId>,
    /// The `seq` of the last event of the server itself; told to hosts only. What is read from here on, and the events of
    /// `system.events` after this number, are together the whole truth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_position: Option<u64>,
}

/// The front page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FrontPage"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Root {
    /// Always `openwork-server`.
    pub service: String,
    /// The server's version.
    pub version: String,
    /// Where the contract is.
    pub openapi: String,
    /// Where health is.
    pub health: String,
}

/// A server that is about to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ShuttingDown {
    /// Always true: this answer is the last thing before the stop begins.
    pub stopping: bool,
}

/// The OpenAPI document of this server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenApiDocument(pub super::json::JsonObject);

/// What is counted, in Prometheus' text format 0.0.4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricsText(pub String);
