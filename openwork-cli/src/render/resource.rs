//! Skills and commands, shown.

use super::style::Tone;
use super::{Human, Look, Word, brief, fields, plain, table, wire};
use openwork_core::model::command::{DefinedCommand, DefinedCommandList, WrittenCommand};
use openwork_core::model::resource::{RemovedResource, ResourceAction, ResourceFault};
use openwork_core::model::skill::{HubSkill, HubSkillList, InstalledSkill, Skill, SkillList, SkillText, WrittenSkill};

/// The width of a description in a table.
const BRIEF: usize = 60;

/// What makes the engine see what was changed.
pub(super) const RELOAD: &str = "OpenCode sees it after `openwork-cli workspaces reload`.";

/// What was done, and with it what the engine has to do.
pub(super) fn written(action: ResourceAction, item: &str) -> String {
    let done = fields([("action", Some(wire(&action).into()))]);
    match action {
        ResourceAction::Unchanged => format!("{done}\n\n{item}"),
        ResourceAction::Added | ResourceAction::Updated => format!("{done}\n\n{item}\n\n{RELOAD}"),
    }
}

fn fault(fault: Option<&ResourceFault>) -> Option<Word> {
    let said = |fault: &ResourceFault| match fault.line {
        Some(line) => format!("line {line}: {}", fault.message),
        None => fault.message.clone(),
    };
    fault.map(|fault| Word::toned(said(fault), Tone::Bad))
}

/// What a row says of a thing: its fault, else what it is for.
fn about(fault_of: Option<&ResourceFault>, description: Option<&String>) -> Word {
    match fault_of {
        Some(fault) => Word::toned(brief(&fault.message, BRIEF), Tone::Bad),
        None => brief(description.map_or("", String::as_str), BRIEF).into(),
    }
}

fn also(paths: &[String]) -> Option<Word> {
    (!paths.is_empty()).then(|| Word::toned(paths.join("\n"), Tone::Wait))
}

impl Human for SkillList {
    fn human(&self, look: &Look) -> String {
        let row = |skill: &Skill| {
            let about = about(skill.fault.as_ref(), skill.description.as_ref());
            [(&skill.name).into(), wire(&skill.scope).into(), about, Word::toned(&skill.path, Tone::Dim)]
        };
        let empty = "No skills. Make one with `openwork-cli skills upsert`.";
        table(look, ["SKILL", "SCOPE", "ABOUT", "FILE"], self.items.iter().map(row).collect(), empty)
    }
}

impl Human for Skill {
    fn human(&self, _: &Look) -> String {
        fields([
            ("skill", Some((&self.name).into())),
            ("description", self.description.as_ref().map(Word::from)),
            ("trigger", self.trigger.as_ref().map(Word::from)),
            ("scope", Some(wire(&self.scope).into())),
            ("file", Some((&self.path).into())),
            ("also at", also(&self.also_at)),
            ("fault", fault(self.fault.as_ref())),
            ("revision", self.revision.as_ref().map(|revision| revision.as_str().into())),
        ])
    }
}

impl Human for SkillText {
    fn human(&self, _: &Look) -> String {
        plain(self.content.trim_end()).into_owned()
    }
}

impl Human for WrittenSkill {
    fn human(&self, look: &Look) -> String {
        written(self.action, &self.item.human(look))
    }
}

impl Human for HubSkillList {
    fn human(&self, look: &Look) -> String {
        let row = |skill: &HubSkill| {
            let about = about(skill.fault.as_ref(), skill.description.as_ref());
            [(&skill.name).into(), about, Word::toned(&skill.path, Tone::Dim)]
        };
        table(look, ["SKILL", "ABOUT", "FOLDER"], self.items.iter().map(row).collect(), "No skills in the hub.")
    }
}

impl Human for InstalledSkill {
    fn human(&self, look: &Look) -> String {
        let done = fields([
            ("action", Some(wire(&self.action).into())),
            ("written", (!self.files.is_empty()).then(|| self.files.join("\n").into())),
        ]);
        let item = self.item.human(look);
        if self.files.is_empty() { format!("{done}\n\n{item}") } else { format!("{done}\n\n{item}\n\n{RELOAD}") }
    }
}

impl Human for DefinedCommandList {
    fn human(&self, look: &Look) -> String {
        let row = |command: &DefinedCommand| {
            let about = about(command.fault.as_ref(), command.description.as_ref());
            [(&command.name).into(), wire(&command.scope).into(), about, Word::toned(&command.path, Tone::Dim)]
        };
        let empty = "No commands in files. Make one with `openwork-cli commands upsert`.";
        table(look, ["COMMAND", "SCOPE", "ABOUT", "FILE"], self.items.iter().map(row).collect(), empty)
    }
}

impl Human for DefinedCommand {
    fn human(&self, _: &Look) -> String {
        fields([
            ("command", Some((&self.name).into())),
            ("description", self.description.as_ref().map(Word::from)),
            ("agent", self.agent.as_ref().map(Word::from)),
            ("model", self.model.as_ref().map(Word::from)),
            ("subtask", self.subtask.map(|subtask| if subtask { "yes" } else { "no" }.into())),
            ("scope", Some(wire(&self.scope).into())),
            ("file", Some((&self.path).into())),
            ("also at", also(&self.also_at)),
            ("fault", fault(self.fault.as_ref())),
            ("revision", self.revision.as_ref().map(|revision| revision.as_str().into())),
            ("template", Some((&self.template).into())),
        ])
    }
}

impl Human for WrittenCommand {
    fn human(&self, look: &Look) -> String {
        written(self.action, &self.item.human(look))
    }
}

impl Human for RemovedResource {
    fn human(&self, _: &Look) -> String {
        let gone = format!("Removed {} ({}).", plain(&self.name), plain(&self.path));
        match self.still_defined_by.as_slice() {
            [] => format!("{gone} {RELOAD}"),
            paths => format!("{gone} It is still defined by {}. {RELOAD}", plain(&paths.join(", "))),
        }
    }
}
