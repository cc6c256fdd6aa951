//! Commands: a Markdown file each.

use super::front_matter::{self, FrontMatter, HeadFault};
use super::places::Places;
use super::skills::only_global;
use super::{Read, condition, refuse_collision, tell_doubles, write};
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Locks};
use crate::model::command::{CommandWords, DefinedCommand, DefinedCommandList, UpsertCommand, WrittenCommand};
use crate::model::file::{FileRevision, FileText};
use crate::model::file_path::FilePath;
use crate::model::resource::{RemovedResource, ResourceAction, ResourceName, ResourceScope};
use serde_json::{Value, json};

/// Where new ones are put.
const FOLDER: &str = ".opencode/commands";
/// How their files end.
const END: &str = ".md";

/// Every command in a file that the engine would see, and those that it trips over.
pub(crate) fn list(places: &Places) -> DefinedCommandList {
    DefinedCommandList { items: found(places).into_iter().map(|(command, _)| command).collect() }
}

/// Those of the workspace itself, each with its path and its text.
pub(crate) fn own(places: &Places) -> Vec<(DefinedCommand, FilePath, Result<FileText>)> {
    let own = found(places).into_iter().filter(|(command, _)| command.scope == ResourceScope::Project);
    own.map(|(command, file)| (command, file.at.path, file.text)).collect()
}

/// The text of a command's file as it is carried, with a description where its head has none; readable by the engine.
pub(crate) fn carried(name: &str, content: &str, description: Option<&str>) -> Result<String> {
    let refused = |fault: HeadFault| fault.of_field("content");
    let own = FrontMatter::read(content).map_err(refused)?.text("description").map_err(refused)?.is_some();
    let wanted = description.filter(|_| !own).map(|text| ("description", Some(json!(text))));
    let text = front_matter::edited(content, wanted.as_slice()).map_err(refused)?;
    let mut command = blank(name);
    head(&text, &mut command).map_err(refused)?;
    if command.name != name {
        let message = format!("The `name` in the front matter is not `{name}`; make them the same, or leave it out.");
        return Err(Error::unprocessable("content", message));
    }
    if command.template.is_empty() {
        return Err(Error::unprocessable("content", "A command sends something; its template is empty."));
    }
    Ok(text)
}

/// A command of which only the name is known.
fn blank(name: &str) -> DefinedCommand {
    DefinedCommand {
        name: name.to_owned(),
        description: None,
        agent: None,
        model: None,
        subtask: None,
        template: String::new(),
        path: String::new(),
        scope: ResourceScope::Project,
        revision: None,
        also_at: Vec::new(),
        fault: None,
    }
}

fn found(places: &Places) -> Vec<(DefinedCommand, Read)> {
    let read = places.read(|name| name.len() > END.len() && name.ends_with(END));
    let mut all: Vec<_> = read.into_iter().map(|file| (shown(&file), file)).collect();
    all.sort_by(|(one, _), (other, _)| (&one.name, one.scope, &one.path).cmp(&(&other.name, other.scope, &other.path)));
    // a faulty one counts too: the engine takes some of them for what they are
    let key = |(command, _): &(DefinedCommand, Read)| Some((command.name.clone(), command.path.clone()));
    tell_doubles(&mut all, key, |(command, _), also| command.also_at = also);
    all
}

fn shown(file: &Read) -> DefinedCommand {
    let mut command = DefinedCommand {
        path: file.at.shown.clone(),
        scope: file.at.scope,
        revision: file.text.as_ref().ok().map(|text| text.revision.clone()),
        fault: file.fault(),
        ..blank(file.at.below.strip_suffix(END).unwrap_or(&file.at.below))
    };
    if let Ok(text) = &file.text {
        command.fault = head(&text.content, &mut command).err().map(Into::into);
    }
    command
}

/// Reads a file into a command, as far as it goes.
fn head(text: &str, command: &mut DefinedCommand) -> Result<(), HeadFault> {
    text.trim().clone_into(&mut command.template); // what the engine sends where it cannot read the head
    let front = FrontMatter::read(text)?;
    front.body().trim().clone_into(&mut command.template);
    if let Some(name) = front.text("name")? {
        name.clone_into(&mut command.name);
    }
    command.description = front.text("description")?.map(str::to_owned);
    command.agent = front.text("agent")?.map(str::to_owned);
    command.model = front.text("model")?.map(str::to_owned);
    command.subtask = front.flag("subtask")?;
    Ok(())
}

