//! Searching the text of files, line by line, with ripgrep's own libraries; no file is held in memory. Files are looked at ahead
//! of their turn on several threads; what is answered is what one after the other would find.

use super::Root;
use super::ahead;
use super::walk::{Choice, End, Place, Step, Walk};
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::{FileHit, FileHits, FileKind, SearchEnd, SearchFiles};
use crate::model::file_path::FilePath;
use grep_matcher::Matcher as _;
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder, Sink, SinkMatch};
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::time::Instant;

/// How many files are looked into at once.
const BATCH: usize = 32;
/// How much one call reads.
const BYTES: u64 = 1 << 30;
/// The longest line that is looked at; a file with a longer one counts as unreadable.
const LINE: usize = 16 << 20;
/// How many characters of a line are shown, and how many of them before the hit.
const SHOWN: (usize, usize) = (300, 60);

/// Searches. Blocks on the file system.
pub(crate) fn search(root: &Root, query: &SearchFiles) -> Result<FileHits> {
    let matcher = matcher(query)?;
    let choice =
        Choice { ignored: query.include_ignored.unwrap_or_default(), hidden: query.include_hidden.unwrap_or_default() };
    let start = query.path.clone().unwrap_or_default();
    let limit = query.limit.unwrap_or_default().get();
    let from = Place::read(query.cursor.as_deref())?;
    let mut walk = Walk::new(root, &start, choice, from.as_ref().map(|place| place.path.as_str()))?;
    let until = walk.until();
    let hits = FileHits { items: Vec::new(), searched: 0, next_cursor: None, unreadable: 0, stopped: None };
    let mut search = Search { matcher: &matcher, searcher: searcher(), hits, limit, bytes: BYTES, until };
    let mut end = End::default();
    // the file that the page before stopped in has more
    if let Some(Place { path, line: Some(line) }) = from
        && let Ok(path) = path.parse::<FilePath>()
        && let Ok((file, _)) = root.file(&path)
    {
        end = search.file(path, &file, line);
    }
    let mut last = None;
    if end.stopped.is_none() {
        let look = |searcher: &mut Searcher, step: &Step| {
            (step.kind == FileKind::File).then(|| {
                let file = root.come_by(step)?;
                Some(look(
                    &matcher,
                    searcher,
                    step.path.clone(),
                    &file,
                    &Bounds { limit, bytes: BYTES, until, behind: 0 },
                ))
            })
        };
        ahead::in_order(&mut walk, BATCH, searcher, look, |step, seen| {
            let path = step.path.clone();
            if let Some(seen) = seen {
                end = search.take(root, &step, seen);
            }
            last = Some(Place { path: path.into(), line: None });
            if end.stopped.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if end.stopped.is_none() && walk.is_late() && !walk.has_ended() {
            end = End { stopped: Some(SearchEnd::Time), next: last };
        }
    }
    let mut hits = search.hits;
    hits.unreadable += walk.unreadable;
    (hits.stopped, hits.next_cursor) = (end.stopped, end.cursor()?);
    Ok(hits)
}

fn searcher() -> Searcher {
    SearcherBuilder::new().binary_detection(BinaryDetection::quit(0)).heap_limit(Some(LINE)).line_number(true).build()
}

fn matcher(query: &SearchFiles) -> Result<RegexMatcher> {
    let mut builder = RegexMatcherBuilder::new();
    builder
        .case_insensitive(query.ignore_case.unwrap_or_default())
        .fixed_strings(!query.regex.unwrap_or_default())
        .line_terminator(Some(b'\n'))
        .size_limit(8 << 20)
        .dfa_size_limit(8 << 20);
    builder.build(query.query.as_str()).map_err(|error| {
        let why = format!("it cannot be looked for: {error}");
        Error::new(ErrorKind::InvalidRequest, format!("`query`: {why}.")).at("query", why)
    })
}

/// How much of a file is looked at.
struct Bounds {
    /// How many hits there may be.
    limit: usize,
    /// How much may be read.
    bytes: u64,
    /// When it has to end.
    until: Instant,
    /// The line behind which it begins.
    behind: u64,
}

/// What was found in a file.
struct Seen {
    items: Vec<FileHit>,
    /// How much of it was read.
    read: u64,
    /// Why that was not all of it; none where there were too many hits.
    end: Option<SearchEnd>,
    /// Whether there are more hits.
    full: bool,
    /// The line of the last one.
    last: u64,
    failed: bool,
}

/// Looks at a file.
fn look(matcher: &RegexMatcher, searcher: &mut Searcher, path: FilePath, file: &File, bounds: &Bounds) -> Seen {
    let mut source = Source { file, left: bounds.bytes, until: bounds.until, end: None };
    let (items, behind, limit) = (Vec::new(), bounds.behind, bounds.limit);
    let mut sink = Lines { matcher, path, behind, items, limit, full: false, last: behind };
    let failed = searcher.search_reader(matcher, &mut source, &mut sink).is_err();
    let Lines { items, full, last, .. } = sink;
    Seen { items, read: bounds.bytes - source.left, end: source.end, full, last, failed }
}

/// A search under way.
struct Search<'a> {
    matcher: &'a RegexMatcher,
    searcher: Searcher,
    hits: FileHits,
    limit: usize,
    /// How much may still be read.
    bytes: u64,
    until: Instant,
}

impl Search<'_> {
    /// Takes what was found in a file ahead of its turn, if it is what would be found now; else the file is looked at again,
    /// with what is left of the limits. So is one that could not be opened then: too many others may have been.
    fn take(&mut self, root: &Root, step: &Step, seen: Option<Seen>) -> End {
        if let Some(seen) = seen
            && self.hits.items.len() + seen.items.len() <= self.limit
            && seen.read <= self.bytes
            && !seen.full
            && seen.end.is_none()
        {
            return self.keep(step.path.clone(), seen);
        }
        let Some(file) = root.come_by(step) else {
            self.hits.unreadable += 1;
            return End::default();
        };
        self.file(step.path.clone(), &file, 0)
    }

    /// Searches a file behind a line.
    fn file(&mut self, path: FilePath, file: &File, behind: u64) -> End {
        let limit = self.limit - self.hits.items.len();
        let bounds = Bounds { limit, bytes: self.bytes, until: self.until, behind };
        let seen = look(self.matcher, &mut self.searcher, path.clone(), file, &bounds);
        self.keep(path, seen)
    }

    fn keep(&mut self, path: FilePath, seen: Seen) -> End {
        let Seen { items, read, end, full, last, failed } = seen;
        self.bytes -= read;
        self.hits.items.extend(items);
        // a file that alone is more than a call may read is passed over, or the next call would get no further
        let too_much = !full && end.is_some() && self.hits.searched == 0;
        if failed || too_much {
            self.hits.unreadable += 1;
        } else if full || end.is_none() {
            self.hits.searched += 1;
        }
        let stopped = if full { Some(SearchEnd::Limit) } else { end };
        let next = stopped.map(|_| Place { path: path.into(), line: (!too_much).then_some(last) });
        End { stopped, next }
    }
}

