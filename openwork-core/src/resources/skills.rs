//! Skills: a folder each, with a `SKILL.md`.

use super::front_matter::{self, FrontMatter, HeadFault};
use super::places::Places;
use super::{Read, condition, refuse_collision, tell_doubles, write};
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Locks};
use crate::model::file::FileText;
use crate::model::file_path::FilePath;
use crate::model::resource::{RemovedResource, ResourceAction, ResourceName, ResourceScope};
use crate::model::skill::{Skill, SkillList, SkillText, UpsertSkill, WrittenSkill};
use serde_json::{Value, json};

/// The file of a skill.
pub(super) const FILE: &str = "SKILL.md";
/// Where new ones are put.
pub(super) const FOLDER: &str = ".opencode/skills";
/// The most characters of a description.
const DESCRIPTION: usize = 1024;

/// Every skill that the engine would see, and every file that it passes over.
pub(crate) fn list(places: &Places) -> SkillList {
    SkillList { items: found(places).into_iter().map(|(skill, _)| skill).collect() }
}

/// Those of the workspace itself, each with its path and its text.
pub(crate) fn own(places: &Places) -> Vec<(Skill, FilePath, Result<FileText>)> {
    let own = found(places).into_iter().filter(|(skill, _)| skill.scope == ResourceScope::Project);
    own.map(|(skill, file)| (skill, file.at.path, file.text)).collect()
}

fn found(places: &Places) -> Vec<(Skill, Read)> {
    let read = places.read(|name| name == FILE);
    let mut all: Vec<_> = read.into_iter().map(|file| (shown(&file), file)).collect();
    all.sort_by(|(one, _), (other, _)| (&one.name, one.scope, &one.path).cmp(&(&other.name, other.scope, &other.path)));
    let key = |(skill, _): &(Skill, Read)| skill.fault.is_none().then(|| (skill.name.clone(), skill.path.clone()));
    tell_doubles(&mut all, key, |(skill, _), also| skill.also_at = also);
    all
}

/// A file as a skill.
fn shown(file: &Read) -> Skill {
    let folder = file.at.below.trim_end_matches(FILE).trim_end_matches('/');
    let mut skill = Skill {
        name: folder.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(FILE).to_owned(),
        description: None,
        trigger: None,
        path: file.at.shown.clone(),
        scope: file.at.scope,
        revision: file.text.as_ref().ok().map(|text| text.revision.clone()),
        also_at: Vec::new(),
        fault: file.fault(),
    };
    if let Ok(text) = &file.text {
        skill.fault = head(&text.content, &mut skill).err().map(Into::into);
    }
    skill
}

/// Reads what the head of a file says into a skill.
fn head(text: &str, skill: &mut Skill) -> Result<(), HeadFault> {
    let front = FrontMatter::read(text)?;
    let lacks = |what: &str| HeadFault { message: format!("The file has no {what}."), line: Some(1) };
    if !front.is_there() {
        return Err(lacks("front matter; a skill begins with `---`, its `name`, its `description` and `---`"));
    }
    let name = front.text("name")?.filter(|name| !name.is_empty());
    name.ok_or_else(|| lacks("`name` in its front matter"))?.clone_into(&mut skill.name);
    (skill.description, skill.trigger) = about(&front)?;
    Ok(())
}

/// What a skill is for, and when to use it.
fn about(front: &FrontMatter<'_>) -> Result<(Option<String>, Option<String>), HeadFault> {
    let description = front.text("description")?.map(str::to_owned);
    let told = front.text("trigger").ok().flatten().or_else(|| front.text("when").ok().flatten());
    Ok((description, told.map(str::to_owned).or_else(|| when_to_use(front.body()))))
}

/// The same of the text of a file that is in no workspace yet.
pub(super) fn told(text: &str) -> Result<(Option<String>, Option<String>)> {
    FrontMatter::read(text).and_then(|front| about(&front)).map_err(|fault| fault.of_field("content"))
}

/// The first paragraph below a heading "When to use".
fn when_to_use(body: &str) -> Option<String> {
    let is_heading = |line: &str| line.starts_with('#');
    let mut lines = body.lines().map(str::trim).skip_while(|line| {
        !(is_heading(line) && line.trim_start_matches('#').trim().to_lowercase().starts_with("when to use"))
    });
    lines.next()?;
    let paragraph: Vec<_> = lines
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty() && !is_heading(line))
        .map(|line| line.trim_start_matches(['-', '*']).trim())
        .collect();
    let text: String = paragraph.join(" ").chars().take(DESCRIPTION).collect();
    (!text.is_empty()).then_some(text)
}

fn unknown(name: impl std::fmt::Display) -> Error {
    Error::not_found(format_args!("skill `{name}` in this workspace"))
}

/// One skill with its text.
pub(crate) fn get(places: &Places, name: &ResourceName) -> Result<SkillText> {
    let of_name = found(places).into_iter().filter(|(skill, _)| skill.name == name.as_str());
    // a faulty one last: it is not what the engine takes
    let one = of_name.min_by_key(|(skill, _)| (skill.fault.is_some(), skill.scope));
    let (item, file) = one.ok_or_else(|| unknown(name))?;
    let text = file.text?;
    Ok(SkillText { item, content: text.content, revision: text.revision })
}

