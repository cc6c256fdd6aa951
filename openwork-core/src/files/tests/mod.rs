//! The rules of files, by matter; here is what they share.

mod batches;
mod folders;
mod links;
mod reads;
mod walks;
mod writes;

use super::*;
use crate::error::{ErrorKind, Result};
use crate::model::file::{
    FileEntry, FileKind, FileRevision, FindFiles, LinkEnd, ListFiles, SearchEnd, SearchFiles, WrittenFile,
};
use crate::model::file_path::FilePath;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A workspace beside a folder with a secret.
struct Place {
    top: TempDir,
    root: Root,
    locks: Locks,
}

const SECRET: &str = "the-secret-outside";

impl Place {
    fn new() -> Self {
        let top = tempfile::tempdir().unwrap();
        let work = top.path().canonicalize().unwrap().join("work");
        fs::create_dir(&work).unwrap();
        fs::create_dir(work.with_file_name("outside")).unwrap();
        fs::write(work.with_file_name("outside").join("secret"), SECRET).unwrap();
        let root = Root::open(&work, Path::new("/nowhere")).unwrap();
        Self { top, root, locks: Locks::default() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.top.path().canonicalize().unwrap().join("work").join(path)
    }

    fn put(&self, path: &str, content: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), content).unwrap();
    }

    fn read(&self, name: &str) -> Result<String> {
        read_text(&self.root, &path(name)).map(|text| text.content)
    }

    fn write(&self, name: &str, content: &str, condition: &Condition) -> Result<WrittenFile> {
        let mut writing = Writing::begin(&self.root, &path(name), false, condition)?;
        writing.write(content.as_bytes())?;
        writing.finish(&self.locks, condition)
    }

    fn stat(&self, name: &str) -> FileEntry {
        stat(&self.root, &path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.at(".")).unwrap().map(|one| one.unwrap().file_name()).collect();
        names.sort();
        names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect()
    }

    fn secret(&self) -> String {
        fs::read_to_string(self.at("../outside/secret")).unwrap()
    }
}

fn path(text: &str) -> FilePath {
    text.parse().unwrap()
}

fn kind<T>(outcome: Result<T>) -> Option<ErrorKind> {
    outcome.err().map(|error| error.kind)
}

fn only_if(revision: &FileRevision) -> Condition {
    Condition { revisions: Some(vec![revision.clone()]), ..Condition::default() }
}

fn of_old(file: &Path) {
    let time = SystemTime::now() - Duration::from_secs(60);
    fs::File::options().append(true).open(file).unwrap().set_modified(time).unwrap();
}

fn found(place: &Place, query: &FindFiles) -> crate::model::file::FoundFiles {
    find(&place.root, query).unwrap()
}

fn looking_for(query: &str) -> FindFiles {
    FindFiles {
        query: query.parse().unwrap(),
        kind: None,
        path: None,
        include_ignored: None,
        include_hidden: None,
        limit: None,
        cursor: None,
    }
}

fn searching(query: &str) -> SearchFiles {
    SearchFiles {
        query: query.parse().unwrap(),
        regex: None,
        ignore_case: None,
        path: None,
        include_ignored: None,
        include_hidden: None,
        limit: None,
        cursor: None,
    }
}
