//! The server itself.

use super::{events, limit, one_of};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::log::{LogLevel, ReadLogs};
use openwork_core::model::page::{Limit, Nothing};
use openwork_core::model::system_event::WatchSystemEvents;
use openwork_core::operation::endpoint::{
    SystemCapabilities, SystemHealth, SystemLogs, SystemMeta, SystemMetrics, SystemShutdown, SystemStatus,
};

#[derive(Debug, Subcommand)]
pub(crate) enum System {
    Health,
    Meta,
    Capabilities,
    Status,
    Metrics,
    Logs(Logs),
    #[command(after_long_help = "\
Examples:
  openwork-cli system events
  openwork-cli system events --json | jq -r .type")]
    Events(Events),
    Shutdown,
}

#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// Only lines as grave as this, or graver
    #[arg(long, value_parser = one_of::<LogLevel>(&["error", "warn", "info", "debug", "trace"]))]
    level: Option<LogLevel>,
    /// Only lines that hold this text; case does not matter
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// How many lines at most, the last ones, 1 to 500
    #[arg(long, value_name = "NUMBER", value_parser = limit)]
    limit: Option<Limit>,
}

#[derive(Debug, Args)]
pub(crate) struct Events {
    /// Go on after this `seq`; without, with what happens next
    #[arg(long, value_name = "SEQ")]
    after: Option<u64>,
}

impl System {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        if matches!(self, Self::Shutdown) {
            desk.needs_running("there is nothing to stop").await?;
        }
        if matches!(self, Self::Logs(_)) {
            desk.needs_running("there is no log to read").await?;
        }
        if matches!(self, Self::Events(_)) {
            desk.needs_running("there is no server to watch").await?;
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
            Self::Logs(Logs { level, search, limit }) => {
                let query = ReadLogs { level, search, limit };
                desk.show::<SystemLogs>(&Nothing {}, &query, &Nothing {}).await
            }
            Self::Events(Events { after }) => {
                let query = WatchSystemEvents { after };
                events::follow(desk, desk.watcher().await?.watch_system(query).await?).await
            }
            Self::Shutdown => desk.get::<SystemShutdown>().await,
        }
    }
}
