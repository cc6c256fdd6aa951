//! What a child prints: the last lines in memory, a rotated file on disk, secrets removed from both.

use crate::clock::Timestamp;
use crate::model::runtime::{OutputLine, OutputStream};
use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many lines are kept in memory.
const KEPT_LINES: usize = 500;

/// How large a line may be in memory and on disk.
const LONGEST_LINE: usize = 4096;

/// How large the file may grow before it is moved aside.
const LARGEST_FILE: u64 = 5 * 1024 * 1024;

/// How many files that were moved aside are kept.
const KEPT_FILES: u32 = 2;

/// Stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// Secrets shorter than this are not looked for: they would be found everywhere.
const SHORTEST_SECRET: usize = 6;

/// Removes secrets from text: those it was told, and what looks like one.
#[derive(Clone, Default)]
pub(crate) struct Redactor(Arc<Vec<String>>);

/// A child's lines. Clones share them.
#[derive(Clone)]
pub(crate) struct Output(Arc<Mutex<Inner>>);

struct Inner {
    lines: VecDeque<OutputLine>,
    /// Which run it is, from 1.
    run: u32,
    redactor: Redactor,
    log: Log,
}

/// The file on disk. A file that cannot be written is given up; the lines in memory go on.
struct Log {
    path: PathBuf,
    file: Option<(File, u64)>,
}

impl Redactor {
    /// Knows these secrets.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<_> = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST_SECRET).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(Arc::new(secrets))
    }

    /// Knows this one too.
    pub(crate) fn with(&self, secret: &str) -> Self {
        Self::new(self.0.iter().cloned().chain([secret.to_owned()]))
    }

    /// The text without secrets and without terminal colours.
    pub(crate) fn line(&self, text: &str) -> String {
        let mut text = plain(text);
        for secret in self.0.iter() {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), REDACTED);
            }
        }
        without_patterns(&text)
    }
}

impl Output {
    /// No lines yet; the file, `logs/<name>.log`, is opened with the first.
    pub(crate) fn new(data_dir: &Path, name: &str) -> Self {
        let log = Log { path: data_dir.join("logs").join(name).with_extension("log"), file: None };
        Self(Arc::new(Mutex::new(Inner { lines: VecDeque::new(), run: 0, redactor: Redactor::default(), log })))
    }

    /// A run begins. From now on, what this redactor knows is removed.
    pub(crate) fn begin(&self, redactor: Redactor) {
        let mut inner = self.inner();
        inner.redactor = redactor;
        inner.run += 1;
    }

    /// Takes a line.
    pub(crate) fn push(&self, stream: OutputStream, line: &str) {
        let mut inner = self.inner();
        let mut text = inner.redactor.line(line);
        shorten(&mut text);
        let line = OutputLine { at: Timestamp::now(), stream, run: inner.run, text };
        inner.log.write(&line);
        if inner.lines.len() == KEPT_LINES {
            inner.lines.pop_front();
        }
        inner.lines.push_back(line);
    }

    /// The last lines, oldest first.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.inner().lines.iter().map(|line| line.text.clone()).collect()
    }

    /// So many of the last lines with all that is known of them, oldest first.
    pub(crate) fn recent(&self, most: usize) -> Vec<OutputLine> {
        let inner = self.inner();
        inner.lines.iter().skip(inner.lines.len().saturating_sub(most)).cloned().collect()
    }

    /// How many runs have begun.
    pub(crate) fn runs(&self) -> u32 {
        self.inner().run
    }

    /// The last few lines of this run, for a sentence.
    pub(crate) fn tail(&self, count: usize) -> Vec<String> {
        let inner = self.inner();
        let ours = inner.lines.iter().rev().take_while(|line| line.run == inner.run).map(|line| line.text.clone());
        let mut last: Vec<_> = ours.filter(|line| !line.trim().is_empty()).take(count).collect();
        last.reverse();
        last
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    fn write(&mut self, line: &OutputLine) {
        if self.file.as_ref().is_some_and(|(_, size)| *size >= LARGEST_FILE) {
            self.file = None;
            self.rotate();
        }
        if self.file.is_none() {
            self.file = self.open();
        }
        let text = format!("{} {}\n", line.at, line.text);
        if let Some((file, size)) = &mut self.file {
            match file.write_all(text.as_bytes()) {
                Ok(()) => *size += text.len() as u64,
                Err(error) => tracing::debug!(%error, "a child's log cannot be written"),
            }
        }
    }

    fn open(&self) -> Option<(File, u64)> {
        std::fs::create_dir_all(self.path.parent()?).ok()?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&self.path).ok()?;
        let size = file.metadata().ok()?.len();
        Some((file, size))
    }

    /// `<name>.log` becomes `<name>.log.1`, that one `<name>.log.2`, and the last goes.
    fn rotate(&self) {
        for number in (1..=KEPT_FILES).rev() {
            let from = if number == 1 { self.path.clone() } else { self.numbered(number - 1) };
            // A file that is not there yet is no failure.
            let _ = std::fs::rename(from, self.numbered(number));
        }
    }

    fn numbered(&self, number: u32) -> PathBuf {
        self.path.with_extension(format!("log.{number}"))
    }
}

/// Cuts a line that is too long, at a whole character.
fn shorten(line: &mut String) {
    if line.len() > LONGEST_LINE {
        line.truncate(line.floor_char_boundary(LONGEST_LINE));
        line.push('…');
    }
}

/// The text without escape sequences and control characters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' {
            if rest.next_if_eq(&'[').is_some() {
                while rest.next().is_some_and(|c| !('@'..='~').contains(&c)) {}
            }
        } else if c == '\t' || c == '\n' || !c.is_control() {
            out.push(c);
        }
    }
    out
}

