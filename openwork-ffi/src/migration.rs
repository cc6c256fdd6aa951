//! The import of what older OpenWork left behind.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::migration::{MigrationPlan, MigrationStatus, UndoneMigration};
use openwork_core::server::Migration;

/// The import of what older OpenWork left behind. There is one where the server was opened with `legacy_home`.
#[derive(Debug, uniffi::Object)]
pub struct MigrationArea(pub(crate) Bound<Migration>);

#[uniffi::export]
impl MigrationArea {
    /// What was imported, and how far an import is that runs.
    pub async fn status(&self) -> Result<MigrationStatus> {
        self.0.call(|area| async move { area.status().await }).await
    }

    /// What an import would do now.
    pub async fn plan(&self) -> Result<MigrationPlan> {
        self.0.call(|area| async move { area.plan().await }).await
    }

    /// Imports what is not imported yet, and says what became of everything.
    pub async fn run(&self) -> Result<MigrationPlan> {
        self.0.call(|area| async move { area.run().await }).await
    }

    /// Takes back what imports made, where nothing of it is in use.
    pub async fn undo(&self) -> Result<UndoneMigration> {
        self.0.call(|area| async move { area.undo().await }).await
    }
}
