//! File sessions, the inbox and artifacts, shown.

use super::style::{Tone, dim};
use super::{Human, Look, Word, fields, more, plain, table, wire};
use openwork_core::ErrorKind;
use openwork_core::model::exchange::{ExchangedFileList, UploadedFile};
use openwork_core::model::file::{FileKind, LinkEnd};
use openwork_core::model::file_operation::OperationItems;
use openwork_core::model::file_session::{
    CatalogItem, ClosedFileSession, FileCatalog, FileEvent, FileEventList, FileSession, ReadItems, WriteItems,
};

impl Human for FileSession {
    fn human(&self, look: &Look) -> String {
        fields([
            ("id", Some(self.id.as_str().into())),
            ("workspace", Some(self.workspace_id.as_str().into())),
            ("writes", Some(if self.can_write { "yes" } else { "no" }.into())),
            ("good until", Some(look.time(self.expires_at).into())),
        ])
    }
}

impl Human for ClosedFileSession {
    fn human(&self, _: &Look) -> String {
        format!("Closed {}.", self.file_session_id)
    }
}

impl Human for FileCatalog {
    fn human(&self, look: &Look) -> String {
        let row = |item: &CatalogItem| {
            let mark = match (item.kind, item.leads_to) {
                (FileKind::Dir, _) => "/",
                (FileKind::Link, Some(LinkEnd::Outside)) => " → outside",
                (FileKind::Link, _) => " →",
                (FileKind::File | FileKind::Other, _) => "",
            };
            let name = Word::from(format!("{}{mark}", item.path));
            let size = item.size.map_or_else(String::new, |size| size.to_string());
            let changed = item.mtime_ms.map(|at| look.millis(at)).unwrap_or_default();
            let note = item.note.as_ref().map_or_else(|| "".into(), |note| Word::toned(note, Tone::Wait));
            [name, size.into(), changed.into(), note]
        };
        let rows = self.items.iter().map(row).collect();
        let list = table(look, ["PATH", "BYTES", "CHANGED", "NOTE"], rows, "There is nothing.");
        let after = self.next_after.as_ref().map(|after| dim(&format!("More: --after {}", plain(after.as_str()))));
        let cursor = dim(&format!("Events stand at {}.", self.cursor));
        [Some(list), after, Some(cursor)].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

impl Human for FileEventList {
    fn human(&self, look: &Look) -> String {
        let row = |event: &FileEvent| {
            let path =
                event.to_path.as_ref().map_or_else(|| event.path.to_string(), |to| format!("{} → {to}", event.path));
            [event.seq.to_string().into(), look.time(event.timestamp).into(), wire(&event.kind).into(), path.into()]
        };
        let rows = self.items.iter().map(row).collect();
        let list = table(look, ["NUMBER", "WHEN", "WHAT", "PATH"], rows, "Nothing was changed through the API.");
        let missed = self.missed.then(|| dim("Some are not kept any more; read the catalog again."));
        let cursor = dim(&format!("Events stand at {}.", self.cursor));
        [Some(list), missed, Some(cursor)].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

/// How an item of a batch failed.
fn failed(path: &str, code: Option<ErrorKind>, message: Option<&String>) -> [Word; 3] {
    let code = code.map(ErrorKind::code).unwrap_or_default();
    [path.into(), Word::toned(code, Tone::Wait), message.map_or_else(|| "".into(), Word::from)]
}

impl Human for ReadItems {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|item| match item.bytes {
            Some(bytes) => [(&item.path).into(), "read".into(), format!("{bytes} bytes").into()],
            None => failed(&item.path, item.code, item.message.as_ref()),
        });
        table(look, ["PATH", "RESULT", "DETAIL"], rows.collect(), "Nothing was read.")
    }
}

impl Human for WriteItems {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|item| match (item.bytes, &item.revision) {
            (Some(bytes), Some(revision)) => {
                let done = if item.previous_revision.is_some() { "wrote" } else { "made" };
                [(&item.path).into(), done.into(), format!("{bytes} bytes, {revision}").into()]
            }
            _ => failed(&item.path, item.code, item.message.as_ref()),
        });
        table(look, ["PATH", "RESULT", "DETAIL"], rows.collect(), "Nothing was written.")
    }
}

impl Human for OperationItems {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|item| {
            let path = item.to_path.as_ref().map_or_else(|| item.path.clone(), |to| format!("{} → {to}", item.path));
            if item.ok {
                [path.into(), wire(&item.kind).into(), "done".into()]
            } else {
                failed(&path, item.code, item.message.as_ref())
            }
        });
        table(look, ["PATH", "RESULT", "DETAIL"], rows.collect(), "Nothing was done.")
    }
}

impl Human for ExchangedFileList {
    fn human(&self, look: &Look) -> String {
        let rows = self.items.iter().map(|file| {
            let (path, size) = (file.path.as_str().into(), file.size.to_string().into());
            [path, size, look.time(file.updated_at).into(), file.id.as_str().into()]
        });
        let list = table(look, ["PATH", "BYTES", "CHANGED", "ID"], rows.collect(), "There are no files.");
        more(list, self.next_cursor.as_ref())
    }
}

impl Human for UploadedFile {
    fn human(&self, _: &Look) -> String {
        format!("Handed in {} ({} bytes).\n{}", plain(self.path.as_str()), self.bytes, dim(self.id.as_str()))
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
    fn a_batch_says_of_each_item_what_became_of_it() {
        let written: WriteItems = made(json!({ "cursor": 7, "items": [
            { "ok": true, "path": "a", "bytes": 3, "revision": "sha256:00", "updatedAt": "2026-11-22T10:00:00Z" },
            { "ok": false, "path": "b\u{1b}[2J", "code": "conflict", "message": "It was changed meanwhile." },
        ]}));
        assert_snapshot!(samples::shown(&written), @r"
        PATH   RESULT    DETAIL
        a      made      3 bytes, sha256:00
        b�[2J  conflict  It was changed meanwhile.
        ");
        let done: OperationItems = made(json!({ "cursor": 7, "items": [
            { "ok": true, "type": "rename", "path": "a", "toPath": "b" },
        ]}));
        assert_snapshot!(samples::shown(&done), @r"
        PATH   RESULT  DETAIL
        a → b  rename  done
        ");
    }

    #[test]
    fn a_catalog_says_how_to_go_on() {
        let catalog: FileCatalog = made(json!({
            "cursor": 7, "generatedAt": "2026-11-22T10:00:00Z", "unsaid": 0, "nextAfter": "src",
            "items": [
                { "path": "link", "kind": "link", "leadsTo": "outside" },
                { "path": "src", "kind": "dir", "note": "The server may not look at it." },
            ],
        }));
        assert_snapshot!(samples::shown(&catalog), @r"
        PATH            BYTES  CHANGED  NOTE
        link → outside
        src/                            The server may not look at it.
        More: --after src
        Events stand at 7.
        ");
    }
}
