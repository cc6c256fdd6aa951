//! What is handed into a workspace and out of it.

use super::files::{of_this_machine, pieces, save};
use super::{OnWorkspace, PageFlags};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use openwork_core::ExchangedFileId;
use openwork_core::model::exchange::UploadFile;
use openwork_core::model::file_path::FilePath;
use openwork_core::model::page::{Nothing, OneArtifact, OneInboxFile};
use openwork_core::operation::endpoint;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Inbox {
    List(List),
    #[command(after_long_help = "\
Examples:
  openwork-cli inbox upload . report.pdf --input report.pdf
  openwork-cli inbox upload . notes/today.md < today.md")]
    Upload(Upload),
    Download(Download),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Artifacts {
    List(List),
    #[command(after_long_help = "\
Examples:
  openwork-cli artifacts download . cmVwb3J0LnBkZg --output report.pdf")]
    Download(Download),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    on: OnWorkspace,
    #[command(flatten)]
    page: PageFlags,
}

#[derive(Debug, Args)]
pub(crate) struct Upload {
    #[command(flatten)]
    on: OnWorkspace,
    /// Its name in the inbox, or its path from there on
    path: FilePath,
    /// Where the bytes come from; without, from the standard input
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Put it in the place of a file that is there
    #[arg(long)]
    overwrite: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Download {
    #[command(flatten)]
    on: OnWorkspace,
    /// The file, as the list names it
    id: ExchangedFileId,
    /// Where the bytes go; without, to the standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Inbox {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(List { on, page }) => {
                let path = desk.one(&on.workspace).await?;
                desk.show::<endpoint::InboxList>(&path, &page.into(), &Nothing {}).await
            }
            Self::Upload(upload) => upload.run(desk).await,
            Self::Download(Download { on, id, output }) => {
                let path = OneInboxFile { workspace_id: desk.workspace(&on.workspace).await?, inbox_id: id };
                let client = desk.client().await?.clone().within(desk.globals.timeout);
                save(client.download::<endpoint::InboxDownload>(&path, &Nothing {}, &[]).await?, output, desk).await
            }
        }
    }
}

impl Artifacts {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(List { on, page }) => {
                let path = desk.one(&on.workspace).await?;
                desk.show::<endpoint::ArtifactsList>(&path, &page.into(), &Nothing {}).await
            }
            Self::Download(Download { on, id, output }) => {
                let path = OneArtifact { workspace_id: desk.workspace(&on.workspace).await?, artifact_id: id };
                let client = desk.client().await?.clone().within(desk.globals.timeout);
                save(client.download::<endpoint::ArtifactsDownload>(&path, &Nothing {}, &[]).await?, output, desk).await
            }
        }
    }
}

impl Upload {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.one(&self.on.workspace).await?;
        let source: Box<dyn std::io::Read + Send> = match &self.input {
            None => Box::new(std::io::stdin()),
            Some(place) => {
                Box::new(std::fs::File::open(place).map_err(|error| of_this_machine("read", place, &error))?)
            }
        };
        let query = UploadFile { path: self.path, overwrite: self.overwrite.then_some(true) };
        let client = desk.client().await?.clone().within(desk.globals.timeout);
        let uploaded = client.upload::<endpoint::InboxUpload>(&path, &query, &[], pieces(source)).await?;
        desk.console.show(&uploaded)
    }
}
