//! What makes agents able: skills, commands, MCP servers, plugins.
//!
//! Their files are the truth: they are read where the engine reads them ([`places`]), head by head ([`front_matter`]), and what
//! cannot be read is listed with its fault. Only files of the workspace are ever written.

pub(crate) mod by_hand;
pub(crate) mod commands;
pub(crate) mod definitions;
pub(crate) mod front_matter;
pub(crate) mod hub;
pub(crate) mod managed;
pub(crate) mod mcp;
pub(crate) mod places;
pub(crate) mod skills;

#[cfg(all(test, unix))]
mod tests;

use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Condition, Locks, Root, Writing};
use crate::model::file::{FileRevision, FileText, WrittenFile};
use crate::model::file_path::FilePath;
use crate::model::resource::ResourceFault;
use front_matter::HeadFault;

impl From<HeadFault> for ResourceFault {
    fn from(fault: HeadFault) -> Self {
        Self { message: fault.message, line: fault.line }
    }
}

impl HeadFault {
    /// The same as a fault of a field of a request.
    fn of_field(self, field: &str) -> Error {
        let place = self.line.map(|line| format!(" (line {line})")).unwrap_or_default();
        Error::unprocessable(field, format!("{}{place}", self.message))
    }
}

/// A file that was found and read, or why it could not be.
pub(crate) struct Read {
    pub(crate) at: places::Spot,
    pub(crate) text: Result<FileText>,
}

impl Read {
    /// Why it could not be read.
    fn fault(&self) -> Option<ResourceFault> {
        self.text.as_ref().err().map(|error| ResourceFault { message: error.message.clone(), line: None })
    }
}

/// Writes a file of the workspace, if what lies there fits.
fn write(root: &Root, locks: &Locks, path: &FilePath, content: &[u8], condition: &Condition) -> Result<WrittenFile> {
    let mut writing = Writing::begin(root, path, true, condition)?;
    writing.write(content)?;
    writing.finish(locks, condition)
}

/// What must be so for a file to be written: that it has the revision that was asked for; else that it is as it was read.
fn condition(asked: Option<FileRevision>, before: Option<&FileRevision>) -> Condition {
    let known = asked.or_else(|| before.cloned());
    Condition { absent: known.is_none(), revisions: known.map(|revision| vec![revision]), ..Condition::default() }
}

/// Refuses a name in a folder where another stands that differs in the size of its letters alone: on some disks they are one.
fn refuse_collision(root: &Root, folder: &str, name: &str) -> Result<()> {
    let folder: FilePath = folder.parse().map_err(Error::internal)?;
    let alike = |other: &&(String, files::Found)| other.0 != name && other.0.to_lowercase() == name.to_lowercase();
    match files::entries(root, &folder)?.iter().find(alike) {
        Some((other, _)) => {
            let message = format!(
                "`{folder}/{other}` is there already and differs from `{name}` in capitals alone; some disks take them for \
                 one. Take another name, or remove that one."
            );
            Err(Error::new(ErrorKind::Conflict, message))
        }
        None => Ok(()),
    }
}

/// Tells files of the same name of each other.
fn tell_doubles<T>(items: &mut [T], key: impl Fn(&T) -> Option<(String, String)>, also: impl Fn(&mut T, Vec<String>)) {
    let keys: Vec<_> = items.iter().map(&key).collect();
    for (at, item) in items.iter_mut().enumerate() {
        let Some((name, _)) = &keys[at] else { continue };
        let others = keys.iter().enumerate().filter(|(other, _)| *other != at).filter_map(|(_, key)| key.as_ref());
        let paths: Vec<_> = others.filter(|(other, _)| other == name).map(|(_, path)| path.clone()).collect();
        if !paths.is_empty() {
            also(item, paths);
        }
    }
}
