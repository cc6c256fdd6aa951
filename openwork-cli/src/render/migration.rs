//! What an older OpenWork left behind, shown.

use super::style::{Tone, bold};
use super::{Human, Look, Word, fields, label, plain, table, wire};
use openwork_core::model::migration::{
    ImportedSource, LegacyCondition, MigrationAction, MigrationCounts, MigrationItem, MigrationPlan, MigrationSource,
    MigrationStatus, NotUndone, UndoneMigration,
};

/// The tone of what becomes of something.
fn tone(action: MigrationAction) -> Tone {
    match action {
        MigrationAction::Create | MigrationAction::Update | MigrationAction::Alias => Tone::Good,
        MigrationAction::Keep | MigrationAction::LeftInPlace => Tone::Dim,
        MigrationAction::Skip => Tone::Wait,
        MigrationAction::Fail => Tone::Bad,
    }
}

fn items(look: &Look, items: &[MigrationItem]) -> String {
    let row = |item: &MigrationItem| {
        let why = match &item.remedy {
            Some(remedy) => format!("{} {remedy}", item.reason),
            None => item.reason.clone(),
        };
        let action = Word::toned(wire(&item.action), tone(item.action));
        let at = label(item.at.as_deref().unwrap_or_default());
        [action, wire(&item.subject).into(), label(&item.name).into(), at.into(), why.into()]
    };
    table(look, ["ACTION", "WHAT", "NAME", "WHERE", "WHY"], items.iter().map(row).collect(), "Nothing is in it.")
}

/// What failed, under the file that it stands in.
fn failed(look: &Look, all: &[MigrationItem]) -> String {
    let of_files = all.chunk_by(|one, other| one.path == other.path).map(|of| match &of[0].path {
        Some(path) => format!("\n\n{}\n{}", bold(&label(path)), items(look, of)),
        None => format!("\n\n{}", items(look, of)),
    });
    of_files.collect()
}

fn source(look: &Look, source: &MigrationSource) -> String {
    let condition = match source.condition {
        LegacyCondition::Read => String::new(),
        LegacyCondition::Damaged => " (damaged)".to_owned(),
        LegacyCondition::Unreadable => " (cannot be read)".to_owned(),
    };
    let title = bold(&format!("{} {}{condition}", wire(&source.kind), label(&source.path)));
    let warnings = source.warnings.iter().fold(String::new(), |all, warning| all + "\n" + &plain(warning));
    format!("{title}{warnings}\n{}", items(look, &source.items))
}

fn counts(counts: &MigrationCounts) -> String {
    let named = counts.named().into_iter().filter(|(_, many)| *many > 0);
    let said = named.map(|(word, many)| format!("{word} {many}")).collect::<Vec<_>>().join(", ");
    if said.is_empty() { "nothing".to_owned() } else { said }
}

impl Human for MigrationPlan {
    fn human(&self, look: &Look) -> String {
        if self.sources.is_empty() {
            return "Nothing of an older OpenWork was found.".to_owned();
        }
        let sources: Vec<String> = self.sources.iter().map(|one| source(look, one)).collect();
        format!("{}\n\n{}", sources.join("\n\n"), fields([("together", Some(counts(&self.counts).into()))]))
    }
}

impl Human for MigrationStatus {
    fn human(&self, look: &Look) -> String {
        let head = fields([
            ("state", Some(wire(&self.state).into())),
            ("sources", (self.total > 0).then(|| format!("{} of {}", self.done, self.total).into())),
            ("last run", (self.total > 0).then(|| counts(&self.counts).into())),
            ("ended", self.ended_at.map(|at| look.time(at).into())),
            ("made here", Some(format!("{} (each older id of a workspace counts too)", self.made).into())),
            ("failure", self.failure.as_ref().map(|why| Word::toned(why, Tone::Bad))),
            ("copy of the store", self.store_copy.as_ref().map(Into::into)),
        ]);
        let row = |source: &ImportedSource| {
            let when = if source.undone { "taken back".to_owned() } else { look.time(source.imported_at) };
            [wire(&source.kind).into(), when.into(), label(&source.path).into()]
        };
        let rows = self.sources.iter().map(row).collect();
        let all = table(look, ["SOURCE", "IMPORTED", "PATH"], rows, "Nothing was imported.");
        format!("{head}\n\n{all}{}", failed(look, &self.failed))
    }
}

