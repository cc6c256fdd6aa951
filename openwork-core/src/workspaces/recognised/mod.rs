//! The files of a folder that OpenCode reads when it takes the folder up, and what of them is another than before.
//!
//! A file is known by its content: what was touched and says the same is no change, and neither is a comment in a
//! configuration. Files that are links are read where they lead, and so are folders; nothing of what is read is kept but its
//! fingerprint, and no more than so many folders and files are looked at.

mod changes;

pub(crate) use changes::{Change, changes};

use crate::engine::{ConfigFault, fault_of};
use crate::model::reload::{ReloadReason, ReloadTriggerKind};
use crate::platform::jsonc;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How many folders of a workspace are looked into and watched at most.
pub(crate) const MOST_FOLDERS: usize = 256;

/// How many files of a workspace are looked at at most.
const MOST_FILES: usize = 4096;

/// How deep a tree is followed.
const DEEPEST: usize = 12;

/// The largest file that is read; a larger one is known by its size and time.
const LARGEST: u64 = 1024 * 1024;

/// How coarse the times of files are: what was written so shortly before a look may change without another time.
const CLOCK_DOUBT: Duration = Duration::from_millis(20);

/// What lies beside the folder's own files, in these folders.
const HOMES: [(&str, &[Tree]); 3] = [
    (
        ".opencode",
        &[
            ("agent", AGENTS),
            ("agents", AGENTS),
            ("mode", AGENTS),
            ("modes", AGENTS),
            ("command", COMMANDS),
            ("commands", COMMANDS),
            ("skill", SKILLS),
            ("skills", SKILLS),
            ("plugin", PLUGINS),
            ("plugins", PLUGINS),
            ("tool", TOOLS),
            ("tools", TOOLS),
        ],
    ),
    (".claude", &[("skills", SKILLS)]),
    (".agents", &[("skills", SKILLS)]),
];

/// The configurations, in a folder and in its `.opencode`.
const CONFIGS: [&str; 2] = ["opencode.json", "opencode.jsonc"];

/// The instructions that all agents have.
const INSTRUCTIONS: &str = "AGENTS.md";

/// A folder, and what files in it and below are.
type Tree = (&'static str, Kind);

/// What a file is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) reason: ReloadReason,
    pub(crate) trigger: ReloadTriggerKind,
    /// Which files they are, by their names.
    is_one: fn(&str) -> bool,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        (self.reason, self.trigger) == (other.reason, other.trigger)
    }
}

const AGENTS: Kind = Kind { reason: ReloadReason::Agents, trigger: ReloadTriggerKind::Agent, is_one: is_words };
const COMMANDS: Kind = Kind { reason: ReloadReason::Commands, trigger: ReloadTriggerKind::Command, is_one: is_words };
const SKILLS: Kind = Kind { reason: ReloadReason::Skills, trigger: ReloadTriggerKind::Skill, is_one: is_skill };
const PLUGINS: Kind = Kind { reason: ReloadReason::Plugins, trigger: ReloadTriggerKind::Plugin, is_one: is_code };
const TOOLS: Kind = Kind { reason: ReloadReason::Plugins, trigger: ReloadTriggerKind::Tool, is_one: is_code };
const CONFIG: Kind = Kind { reason: ReloadReason::Config, trigger: ReloadTriggerKind::Config, is_one: is_config };

fn is_words(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "md")
}

fn is_skill(name: &str) -> bool {
    name == "SKILL.md"
}

fn is_code(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ["ts", "js", "mts", "mjs", "cts", "cjs", "tsx", "jsx"].contains(&ending))
}

fn is_config(name: &str) -> bool {
    CONFIGS.contains(&name)
}

/// Whether something of this name, in the workspace's own folder, is worth a look.
pub(crate) fn is_at_root(name: &str) -> bool {
    is_config(name) || name == INSTRUCTIONS || HOMES.iter().any(|(home, _)| *home == name)
}

/// A file as it was seen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) kind: Kind,
    stamp: Option<Stamp>,
    /// Stands for its content.
    print: [u8; 32],
    /// What is wrong with a configuration.
    pub(crate) fault: Option<ConfigFault>,
    /// A configuration, as it was when it could last be read.
    config: Option<Value>,
}

/// What tells that a file is the one it was, without reading it. None where it may change within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp(u64, SystemTime, [u64; 3]);

