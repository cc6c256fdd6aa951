//! Records of what was done, shown.

use super::style::Tone;
use super::{Human, Look, Word, more, plain, table, wire};
use openwork_core::model::audit::{AuditFault, AuditRecord, AuditRecordList};

impl Human for AuditRecordList {
    fn human(&self, look: &Look) -> String {
        let row = |record: &AuditRecord| {
            let who = [record.actor.role.map(|role| wire(&role)), record.actor.origin.map(|origin| wire(&origin))];
            let known = record.workspace_id.as_ref().map(ToString::to_string);
            let workspace = known.or_else(|| record.older_workspace_id.clone()).unwrap_or_default();
            let what = record.summary.as_ref().or(record.target.as_ref()).cloned().unwrap_or_default();
            let who = who.into_iter().flatten().next().unwrap_or_default();
            let workspace = Word::toned(workspace, Tone::Dim);
            [look.time(record.at).into(), who.into(), (&record.action).into(), what.into(), workspace]
        };
        let rows = self.items.iter().map(row).collect();
        let empty = format!("Nothing is recorded in the {} logs of older OpenWork that were found.", self.logs);
        let all =
            more(table(look, ["WHEN", "WHO", "WHAT", "OF", "WORKSPACE"], rows, &empty), self.next_cursor.as_ref());
        let fault = |fault: &AuditFault| {
            let lines = if fault.lines > 0 { format!(" ({} lines)", fault.lines) } else { String::new() };
            format!("\n{}", plain(&format!("{}: {}{lines}", fault.log, fault.reason)))
        };
        all + &self.faults.iter().map(fault).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_page_says_who_did_what_and_what_could_not_be_read() {
        let list: AuditRecordList = serde_json::from_value(serde_json::json!({
            "items": [{ "at": "2026-11-22T10:00:00Z", "olderWorkspaceId": "ws_old", "action": "config.patch",
                "actor": { "origin": "remote", "role": "viewer" }, "summary": "Patched \u{1b}it", "log": "/a.jsonl" }],
            "nextCursor": "more", "logs": 1,
            "faults": [{ "log": "/a.jsonl", "lines": 2, "reason": "Some of its lines are no records." }]
        }))
        .unwrap();
        let shown = samples::shown(&list);
        for said in
            ["viewer", "config.patch", "ws_old", "/a.jsonl: Some of its lines are no records. (2 lines)", "more"]
        {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        assert!(!shown.contains('\u{1b}'), "a summary commands the terminal: {shown}");
    }
}
