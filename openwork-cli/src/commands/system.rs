//! The server itself.

use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use openwork_core::operation::endpoint::{
    SystemCapabilities, SystemHealth, SystemMeta, SystemMetrics, SystemShutdown, SystemStatus,
};

#[derive(Debug, Subcommand)]
pub(crate) enum System {
    Health,
    Meta,
    Capabilities,
    Status,
    Metrics,
    Shutdown,
}

impl System {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        if matches!(self, Self::Shutdown) {
            desk.needs_running("there is nothing to stop").await?;
        }
        desk.client().await?;
        if desk.hosts() {
            desk.console.note("No server runs on the data folder; this command hosts one for this answer.");
        }
        match self {
            Self::Health => desk.get::<SystemHealth>().await,
            Self::Meta => desk.get::<SystemMeta>().await,
            Self::Capabilities => desk.get::<SystemCapabilities>().await,
            Self::Status => desk.get::<SystemStatus>().await,
            Self::Metrics => desk.get::<SystemMetrics>().await,
            Self::Shutdown => desk.get::<SystemShutdown>().await,
        }
    }
}
