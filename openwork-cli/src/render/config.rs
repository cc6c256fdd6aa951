//! Configurations, shown.

use super::style::{Tone, dim};
use super::{Human, Look, Word, plain, table, wire};
use openwork_core::model::config::{
    ConfigIssue, ConfigKey, ConfigRule, PatchedConfig, RawConfig, ValidatedConfig, WorkspaceConfig,
};
use openwork_core::model::json::JsonObject;

/// An object as JSON that people can read.
fn object(of: &JsonObject) -> String {
    plain(&serde_json::to_string_pretty(of).unwrap_or_default()).into_owned()
}

/// One fault: where, then what.
fn issue(issue: &ConfigIssue) -> String {
    let file = issue.file.as_deref().unwrap_or("the text");
    let place = issue.line.zip(issue.column).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
    let key = issue.key.as_ref().map(|key| format!("`{key}`: ")).unwrap_or_default();
    plain(&format!("{file}{place} {key}{}", issue.message)).into_owned()
}

fn keys(look: &Look, keys: &[ConfigKey]) -> String {
    let row = |key: &ConfigKey| [Word::from(&key.key), key.files.join(" < ").into()];
    table(look, ["KEY", "DEFINED BY"], keys.iter().map(row).collect(), "No file defines anything.")
}

fn rules(look: &Look, rules: &[ConfigRule]) -> String {
    let row = |rule: &ConfigRule| {
        let agent = rule.agent.as_deref().unwrap_or_default();
        let says = wire(&rule.action).into();
        [Word::from(&rule.permission), Word::from(&rule.pattern), says, agent.into(), Word::from(&rule.file)]
    };
    let head = ["PERMISSION", "PATTERN", "ACTION", "AGENT", "FILE"];
    table(look, head, rules.iter().map(row).collect(), "There are no rules.")
}

impl Human for WorkspaceConfig {
    fn human(&self, look: &Look) -> String {
        let layers = self.layers.iter().map(|layer| {
            let state = match (layer.exists, layer.issues.is_empty()) {
                (false, _) => Word::toned("not there", Tone::Dim),
                (true, true) => "".into(),
                (true, false) => Word::toned("broken", Tone::Bad),
            };
            [Word::from(&layer.file), wire(&layer.kind).into(), state]
        });
        let layers = table(look, ["FILE", "KIND", ""], layers.collect(), "There are no files.");
        let mut parts = vec![dim("What holds:"), object(&self.effective), keys(look, &self.keys), layers];
        if !self.rules.is_empty() {
            parts.extend([dim("Rules; of those that fit, the last counts:"), rules(look, &self.rules)]);
        }
        parts.extend(self.layers.iter().flat_map(|layer| layer.issues.iter().map(issue)));
        if !self.stored.opencode.0.is_empty() {
            parts.extend([dim("Set through OpenWork:"), object(&self.stored.opencode)]);
        }
        let folders = self.stored.openwork.authorized_folders.iter();
        parts.extend(folders.map(|folder| format!("Authorised: {}", plain(folder))));
        parts.extend(self.by_hand.iter().map(|key| format!("Changed by hand: {}", plain(key))));
        parts.push(dim(self.stored.revision.as_str()));
        parts.join("\n")
    }
}

impl Human for PatchedConfig {
    fn human(&self, look: &Look) -> String {
        let mut parts = vec![self.config.human(look)];
        if !self.elsewhere.is_empty() {
            parts.extend(["Another file has the last word:".to_owned(), keys(look, &self.elsewhere)]);
        }
        if !self.overruled.is_empty() {
            let message = "These rules count no more, since one of this change comes after them:";
            parts.extend([message.to_owned(), rules(look, &self.overruled)]);
        }
        parts.extend(self.overwritten.iter().map(|key| format!("Taken over from a hand: {}", plain(key))));
        parts.join("\n")
    }
}

impl Human for RawConfig {
    fn human(&self, _: &Look) -> String {
        if self.exists { plain(&self.content).into_owned() } else { dim(&format!("There is no {} yet.", self.path)) }
    }
}

impl Human for ValidatedConfig {
    fn human(&self, _: &Look) -> String {
        if self.valid {
            return "OpenCode would take it.".to_owned();
        }
        self.issues.iter().map(issue).collect::<Vec<_>>().join("\n")
    }
}
