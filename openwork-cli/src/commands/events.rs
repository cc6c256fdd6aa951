//! What happens in a workspace, as it happens.

use super::OnWorkspace;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::render::Human;
use clap::{Args, Subcommand};
use futures_util::TryStreamExt as _;
use futures_util::stream::BoxStream;
use openwork_core::model::event::WatchEvents;
use openwork_core::{Error, SessionId};
use serde::Serialize;

#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    #[command(after_long_help = "\
Examples:
  openwork-cli events watch .
  openwork-cli events watch . --json --after 0 | jq -r .type")]
    Watch(Watch),
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    #[command(flatten)]
    on: OnWorkspace,
    /// Only events about this session, and those about none
    #[arg(long)]
    session_id: Option<SessionId>,
    /// Go on after this `seq`; without, with what happens next
    #[arg(long, value_name = "SEQ")]
    after: Option<u64>,
}

impl Events {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Watch(watch) => watch.run(desk).await,
        }
    }
}

impl Watch {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let workspace = desk.workspace(&self.on.workspace).await?;
        let query = WatchEvents { session_id: self.session_id, after: self.after };
        let events = desk.watcher().await?.watch(&workspace, query).await?;
        follow(desk, events).await
    }
}

/// Shows what a stream brings, until it ends.
pub(super) async fn follow<E: Serialize + Human>(
    desk: &Desk,
    mut events: BoxStream<'static, Result<E, Error>>,
) -> Result<(), Failure> {
    desk.console.note("Watching; Ctrl-C ends it.");
    while let Some(event) = events.try_next().await.map_err(|error| desk.stream_ended(error))? {
        desk.console.show(&event)?;
    }
    Ok(())
}
