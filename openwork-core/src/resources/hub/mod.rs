//! The hub of skills: the one place that this server takes them from, a git host's repository or a folder of this machine.
//!
//! ```text
//!  address ─▶ archive (.tar.gz: one request, bounded, no redirect) ─▶ unpacked in memory ┐
//!  folder ─▶ read, no link followed ────────────────────────────────────────────────────┴▶ skills ─▶ one is put in place
//! ```
//!
//! Why an archive and no git: docs/adr/0010.

mod packed;
mod skill;

pub(crate) use skill::{install, list, offered};

use crate::error::{Error, ErrorKind, Result};
use crate::files::{Bounds, Contents, Root, read_folder};
use crate::model::file_path::FilePath;
use crate::remote::{Web, WebError, is_safe};
use crate::runtime::blocking::blocking;
use bytes::Bytes;
use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use http::{Request, Uri};
use http_body_util::Full;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long a hub may take.
const LIMIT: Duration = Duration::from_secs(30);
/// How long its archive may be.
const PACKED: usize = 32 << 20;
/// How much of it is read.
const BOUNDS: Bounds = Bounds { things: 20_000, bytes: 64 << 20, file: 5_000_000 };
/// How many may be held in memory at a time; further ones wait for their turn.
const TURNS: usize = 2;

/// The hub that this server is set up with, if it is with one.
#[derive(Debug)]
pub(crate) struct SkillHub {
    place: Option<Place>,
    web: Web,
    turns: Semaphore,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// At a git host: the address of an archive.
    Archive(String),
    /// On this machine.
    Folder(PathBuf),
}

impl SkillHub {
    /// A hub at an address or in a folder.
    ///
    /// # Errors
    /// An address that cannot be one.
    pub(crate) fn new(place: Option<String>) -> Result<Self> {
        let place = place.map(|text| Place::of(&text)).transpose()?;
        Ok(Self { place, web: Web::default(), turns: Semaphore::new(TURNS) })
    }

    /// Does something with all that the hub holds.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        data: &Path,
        work: impl FnOnce(&Contents) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = self.place.as_ref().ok_or_else(|| {
            let message = "This server is set up with no hub of skills; its host names one when it starts it.";
            Error::new(ErrorKind::Conflict, message)
        })?;
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        let done = match place {
            Place::Archive(address) => {
                let answer = self.fetch(address).await?;
                blocking(move || work(&packed::unpack(&answer, BOUNDS).map_err(|why| foreign(&why))?)).await
            }
            Place::Folder(folder) => {
                let (folder, data) = (folder.clone(), data.to_path_buf());
                blocking(move || work(&local(&folder, &data)?)).await
            }
        };
        done.map_err(Error::internal)?
    }

    async fn fetch(&self, address: &str) -> Result<Bytes> {
        let agent = HeaderValue::from_static(concat!("openwork-server/", env!("CARGO_PKG_VERSION")));
        let request = Request::get(address).header(ACCEPT, HeaderValue::from_static("*/*")).header(USER_AGENT, agent);
        let request = request.body(Full::default()).map_err(Error::internal)?;
        let page = self.web.send(request, LIMIT, PACKED).await.map_err(|why| {
            let kind = match why {
                WebError::Timeout(_) => ErrorKind::Timeout,
                WebError::TooLarge(_) | WebError::Broken(_) => ErrorKind::RemoteError,
            };
            Error::new(kind, format!("The hub of skills could not be asked: {why}. Try again later.")).caused_by(why)
        })?;
        match page.status {
            200 => Ok(page.body),
            300..=399 => Err(foreign("it answers with a redirect, which is not followed")),
            status => Err(foreign(&format!("it answers with {status}"))),
        }
    }
}

/// Unpacks an archive within small bounds, and offers all that is in it; says what came of it that should not have. For those who
/// try what an archive may say.
#[cfg(all(any(test, feature = "fuzzing"), unix))]
pub(crate) fn tried(packed: &[u8]) -> std::result::Result<(), String> {
    let bounds = Bounds { things: 20, bytes: 4 << 10, file: 1 << 10 };
    let Ok(contents) = packed::unpack(packed, bounds) else { return Ok(()) };
    let size = |thing: &crate::files::Thing| match thing {
        crate::files::Thing::File(content) => content.len() as u64,
        crate::files::Thing::Large | crate::files::Thing::Odd => 0,
    };
    let sizes: Vec<u64> = contents.values().map(size).collect();
    let is_within = sizes.len() <= bounds.things && sizes.iter().all(|size| *size <= bounds.file);
    if !is_within || sizes.iter().sum::<u64>() > bounds.bytes {
        return Err("more was unpacked than may be".to_owned());
    }
    for item in list(&contents).items.into_iter().filter(|item| item.fault.is_none()) {
        let name = item.name.parse().map_err(|why| format!("{:?} is offered: {why}", item.name))?;
        offered(&contents, &name)
            .map_err(|error| format!("what is offered without fault is not to be had: {error}"))?;
    }
    Ok(())
}

