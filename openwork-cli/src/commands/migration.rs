//! What an older OpenWork left behind, and its import.

use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use openwork_core::model::migration::MigrationState;
use openwork_core::model::page::Nothing;
use openwork_core::operation::endpoint::{MigrationPlan, MigrationRun, MigrationStatus, MigrationUndo};
use std::time::Duration;

/// How often is asked how far an import is.
const OFTEN: Duration = Duration::from_millis(200);

/// When an import comes by itself, and when it does not.
pub(super) const WHEN: &str = "\
A server that is started imports by itself (`openwork-cli serve`, unless it is told `--no-import`). Where none runs, a command
hosts one itself for as long as it takes, and that one imports nothing by itself: `status` says `idle` until `migration run`.";

#[derive(Debug, Subcommand)]
pub(crate) enum Migration {
    Status,
    #[command(after_long_help = "\
Examples:
  openwork-cli migration plan
  openwork-cli migration plan --json | jq '.sources[].items[] | select(.action == \"fail\")'")]
    Plan,
    Run,
    Undo,
}

impl Migration {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Status => desk.get::<MigrationStatus>().await,
            Self::Plan => desk.get::<MigrationPlan>().await,
            Self::Run => import(desk).await,
            Self::Undo => desk.get::<MigrationUndo>().await,
        }
    }
}

/// Imports, with a bar on a terminal.
async fn import(desk: &Desk) -> Result<(), Failure> {
    let mut done = Box::pin(desk.call::<MigrationRun>(&Nothing {}, &Nothing {}, &Nothing {}));
    let bar = desk.console.interactive().then(|| {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner:.cyan} [{bar:24.cyan/dim}] {pos}/{len} sources") {
            bar.set_style(style);
        }
        bar
    });
    let result = loop {
        let Some(bar) = &bar else { break done.await };
        if let Ok(result) = tokio::time::timeout(OFTEN, &mut done).await {
            bar.finish_and_clear();
            break result;
        }
        let status = desk.call::<MigrationStatus>(&Nothing {}, &Nothing {}, &Nothing {}).await;
        if let Ok(status) = status.as_ref().map_err(drop)
            && status.state == MigrationState::Running
        {
            bar.set_length(status.total.into());
            bar.set_position(status.done.into());
        }
    };
    let plan = result?;
    desk.console.show(&plan)?;
    match plan.counts.fail {
        0 => Ok(()),
        1 => Err(Failure::Part("One item cannot be taken over; the rest is.".to_owned())),
        many => Err(Failure::Part(format!("{many} items cannot be taken over; the rest is."))),
    }
}
