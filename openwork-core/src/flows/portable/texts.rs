//! Skills, commands and files of a bundle: what each comes to as a file, or why it cannot be one.

use crate::bundles::portable::{self, LONGEST, Unit};
use crate::error::Error;
use crate::model::file_path::FilePath;
use crate::model::managed::ManagedKind;
use crate::model::portable::{BundleCommand, BundleFile, BundleSkill, ImportConcern};
use crate::model::skill::UpsertSkill;
use crate::resources::front_matter::FrontMatter;
use crate::resources::{commands, managed, skills};
use serde_json::{Map, Value, json};

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
    let text = commands::carried(&command.name, &command.content, command.description.as_deref()).map_err(said)?;
    taken(("command", &command.name), &text, "template").map(|()| text)
}

/// Whether OpenCode takes a text, whose head is the fields of what it is: else it would refuse the whole workspace.
fn taken((key, name): (&str, &str), text: &str, body: &str) -> Result<(), String> {
    let front = FrontMatter::read(text).map_err(|fault| fault.to_string())?;
    let mut fields = front.fields().clone();
    fields.insert(body.to_owned(), front.body().into());
    let unit = Unit { way: vec![key.to_owned(), name.to_owned()], value: Value::Object(fields) };
    super::config::misfit(&unit).map_or(Ok(()), Err)
}

/// The name of the agent that a file is, if it is one.
fn agent_of(path: &FilePath) -> Option<&str> {
    let name = path.as_str().starts_with(".opencode/agent").then(|| path.split())??.1;
    name.strip_suffix(".md")
}

/// A file's path and text.
pub(super) fn file(file: &BundleFile) -> Result<(FilePath, String), String> {
    let path = portable::path(&file.path)?;
    fits(&file.content)?;
    if let Some(name) = agent_of(&path) {
        let config = [("content".to_owned(), json!(file.content))].into_iter().collect();
        managed::check(ManagedKind::Agents, name, &config).map_err(said)?;
        taken(("agent", name), &file.content, "prompt")?;
        if let Some(outside) = portable::outside_of(&head(&file.content)).first() {
            return Err(format!(
                "Its head has `{}`, for folders outside of the workspace, which are of one machine; take it out.",
                portable::plain(outside)
            ));
        }
    }
    Ok((path, file.content.clone()))
}

/// What somebody should know of a file that is taken in.
pub(super) fn concern((path, content): &(FilePath, String)) -> Option<(ImportConcern, String)> {
    let of_agent = agent_of(path).and_then(|_| portable::of_agent(&head(content)));
    of_agent.or_else(|| portable::of_file(path))
}

/// What stands in the head of a text that can be read.
fn head(content: &str) -> Map<String, Value> {
    FrontMatter::read(content).map(|front| front.fields().clone()).unwrap_or_default()
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

    #[test]
    fn g15_an_agent_has_no_rules_for_folders_outside_and_what_it_may_do_is_told() {
        let agent = |head: &str| {
            let content = format!("---\ndescription: d\n{head}\n---\nBe.\n");
            file(&BundleFile { path: ".opencode/agents/a.md".into(), content })
        };
        for bad in [
            "permission:\n  external_directory: allow",
            "permission:\n  external_directory:\n    /etc/*: allow",
            "permission:\n  \"*_directory\": allow",
            "tools:\n  external_directory: true",
        ] {
            assert!(agent(bad).is_err_and(|why| why.contains("outside")), "{bad}");
        }
        let told = |head: &str| concern(&agent(head).unwrap()).map(|(_, message)| message).unwrap_or_default();
        for all in ["permission: allow", "permission:\n  \"*\": allow", "tools:\n  \"*\": true"] {
            assert!(told(all).contains("outside of the workspace too"), "{all}");
        }
        assert!(told("permission:\n  bash: allow").ends_with("without asking."));
        assert_eq!(told("permission:\n  bash: ask\ntools:\n  write: false"), "");
        let tool = (".opencode/tools/a.ts".parse().unwrap(), "x".to_owned());
        assert!(concern(&tool).is_some_and(|(concern, _)| concern == ImportConcern::RunsCode));
    }
}