/// The text without what looks like a secret: `sk-…`, `ow_h_…`, `Bearer …`, `Basic …`, and values of names such as `api_key=…`.
fn without_patterns(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let in_camel_case = c.is_ascii_uppercase() && out.ends_with(|c: char| c.is_ascii_lowercase());
        let starts_word = in_camel_case || !out.ends_with(|c: char| c.is_ascii_alphanumeric());
        if let Some((kept, secret)) = starts_word.then(|| secret_at(rest)).flatten() {
            out.push_str(&rest[..kept]);
            out.push_str(REDACTED);
            rest = &rest[kept + secret..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// If a secret starts here: how much before it stays, and how long it is.
fn secret_at(text: &str) -> Option<(usize, usize)> {
    let secret = |kept: usize, least: usize| {
        let length = text[kept..].find(|c: char| !is_secret_char(c)).unwrap_or(text.len() - kept);
        (length >= least).then_some((kept, length))
    };
    if text.starts_with("sk-") {
        return secret(0, 8);
    }
    // Ours: `ow_h_` and 43 more.
    if text.starts_with("ow_") && text[3..].chars().nth(1) == Some('_') {
        return secret(0, 16);
    }
    for scheme in ["bearer ", "basic "] {
        if starts_with_word(text, scheme) {
            return secret(scheme.len(), 8);
        }
    }
    for name in ["api_key", "apikey", "api-key", "password", "passwd", "secret", "token", "authorization", "key"] {
        if starts_with_word(text, name) {
            let between = text[name.len()..].find(|c: char| !matches!(c, '"' | '\'' | ' ' | '=' | ':'))?;
            let joined = &text[name.len()..name.len() + between];
            let kept = name.len() + between;
            let scheme = ["bearer ", "basic "].iter().any(|scheme| starts_with_word(&text[kept..], scheme));
            if joined.contains(['=', ':']) && !scheme {
                return secret(kept, 4);
            }
        }
    }
    None
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn is_secret_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '=' | '~' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn redacted(text: &str) -> String {
        Redactor::new(["hunter2-pass".to_owned()]).line(text)
    }

    #[test]
    fn what_it_was_told_is_removed() {
        assert_eq!(redacted("login hunter2-pass ok"), "login [redacted] ok");
        assert_eq!(Redactor::new(["a".to_owned()]).line("banana"), "banana");
    }

    #[test]
    fn what_looks_like_a_secret_is_removed() {
        assert_eq!(redacted("using sk-abcdef0123456789."), "using [redacted]");
        assert_eq!(redacted("with ow_h_abcdefghijklmnop and ow_x"), "with [redacted] and ow_x");
        assert_eq!(redacted("Authorization: Bearer abc.def-123456"), "Authorization: Bearer [redacted]");
        assert_eq!(redacted(r#"{"apiKey":"abcd1234","x":1}"#), r#"{"apiKey":"[redacted]","x":1}"#);
        assert_eq!(redacted("OPENAI_API_KEY=abcd1234 next"), "OPENAI_API_KEY=[redacted] next");
        assert_eq!(redacted("//registry/:_authToken=npm_abc"), "//registry/:_authToken=[redacted]");
        assert_eq!(redacted("?auth_token=b3BlbmNvZGU6cHc="), "?auth_token=[redacted]");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in
            ["a risk-free task-list", "the key is here", "tokens: many", "monkey=business", "Error: ServeError ü"]
        {
            assert_eq!(redacted(text), text);
        }
    }

    #[test]
    fn colours_are_removed() {
        assert_eq!(redacted("\u{1b}[91m\u{1b}[1mError: \u{1b}[0mUnexpected"), "Error: Unexpected");
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let data = tempfile::tempdir().unwrap();
        let output = Output::new(data.path(), "engine");
        for number in 0..KEPT_LINES + 10 {
            output.push(OutputStream::Stdout, &format!("line {number}"));
        }
        assert_eq!(output.lines().len(), KEPT_LINES);
        assert_eq!(output.lines()[0], "line 10");
        assert_eq!(output.tail(1), ["line 509"]);
        output.begin(Redactor::default());
        assert_eq!(output.tail(1), [""; 0], "what an earlier run said is not this one's");
        output.push(OutputStream::Stderr, "anew");
        assert_eq!(output.tail(2), ["anew"]);
        let recent = output.recent(2).into_iter().map(|line| (line.stream, line.run, line.text));
        let expected = [(OutputStream::Stdout, 0, "line 509".to_owned()), (OutputStream::Stderr, 1, "anew".to_owned())];
        assert_eq!(recent.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_file_is_rotated_and_holds_no_secret() {
        let data = tempfile::tempdir().unwrap();
        let output = Output::new(data.path(), "engine");
        output.begin(Redactor::new(["hunter2-pass".to_owned()]));
        let line = format!("hunter2-pass {}", "x".repeat(LONGEST_LINE));
        for _ in 0..6000 {
            output.push(OutputStream::Stdout, &line);
        }
        let mut names: Vec<_> =
            std::fs::read_dir(data.path().join("logs")).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        assert_eq!(names.len(), 3);
        for name in names {
            let text = std::fs::read_to_string(name).unwrap();
            assert!(text.len() < 6 * 1024 * 1024 && !text.contains("hunter2"));
        }
    }

    proptest! {
        #[test]
        fn a_told_secret_never_survives(before in ".{0,40}", after in ".{0,40}") {
            let text = format!("{before}hunter2-pass{after}");
            prop_assert!(!redacted(&text).contains("hunter2-pass"));
        }
    }
}
