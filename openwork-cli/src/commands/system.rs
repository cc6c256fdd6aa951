//! The server itself.

use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use openwork_core::operation::endpoint::{SystemCapabilities, SystemHealth, SystemMeta, SystemShutdown, SystemStatus};
use openwork_core::{Error, ErrorKind};

#[derive(Debug, Subcommand)]
pub(crate) enum System {
    Health,
    Meta,
    Capabilities,
    Status,
    Shutdown,
}

impl System {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        desk.client().await?;
        if desk.hosts() {
            if matches!(self, Self::Shutdown) {
                let folder = desk.globals.data_folder()?;
                let message = format!("No server runs on `{}`: there is nothing to stop.", folder.display());
                return Err(Error::new(ErrorKind::NotFound, message).into());
            }
            desk.console.note("No server runs on the data folder; this command hosts one for this answer.");
        }
        match self {
            Self::Health => desk.get::<SystemHealth>().await,
            Self::Meta => desk.get::<SystemMeta>().await,
            Self::Capabilities => desk.get::<SystemCapabilities>().await,
            Self::Status => desk.get::<SystemStatus>().await,
            Self::Shutdown => desk.get::<SystemShutdown>().await,
        }
    }
}
