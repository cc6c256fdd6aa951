//! Variables that people have the engine given in its environment. Their values go in, and never out.

use super::secret::{Configured, Secret};
use crate::clock::Timestamp;
use crate::text::{Rule, text};
use serde::{Deserialize, Serialize};

text! {
    /// Names a variable: 1 to 128 letters, digits and underscores; the first is no digit.
    VariableName: "a variable's name", Rule {
        min: 1, max: 128, pattern: Some("^[A-Za-z_][A-Za-z0-9_]*$"),
        allows: |c| c.is_ascii_alphanumeric() || c == '_', prefix: "",
    }
}

/// The place of a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneVariable {
    /// Its name.
    pub key: VariableName,
}

/// A variable that the engine is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Variable {
    /// Its name.
    pub key: VariableName,
    /// That it has a value, which is never told.
    pub value: Configured,
    /// When it was set first.
    pub created_at: Timestamp,
    /// When it was set last.
    pub updated_at: Timestamp,
}

/// Variables, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VariableList {
    /// All of them.
    pub items: Vec<Variable>,
}

/// A value for a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SetVariable {
    /// The value; one that is shorter than six characters is not removed from what the engine prints.
    pub value: Secret,
}

/// A variable that was set or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChangedVariable {
    /// Its name.
    pub key: VariableName,
    /// Whether it has a value now.
    pub value: Configured,
    /// Whether an engine runs that has it otherwise: `runtime.restart` starts it afresh.
    pub restart_required: bool,
}
