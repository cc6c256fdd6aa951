//! Workspaces, shown.

use super::style::Tone;
use super::{Human, Look, Word, fields, more, table, wire};
use crate::place::folder_of;
use openwork_core::SessionId;
use openwork_core::model::reload::{
    DisposedWorkspace, ReloadEvent, ReloadEventList, ReloadReason, ReloadTrigger, ReloadedWorkspace,
};
use openwork_core::model::workspace::{
    ActivatedWorkspace, DeletedWorkspace, Workspace, WorkspaceAttention, WorkspaceList, WorkspaceStatus,
};

fn status(status: WorkspaceStatus) -> Word {
    let tone = match status {
        WorkspaceStatus::Ready => Tone::Good,
        WorkspaceStatus::Attention => Tone::Wait,
        WorkspaceStatus::Unavailable => Tone::Bad,
    };
    Word::toned(wire(&status), tone)
}

/// The file to be repaired, as editors understand it: `file:line:column`.
fn place(attention: &WorkspaceAttention) -> Option<String> {
    let numbers = [attention.line, attention.column].into_iter().flatten().map(|number| format!(":{number}"));
    Some(attention.file.clone()? + &numbers.collect::<String>())
}

impl Human for WorkspaceList {
    fn human(&self, look: &Look) -> String {
        let row = |workspace: &Workspace| {
            let folder = folder_of(workspace).unwrap_or_default();
            let id = Word::toned(workspace.id.as_str(), Tone::Dim);
            [workspace.display_name.as_str().into(), status(workspace.status), folder.into(), id]
        };
        let rows = self.items.iter().map(row).collect();
        let empty = "No workspaces. Open one with `openwork-cli workspaces create-local --folder-path .`; what an older \
                     OpenWork had is taken over by the server when it starts, or by `openwork-cli migration run`.";
        more(table(look, ["NAME", "STATUS", "FOLDER", "ID"], rows, empty), self.next_cursor.as_ref())
    }
}

impl Human for Workspace {
    fn human(&self, look: &Look) -> String {
        let attention = self.attention.as_ref();
        let project = self.backend.local.as_ref().and_then(|local| local.opencode_project_id.as_ref());
        fields([
            ("id", Some(self.id.as_str().into())),
            ("name", Some(self.display_name.as_str().into())),
            ("status", Some(status(self.status))),
            ("attention", attention.map(|it| Word::toned(format!("{} ({})", it.message, it.code), Tone::Bad))),
            ("place", attention.and_then(place).map(Word::from)),
            ("remedy", attention.map(|it| (&it.remedy).into())),
            ("reload", reasons(&self.reload_required).map(|text| Word::toned(text, Tone::Wait))),
            ("folder", folder_of(self).map(Word::from)),
            ("project", project.map(Word::from)),
            ("kind", Some(wire(&self.kind).into())),
            ("preset", Some(self.preset.as_str().into())),
            ("hidden", self.hidden.then(|| "yes".into())),
            ("created", Some(look.time(self.created_at).into())),
            ("changed", Some(look.time(self.updated_at).into())),
        ])
    }
}

/// What has to be read again, if anything has.
fn reasons(all: &[ReloadReason]) -> Option<String> {
    (!all.is_empty()).then(|| all.iter().map(wire).collect::<Vec<_>>().join(", "))
}

/// Whose runs were ended, as the end of a sentence.
fn cut(sessions: &[SessionId]) -> String {
    let names = sessions.iter().map(SessionId::as_str).collect::<Vec<_>>().join(", ");
    if names.is_empty() { String::new() } else { format!(" Runs were ended: {names}.") }
}

/// What made a reload necessary: `skill tidy added (.opencode/skills/tidy/SKILL.md)`.
fn trigger(trigger: &ReloadTrigger) -> String {
    let place = trigger.path.as_ref().map(|path| format!("({path})"));
    let words = [Some(wire(&trigger.kind)), trigger.name.clone(), Some(wire(&trigger.action)), place];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl Human for ReloadedWorkspace {
    fn human(&self, _: &Look) -> String {
        let still =
            reasons(&self.reload_required).map(|text| format!(" Still to be read: {text}.")).unwrap_or_default();
        format!("OpenCode has read the folder of {} again.{}{still}", self.workspace_id, cut(&self.cut_session_ids))
    }
}

impl Human for DisposedWorkspace {
    fn human(&self, _: &Look) -> String {
        if self.disposed {
            let cut = cut(&self.cut_session_ids);
            return format!(
                "OpenCode has let go of the folder of {}; the next call takes it up again.{cut}",
                self.workspace_id
            );
        }
        format!("There was nothing to let go of for {}.", self.workspace_id)
    }
}

impl Human for ReloadEventList {
    fn human(&self, look: &Look) -> String {
        let row = |event: &ReloadEvent| {
            let why = event.trigger.as_ref().map(trigger).unwrap_or_default();
            [event.seq.to_string().into(), look.time(event.at).into(), wire(&event.reason).into(), why.into()]
        };
        let rows = self.items.iter().map(row).collect();
        let shown = table(look, ["NUMBER", "AT", "REASON", "WHY"], rows, "Nothing asked for a reload.");
        format!("{shown}\nGo on with: --since {}", self.cursor)
    }
}

impl Human for ActivatedWorkspace {
    fn human(&self, _: &Look) -> String {
        format!("The active workspace is {}.", self.active_workspace_id)
    }
}

impl Human for DeletedWorkspace {
    fn human(&self, _: &Look) -> String {
        format!(
            "Forgot {}. What OpenWork had put into its folder is taken out; all else there is untouched.",
            self.workspace_id
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_list_is_a_table() {
        let list = WorkspaceList { items: vec![samples::workspace()], next_cursor: Some("c2".into()) };
        assert_snapshot!(samples::shown(&list), @r"
        NAME  STATUS  FOLDER     ID
        Here  ready   /srv/here  ws_1
        More: --cursor c2
        ");
    }

    #[test]
    fn an_empty_list_says_so() {
        let list = WorkspaceList { items: Vec::new(), next_cursor: None };
        assert_snapshot!(samples::shown(&list), @"No workspaces. Open one with `openwork-cli workspaces create-local --folder-path .`; what an older OpenWork had is taken over by the server when it starts, or by `openwork-cli migration run`.");
    }

    #[test]
    fn one_is_a_block() {
        assert_snapshot!(samples::shown(&samples::workspace()), @r"
        id       ws_1
        name     Here
        status   ready
        folder   /srv/here
        kind     local
        preset   starter
        created  2026-11-22 10:00:00
        changed  2026-11-22 10:00:00
        ");
    }

    #[test]
    fn what_needs_attention_says_where() {
        let attention = WorkspaceAttention {
            code: "broken_config".into(),
            message: "OpenCode cannot read it.".into(),
            remedy: "Repair that file.".into(),
            file: Some("opencode.json".into()),
            line: Some(6),
            column: Some(3),
        };
        assert_eq!(place(&attention).as_deref(), Some("opencode.json:6:3"));
        let workspace =
            Workspace { status: WorkspaceStatus::Attention, attention: Some(attention), ..samples::workspace() };
        let shown = samples::shown(&workspace);
        let told = ["status     attention", "attention  OpenCode cannot read it. (broken_config)", "opencode.json:6:3"];
        assert!(told.iter().all(|told| shown.contains(told)), "{shown}");
    }
}
