//! Access to providers of models.

use super::OnWorkspace;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::page::{Nothing, OneProvider};
use openwork_core::model::provider::{FinishSignIn, SetProviderKey, StartSignIn};
use openwork_core::model::secret::Secret;
use openwork_core::operation::endpoint;
use openwork_core::{Error, ErrorKind, ProviderId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum Providers {
    #[command(after_long_help = "\
The key is never an argument, because every user of the machine can read those.

Examples:
  openwork-cli providers set-key . anthropic < key.txt
  openwork-cli providers set-key . azure --key-file key.txt --metadata resourceName=my-models")]
    SetKey(SetKey),
    RemoveKey(OnProvider),
    #[command(after_long_help = "\
Example:
  openwork-cli engine providers . && openwork-cli providers start-sign-in . github-copilot --method 0")]
    StartSignIn(Start),
    FinishSignIn(Finish),
}

/// A provider.
#[derive(Debug, Args)]
pub(crate) struct OnProvider {
    #[command(flatten)]
    on: OnWorkspace,
    /// The provider, such as `anthropic`
    provider: ProviderId,
}

#[derive(Debug, Args)]
pub(crate) struct SetKey {
    #[command(flatten)]
    on: OnProvider,
    /// The file that holds the key; without, the standard input
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// What the provider wants beside its key; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    #[command(flatten)]
    on: OnProvider,
    /// The number of the way, as `openwork-cli engine providers` lists it
    #[arg(long, value_name = "NUMBER")]
    method: u32,
    /// An answer to what that way asks first; may be repeated
    #[arg(long = "input", visible_alias = "inputs", value_name = "NAME=VALUE", value_parser = pair)]
    inputs: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(crate) struct Finish {
    #[command(flatten)]
    on: OnProvider,
    /// The code that you were shown; without, this waits until you have signed in
    #[arg(long)]
    code: Option<Secret>,
}

impl Providers {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::SetKey(SetKey { on, key_file, metadata }) => {
                let body = SetProviderKey { key: key(desk, key_file.as_deref()).await?, metadata: map(metadata) };
                desk.show::<endpoint::ProvidersSetKey>(&on.path(desk).await?, &Nothing {}, &body).await
            }
            Self::RemoveKey(on) => {
                desk.show::<endpoint::ProvidersRemoveKey>(&on.path(desk).await?, &Nothing {}, &Nothing {}).await
            }
            Self::StartSignIn(Start { on, method, inputs }) => {
                let body = StartSignIn { method, inputs: map(inputs) };
                desk.show::<endpoint::ProvidersStartSignIn>(&on.path(desk).await?, &Nothing {}, &body).await
            }
            Self::FinishSignIn(Finish { on, code }) => {
                let body = FinishSignIn { code };
                desk.show::<endpoint::ProvidersFinishSignIn>(&on.path(desk).await?, &Nothing {}, &body).await
            }
        }
    }
}

impl OnProvider {
    async fn path(self, desk: &Desk) -> Result<OneProvider, Failure> {
        Ok(OneProvider { workspace_id: desk.workspace(&self.on.workspace).await?, provider_id: self.provider })
    }
}

/// The key that a file or the standard input holds, without the line end that editors and `echo` put behind it.
async fn key(desk: &Desk, file: Option<&Path>) -> Result<Secret, Failure> {
    let text = if let Some(file) = file {
        std::fs::read_to_string(file).map_err(|why| unread(&format!("`{}`", file.display()), why))?
    } else {
        if desk.console.interactive() {
            desk.console.note("Paste the key, then press Enter and Ctrl-D.");
        }
        // a thread of its own, so that Ctrl-C is still heard
        let read = tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin()));
        read.await.map_err(Error::internal)?.map_err(|why| unread("the standard input", why))?
    };
    let key = Secret::try_from(text.trim().to_owned());
    Ok(key.map_err(|why| Error::new(ErrorKind::InvalidRequest, format!("{why}.")))?)
}

fn unread(what: &str, why: std::io::Error) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("The key cannot be read from {what}: {why}.")).caused_by(why)
}

fn map(pairs: Vec<(String, String)>) -> Option<HashMap<String, String>> {
    (!pairs.is_empty()).then(|| pairs.into_iter().collect())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "it is `name=value`".to_owned())?;
    Ok((name.to_owned(), value.to_owned()))
}
