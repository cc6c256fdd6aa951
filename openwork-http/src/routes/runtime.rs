//! The programs that this server runs.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::engine::EngineHealth;
use openwork_core::model::router::RouterHealth;
use openwork_core::model::runtime::{OutputLines, RuntimeSummary, RuntimeVersions};
use openwork_core::model::upgrade::RuntimeUpgrade;
use openwork_core::operation::endpoint;

pub(crate) async fn summary(call: Call<endpoint::RuntimeSummary>) -> Result<RuntimeSummary> {
    call.server.runtime(&call.caller).summary().await
}

pub(crate) async fn versions(call: Call<endpoint::RuntimeVersions>) -> Result<RuntimeVersions> {
    call.server.runtime(&call.caller).versions().await
}

pub(crate) async fn upgrade(call: Call<endpoint::RuntimeUpgrade>) -> Result<RuntimeUpgrade> {
    call.server.runtime(&call.caller).upgrade(call.body).await
}

pub(crate) async fn opencode_health(call: Call<endpoint::RuntimeOpencodeHealth>) -> Result<EngineHealth> {
    call.server.runtime(&call.caller).opencode_health().await
}

pub(crate) async fn router_health(call: Call<endpoint::RuntimeRouterHealth>) -> Result<RouterHealth> {
    call.server.runtime(&call.caller).router_health().await
}

pub(crate) async fn restart(call: Call<endpoint::RuntimeRestart>) -> Result<EngineHealth> {
    call.server.runtime(&call.caller).restart().await
}

pub(crate) async fn output(call: Call<endpoint::RuntimeOutput>) -> Result<OutputLines> {
    call.server.runtime(&call.caller).output(call.query).await
}
