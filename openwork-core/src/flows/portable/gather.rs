//! What a workspace has that can be carried, as it lies in its files.

use super::texts;
use crate::bundles::portable::{self, FOLDERS, KEYS, LISTS, LONGEST};
use crate::config::effective;
use crate::config::layers::{self, Around, Layer};
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Found, Root};
use crate::ids::WorkspaceId;
use crate::model::config::ConfigLayerKind;
use crate::model::file::{FileRevision, FileText};
use crate::model::file_path::FilePath;
use crate::model::portable::{BundleCommand, BundleFile, BundleSection, BundleSkill, LeftOut};
use crate::resources::places::{Places, UserFolders};
use crate::resources::{commands, skills};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The most files that are looked at.
const LOOKED_AT: usize = 4000;

/// Why something is left out.
const NOT_CARRIED: &str = "Links, and what is no file, are not carried.";

/// Where a workspace lies, and what else is read of it.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) folder: PathBuf,
    pub(super) data: PathBuf,
    pub(super) config: layers::Places,
    /// The workspaces that have what lies there too.
    pub(super) inner: Vec<(WorkspaceId, PathBuf)>,
}

impl At {
    /// The folder, opened.
    pub(super) fn root(&self) -> Result<Root> {
        Root::open(&self.folder, &self.data)
    }
}

/// A skill, a command or a file that is there.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) path: FilePath,
    pub(super) content: String,
    pub(super) revision: FileRevision,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Here {
    pub(super) root: Root,
    /// The configurations in the workspace, the one with the last word last.
    pub(super) layers: Vec<Layer>,
    /// All that OpenCode reads, those elsewhere too.
    pub(super) around: Around,
    pub(super) skills: Vec<Text>,
    pub(super) commands: Vec<Text>,
    pub(super) files: Vec<Text>,
    /// What is there and cannot be carried.
    pub(super) left_out: Vec<LeftOut>,
}