impl Human for UndoneMigration {
    fn human(&self, look: &Look) -> String {
        if self.removed == 0 && self.left.is_empty() {
            return "There was nothing to take back.".to_owned();
        }
        let things = self.removed.saturating_sub(self.aliases);
        let done = format!(
            "Took back {things} things that imports had made, and {} older ids of workspaces. Their sources are as they were.",
            self.aliases
        );
        if self.left.is_empty() {
            return done;
        }
        let row = |one: &NotUndone| [label(&one.path).into(), format!("{} {}", one.reason, one.remedy).into()];
        let rows = self.left.iter().map(row).collect();
        format!("{done}\n\n{}", table(look, ["STAYS IN", "WHY"], rows, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn plan() -> MigrationPlan {
        serde_json::from_value(serde_json::json!({
            "sources": [{
                "kind": "server_config", "path": "/home/ana/.config/openwork/server.json", "condition": "damaged",
                "items": [
                    { "subject": "workspace", "name": "/work/a", "at": "/workspaces/0", "action": "create", "reason": "It is not here yet." },
                    { "subject": "token", "name": "Ph\u{1b}one", "at": "/token", "action": "fail", "reason": "No hash.", "remedy": "Make one." }
                ],
                "warnings": ["Something follows the end of it."]
            }],
            "counts": { "create": 1, "update": 0, "alias": 0, "keep": 0, "skip": 0, "leftInPlace": 0, "fail": 1 }
        }))
        .unwrap()
    }

    fn says(shown: &str, words: &[&str]) {
        for word in words {
            assert!(shown.contains(word), "{word}: {shown}");
        }
    }

    #[test]
    fn a_plan_says_what_from_where_what_becomes_of_it_and_why() {
        let shown = samples::shown(&plan());
        let source =
            "server_config /home/ana/.config/openwork/server.json (damaged)\nSomething follows the end of it.\n";
        says(
            &shown,
            &[
                source,
                "ACTION",
                "create",
                "/work/a",
                "/workspaces/0",
                "/token",
                "It is not here yet.",
                "No hash. Make one.",
            ],
        );
        says(&shown, &["together  create 1, fail 1"]);
        assert!(!shown.contains('\u{1b}') && shown.contains("Ph\\u{1b}one"), "a name commands the terminal: {shown}");
        assert_eq!(samples::shown(&MigrationPlan::default()), "Nothing of an older OpenWork was found.");
    }

    #[test]
    fn a_status_says_how_far_it_is_and_what_failed() {
        let failure = |path: &str| MigrationItem { path: Some(path.to_owned()), ..plan().sources[0].items[1].clone() };
        let failed = [failure("/a/tokens.json"), failure("/a/tokens.json"), failure("/b/tokens.json")];
        let status: MigrationStatus = serde_json::from_value(serde_json::json!({
            "state": "done", "done": 1, "total": 1, "counts": plan().counts, "failed": failed,
            "sources": [{ "kind": "server_config", "path": "/a", "importedAt": "2026-11-22T10:00:00Z", "undone": false }],
            "made": 3, "storeCopy": "state/before-import.redb"
        }))
        .unwrap();
        let shown = samples::shown(&status);
        says(&shown, &["done", "1 of 1", "create 1, fail 1", "state/before-import.redb", "/a", "No hash.", "/token"]);
        says(&shown, &["3 (each older id of a workspace counts too)"]);
        assert_eq!(["/a/tokens.json", "/b/tokens.json"].map(|path| shown.matches(path).count()), [1, 1], "{shown}");
        says(
            &samples::shown(&UndoneMigration { removed: 5, aliases: 2, left: Vec::new() }),
            &["Took back 3 things", "2 older ids"],
        );
        let nothing = samples::shown(&UndoneMigration { removed: 0, aliases: 0, left: Vec::new() });
        assert_eq!(nothing, "There was nothing to take back.");
        let left: NotUndone = serde_json::from_value(serde_json::json!({
            "workspaceId": "ws_1", "path": "/a/opencode.json", "reason": "`mcp.x` stay in it.", "remedy": "Take them out."
        }))
        .unwrap();
        let shown = samples::shown(&UndoneMigration { removed: 3, aliases: 0, left: vec![left] });
        says(&shown, &["Took back 3 things", "/a/opencode.json", "`mcp.x` stay in it. Take them out."]);
    }
}
