//! The programs that the server runs.

use super::install::Install;
use super::limit;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::page::{Limit, Nothing};
use openwork_core::model::runtime::ReadOutput;
use openwork_core::operation::endpoint::{
    RuntimeOpencodeHealth, RuntimeOutput, RuntimeRestart, RuntimeSummary, RuntimeVersions,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Runtime {
    Summary,
    Versions,
    OpencodeHealth,
    Restart,
    Output(Output),
    Install(Install),
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// How many lines at most, 1 to 500
    #[arg(long, value_name = "NUMBER", value_parser = limit)]
    limit: Option<Limit>,
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
            Self::Output(Output { limit }) => {
                desk.needs_running("what the engine wrote before is in `logs/engine.log` there").await?;
                desk.show::<RuntimeOutput>(&Nothing {}, &ReadOutput { limit }, &Nothing {}).await
            }
            Self::Install(install) => install.run(desk).await,
        }
    }
}
