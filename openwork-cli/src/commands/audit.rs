//! Records of what was done.

use super::PageFlags;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::Place;
use clap::{Args, Subcommand};
use openwork_core::model::audit::ListAudit;
use openwork_core::model::page::{Nothing, Page};
use openwork_core::operation::endpoint::AuditList;

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    #[command(after_long_help = "\
Examples:
  openwork-cli audit list --workspace-id . --limit 20
  openwork-cli audit list --json | jq -r '.items[] | [.at, .action, .target] | @tsv'")]
    List(List),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only what was done in this workspace, by id or folder
    #[arg(long, value_name = "WORKSPACE")]
    workspace_id: Option<Place>,
    #[command(flatten)]
    page: PageFlags,
}

impl Audit {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let Self::List(List { workspace_id, page }) = self;
        let workspace_id = match &workspace_id {
            Some(place) => Some(desk.workspace(place).await?),
            None => None,
        };
        let Page { limit, cursor } = page.into();
        desk.show::<AuditList>(&Nothing {}, &ListAudit { workspace_id, limit, cursor }, &Nothing {}).await
    }
}
