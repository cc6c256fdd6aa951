//! Commands and agents that the engine refuses: the first older server wrote `model: null` into the front matter of commands, for
//! which the engine refuses the whole workspace, its sessions too. So it does for every field of a type that it does not take.
//! They are told, and never rewritten.

mod schema;

use super::found::Source;
use super::read::{Content, Fault, Gathered, content_of_anybody, fingerprint, listed, unreadable};
use crate::model::migration::{LegacyCondition, LegacyKind, LegacySubject};
use crate::platform::head;
use crate::platform::yaml::Limits;
use schema::{Misfit, Wanted};
use std::fs;
use std::path::{Path, PathBuf};

/// What the engine reads at any depth below these folders.
const KINDS: [Kind; 2] = [
    Kind {
        one: "command",
        operation: Some("commands.upsert"),
        folders: [".opencode/commands", ".opencode/command"],
        fields: schema::COMMAND,
    },
    Kind { one: "agent", operation: None, folders: [".opencode/agents", ".opencode/agent"], fields: schema::AGENT },
];
/// So many files of a folder are looked at: people have a few dozen.
const MOST_FILES: usize = 1000;
/// So much of all of them together.
const MOST_TOGETHER: u64 = 16 << 20;
/// So many folders are looked into: a link may lead anywhere.
const MOST_FOLDERS: usize = 1000;
/// So deep is looked.
const DEEPEST: usize = 32;
/// A larger file is not looked at: what people write has a few thousand bytes.
const MOST: u64 = 256 << 10;
/// So much of a head is read.
const LIMITS: Limits = Limits { values: 100_000, depth: 255, names: 4 << 20 };

/// A kind of file.
struct Kind {
    one: &'static str,
    /// What sets one anew, where anything does.
    operation: Option<&'static str>,
    folders: [&'static str; 2],
    fields: &'static [(&'static str, Wanted)],
}

/// Reads the commands and agents of a workspace's folder. Links are followed, as the engine follows them.
pub(super) fn read(folder: &Path, sources: &mut Vec<Source>) {
    for kind in &KINDS {
        for name in kind.folders {
            let top = folder.join(name);
            let own = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
            let mut walk = Walk { own, files: Vec::new(), bytes: 0, folders: MOST_FOLDERS, above: Vec::new() };
            walk.within(&top, sources);
            sources.extend(walk.files.iter().filter_map(|path| refused(kind, &top, path)));
        }
    }
}

/// The files below a folder.
struct Walk {
    /// The workspace's folder.
    own: PathBuf,
    files: Vec<PathBuf>,
    /// How much they hold.
    bytes: u64,
    /// How many folders may still be looked into.
    folders: usize,
    /// The real paths of the folders around this one: a link to one of these leads into itself.
    above: Vec<PathBuf>,
}

impl Walk {
    fn within(&mut self, folder: &Path, sources: &mut Vec<Source>) {
        let Ok(real) = fs::canonicalize(folder) else { return };
        if !real.is_dir() || self.folders == 0 || self.above.len() > DEEPEST || self.above.contains(&real) {
            return;
        }
        self.folders -= 1;
        let paths = match listed(folder) {
            Ok(paths) => paths,
            // what lies elsewhere is none of an import's business
            Err(_) if !real.starts_with(&self.own) => return,
            Err(fault) => return sources.push(unreadable(LegacyKind::WorkspaceFile, folder, fault)),
        };
        self.above.push(real);
        for path in paths {
            let Ok(metadata) = fs::metadata(&path) else { continue };
            if metadata.is_dir() {
                self.within(&path, sources);
            } else if self.files.len() < MOST_FILES
                && path.extension().is_some_and(|it| it == "md")
                && metadata.len() <= MOST.min(MOST_TOGETHER - self.bytes)
            {
                self.bytes += metadata.len();
                self.files.push(path);
            }
        }
        self.above.pop();
    }
}

/// One that the engine refuses; the others are none of an import's business, nor are those that cannot be read.
fn refused(kind: &Kind, top: &Path, path: &Path) -> Option<Source> {
    let Content { bytes, modified, .. } = content_of_anybody(path, MOST).ok()??;
    let misfit = misfit(&String::from_utf8_lossy(&bytes), kind)?;
    let mut gathered = Gathered::default();
    let name = path.strip_prefix(top).unwrap_or(path).with_extension("");
    // no operation knows subfolders
    let operation = kind.operation.filter(|_| name.components().count() == 1);
    let anew = operation.map(|it| format!(", or set the {} anew with `{it}`", kind.one)).unwrap_or_default();
    let fault = Fault::new(reason(&misfit), format!("{}{anew}.", remedy(&misfit)));
    let name = format!("the {} `{}`", kind.one, name.display());
    gathered.fail("", LegacySubject::Configuration, &name, fault);
    let (findings, warnings) = gathered.all();
    let (kind, path, condition) = (LegacyKind::WorkspaceFile, path.to_owned(), LegacyCondition::Read);
    Some(Source { kind, path, condition, fingerprint: Some(fingerprint(&bytes)), modified, findings, warnings })
}

