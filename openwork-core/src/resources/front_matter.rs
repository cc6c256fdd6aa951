//! Front matter: the YAML between two lines of `---` that a skill, a command or an agent begins with.
//!
//! It is read as the engine reads it (`gray-matter`, then its own leniency towards a colon in a plain value), so that a list
//! here says what the engine would see. It is changed line by line: [`edited`] puts a key in the place of its old lines, reads
//! what came of it, and gives it out only if nothing but that key has changed.

use crate::platform::head::lenient;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::ops::Range;

/// The most bytes of a head; what people write has a few hundred.
const HEAD_LIMIT: usize = 64 << 10;
/// What begins and ends a head.
const FENCE: &str = "---";

/// Why a head cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct HeadFault {
    /// What is wrong, and what helps.
    pub(crate) message: String,
    /// The line of the file, from 1.
    pub(crate) line: Option<u32>,
}

impl HeadFault {
    fn new(message: impl Into<String>, line: Option<u32>) -> Self {
        Self { message: message.into(), line }
    }
}

/// A text with its head read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FrontMatter<'t> {
    text: &'t str,
    /// Where its YAML stands; none where there is no head.
    head: Option<Range<usize>>,
    /// Where what follows the head begins.
    body: usize,
    fields: Map<String, Value>,
}

impl<'t> FrontMatter<'t> {
    /// Reads the head of a text. A text without one has no fields, and is all body.
    pub(crate) fn read(text: &'t str) -> Result<Self, HeadFault> {
        let (head, body) = split(text)?;
        let fields = head.clone().map_or_else(|| Ok(Map::new()), |head| fields(&text[head]))?;
        Ok(Self { text, head, body, fields })
    }

    /// Whether there is a head at all.
    pub(crate) fn is_there(&self) -> bool {
        self.head.is_some()
    }

    /// What follows the head.
    pub(crate) fn body(&self) -> &'t str {
        &self.text[self.body..]
    }

    /// The fields of the head.
    pub(crate) fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }

    /// The text of a field. One that is there and empty is a fault, as it is to the engine.
    pub(crate) fn text(&self, key: &str) -> Result<Option<&str>, HeadFault> {
        match self.fields.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.misfit(key, other, "text", "; put it in quotes")),
        }
    }

    /// A field that is true or false.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, HeadFault> {
        match self.fields.get(key) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(self.misfit(key, other, "`true` or `false`", "")),
        }
    }

    fn misfit(&self, key: &str, value: &Value, wanted: &str, help: &str) -> HeadFault {
        let what = match value {
            Value::Null => "nothing",
            Value::Bool(_) => "a yes or no",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Array(_) => "a list",
            Value::Object(_) => "a group of fields",
        };
        let head = self.head.clone().unwrap_or_default();
        let line = entry(&self.text[head.clone()], key).map(|entry| line_of(self.text, head.start + entry.start));
        let help = match value {
            Value::Null => "; leave it out where there is none",
            Value::Bool(_) | Value::Number(_) => help,
            Value::String(_) | Value::Array(_) | Value::Object(_) => "",
        };
        HeadFault::new(format!("`{key}` is {what} where {wanted} is wanted{help}."), line)
    }
}

/// The text with some keys of its head set, or removed where there is no value. All else stays byte for byte.
pub(crate) fn edited(text: &str, edits: &[(&str, Option<Value>)]) -> Result<String, HeadFault> {
    let before = FrontMatter::read(text)?;
    let eol = if text.find('\n').is_some_and(|at| text[..at].ends_with('\r')) { "\r\n" } else { "\n" };
    let mut wanted = before.fields.clone();
    let mut head = before.head.clone().map_or("", |head| &text[head]).to_owned();
    for (key, value) in edits {
        if before.fields.get(*key) == value.as_ref() {
            continue;
        }
        match value {
            Some(value) => wanted.insert((*key).to_owned(), value.clone()),
            None => wanted.remove(*key),
        };
        let line = value.as_ref().map(|value| format!("{}: {}", spelled(key), written(value)));
        put(&mut head, key, line.as_deref(), eol);
    }
    let whole = match &before.head {
        Some(range) => [&text[..range.start], &head, &text[range.end..]].concat(),
        None if head.is_empty() => text.to_owned(),
        None => {
            let (mark, rest) = text.split_at(before.body);
            [mark, FENCE, eol, &head, FENCE, eol, rest].concat()
        }
    };
    let after = FrontMatter::read(&whole);
    if after.is_ok_and(|after| after.fields == wanted && after.body() == before.body()) {
        return Ok(whole);
    }
    let message = "The head of this file is written in a way that cannot be changed in place; change the file itself.";
    Err(HeadFault::new(message, None))
}

/// Where the YAML of a head stands, and where the body begins.
fn split(text: &str) -> Result<(Option<Range<usize>>, usize), HeadFault> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[start..];
    if !rest.starts_with(FENCE) || rest[FENCE.len()..].starts_with('-') {
        return Ok((None, start));
    }
    let mut lines = rest.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if !first[FENCE.len()..].trim().is_empty() {
        return Err(HeadFault::new("The first line holds more than the `---` that begins a head.", Some(1)));
    }
    let head = start + first.len();
    let mut at = head;
    for line in lines {
        if let Some(more) = line.strip_prefix(FENCE) {
            if !more.trim().is_empty() {
                let message = "The line that ends the head holds more than `---`.";
                return Err(HeadFault::new(message, Some(line_of(text, at))));
            }
            return Ok((Some(head..at), at + line.len()));
        }
        at += line.len();
        if at - head > HEAD_LIMIT {
            return Err(HeadFault::new("The head is longer than 64 KiB.", Some(1)));
        }
    }
    Err(HeadFault::new("The head that begins with `---` has no line of `---` that ends it.", Some(1)))
}

