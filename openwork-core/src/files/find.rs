//! Finding what has a name.

use super::Root;
use super::walk::{Choice, End, Place, Walk};
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::{FindFiles, FoundFile, FoundFiles, SearchEnd};
use globset::{GlobBuilder, GlobMatcher};

/// What a name has to be like.
enum Wanted {
    /// The path holds this, in any case.
    Part(String),
    /// The path fits this.
    Path(GlobMatcher),
    /// The name fits this.
    Name(GlobMatcher),
}

impl Wanted {
    fn new(query: &str) -> Result<Self> {
        if !query.contains(['*', '?', '[', '{']) {
            return Ok(Self::Part(query.to_lowercase()));
        }
        let refused = |error: globset::Error| {
            let why = format!("the glob cannot be read: {}", error.kind());
            Error::new(ErrorKind::InvalidRequest, format!("`query`: {why}.")).at("query", why)
        };
        let glob = GlobBuilder::new(query).literal_separator(true).build().map_err(refused)?.compile_matcher();
        Ok(if query.contains('/') { Self::Path(glob) } else { Self::Name(glob) })
    }

    fn fits(&self, path: &str) -> bool {
        match self {
            Self::Part(part) => path.to_lowercase().contains(part),
            Self::Path(glob) => glob.is_match(path),
            Self::Name(glob) => glob.is_match(path.rsplit_once('/').map_or(path, |(_, name)| name)),
        }
    }
}

/// Looks for names. Blocks on the file system.
pub(crate) fn find(root: &Root, query: &FindFiles) -> Result<FoundFiles> {
    let wanted = Wanted::new(query.query.as_str())?;
    let choice =
        Choice { ignored: query.include_ignored.unwrap_or_default(), hidden: query.include_hidden.unwrap_or_default() };
    let after = Place::read(query.cursor.as_deref())?;
    let start = query.path.clone().unwrap_or_default();
    let mut walk = Walk::new(root, &start, choice, after.as_ref().map(|place| place.path.as_str()))?;
    let limit = query.limit.unwrap_or_default().get();
    let (mut items, mut looked_at, mut end) = (Vec::new(), 0, End::default());
    let mut last = None;
    while let Some(step) = walk.step() {
        if walk.is_late() {
            end = End { stopped: Some(SearchEnd::Time), next: last };
            break;
        }
        looked_at += 1;
        let fits = query.kind.is_none_or(|kind| kind == step.kind) && wanted.fits(step.path.as_str());
        if fits && items.len() == limit {
            end = End { stopped: Some(SearchEnd::Limit), next: last };
            break;
        }
        last = Some(Place { path: step.path.to_string(), line: None });
        if fits {
            items.push(FoundFile { path: step.path, kind: step.kind });
        }
    }
    let next_cursor = end.cursor()?;
    Ok(FoundFiles { items, looked_at, next_cursor, unreadable: walk.unreadable, stopped: end.stopped })
}
