//! The project's source files as text.

use std::path::{Path, PathBuf};

/// A source file.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// From the top of the project, such as `openwork-core/src/store/mod.rs`.
    pub(super) path: String,
    /// The text without its test modules.
    pub(super) code: String,
}

/// The top of the project.
pub(super) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the project").to_owned()
}

/// Every Rust file of these folders that is not a test.
pub(super) fn sources(folders: &[&str]) -> Vec<Source> {
    let files = all(folders).into_iter().filter(|(path, _)| !is_test(folders, path));
    files.map(|(path, text)| planted(&path, &text)).collect()
}

/// What tests in these folders: the files that are tests, and what [`sources`] leaves out of the others.
pub(super) fn tests_of(folders: &[&str]) -> Vec<Source> {
    let files = all(folders).into_iter().map(|(path, text)| {
        let lines = if is_test(folders, &path) { 0 } else { planted(&path, &text).code.lines().count() };
        let code = text.lines().skip(lines).collect::<Vec<_>>().join("\n");
        Source { path, code }
    });
    files.collect()
}

/// Whether a file below these folders is a test.
fn is_test(folders: &[&str], path: &str) -> bool {
    let below = folders.iter().find_map(|folder| path.strip_prefix(folder)).unwrap_or(path);
    below.contains("/tests/") || below.ends_with("tests.rs")
}

/// Every Rust file of these folders: its path and its text.
fn all(folders: &[&str]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in folders {
        collect(&top().join(folder), &mut files);
    }
    files.sort();
    assert!(files.len() >= folders.len(), "no sources below {folders:?}");
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            let path = path.strip_prefix(top()).expect("below the top").to_string_lossy().replace('\\', "/");
            files.push((path, text));
        }
    }
}

/// A source file from text: what stands behind the first `#[cfg(test)] mod` is not counted.
pub(super) fn planted(path: &str, text: &str) -> Source {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.windows(2).position(|pair| pair[0].trim() == "#[cfg(test)]" && pair[1].trim_end().ends_with('{'));
    let code = lines[..end.unwrap_or(lines.len())].join("\n");
    Source { path: path.to_owned(), code }
}

impl Source {
    /// Its lines that are not comments, each with its number from 1.
    pub(super) fn statements(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line.split(" // ").next().unwrap_or(line)))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Its imports as one line each, with the number of the line that each begins at; all other statements as they stand.
    pub(super) fn imports_joined(&self) -> Vec<(usize, String)> {
        let mut found: Vec<(usize, String)> = Vec::new();
        let mut open = false;
        for (at, line) in self.statements() {
            match found.last_mut().filter(|_| open) {
                Some((_, import)) => import.push_str(line.trim()),
                None => found.push((at, line.to_owned())),
            }
            let begun = found.last().map_or("", |(_, import)| import.trim_start());
            let import = ["use ", "pub use "].iter().any(|word| begun.starts_with(word)) || is_restricted_import(begun);
            open = import && !begun.trim_end().ends_with(';');
        }
        found
    }
}

/// `pub(crate) use`, `pub(in crate::engine) use`.
fn is_restricted_import(line: &str) -> bool {
    line.strip_prefix("pub(").and_then(|rest| rest.split_once(") ")).is_some_and(|(_, rest)| rest.starts_with("use "))
}
