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
    let mut files = Vec::new();
    for folder in folders {
        collect(&top().join(folder), &mut files);
    }
    files.sort_by(|a: &Source, b| a.path.cmp(&b.path));
    assert!(files.len() >= folders.len(), "no sources below {folders:?}");
    files
}

fn collect(folder: &Path, files: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, files);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            let path = path.strip_prefix(top()).expect("below the top").to_string_lossy().replace('\\', "/");
            files.push(planted(&path, &text));
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
}
