//! Bundles, shown.

use super::style::Tone;
use super::{Human, Look, Word, fields, plain, table, wire};
use openwork_core::model::bundle::{FetchedBundle, PublishedBundle};
use openwork_core::model::portable::{
    ExportedBundle, ImportAction, ImportItem, ImportPlan, ImportWarning, ImportedBundle, LeftOut,
};

impl Human for PublishedBundle {
    fn human(&self, _: &Look) -> String {
        let left_out = (!self.left_out.is_empty()).then(|| self.left_out.join(", "));
        fields([("url", Some(Word::toned(self.url.as_str(), Tone::Good))), ("left out", left_out.map(Into::into))])
    }
}

impl Human for FetchedBundle {
    fn human(&self, _: &Look) -> String {
        let text = serde_json::to_string_pretty(&self.bundle).unwrap_or_default();
        text.lines().map(plain).collect::<Vec<_>>().join("\n")
    }
}

impl Human for ExportedBundle {
    fn human(&self, look: &Look) -> String {
        let text = serde_json::to_string_pretty(&self.bundle).unwrap_or_default();
        let bundle = text.lines().map(plain).collect::<Vec<_>>().join("\n");
        if self.excluded.is_empty() {
            return bundle;
        }
        let row = |left: &LeftOut| [Word::toned(&left.path, Tone::Wait), (&left.reason).into()];
        let left = table(look, ["LEFT OUT", "WHY"], self.excluded.iter().map(row).collect(), "");
        format!("{bundle}\n\n{left}")
    }
}

fn items(look: &Look, items: &[ImportItem]) -> String {
    let row = |item: &ImportItem| {
        let tone = match item.action {
            ImportAction::Create | ImportAction::Replace => Tone::Good,
            ImportAction::Remove => Tone::Wait,
            ImportAction::Keep => Tone::Dim,
            ImportAction::Conflict | ImportAction::Refused => Tone::Bad,
        };
        let about = item.reason.as_ref().or(item.path.as_ref()).map_or("", String::as_str);
        [Word::toned(wire(&item.action), tone), wire(&item.section).into(), (&item.name).into(), about.into()]
    };
    table(look, ["ACTION", "SECTION", "THING", "ABOUT"], items.iter().map(row).collect(), "Nothing is in this bundle.")
}

fn warnings(look: &Look, warnings: &[ImportWarning]) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let row = |warning: &ImportWarning| {
        [Word::toned(wire(&warning.concern), Tone::Wait), (&warning.name).into(), (&warning.message).into()]
    };
    format!("\n\n{}", table(look, ["BEWARE", "THING", "WHY"], warnings.iter().map(row).collect(), ""))
}

impl Human for ImportPlan {
    fn human(&self, look: &Look) -> String {
        let possible = if self.possible { Word::toned("yes", Tone::Good) } else { Word::toned("no", Tone::Bad) };
        let head = fields([("possible", Some(possible)), ("plan", Some(self.plan.as_str().into()))]);
        format!("{head}\n\n{}{}", items(look, &self.items), warnings(look, &self.warnings))
    }
}

impl Human for ImportedBundle {
    fn human(&self, look: &Look) -> String {
        let said =
            if self.changed { "Imported. OpenCode sees it after a reload." } else { "All of it was there already." };
        format!("{said}\n\n{}{}", items(look, &self.items), warnings(look, &self.warnings))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;
    use openwork_core::model::json::JsonObject;

    #[test]
    fn what_is_published_has_an_address() {
        let url = "https://share.example/b/1".parse().unwrap();
        let published = PublishedBundle { url, left_out: vec!["mcp.a.token".into()] };
        assert_snapshot!(samples::shown(&published), @r"
        url       https://share.example/b/1
        left out  mcp.a.token
        ");
    }

    #[test]
    fn what_is_fetched_is_json_without_what_moves_a_cursor() {
        let bundle = JsonObject(serde_json::from_str(r#"{"name":"a\u001b[2J"}"#).unwrap());
        assert_snapshot!(samples::shown(&FetchedBundle { bundle }), @r#"
        {
          "name": "a\u001b[2J"
        }
        "#);
    }

    #[test]
    fn a_plan_says_what_is_done_and_what_somebody_should_know() {
        let plan: ImportPlan = serde_json::from_value(serde_json::json!({
            "plan": "sha256:1", "possible": false,
            "items": [
                { "section": "skills", "name": "tidy", "action": "create", "path": ".opencode/skills/tidy/SKILL.md" },
                { "section": "files", "name": ".opencode/agents/.env", "action": "refused", "reason": "No." }
            ],
            "warnings": [{ "concern": "runs_code", "section": "opencode", "name": "mcp.x", "message": "It runs `npx`." }]
        }))
        .unwrap();
        assert_snapshot!(samples::shown(&plan), @r"
        possible  no
        plan      sha256:1

        ACTION   SECTION  THING                  ABOUT
        create   skills   tidy                   .opencode/skills/tidy/SKILL.md
        refused  files    .opencode/agents/.env  No.

        BEWARE     THING  WHY
        runs_code  mcp.x  It runs `npx`.
        ");
    }
}
