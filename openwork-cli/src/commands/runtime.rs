//! The programs that the server runs.

use super::install::Install;
use super::limit;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::canonical;
use clap::{Args, Subcommand};
use openwork_core::model::page::{Limit, Nothing};
use openwork_core::model::runtime::ReadOutput;
use openwork_core::model::upgrade::{EngineVersion, Sha256Hex, SourcePath, UpgradeRuntime};
use openwork_core::operation::endpoint::{
    RuntimeOpencodeHealth, RuntimeOutput, RuntimeRestart, RuntimeRouterHealth, RuntimeSummary, RuntimeUpgrade,
    RuntimeVersions,
};
use openwork_core::{Error, ErrorKind};
use std::time::Duration;

#[derive(Debug, Subcommand)]
pub(crate) enum Runtime {
    Summary,
    Versions,
    #[command(after_long_help = "\
Examples:
  openwork-cli runtime upgrade
  openwork-cli runtime upgrade --source-path ./openwork-runtime-linux-x64.tar.gz --force")]
    Upgrade(Upgrade),
    OpencodeHealth,
    RouterHealth,
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

#[derive(Debug, Args)]
pub(crate) struct Upgrade {
    /// A folder or an archive (.tar.gz, .tgz) on the server's machine; without, the npm registry
    #[arg(long, value_name = "PATH")]
    source_path: Option<SourcePath>,
    /// The version; without, the one the server is made for from npm, and the one that is there from a path
    #[arg(long)]
    version: Option<EngineVersion>,
    /// The checksum of the engine's program; needed for a version the server is not made for, unless a manifest says it
    #[arg(long, value_name = "HEX")]
    sha256: Option<Sha256Hex>,
    /// Switch at once and interrupt the runs that are under way
    #[arg(long)]
    force: bool,
    /// Wait until it is over; where this command hosts the server itself, it always does
    #[arg(long)]
    wait: bool,
}

impl Upgrade {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let Self { source_path, version, sha256, force, wait } = self;
        let absolute = |path: SourcePath| match canonical(path.as_str()).to_str() {
            Some(text) => text.parse().unwrap_or(path),
            None => path,
        };
        let body = UpgradeRuntime { source_path: source_path.map(absolute), version, sha256, force: Some(force) };
        let mut upgrade = desk.call::<RuntimeUpgrade>(&Nothing {}, &Nothing {}, &body).await?;
        // A server in this process ends with this command.
        while upgrade.ended_at.is_none() && (wait || desk.hosts()) {
            // Nothing tells: an upgrade is no event of a workspace.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let summary = desk.call::<RuntimeSummary>(&Nothing {}, &Nothing {}, &Nothing {}).await?;
            upgrade = summary.upgrade.unwrap_or(upgrade);
        }
        let failed = upgrade.error.as_ref().map(|fault| format!("{} {}", fault.message, fault.remedy));
        desk.console.show(&upgrade)?;
        match failed {
            Some(message) => Err(Error::new(ErrorKind::EngineUnavailable, message).into()),
            None => Ok(()),
        }
    }
}

impl Runtime {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Summary => desk.get::<RuntimeSummary>().await,
            Self::Versions => desk.get::<RuntimeVersions>().await,
            Self::Upgrade(upgrade) => upgrade.run(desk).await,
            Self::OpencodeHealth => desk.get::<RuntimeOpencodeHealth>().await,
            Self::RouterHealth => desk.get::<RuntimeRouterHealth>().await,
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
