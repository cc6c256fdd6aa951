//! What a configuration names: variables by `{env:…}`, and files by `{file:…}`, without one of which OpenCode does not work in a
//! folder. It puts in what they stand for before it reads the text as JSON, the variables first, and takes all up to the next `}`
//! for the name, also over the ends of values and lines.

use super::disk::Place;
use crate::model::config::ConfigIssue;
use std::borrow::Cow;
use std::path::Path;

/// Where OpenCode looks for what a configuration names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base<'a> {
    /// The folder of the configuration.
    pub(crate) folder: &'a Path,
    /// The same, opened: what lies below is looked for in it and nowhere else.
    pub(crate) place: Option<(&'a Place, &'a str)>,
    /// The user's home.
    pub(crate) home: Option<&'a Path>,
}

/// How far files are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Below the folder of the configuration.
    Below,
    /// Wherever they are.
    Everywhere,
}

/// What a text names and is not there, as far as it is looked for. Blocks.
pub(crate) fn missing(text: &str, base: Base<'_>, reach: Reach, file: Option<&str>) -> Vec<ConfigIssue> {
    let is_gone = |name: &&str| match (leads_out(name), base.place) {
        (true, _) if reach == Reach::Below => false,
        (false, Some((place, below))) => !place.has(&format!("{below}{}", name.trim_start_matches("./"))),
        (_, _) => !named(name, base).is_file(),
    };
    let message = |name: &str| {
        if runs_on(name) {
            return "a `{file:` has no `}` in its value".to_owned();
        }
        format!("it names `{{file:{name}}}`, and there is no such file")
    };
    let issue = |name: &str| ConfigIssue {
        message: message(name),
        file: file.map(str::to_owned),
        line: None,
        column: None,
        key: None,
    };
    let read = as_read(text);
    let is_remark = |at: usize| {
        let line = read.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        line.trim_start().starts_with("//")
    };
    named_by("{file:", &read)
        .filter(|(at, _)| !is_remark(*at))
        .map(|(_, name)| name)
        .filter(is_gone)
        .map(issue)
        .collect()
}

/// What OpenCode reads as JSON: without the `{env:…}` that run on over the end of their value, for there is no such variable.
pub(crate) fn as_read(text: &str) -> Cow<'_, str> {
    let (mut read, mut done) = (String::new(), 0);
    for (at, name) in named_by("{env:", text).filter(|(_, name)| runs_on(name)) {
        read.push_str(text.get(done..at).unwrap_or_default());
        done = at + "{env:".len() + name.len() + 1;
    }
    if done == 0 { Cow::Borrowed(text) } else { Cow::Owned(read + text.get(done..).unwrap_or_default()) }
}

/// Where the first `{env:` is that runs on.
pub(crate) fn unclosed(text: &str) -> Option<usize> {
    named_by("{env:", text).find(|(_, name)| runs_on(name)).map(|(at, _)| at)
}

/// Whether a key is another than it is written: OpenCode puts something in for what it names.
pub(super) fn is_open(key: &str) -> bool {
    stands_for(key).is_some()
}

/// Whether a key is this one once OpenCode has put in what it names, which may be anything.
pub(super) fn may_be(key: &str, wanted: &str) -> bool {
    let begins = |(from, to): (usize, usize)| {
        wanted.starts_with(key.get(..from).unwrap_or_default()) && wanted.ends_with(key.get(to..).unwrap_or_default())
    };
    stands_for(key).map_or(key == wanted, begins)
}

/// Where a text that is no JSON names something outside of its values, which OpenCode may make JSON of.
pub(super) fn is_spliced(text: &str) -> bool {
    tokens(text).any(|(_, is_within, _)| !is_within)
}

/// Whether a text that is no JSON has a key that may be another than it is written.
pub(super) fn has_open_key(text: &str) -> bool {
    let is_key = |end: usize| {
        let rest = text.get(end..).and_then(|rest| rest.split_once('"'));
        rest.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
    };
    text.contains("\\u") || tokens(text).any(|(_, is_within, end)| is_within && is_key(end))
}

/// Where something is named in a text outside of remarks, whether that is within a value or a key, and where it ends.
fn tokens(text: &str) -> impl Iterator<Item = (usize, bool, usize)> {
    let of =
        move |begin: &'static str| named_by(begin, text).map(move |(at, name)| (at, at + begin.len() + name.len() + 1));
    of("{env:").chain(of("{file:")).filter_map(move |(at, end)| {
        // no value goes over the end of a line
        let line = text.get(..at)?.rsplit('\n').next()?;
        let quotes = line.matches('"').count() - line.matches("\\\"").count();
        (!line.trim_start().starts_with("//")).then_some((at, quotes % 2 == 1, end))
    })
}

