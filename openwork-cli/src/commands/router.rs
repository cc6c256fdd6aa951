//! The messaging router.

use super::one_of;
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::page::{Nothing, OneBinding, OneChannel, OneIdentity};
use openwork_core::model::router::{
    Channel, ListBindings, MessageText, PeerId, SendMessage, SetBinding, TelegramAccess, UpsertIdentity,
};
use openwork_core::model::secret::Secret;
use openwork_core::model::workspace::FolderPath;
use openwork_core::operation::endpoint::{
    RouterApply, RouterHealth, RouterListBindings, RouterListIdentities, RouterRemoveBinding, RouterRemoveIdentity,
    RouterSend, RouterSetBinding, RouterUpsertIdentity,
};
use openwork_core::{BindingId, Error, ErrorKind, IdentityId};
use std::path::{Path, PathBuf};

const CHANNELS: &[&str] = &["telegram", "slack"];

#[derive(Debug, Subcommand)]
pub(crate) enum Router {
    Health,
    Apply,
    ListIdentities(OnChannel),
    #[command(after_long_help = "\
Example:
  openwork-cli router upsert-identity telegram --token-file bot.token --pairing-code-file bot.code --directory .

A secret is read from a file, so that it stands in no list of processes and no history of commands.")]
    UpsertIdentity(Box<Upsert>),
    RemoveIdentity(Remove),
    ListBindings(List),
    SetBinding(Set),
    RemoveBinding(RemoveBindingOf),
    Send(Send),
}

#[derive(Debug, Args)]
pub(crate) struct OnChannel {
    /// The service
    #[arg(value_parser = one_of::<Channel>(CHANNELS))]
    channel: Channel,
}

#[derive(Debug, Args)]
pub(crate) struct Upsert {
    /// The service
    #[arg(value_parser = one_of::<Channel>(CHANNELS))]
    channel: Channel,
    /// Which bot; without, `default`
    #[arg(long)]
    id: Option<IdentityId>,
    /// Whether it answers
    #[arg(long, value_name = "YES", action = clap::ArgAction::Set)]
    enabled: Option<bool>,
    /// Who may speak with it, on Telegram
    #[arg(long, value_parser = one_of::<TelegramAccess>(&["private", "public"]))]
    access: Option<TelegramAccess>,
    /// The folder that its sessions work in
    #[arg(long, value_name = "FOLDER")]
    directory: Option<PathBuf>,
    /// The file with the bot's token, for Telegram
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The file with the code that people send to be let in, for Telegram
    #[arg(long, value_name = "FILE")]
    pairing_code_file: Option<PathBuf>,
    /// The file with the app's bot token, for Slack
    #[arg(long, value_name = "FILE")]
    bot_token_file: Option<PathBuf>,
    /// The file with the app's own token, for Slack
    #[arg(long, value_name = "FILE")]
    app_token_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// The service
    #[arg(value_parser = one_of::<Channel>(CHANNELS))]
    channel: Channel,
    /// The bot
    identity_id: IdentityId,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those of this service
    #[arg(long, value_parser = one_of::<Channel>(CHANNELS))]
    channel: Option<Channel>,
    /// Only those of this bot
    #[arg(long)]
    identity_id: Option<IdentityId>,
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The service
    #[arg(long, value_parser = one_of::<Channel>(CHANNELS))]
    channel: Channel,
    /// The bot
    #[arg(long)]
    identity_id: IdentityId,
    /// The other side
    #[arg(long, allow_hyphen_values = true)]
    peer_id: PeerId,
    /// The folder that its sessions work in
    #[arg(long, value_name = "FOLDER")]
    directory: PathBuf,
    /// Whether it holds
    #[arg(long, value_name = "YES", action = clap::ArgAction::Set)]
    enabled: Option<bool>,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveBindingOf {
    /// The binding's id: `bnd_…`
    binding_id: BindingId,
}

#[derive(Debug, Args)]
pub(crate) struct Send {
    /// The service
    #[arg(long, value_parser = one_of::<Channel>(CHANNELS))]
    channel: Channel,
    /// The bot that says it
    #[arg(long)]
    identity_id: IdentityId,
    /// Whom it says it to
    #[arg(long, allow_hyphen_values = true)]
    peer_id: PeerId,
    /// What it says
    text: MessageText,
}

impl Router {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Health => desk.get::<RouterHealth>().await,
            Self::Apply => desk.get::<RouterApply>().await,
            Self::ListIdentities(OnChannel { channel }) => {
                desk.show::<RouterListIdentities>(&OneChannel { channel }, &Nothing {}, &Nothing {}).await
            }
            Self::UpsertIdentity(upsert) => {
                let at = OneChannel { channel: upsert.channel };
                desk.show::<RouterUpsertIdentity>(&at, &Nothing {}, &upsert.body()?).await
            }
            Self::RemoveIdentity(Remove { channel, identity_id }) => {
                let at = OneIdentity { channel, identity_id };
                desk.show::<RouterRemoveIdentity>(&at, &Nothing {}, &Nothing {}).await
            }
            Self::ListBindings(List { channel, identity_id }) => {
                let query = ListBindings { channel, identity_id };
                desk.show::<RouterListBindings>(&Nothing {}, &query, &Nothing {}).await
            }
            Self::SetBinding(set) => desk.show::<RouterSetBinding>(&Nothing {}, &Nothing {}, &set.body()?).await,
            Self::RemoveBinding(RemoveBindingOf { binding_id }) => {
                desk.show::<RouterRemoveBinding>(&OneBinding { binding_id }, &Nothing {}, &Nothing {}).await
            }
            Self::Send(Send { channel, identity_id, peer_id, text }) => {
                let body = SendMessage { channel, identity_id, peer_id, text };
                desk.show::<RouterSend>(&Nothing {}, &Nothing {}, &body).await
            }
        }
    }
}

