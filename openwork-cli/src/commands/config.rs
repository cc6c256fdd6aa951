//! The configuration of workspaces.

use super::{OnWorkspace, files, object_or_input, one_of};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::model::config::{
    ConfigScope, GetRawConfig, PatchConfig, PatchOpenwork, PutRawConfig, ValidateConfig,
};
use openwork_core::model::file::FileRevision;
use openwork_core::model::page::Nothing;
use openwork_core::model::workspace::FolderPath;
use openwork_core::operation::endpoint;
use openwork_core::{Error, ErrorKind};

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    Get(OnWorkspace),
    #[command(after_long_help = "\
Examples:
  openwork-cli config patch . --opencode '{\"model\": \"anthropic/claude-sonnet-4-5\"}'
  openwork-cli config patch . --opencode '{\"model\": null}'
  openwork-cli config patch . < changes.json
  openwork-cli config patch . --authorized-folder /srv/shared --authorized-folder /srv/data")]
    Patch(Patch),
    GetRaw(GetRaw),
    #[command(after_long_help = "\
Examples:
  openwork-cli config put-raw . < opencode.jsonc")]
    PutRaw(PutRaw),
    #[command(after_long_help = "\
Examples:
  openwork-cli config validate .
  openwork-cli config validate . --content - < opencode.jsonc

Fails where OpenCode would not take it.")]
    Validate(Validate),
}

#[derive(Debug, Args)]
pub(crate) struct Patch {
    #[command(flatten)]
    on: OnWorkspace,
    /// What goes into OpenCode's configuration, as a JSON object; `null` removes; `-`, or nothing said at all, reads it from the
    /// standard input
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    opencode: Option<String>,
    /// A folder outside the workspace that agents may work in; all of them, one after the other
    #[arg(long = "authorized-folder", value_name = "DIR", conflicts_with = "no_authorized_folders")]
    authorized_folders: Vec<FolderPath>,
    /// No folder outside the workspace any more
    #[arg(long)]
    no_authorized_folders: bool,
    /// Only if the settings have this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
}

#[derive(Debug, Args)]
pub(crate) struct Scope {
    /// Whose file; the workspace's without
    #[arg(long, value_parser = one_of::<ConfigScope>(&["project", "global"]))]
    scope: Option<ConfigScope>,
}

#[derive(Debug, Args)]
pub(crate) struct GetRaw {
    #[command(flatten)]
    on: OnWorkspace,
    #[command(flatten)]
    of: Scope,
}

#[derive(Debug, Args)]
pub(crate) struct PutRaw {
    #[command(flatten)]
    on: OnWorkspace,
    /// The text; without, it is read from the standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    content: Option<String>,
    #[command(flatten)]
    of: Scope,
    /// Only if the file has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
}

#[derive(Debug, Args)]
pub(crate) struct Validate {
    #[command(flatten)]
    on: OnWorkspace,
    /// A text in place of the files of the workspace; `-` reads it from the standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    content: Option<String>,
}

impl Config {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Get(on) => {
                let path = desk.one(&on.workspace).await?;
                desk.show::<endpoint::ConfigGet>(&path, &Nothing {}, &Nothing {}).await
            }
            Self::Patch(patch) => patch.run(desk).await,
            Self::GetRaw(GetRaw { on, of }) => {
                let query = GetRawConfig { scope: of.scope };
                desk.show::<endpoint::ConfigGetRaw>(&desk.one(&on.workspace).await?, &query, &Nothing {}).await
            }
            Self::PutRaw(put) => {
                let content = if let Some(content) = put.content { content } else { files::standard_input().await? };
                let body = PutRawConfig { content, scope: put.of.scope, if_match: put.if_match };
                desk.show::<endpoint::ConfigPutRaw>(&desk.one(&put.on.workspace).await?, &Nothing {}, &body).await
            }
            Self::Validate(Validate { on, content }) => {
                let content = match content.as_deref() {
                    Some("-") => Some(files::standard_input().await?),
                    _ => content,
                };
                let body = ValidateConfig { content };
                let place = desk.one(&on.workspace).await?;
                let said = desk.call::<endpoint::ConfigValidate>(&place, &Nothing {}, &body).await?;
                desk.console.show(&said)?;
                if said.valid {
                    return Ok(());
                }
                Err(Error::new(ErrorKind::Unprocessable, "OpenCode would not take it.").into())
            }
        }
    }
}

impl Patch {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let is_named = !self.authorized_folders.is_empty() || self.no_authorized_folders;
        let is_read = self.opencode.as_deref().map_or(!is_named, |given| given == "-");
        let opencode = match self.opencode.filter(|_| !is_read) {
            None if !is_read => None,
            given => Some(object_or_input(given).await?),
        };
        let openwork = is_named.then_some(PatchOpenwork { authorized_folders: Some(self.authorized_folders) });
        let body = PatchConfig { opencode, openwork, if_match: self.if_match };
        desk.show::<endpoint::ConfigPatch>(&desk.one(&self.on.workspace).await?, &Nothing {}, &body).await
    }
}
