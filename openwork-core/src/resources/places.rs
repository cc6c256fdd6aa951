//! Where the engine looks for skills and commands: in the workspace, and among the user's own.
//!
//! Each place is an opened folder of its own, and nothing is read outside of it: a link out of `~/.claude` is named and not
//! followed. What lies in folders above the workspace is not looked at.

use super::Read;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{self, Found, Root};
use crate::model::file_path::FilePath;
use crate::model::resource::ResourceScope;
use std::path::{Path, PathBuf};

/// How deep a place is looked through, and how many files are read of it.
const DEPTH: usize = 8;
const MOST: usize = 2000;

/// The folders of the user that the engine reads.
#[derive(Debug, Clone, Default)]
pub(crate) struct UserFolders {
    /// The user's home.
    pub(crate) home: Option<PathBuf>,
    /// The folder of configurations, and how it is called here.
    pub(crate) config: Option<(PathBuf, &'static str)>,
}

/// An opened folder in which places lie.
#[derive(Debug)]
struct Ground {
    root: Root,
    /// What stands before a path in it where it is shown.
    shown: String,
    /// The places in it.
    folders: Vec<FilePath>,
    scope: ResourceScope,
}

/// Where a file was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Its path in the workspace, or in the user's folder.
    pub(crate) path: FilePath,
    /// Its path below its place.
    pub(crate) below: String,
    /// Its path as it is shown.
    pub(crate) shown: String,
    /// Where it lies.
    pub(crate) scope: ResourceScope,
}

/// All the places of one kind of thing.
#[derive(Debug)]
pub(crate) struct Places(Vec<Ground>);

impl Places {
    /// The places of skills. Opens folders.
    pub(crate) fn of_skills(workspace: Root, user: &UserFolders, data: &Path) -> Result<Self> {
        let own = [".opencode/skill", ".opencode/skills", ".claude/skills", ".agents/skills"];
        let users = [(".claude", &["skills"][..]), (".agents", &["skills"]), (".opencode", &["skill", "skills"])];
        Self::open(workspace, &own, user, &users, &["skill", "skills"], data)
    }

    /// The places of commands. Opens folders.
    pub(crate) fn of_commands(workspace: Root, user: &UserFolders, data: &Path) -> Result<Self> {
        let names = ["command", "commands"];
        let own = [".opencode/command", ".opencode/commands"];
        Self::open(workspace, &own, user, &[(".opencode", &names[..])], &names, data)
    }

    /// The places of agents in a workspace.
    pub(crate) fn of_agents(workspace: Root, data: &Path) -> Result<Self> {
        let own = [".opencode/agent", ".opencode/agents"];
        Self::open(workspace, &own, &UserFolders::default(), &[], &[], data)
    }

    fn open(
        workspace: Root,
        own: &[&str],
        user: &UserFolders,
        users: &[(&str, &[&str])],
        configured: &[&str],
        data: &Path,
    ) -> Result<Self> {
        let paths = |names: &[&str]| -> Result<Vec<FilePath>> {
            names.iter().map(|name| name.parse().map_err(Error::internal)).collect()
        };
        let mut grounds =
            vec![Ground { root: workspace, shown: String::new(), folders: paths(own)?, scope: ResourceScope::Project }];
        let home = user.home.iter().flat_map(|home| users.iter().map(move |(name, below)| (home, *name, *below)));
        let home = home.map(|(home, name, below)| (home.join(name), format!("~/{name}/"), below));
        let config = user.config.iter();
        let config = config.map(|(folder, name)| (folder.join("opencode"), format!("{name}/opencode/"), configured));
        for (folder, shown, below) in home.chain(config) {
            // the user need not have any of them
            let real = folder.canonicalize().map_err(Error::internal);
            if let Ok(root) = real.and_then(|folder| Root::open(&folder, data)) {
                grounds.push(Ground { root, shown, folders: paths(below)?, scope: ResourceScope::Global });
            }
        }
        Ok(Self(grounds))
    }

    /// The workspace's folder.
    pub(crate) fn workspace(&self) -> &Root {
        &self.0[0].root
    }

    /// Reads every file of these names in all places, by path within each.
    pub(crate) fn read(&self, wanted: fn(&str) -> bool) -> Vec<Read> {
        let mut all = Vec::new();
        for ground in &self.0 {
            for folder in &ground.folders {
                ground.walk(folder, folder.as_str().len() + 1, 0, wanted, &mut all);
            }
        }
        all
    }
}

impl Ground {
    fn walk(&self, folder: &FilePath, cut: usize, depth: usize, wanted: fn(&str) -> bool, all: &mut Vec<Read>) {
        // a place that cannot be read has nothing to show, and spoils no other
        let entries = files::entries(&self.root, folder).unwrap_or_default();
        for (name, found) in entries.into_iter().filter(|(name, _)| !name.starts_with('.')) {
            let Ok(path) = FilePath::below(folder.as_str(), &name).parse::<FilePath>() else { continue };
            if all.len() >= MOST {
                return;
            }
            let spot = || Spot {
                below: path.as_str().get(cut..).unwrap_or_default().to_owned(),
                shown: format!("{}{path}", self.shown),
                scope: self.scope,
                path: path.clone(),
            };
            match found {
                Found::Dir if depth < DEPTH => self.walk(&path, cut, depth + 1, wanted, all),
                Found::File if wanted(&name) => {
                    all.push(Read { at: spot(), text: files::read_text(&self.root, &path) });
                }
                Found::Astray if wanted(&name) || depth == 0 => {
                    let message = format!("`{path}` is a link that leads out, or to nothing; it is not followed here.");
                    all.push(Read { at: spot(), text: Err(Error::new(ErrorKind::Forbidden, message)) });
                }
                // a pipe, a socket, a device: not opened, which may do something
                Found::Other if wanted(&name) => {
                    let message = format!("`{path}` is no file; put a file in its place.");
                    all.push(Read { at: spot(), text: Err(Error::new(ErrorKind::Unprocessable, message)) });
                }
                Found::Dir | Found::File | Found::Astray | Found::Other => {}
            }
        }
    }
}
