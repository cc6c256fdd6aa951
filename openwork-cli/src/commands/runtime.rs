//! The programs that the server runs.

use super::install::Install;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use openwork_core::operation::endpoint::{RuntimeOpencodeHealth, RuntimeRestart, RuntimeSummary, RuntimeVersions};

#[derive(Debug, Subcommand)]
pub(crate) enum Runtime {
    Summary,
    Versions,
    OpencodeHealth,
    Restart,
    Install(Install),
}

impl Runtime {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Summary => desk.get::<RuntimeSummary>().await,
            Self::Versions => desk.get::<RuntimeVersions>().await,
            Self::OpencodeHealth => desk.get::<RuntimeOpencodeHealth>().await,
            Self::Restart => {
                desk.needs_running("there is no engine to start afresh").await?;
                desk.get::<RuntimeRestart>().await
            }
            Self::Install(install) => install.run(desk).await,
        }
    }
}
