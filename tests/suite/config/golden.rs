//! Configurations as people write them, and whether they are as they were.

use super::{Desk, MANAGED};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Configurations as people write them.
pub(super) const GOLDEN: [(&str, &str); 7] = [
    ("two spaces", include_str!("golden/two-spaces.jsonc")),
    ("tabs", include_str!("golden/tabs.jsonc")),
    ("one line", include_str!("golden/one-line.json")),
    ("commas first", include_str!("golden/commas-first.jsonc")),
    ("much said", include_str!("golden/much-said.jsonc")),
    ("one word", include_str!("golden/one-word.jsonc")),
    ("empty", "{\n}\n"),
];

/// The user's own files, which are never the server's to write unasked.
pub(super) const USERS: [&str; 3] = ["opencode.json", "opencode.jsonc", ".opencode/opencode.jsonc"];

/// The same with line ends and marks of another system.
pub(super) fn variants(text: &str) -> [String; 3] {
    [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")]
}

/// Every golden text in all its variants, by name.
pub(super) fn all() -> impl Iterator<Item = (&'static str, String)> {
    GOLDEN.into_iter().flat_map(|(name, golden)| variants(golden).map(|text| (name, text)))
}

impl Desk {
    /// Puts a text into all four files.
    pub(super) fn fill(&self, text: &str) {
        fill(&self.folder, text);
    }
}

/// Puts a text into all four files of a folder.
pub(super) fn fill(folder: &Path, text: &str) {
    for file in USERS.into_iter().chain([MANAGED]) {
        super::write(folder, file, text);
    }
}

/// Every file below a folder, with its bytes.
pub(super) fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let bytes = |path: &Path| std::fs::read(path).expect("bytes");
    let files = |path: PathBuf| if path.is_dir() { snapshot(&path) } else { [(path.clone(), bytes(&path))].into() };
    entries.flat_map(files).collect()
}

/// Whether a text is another with something put in at one place, and a comma before that where there was none.
pub(super) fn has_one_more(text: &str, now: &str) -> bool {
    let (text, now) = (text.as_bytes(), now.as_bytes());
    let alike = |(one, other): &(&u8, &u8)| one == other;
    let head = |text: &[u8], now: &[u8]| text.iter().zip(now).take_while(alike).count();
    let is_one = |text: &[u8], now: &[u8]| {
        let tail = text.iter().rev().zip(now.iter().rev()).take_while(alike).count();
        now.len() >= text.len() && head(text, now) + tail >= text.len()
    };
    let (rest, more) = (&text[head(text, now)..], &now[head(text, now)..]);
    text != now && (is_one(text, now) || more.first() == Some(&b',') && is_one(rest, &more[1..]))
}

/// Whether every letter of a text is in another, in order.
pub(super) fn is_all_in(text: &str, now: &str) -> bool {
    let mut letters = now.chars();
    text.chars().all(|letter| letters.any(|other| other == letter))
}
