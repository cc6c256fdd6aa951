//! Faults at every step, and ends of the process between any two.

use super::*;
use crate::config::layers;
use std::collections::BTreeMap;
use std::fs;

struct Bench {
    home: tempfile::TempDir,
    id: WorkspaceId,
    locks: Locks,
}

impl Bench {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("ws/.opencode/agents/old.md", "old"),
            ("ws/.opencode/tools/alone/gone.ts", "gone"),
            ("ws/opencode.jsonc", "// mine\n{}\n"),
            ("ws/untouched", "as it was"),
        ] {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(home.path().join("data")).unwrap();
        Self { home, id: WorkspaceId::fresh(), locks: Locks::default() }
    }

    fn at(&self) -> At {
        let folder = self.home.path().join("ws").canonicalize().unwrap();
        At { folder, data: self.home.path().join("data"), config: layers::Places::default(), inner: Vec::new() }
    }

    fn begin(&self) -> Transaction {
        Transaction::begin(self.at(), &self.id, steps(), Vec::new()).unwrap()
    }

    /// Everything in the workspace, folders too.
    fn tree(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut all = BTreeMap::new();
        walk(&self.home.path().join("ws"), &mut all);
        all
    }

    fn imports(&self) -> Vec<PathBuf> {
        folders(&imports(&self.home.path().join("data"), &self.id))
    }

    /// What the start of a server does.
    fn recover(&self) {
        for (place, journal) in left_open(&self.home.path().join("data"), &self.id) {
            let journal = journal.unwrap();
            let root = journal.at(self.at()).root().unwrap();
            sweep(&root, &journal);
            let is_all = put_back(&root, &self.locks, &place, &journal).unwrap();
            end(&place, is_all).unwrap();
        }
    }
}

fn walk(folder: &Path, all: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, all);
            all.insert(path, None);
        } else {
            let bytes = fs::read(&path).unwrap();
            all.insert(path, Some(bytes));
        }
    }
}

fn write(path: &str, content: &str, before: Option<&str>) -> Step {
    Step::Write { path: path.parse().unwrap(), content: content.to_owned(), before: before.map(revision) }
}

fn steps() -> Vec<Step> {
    vec![
        write(".opencode/skills/a/SKILL.md", "a skill", None),
        write(".opencode/agents/old.md", "new", Some("old")),
        Step::Remove { path: ".opencode/tools/alone/gone.ts".parse().unwrap(), before: revision("gone") },
        write(".opencode/commands/deep/er/c.md", "a command", None),
        write("opencode.jsonc", "// mine\n{\"share\":\"manual\"}\n", Some("// mine\n{}\n")),
    ]
}

#[test]
fn a_fault_after_any_step_leaves_the_workspace_as_it_was() {
    for done in 0..=steps().len() {
        let bench = Bench::new();
        let before = bench.tree();
        let mut transaction = bench.begin();
        transaction.stage().unwrap();
        for _ in 0..done {
            assert!(transaction.put_next(&bench.locks).unwrap());
        }
        assert_ne!(bench.tree(), before, "something is there at {done}");
        let place = transaction.place().to_path_buf();
        transaction.undo(&bench.locks).unwrap();
        end(&place, true).unwrap();
        assert_eq!(bench.tree(), before, "after {done} steps");
        assert!(bench.imports().is_empty());
    }
}

#[test]
fn an_end_of_the_process_after_any_step_is_put_back_at_the_next_start() {
    for done in 0..=steps().len() {
        let bench = Bench::new();
        let before = bench.tree();
        let mut transaction = bench.begin();
        transaction.stage().unwrap();
        for _ in 0..done {
            transaction.put_next(&bench.locks).unwrap();
        }
        drop(transaction);
        bench.recover();
        assert_eq!(bench.tree(), before, "after {done} steps");
        assert!(bench.imports().is_empty());
        // and once more changes nothing
        bench.recover();
        assert_eq!(bench.tree(), before);
    }
    let bench = Bench::new();
    let before = bench.tree();
    drop(bench.begin());
    bench.recover();
    assert_eq!((bench.tree(), bench.imports().len()), (before, 0), "before anything was staged");
}

#[test]
fn what_is_closed_has_happened_and_what_was_there_is_kept() {
    let bench = Bench::new();
    let mut transaction = bench.begin();
    transaction.put(&bench.locks).unwrap();
    transaction.close().unwrap();
    let after = bench.tree();
    let of = |path: &str| after.get(&bench.home.path().join("ws").join(path)).cloned().flatten();
    assert_eq!(of(".opencode/skills/a/SKILL.md").as_deref(), Some(&b"a skill"[..]));
    assert_eq!(of(".opencode/agents/old.md").as_deref(), Some(&b"new"[..]));
    assert_eq!(of("untouched").as_deref(), Some(&b"as it was"[..]));
    assert!(!bench.home.path().join("ws/.opencode/tools/alone").exists(), "a folder that is empty goes too");
    bench.recover();
    assert_eq!(bench.tree(), after, "what is closed is not put back");
    let kept: Vec<_> =
        fs::read_dir(&bench.imports()[0]).unwrap().flatten().map(|entry| fs::read(entry.path()).unwrap()).collect();
    for text in ["old", "gone", "// mine\n{}\n"] {
        assert!(kept.iter().any(|bytes| bytes == text.as_bytes()), "{text}");
    }
}

#[test]
fn a_bounded_number_of_imports_is_kept() {
    let bench = Bench::new();
    for number in 0..KEPT + 3 {
        let content = format!("{number}");
        let before = number.checked_sub(1).map(|before| before.to_string());
        let step = write("x", &content, before.as_deref());
        let mut transaction = Transaction::begin(bench.at(), &bench.id, vec![step], Vec::new()).unwrap();
        transaction.put(&bench.locks).unwrap();
        transaction.close().unwrap();
    }
    assert_eq!(bench.imports().len(), KEPT);
}

