//! File sessions. They live in a running server: one that a command hosts itself ends with the command.

use super::OnWorkspace;
use super::files::of_this_machine;
use crate::desk::Desk;
use crate::exit::Failure;
use crate::place::Place;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use openwork_core::model::file_operation::{FileOperation, FileOperations};
use openwork_core::model::file_path::FilePath;
use openwork_core::model::file_session::{
    BatchWrite, CatalogLimit, CreateFileSession, ListFileEvents, ReadBatch, ReadCatalog, RenewFileSession,
    SessionSeconds, WriteBatch,
};
use openwork_core::model::page::{Nothing, OneFileSession};
use openwork_core::operation::endpoint;
use openwork_core::{Error, ErrorKind, FileSessionId};

#[derive(Debug, Subcommand)]
pub(crate) enum FileSessions {
    #[command(after_long_help = "\
Examples:
  openwork-cli file-sessions create .
  openwork-cli file-sessions create . --write false --ttl-seconds 3600")]
    Create(Create),
    Renew(Renew),
    Close(OnFileSession),
    #[command(after_long_help = "\
Examples:
  openwork-cli file-sessions snapshot . fs_1 --prefix src --limit 10000
  openwork-cli file-sessions snapshot . fs_1 --after src/main.rs")]
    Snapshot(Snapshot),
    Events(Events),
    ReadBatch(Read),
    #[command(after_long_help = "\
Examples:
  openwork-cli file-sessions write-batch . fs_1 notes/a.md=a.md notes/b.md=b.md
  openwork-cli file-sessions write-batch . fs_1 notes/a.md=a.md --if-match sha256:…")]
    WriteBatch(Write),
    #[command(after_long_help = "\
Examples:
  openwork-cli file-sessions operations . fs_1 '{\"type\":\"mkdir\",\"path\":\"notes\"}'
  openwork-cli file-sessions operations . fs_1 '{\"type\":\"rename\",\"from\":\"a\",\"to\":\"b\"}'")]
    Operations(Operations),
}

/// A file session of a workspace.
#[derive(Debug, Args)]
pub(crate) struct OnFileSession {
    /// The workspace: its id, or its folder
    workspace: Place,
    /// The file session
    file_session: FileSessionId,
}

