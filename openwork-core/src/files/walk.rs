//! A walk through the folders of a workspace, in the order of paths, with one opened folder for each level and no more in
//! memory than the names in those. It follows no link.

use super::ignored::{self, Rules};
use super::root::Root;
use super::write::is_temporary;
use super::{fault, list};
use crate::cursor;
use crate::error::Result;
use crate::model::file::{FileKind, SearchEnd};
use crate::model::file_path::FilePath;
use cap_fs_ext::DirExt as _;
use cap_std::fs::Dir;
use std::io;
use std::path::Path;
use std::sync::Arc;
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
    /// Where its name begins in the path.
    name: usize,
    pub(super) kind: FileKind,
    /// The folder that it lies in.
    pub(super) folder: Arc<Dir>,
    /// Of a folder that could not be read: why.
    pub(super) shut: Option<io::ErrorKind>,
}

impl Step {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        self.path.as_str().get(self.name..).unwrap_or_default()
    }
}

/// A walk under way.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    root: &'a Root,
    choice: Choice,
    levels: Vec<Level>,
    /// The names of the path that it goes on after; those levels that are still on it.
    after: Vec<String>,
    /// How many folders could not be read, and how many names no path can say.
    pub(super) unreadable: u64,
    /// How many of these were names.
    pub(super) unsaid: u64,
    until: Instant,
}

#[derive(Debug)]
struct Level {
    dir: Arc<Dir>,
    path: FilePath,
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
        let mut walk = Self { root, choice, levels: Vec::new(), after, unreadable: 0, unsaid: 0, until };
        let on_the_way = !walk.after.is_empty();
        let level = walk.level(dir, start.clone(), on_the_way, |_, _| rules);
        walk.levels.push(level.map_err(|error| fault::at(start, error))?);
        Ok(walk)
    }

    /// What it comes by next. A folder is opened with it, and what lies in it comes next.
    pub(super) fn step(&mut self) -> Option<Step> {
        loop {
            let depth = self.levels.len();
            let level = self.levels.last_mut()?;
            let Some((name, kind)) = level.names.next() else {
                self.levels.pop();
                continue;
            };
            let given = level.on_the_way.then(|| self.after.get(depth - 1)).flatten();
            let seen = match given {
                Some(given) if name < *given => continue,
                Some(given) => name == *given,
                None => false,
            };
            let Some(path) = level.path.child(&name) else {
                (self.unreadable, self.unsaid) = (self.unreadable + 1, self.unsaid + 1);
                continue;
            };
            let is_dir = kind == FileKind::Dir;
            if !self.choice.ignored && (name == ".git" || level.rules.leave_out(path.as_str(), is_dir)) {
                continue;
            }
            if self.root.holds_back(Path::new(path.as_str())) {
                continue;
            }
            let folder = level.dir.clone();
            let shut = if is_dir { self.enter(&path, &name, seen) } else { None };
            if !seen {
                let name = path.as_str().len() - name.len();
                return Some(Step { path, name, kind, folder, shut });
            }
        }
    }

    /// Whether it has come by everything.
    pub(super) fn has_ended(&self) -> bool {
        self.levels.is_empty()
    }

    /// Whether it took as long as it may.
    pub(super) fn is_late(&self) -> bool {
        Instant::now() > self.until
    }

    /// When it has to end.
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    /// Goes into a folder; why not, where that cannot be. One that was seen lies on the way to where it goes on.
    fn enter(&mut self, path: &FilePath, name: &str, seen: bool) -> Option<io::ErrorKind> {
        let above = self.levels.last()?;
        let depth = self.levels.len();
        let on_the_way = seen && self.after.len() > depth;
        let opened = if depth < DEPTH { above.dir.open_dir_nofollow(name) } else { Err(io::ErrorKind::Other.into()) };
        let (rules, ignored) = (above.rules.clone(), self.choice.ignored);
        let at = path.clone();
        let rules = move |dir: &Dir, has_rules: bool| {
            if ignored || !has_rules { rules } else { rules.below(dir, at.as_str()) }
        };
        match opened.and_then(|dir| self.level(dir, path.clone(), on_the_way, rules)) {
            Ok(level) => {
                self.levels.push(level);
                None
            }
            Err(error) => {
                self.unreadable += 1;
                Some(error.kind())
            }
        }
    }

    /// An opened folder with its names in order. The rules are made once it is known whether it has files of such.
    fn level(
        &mut self,
        dir: Dir,
        path: FilePath,
        on_the_way: bool,
        rules: impl FnOnce(&Dir, bool) -> Rules,
    ) -> io::Result<Level> {
        let (mut names, mut has_rules) = (Vec::new(), false);
        for entry in dir.entries()? {
            let Ok(entry) = entry else {
                self.unreadable += 1;
                continue;
            };
            match entry.file_name().into_string() {
                Ok(name) if name.starts_with('.') && (!self.choice.hidden || is_temporary(&name)) => {
                    has_rules |= ignored::has_rules(&name);
                }
                Ok(name) => {
                    has_rules |= ignored::has_rules(&name);
                    names.push((name, entry.file_type().map_or(FileKind::Other, list::kind)));
                }
                Err(_) => (self.unreadable, self.unsaid) = (self.unreadable + 1, self.unsaid + 1),
            }
        }
        names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let rules = rules(&dir, has_rules);
        Ok(Level { dir: Arc::new(dir), path, rules, names: names.into_iter(), on_the_way })
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