#[test]
fn what_somebody_changes_meanwhile_is_theirs_and_nothing_else_is_done() {
    for (path, theirs) in
        [(".opencode/agents/old.md", "theirs"), ("opencode.jsonc", "{}"), (".opencode/skills/a/SKILL.md", "x")]
    {
        let bench = Bench::new();
        let mut transaction = bench.begin();
        transaction.stage().unwrap();
        fs::write(bench.home.path().join("ws").join(path), theirs).unwrap();
        let failed = loop {
            match transaction.put_next(&bench.locks) {
                Ok(true) => {}
                Ok(false) => break None,
                Err(error) => break Some(error),
            }
        };
        assert!(failed.is_some(), "{path}");
        transaction.undo(&bench.locks).unwrap();
        let now = bench.tree();
        assert_eq!(now[&bench.home.path().join("ws").join(path)].as_deref(), Some(theirs.as_bytes()), "{path}");
        let mut expected = Bench::new().tree().into_values().flatten().collect::<Vec<_>>();
        let mut left =
            now.into_iter().filter(|(at, _)| !at.ends_with(path)).filter_map(|(_, bytes)| bytes).collect::<Vec<_>>();
        expected.retain(|bytes| left.contains(bytes));
        left.sort();
        expected.sort();
        assert_eq!(left, expected, "{path}");
    }
    let bench = Bench::new();
    fs::write(bench.home.path().join("ws/opencode.jsonc"), "theirs").unwrap();
    let error = Transaction::begin(bench.at(), &bench.id, steps(), Vec::new()).unwrap_err();
    assert_eq!((error.kind, bench.imports().len()), (crate::error::ErrorKind::Conflict, 0));
}

#[test]
fn what_was_there_stays_kept_where_somebody_changed_what_was_put_there() {
    let change = |path: &Path, theirs: &str| {
        fs::remove_file(path).unwrap();
        match theirs {
            "a folder" => fs::create_dir(path).unwrap(),
            text => fs::write(path, text).unwrap(),
        }
    };
    for theirs in ["theirs", "a folder"] {
        let bench = Bench::new();
        let before = bench.tree();
        let mut transaction = bench.begin();
        transaction.put(&bench.locks).unwrap();
        drop(transaction);
        let path = bench.home.path().join("ws/.opencode/agents/old.md");
        change(&path, theirs);
        let seen = fs::read(&path).ok();
        bench.recover();
        assert_eq!(fs::read(&path).ok(), seen, "theirs stays");
        let others = |tree: BTreeMap<PathBuf, Option<Vec<u8>>>| tree.into_iter().filter(|(at, _)| *at != path).count();
        assert_eq!(others(bench.tree()), others(before), "all else is back");
        let kept = bench.imports();
        let texts = fs::read_dir(kept.first().expect("kept")).unwrap().flatten().map(|entry| entry.path());
        assert!(texts.filter_map(|path| fs::read(path).ok()).any(|bytes| bytes == b"old"), "{theirs}");
        assert!(left_open(&bench.at().data, &bench.id).is_empty(), "it is over");
    }
}

#[test]
fn what_cannot_be_staged_leaves_the_workspace_as_it_was() {
    let bench = Bench::new();
    // a file where a folder is wanted
    fs::write(bench.home.path().join("ws/.opencode/commands"), "in the way").unwrap();
    let before = bench.tree();
    let mut transaction = bench.begin();
    assert!(transaction.put(&bench.locks).is_err());
    transaction.undo(&bench.locks).unwrap();
    assert_eq!(bench.tree(), before);
}

#[test]
fn an_import_is_put_back_in_the_folder_that_it_is_of() {
    let bench = Bench::new();
    let before = bench.tree();
    let mut transaction = bench.begin();
    transaction.put(&bench.locks).unwrap();
    drop(transaction);
    // the workspace lies elsewhere by now, where the same things are somebody's
    let elsewhere = bench.home.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let now = At { folder: elsewhere.clone(), ..bench.at() };
    let (place, journal) = left_open(&now.data, &bench.id).remove(0);
    let journal = journal.unwrap();
    assert_eq!(journal.at(now.clone()).folder, bench.at().folder);
    put_back(&journal.at(now.clone()).root().unwrap(), &bench.locks, &place, &journal).unwrap();
    assert_eq!(bench.tree(), before);
    // one of a server that did not say so is of the workspace's
    let text = fs::read_to_string(place.join(OPEN)).unwrap();
    let mut old: serde_json::Value = serde_json::from_str(&text).unwrap();
    old.as_object_mut().unwrap().remove("folder").unwrap();
    let old: Journal = serde_json::from_value(old).unwrap();
    assert_eq!(old.at(now).folder, elsewhere);
}

#[test]
fn a_journal_that_cannot_be_read_stays_and_says_where_it_lies() {
    let bench = Bench::new();
    let (one, other) = (bench.begin(), bench.begin());
    fs::write(one.place().join(OPEN), "{").unwrap();
    fs::remove_file(other.place().join(OPEN)).unwrap();
    fs::create_dir(other.place().join(OPEN)).unwrap();
    let all = left_open(&bench.at().data, &bench.id);
    assert_eq!(all.len(), 2, "{all:?}");
    for (place, journal) in all {
        let error = journal.unwrap_err();
        let name = place.file_name().unwrap().to_str().unwrap();
        assert!(error.kind == ErrorKind::Conflict && error.message.contains(name), "{error}");
        let home = bench.home.path().display().to_string();
        assert!(!error.message.contains(&home) && place.join("0001").exists(), "{error}");
    }
}