impl OnFileSession {
    async fn path(&self, desk: &Desk) -> Result<OneFileSession, Failure> {
        let workspace_id = desk.workspace(&self.workspace).await?;
        Ok(OneFileSession { workspace_id, file_session_id: self.file_session.clone() })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    on: OnWorkspace,
    /// Whether files shall be changed through it; without, as the token allows
    #[arg(long, value_name = "BOOL")]
    write: Option<bool>,
    /// For how many seconds it is good, 30 to 86400
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    ttl_seconds: Option<SessionSeconds>,
}

#[derive(Debug, Args)]
pub(crate) struct Renew {
    #[command(flatten)]
    on: OnFileSession,
    /// For how many seconds from now, 30 to 86400
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    ttl_seconds: Option<SessionSeconds>,
}

#[derive(Debug, Args)]
pub(crate) struct Snapshot {
    #[command(flatten)]
    on: OnFileSession,
    /// Only what lies in this folder
    #[arg(long, value_name = "DIR")]
    prefix: Option<FilePath>,
    /// Only what comes behind this path
    #[arg(long, value_name = "PATH")]
    after: Option<FilePath>,
    /// How many at most, 1 to 10000
    #[arg(long, value_name = "NUMBER", value_parser = items)]
    limit: Option<CatalogLimit>,
    /// Whether folders are named
    #[arg(long, value_name = "BOOL")]
    include_dirs: Option<bool>,
    /// Also what `.gitignore` leaves out, and `.git`
    #[arg(long)]
    include_ignored: bool,
    /// Whether what begins with a point is named
    #[arg(long, value_name = "BOOL")]
    include_hidden: Option<bool>,
    /// Whether sizes, times and revisions are asked for; without, it takes half the time
    #[arg(long, value_name = "BOOL")]
    details: Option<bool>,
}

#[derive(Debug, Args)]
pub(crate) struct Events {
    #[command(flatten)]
    on: OnFileSession,
    /// Those after this number
    #[arg(long, value_name = "NUMBER")]
    since: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct Read {
    #[command(flatten)]
    on: OnFileSession,
    /// The files, relative to the workspace's folder
    #[arg(required = true)]
    paths: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Write {
    #[command(flatten)]
    on: OnFileSession,
    /// Where each goes, and the file of this machine that it is
    #[arg(required = true, value_name = "PATH=FILE", value_parser = pair)]
    writes: Vec<(String, String)>,
    /// Write only if the file has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<String>,
    /// Write whatever lies there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Operations {
    #[command(flatten)]
    on: OnFileSession,
    /// The operations, each as JSON
    #[arg(required = true, value_name = "OPERATION", value_parser = operation)]
    operations: Vec<FileOperation>,
}

impl FileSessions {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Create(Create { on, write, ttl_seconds }) => {
                let body = CreateFileSession { write, ttl_seconds };
                desk.show::<endpoint::FileSessionsCreate>(&desk.one(&on.workspace).await?, &Nothing {}, &body).await
            }
            Self::Renew(Renew { on, ttl_seconds }) => {
                let body = RenewFileSession { ttl_seconds };
                desk.show::<endpoint::FileSessionsRenew>(&on.path(desk).await?, &Nothing {}, &body).await
            }
            Self::Close(on) => {
                desk.show::<endpoint::FileSessionsClose>(&on.path(desk).await?, &Nothing {}, &Nothing {}).await
            }
            Self::Snapshot(snapshot) => snapshot.run(desk).await,
            Self::Events(Events { on, since }) => {
                let query = ListFileEvents { since };
                desk.show::<endpoint::FileSessionsEvents>(&on.path(desk).await?, &query, &Nothing {}).await
            }
            Self::ReadBatch(Read { on, paths }) => {
                let body = ReadBatch { paths };
                desk.show::<endpoint::FileSessionsReadBatch>(&on.path(desk).await?, &Nothing {}, &body).await
            }
            Self::WriteBatch(write) => write.run(desk).await,
            Self::Operations(Operations { on, operations }) => {
                let body = FileOperations { operations };
                desk.show::<endpoint::FileSessionsOperations>(&on.path(desk).await?, &Nothing {}, &body).await
            }
        }
    }
}

impl Snapshot {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let query = ReadCatalog {
            prefix: self.prefix,
            after: self.after,
            limit: self.limit,
            include_dirs: self.include_dirs,
            include_ignored: self.include_ignored.then_some(true),
            include_hidden: self.include_hidden,
            details: self.details,
        };
        desk.show::<endpoint::FileSessionsSnapshot>(&self.on.path(desk).await?, &query, &Nothing {}).await
    }
}

impl Write {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (if_match, force) = (self.if_match, self.force.then_some(true));
        let write = |(path, file): (String, String)| {
            let content = std::fs::read(&file).map_err(|error| of_this_machine("read", file.as_ref(), &error))?;
            let content_base64 = STANDARD.encode(content);
            Ok::<_, Error>(BatchWrite { path, content_base64, if_match_revision: if_match.clone(), force })
        };
        let body = WriteBatch { writes: self.writes.into_iter().map(write).collect::<Result<_, _>>()? };
        desk.show::<endpoint::FileSessionsWriteBatch>(&self.on.path(desk).await?, &Nothing {}, &body).await
    }
}

fn seconds(text: &str) -> Result<SessionSeconds, String> {
    text.parse::<u64>().map_err(|_| "a number of seconds".to_owned())?.try_into()
}

fn items(text: &str) -> Result<CatalogLimit, String> {
    text.parse::<u64>().map_err(|_| "a limit is a number".to_owned())?.try_into()
}

fn pair(text: &str) -> Result<(String, String), Error> {
    let both = text.split_once('=').map(|(path, file)| (path.to_owned(), file.to_owned()));
    both.ok_or_else(|| Error::new(ErrorKind::InvalidRequest, "say PATH=FILE"))
}

fn operation(text: &str) -> Result<FileOperation, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
