//! The power fails while an import writes, at each step that the disk is asked for.

use super::generated::in_order;
use super::golden::{Marks, stored};
use super::{dump, over};
use crate::clock::Timestamp;
use crate::flows::import::{Asked, Imports, Outcome};
use crate::legacy::tests::{lay, top};
use crate::legacy::{Look, System};
use crate::store::Store;
use crate::store::tests::dice::Dice;
use crate::store::tests::disk::Disk;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is imported: something of most kinds.
const FIXTURES: [&str; 5] = ["cloud-sign-in", "e2-orchestrator", "e2-router", "e3-electron", "e3-server"];

/// A home from which is imported, again and again.
struct Place {
    top: tempfile::TempDir,
    home: PathBuf,
    began: Timestamp,
}

/// What came of an import: the items of each source, and the store as a person reads it.
type Came = (BTreeMap<String, BTreeSet<String>>, Value);

impl Place {
    fn new() -> Self {
        let top = top();
        let home = top.path().canonicalize().unwrap().join("home");
        for fixture in FIXTURES {
            lay::lay(fixture, &home);
        }
        Self { top, home, began: Timestamp::now() }
    }

    fn imports(&self, data: &Path, store: &Store) -> Imports {
        std::fs::create_dir_all(data.join("state")).unwrap();
        let scratch = data.join("state");
        let look = Look { system: System::Linux, home: self.home.clone(), variables: BTreeMap::new(), scratch };
        over(look, data, store)
    }

    /// What is in the store; every row of it is of an import.
    fn came(&self, imports: &Imports, store: &Store) -> Came {
        let dump = dump(store);
        let plain = |text: &str| text.replace(self.home.to_str().unwrap(), "{{HOME}}");
        let sources = dump["import_sources.v1"].as_object().unwrap().keys();
        let mut made: BTreeMap<_, BTreeSet<_>> = sources.map(|key| (plain(key), BTreeSet::new())).collect();
        for (item, row) in dump["imported.v1"].as_object().unwrap() {
            let source = plain(row["source"].as_str().unwrap());
            made.get_mut(&source).expect("a source that is imported").insert(plain(item));
        }
        let marks = Marks::new(&self.home, "", self.began, &dump);
        let mut stored = stored(&dump, &marks, imports.0.seal.key().ok().as_ref());
        in_order(&mut stored);
        (made, stored)
    }

    /// Has the power fail at this step of an import, and imports again. Answers how many sources were imported before that.
    async fn cut_at(&self, at: u64, is_one_by_one: bool, (whole, what): (&Came, &str), dice: &mut Dice) -> usize {
        let data = self.top.path().join("cut");
        let disk = Disk::default();
        let store = disk.store().unwrap();
        disk.cut_after(at - disk.operations());
        let imports = self.imports(&data, &store);
        let _ = run(&imports, is_one_by_one, || ()).await;
        disk.cut();
        drop((imports, store));
        let store = disk.after_cut(dice).store().unwrap();
        let imports = self.imports(&data, &store);
        let (found, _) = self.came(&imports, &store);
        for (source, items) in &found {
            assert_eq!(whole.0.get(source), Some(items), "{what}: {source}");
        }
        imports.run(Asked::ByCaller).await.unwrap();
        assert_eq!(self.came(&imports, &store), *whole, "{what}");
        assert_eq!(store.check().unwrap().faults, Vec::<String>::new(), "{what}");
        drop((imports, store));
        std::fs::remove_dir_all(data).unwrap();
        found.len()
    }
}

/// Imports all sources: those of a chunk together, as it is, or each in a commit of its own; `done` is told after each.
async fn run(imports: &Imports, is_one_by_one: bool, mut done: impl FnMut()) -> crate::error::Result<()> {
    if !is_one_by_one {
        return imports.run(Asked::ByCaller).await.map(drop);
    }
    let sources = imports.survey(Asked::ByCaller).await?;
    let mut known = imports.known()?.of_sources(&sources);
    for source in sources {
        known = imports.chunk(known, vec![source], &mut Outcome::default()).await?;
        done();
    }
    Ok(())
}

/// How many steps are left out of those that a commit of all sources together takes.
const STRIDE: u64 = 4;

#[tokio::test]
async fn g08_a_power_cut_at_any_step_of_an_import_leaves_each_source_whole_or_not_at_all() {
    let from = Place::new();
    let mut dice = Dice::roll();
    for is_one_by_one in [false, true] {
        let data = from.top.path().join(format!("whole-{is_one_by_one}"));
        let disk = Disk::default();
        let store = disk.store().unwrap();
        let imports = from.imports(&data, &store);
        let (first, commits) = (disk.operations(), store.commits());
        let mut between = vec![first];
        run(&imports, is_one_by_one, || between.push(disk.operations())).await.unwrap();
        let (last, commits) = (disk.operations(), store.commits() - commits);
        let whole = from.came(&imports, &store);
        assert!(whole.0.len() > 10 && (!is_one_by_one || commits >= whole.0.len() as u64), "{commits} {:?}", whole.0);
        between.dedup();
        // before each commit, at its first step, and in it
        let steps: Vec<u64> = if is_one_by_one {
            between.iter().flat_map(|at| [*at, at + 1, at + 2 + dice.below(4)]).filter(|at| *at <= last).collect()
        } else {
            (first + dice.below(STRIDE)..=last).step_by(usize::try_from(STRIDE).unwrap()).collect()
        };
        let mut seen = BTreeSet::new();
        for at in steps {
            let what = format!("{at} of {last} {is_one_by_one}");
            seen.insert(from.cut_at(at, is_one_by_one, (&whole, &what), &mut dice).await);
        }
        // one by one, the power failed between any two of them
        let all = if is_one_by_one { whole.0.len() } else { 2 };
        assert!(seen.len() >= all, "{seen:?} of {last} steps");
    }
}