/// Looks at a workspace. Writes nothing. Blocks.
pub(super) fn look(at: &At) -> Result<Here> {
    let is_inside = |layer: &&Layer| matches!(layer.kind, ConfigLayerKind::Project | ConfigLayerKind::Managed);
    let around = layers::around(&at.folder, &at.inner, (&at.data, &at.config))?;
    let layers: Vec<_> = around.own.iter().filter(is_inside).cloned().collect();
    if let Some(message) = layers.iter().find_map(in_the_way) {
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    let mut here = Here {
        root: at.root()?,
        layers,
        around,
        skills: Vec::new(),
        commands: Vec::new(),
        files: Vec::new(),
        left_out: Vec::new(),
    };
    here.take_skills(at)?;
    here.take_commands(at)?;
    for folder in FOLDERS {
        let folder: FilePath = folder.parse().map_err(Error::internal)?;
        // what lies behind a link is somebody else's, and would be taken for what is to be replaced
        if files::is_linked(&here.root, &folder) {
            here.leave(BundleSection::Files, folder.as_str(), NOT_CARRIED.to_owned());
        } else {
            here.take_files(&folder, 0)?;
        }
    }
    Ok(here)
}

/// Why a configuration keeps all of them from being carried.
fn in_the_way(layer: &Layer) -> Option<String> {
    let name = &layer.name;
    if layer.leads_out {
        return Some(format!("`{name}` leads out of the workspace; put the file itself there, then try again."));
    }
    let message = &layer.issues.first()?.message;
    // what could not be read at all says so in a sentence of its own
    let why = if layer.text.is_some() { format!("`{name}` cannot be read: {message}.") } else { message.clone() };
    Some(format!("{why} Repair it, then try again."))
}

impl Here {
    /// Where its configuration has rules for folders outside of the workspace.
    pub(super) fn permits_outside(&self) -> BTreeSet<String> {
        self.layers.iter().flat_map(|layer| portable::as_rules(&mut layer.value.clone())).collect()
    }

    /// The configuration that the files of the workspace come to, as it is written, as far as it is carried.
    pub(super) fn config(&self) -> Map<String, Value> {
        laid(self.layers.iter())
    }

    fn take_skills(&mut self, at: &At) -> Result<()> {
        let places = Places::of_skills(at.root()?, &UserFolders::default(), &at.data)?;
        for (skill, path, text) in skills::own(&places) {
            let fault = skill.fault.map(|fault| fault.message);
            let check = |content: &str| {
                texts::skill(&BundleSkill {
                    name: skill.name.clone(),
                    content: content.to_owned(),
                    description: None,
                    trigger: None,
                })
            };
            let text = carried(fault, text, check);
            self.take(BundleSection::Skills, skill.name.clone(), path, text);
        }
        Ok(())
    }

    fn take_commands(&mut self, at: &At) -> Result<()> {
        let places = Places::of_commands(at.root()?, &UserFolders::default(), &at.data)?;
        for (command, path, text) in commands::own(&places) {
            let fault = command.fault.map(|fault| fault.message);
            let check = |content: &str| {
                let (name, content) = (command.name.clone(), content.to_owned());
                texts::command(&BundleCommand { name, content, description: None })
            };
            let text = carried(fault, text, check);
            self.take(BundleSection::Commands, command.name.clone(), path, text);
        }
        Ok(())
    }

    fn take_files(&mut self, folder: &FilePath, depth: usize) -> Result<()> {
        let entries = match files::entries(&self.root, folder) {
            Ok(entries) => entries,
            Err(error) if error.kind == ErrorKind::Internal => return Err(error),
            Err(error) => {
                self.leave(BundleSection::Files, folder.as_str(), error.message);
                return Ok(());
            }
        };
        for (name, found) in entries {
            let path = FilePath::below(folder.as_str(), &name);
            if self.files.len() + self.left_out.len() > LOOKED_AT {
                let message =
                    format!("More than {LOOKED_AT} files lie below `.opencode`; keep there what is meant to be.");
                return Err(Error::new(ErrorKind::TooLarge, message));
            }
            let Ok(at) = path.parse::<FilePath>() else { continue };
            if !portable::is_carried(&name) {
                self.leave(BundleSection::Files, &path, "Files of such a name are not carried.".to_owned());
            } else if found == Found::Dir && !files::is_link(&self.root, &at) && depth < 32 {
                self.take_files(&at, depth + 1)?;
            } else if found == Found::File && !files::is_link(&self.root, &at) {
                let check = |content: &str| {
                    let content = content.to_owned();
                    texts::file(&BundleFile { path: path.clone(), content }).map(|(_, content)| content)
                };
                let text = carried(None, files::read_text(&self.root, &at), check);
                self.take(BundleSection::Files, path.clone(), at, text);
            } else {
                self.leave(BundleSection::Files, &path, NOT_CARRIED.to_owned());
            }
        }
        Ok(())
    }

    fn take(&mut self, section: BundleSection, name: String, path: FilePath, text: Result<FileText, String>) {
        let all = match section {
            BundleSection::Skills => &mut self.skills,
            BundleSection::Commands => &mut self.commands,
            BundleSection::Files | BundleSection::Opencode => &mut self.files,
        };
        let is_double = all.iter().any(|other| other.name == name);
        let is_linked = files::is_linked(&self.root, &path);
        match text {
            Ok(_) if is_linked => self.leave(section, &name, NOT_CARRIED.to_owned()),
            Ok(_) if is_double => {
                self.leave(section, &name, format!("Another file has the same name; `{path}` is left out."));
            }
            Ok(FileText { content, revision, .. }) => all.push(Text { name, path, content, revision }),
            Err(why) => self.leave(section, &name, why),
        }
    }

    fn leave(&mut self, section: BundleSection, name: &str, reason: String) {
        let path = format!("{}.{}", section.as_str(), portable::plain(name));
        self.left_out.push(LeftOut { path, reason });
    }
}

/// A text, if it can be carried as it is; else why not.
fn carried(
    fault: Option<String>,
    text: Result<FileText>,
    check: impl Fn(&str) -> Result<String, String>,
) -> Result<FileText, String> {
    if let Some(fault) = fault {
        return Err(fault);
    }
    let text = text.map_err(|error| error.message)?;
    if text.content.len() > LONGEST {
        return Err("It is larger than the 1 MiB that is carried of one file.".to_owned());
    }
    check(&text.content)?;
    Ok(text)
}

/// What these layers come to, as far as it is carried.
pub(super) fn laid<'l>(layers: impl Iterator<Item = &'l Layer>) -> Map<String, Value> {
    let (mut all, mut lists) = (Map::new(), [Vec::new(), Vec::new()]);
    for layer in layers {
        let mut own = layer.value.clone();
        own.retain(|key, _| KEYS.contains(&key.as_str()));
        portable::as_rules(&mut own);
        for (key, list) in LISTS.iter().zip(&mut lists) {
            if let Some(Value::Array(more)) = own.remove(*key) {
                list.extend(more);
            }
        }
        effective::merge(&mut all, own);
    }
    let [instructions, plugins] = lists;
    let lists = [effective::first_of_each(instructions), effective::last_of_each(plugins)];
    for (key, list) in LISTS.iter().zip(lists).filter(|(_, list)| !list.is_empty()) {
        all.insert((*key).to_owned(), Value::Array(list));
    }
    all
}
