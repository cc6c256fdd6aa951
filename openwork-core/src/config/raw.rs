//! The user's own configuration, as a text: read as it is, and written whole.

use super::disk::{LARGEST, Place, revision};
use super::named::{Base, Reach, missing};
use super::{layers::Places, previous, schema};
use crate::error::{Error, ErrorKind, Result};
use crate::files::Locks;
use crate::ids::WorkspaceId;
use crate::model::config::{ConfigIssue, ConfigScope, PutRawConfig, RawConfig};
use crate::platform::unwritten;
use std::path::{Path, PathBuf};

/// Where a file of the user lies, and where its previous versions are kept.
#[derive(Debug)]
pub(crate) struct Own {
    scope: ConfigScope,
    folder: PathBuf,
    versions: PathBuf,
    home: Option<PathBuf>,
}

impl Own {
    /// Of a workspace.
    pub(crate) fn project(folder: &Path, places: &Places, data: &Path, id: &WorkspaceId) -> Self {
        let (folder, versions, home) = (folder.to_path_buf(), previous::home(data, id), places.home.clone());
        Self { scope: ConfigScope::Project, folder, versions, home }
    }

    /// Of all folders.
    pub(crate) fn global(places: &Places, data: &Path) -> Result<Self> {
        let none =
            || Error::new(ErrorKind::Conflict, "This server does not know where OpenCode keeps its configuration.");
        let folder = places.global.clone().ok_or_else(none)?;
        // people keep it elsewhere, behind a link
        let folder = folder.canonicalize().unwrap_or(folder);
        let (versions, home) = (data.join("global"), places.home.clone());
        Ok(Self { scope: ConfigScope::Global, folder, versions, home })
    }

    /// The file that has the last word of those that are there; else the one to be made.
    fn name(&self, place: &Place) -> &'static str {
        let names: &[&str] = match self.scope {
            ConfigScope::Project => &["opencode.jsonc", "opencode.json"],
            ConfigScope::Global => &["opencode.jsonc", "opencode.json", "config.json"],
        };
        names.iter().find(|name| place.has(name)).copied().unwrap_or("opencode.jsonc")
    }

    /// The file as it is. Writes nothing. Blocks.
    pub(crate) fn read(&self) -> Result<RawConfig> {
        if self.scope == ConfigScope::Global && !self.folder.exists() {
            return Ok(self.shown("opencode.jsonc", None));
        }
        let place = Place::open(&self.folder)?;
        let name = self.name(&place);
        Ok(self.shown(name, place.read(name)?.map(|found| found.text)))
    }

    /// Puts another text in its place, if OpenCode would take it. Says which file it is, and whether it changed. Blocks.
    pub(crate) fn write(&self, wanted: &PutRawConfig, locks: &Locks) -> Result<(RawConfig, PathBuf, bool)> {
        if wanted.content.len() as u64 > LARGEST {
            return Err(Error::new(ErrorKind::TooLarge, "A configuration has 1 MiB at most."));
        }
        let issues = schema::issues(&wanted.content, None);
        if !issues.is_empty() {
            return Err(refused(&issues));
        }
        if self.scope == ConfigScope::Global {
            std::fs::create_dir_all(&self.folder).map_err(unwritten)?;
        }
        let place = Place::open(&self.folder)?;
        let name = self.name(&place);
        let found = place.read(name)?;
        let now = found.as_ref().map(super::disk::Found::revision);
        if wanted.if_match.is_some() && wanted.if_match != now {
            let message = format!("`{name}` has changed; read it again, and then write it.");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let missing = self.missing(&place, &wanted.content, Reach::Everywhere);
        if !missing.is_empty() {
            return Err(refused(&missing));
        }
        let is_changed = found.as_ref().is_none_or(|found| found.text != wanted.content);
        if is_changed {
            if let Some(found) = &found {
                previous::keep(&self.versions, name, &found.text)?;
            }
            place.write(name, &wanted.content, found.as_ref(), locks)?;
        }
        Ok((self.shown(name, Some(wanted.content.clone())), self.folder.join(name), is_changed))
    }

    /// What OpenCode would not take of a text in its place, without writing it. Blocks.
    pub(crate) fn issues(&self, text: &str, reach: Reach) -> Result<Vec<ConfigIssue>> {
        let mut issues = schema::issues(text, None);
        if issues.is_empty() {
            issues = self.missing(&Place::open(&self.folder)?, text, reach);
        }
        Ok(issues)
    }

    fn missing(&self, place: &Place, text: &str, reach: Reach) -> Vec<ConfigIssue> {
        let base = Base { folder: &self.folder, place: Some((place, "")), home: self.home.as_deref() };
        missing(text, base, reach, None)
    }

    fn shown(&self, name: &str, text: Option<String>) -> RawConfig {
        RawConfig {
            scope: self.scope,
            path: name.to_owned(),
            exists: text.is_some(),
            revision: text.as_deref().map(revision),
            issues: text.as_deref().map(|text| schema::issues(text, Some(name))).unwrap_or_default(),
            content: text.unwrap_or_default(),
        }
    }
}

/// What OpenCode would not take, as a failure with a place for each.
pub(crate) fn refused(issues: &[ConfigIssue]) -> Error {
    let place = |issue: &ConfigIssue| {
        let at = issue.line.zip(issue.column).map(|(line, column)| format!(" at line {line}, column {column}"));
        let key = issue.key.as_ref().map(|key| format!("`{key}`: ")).unwrap_or_default();
        format!("{key}{}{}", issue.message, at.unwrap_or_default())
    };
    let first = issues.first().map(place).unwrap_or_default();
    let message = format!("OpenCode would not take this configuration, so nothing was written: {first}.");
    issues.iter().fold(Error::new(ErrorKind::Unprocessable, message), |error, issue| error.at("content", place(issue)))
}
