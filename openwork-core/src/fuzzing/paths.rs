//! Paths that someone says, on a real folder with links out of it.

use crate::files::{self, Exchange, Locks, Root};
use crate::ids::ExchangedFileId;
use crate::model::file_operation::FileOperation;
use crate::model::file_path::FilePath;
use crate::model::file_session::BatchWrite;
use base64::Engine as _;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

const SECRET: &str = "the-secret-outside";

/// A workspace with links out of it, and what lies outside.
#[derive(Debug)]
pub struct Paths {
    outside: PathBuf,
    work: PathBuf,
    root: Root,
    locks: Locks,
}

impl Paths {
    /// Makes both in a folder.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let folder = folder.canonicalize()?;
        let (outside, work) = (folder.join("outside"), folder.join("work"));
        fs::create_dir_all(&outside)?;
        fs::create_dir_all(work.join("a/b"))?;
        fs::write(outside.join("secret"), SECRET)?;
        let root = Root::open(&work, Path::new("/nowhere")).map_err(io::Error::other)?;
        let paths = Self { outside, work, root, locks: Locks::default() };
        paths.links()?;
        Ok(paths)
    }

    fn links(&self) -> io::Result<()> {
        let far = self.outside.display().to_string();
        for (name, to) in [("o", far.as_str()), ("a/o", "../../outside"), ("up", ".."), ("s", "../outside/secret")] {
            if fs::symlink_metadata(self.work.join(name)).is_err() {
                fs::create_dir_all(self.work.join("a"))?;
                symlink(to, self.work.join(name))?;
            }
        }
        Ok(())
    }

    /// Does all that there is at a path that somebody says; what came out that should not have.
    ///
    /// # Errors
    /// Where it led out.
    pub fn attempt(&self, text: &str) -> Result<(), String> {
        if let Ok(path) = text.parse::<FilePath>() {
            read(&path)?;
        }
        for item in files::read_batch(&self.root, &[text.to_owned()]) {
            let content = base64::engine::general_purpose::STANDARD.decode(item.content_base64.unwrap_or_default());
            if content.is_ok_and(|content| content == SECRET.as_bytes()) {
                return Err("the secret was read".to_owned());
            }
        }
        let write =
            BatchWrite { path: text.to_owned(), content_base64: "bWluZQ==".to_owned(), ..BatchWrite::default() };
        // a disk is slow: what writes is tried where a look at the path alone does not settle it
        let tries = text.len() < 64 && text.parse::<FilePath>().is_ok();
        if tries {
            files::write_batch(&self.root, &self.locks, &[write]);
            let (path, other) = (text.to_owned(), "moved".to_owned());
            for operation in [
                FileOperation::Mkdir { path: path.clone() },
                FileOperation::Rename { from: path.clone(), to: other.clone() },
                FileOperation::Rename { from: other, to: path.clone() },
                FileOperation::Delete { path, recursive: Some(true) },
                FileOperation::Delete { path: "moved".to_owned(), recursive: Some(true) },
            ] {
                files::operate(&self.root, &self.locks, &operation);
            }
        }
        if let Ok(id) = text.parse::<ExchangedFileId>()
            && Exchange::Inbox.open(&self.root, &id).is_ok()
        {
            return Err("a file was found in an inbox that has none".to_owned());
        }
        let count = fs::read_dir(&self.outside).map(Iterator::count).unwrap_or_default();
        let content = fs::read_to_string(self.outside.join("secret")).unwrap_or_default();
        if count != 1 || content != SECRET {
            return Err("what lies outside was changed".to_owned());
        }
        self.links().map_err(|error| error.to_string())
    }
}

/// Holds a path that was read against what one is.
fn read(path: &FilePath) -> Result<(), String> {
    let text = path.as_str();
    if !Path::new(text).components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(format!("{text:?} has other parts than names"));
    }
    if text.parse::<FilePath>().as_ref() != Ok(path) {
        return Err(format!("{text:?} is not read the same again"));
    }
    if let Some((folder, name)) = path.split()
        && folder.child(name).as_ref() != Some(path)
    {
        return Err(format!("{text:?} is not the child of its folder"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_does_not_lead_out() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::new(home.path()).unwrap();
        for text in [
            "",
            ".",
            "..",
            "o/secret",
            "a/o/new",
            "up/outside/secret",
            "s",
            "a/b/c",
            "/etc/passwd",
            "a\\..\\..",
            "a/%2e%2e/x",
        ] {
            paths.attempt(text).unwrap();
        }
    }
}
