//! Searching the text of files, line by line, with ripgrep's own libraries; no file is held in memory.

use super::Root;
use super::walk::{Choice, End, Place, Walk};
use crate::error::{Error, ErrorKind, Result};
use crate::model::file::{FileHit, FileHits, FileKind, SearchEnd, SearchFiles};
use crate::model::file_path::FilePath;
use grep_matcher::Matcher as _;
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder, Sink, SinkMatch};
use std::fs::File;
use std::io::{self, Read};
use std::time::Instant;

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
    let mut search = Search {
        matcher,
        searcher: SearcherBuilder::new()
            .binary_detection(BinaryDetection::quit(0))
            .heap_limit(Some(LINE))
            .line_number(true)
            .build(),
        hits: FileHits { items: Vec::new(), searched: 0, next_cursor: None, unreadable: 0, stopped: None },
        limit,
        bytes: BYTES,
        until: walk.until(),
    };
    let mut end = End::default();
    // the file that the page before stopped in has more
    if let Some(Place { path, line: Some(line) }) = from
        && let Ok(path) = path.parse::<FilePath>()
        && let Ok((file, _)) = root.file(&path)
    {
        end = search.file(path, &file, line);
    }
    let mut last = None;
    while end.stopped.is_none() {
        let Some(step) = walk.step() else { break };
        if walk.is_late() {
            end = End { stopped: Some(SearchEnd::Time), next: last };
            break;
        }
        if step.kind == FileKind::File {
            match walk.open(&step) {
                Some(file) => end = search.file(step.path.clone(), &file, 0),
                None => search.hits.unreadable += 1,
            }
        }
        last = Some(Place { path: step.path.into(), line: None });
    }
    let mut hits = search.hits;
    hits.unreadable += walk.unreadable;
    (hits.stopped, hits.next_cursor) = (end.stopped, end.cursor()?);
    Ok(hits)
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

/// A search under way.
struct Search {
    matcher: RegexMatcher,
    searcher: Searcher,
    hits: FileHits,
    limit: usize,
    /// How much may still be read.
    bytes: u64,
    until: Instant,
}

impl Search {
    /// Searches a file behind a line.
    fn file(&mut self, path: FilePath, file: &File, behind: u64) -> End {
        let mut source = Source { file, left: self.bytes, until: self.until, end: None };
        let (items, limit) = (&mut self.hits.items, self.limit);
        let mut sink = Lines { matcher: &self.matcher, path, behind, items, limit, full: false, last: behind };
        let searched = self.searcher.search_reader(&self.matcher, &mut source, &mut sink);
        self.bytes = source.left;
        let (full, last, path) = (sink.full, sink.last, String::from(sink.path));
        // a file that alone is more than a call may read is passed over, or the next call would get no further
        let too_much = !full && source.end.is_some() && self.hits.searched == 0;
        if searched.is_err() || too_much {
            self.hits.unreadable += 1;
        } else if full || source.end.is_none() {
            self.hits.searched += 1;
        }
        let stopped = if full { Some(SearchEnd::Limit) } else { source.end };
        let next = stopped.map(|_| Place { path, line: (!too_much).then_some(last) });
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
    items: &'a mut Vec<FileHit>,
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
