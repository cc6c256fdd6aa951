//! `.git/info/exclude`: a file of this machine is not offered to be committed.

use super::disk::Place;
use super::git::{self, keeps, small};
use crate::error::Result;
use crate::files::Locks;
use std::fs;
use std::path::{Path, PathBuf};

/// Stands above our line, so that people see whose it is and we find it again.
const MARK: &str = "# OpenWork: of this machine only";

/// The name of the file.
const FILE: &str = "exclude";

/// Lists a file of a folder, where the folder lies in a git work tree.
pub(super) fn add(folder: &Path, name: &str, locks: &Locks) -> Result<()> {
    edit(folder, name, locks, |text, line| {
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let is_there = text.lines().any(|known| known == line);
        (!is_there).then(|| format!("{text}{gap}{MARK}\n{line}\n"))
    })
}

/// Takes our line out again.
pub(super) fn remove(folder: &Path, name: &str, locks: &Locks) -> Result<()> {
    edit(folder, name, locks, |text, line| {
        let ours = format!("{MARK}\n{line}\n");
        text.contains(&ours).then(|| text.replacen(&ours, "", 1))
    })
}

fn edit(folder: &Path, name: &str, locks: &Locks, change: impl Fn(&str, &str) -> Option<String>) -> Result<()> {
    let Some((info, line)) = place(folder, name) else { return Ok(()) };
    let place = Place::open(&info)?;
    let found = place.read(FILE)?;
    match change(found.as_ref().map_or("", |found| &found.text), &line) {
        Some(text) => place.write(FILE, &text, found.as_ref(), locks).map(drop),
        None => Ok(()),
    }
}

/// The folder of the file of exclusions, and the line that names a file of the folder in it.
fn place(folder: &Path, name: &str) -> Option<(PathBuf, String)> {
    let root = folder.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok())?;
    let below = folder.strip_prefix(root).ok()?.to_str()?;
    let line = if below.is_empty() { format!("/{name}") } else { format!("/{below}/{name}") };
    // what git reads as a pattern stands for itself only with a backslash
    let line: String = line
        .chars()
        .flat_map(|letter| ("*?[\\".contains(letter)).then_some('\\').into_iter().chain([letter]))
        .collect();
    let info = common(&root.join(".git"))?.join("info");
    // git makes it; where it is not, there is nothing that reads it
    let is_plain = |path: &Path, is: fn(&fs::Metadata) -> bool| path.symlink_metadata().map(|meta| is(&meta));
    if !is_plain(&info, fs::Metadata::is_dir).unwrap_or(false) {
        return None;
    }
    is_plain(&info.join(FILE), fs::Metadata::is_file).unwrap_or(true).then_some((info, line))
}

/// The folder that git keeps its things in: of a work tree that was added, that of the first.
///
/// A file `.git` comes with the folder and may name anybody's: what it names counts only where that names the folder too, as
/// git has it for work trees that were added and for submodules.
fn common(git: &Path) -> Option<PathBuf> {
    let kind = git.symlink_metadata().ok()?.file_type();
    let common = if kind.is_dir() {
        git.to_path_buf()
    } else {
        let own = kind.is_file().then(|| git::named(git))??;
        added(git, &own).or_else(|| submodule(git, &own))?
    };
    keeps(&common).then_some(common)
}

/// The folder that a work tree that was added shares: it lies in its `worktrees`, and knows it.
fn added(git: &Path, own: &Path) -> Option<PathBuf> {
    let common = git::common(own).canonicalize().ok()?;
    let knows = is_same(&own.join(small(&own.join("gitdir"))?.trim()), git);
    (knows && own.parent() == Some(&common.join("worktrees"))).then_some(common)
}

