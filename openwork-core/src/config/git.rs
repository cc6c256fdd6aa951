//! What git takes for a work tree, as far as it can be seen without asking it.

use cap_fs_ext::OpenOptionsSyncExt as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Whether a folder is the root of a work tree. A `.git` alone makes none: OpenCode asks git, which looks at what is in it.
pub(super) fn is_root(folder: &Path) -> bool {
    let git = folder.join(".git");
    let Ok(kind) = git.metadata() else { return false };
    let own = if kind.is_dir() { Some(git) } else { named(&git) };
    own.is_some_and(|own| head(&own).is_some() && keeps(&common(&own)))
}

/// The folder that a file `.git` names, as it really lies.
pub(super) fn named(git: &Path) -> Option<PathBuf> {
    git.parent()?.join(small(git)?.trim().strip_prefix("gitdir:")?.trim()).canonicalize().ok()
}

/// The folder that the things of git are kept in: of a work tree that was added, that of the first.
pub(super) fn common(own: &Path) -> PathBuf {
    small(&own.join("commondir")).map_or_else(|| own.to_path_buf(), |named| own.join(named.trim()))
}

/// Whether a folder is one that git keeps its things in.
pub(super) fn keeps(common: &Path) -> bool {
    head(common).is_some() && common.join("objects").is_dir() && common.join("refs").is_dir()
}

/// What is checked out, by name or by number.
fn head(own: &Path) -> Option<String> {
    let head = small(&own.join("HEAD"))?;
    let is_number = head.trim().len() >= 40 && head.trim().bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_number || head.strip_prefix("ref:").is_some_and(|rest| rest.trim_start().starts_with("refs/"))).then_some(head)
}

/// The text of a small file. What is none, such as a pipe, is not waited for.
pub(super) fn small(file: &Path) -> Option<String> {
    const LARGEST: u64 = 64 << 10;
    let mut options = cap_std::fs::OpenOptions::new();
    options.read(true).nonblock(true);
    let file = cap_std::fs::File::open_ambient_with(file, &options, cap_std::ambient_authority()).ok()?;
    let mut text = String::new();
    let is_small = file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST);
    (is_small && file.take(LARGEST).read_to_string(&mut text).is_ok()).then_some(text)
}

/// Makes a folder a work tree.
#[cfg(test)]
pub(crate) fn make(folder: &Path) {
    for name in ["objects", "refs"] {
        std::fs::create_dir_all(folder.join(".git").join(name)).unwrap();
    }
    std::fs::write(folder.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
}
