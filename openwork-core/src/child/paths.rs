//! Paths of this machine in what the engine says: they are for hosts, and are taken out of what goes to anyone else.

use std::borrow::Cow;

/// Stands where a path stood.
const SOMEWHERE: &str = "[path]";

/// The text without absolute paths. A path ends at a blank or a quotation mark, so what follows a blank in a folder's name
/// stays; the address of a web page is no path, that of a file is one.
pub(crate) fn without_paths(text: &str) -> String {
    replaced(text, |_| Cow::Borrowed(SOMEWHERE))
}

/// The text as the folder's own people may read it: paths in the folder from there on, of others only the file's name.
pub(crate) fn seen_from(folder: &str, text: &str) -> String {
    let inside = format!("{}/", folder.trim_end_matches('/'));
    let text = if inside.len() > 1 { text.replace(&inside, "") } else { text.to_owned() };
    replaced(&text, |path| match path.rsplit(['/', '\\']).next() {
        _ if path == folder => Cow::Borrowed("the folder"),
        Some(name) if name.contains('.') && name.len() > 1 => Cow::Owned(format!("…/{name}")),
        Some(_) | None => Cow::Borrowed(SOMEWHERE),
    })
}

fn replaced(text: &str, by: impl Fn(&str) -> Cow<'static, str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let before = out.chars().next_back();
        if begins(rest, before) {
            let end = end(rest);
            out.push_str(&by(&rest[..end]));
            rest = &rest[end..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Whether an absolute path begins here.
fn begins(text: &str, before: Option<char>) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '~' | '/' | ']' | '…');
    if before.is_some_and(in_word) {
        return false;
    }
    if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("file://")) {
        return true;
    }
    let bytes = text.as_bytes();
    let drive =
        bytes.len() > 3 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/');
    let share = text.starts_with("\\\\");
    // `https://host`: the colon before tells it from a path
    let root = bytes[0] == b'/' && bytes.get(1).is_some_and(|next| !next.is_ascii_whitespace());
    let of_url = before == Some(':') && text.starts_with("//");
    share || (drive && !text[2..].starts_with("//")) || (root && !of_url)
}

/// Where the path ends that begins here.
fn end(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '|' | ')' | ',' | ';');
    let end = text.find(ends).unwrap_or(text.len());
    let drive = usize::from(text.get(1..2) == Some(":")) * 2;
    let scheme = if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:")) { 5 } else { drive };
    // what follows a colon is a line, or a reason
    text[scheme..end].find(':').map_or(end, |colon| scheme + colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_are_taken_out() {
        for (text, left) in [
            ("cannot open /home/ann/.local/x.db", "cannot open [path]"),
            ("ENOENT:/srv/a: no such file", "ENOENT:[path]: no such file"),
            ("at (/home/ann/a.js:3:4), data=/etc", "at ([path]:3:4), data=[path]"),
            ("open 'C:\\Users\\Ann\\x' and \\\\host\\share", "open '[path]' and [path]"),
            ("see file:///home/ann/x.json.", "see [path]"),
            ("see FILE:///home/ann/x \"/a b\"", "see [path] \"[path] b\""),
        ] {
            assert_eq!(without_paths(text), left);
        }
    }

    #[test]
    fn what_is_no_absolute_path_stays() {
        for text in [
            "see https://example.org/a/b?c=/d",
            "and / or",
            "src/main.rs and ~/x and ./y",
            "1/2",
            "a: b",
            "",
            "ü/ü",
            "http://127.0.0.1:80/",
        ] {
            let text = text.replace("?c=/d", "");
            assert_eq!(without_paths(&text), text);
        }
    }

    #[test]
    fn a_folders_own_files_are_named_from_there() {
        assert_eq!(seen_from("/w/a", "/w/a/opencode.json: bad"), "opencode.json: bad");
        assert_eq!(seen_from("/w/a", "/w/a/.opencode/x.md: bad"), ".opencode/x.md: bad");
        assert_eq!(seen_from("/w/a", "/home/ann/.config/opencode/opencode.json: bad"), "…/opencode.json: bad");
        assert_eq!(seen_from("/w/a", "ENOENT /home/ann in /w/a"), "ENOENT [path] in the folder");
        assert_eq!(seen_from("/", "ENOENT /home/ann"), "ENOENT [path]");
    }
}
