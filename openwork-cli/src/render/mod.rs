//! What answers look like to people: tables for lists, blocks of names and values for single things.
//!
//! Everything that comes from elsewhere goes through [`plain`], so that a title or a model's words cannot command the
//! terminal. Colours are always written; the console takes them out where they would not show.

mod access;
mod ask;
mod audit;
mod bundle;
mod cloud;
mod config;
mod engine;
mod environment;
mod event;
mod file;
mod file_session;
mod history;
mod managed;
pub(crate) mod message;
mod migration;
mod provider;
mod resource;
mod router;
mod session;
mod system;
mod workspace;

#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod style;

pub(crate) use message::{Ran, tool_line};

use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use jiff::tz::TimeZone;
use openwork_core::Timestamp;
use std::borrow::Cow;
use style::Tone;

/// A value that people can read.
pub(crate) trait Human {
    /// The value as text, without a last line end.
    fn human(&self, look: &Look) -> String;
}

/// What the terminal and its owner are like.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    zone: TimeZone,
    width: Option<u16>,
}

impl Look {
    /// The terminal at hand, in the time zone of the machine.
    pub(crate) fn of_this_terminal() -> Self {
        Self { zone: TimeZone::system(), width: Table::new().width() }
    }

    /// A moment in local time.
    pub(crate) fn time(&self, moment: Timestamp) -> String {
        self.millis(moment.as_millis())
    }

    /// The same of milliseconds since 1970.
    pub(crate) fn millis(&self, millis: i64) -> String {
        self.written(millis, "%Y-%m-%d %H:%M:%S")
    }

    /// The time of day alone.
    pub(crate) fn clock(&self, moment: Timestamp) -> String {
        self.written(moment.as_millis(), "%H:%M:%S")
    }

    fn written(&self, millis: i64, format: &str) -> String {
        match jiff::Timestamp::from_millisecond(millis) {
            Ok(moment) => moment.to_zoned(self.zone.clone()).strftime(format).to_string(),
            Err(_) => "never".to_owned(),
        }
    }
}

/// Text with a tone, for a cell or a value.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    text: String,
    tone: Tone,
}

impl Word {
    /// Text in a tone.
    pub(crate) fn toned(text: impl AsRef<str>, tone: Tone) -> Self {
        Self { text: plain(text.as_ref()).into_owned(), tone }
    }
}

impl<T: AsRef<str>> From<T> for Word {
    fn from(text: T) -> Self {
        Self::toned(text, Tone::Plain)
    }
}

/// Text that cannot command the terminal: control characters but line ends and tabs are replaced, and those that turn the
/// direction of what follows.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let commands = |c: char| (c.is_control() && c != '\n' && c != '\t') || turns(c);
    if text.contains(commands) { Cow::Owned(text.replace(commands, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// Whether a character turns the direction of text, and so may show a name as another one.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The most characters of a label: what is longer than most paths.
const LONGEST_LABEL: usize = 160;

/// A name or a path that somebody else chose, on one line: what does not show is escaped, and a long one lacks its middle.
pub(crate) fn label(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || turns(c) || matches!(c, '\u{2028}' | '\u{2029}') {
            all.extend(c.escape_default());
        } else {
            all.push(c);
        }
    }
    let length = all.chars().count();
    if length <= LONGEST_LABEL {
        return all;
    }
    let half = LONGEST_LABEL / 2;
    let first: String = all.chars().take(half).collect();
    let last: String = all.chars().skip(length - half + 1).collect();
    format!("{first}…{last}")
}

/// The first line of a text, and at most so many characters of it.
pub(crate) fn brief(text: &str, most: usize) -> String {
    let first = text.trim().lines().next().unwrap_or_default();
    let cut: String = first.chars().take(most).collect();
    if cut.len() < text.trim().len() { format!("{cut}…") } else { cut }
}

/// A word of the contract, as it stands on the wire: `local_opencode`.
pub(crate) fn wire(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// A table; a sentence where there is nothing in it.
pub(crate) fn table<const N: usize>(look: &Look, heads: [&str; N], rows: Vec<[Word; N]>, empty: &str) -> String {
    if rows.is_empty() {
        return style::dim(empty);
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).force_no_tty().enforce_styling();
    table.style_text_only();
    if let Some(width) = look.width {
        table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    }
    table.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    for row in rows {
        table.add_row(row.map(|word| word.tone.cell(&word.text)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// A block of names and values; what is absent is left out, and further lines of a value stand under its first.
pub(crate) fn fields<const N: usize>(rows: [(&str, Option<Word>); N]) -> String {
    let rows: Vec<_> = rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let shown = rows.into_iter().map(|(name, value)| {
        let indent = format!("\n{:width$}  ", "");
        format!("{}  {}", style::dim(&format!("{name:width$}")), value.tone.paint(&value.text.replace('\n', &indent)))
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// A title over a block.
pub(crate) fn under(title: &str, block: &str) -> String {
    format!("{}\n{block}", style::bold(title))
}

/// The way to the next page of a list, where there is one.
pub(crate) fn more(list: String, cursor: Option<&String>) -> String {
    match cursor {
        Some(cursor) => format!("{list}\n{}", style::dim(&format!("More: --cursor {}", plain(cursor)))),
        None => list,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_get_through() {
        assert_eq!(plain("a\u{1b}]0;x\u{7}b\tc\nd"), "a\u{fffd}]0;x\u{fffd}b\tc\nd");
        assert_eq!(plain("exe.\u{202e}gpj"), "exe.\u{fffd}gpj");
        assert!(matches!(plain("all is well"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_label_is_one_line_that_shows_what_it_is() {
        assert_eq!(label("/work/a b/é"), "/work/a b/é");
        assert_eq!(label("a\nb\tc\u{1b}[2J\u{202e}d\u{2066}"), "a\\nb\\tc\\u{1b}[2J\\u{202e}d\\u{2066}");
        let long = format!("/work/{}/end", "é".repeat(5000));
        assert_eq!(label(&long).chars().count(), LONGEST_LABEL);
        assert!(label(&long).starts_with("/work/é") && label(&long).ends_with("é/end"));
    }

    #[test]
    fn a_brief_text_is_one_line() {
        assert_eq!(brief("one two", 10), "one two");
        assert_eq!(brief("one two", 3), "one…");
        assert_eq!(brief("one\ntwo", 10), "one…");
    }

    #[test]
    fn a_value_of_several_lines_is_indented() {
        let block = fields([("a", Some("1\n2".into())), ("gone", None), ("long", Some("x".into()))]);
        assert_eq!(samples::stripped(&block), "a     1\n      2\nlong  x");
    }

    #[test]
    fn times_are_local() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let look = Look { zone, width: None };
        assert_eq!(look.time("2026-11-22T10:00:00Z".parse().unwrap()), "2026-11-22 12:00:00");
        assert_eq!(look.clock("2026-11-22T10:00:00Z".parse().unwrap()), "12:00:00");
    }

    #[test]
    fn a_table_fits_the_terminal() {
        let look = Look { zone: TimeZone::UTC, width: Some(20) };
        let shown = table(&look, ["A", "B"], vec![["one".into(), "two three four five six".into()]], "none");
        assert!(samples::stripped(&shown).lines().all(|line| line.len() <= 20), "{shown}");
    }
}