/// What is in a folder.
#[derive(Debug, Default)]
pub(crate) struct Look {
    /// The files, by their path from the folder on.
    pub(crate) files: BTreeMap<String, Seen>,
    /// The folders that they lie in or may come to lie in, by their real paths; the workspace's own is the first.
    pub(crate) folders: Vec<PathBuf>,
    /// Whether there is more than is looked at.
    pub(crate) is_cut: bool,
    entered: BTreeSet<PathBuf>,
}

/// Looks at a folder. What is as it was before is not read again. Blocks on the file system.
pub(crate) fn look(root: &Path, before: &BTreeMap<String, Seen>) -> Look {
    let mut look = Look::default();
    if !look.enter(root) {
        return look;
    }
    for name in CONFIGS {
        look.file(root, name, CONFIG, before);
    }
    look.file(root, INSTRUCTIONS, Kind { is_one: |_| true, ..AGENTS }, before);
    for (home, trees) in HOMES {
        let folder = root.join(home);
        if !folder.is_dir() || !look.enter(&folder) {
            continue;
        }
        if home == ".opencode" {
            for name in CONFIGS {
                look.file(root, &format!("{home}/{name}"), CONFIG, before);
            }
        }
        for (tree, kind) in trees {
            look.tree(root, &format!("{home}/{tree}"), *kind, before, DEEPEST);
        }
    }
    look
}

impl Look {
    /// Takes a folder on; says whether there was room for it, and it is none that was met before.
    fn enter(&mut self, folder: &Path) -> bool {
        let Ok(real) = folder.canonicalize() else { return false };
        if self.folders.len() >= MOST_FOLDERS {
            self.is_cut = true;
            return false;
        }
        let is_new = self.entered.insert(real.clone());
        if is_new {
            self.folders.push(real);
        }
        is_new
    }

    fn tree(&mut self, root: &Path, at: &str, kind: Kind, before: &BTreeMap<String, Seen>, depth: usize) {
        let folder = root.join(at);
        if !folder.is_dir() || !self.enter(&folder) {
            return;
        }
        let Ok(entries) = fs::read_dir(&folder) else { return };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = format!("{at}/{name}");
            let is_folder = fs::metadata(entry.path()).is_ok_and(|meta| meta.is_dir());
            match (is_folder, depth) {
                (true, _) if name == "node_modules" || name == ".git" => {}
                (true, 0) => self.is_cut = true,
                (true, _) => self.tree(root, &path, kind, before, depth - 1),
                (false, _) if (kind.is_one)(&name) => self.file(root, &path, kind, before),
                (false, _) => {}
            }
        }
    }

    fn file(&mut self, root: &Path, path: &str, kind: Kind, before: &BTreeMap<String, Seen>) {
        let file = root.join(path);
        // what is no file is not opened: a pipe would be waited at
        let Some(meta) = fs::metadata(&file).ok().filter(Metadata::is_file) else { return };
        if self.files.len() >= MOST_FILES {
            self.is_cut = true;
            return;
        }
        let stamp = Stamp::of(&meta);
        let known = before.get(path);
        let seen = match known {
            Some(known) if stamp.is_some() && known.stamp == stamp => known.clone(),
            _ => Seen::read(&file, kind, stamp, &meta, known),
        };
        self.files.insert(path.to_owned(), seen);
    }
}

impl Stamp {
    fn of(meta: &Metadata) -> Option<Self> {
        let written = meta.modified().ok()?;
        let is_settled = SystemTime::now().duration_since(written).is_ok_and(|age| age > CLOCK_DOUBT);
        is_settled.then(|| Self(meta.len(), written, identity(meta)))
    }
}