/// The field of a file for which the engine refuses it.
fn misfit(text: &str, kind: &Kind) -> Option<Misfit> {
    schema::misfit(&head::read(text, LIMITS)?, kind.fields)
}

fn reason(Misfit { field, line, is, wanted }: &Misfit) -> String {
    // who asks for agents gets none of them then, but the workspace can be opened
    let is_listing = *wanted == Wanted::Name;
    let what = if is_listing { "lists no agents of the workspace" } else { "refuses the whole workspace" };
    if *is == "`null`" {
        return format!("Its `{field}` is `null` (line {line}), for which OpenCode {what}.");
    }
    format!("Its `{field}` is {is} (line {line}) where OpenCode wants {}, so it {what}.", wanted.told())
}

fn remedy(Misfit { is, wanted, .. }: &Misfit) -> &'static str {
    let is_word = ["a number", "a yes or no", "a date or a time"].contains(is);
    if is_word && matches!(wanted, Wanted::Text | Wanted::Name) {
        return "Put the value in quotes, or take the line out";
    }
    if *is == "`null`" { "Take the line out" } else { "Correct the value, or take the line out" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn what_is_told_of_a_head_is_what_the_engine_says() {
        let rows: Vec<Value> =
            serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/heads.json")))
                .unwrap();
        for row in rows {
            let [kind, text] = ["kind", "text"].map(|field| row[field].as_str().unwrap());
            let kind = KINDS.iter().find(|it| it.one == kind).unwrap();
            let found = told(text, kind).map(|(field, line)| format!("{field} {line}"));
            assert_eq!(found.as_deref(), row["refused"].as_str(), "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_what_helps() {
        for (text, why, help) in [
            ("---\nmodel: 3\n---\n", "is a number (line 2) where OpenCode wants a text, so it refuses", "in quotes"),
            ("---\ntop_p: null\n---\n", "`top_p` is `null` (line 2), for which OpenCode refuses", "Take the line out"),
            ("---\nmode: main\n---\n", "is a text (line 2) where OpenCode wants `subagent`", "Correct the value"),
            ("---\nname: 3\n---\n", "wants a text, so it lists no agents", "in quotes"),
            (
                "---\npermission:\n  bash:\n    \"x sk-hush\": no\n---\n",
                "`permission.bash.…` is a text (line 4)",
                "Correct",
            ),
        ] {
            let misfit = misfit(text, &KINDS[1]).unwrap();
            assert!(reason(&misfit).contains(why), "{text:?}: {}", reason(&misfit));
            assert!(remedy(&misfit).contains(help), "{text:?}: {}", remedy(&misfit));
        }
    }

    #[test]
    fn a_hostile_head_costs_no_more_than_a_large_one() {
        let within = "{a: ask, b: ask, c: ask},".repeat(2000);
        let wide: String = (0..4000).map(|number| format!("k{number}: *a\n  ")).collect();
        let entries: String = (0..4000).map(|number| format!("w{number}: ask, ")).collect();
        let merges = format!("x: &x {{{entries}}}\ny:\n- <<: *x\n");
        for text in [
            format!("---\nx: {}\n---\n", "[".repeat(200_000)),
            format!("---\nx: [{within}]\nmodel: null\n---\n"),
            format!("---\nx: &a {{{entries}}}\npermission:\n  {wide}\n---\n"),
            format!("---\n{merges}{}---\n", "- <<: *x\n".repeat(4000)),
            format!("---\n{}\n---\n", "a: b: c\n".repeat(20_000)),
            format!("---\n? &k {}\n: 1\nz: [{}]\n---\n", "x".repeat(120_000), "{*k : 1},".repeat(6000)),
            format!(
                "---\ns: &s {}\nk: &k [{}]\nz: [{}]\n---\n",
                "x".repeat(1000),
                "*s,".repeat(20_000),
                "{? *k : 1},".repeat(9000)
            ),
            format!("---\nx: &x {{{}: 1}}\ny: [{}]\n---\n", "n".repeat(100_000), "{<<: *x},".repeat(9000)),
            "---\n".repeat(50_000),
        ] {
            let tree = head::read(&text, LIMITS).unwrap_or_default();
            let cost = (tree.len(), tree.names());
            assert!(cost.0 <= LIMITS.values && cost.1 <= LIMITS.names, "{cost:?}: {}", &text[..40]);
            let _ = told(&text, &KINDS[1]);
        }
    }

    fn told(text: &str, kind: &Kind) -> Option<(String, usize)> {
        misfit(text, kind).map(|misfit| (misfit.field, misfit.line))
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
