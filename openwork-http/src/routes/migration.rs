//! The import of what older OpenWork left behind.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::migration::{MigrationPlan, MigrationStatus, UndoneMigration};
use openwork_core::operation::endpoint;

pub(crate) async fn status(call: Call<endpoint::MigrationStatus>) -> Result<MigrationStatus> {
    call.server.migration(&call.caller).status().await
}

pub(crate) async fn plan(call: Call<endpoint::MigrationPlan>) -> Result<MigrationPlan> {
    call.server.migration(&call.caller).plan().await
}

pub(crate) async fn run(call: Call<endpoint::MigrationRun>) -> Result<MigrationPlan> {
    call.server.migration(&call.caller).run().await
}

pub(crate) async fn undo(call: Call<endpoint::MigrationUndo>) -> Result<UndoneMigration> {
    call.server.migration(&call.caller).undo().await
}
