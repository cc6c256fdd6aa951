//! The server itself.

use crate::extract::Call;
use crate::sse;
use openwork_core::model::log::LogLines;
use openwork_core::model::system::{Capabilities, Health, Meta, MetricsText, ShuttingDown, Status};
use openwork_core::model::system_event::SystemEvent;
use openwork_core::operation::endpoint;
use openwork_core::{EventStream, Result};

pub(crate) async fn health(call: Call<endpoint::SystemHealth>) -> Result<Health> {
    call.server.system(&call.caller).health().await
}

pub(crate) async fn meta(call: Call<endpoint::SystemMeta>) -> Result<Meta> {
    call.server.system(&call.caller).meta().await
}

pub(crate) async fn capabilities(call: Call<endpoint::SystemCapabilities>) -> Result<Capabilities> {
    call.server.system(&call.caller).capabilities().await
}

pub(crate) async fn status(call: Call<endpoint::SystemStatus>) -> Result<Status> {
    call.server.system(&call.caller).status().await
}

pub(crate) async fn metrics(call: Call<endpoint::SystemMetrics>) -> Result<MetricsText> {
    call.server.system(&call.caller).metrics().await
}

pub(crate) async fn logs(call: Call<endpoint::SystemLogs>) -> Result<LogLines> {
    call.server.system(&call.caller).logs(call.query).await
}

pub(crate) async fn events(call: Call<endpoint::SystemEvents>) -> Result<EventStream<SystemEvent>> {
    let query = sse::resumed(call.query, &call.headers)?;
    call.server.system(&call.caller).events(query).await
}

pub(crate) async fn shutdown(call: Call<endpoint::SystemShutdown>) -> Result<ShuttingDown> {
    call.server.system(&call.caller).shutdown().await
}