/// The folder of a submodule: its configuration says where its work tree is.
fn submodule(git: &Path, own: &Path) -> Option<PathBuf> {
    let config = small(&own.join("config"))?;
    let mut values = config.lines().filter_map(|line| line.trim().strip_prefix("worktree")?.trim().strip_prefix('='));
    values.any(|value| is_same(&own.join(value.trim()), git.parent().unwrap_or(git))).then(|| own.to_path_buf())
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What git has in its folder, as far as it matters here.
    fn git(folder: &Path) {
        for name in ["objects", "refs", "info"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        fs::write(folder.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    }

    #[test]
    fn a_line_is_put_in_once_and_taken_out_alone() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("sub [a]");
        fs::create_dir(&folder).unwrap();
        git(&base.path().join(".git"));
        let exclude = base.path().join(".git/info/exclude");
        fs::write(&exclude, "*.log").unwrap();
        add(&folder, "x/y.json", &Locks::default()).unwrap();
        add(&folder, "x/y.json", &Locks::default()).unwrap();
        let line = "/sub \\[a]/x/y.json";
        assert_eq!(fs::read_to_string(&exclude).unwrap(), format!("*.log\n{MARK}\n{line}\n"));
        remove(&folder, "x/y.json", &Locks::default()).unwrap();
        assert_eq!(fs::read_to_string(&exclude).unwrap(), "*.log\n");
    }

    #[test]
    fn a_work_tree_that_was_added_shares_the_first_ones() {
        let base = tempfile::tempdir().unwrap();
        git(&base.path().join("main/.git"));
        let own = base.path().join("main/.git/worktrees/tree");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("commondir"), "../..\n").unwrap();
        let tree = base.path().join("tree");
        fs::create_dir(&tree).unwrap();
        fs::write(own.join("gitdir"), format!("{}\n", tree.join(".git").display())).unwrap();
        fs::write(tree.join(".git"), format!("gitdir: {}\n", own.display())).unwrap();
        add(&tree, "a", &Locks::default()).unwrap();
        assert!(fs::read_to_string(base.path().join("main/.git/info/exclude")).unwrap().ends_with("\n/a\n"));
    }

    #[test]
    fn a_submodule_has_its_own() {
        let base = tempfile::tempdir().unwrap();
        let own = base.path().join(".git/modules/sub");
        git(&own);
        fs::write(own.join("config"), "[core]\n\tbare = false\n\tworktree = ../../../sub\n").unwrap();
        let sub = base.path().join("sub");
        fs::create_dir(&sub).unwrap();
        fs::write(sub.join(".git"), "gitdir: ../.git/modules/sub\n").unwrap();
        add(&sub, "a", &Locks::default()).unwrap();
        assert!(fs::read_to_string(own.join("info/exclude")).unwrap().ends_with("\n/a\n"));
    }

    #[test]
    fn what_a_folder_only_claims_is_not_written_to() {
        let base = tempfile::tempdir().unwrap();
        let victim = base.path().join("victim/.git");
        git(&victim);
        fs::write(victim.join("config"), "[core]\n\tbare = false\n").unwrap();
        let claim = |name: &str, text: String| {
            let tree = base.path().join(name);
            fs::create_dir_all(&tree).unwrap();
            fs::write(tree.join(".git"), text).unwrap();
            tree
        };
        let direct = claim("direct", format!("gitdir: {}\n", victim.display()));
        // a folder of its own that calls itself a work tree of the other's
        let own = base.path().join("false/own/worktrees/x");
        fs::create_dir_all(&own).unwrap();
        let forged = claim("false", "gitdir: own/worktrees/x\n".to_owned());
        fs::write(own.join("gitdir"), forged.join(".git").display().to_string()).unwrap();
        fs::write(own.join("commondir"), victim.display().to_string()).unwrap();
        for tree in [&direct, &forged] {
            add(tree, "a", &Locks::default()).unwrap();
        }
        #[cfg(unix)]
        {
            let linked = base.path().join("linked");
            fs::create_dir(&linked).unwrap();
            std::os::unix::fs::symlink(&victim, linked.join(".git")).unwrap();
            add(&linked, "a", &Locks::default()).unwrap();
        }
        assert!(!victim.join("info/exclude").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let base = tempfile::tempdir().unwrap();
        let pipe = |name: &str| rustix::fs::mkfifoat(rustix::fs::CWD, base.path().join(name), 0o600.into()).unwrap();
        pipe(".git");
        add(base.path(), "a", &Locks::default()).unwrap();
        fs::create_dir(base.path().join("sub")).unwrap();
        git(&base.path().join("sub/.git"));
        pipe("sub/.git/commondir");
        add(&base.path().join("sub"), "a", &Locks::default()).unwrap();
        assert!(fs::read_to_string(base.path().join("sub/.git/info/exclude")).unwrap().ends_with("\n/a\n"));
    }

    #[test]
    fn what_is_not_gits_is_not_written_to() {
        let base = tempfile::tempdir().unwrap();
        let (victim, tree) = (base.path().join("victim"), base.path().join("tree"));
        fs::create_dir_all(victim.join("info")).unwrap();
        fs::create_dir(&tree).unwrap();
        fs::write(tree.join(".git"), format!("gitdir: {}\n", victim.display())).unwrap();
        add(&tree, "a", &Locks::default()).unwrap();
        assert!(!victim.join("info/exclude").exists());
        git(&victim);
        fs::write(base.path().join("other"), "").unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(base.path().join("other"), victim.join("info/exclude")).unwrap();
            add(&tree, "a", &Locks::default()).unwrap();
            assert_eq!(fs::read_to_string(base.path().join("other")).unwrap(), "");
        }
    }
}
