//! Files, shown.

use super::style::{Tone, dim};
use super::{Human, Look, Word, fields, more, plain, table, wire};
use openwork_core::model::file::{
    FileEntry, FileHits, FileKind, FileList, FileText, FoundFiles, LinkEnd, SearchEnd, WrittenFile,
};

/// A name, with a mark of what it is.
fn named(entry: &FileEntry) -> Word {
    let mark = match (entry.kind, entry.leads_to) {
        (FileKind::Dir, _) => "/",
        (FileKind::Link, Some(LinkEnd::Dir)) => "/ →",
        (FileKind::Link, Some(LinkEnd::Outside)) => " → outside",
        (FileKind::Link, Some(LinkEnd::Nothing)) => " → nothing",
        (FileKind::Link, _) => " →",
        (FileKind::File | FileKind::Other, _) => "",
    };
    let tone = if entry.ignored { Tone::Dim } else { Tone::Plain };
    Word::toned(format!("{}{mark}", entry.name), tone)
}

impl Human for FileList {
    fn human(&self, look: &Look) -> String {
        let row = |entry: &FileEntry| {
            let size = entry.size.map_or_else(String::new, |size| size.to_string());
            let changed = entry.updated_at.map(|at| look.time(at)).unwrap_or_default();
            let note = entry.note.as_ref().map_or_else(|| "".into(), |note| Word::toned(note, Tone::Wait));
            [named(entry), size.into(), changed.into(), note]
        };
        let rows = self.items.iter().map(row).collect();
        let list = table(look, ["NAME", "BYTES", "CHANGED", "NOTE"], rows, "This folder is empty.");
        more(list, self.next_cursor.as_ref())
    }
}

impl Human for FileEntry {
    fn human(&self, look: &Look) -> String {
        fields([
            ("path", self.path.as_ref().map(|path| path.to_string().into())),
            ("name", self.path.is_none().then(|| (&self.name).into())),
            ("kind", Some(wire(&self.kind).into())),
            ("leads to", self.leads_to.map(|end| wire(&end).into())),
            ("bytes", self.size.map(|size| size.to_string().into())),
            ("changed", self.updated_at.map(|at| look.time(at).into())),
            ("revision", self.revision.as_ref().map(|revision| revision.as_str().into())),
            ("ignored", self.ignored.then(|| "yes".into())),
            ("note", self.note.as_ref().map(|note| Word::toned(note, Tone::Wait))),
        ])
    }
}

impl Human for FileText {
    fn human(&self, _: &Look) -> String {
        plain(&self.content).into_owned()
    }
}

impl Human for WrittenFile {
    fn human(&self, _: &Look) -> String {
        let done = if self.created { "Made" } else { "Wrote" };
        format!("{done} {} ({} bytes).\n{}", plain(self.path.as_str()), self.bytes, dim(self.revision.as_str()))
    }
}

/// What a walk says behind its results.
fn end(unreadable: u64, stopped: Option<SearchEnd>) -> Option<String> {
    let stopped = match stopped {
        Some(SearchEnd::Time) => Some("It was stopped: it took as long as one call may.".to_owned()),
        Some(SearchEnd::Bytes) => Some("It was stopped: it read as much as one call may.".to_owned()),
        Some(SearchEnd::Limit) | None => None,
    };
    let unreadable = (unreadable > 0).then(|| format!("{unreadable} could not be read."));
    let said: Vec<String> = [stopped, unreadable].into_iter().flatten().collect();
    (!said.is_empty()).then(|| dim(&said.join(" ")))
}

impl Human for FileHits {
    fn human(&self, _: &Look) -> String {
        let line = |hit: &openwork_core::model::file::FileHit| {
            let place = format!("{}:{}:{}", plain(hit.path.as_str()), hit.line, hit.column);
            format!("{} {}", dim(&place), plain(hit.text.trim_end()))
        };
        let none = || vec![dim(&format!("Nothing found in {} files.", self.searched))];
        let mut lines: Vec<String> = if self.items.is_empty() { none() } else { self.items.iter().map(line).collect() };
        lines.extend(end(self.unreadable, self.stopped));
        more(lines.join("\n"), self.next_cursor.as_ref())
    }
}

impl Human for FoundFiles {
    fn human(&self, _: &Look) -> String {
        let mut lines: Vec<String> = self
            .items
            .iter()
            .map(|found| {
                let mark = if found.kind == FileKind::Dir { "/" } else { "" };
                format!("{}{mark}", plain(found.path.as_str()))
            })
            .collect();
        if lines.is_empty() {
            lines.push(dim(&format!("Nothing found among {} names.", self.looked_at)));
        }
        lines.extend(end(self.unreadable, self.stopped));
        more(lines.join("\n"), self.next_cursor.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;
    use serde_json::json;

    fn made<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_folder_is_a_table() {
        let list: FileList = made(json!({ "path": "", "items": [
            { "name": "src", "path": "src", "kind": "dir", "ignored": false, "updatedAt": "2026-11-22T10:00:00Z" },
            { "name": "out", "path": "out", "kind": "link", "leadsTo": "outside", "ignored": true },
            { "name": "a\u{1b}[2J", "kind": "file", "size": 12, "ignored": false, "note": "It went while the folder was read." },
        ], "nextCursor": "c2" }));
        assert_snapshot!(samples::shown(&list), @r"
        NAME           BYTES  CHANGED              NOTE
        src/                  2026-11-22 10:00:00
        out → outside
        a�[2J          12                          It went while the folder was read.
        More: --cursor c2
        ");
    }

    #[test]
    fn hits_are_places_that_editors_understand() {
        let hits: FileHits = made(json!({ "items": [
            { "path": "a/b.rs", "line": 3, "column": 5, "text": "let x;\t\u{7}", "cut": false },
        ], "searched": 2, "unreadable": 1, "stopped": "time" }));
        assert_snapshot!(samples::shown(&hits), @"
        a/b.rs:3:5 let x;\t�
        It was stopped: it took as long as one call may. 1 could not be read.
        ");
        let none: FoundFiles = made(json!({ "items": [], "lookedAt": 7, "unreadable": 0 }));
        assert_snapshot!(samples::shown(&none), @"Nothing found among 7 names.");
    }

    #[test]
    fn a_written_file_says_its_revision() {
        let written: WrittenFile = made(json!({
            "path": "a", "bytes": 0, "revision": "sha256:00", "updatedAt": "2026-11-22T10:00:00Z", "created": true,
        }));
        assert_snapshot!(samples::shown(&written), @r"
        Made a (0 bytes).
        sha256:00
        ");
    }
}
