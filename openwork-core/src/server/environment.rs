//! The handle of the engine's variables.

use super::Server;
use crate::access::Caller;
use crate::error::Result;
use crate::flows::reload::ReloadCause;
use crate::model::environment::{ChangedVariable, SetVariable, VariableList, VariableName};
use crate::model::reload::{ReloadAction, ReloadReason, ReloadTrigger, ReloadTriggerKind};
use crate::model::secret::Configured;
use crate::operation::Operation;

/// The engine's variables, on behalf of one caller.
#[derive(Debug, Clone)]
pub struct Environment {
    server: Server,
    caller: Caller,
}

impl Environment {
    pub(super) fn new(server: Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    /// Lists the names of the variables.
    ///
    /// # Errors
    /// As the catalogue says for `environment.list`.
    #[allow(clippy::unused_async, reason = "every method of every handle is called alike")]
    pub async fn list(&self) -> Result<VariableList> {
        let inner = self.server.allow(&self.caller, Operation::EnvironmentList)?;
        Ok(VariableList { items: inner.engine.given().list()? })
    }

    /// Sets a variable.
    ///
    /// # Errors
    /// As the catalogue says for `environment.set`.
    pub async fn set(&self, key: &VariableName, body: SetVariable) -> Result<ChangedVariable> {
        let inner = self.server.allow(&self.caller, Operation::EnvironmentSet)?;
        let was_there = inner.engine.given().set(key, &body).await?;
        if let Some(logs) = &inner.logs {
            logs.hide_too(body.value.reveal());
        }
        let action = if was_there { ReloadAction::Updated } else { ReloadAction::Added };
        Ok(self.changed(key, action).await)
    }

    /// Removes a variable.
    ///
    /// # Errors
    /// As the catalogue says for `environment.unset`.
    pub async fn unset(&self, key: &VariableName) -> Result<ChangedVariable> {
        let inner = self.server.allow(&self.caller, Operation::EnvironmentUnset)?;
        inner.engine.given().unset(key).await?;
        Ok(self.changed(key, ReloadAction::Removed).await)
    }

    /// Tells everybody, if there is an engine that has it otherwise.
    async fn changed(&self, key: &VariableName, action: ReloadAction) -> ChangedVariable {
        let inner = &self.server.inner;
        let restart_required = inner.engine.watch().borrow().state.has_started();
        if restart_required {
            let (kind, name) = (ReloadTriggerKind::Environment, Some(key.as_str().to_owned()));
            let trigger = Some(ReloadTrigger { kind, action, name, path: None });
            inner.reloads.require_everywhere(&ReloadCause { reason: ReloadReason::Environment, trigger }).await;
        }
        let value = Configured { configured: action != ReloadAction::Removed };
        ChangedVariable { key: key.clone(), value, restart_required }
    }
}
