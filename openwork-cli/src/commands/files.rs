//! Files of workspaces.

use super::{OnWorkspace, PageFlags, one_of};
use crate::desk::Desk;
use crate::exit::Failure;
use clap::{Args, Subcommand};
use futures_util::stream;
use http::header::{HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH, RANGE};
use openwork_core::model::file::{
    FileKind, FileRevision, FindFiles, ListFiles, OneFile, SearchFiles, SearchText, WriteRaw, WriteText,
};
use openwork_core::model::file_path::FilePath;
use openwork_core::model::page::{Nothing, Page};
use openwork_core::operation::endpoint;
use openwork_core::remote::Download;
use openwork_core::{Error, ErrorKind};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

/// How much of a file is sent at once.
const PIECE: usize = 256 << 10;

#[derive(Debug, Subcommand)]
pub(crate) enum Files {
    List(List),
    Stat(OnFile),
    #[command(after_long_help = "\
Examples:
  openwork-cli files read-raw . logo.png > copy.png
  openwork-cli files read-raw . big.iso --range 0-1023 --output head.bin")]
    ReadRaw(ReadRaw),
    #[command(after_long_help = "\
Examples:
  openwork-cli files write-raw . logo.png < new.png
  openwork-cli files write-raw . a/b/c.bin --input c.bin --create-parents")]
    WriteRaw(WriteBytes),
    ReadText(OnFile),
    #[command(after_long_help = "\
Examples:
  openwork-cli files write-text . notes.md --content \"# Notes\"
  openwork-cli files write-text . notes.md < notes.md")]
    WriteText(WriteString),
    #[command(after_long_help = "\
Examples:
  openwork-cli files search . \"fn main\"
  openwork-cli files search . \"TODO|FIXME\" --regex --path src")]
    Search(Search),
    #[command(after_long_help = "\
Examples:
  openwork-cli files find . readme
  openwork-cli files find . \"src/**/*.rs\"")]
    Find(Find),
}

/// A file of a workspace.
#[derive(Debug, Args)]
pub(crate) struct OnFile {
    #[command(flatten)]
    on: OnWorkspace,
    /// The file, relative to the workspace's folder
    path: FilePath,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    on: OnWorkspace,
    /// The folder, relative to the workspace's; without, that one itself
    path: Option<FilePath>,
    #[command(flatten)]
    page: PageFlags,
}

#[derive(Debug, Args)]
pub(crate) struct ReadRaw {
    #[command(flatten)]
    on: OnFile,
    /// Where the bytes go; without, to the standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only these bytes: `0-99`, `100-` or `-100`
    #[arg(long, value_name = "BYTES", allow_hyphen_values = true)]
    range: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct WriteFlags {
    /// Make the folders that are missing
    #[arg(long)]
    create_parents: bool,
    /// Write only if the file has this revision
    #[arg(long, value_name = "REVISION")]
    if_match: Option<FileRevision>,
    /// Write only if there is no such file yet
    #[arg(long, conflicts_with = "if_match")]
    create_only: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WriteBytes {
    #[command(flatten)]
    on: OnFile,
    /// Where the bytes come from; without, from the standard input
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    #[command(flatten)]
    flags: WriteFlags,
}

#[derive(Debug, Args)]
pub(crate) struct WriteString {
    #[command(flatten)]
    on: OnFile,
    /// The text; without, it is read from the standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    content: Option<String>,
    #[command(flatten)]
    flags: WriteFlags,
}

#[derive(Debug, Args)]
pub(crate) struct Among {
    /// The folder to look in, relative to the workspace's; without, that one itself
    #[arg(long, value_name = "DIR")]
    path: Option<FilePath>,
    /// Also what `.gitignore` leaves out, and `.git`
    #[arg(long)]
    include_ignored: bool,
    /// Also what begins with a point
    #[arg(long)]
    include_hidden: bool,
    #[command(flatten)]
    page: PageFlags,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    #[command(flatten)]
    on: OnWorkspace,
    /// The text
    query: SearchText,
    /// The text is a regular expression
    #[arg(long)]
    regex: bool,
    /// Large and small letters are the same
    #[arg(long)]
    ignore_case: bool,
    #[command(flatten)]
    among: Among,
}

#[derive(Debug, Args)]
pub(crate) struct Find {
    #[command(flatten)]
    on: OnWorkspace,
    /// A part of the path, or a glob
    query: SearchText,
    /// Only these
    #[arg(long, value_parser = one_of::<FileKind>(&["file", "dir", "link", "other"]))]
    kind: Option<FileKind>,
    #[command(flatten)]
    among: Among,
}

impl Files {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(List { on, path, page }) => {
                let Page { limit, cursor } = page.into();
                let query = ListFiles { path, limit, cursor };
                desk.show::<endpoint::FilesList>(&desk.one(&on.workspace).await?, &query, &Nothing {}).await
            }
            Self::Stat(OnFile { on, path }) => {
                let one = OneFile { path };
                desk.show::<endpoint::FilesStat>(&desk.one(&on.workspace).await?, &one, &Nothing {}).await
            }
            Self::ReadRaw(read) => read.run(desk).await,
            Self::WriteRaw(write) => write.run(desk).await,
            Self::ReadText(OnFile { on, path }) => {
                let one = OneFile { path };
                desk.show::<endpoint::FilesReadText>(&desk.one(&on.workspace).await?, &one, &Nothing {}).await
            }
            Self::WriteText(write) => write.run(desk).await,
            Self::Search(search) => search.run(desk).await,
            Self::Find(find) => find.run(desk).await,
        }
    }
}