/// The bytes of a file, until it is enough.
struct Source<'a> {
    file: &'a File,
    left: u64,
    until: Instant,
    end: Option<SearchEnd>,
}

impl Read for Source<'_> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.end = Some(SearchEnd::Bytes);
            return Ok(0);
        }
        if Instant::now() > self.until {
            self.end = Some(SearchEnd::Time);
            return Ok(0);
        }
        let count = self.file.read(piece)?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

/// Takes the lines that fit.
struct Lines<'a> {
    matcher: &'a RegexMatcher,
    path: FilePath,
    behind: u64,
    items: Vec<FileHit>,
    limit: usize,
    full: bool,
    /// The line that was taken last.
    last: u64,
}

impl Sink for Lines<'_> {
    type Error = io::Error;

    fn matched(&mut self, _: &Searcher, found: &SinkMatch<'_>) -> io::Result<bool> {
        let line = found.line_number().unwrap_or_default();
        if line <= self.behind {
            return Ok(true);
        }
        if self.items.len() == self.limit {
            self.full = true;
            return Ok(false);
        }
        let bytes = found.bytes().strip_suffix(b"\n").unwrap_or(found.bytes());
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let at = self.matcher.find(bytes).ok().flatten().map_or(0, |hit| hit.start());
        let (before, after) = bytes.split_at(at.min(bytes.len()));
        let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
        let column = before.chars().count();
        let skipped = column.saturating_sub(SHOWN.1);
        let mut rest = before.chars().skip(skipped).chain(after.chars());
        let text: String = rest.by_ref().take(SHOWN.0).collect();
        let cut = skipped > 0 || rest.next().is_some();
        self.items.push(FileHit { path: self.path.clone(), line, column: column as u64 + 1, text, cut });
        self.last = line;
        Ok(true)
    }
}
