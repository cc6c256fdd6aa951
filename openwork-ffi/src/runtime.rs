//! The programs that the server runs.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::engine::EngineHealth;
use openwork_core::model::router::RouterHealth;
use openwork_core::model::runtime::{OutputLines, ReadOutput, RuntimeSummary, RuntimeVersions};
use openwork_core::model::upgrade::{RuntimeUpgrade, UpgradeRuntime};
use openwork_core::server::Runtime;

/// The programs that the server runs.
#[derive(Debug, uniffi::Object)]
pub struct RuntimeArea(pub(crate) Bound<Runtime>);

#[uniffi::export]
impl RuntimeArea {
    /// What this server runs, and how it keeps it running.
    pub async fn summary(&self) -> Result<RuntimeSummary> {
        self.0.call(|area| async move { area.summary().await }).await
    }

    /// Which programs run, from where, in which version.
    pub async fn versions(&self) -> Result<RuntimeVersions> {
        self.0.call(|area| async move { area.versions().await }).await
    }

    /// Brings another version of the engine.
    pub async fn upgrade(&self, asked: UpgradeRuntime) -> Result<RuntimeUpgrade> {
        self.0.call(|area| async move { area.upgrade(asked).await }).await
    }

    /// How the engine is.
    pub async fn opencode_health(&self) -> Result<EngineHealth> {
        self.0.call(|area| async move { area.opencode_health().await }).await
    }

    /// How the messaging router is.
    pub async fn router_health(&self) -> Result<RouterHealth> {
        self.0.call(|area| async move { area.router_health().await }).await
    }

    /// Starts the engine afresh, whatever its state. Answers its health at once, while it ends or starts; calls that need it
    /// wait for it.
    pub async fn restart(&self) -> Result<EngineHealth> {
        self.0.call(|area| async move { area.restart().await }).await
    }

    /// What the engine wrote last, with secrets removed.
    #[uniffi::method(default(query = None))]
    pub async fn output(&self, query: Option<ReadOutput>) -> Result<OutputLines> {
        let query = query.unwrap_or_default();
        self.0.call(|area| async move { area.output(query).await }).await
    }
}