fn unknown(name: impl std::fmt::Display) -> Error {
    Error::not_found(format_args!("command `{name}` in a file of this workspace"))
}

/// Puts a command in place: where one of its name lies in the workspace, else in a file of its own.
pub(crate) fn upsert(places: &Places, locks: &Locks, wanted: UpsertCommand) -> Result<WrittenCommand> {
    let (root, name) = (places.workspace(), wanted.name.as_str());
    if wanted.template.trim().is_empty() {
        return Err(Error::unprocessable("template", "A command sends something; its template is empty."));
    }
    let all = found(places);
    let before = all.iter().find(|(command, _)| command.name == name && command.scope == ResourceScope::Project);
    let path: FilePath = if let Some((_, file)) = before {
        file.at.path.clone()
    } else {
        let file = format!("{name}{END}");
        refuse_collision(root, FOLDER, &file)?;
        format!("{FOLDER}/{file}").parse().map_err(Error::internal)?
    };
    if let Some((other, _)) = all.iter().find(|(_, file)| file.at.path == path)
        && before.is_none()
    {
        let message =
            format!("`{path}` is the file of the command `{}`; take another name, or change that one.", other.name);
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    let was = before.and_then(|(_, file)| file.text.as_ref().ok());
    let content = composed(&wanted, was.map_or("", |text| &text.content))?;
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
    let item = found(places).into_iter().map(|(command, _)| command).find(|command| command.path == path.as_str());
    Ok(WrittenCommand { action, item: item.ok_or_else(|| unknown(name))? })
}

/// The text of a command's file: what is known of its head is changed in what was there, all below it is new.
fn composed(wanted: &UpsertCommand, before: &str) -> Result<String> {
    if wanted.template.len() as u64 > files::TEXT_LIMIT {
        return Err(Error::new(ErrorKind::TooLarge, "The template of a command has at most 5 MB."));
    }
    // a head that cannot be read is not worth keeping
    let head = FrontMatter::read(before).ok().map(|front| &before[..before.len() - front.body().len()]);
    let words = |words: &Option<CommandWords>| words.as_ref().map(|words| json!(words.as_str()));
    let edits: [(&str, Option<Value>); 4] = [
        ("description", words(&wanted.description)),
        ("agent", words(&wanted.agent)),
        ("model", words(&wanted.model)),
        ("subtask", wanted.subtask.map(Value::Bool)),
    ];
    let refused = |fault: HeadFault| fault.of_field("template");
    let template = wanted.template.trim_start_matches(['\r', '\n']);
    let mut text = front_matter::edited(head.unwrap_or_default(), &edits).map_err(refused)?;
    let begins_like_one = template.starts_with("---");
    if begins_like_one && !FrontMatter::read(&text).map_err(refused)?.is_there() {
        text.push_str("---\n---\n");
    }
    text.push_str(template);
    let end = if template.ends_with('\n') { "" } else { "\n" };
    text.push_str(end);
    Ok(text)
}

/// Removes the file of a command.
pub(crate) fn remove(
    places: &Places,
    locks: &Locks,
    name: &ResourceName,
    asked: Option<FileRevision>,
) -> Result<(RemovedResource, FilePath)> {
    let of_name: Vec<_> = found(places).into_iter().filter(|(command, _)| command.name == name.as_str()).collect();
    let own = of_name.iter().position(|(command, _)| command.scope == ResourceScope::Project);
    let Some(at) = own else {
        return Err(match of_name.first() {
            Some((command, _)) => only_global("command", name, &command.path),
            None => unknown(name),
        });
    };
    let path = of_name[at].1.at.path.clone();
    let known = asked.map(|revision| condition(Some(revision), None)).unwrap_or_default();
    files::remove(places.workspace(), locks, &path, &known)?;
    let still = found(places).into_iter().filter(|(command, _)| command.name == name.as_str());
    let still_defined_by = still.map(|(command, _)| command.path).collect();
    let removed = RemovedResource { name: name.as_str().to_owned(), path: path.as_str().to_owned(), still_defined_by };
    Ok((removed, path))
}
