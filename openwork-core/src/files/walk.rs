//! A walk through the folders of a workspace, in the order of paths, with one opened folder for each level and no more in
//! memory than the names in those. It follows no link.

use super::ignored::Rules;
use super::root::{self, Root};
use super::write::is_temporary;
use super::{fault, list};
use crate::cursor;
use crate::error::Result;
use crate::model::file::{FileKind, SearchEnd};
use crate::model::file_path::FilePath;
use cap_fs_ext::{DirExt as _, FollowSymlinks};
use cap_std::fs::Dir;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long one call may walk.
pub(super) const TIME: Duration = Duration::from_secs(10);
/// How deep it goes: each level holds a folder open.
const DEPTH: usize = 128;

/// What a walk passes over.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Choice {
    pub(super) ignored: bool,
    pub(super) hidden: bool,
}

/// What a walk comes by.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) path: FilePath,
    pub(super) kind: FileKind,
}

/// A walk under way.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    root: &'a Root,
    choice: Choice,
    levels: Vec<Level>,
    /// A folder that was come by last, to be gone into next.
    next: Option<(String, String)>,
    /// The names of the path that it goes on after; those levels that are still on it.
    after: Vec<String>,
    /// How many folders could not be read.
    pub(super) unreadable: u64,
    until: Instant,
}

#[derive(Debug)]
struct Level {
    dir: Dir,
    path: String,
    rules: Rules,
    names: std::vec::IntoIter<(String, FileKind)>,
    /// Whether this folder lies on the way to the path that it goes on after.
    on_the_way: bool,
}

impl<'a> Walk<'a> {
    /// A walk through a folder. With `after` it goes on behind that path of an earlier one.
    pub(super) fn new(root: &'a Root, start: &FilePath, choice: Choice, after: Option<&str>) -> Result<Self> {
        let dir = root.folder(start)?;
        let (rules, _) = list::rules(root, start);
        let after: Vec<String> = after.map(|path| names_below(path, start.as_str())).unwrap_or_default();
        let until = Instant::now() + TIME;
        let mut walk = Self { root, choice, levels: Vec::new(), next: None, after, unreadable: 0, until };
        let on_the_way = !walk.after.is_empty();
        let level = walk.level(dir, start.as_str().to_owned(), rules, on_the_way);
        walk.levels.push(level.map_err(|error| fault::at(start, error))?);
        Ok(walk)
    }

    /// What it comes by next.
    pub(super) fn step(&mut self) -> Option<Step> {
        if let Some((path, name)) = self.next.take() {
            self.enter(path, &name);
        }
        loop {
            let depth = self.levels.len();
            let level = self.levels.last_mut()?;
            let Some((name, kind)) = level.names.next() else {
                self.levels.pop();
                continue;
            };
            let path = FilePath::below(&level.path, &name);
            let given = level.on_the_way.then(|| self.after.get(depth - 1)).flatten();
            let seen = match given {
                Some(given) if name < *given => continue,
                Some(given) => name == *given,
                None => false,
            };
            if !self.choice.ignored && (name == ".git" || level.rules.leave_out(&path, kind == FileKind::Dir)) {
                continue;
            }
            if self.root.holds_back(Path::new(&path)) {
                continue;
            }
            if kind == FileKind::Dir {
                self.next = Some((path.clone(), name.clone()));
            }
            if seen {
                if let Some((path, name)) = self.next.take() {
                    self.enter(path, &name);
                }
                continue;
            }
            match path.parse() {
                Ok(path) => return Some(Step { path, kind }),
                Err(_) => self.unreadable += 1,
            }
        }
    }

    /// Opens the file that it came by last.
    pub(super) fn open(&self, step: &Step) -> Option<File> {
        let (_, name) = step.path.split()?;
        let file = self.levels.last()?.dir.open_with(name, &root::reading(FollowSymlinks::No)).ok()?;
        self.root.admit(&step.path, file.into_std()).ok().map(|(file, _)| file)
    }

    /// Whether it took as long as it may.
    pub(super) fn is_late(&self) -> bool {
        Instant::now() > self.until
    }

    /// When it has to end.
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    fn enter(&mut self, path: String, name: &str) {
        let Some(above) = self.levels.last() else { return };
        let depth = self.levels.len();
        let on_the_way = above.on_the_way
            && self.after.len() > depth
            && self.after.get(depth - 1).is_some_and(|given| given == name);
        let opened = if depth < DEPTH { above.dir.open_dir_nofollow(name) } else { Err(io::ErrorKind::Other.into()) };
        let rules = above.rules.clone();
        let level = opened.and_then(|dir| {
            let rules = if self.choice.ignored { rules } else { rules.below(&dir, &path) };
            self.level(dir, path, rules, on_the_way)
        });
        match level {
            Ok(level) => self.levels.push(level),
            Err(_) => self.unreadable += 1,
        }
    }

    fn level(&mut self, dir: Dir, path: String, rules: Rules, on_the_way: bool) -> io::Result<Level> {
        let mut names = Vec::new();
        for entry in dir.entries()? {
            let Ok(entry) = entry else {
                self.unreadable += 1;
                continue;
            };
            match entry.file_name().into_string() {
                Ok(name) if name.starts_with('.') && (!self.choice.hidden || is_temporary(&name)) => {}
                Ok(name) => names.push((name, entry.file_type().map_or(FileKind::Other, list::kind))),
                Err(_) => self.unreadable += 1,
            }
        }
        names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        Ok(Level { dir, path, rules, names: names.into_iter(), on_the_way })
    }
}

/// The names of a path from a folder on.
fn names_below(path: &str, start: &str) -> Vec<String> {
    let rest =
        if start.is_empty() { Some(path) } else { path.strip_prefix(start).and_then(|rest| rest.strip_prefix('/')) };
    rest.map(|rest| rest.split('/').map(str::to_owned).collect()).unwrap_or_default()
}

/// Where a walk goes on: behind this path; with a line, in it, behind that line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Place {
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
}

impl Place {
    pub(super) fn read(cursor: Option<&str>) -> Result<Option<Self>> {
        cursor.map(cursor::read).transpose()
    }
}

/// How a walk ended: where the next goes on, and why it stopped.
#[derive(Debug, Default)]
pub(super) struct End {
    pub(super) stopped: Option<SearchEnd>,
    pub(super) next: Option<Place>,
}

impl End {
    pub(super) fn cursor(&self) -> Result<Option<String>> {
        self.next.as_ref().map(cursor::write).transpose()
    }
}
