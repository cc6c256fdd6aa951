//! What `.gitignore` leaves out, read through the workspace's handle.
//!
//! Each folder's `.gitignore` and `.ignore` count from it downwards, the nearest first; then `.git/info/exclude`. What lies
//! above the workspace, and the user's own settings of git, do not count: a workspace looks the same to everybody.

use super::root;
use cap_fs_ext::FollowSymlinks;
use cap_std::fs::Dir;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

/// The most bytes of such a file that are read.
const MOST: u64 = 1 << 20;

/// The files of a folder that hold rules.
const FILES: [&str; 2] = [".gitignore", ".ignore"];

/// Whether a file of this name holds rules.
pub(super) fn has_rules(name: &str) -> bool {
    FILES.contains(&name)
}

/// The rules that hold in a folder.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules(Option<Arc<Layer>>);

#[derive(Debug)]
struct Layer {
    rules: Gitignore,
    /// How many bytes of a path name the folder that the rules count from.
    depth: usize,
    above: Rules,
}

impl Rules {
    /// The rules of a workspace's own folder.
    pub(super) fn of_whole(dir: &Dir) -> Self {
        let exclude = read(dir, &[".git/info/exclude"]);
        Self::default().with(&exclude, "").below(dir, "")
    }

    /// The rules in a folder of this path, which has the rules above it in `self`.
    pub(super) fn below(&self, dir: &Dir, path: &str) -> Self {
        self.clone().with(&read(dir, &FILES), path)
    }

    fn with(self, lines: &str, path: &str) -> Self {
        if lines.is_empty() {
            return self;
        }
        let mut builder = GitignoreBuilder::new("");
        for line in lines.lines() {
            // a line that is no pattern leaves nothing out, as in git
            let _ = builder.add_line(None, line);
        }
        match builder.build() {
            Ok(rules) => {
                let depth = if path.is_empty() { 0 } else { path.len() + 1 };
                Self(Some(Arc::new(Layer { rules, depth, above: self })))
            }
            Err(_) => self,
        }
    }

    /// Whether they leave out what lies at a path.
    pub(super) fn leave_out(&self, path: &str, is_dir: bool) -> bool {
        let mut rules = self;
        while let Some(layer) = &rules.0 {
            match layer.rules.matched(Path::new(path.get(layer.depth..).unwrap_or_default()), is_dir) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => rules = &layer.above,
            }
        }
        false
    }
}

/// The lines of these files. One that cannot be read leaves nothing out.
fn read(dir: &Dir, names: &[&str]) -> String {
    let mut lines = String::new();
    for name in names {
        if !dir.symlink_metadata(name).is_ok_and(|metadata| metadata.is_file()) {
            continue;
        }
        let Ok(file) = dir.open_with(name, &root::reading(FollowSymlinks::No)) else { continue };
        let mut bytes = Vec::new();
        if file.take(MOST).read_to_end(&mut bytes).is_ok() {
            lines.push_str(&String::from_utf8_lossy(&bytes));
            lines.push('\n');
        }
    }
    lines
}
