//! Lasting tokens.

use super::one_of;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::Place;
use clap::{Args, Subcommand};
use openwork_core::TokenId;
use openwork_core::model::access::{CreateToken, Label, Role, TokenSeconds};
use openwork_core::model::page::{Nothing, OneToken};
use openwork_core::operation::endpoint::{TokensCreate, TokensList, TokensRevoke};

#[derive(Debug, Subcommand)]
pub(crate) enum Tokens {
    List,
    #[command(after_long_help = "\
Example:
  openwork-cli tokens create --role viewer --label phone --workspace-id . --expires-in-seconds 86400")]
    Create(Create),
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What it allows
    #[arg(long, value_parser = one_of::<Role>(&["viewer", "collaborator", "host"]))]
    role: Role,
    /// What it is for
    #[arg(long)]
    label: Option<Label>,
    /// A workspace that it reaches, by id or folder; may be repeated. Without, all
    #[arg(long, value_name = "WORKSPACE", visible_alias = "workspace-ids", value_delimiter = ',')]
    workspace_id: Vec<Place>,
    /// For how long it is good; without, until it is revoked
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    expires_in_seconds: Option<TokenSeconds>,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The token's id: `tok_…`
    token_id: TokenId,
}

impl Tokens {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List => desk.get::<TokensList>().await,
            Self::Create(create) => create.run(desk).await,
            Self::Revoke(Revoke { token_id }) => {
                desk.show::<TokensRevoke>(&OneToken { token_id }, &Nothing {}, &Nothing {}).await
            }
        }
    }
}

impl Create {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let mut reached = Vec::new();
        for place in &self.workspace_id {
            reached.push(desk.workspace(place).await?);
        }
        let body = CreateToken {
            role: self.role,
            label: self.label,
            workspace_ids: (!reached.is_empty()).then_some(reached),
            expires_in_seconds: self.expires_in_seconds,
        };
        desk.show::<TokensCreate>(&Nothing {}, &Nothing {}, &body).await
    }
}

fn seconds(text: &str) -> Result<TokenSeconds, String> {
    text.parse::<u64>().map_err(|_| "a number of seconds".to_owned())?.try_into()
}