/// A hub that is a folder.
fn local(folder: &Path, data: &Path) -> Result<Contents> {
    // people keep theirs behind a link
    let folder = folder.canonicalize().map_err(|why| foreign("its folder cannot be opened").caused_by(why))?;
    let opened = Root::open(&folder, data).map_err(|why| foreign("its folder cannot be opened").caused_by(why))?;
    let read = read_folder(&opened, &FilePath::default(), BOUNDS);
    read.map(Option::unwrap_or_default).map_err(|why| foreign("its folder cannot be read").caused_by(why))
}

/// The hub is not what it should be.
fn foreign(what: &str) -> Error {
    let message =
        format!("The hub of skills cannot be used: {what}. Its host names another when it starts this server.");
    Error::new(ErrorKind::RemoteError, message)
}

impl Place {
    fn of(text: &str) -> Result<Self> {
        if !text.contains("://") {
            return Ok(Self::Folder(std::path::absolute(text).map_err(Error::internal)?));
        }
        archive(text).map(Self::Archive).ok_or_else(|| {
            let message = "The hub of skills must be a folder, `https://github.com/<owner>/<repository>` (with `/tree/<ref>`, \
                           where it is not the default branch), or the address of a git host's archive, `https://….tar.gz`; \
                           without user and query.";
            Error::new(ErrorKind::InvalidRequest, message)
        })
    }
}

/// The archive behind an address; none where it cannot be one.
fn archive(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let uri: Uri = text.parse().ok()?;
    if !is_safe(&uri) || uri.query().is_some() || text.contains('#') {
        return None;
    }
    if [".tar.gz", ".tgz"].iter().any(|ending| text.to_ascii_lowercase().ends_with(ending)) {
        return Some(text.to_owned());
    }
    let is_github = uri.authority()?.as_str().eq_ignore_ascii_case("github.com") && uri.scheme_str()? == "https";
    let names: Vec<&str> = uri.path().split('/').skip(1).collect();
    let (owner, repository, reference) = match names.as_slice() {
        [owner, repository] => (owner, repository, "HEAD".to_owned()),
        [owner, repository, "tree", reference @ ..] if !reference.is_empty() => {
            (owner, repository, reference.join("/"))
        }
        _ => return None,
    };
    let repository = repository.strip_suffix(".git").unwrap_or(repository);
    let is_whole = !owner.is_empty() && !repository.is_empty();
    // the host that github.com itself redirects to
    (is_github && is_whole).then(|| format!("https://codeload.github.com/{owner}/{repository}/tar.gz/{reference}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_is_a_folder_a_repository_or_an_archive() {
        for (address, wanted) in [
            ("https://github.com/acme/skills", "https://codeload.github.com/acme/skills/tar.gz/HEAD"),
            ("https://github.com/acme/skills.git", "https://codeload.github.com/acme/skills/tar.gz/HEAD"),
            ("https://github.com/acme/skills/tree/v2/x/", "https://codeload.github.com/acme/skills/tar.gz/v2/x"),
            ("https://git.example/a/b/archive/main.tar.gz", "https://git.example/a/b/archive/main.tar.gz"),
            ("http://127.0.0.1:4000/hub.tgz", "http://127.0.0.1:4000/hub.tgz"),
        ] {
            assert_eq!(Place::of(address).unwrap(), Place::Archive(wanted.to_owned()), "{address}");
        }
        assert_eq!(Place::of("/srv/skills").unwrap(), Place::Folder("/srv/skills".into()));
        for address in [
            "https://git.example/a/b",
            "https://github.com/acme",
            "https://github.com/acme/skills/blob/main",
            "https://github.com//skills",
            "https://github.com:8443/acme/skills",
            "https://user:word@git.example/a.tar.gz",
            "https://git.example/a.tar.gz?token=x",
            "https://git.example/a.tar.gz#x.tar.gz",
            "http://git.example/a.tar.gz",
            "file:///srv/a.tar.gz",
            "ssh://git@github.com/acme/skills",
            "://",
        ] {
            assert_eq!(Place::of(address).unwrap_err().kind, ErrorKind::InvalidRequest, "{address}");
        }
    }
}