/// From where to where of a key something else is put in.
fn stands_for(key: &str) -> Option<(usize, usize)> {
    let of = |begin: &'static str| named_by(begin, key).map(move |(at, name)| (at, at + begin.len() + name.len() + 1));
    of("{env:").chain(of("{file:")).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

/// Whether a name goes over the end of its value.
fn runs_on(name: &str) -> bool {
    name.contains(['"', '\n'])
}

/// Each place where something is named so, with the name, as OpenCode finds them.
fn named_by<'a>(begin: &'a str, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text.get(from..)?.find(begin)?;
            from = at + begin.len();
            let name = text.get(from..)?.split_once('}')?.0;
            if !name.is_empty() {
                from += name.len();
                return Some((at, name));
            }
        }
    })
}

/// Whether a name leads out of the folder of the configuration.
fn leads_out(name: &str) -> bool {
    Path::new(name).is_absolute() || name.starts_with("~/") || name.split('/').any(|step| step == "..")
}

fn named(name: &str, base: Base<'_>) -> std::path::PathBuf {
    match (name.strip_prefix("~/"), base.home) {
        (Some(rest), Some(home)) => home.join(rest),
        (_, _) => base.folder.join(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_named_and_missing_is_an_issue_wherever_it_is() {
        let root = tempfile::tempdir().unwrap();
        let (folder, home) = (root.path().join("ws"), root.path().join("home"));
        for at in [&folder, &home] {
            std::fs::create_dir(at).unwrap();
            std::fs::write(at.join("there"), "x").unwrap();
        }
        let place = Place::open(&folder).unwrap();
        let base = Base { folder: &folder, place: Some((&place, "")), home: Some(&home) };
        let told = |name: &str, reach| missing(&format!("{{\"a\": \"{{file:{name}}}\"}}"), base, reach, None).len();
        let absolute = folder.join("there").display().to_string();
        for name in ["there", "./there", "~/there", "../home/there", &absolute] {
            assert_eq!(told(name, Reach::Everywhere), 0, "{name}");
        }
        for name in ["gone", "./gone"] {
            assert_eq!((told(name, Reach::Everywhere), told(name, Reach::Below)), (1, 1), "{name}");
        }
        for name in ["~/gone", "../home/gone", "/nowhere/at/all", "/"] {
            assert_eq!((told(name, Reach::Everywhere), told(name, Reach::Below)), (1, 0), "{name}");
        }
        let remark = "{\n  // \"a\": \"{file:gone}\"\n}";
        assert!(missing(remark, base, Reach::Everywhere, None).is_empty(), "OpenCode passes over remarks");
        let open = missing("{\"a\": \"{file:there\",\n\"b\": {}}", base, Reach::Everywhere, None);
        assert_eq!(open.len(), 1);
        assert!(open[0].message.contains("has no `}`"), "{open:?}");
    }

    #[test]
    fn a_key_that_names_something_may_be_any_that_begins_and_ends_so() {
        for (key, wanted, may) in [
            ("docs", "docs", true),
            ("docs", "doc", false),
            ("{env:A}", "docs", true),
            ("d{env:A}s", "docs", true),
            ("d{env:A}s", "docx", false),
            ("my-{file:x}{env:B}", "my-docs", true),
            ("my-{file:x}{env:B}", "docs", false),
            ("{env:}", "docs", false),
            ("{env:A", "docs", false),
        ] {
            assert_eq!(may_be(key, wanted), may, "{key} {wanted}");
        }
    }

    #[test]
    fn a_variable_without_an_end_takes_what_follows_with_it() {
        for (text, read) in [
            ("{\"a\": \"{env:A}{env:}\"}", "{\"a\": \"{env:A}{env:}\"}"),
            ("{\"a\": \"{env:A\", \"b\": {}}", "{\"a\": \"}"),
            ("{\n// {env:A\n\"b\": {}, \"c\": {}}", "{\n// , \"c\": {}}"),
            ("{\"a\": \"{env:{env:A\"}", "{\"a\": \""),
            ("{env:A", "{env:A"),
        ] {
            assert_eq!(as_read(text), read, "{text}");
            assert_eq!(unclosed(text).is_some(), text != read, "{text}");
        }
    }
}