#[cfg(unix)]
fn identity(meta: &Metadata) -> [u64; 3] {
    use std::os::unix::fs::MetadataExt;
    [meta.dev(), meta.ino(), meta.ctime_nsec().cast_unsigned()]
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> [u64; 3] {
    [0; 3]
}

impl Seen {
    fn read(file: &Path, kind: Kind, stamp: Option<Stamp>, meta: &Metadata, before: Option<&Self>) -> Self {
        let text = (meta.len() <= LARGEST).then(|| fs::read(file).ok()).flatten();
        let mut print = Sha256::new();
        match &text {
            Some(bytes) => print.update(bytes),
            // one that is too large, or cannot be read, is known by its time
            None => print.update(format!("{} {:?}", meta.len(), meta.modified().ok())),
        }
        let print = print.finalize().into();
        let (mut fault, mut config) = (None, None);
        if kind == CONFIG {
            let text = text.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            fault = fault_of(file, &text);
            let read = fault.is_none().then(|| jsonc::parse(&text).ok()).flatten();
            config = read.or_else(|| before.and_then(|before| before.config.clone()));
        }
        Self { kind, stamp, print, fault, config }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reload::ReloadAction;

    fn write(root: &Path, path: &str, text: &str) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn told(before: &Look, now: &Look) -> Vec<String> {
        let words = |change: Change| {
            let (trigger, reason) = (change.trigger, change.reason);
            format!("{reason:?} {:?} {:?} {}", trigger.kind, trigger.action, trigger.name.unwrap_or_default())
        };
        changes(&before.files, &now.files).into_iter().map(words).collect()
    }

    #[test]
    fn what_is_recognised_is_told_by_what_it_is() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let empty = look(root, &BTreeMap::new());
        assert!(empty.files.is_empty() && empty.folders.len() == 1);
        write(root, ".opencode/skills/deep/tidy/SKILL.md", "x");
        write(root, ".opencode/skills/node_modules/x/SKILL.md", "x");
        write(root, ".opencode/agent/a.md", "x");
        write(root, ".opencode/agent/a.txt", "x");
        write(root, ".claude/commands/none.md", "x");
        write(root, "opencode.json", "{ \"mcp\": { \"a\": {}, \"b\": {} }, \"model\": \"m\", \"plugin\": [\"p\"] }");
        let now = look(root, &empty.files);
        assert_eq!(
            told(&empty, &now),
            [
                "Agents Agent Added a",
                "Config Config Added model",
                "Mcp Mcp Added ",
                "Plugins Plugin Added ",
                "Skills Skill Added tidy"
            ]
        );
        write(
            root,
            "opencode.json",
            "{ // c\n \"mcp\": { \"a\": {}, \"b\": {\"enabled\": false} }, \"plugin\": [\"p\"] }",
        );
        let later = look(root, &now.files);
        assert_eq!(told(&now, &later), ["Config Config Removed model", "Mcp Mcp Updated b"]);
        assert_eq!(told(&later, &look(root, &later.files)), Vec::<String>::new());
    }

    #[test]
    fn a_broken_configuration_is_a_fault_and_no_change_until_it_is_repaired() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        write(root, ".opencode/opencode.jsonc", "{ \"model\": \"m\" }");
        let well = look(root, &BTreeMap::new());
        write(root, ".opencode/opencode.jsonc", "{ \"model\": ");
        let broken = look(root, &well.files);
        let fault = |look: &Look| look.files.values().find_map(|seen| seen.fault.clone());
        assert!(fault(&well).is_none() && fault(&broken).unwrap().place.is_some());
        assert_eq!(told(&well, &broken), Vec::<String>::new());
        write(root, ".opencode/opencode.jsonc", "{ \"model\": \"n\" }");
        assert_eq!(
            told(&broken, &look(root, &broken.files)),
            ["Config Config Updated model"],
            "from what was read last"
        );
        write(root, ".opencode/opencode.jsonc", "{\"model\":\"m\"}");
        assert_eq!(told(&broken, &look(root, &broken.files)), Vec::<String>::new(), "as it was before it broke");
    }

    #[test]
    fn a_same_sized_edit_in_the_same_moment_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        for round in 0..50 {
            write(root, ".opencode/command/a.md", &format!("{:03}", 2 * round));
            let before = look(root, &BTreeMap::new());
            write(root, ".opencode/command/a.md", &format!("{:03}", 2 * round + 1));
            let found = changes(&before.files, &look(root, &before.files).files);
            assert_eq!(found.len(), 1, "round {round}");
            assert_eq!(found[0].trigger.action, ReloadAction::Updated);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_circle_of_links_a_pipe_and_a_large_tree_end() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        write(root, ".opencode/skills/a/SKILL.md", "x");
        std::os::unix::fs::symlink(root.join(".opencode"), root.join(".opencode/skills/circle")).unwrap();
        std::os::unix::fs::symlink("/nowhere", root.join(".opencode/skills/dangling")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, root.join("AGENTS.md"), rustix::fs::FileType::Fifo, 0o600.into(), 0)
            .unwrap();
        let found = look(root, &BTreeMap::new());
        assert_eq!(found.files.len(), 1, "{:?}", found.files.keys());
        assert!(!found.is_cut);
        for number in 0..2 * MOST_FOLDERS {
            fs::create_dir(root.join(format!(".opencode/skills/n{number}"))).unwrap();
        }
        let found = look(root, &BTreeMap::new());
        assert!(found.is_cut && found.folders.len() == MOST_FOLDERS);
    }
}