/// Puts a skill in place: where one of its name lies in the workspace, else in a folder of its own.
pub(crate) fn upsert(places: &Places, locks: &Locks, wanted: UpsertSkill) -> Result<WrittenSkill> {
    let all = found(places);
    let is_own =
        |(skill, _): &&(Skill, Read)| skill.name == wanted.name.as_str() && skill.scope == ResourceScope::Project;
    let before = all.iter().find(is_own);
    let was = before.and_then(|(_, file)| file.text.as_ref().ok());
    let wanted = under_head(wanted, was.map(|text| text.content.as_str()));
    let (root, name, content) = (places.workspace(), wanted.name.as_str(), composed(&wanted)?);
    let path = if let Some((_, file)) = before {
        file.at.path.clone()
    } else {
        refuse_collision(root, FOLDER, name)?;
        format!("{FOLDER}/{name}/{FILE}").parse().map_err(Error::internal)?
    };
    if let Some((other, _)) = all.iter().find(|(skill, file)| file.at.path == path && skill.name != name)
        && before.is_none()
    {
        let message =
            format!("`{path}` is the file of the skill `{}`; take another name, or change that one.", other.name);
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    let is_asked = wanted.if_match.as_ref().is_none_or(|asked| was.is_some_and(|text| text.revision == *asked));
    let action = match was {
        Some(text) if text.content == content && is_asked => ResourceAction::Unchanged,
        _ if before.is_some() => ResourceAction::Updated,
        _ => ResourceAction::Added,
    };
    if action != ResourceAction::Unchanged {
        let known = was.map(|text| &text.revision);
        write(root, locks, &path, content.as_bytes(), &condition(wanted.if_match, known))?;
    }
    let item = found(places).into_iter().map(|(skill, _)| skill).find(|skill| skill.path == path.as_str());
    Ok(WrittenSkill { action, item: item.ok_or_else(|| unknown(name))? })
}

/// A text without a head goes under the one that the file has: it holds more than is told of a skill.
fn under_head(wanted: UpsertSkill, before: Option<&str>) -> UpsertSkill {
    let is_bare = FrontMatter::read(&wanted.content).is_ok_and(|front| !front.is_there());
    let head = before.filter(|_| is_bare).and_then(|before| {
        let front = FrontMatter::read(before).ok().filter(FrontMatter::is_there)?;
        before.get(..before.len() - front.body().len())
    });
    let content = head.map(|head| format!("{head}{}", wanted.content));
    UpsertSkill { content: content.unwrap_or_else(|| wanted.content.clone()), ..wanted }
}

/// The text of a skill's file, complete and readable by the engine.
pub(crate) fn composed(wanted: &UpsertSkill) -> Result<String> {
    let refused = |fault: HeadFault| fault.of_field("content");
    let name = wanted.name.as_str();
    if name.starts_with('-') || name.ends_with('-') || name.contains("--") {
        return Err(Error::unprocessable("name", "A skill's name has single dashes, and only between its words."));
    }
    if wanted.content.len() as u64 > files::TEXT_LIMIT {
        return Err(Error::new(ErrorKind::TooLarge, "The text of a skill has at most 5 MB."));
    }
    let front = FrontMatter::read(&wanted.content).map_err(refused)?;
    let own = front.text("name").map_err(refused)?;
    if own.is_some_and(|own| own != wanted.name.as_str()) {
        let message =
            format!("The `name` in the front matter is not `{}`; make them the same, or leave it out.", wanted.name);
        return Err(Error::unprocessable("content", message));
    }
    let mut edits: Vec<(&str, Option<Value>)> = vec![("name", Some(json!(wanted.name.as_str())))];
    edits.extend(wanted.description.as_ref().map(|text| ("description", Some(json!(text.as_str())))));
    edits.extend(wanted.trigger.as_ref().map(|text| ("trigger", Some(json!(text.as_str())))));
    let content = front_matter::edited(&wanted.content, &edits).map_err(refused)?;
    let front = FrontMatter::read(&content).map_err(refused)?;
    let described = front.text("description").map_err(refused)?.unwrap_or_default();
    match described.chars().count() {
        1..=DESCRIPTION if !described.trim().is_empty() => {}
        _ => {
            let message = "A skill needs a description of 1 to 1024 characters, here or in its front matter.";
            return Err(Error::unprocessable("description", message));
        }
    }
    if front.body().trim().is_empty() {
        return Err(Error::unprocessable("content", "A skill says something besides its front matter."));
    }
    Ok(content)
}

/// Removes the file of a skill, and its folder if nothing else is in it.
pub(crate) fn remove(
    places: &Places,
    locks: &Locks,
    name: &ResourceName,
    asked: Option<crate::model::file::FileRevision>,
) -> Result<(RemovedResource, FilePath)> {
    let of_name: Vec<_> = found(places).into_iter().filter(|(skill, _)| skill.name == name.as_str()).collect();
    let own = of_name.iter().position(|(skill, _)| skill.scope == ResourceScope::Project);
    let Some(at) = own else {
        return Err(match of_name.first() {
            Some((skill, _)) => only_global("skill", name, &skill.path),
            None => unknown(name),
        });
    };
    let path = of_name[at].1.at.path.clone();
    let known = asked.map(|revision| condition(Some(revision), None)).unwrap_or_default();
    files::remove(places.workspace(), locks, &path, &known)?;
    if let Some((folder, _)) = path.split() {
        files::remove_empty(places.workspace(), &folder);
    }
    let still = found(places).into_iter().filter(|(skill, _)| skill.name == name.as_str() && skill.fault.is_none());
    let still_defined_by = still.map(|(skill, _)| skill.path).collect();
    let removed = RemovedResource { name: name.as_str().to_owned(), path: path.as_str().to_owned(), still_defined_by };
    Ok((removed, path))
}

/// That what is the user's own is not removed from a workspace.
pub(super) fn only_global(kind: &str, name: &ResourceName, path: &str) -> Error {
    let message = format!(
        "The {kind} `{name}` is the user's own, for all workspaces (`{path}`), and is not removed from one; remove that \
         file yourself."
    );
    Error::new(ErrorKind::Conflict, message)
}
