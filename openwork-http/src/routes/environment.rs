//! The engine's variables.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::environment::{ChangedVariable, VariableList};
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::EnvironmentList>) -> Result<VariableList> {
    call.server.environment(&call.caller).list().await
}

pub(crate) async fn set(call: Call<endpoint::EnvironmentSet>) -> Result<ChangedVariable> {
    call.server.environment(&call.caller).set(&call.path.key, call.body).await
}

pub(crate) async fn unset(call: Call<endpoint::EnvironmentUnset>) -> Result<ChangedVariable> {
    call.server.environment(&call.caller).unset(&call.path.key).await
}