impl Upsert {
    fn body(self) -> Result<UpsertIdentity, Error> {
        Ok(UpsertIdentity {
            id: self.id,
            enabled: self.enabled,
            access: self.access,
            directory: self.directory.as_deref().map(folder).transpose()?,
            token: self.token_file.as_deref().map(secret).transpose()?,
            pairing_code: self.pairing_code_file.as_deref().map(secret).transpose()?,
            bot_token: self.bot_token_file.as_deref().map(secret).transpose()?,
            app_token: self.app_token_file.as_deref().map(secret).transpose()?,
        })
    }
}

impl Set {
    fn body(self) -> Result<SetBinding, Error> {
        let directory = folder(&self.directory)?;
        let Self { channel, identity_id, peer_id, enabled, .. } = self;
        Ok(SetBinding { channel, identity_id, peer_id, directory, enabled })
    }
}

/// A folder as the server understands it: absolute.
fn folder(path: &Path) -> Result<FolderPath, Error> {
    let unusable = |reason: &dyn std::fmt::Display| {
        Error::new(ErrorKind::InvalidRequest, format!("The folder `{}` cannot be used: {reason}.", path.display()))
    };
    let absolute = std::path::absolute(path).map_err(|error| unusable(&error))?;
    let text = absolute.into_os_string().into_string().map_err(|_| unusable(&"its name is not UTF-8"))?;
    FolderPath::try_from(text).map_err(|error| unusable(&error))
}

/// A secret out of its file; the line end that an editor leaves is no part of it.
fn secret(file: &Path) -> Result<Secret, Error> {
    let unusable = |reason: &dyn std::fmt::Display| {
        Error::new(ErrorKind::InvalidRequest, format!("The secret in `{}` cannot be used: {reason}.", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| unusable(&error))?;
    Secret::try_from(text.trim().to_owned()).map_err(|error| unusable(&error))
}
