//! Commands and agents that the engine refuses: the first older server wrote `model: null` into the front matter of commands, for
//! which the engine refuses the whole workspace, its sessions too. They are told, and never rewritten.

use super::found::Source;
use super::read::{Content, Fault, Gathered, content, fingerprint, listed, unreadable};
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// What the engine reads at any depth below these folders, and the fields that it has a type for, which is never nothing. That
/// server wrote `model` into commands; people write the others.
const KINDS: [Kind; 2] = [
    Kind {
        one: "command",
        operation: Some("commands.upsert"),
        folders: [".opencode/commands", ".opencode/command"],
        fields: &["model", "agent", "description", "subtask", "variant"],
    },
    Kind {
        one: "agent",
        operation: None,
        folders: [".opencode/agents", ".opencode/agent"],
        fields: &[
            "model",
            "description",
            "mode",
            "temperature",
            "top_p",
            "tools",
            "permission",
            "options",
            "color",
            "disable",
            "hidden",
            "steps",
            "maxSteps",
            "variant",
        ],
    },
];
/// So many files of a folder are looked at: people have a few dozen.
const MOST_FILES: usize = 1000;
/// So deep is looked.
const DEEPEST: usize = 8;
/// A larger file is not looked at: what people write has a few thousand bytes.
const MOST: u64 = 256 << 10;

/// A kind of file.
struct Kind {
    one: &'static str,
    /// What sets one anew, where anything does.
    operation: Option<&'static str>,
    folders: [&'static str; 2],
    fields: &'static [&'static str],
}

/// Reads the commands and agents of a workspace's folder. Links are not followed: what they lead to is nothing that server wrote.
pub(super) fn read(folder: &Path, sources: &mut Vec<Source>) {
    for kind in &KINDS {
        for name in kind.folders {
            let top = folder.join(name);
            let mut files = Vec::new();
            within(&top, DEEPEST, &mut files, sources);
            sources.extend(files.iter().filter_map(|path| refused(kind, &top, path)));
        }
    }
}

/// The files below a folder.
fn within(folder: &Path, depth: usize, files: &mut Vec<PathBuf>, sources: &mut Vec<Source>) {
    let is = |path: &Path, is: fn(&fs::FileType) -> bool| {
        fs::symlink_metadata(path).is_ok_and(|metadata| is(&metadata.file_type()))
    };
    if !is(folder, fs::FileType::is_dir) {
        return;
    }
    let paths = match listed(folder) {
        Ok(paths) => paths,
        Err(fault) => return sources.push(unreadable(LegacyKind::WorkspaceFile, folder, fault)),
    };
    for path in paths {
        if files.len() == MOST_FILES {
            return;
        }
        if path.extension().is_some_and(|it| it == "md") && is(&path, fs::FileType::is_file) {
            files.push(path);
        } else if depth > 0 {
            within(&path, depth - 1, files, sources);
        }
    }
}

/// One that the engine refuses; the others are none of an import's business, nor are those that cannot be read.
fn refused(kind: &Kind, top: &Path, path: &Path) -> Option<Source> {
    let Content { bytes, modified, .. } = content(path, MOST).ok()??;
    let (field, line) = nothing(&String::from_utf8_lossy(&bytes), kind.fields)?;
    let mut gathered = Gathered::default();
    let reason = format!("Its `{field}` is `null` (line {line}), for which OpenCode refuses the whole workspace.");
    let name = path.strip_prefix(top).unwrap_or(path).with_extension("");
    // no operation knows subfolders
    let operation = kind.operation.filter(|_| name.components().count() == 1);
    let anew = operation.map(|it| format!(", or set the {} anew with `{it}`", kind.one)).unwrap_or_default();
    let fault = Fault::new(reason, format!("Take the line out{anew}."));
    let name = format!("the {} `{}`", kind.one, name.display());
    gathered.fail("", LegacySubject::Configuration, &name, fault);
    let (findings, warnings) = gathered.all();
    let (kind, path, condition) = (LegacyKind::WorkspaceFile, path.to_owned(), LegacyCondition::Read);
    Some(Source { kind, path, condition, fingerprint: Some(fingerprint(&bytes)), modified, findings, warnings })
}

/// The first of these fields of the front matter that is nothing, and its line.
fn nothing(text: &str, fields: &[&'static str]) -> Option<(&'static str, usize)> {
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate().peekable();
    lines.next().filter(|(_, first)| first.trim_end() == "---")?;
    let mut whole = String::new();
    while let Some((at, line)) = lines.next().filter(|(_, line)| line.trim_end() != "---") {
        whole = whole + line + "\n";
        let (name, value) = line.split_once(':').unwrap_or((line, "-"));
        let Some(field) = fields.iter().find(|field| **field == bare(name)) else { continue };
        let value = value.split(" #").next().unwrap_or_default();
        // what is indented below it is its value
        let is_below = lines.peek().is_some_and(|(_, next)| next.starts_with([' ', '\t']) && !next.trim().is_empty());
        let is_nothing = match value.trim() {
            "" => !is_below,
            // behind a name in quotes no blank is needed
            "null" | "Null" | "NULL" | "~" => value.starts_with([' ', '\t']) || name.ends_with(['"', '\'']),
            _ => false,
        };
        if is_nothing {
            return Some((field, at + 1));
        }
    }
    // front matter may be one object of JSON too
    let object: Map<String, Value> = serde_json::from_str(&whole).ok()?;
    let field = fields.iter().find(|field| object.get(**field).is_some_and(Value::is_null))?;
    let line = whole.lines().position(|line| line.contains(&format!("\"{field}\""))).unwrap_or(0);
    Some((field, line + 2))
}

/// A name without its quotes.
fn bare(name: &str) -> &str {
    let within = |quote: char| name.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(name)
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
            ("---\n\"model\": null\n---\n", Some(("model", 2))),
            ("---\n'agent':null\n---\n", Some(("agent", 2))),
            ("---\n{\n  \"name\": \"a\",\n  \"model\": null\n}\n---\n", Some(("model", 4))),
            ("---\n{\"model\": \"null\"}\n---\n", None),
            ("---\n\"model\": \"null\"\n---\n", None),
            ("---\ntop_p: null\n---\n", None),
            ("", None),
        ] {
            assert_eq!(nothing(text, KINDS[0].fields), found, "{text:?}");
        }
    }

    #[test]
    fn commands_and_agents_are_looked_at_in_every_folder_below_theirs() {
        let home = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = home.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put(".opencode/command/deep/er/go.md", "---\nmodel: null\n---\n");
        put(".opencode/agents/of/me.md", "---\ntop_p: null\n---\n");
        put(".opencode/agent/well.md", "---\nmodel: a/b\nown: null\n---\n");
        let mut sources = Vec::new();
        read(home.path(), &mut sources);
        let told: Vec<String> = sources.iter().map(|source| format!("{:?}", source.findings[0].what)).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("the command `deep/er/go`") && told[1].contains("the agent `of/me`"), "{told:?}");
        assert!(told[1].contains("`top_p` is `null` (line 2)"), "{told:?}");
    }
}
