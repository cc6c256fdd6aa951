//! What a session did, shown.

use super::style::{self, Tone};
use super::{Human, Look, plain};
use openwork_core::model::history::{DeletedMessage, DeletedPart, FileDiff, RevertedSession, SessionDiff, TurnDiff};
use openwork_core::model::message::Part;
use openwork_core::model::run::SummarizedSession;

impl Human for SessionDiff {
    fn human(&self, _: &Look) -> String {
        if !self.tracked {
            return style::dim("OpenCode watches the files of git work trees only; this folder is none.");
        }
        if self.items.iter().all(|turn| turn.files.is_empty()) {
            return style::dim("Nothing was changed.");
        }
        self.items.iter().map(turn).collect::<Vec<_>>().join("\n\n")
    }
}

fn turn(turn: &TurnDiff) -> String {
    let head = style::dim(turn.message_id.as_str());
    std::iter::once(head).chain(turn.files.iter().map(file)).collect::<Vec<_>>().join("\n")
}

/// A file: its name and how much of it, then its patch in the usual colours.
fn file(file: &FileDiff) -> String {
    let count = format!("+{} -{}", file.additions, file.deletions);
    let status = file.status.as_deref().unwrap_or("changed");
    let mut lines = vec![format!("{}  {}", style::bold(&plain(&file.file)), style::dim(&format!("{status}  {count}")))];
    let patch = file.patch.as_deref().unwrap_or_default();
    // what stands before the first hunk says the file's name again
    lines.extend(patch.lines().skip_while(|line| !line.starts_with("@@")).map(|line| {
        let tone = match line.as_bytes().first() {
            Some(b'+') => Tone::Good,
            Some(b'-') => Tone::Bad,
            Some(b'@') => Tone::Dim,
            _ => Tone::Plain,
        };
        tone.paint(&plain(line))
    }));
    lines.join("\n")
}

impl Human for RevertedSession {
    fn human(&self, look: &Look) -> String {
        let files = if self.files_restored { "The files went along." } else { "The files are as they were: no git." };
        format!("{}\n{}", self.session.human(look), style::dim(files))
    }
}

impl Human for DeletedMessage {
    fn human(&self, _: &Look) -> String {
        format!("Deleted {}. Files that it changed stay as they are.", self.message_id)
    }
}

impl Human for DeletedPart {
    fn human(&self, _: &Look) -> String {
        format!("Deleted {} of {}.", self.part_id, self.message_id)
    }
}

impl Human for Part {
    fn human(&self, _: &Look) -> String {
        let what = format!("{}  {}", plain(&self.kind), plain(&self.id));
        format!("{}\n{}", style::dim(&what), plain(self.text.as_deref().unwrap_or_default())).trim_end().to_owned()
    }
}

impl Human for SummarizedSession {
    fn human(&self, look: &Look) -> String {
        self.summary.human(look)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;
    use serde_json::{Value, json};

    fn diff(value: Value) -> SessionDiff {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_diff_is_told_by_turn_and_file() {
        let patch = "Index: a.txt\n====\n--- a.txt\n+++ a.txt\n@@ -1,1 +1,2 @@\n hi\n+more\n";
        let file = json!({ "file": "a.txt", "additions": 1, "deletions": 0, "status": "modified", "patch": patch });
        let shown = diff(json!({ "tracked": true, "items": [{ "messageId": "msg_1", "files": [file] }] }));
        assert_snapshot!(samples::shown(&shown), @r"
        msg_1
        a.txt  modified  +1 -0
        @@ -1,1 +1,2 @@
         hi
        +more
        ");
    }

    #[test]
    fn no_diff_says_why() {
        assert_snapshot!(samples::shown(&diff(json!({ "tracked": true, "items": [] }))), @"Nothing was changed.");
        let untracked = diff(json!({ "tracked": false, "items": [] }));
        assert_snapshot!(samples::shown(&untracked), @"OpenCode watches the files of git work trees only; this folder is none.");
    }
}
