//! Logs of what was done, line by line: one JSON object each, appended and never rotated.

use super::json::Fields;
use super::read::{Fault, opened};
use crate::clock::Timestamp;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// A longer line is no record: a record has a path and a sentence.
const LONGEST: u64 = 16 << 10;
/// Of a larger log the beginning is not read.
pub(crate) const MOST: u64 = 64 << 20;

/// A record as its line says it. Its texts may hold anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundRecord {
    /// Where its line begins.
    pub(crate) offset: u64,
    /// When it was done.
    pub(crate) at: Timestamp,
    /// What names it.
    pub(crate) id: Option<String>,
    /// What the workspace was called.
    pub(crate) workspace: Option<String>,
    /// What was done.
    pub(crate) action: String,
    /// To what.
    pub(crate) target: Option<String>,
    /// In words.
    pub(crate) summary: Option<String>,
    /// `host` or `remote`.
    pub(crate) origin: Option<String>,
    /// The hash of the token, and what it allowed.
    pub(crate) token_hash: Option<String>,
    pub(crate) scope: Option<String>,
    /// What asked for it.
    pub(crate) client: Option<String>,
}

/// What there is of a log besides its records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Passed {
    /// How many lines are no records.
    pub(crate) lines: u32,
    /// How many bytes at its beginning were not read.
    pub(crate) skipped: u64,
    /// How many bytes were read.
    pub(crate) read: u64,
}

/// Hands every record of a log to `take`, in the order of the log, and keeps nothing of it. Where that cannot be read at all,
/// the sentence says why, and what to do.
pub(crate) fn each(path: &Path, home: &Path, take: impl FnMut(FoundRecord)) -> Result<Passed, String> {
    let gone = || Fault::new("It is not there any more.", "Put it back where it was.");
    let file = opened(path, home).and_then(|file| file.ok_or_else(gone));
    let read = file.and_then(|file| records(file, take).map_err(|error| Fault::of(&error)));
    read.map_err(|fault| format!("{} {}", fault.reason, fault.remedy))
}

fn records(file: File, mut take: impl FnMut(FoundRecord)) -> io::Result<Passed> {
    let mut lines = Lines::of(file)?;
    let mut passed = Passed { skipped: lines.offset, ..Passed::default() };
    while let Some(offset) = lines.next()? {
        passed.read = lines.offset.saturating_sub(passed.skipped);
        match record(offset, &lines.line) {
            Some(record) => take(record),
            None => passed.lines = passed.lines.saturating_add(1),
        }
    }
    Ok(passed)
}

/// The lines of a file that are not blank, in one buffer.
struct Lines {
    reader: BufReader<io::Take<File>>,
    /// The present one; nothing of one that is too long.
    line: Vec<u8>,
    /// Where the next one begins.
    offset: u64,
}

impl Lines {
    /// From the beginning, or from the first line that lies within what is read.
    fn of(mut file: File) -> io::Result<Self> {
        let begin = file.metadata()?.len().saturating_sub(MOST);
        // one byte before: where that ends a line, the next one is whole
        let from = file.seek(SeekFrom::Start(begin.saturating_sub(1)))?;
        // what is appended while it is read is of the next page
        let mut lines = Self { reader: BufReader::new(file.take(MOST + 1)), line: Vec::new(), offset: from };
        if begin > 0 {
            lines.pass()?;
        }
        Ok(lines)
    }

    /// Takes the next line, and says where it begins.
    fn next(&mut self) -> io::Result<Option<u64>> {
        loop {
            let at = self.offset;
            self.line.clear();
            let count = self.reader.by_ref().take(LONGEST).read_until(b'\n', &mut self.line)?;
            self.offset += count as u64;
            if count == 0 {
                return Ok(None);
            }
            if count as u64 == LONGEST && !self.line.ends_with(b"\n") {
                self.line.clear();
                self.pass()?;
                return Ok(Some(at));
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some(at));
            }
        }
    }

    /// Goes on behind the end of a line, keeping nothing of it.
    fn pass(&mut self) -> io::Result<()> {
        loop {
            let piece = self.reader.fill_buf()?;
            let end = piece.iter().position(|byte| *byte == b'\n');
            let count = end.map_or(piece.len(), |end| end + 1);
            let is_over = piece.is_empty() || end.is_some();
            self.reader.consume(count);
            self.offset += count as u64;
            if is_over {
                return Ok(());
            }
        }
    }
}

/// A line as a record: what was done, and when, is the least of it.
fn record(offset: u64, line: &[u8]) -> Option<FoundRecord> {
    let map: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let mut fields = Fields::of(&map);
    let nobody = Map::new();
    let mut actor = Fields::of(fields.object("actor").unwrap_or(&nobody));
    let text = |of: &mut Fields<'_>, name: &str| of.text(name).map(str::to_owned);
    Some(FoundRecord {
        offset,
        at: fields.moment("timestamp")?,
        action: text(&mut fields, "action")?,
        id: text(&mut fields, "id"),
        workspace: text(&mut fields, "workspaceId"),
        target: text(&mut fields, "target"),
        summary: text(&mut fields, "summary"),
        origin: text(&mut actor, "type"),
        token_hash: text(&mut actor, "tokenHash"),
        scope: text(&mut actor, "scope"),
        client: text(&mut actor, "clientId"),
    })
}
