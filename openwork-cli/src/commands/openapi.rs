//! The contract.

use crate::desk::Desk;
use crate::exit::Failure;
use clap::Subcommand;
use openwork_core::operation::endpoint::OpenapiGet;

#[derive(Debug, Subcommand)]
pub(crate) enum Openapi {
    Get,
}

impl Openapi {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Get => desk.get::<OpenapiGet>().await,
        }
    }
}
