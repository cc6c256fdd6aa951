//! The inbox and the outbox of a workspace: what is handed into it, and what agents hand out.

use super::revision::State;
use super::walk::{Choice, Walk};
use super::{OpenFile, Root};
use crate::clock::Timestamp;
use crate::cursor;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::ExchangedFileId;
use crate::model::exchange::{ExchangedFile, ExchangedFileList};
use crate::model::file::FileKind;
use crate::model::file_path::FilePath;
use crate::model::page::Page;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exchange {
    /// What is handed into the workspace.
    Inbox,
    /// What agents hand out.
    Outbox,
}

/// A file that is open to be downloaded.
#[derive(Debug)]
pub struct Download {
    /// The file.
    pub file: OpenFile,
    /// What it is called.
    pub name: String,
}

impl Exchange {
    fn folder(self) -> &'static str {
        match self {
            Self::Inbox => ".opencode/openwork/inbox",
            Self::Outbox => ".opencode/openwork/outbox",
        }
    }

    /// The path of a file in the workspace.
    pub(crate) fn path(self, below: &FilePath) -> Result<FilePath> {
        if below.is_whole() {
            return Err(Error::new(ErrorKind::InvalidRequest, "A file has a name; give one.").at("path", "no name"));
        }
        let path = FilePath::below(self.folder(), below.as_str()).parse::<FilePath>();
        path.map_err(|refused| Error::new(ErrorKind::InvalidRequest, format!("It cannot lie there: {refused}.")))
    }

    /// The name of a file of this path.
    pub(crate) fn id(below: &FilePath) -> ExchangedFileId {
        ExchangedFileId::made(URL_SAFE_NO_PAD.encode(below.as_str()))
    }

    /// Opens the file that an id names. Blocks on the file system.
    pub(crate) fn open(self, root: &Root, id: &ExchangedFileId) -> Result<Download> {
        let unknown = || Error::not_found(format_args!("file `{id}`; take an id that the list names"));
        let text = URL_SAFE_NO_PAD.decode(id.as_str()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let below = text.as_ref().and_then(|text| text.parse::<FilePath>().ok()).ok_or_else(unknown)?;
        // one spelling of a file is its id
        if below.is_whole() || Some(below.as_str()) != text.as_deref() {
            return Err(unknown());
        }
        let file = OpenFile::open(root, &self.path(&below)?)?;
        let name = below.split().map(|(_, name)| name.to_owned()).unwrap_or_default();
        Ok(Download { file, name })
    }
}

/// Lists one of the two. Blocks on the file system. No more than a page is in memory.
pub(crate) fn exchanged(root: &Root, which: Exchange, query: &Page) -> Result<ExchangedFileList> {
    let folder: FilePath = which.folder().parse().map_err(|_| Error::not_found(which.folder()))?;
    let after: Option<(Reverse<i64>, String)> = query.cursor.as_deref().map(cursor::read).transpose()?;
    let limit = query.limit.unwrap_or_default().get();
    let mut walk = match Walk::new(root, &folder, Choice { ignored: true, hidden: true }, None) {
        Err(error) if error.kind == ErrorKind::NotFound => {
            return Ok(ExchangedFileList { items: Vec::new(), next_cursor: None });
        }
        walk => walk?,
    };
    let (mut page, mut more) = (BTreeMap::new(), false);
    while let Some(step) = walk.step() {
        if walk.is_late() {
            let message =
                "To look through it takes more than 10 s; hand less in and out, or move what is done with elsewhere.";
            return Err(Error::new(ErrorKind::TooLarge, message));
        }
        if step.kind != FileKind::File {
            continue;
        }
        // one that went meanwhile is not there
        let Ok(state) = State::of_name(&step.folder, step.name()) else { continue };
        let below = step.path.as_str().get(folder.as_str().len() + 1..).unwrap_or_default();
        let place = (Reverse(state.millis()), below.to_owned());
        if after.as_ref().is_some_and(|after| place <= *after) {
            continue;
        }
        page.insert(place, state.size);
        if page.len() > limit {
            page.pop_last();
            more = true;
        }
    }
    let next_cursor = page.keys().next_back().filter(|_| more).map(cursor::write).transpose()?;
    let item = |((Reverse(millis), below), size): ((Reverse<i64>, String), u64)| {
        let path = below.parse::<FilePath>().ok()?;
        let name = path.split().map(|(_, name)| name.to_owned())?;
        Some(ExchangedFile { id: Exchange::id(&path), name, path, size, updated_at: Timestamp::from_millis(millis) })
    };
    Ok(ExchangedFileList { items: page.into_iter().filter_map(item).collect(), next_cursor })
}
