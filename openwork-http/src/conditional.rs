//! What the headers of a request make of an answer: only if something changed, only a part, only if nothing changed.

use http::HeaderMap;
use http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE};
use openwork_core::model::file::FileRevision;
use openwork_core::{Condition, Error, ErrorKind, Result};
use std::ops::Range;

/// Which part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it: nothing else was asked for, or nothing that is understood.
    Whole,
    /// These bytes.
    Some(Range<u64>),
    /// Bytes behind its end.
    Nowhere,
}

/// Whether the client has this state already.
pub(crate) fn has_it(headers: &HeaderMap, revision: &str) -> bool {
    let tags = text(headers, &IF_NONE_MATCH).unwrap_or_default();
    // for a read it does not matter whether a proxy called the tag weak
    tags.trim() == "*" || listed(&tags).any(|tag| tag.trim_start_matches("W/").trim_matches('"') == revision)
}

/// What a write depends on.
pub(crate) fn of_write(headers: &HeaderMap) -> Result<Condition> {
    let mut condition = Condition::default();
    match text(headers, &IF_NONE_MATCH).as_deref().map(str::trim) {
        None => {}
        Some("*") => condition.absent = true,
        Some(_) => return Err(refused("If-None-Match", "a write takes `If-None-Match: *` and nothing else")),
    }
    match text(headers, &IF_MATCH).as_deref().map(str::trim) {
        None => {}
        Some("*") => condition.exists = true,
        Some(tags) => {
            let read = |tag: &str| {
                let tag = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or(tag);
                tag.parse().map_err(|_| refused("If-Match", "it holds what is no revision"))
            };
            condition.revisions = Some(listed(tags).map(read).collect::<Result<_>>()?);
        }
    }
    Ok(condition)
}

/// The one revision that a write of settings depends on, by its header or as the body says it. `*` is none: there always are
/// some.
pub(crate) fn one(headers: &HeaderMap, of_body: Option<FileRevision>) -> Result<Option<FileRevision>> {
    let Some(mut revisions) = of_write(headers)?.revisions else { return Ok(of_body) };
    match (revisions.pop(), revisions.is_empty(), of_body) {
        (Some(one), true, None) => Ok(Some(one)),
        (Some(one), true, Some(other)) if one == other => Ok(Some(one)),
        _ => Err(refused("If-Match", "it takes one revision here, the same as the body where that has one")),
    }
}

/// Which part of a file of this size and revision is asked for.
pub(crate) fn part(headers: &HeaderMap, revision: &str, size: u64) -> Part {
    let Some(asked) = text(headers, &RANGE) else { return Part::Whole };
    // of another state, or of a time, which tells less than a revision: then all of it is the answer
    if text(headers, &IF_RANGE).is_some_and(|tag| tag.trim().trim_matches('"') != revision) {
        return Part::Whole;
    }
    let Some((first, last)) = asked.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let range = match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            Some(count) => size.saturating_sub(count)..size,
            None => return Part::Whole,
        },
        (first, "") => match number(first) {
            Some(first) => first..size,
            None => return Part::Whole,
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
            _ => return Part::Whole,
        },
    };
    if range.is_empty() { Part::Nowhere } else { Part::Some(range) }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let first = values.next()?;
    Some(values.fold(first, |all, next| all + "," + &next))
}

fn listed(tags: &str) -> impl Iterator<Item = &str> {
    tags.split(',').map(str::trim).filter(|tag| !tag.is_empty())
}

fn refused(header: &str, why: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("`{header}` is not understood: {why}.")).at(header, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn with(pairs: &[(&HeaderName, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn one_range_is_cut_to_the_file() {
        for (asked, expected) in [
            ("bytes=0-0", Part::Some(0..1)),
            ("bytes=2-5", Part::Some(2..6)),
            ("bytes=2-", Part::Some(2..10)),
            ("bytes=-3", Part::Some(7..10)),
            ("bytes=-30", Part::Some(0..10)),
            ("bytes=8-99999999999999999999", Part::Whole),
            ("bytes=8-18446744073709551615", Part::Some(8..10)),
            ("bytes=10-", Part::Nowhere),
            ("bytes=11-20", Part::Nowhere),
            ("bytes=-0", Part::Nowhere),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part(&with(&[(&RANGE, asked)]), "x", 10), expected, "{asked}");
        }
        assert_eq!(part(&with(&[(&RANGE, "bytes=0-")]), "x", 0), Part::Nowhere);
    }

    #[test]
    fn a_part_of_another_state_is_not_given() {
        let asked = |tag| part(&with(&[(&RANGE, "bytes=1-2"), (&IF_RANGE, tag)]), "w:1", 10);
        assert_eq!(asked("\"w:1\""), Part::Some(1..3));
        assert_eq!(asked("\"w:2\""), Part::Whole);
        assert_eq!(asked("Wed, 25 Nov 2026 10:00:00 GMT"), Part::Whole);
    }

    #[test]
    fn tags_are_found_in_lists() {
        for (tags, had) in [("\"a\"", true), ("\"b\", W/\"a\"", true), ("*", true), ("\"b\"", false), ("", false)] {
            assert_eq!(has_it(&with(&[(&IF_NONE_MATCH, tags)]), "a"), had, "{tags}");
        }
    }

    #[test]
    fn a_write_depends_on_what_it_says() {
        let revisions = |pairs: &[(&HeaderName, &'static str)]| of_write(&with(pairs)).unwrap().revisions;
        assert_eq!(revisions(&[]), None);
        let two = revisions(&[(&IF_MATCH, "\"w:1\", w:2")]).unwrap();
        assert_eq!(two.iter().map(FileRevision::as_str).collect::<Vec<_>>(), ["w:1", "w:2"]);
        assert_eq!(revisions(&[(&IF_MATCH, "\"a\""), (&IF_MATCH, "\"b\"")]).unwrap().len(), 2);
        assert!(of_write(&with(&[(&IF_MATCH, "*")])).unwrap().exists);
        assert!(of_write(&with(&[(&IF_NONE_MATCH, "*")])).unwrap().absent);
        for bad in [(&IF_MATCH, "\"a b\""), (&IF_NONE_MATCH, "\"a\"")] {
            assert_eq!(of_write(&with(&[bad])).unwrap_err().kind, ErrorKind::InvalidRequest);
        }
        // an empty header names no revision, and no revision fits
        assert_eq!(revisions(&[(&IF_MATCH, "")]).unwrap(), []);
    }
}