/// The line of a place, from 1.
fn line_of(text: &str, at: usize) -> u32 {
    let lines = text[..at].matches('\n').count();
    u32::try_from(lines + 1).unwrap_or(u32::MAX)
}

/// The fields of a head.
fn fields(head: &str) -> Result<Map<String, Value>, HeadFault> {
    let value = yaml(head).or_else(|fault| yaml(&lenient(head).0).map_err(|_| fault))?;
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(fields) => Ok(fields),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(HeadFault::new("The head holds no fields; write them as `name: value`.", Some(2)))
        }
    }
}

fn yaml(text: &str) -> Result<Value, HeadFault> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    // bounded, so that no head takes more than its length in time and memory
    let options = serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: 32,
            max_nodes: 10_000,
            max_events: 40_000,
            max_aliases: 64,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 10_000,
            max_replay_stack_depth: 8,
            max_alias_expansions_per_anchor: 64,
        },
    };
    serde_saphyr::from_str_with_options::<Value>(text, options).map_err(|error| {
        let line = error.location().and_then(|place| u32::try_from(place.line()).ok()).map(|line| line + 1);
        let said = error.to_string();
        let said: String = said.lines().next().unwrap_or_default().chars().take(200).collect();
        HeadFault::new(format!("The head is no YAML: {said}."), line)
    })
}

/// The key that a line at the margin begins an entry of.
fn key_of(line: &str) -> Option<String> {
    let line = line.trim_end();
    let quoted = |mark: char| {
        let rest = line.strip_prefix(mark)?;
        let (key, rest) = rest.split_once(mark)?;
        let is_plain = !key.contains('\\') && rest.trim_start().starts_with(':');
        is_plain.then(|| key.to_owned())
    };
    if line.starts_with(['"', '\'']) {
        return quoted('"').or_else(|| quoted('\''));
    }
    if line.starts_with([' ', '\t', '#', '-', '?', '{', '[', '&', '*', '!', '|', '>', '%', '@', '`', ',']) {
        return None;
    }
    let at = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let after = line[at + 1..].chars().next();
        after.is_none_or(char::is_whitespace)
    })?;
    Some(line[..at].trim_end().to_owned())
}

/// Where the lines of a key stand in a head.
fn entry(head: &str, key: &str) -> Option<Range<usize>> {
    let (mut found, mut at) = (None::<Range<usize>>, 0);
    for line in head.split_inclusive('\n') {
        let end = at + line.len();
        let is_blank = line.trim().is_empty();
        let goes_on = line.starts_with([' ', '\t', '-']);
        match &mut found {
            None if key_of(line).as_deref() == Some(key) => found = Some(at..end),
            Some(entry) if goes_on && !is_blank => entry.end = end,
            Some(_) if !is_blank => break,
            _ => {}
        }
        at = end;
    }
    found
}

/// Puts a line in the place of a key's lines; removes these where there is none; at the end where the key is new.
fn put(head: &mut String, key: &str, line: Option<&str>, eol: &str) {
    let found = entry(head, key);
    let Some(place) = found else {
        if let Some(line) = line {
            if !head.is_empty() && !head.ends_with('\n') {
                head.push_str(eol);
            }
            head.push_str(line);
            head.push_str(eol);
        }
        return;
    };
    let old = &head[place.clone()];
    let note = remark(old).unwrap_or_default().to_owned();
    let end = if old.ends_with("\r\n") { "\r\n" } else { "\n" };
    let new = line.map(|line| format!("{line}{note}{end}")).unwrap_or_default();
    head.replace_range(place, &new);
}

/// The remark behind a plain value of one line, with the space before it.
fn remark(entry: &str) -> Option<&str> {
    let line = entry.trim_end();
    let value = line.split_once(':')?.1.trim_start();
    if line.contains('\n') || value.starts_with(['"', '\'', '|', '>', '#']) {
        return None;
    }
    let at = line.find(" #")?;
    Some(&line[line[..at].trim_end().len()..])
}

/// A key as YAML.
fn spelled(key: &str) -> String {
    let is_plain = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !is_word(key);
    if is_plain { key.to_owned() } else { quoted(key) }
}

/// A value as YAML, on one line.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            other.to_string()
        }
    }
}

/// Whether a text needs no quotes, in any reader's opinion.
fn is_plain(text: &str) -> bool {
    let inside =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '(' | ')' | '/' | ';' | '!');
    text.starts_with(char::is_alphabetic)
        && text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ')' | '!'))
        && text.chars().all(inside)
        && !is_word(text)
}

/// Whether YAML, of whichever age, takes a word for something else than text.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 11] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", ".nan", ".inf"];
    WORDS.contains(&text.to_lowercase().as_str())
}

/// A text in double quotes. JSON's quoting is YAML's, but for characters that YAML takes for line ends or does not take.
fn quoted(text: &str) -> String {
    let json = Value::String(text.to_owned()).to_string();
    json.chars().fold(String::with_capacity(json.len()), |mut all, c| {
        let raw = !matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        if raw {
            all.push(c);
        } else {
            // writing to text cannot fail
            let _ = write!(all, "\\u{:04x}", u32::from(c));
        }
        all
    })
}

#[cfg(test)]
#[path = "front_matter_tests.rs"]
mod tests;
