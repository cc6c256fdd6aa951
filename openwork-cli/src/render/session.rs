//! Sessions, shown.

use super::style::{self, Tone};
use super::{Human, Look, Word, brief, fields, more, plain, table, under};
use openwork_core::model::session::{
    AbortedSession, DeletedSession, Session, SessionList, SessionSnapshot, SessionStatus, SessionStatuses, Todo,
    TodoList,
};

/// What a session is doing, in words.
fn doing(status: &SessionStatus, look: &Look) -> Word {
    match status {
        SessionStatus::Idle => Word::toned("idle", Tone::Good),
        SessionStatus::Busy => Word::toned("busy", Tone::Wait),
        SessionStatus::Retry { attempt, message, next } => {
            let next = look.millis(*next);
            Word::toned(format!("the model failed; attempt {attempt} at {next}: {message}"), Tone::Bad)
        }
    }
}

fn title(session: &Session) -> &str {
    session.title.as_deref().unwrap_or("(no title)")
}

impl Human for SessionList {
    fn human(&self, look: &Look) -> String {
        let row = |session: &Session| {
            let id = Word::toned(session.id.as_str(), Tone::Dim);
            [brief(title(session), 60).into(), look.millis(session.time.updated).into(), id]
        };
        let rows = self.items.iter().map(row).collect();
        let empty = "No sessions. Start one with `openwork-cli sessions prompt <WORKSPACE> \"…\"`.";
        more(table(look, ["TITLE", "CHANGED", "ID"], rows, empty), self.next_cursor.as_ref())
    }
}

impl Human for Session {
    fn human(&self, look: &Look) -> String {
        fields([
            ("id", Some(self.id.as_str().into())),
            ("title", Some(title(self).into())),
            ("folder", Some(self.directory.as_str().into())),
            ("parent", self.parent_id.as_ref().map(|parent| parent.as_str().into())),
            ("created", Some(look.millis(self.time.created).into())),
            ("changed", Some(look.millis(self.time.updated).into())),
            ("archived", self.time.archived.map(|archived| look.millis(archived).into())),
        ])
    }
}

impl Human for SessionStatus {
    fn human(&self, look: &Look) -> String {
        let word = doing(self, look);
        word.tone.paint(&word.text)
    }
}

impl Human for SessionStatuses {
    fn human(&self, look: &Look) -> String {
        let mut items: Vec<_> = self.items.iter().collect();
        items.sort_by_key(|(id, _)| *id);
        let rows = items.into_iter().map(|(id, status)| [id.into(), doing(status, look)]).collect();
        table(look, ["SESSION", "STATUS"], rows, "Every session is idle.")
    }
}

impl Human for DeletedSession {
    fn human(&self, _: &Look) -> String {
        format!("Deleted {} with its messages. Files that it changed stay as they are.", self.session_id)
    }
}

impl Human for AbortedSession {
    fn human(&self, _: &Look) -> String {
        format!("{} is idle.", self.session_id)
    }
}

impl Human for SessionSnapshot {
    fn human(&self, look: &Look) -> String {
        let head = fields([("status", Some(doing(&self.status, look))), ("seq", Some(self.seq.to_string().into()))]);
        let mut blocks = vec![format!("{}\n{head}", self.session.human(look))];
        if !self.todos.is_empty() {
            blocks.push(under("List", &self.todos.iter().map(todo).collect::<Vec<_>>().join("\n")));
        }
        blocks.extend(self.messages.iter().map(|message| message.human(look)));
        blocks.extend(self.permissions.iter().map(|asked| asked.human(look)));
        blocks.extend(self.questions.iter().map(|asked| asked.human(look)));
        blocks.join("\n\n")
    }
}

impl Human for TodoList {
    fn human(&self, _: &Look) -> String {
        if self.items.is_empty() {
            return style::dim("Nothing is on the list.");
        }
        self.items.iter().map(todo).collect::<Vec<_>>().join("\n")
    }
}

fn todo(todo: &Todo) -> String {
    let (mark, tone) = match todo.status.as_str() {
        "completed" => ("✓", Tone::Good),
        "in_progress" => ("▸", Tone::Wait),
        "cancelled" => ("✗", Tone::Dim),
        _ => ("·", Tone::Plain),
    };
    format!("{} {}", tone.paint(mark), plain(&todo.content))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_list_is_a_table() {
        let list = SessionList { items: vec![samples::session()], next_cursor: None };
        assert_snapshot!(samples::shown(&list), @r"
        TITLE          CHANGED              ID
        Fix the tests  2026-11-22 10:00:05  ses_1
        ");
    }

    #[test]
    fn what_sessions_do_is_a_table() {
        let retry = SessionStatus::Retry { attempt: 2, message: "overloaded".into(), next: 1_795_341_600_000 };
        let items = [("ses_2".to_owned(), retry), ("ses_1".to_owned(), SessionStatus::Busy)].into();
        assert_snapshot!(samples::shown(&SessionStatuses { items }), @r"
        SESSION  STATUS
        ses_1    busy
        ses_2    the model failed; attempt 2 at 2026-11-22 10:00:00: overloaded
        ");
        assert_snapshot!(samples::shown(&SessionStatuses { items: [].into() }), @"Every session is idle.");
    }

    #[test]
    fn a_snapshot_is_all_of_it() {
        assert_snapshot!(samples::shown(&samples::snapshot()), @r"
        id       ses_1
        title    Fix the tests
        folder   /srv/here
        created  2026-11-22 10:00:00
        changed  2026-11-22 10:00:05
        status  busy
        seq     42

        List
        ▸ run them

        you  2026-11-22 10:00:00  msg_1
        Please fix the tests.

        agent  2026-11-22 10:00:01  msg_2
        (thinking) Hm.
        ✓ bash  cargo test
        Done.

        per_1 asks for bash: rm -rf target
        always: rm *
        answer: openwork-cli asks reply-permission <WORKSPACE> per_1 --reply once|always|reject
        ");
    }
}