impl ReadRaw {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.one(&self.on.on.workspace).await?;
        let mut headers = Vec::new();
        if let Some(range) = &self.range {
            headers.push((RANGE, header(&format!("bytes={range}"))?));
        }
        let client = desk.client().await?.clone().within(desk.globals.timeout);
        let one = OneFile { path: self.on.path };
        let bytes = client.download::<endpoint::FilesReadRaw>(&path, &one, &headers).await?;
        save(bytes, self.output, desk).await
    }
}

/// Writes what is read to a file, or shows it.
pub(super) async fn save(mut bytes: Download, output: Option<PathBuf>, desk: &Desk) -> Result<(), Failure> {
    let Some(place) = output else {
        while let Some(piece) = bytes.next().await? {
            desk.console.bytes(&piece)?;
        }
        return Ok(());
    };
    let failed = |error| of_this_machine("write to", &place, &error);
    let mut file = std::fs::File::create(&place).map_err(failed)?;
    while let Some(piece) = bytes.next().await? {
        file.write_all(&piece).map_err(failed)?;
    }
    Ok(())
}

impl WriteBytes {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let path = desk.one(&self.on.on.workspace).await?;
        let mut headers: Vec<(HeaderName, HeaderValue)> = Vec::new();
        if let Some(revision) = &self.flags.if_match {
            headers.push((IF_MATCH, header(&format!("\"{revision}\""))?));
        }
        if self.flags.create_only {
            headers.push((IF_NONE_MATCH, HeaderValue::from_static("*")));
        }
        let source: Box<dyn std::io::Read + Send> = match &self.input {
            None => Box::new(std::io::stdin()),
            Some(place) => {
                Box::new(std::fs::File::open(place).map_err(|error| of_this_machine("read", place, &error))?)
            }
        };
        let query = WriteRaw { path: self.on.path, create_parents: self.flags.create_parents.then_some(true) };
        let client = desk.client().await?.clone().within(desk.globals.timeout);
        let written = client.upload::<endpoint::FilesWriteRaw>(&path, &query, &headers, pieces(source)).await?;
        desk.console.show(&written)
    }
}

impl WriteString {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let content = if let Some(content) = self.content { content } else { standard_input().await? };
        let body = WriteText {
            path: self.on.path,
            content,
            create_parents: self.flags.create_parents.then_some(true),
            if_match: self.flags.if_match,
            base_updated_at: None,
            create_only: self.flags.create_only.then_some(true),
            force: None,
        };
        desk.show::<endpoint::FilesWriteText>(&desk.one(&self.on.on.workspace).await?, &Nothing {}, &body).await
    }
}

impl Search {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let Page { limit, cursor } = self.among.page.into();
        let query = SearchFiles {
            query: self.query,
            regex: self.regex.then_some(true),
            ignore_case: self.ignore_case.then_some(true),
            path: self.among.path,
            include_ignored: self.among.include_ignored.then_some(true),
            include_hidden: self.among.include_hidden.then_some(true),
            limit,
            cursor,
        };
        desk.show::<endpoint::FilesSearch>(&desk.one(&self.on.workspace).await?, &query, &Nothing {}).await
    }
}

impl Find {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let Page { limit, cursor } = self.among.page.into();
        let query = FindFiles {
            query: self.query,
            kind: self.kind,
            path: self.among.path,
            include_ignored: self.among.include_ignored.then_some(true),
            include_hidden: self.among.include_hidden.then_some(true),
            limit,
            cursor,
        };
        desk.show::<endpoint::FilesFind>(&desk.one(&self.on.workspace).await?, &query, &Nothing {}).await
    }
}

/// The text on the standard input.
pub(super) async fn standard_input() -> Result<String, Error> {
    let read = tokio::task::spawn_blocking(|| {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    });
    let no_text =
        |_| Error::new(ErrorKind::InvalidRequest, "The standard input is no UTF-8 text; use `files write-raw`.");
    read.await.map_err(Error::internal)?.map_err(no_text)
}

/// What can be read, piece by piece, each read where nobody waits for it.
pub(super) fn pieces(
    source: Box<dyn std::io::Read + Send>,
) -> impl stream::Stream<Item = std::io::Result<bytes::Bytes>> {
    stream::try_unfold(source, async |mut source| {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = source.read(&mut piece)?;
            piece.truncate(count);
            Ok::<_, std::io::Error>((piece, source))
        });
        let (piece, source) = read.await.map_err(std::io::Error::other)??;
        Ok((!piece.is_empty()).then(|| (piece.into(), source)))
    })
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::new(ErrorKind::InvalidRequest, format!("`{text}` cannot be sent.")))
}

pub(super) fn of_this_machine(what: &str, place: &std::path::Path, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("Cannot {what} `{}`: {error}.", place.display()))
}
