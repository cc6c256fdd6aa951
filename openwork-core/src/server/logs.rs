//! The last lines of the log, where the host keeps them for the server.
//!
//! The host owns tracing: it makes a [`LogRing`], feeds it from its own subscriber, and hands it to the builder. Nothing of it
//! is the process's.

use crate::child::Redactor;
use crate::model::log::{LogLine, LogLines, ReadLogs};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many lines are kept.
const KEPT_LINES: usize = 2000;

/// How long a text in a line may be.
const LONGEST_TEXT: usize = 4096;

/// A bounded ring of log lines, without secrets. Clones are the same ring.
#[derive(Clone, Default)]
pub struct LogRing(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    lines: VecDeque<LogLine>,
    redactor: Redactor,
}

impl std::fmt::Debug for LogRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogRing").field("lines", &self.inner().lines.len()).finish_non_exhaustive()
    }
}

impl LogRing {
    /// No lines yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a line. What it is known to be secret, or looks so, is removed; the oldest line goes when there are too many.
    pub fn push(&self, mut line: LogLine) {
        let mut inner = self.inner();
        line.message = cleaned(&inner.redactor, &line.message);
        line.request_id = line.request_id.map(|id| cleaned(&inner.redactor, &id));
        for (name, value) in &mut line.fields.0 {
            if let Value::String(text) = value {
                // As a pair, so that what is secret by its name is seen to be.
                let pair = cleaned(&inner.redactor, &format!("{name}={text}"));
                *text = pair.split_once('=').map_or(String::new(), |(_, text)| text.to_owned());
            }
        }
        if inner.lines.len() == KEPT_LINES {
            inner.lines.pop_front();
        }
        inner.lines.push_back(line);
    }

    /// From now on these are removed too, and from the lines that are there: they are taken in once more.
    pub(super) fn hide(&self, secrets: impl IntoIterator<Item = String>) {
        let lines = {
            let mut inner = self.inner();
            inner.redactor = Redactor::new(secrets);
            std::mem::take(&mut inner.lines)
        };
        for line in lines {
            self.push(line);
        }
    }

    /// From now on this is removed too. It has come in just now, and stands in no line.
    pub(super) fn hide_too(&self, secret: &str) {
        let mut inner = self.inner();
        inner.redactor = inner.redactor.with(secret);
    }

    /// The lines that were asked for, oldest first.
    pub(super) fn read(&self, query: &ReadLogs) -> LogLines {
        let wanted = query.search.as_deref().map(str::to_lowercase);
        let inner = self.inner();
        let fits = |line: &&LogLine| {
            query.level.is_none_or(|level| line.level <= level)
                && wanted.as_deref().is_none_or(|wanted| text(line).to_lowercase().contains(wanted))
        };
        let last = inner.lines.iter().rev().filter(fits).take(query.limit.unwrap_or_default().get());
        let mut items: Vec<_> = last.cloned().collect();
        items.reverse();
        LogLines { items }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text without secrets, and not longer than it may be.
fn cleaned(redactor: &Redactor, text: &str) -> String {
    let mut text = redactor.line(text);
    text.truncate(text.floor_char_boundary(LONGEST_TEXT));
    text
}

/// All of a line that can be searched.
fn text(line: &LogLine) -> String {
    let fields = line.fields.0.iter().map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name}={text}"),
        None => format!("{name}={value}"),
    });
    let head = [line.message.clone(), line.target.clone(), line.request_id.clone().unwrap_or_default()];
    head.into_iter().chain(fields).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::model::json::JsonObject;
    use crate::model::log::LogLevel;

    fn line(level: LogLevel, message: &str, field: &str) -> LogLine {
        let fields = [("detail".to_owned(), Value::from(field))].into_iter().collect();
        let (target, message) = ("test".to_owned(), message.to_owned());
        LogLine { at: Timestamp::now(), level, target, message, request_id: None, fields: JsonObject(fields) }
    }

    fn messages(ring: &LogRing, query: &ReadLogs) -> Vec<String> {
        ring.read(query).items.into_iter().map(|line| line.message).collect()
    }

    #[test]
    fn lines_are_bounded_and_chosen() {
        let ring = LogRing::new();
        for number in 0..=KEPT_LINES {
            ring.push(line(LogLevel::Info, &format!("line {number}"), "x"));
        }
        assert_eq!(ring.inner().lines.len(), KEPT_LINES);
        ring.push(line(LogLevel::Warn, "careful", "Needle"));
        let limit = 2_u32.try_into().ok();
        assert_eq!(messages(&ring, &ReadLogs { limit, ..ReadLogs::default() }), ["line 2000", "careful"]);
        assert_eq!(messages(&ring, &ReadLogs { level: Some(LogLevel::Warn), ..ReadLogs::default() }), ["careful"]);
        assert_eq!(messages(&ring, &ReadLogs { search: Some("nEEdle".into()), ..ReadLogs::default() }), ["careful"]);
    }

    #[test]
    fn no_secret_is_kept_whenever_it_became_known() {
        let ring = LogRing::new();
        ring.push(line(LogLevel::Info, "early hunter2-pass", "hunter2-pass"));
        ring.hide(["hunter2-pass".to_owned()]);
        ring.push(line(LogLevel::Info, "Authorization: Bearer abcdefgh12345678", "?token=abcdefgh12345678"));
        ring.push(line(LogLevel::Info, "late hunter2-pass", "hunter2-pass"));
        let all = serde_json::to_string(&ring.read(&ReadLogs::default())).unwrap();
        assert!(!all.contains("hunter2") && !all.contains("abcdefgh"), "{all}");
        assert_eq!(all.matches("[redacted]").count(), 6, "{all}");
    }
}
