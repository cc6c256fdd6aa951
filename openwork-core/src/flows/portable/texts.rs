//! Skills, commands and files of a bundle: what each comes to as a file, or why it cannot be one.

use crate::bundles::portable::{self, LONGEST};
use crate::error::Error;
use crate::model::file_path::FilePath;
use crate::model::managed::ManagedKind;
use crate::model::portable::{BundleCommand, BundleFile, BundleSkill};
use crate::model::skill::UpsertSkill;
use crate::resources::front_matter::FrontMatter;
use crate::resources::{commands, managed, skills};
use serde_json::json;

/// What is wrong, in one sentence.
fn said(error: Error) -> String {
    error.message
}

fn fits(content: &str) -> Result<(), String> {
    if content.len() > LONGEST {
        return Err("It is larger than 1 MiB.".to_owned());
    }
    if content.contains('\0') {
        return Err("It holds a NUL, and is no text.".to_owned());
    }
    Ok(())
}

/// The text of a skill's file.
pub(super) fn skill(skill: &BundleSkill) -> Result<String, String> {
    fits(&skill.content)?;
    let word = |why: crate::text::Refused| format!("{why}.");
    let front = FrontMatter::read(&skill.content).map_err(|fault| fault.to_string())?;
    let says = |key: &str| front.text(key).ok().flatten().is_some();
    let (describes, triggers) = (says("description"), says("trigger") || says("when"));
    let field = |text: &Option<String>, is_said: bool| {
        text.clone().filter(|text| !is_said && !text.is_empty()).map(TryInto::try_into).transpose().map_err(word)
    };
    let upsert = UpsertSkill {
        name: skill.name.parse().map_err(word)?,
        content: skill.content.clone(),
        description: field(&skill.description, describes)?,
        trigger: field(&skill.trigger, triggers)?,
        if_match: None,
    };
    if crate::model::file_path::is_device(&skill.name) {
        return Err("Windows takes a file of this name for a device.".to_owned());
    }
    skills::composed(&upsert).map_err(said)
}

/// The text of a command's file.
pub(super) fn command(command: &BundleCommand) -> Result<String, String> {
    fits(&command.content)?;
    portable::command_path(&command.name)?;
    commands::carried(&command.name, &command.content, command.description.as_deref()).map_err(said)
}

/// A file's path and text.
pub(super) fn file(file: &BundleFile) -> Result<(FilePath, String), String> {
    let path = portable::path(&file.path)?;
    fits(&file.content)?;
    let name = path.split().map_or("", |(_, name)| name);
    if let Some(stem) = name.strip_suffix(".md").filter(|_| path.as_str().starts_with(".opencode/agent")) {
        let config = [("content".to_owned(), json!(file.content))].into_iter().collect();
        managed::check(ManagedKind::Agents, stem, &config).map_err(said)?;
    }
    Ok((path, file.content.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_skill(name: &str, content: &str, description: Option<&str>) -> Result<String, String> {
        let description = description.map(str::to_owned);
        skill(&BundleSkill { name: name.into(), content: content.into(), description, trigger: None })
    }

    #[test]
    fn a_skill_becomes_what_the_engine_reads() {
        let whole = "---\nname: a\ndescription: d # why\n---\nDo.\n";
        assert_eq!(a_skill("a", whole, Some("other")).unwrap(), whole);
        assert_eq!(a_skill("a", "Do.\n", Some("d")).unwrap(), "---\nname: a\ndescription: d\n---\nDo.\n");
        for (name, content) in [
            ("A", whole),
            ("../a", whole),
            ("con", "---\nname: con\ndescription: d\n---\nDo.\n"),
            ("b", whole),
            ("a", "Do."),
            ("a", "---\nname: a\ndescription: [1]\n---\nDo.\n"),
            ("a", "---\nname: a\ndescription: d\n---\n"),
            ("a", "---\nname: a\ndescription: d\n---\n\0"),
        ] {
            assert!(a_skill(name, content, None).is_err(), "{name}: {content:?}");
        }
        assert!(a_skill("a", &format!("{whole}{}", "x".repeat(LONGEST)), None).is_err());
    }

    #[test]
    fn commands_and_agents_are_read_before_they_are_taken() {
        let of = |name: &str, content: &str, description: Option<&str>| {
            let description = description.map(str::to_owned);
            command(&BundleCommand { name: name.into(), content: content.into(), description })
        };
        assert_eq!(of("a", "Do.", Some("d")).unwrap(), "---\ndescription: d\n---\nDo.");
        assert_eq!(of("a/b", "Do.", None).unwrap(), "Do.");
        for (name, content) in
            [("a", " "), ("a", "---\nsubtask: 5\n---\nDo."), ("a b", "Do."), ("a", "---\nname: b\n---\nDo.")]
        {
            assert!(of(name, content, None).is_err(), "{name}: {content:?}");
        }
        let agent = |content: &str| file(&BundleFile { path: ".opencode/agents/a.md".into(), content: content.into() });
        assert!(agent("---\ndescription: d\nmode: subagent\n---\nBe.\n").is_ok());
        for bad in ["---\nmode: boss\n---\nBe.\n", "---\nmode: 5\n---\nBe.\n", "---\nname: b\n---\nBe.\n", "---\n"] {
            assert!(agent(bad).is_err(), "{bad:?}");
        }
    }
}
