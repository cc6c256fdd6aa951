//! The engine's variables.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::environment::{ChangedVariable, SetVariable, VariableList, VariableName};
use openwork_core::server::Environment;

/// The engine's variables.
#[derive(Debug, uniffi::Object)]
pub struct EnvironmentArea(pub(crate) Bound<Environment>);

#[uniffi::export]
impl EnvironmentArea {
    /// Lists the names of the engine's variables.
    pub async fn list(&self) -> Result<VariableList> {
        self.0.call(|area| async move { area.list().await }).await
    }

    /// Sets a variable of the engine. Its value is kept sealed and never told.
    pub async fn set(&self, key: VariableName, body: SetVariable) -> Result<ChangedVariable> {
        self.0.call(|area| async move { area.set(&key, body).await }).await
    }

    /// Removes a variable of the engine.
    pub async fn unset(&self, key: VariableName) -> Result<ChangedVariable> {
        self.0.call(|area| async move { area.unset(&key).await }).await
    }
}
