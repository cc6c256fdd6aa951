//! Commands as the first older server wrote them: with `model: null` in the front matter, for which the engine refuses
//! the whole workspace, its sessions too. They are told, and never rewritten.

use super::found::Source;
use super::read::{Content, Fault, Gathered, content, fingerprint, listed, unreadable};
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject};
use std::fs;
use std::path::Path;

/// Where commands lie; that server wrote to the first.
const FOLDERS: [&str; 2] = [".opencode/commands", ".opencode/command"];
/// The fields that the engine has a type for, which is never nothing. That server wrote `model`; people write the others.
const FIELDS: [&str; 4] = ["model", "agent", "description", "subtask"];
/// So many files of a folder are looked at: people have a few dozen.
const MOST_FILES: usize = 1000;
/// A larger file is not looked at: what people write has a few thousand bytes.
const MOST: u64 = 256 << 10;

/// Reads the commands of a workspace's folder. Links are not followed: what they lead to is nothing that server wrote.
pub(super) fn read(folder: &Path, sources: &mut Vec<Source>) {
    for name in FOLDERS {
        let folder = folder.join(name);
        let is = |path: &Path, is: fn(&fs::FileType) -> bool| {
            fs::symlink_metadata(path).is_ok_and(|metadata| is(&metadata.file_type()))
        };
        if !is(&folder, fs::FileType::is_dir) {
            continue;
        }
        match listed(&folder) {
            Ok(paths) => {
                let is_command = |path: &&std::path::PathBuf| path.extension().is_some_and(|it| it == "md");
                let files = paths.iter().filter(is_command).filter(|path| is(path, fs::FileType::is_file));
                sources.extend(files.take(MOST_FILES).filter_map(|path| command(path)));
            }
            Err(fault) => sources.push(unreadable(LegacyKind::WorkspaceFile, &folder, fault)),
        }
    }
}

/// A command that the engine refuses; the others are none of an import's business, nor are those that cannot be read.
fn command(path: &Path) -> Option<Source> {
    let Content { bytes, modified, .. } = content(path, MOST).ok()??;
    let (field, line) = nothing(&String::from_utf8_lossy(&bytes))?;
    let mut gathered = Gathered::default();
    let reason = format!("Its `{field}` is `null` (line {line}), for which OpenCode refuses the whole workspace.");
    let remedy = "Take the line out, or set the command anew with `commands.upsert`.";
    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    let fault = Fault::new(reason, remedy);
    gathered.fail("", LegacySubject::Configuration, &format!("the command `{name}`"), fault);
    let (findings, warnings) = gathered.all();
    let (kind, path, condition) = (LegacyKind::WorkspaceFile, path.to_owned(), LegacyCondition::Read);
    Some(Source { kind, path, condition, fingerprint: Some(fingerprint(&bytes)), modified, findings, warnings })
}

/// The first field of the front matter that is nothing, and its line.
fn nothing(text: &str) -> Option<(&'static str, usize)> {
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate().peekable();
    lines.next().filter(|(_, first)| first.trim_end() == "---")?;
    while let Some((at, line)) = lines.next().filter(|(_, line)| line.trim_end() != "---") {
        let (name, value) = line.split_once(':').unwrap_or((line, "-"));
        let Some(field) = FIELDS.into_iter().find(|field| *field == name) else { continue };
        let value = value.split(" #").next().unwrap_or_default();
        // what is indented below it is its value
        let is_below = lines.peek().is_some_and(|(_, next)| next.starts_with([' ', '\t']) && !next.trim().is_empty());
        let is_nothing = match value.trim() {
            "" => !is_below,
            "null" | "Null" | "NULL" | "~" => value.starts_with([' ', '\t']),
            _ => false,
        };
        if is_nothing {
            return Some((field, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_nothing_is_seen_in_the_front_matter_alone() {
        for (text, found) in [
            ("---\nname: a\nmodel: null\n---\nhi\n", Some(("model", 3))),
            ("---\r\nmodel: ~ # none\r\n---\r\n", Some(("model", 2))),
            ("\u{feff}---\nmodel:\nagent: b\n---\n", Some(("model", 2))),
            ("---\nmodel: a/b\nagent: NULL\n---\n", Some(("agent", 3))),
            ("---\nmodel:\n  a/b\n---\n", None),
            ("---\nmodel:null\n---\n", None),
            ("---\nname: null\nmodels: null\n---\n", None),
            ("---\nmodel: null-model\n---\n", None),
            ("---\nmodel: \"null\"\n---\n", None),
            ("---\nagent: b\n---\nmodel: null\n", None),
            ("model: null\n", None),
            ("---\n  model: null\n---\n", None),
            ("", None),
        ] {
            assert_eq!(nothing(text), found, "{text:?}");
        }
    }
}
