//! Another version of the engine: what to ask for, and what became of it.

use super::engine::EngineFault;
use crate::clock::Timestamp;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// The absolute path of a folder or an archive on the server's machine: 1 to 4096 characters, no NUL.
    SourcePath: "a source path", Rule { min: 1, max: 4096, pattern: Some(r"^[^\x00]*$"), allows: |c| c != '\0', prefix: "" }
}

text! {
    /// A version, such as `1.18.33`: three numbers, and more after a hyphen if need be.
    EngineVersion: "a version", Rule {
        min: 5, max: 53, pattern: Some("^[0-9A-Za-z.-]+$"),
        allows: |c| c.is_ascii_alphanumeric() || c == '.' || c == '-', prefix: "",
    }
}

text! {
    /// A SHA-256 checksum: 64 hex digits.
    Sha256Hex: "a checksum", Rule {
        min: 64, max: 64, pattern: Some("^[0-9A-Fa-f]+$"), allows: |c| c.is_ascii_hexdigit(), prefix: "",
    }
}

/// Which engine to run from now on, and where it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UpgradeRuntime {
    /// A folder or an archive (`.tar.gz`, `.tgz`) with a `manifest.json`, or in the layout of npm's packages; without, the
    /// npm registry that npm is set to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub source_path: Option<SourcePath>,
    /// The version; without, the one this server is made for from npm, and the one that is there from a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub version: Option<EngineVersion>,
    /// The checksum of the engine's program. Required for a version that this server is not made for, unless a manifest says
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub sha256: Option<Sha256Hex>,
    /// Whether to switch at once and interrupt the runs that are under way; false without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub force: Option<bool>,
}

/// How far an upgrade is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum UpgradeState {
    /// The programs are fetched and checked; the engine goes on as it is.
    Installing,
    /// They are there; the runs that are under way are waited for.
    Waiting,
    /// The engine ends, and the new one is to become ready and stay so for some seconds.
    Switching,
    /// The new one runs, and will from now on.
    Done,
    /// It ran already.
    Unchanged,
    /// The new one did not become ready; the one before runs again.
    RolledBack,
    /// Nothing was switched; or the one before did not become ready again either.
    Failed,
}

/// What became of an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RuntimeUpgrade {
    /// How far it is.
    pub state: UpgradeState,
    /// The version that ran before, if it had said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_version: Option<String>,
    /// The version that it leads to, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_version: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What failed and what helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<EngineFault>,
}
