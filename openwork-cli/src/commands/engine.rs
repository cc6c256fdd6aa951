//! The engine as a workspace sees it.

use super::OnWorkspace;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use openwork_core::model::page::Nothing;
use openwork_core::operation::endpoint::EngineProject;

#[derive(Debug, Subcommand)]
pub(crate) enum Engine {
    Project(OnWorkspace),
}

impl Engine {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Project(on) => {
                desk.show::<EngineProject>(&desk.one(&on.workspace).await?, &Nothing {}, &Nothing {}).await
            }
        }
    }
}
