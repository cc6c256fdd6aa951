//! The programs that the server runs.

use super::install::Install;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use openwork_core::operation::endpoint::{RuntimeOpencodeHealth, RuntimeRouterHealth, RuntimeSummary, RuntimeVersions};

#[derive(Debug, Subcommand)]
pub(crate) enum Runtime {
    Summary,
    Versions,
    OpencodeHealth,
    RouterHealth,
    Install(Install),
}

impl Runtime {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Summary => desk.get::<RuntimeSummary>().await,
            Self::Versions => desk.get::<RuntimeVersions>().await,
            Self::OpencodeHealth => desk.get::<RuntimeOpencodeHealth>().await,
            Self::RouterHealth => desk.get::<RuntimeRouterHealth>().await,
            Self::Install(install) => install.run(desk).await,
        }
    }
}
