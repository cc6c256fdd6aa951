//! The programs that this server runs: which, from where, in which version.

use super::engine::EngineHealth;
use super::page::Limit;
use super::upgrade::RuntimeUpgrade;
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a program was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ComponentSource {
    /// It was named by whoever started the server.
    Explicit,
    /// It lies beside the server's executable, with a manifest; or the executable carries it.
    Bundle,
    /// It was installed into the data folder; an upgrade's goes before the bundle.
    Managed,
}

/// Whether a program is the one its manifest names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Checksum {
    /// It is.
    Matched,
    /// It is not; it is not started.
    Mismatched,
    /// No manifest names it.
    Unlisted,
    /// It has not been read yet.
    Pending,
}

/// A program that this server runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Component {
    /// The version this server is made for.
    pub pinned: String,
    /// The version that runs, once it has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<String>,
    /// The file; absent where none was found, and told to hosts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ComponentSource>,
    /// Whether it is the one its manifest names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Checksum>,
}

/// Every program with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RuntimeVersions {
    /// This server.
    pub server: String,
    /// The system and processor, such as `linux-x64`.
    pub target: String,
    /// The engine.
    pub opencode: Component,
    /// The searcher that the engine uses.
    pub ripgrep: Component,
}

/// The rule by which the engine is started again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RestartPolicy {
    /// How many attempts within the window.
    pub attempts: u32,
    /// The window, in seconds.
    pub window_seconds: u32,
    /// The first pause, in milliseconds; it doubles, with jitter. Only the first end of a run that was ready is followed by
    /// a start almost at once.
    pub first_pause_ms: u32,
    /// The longest pause, in milliseconds.
    pub longest_pause_ms: u32,
}

/// When the engine is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum EngineStart {
    /// With the server.
    Eager,
    /// With the first operation that needs it.
    Lazy,
    /// Never.
    Disabled,
}

/// What runs and how it is kept running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RuntimeSummary {
    /// When the engine is started.
    pub engine_start: EngineStart,
    /// When it is started again.
    pub restart_policy: RestartPolicy,
    /// Its health.
    pub opencode: EngineHealth,
    /// Every program with its version.
    pub versions: RuntimeVersions,
    /// The last upgrade since this server started, under way or over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade: Option<RuntimeUpgrade>,
}

/// Where the engine wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum OutputStream {
    /// To standard output.
    Stdout,
    /// To standard error.
    Stderr,
}

/// A line that the engine wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OutputLine {
    /// When it was read.
    pub at: Timestamp,
    /// Where the engine wrote it.
    pub stream: OutputStream,
    /// Which run of the engine since this server started, from 1.
    pub run: u32,
    /// The line, cut at 4096 bytes, without colours and with secrets removed.
    pub text: String,
}

/// What the engine wrote last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OutputLines {
    /// The lines, oldest first.
    pub items: Vec<OutputLine>,
}

/// How much of what the engine wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReadOutput {
    /// How many lines at most, the last ones; 500 without, which is all that are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<Limit>,
}
