//! The front page.

use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use openwork_core::operation::endpoint::RootGet;

#[derive(Debug, Subcommand)]
pub(crate) enum Root {
    Get,
}

impl Root {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Get => desk.get::<RootGet>().await,
        }
    }
}
