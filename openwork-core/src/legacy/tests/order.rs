//! In which order sources lie on the disk does not matter; which of them counts more does.

use super::{Home, System, lay, of_kind, workspaces};
use crate::legacy::found::FolderIds;
use crate::model::migration::LegacyKind;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

const SERVER: &str = ".config/openwork/server.json";
const DESKTOP: &str = ".config/com.differentai.openwork/openwork-workspaces.json";
const OLDER_DESKTOP: &str = ".local/share/com.differentai.openwork/openwork-workspaces.json";
const ORCHESTRATOR: &str = ".openwork/openwork-orchestrator/openwork-orchestrator-state.json";

#[derive(Debug, Clone)]
struct Entry {
    source: usize,
    folder: usize,
    name: Option<String>,
    preset: Option<String>,
    id: Option<String>,
}

fn entry() -> impl Strategy<Value = Entry> {
    let word = || proptest::option::of("[a-z]{1,6}");
    // several folders may be called alike, also by what looks as if it followed from one
    let id = proptest::option::of(prop_oneof!["own-[a-c]", "ws_[ef]{12}", Just("ws_3f1c8e0a9b77".to_owned())]);
    (0..4_usize, 0..6_usize, word(), word(), id).prop_map(|(source, folder, name, preset, id)| Entry {
        source,
        folder,
        name,
        preset,
        id,
    })
}

/// Lays the sources in an order, the desktops with their age.
fn laid(entries: &[Entry], order: &[usize]) -> Home {
    let home = Home::empty(System::Linux);
    for index in 0..3 {
        fs::create_dir(home.at(&format!("folder {index}"))).unwrap();
    }
    fs::write(home.at("folder 5"), "no folder").unwrap();
    for source in order {
        let of = |entry: &&Entry| entry.source == *source;
        let list: Vec<Value> = entries
            .iter()
            .filter(of)
            .map(|it| {
                let path = home.at(&format!("folder {}", it.folder));
                json!({ "id": it.id, "path": path, "name": it.name, "preset": it.preset })
            })
            .collect();
        let path = home
            .put([SERVER, DESKTOP, OLDER_DESKTOP, ORCHESTRATOR][*source], json!({ "workspaces": list }).to_string());
        let age = std::time::Duration::from_secs(1_790_000_000 - *source as u64);
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + age).unwrap();
    }
    home
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn g08_the_weightiest_name_of_a_folder_counts_in_any_order(
        entries in proptest::collection::vec(entry(), 0..24),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let home = laid(&entries, &order);
        let before = super::state(&home.look.home);
        let found = home.survey();
        prop_assert!(super::state(&home.look.home) == before);
        // within a source the later entry counts, among sources the earlier one
        let mut said: BTreeMap<String, (Option<String>, Option<String>)> = BTreeMap::new();
        for source in 0..4 {
            for it in entries.iter().rev().filter(|it| it.source == source) {
                let folder = home.at(&format!("folder {}", it.folder)).to_str().unwrap().to_owned();
                let said = said.entry(folder).or_default();
                said.0 = said.0.take().or_else(|| it.name.clone());
                said.1 = said.1.take().or_else(|| it.preset.clone());
            }
        }
        let found: Vec<_> = workspaces(&found).into_iter().cloned().collect();
        prop_assert_eq!(found.len(), entries.len(), "no entry is lost");
        for it in &found {
            let (name, preset) = &said[&*it.folder];
            prop_assert_eq!((it.name.as_deref(), it.preset.as_deref()), (name.as_deref(), preset.as_deref()), "{}", it.folder);
            let is_there = ["0", "1", "2"].iter().any(|end| it.folder.ends_with(end));
            prop_assert_eq!(it.is_there, is_there);
        }
        let mut follow: BTreeMap<String, &str> = BTreeMap::new();
        for it in &found {
            for id in it.ids.derived().into_iter().flatten() {
                let of = *follow.entry(id).or_insert(&it.folder);
                prop_assert_eq!(of, &*it.folder, "what follows from a folder follows from no other one");
            }
        }
        for it in &entries {
            let Some(id) = &it.id else { continue };
            let folder = home.at(&format!("folder {}", it.folder));
            let names = found.iter().any(|it| folder.ends_with(&*it.folder) && it.ids.all().contains(id));
            prop_assert!(names, "g09: {} names {}", id, folder.display());
        }
    }
}

#[test]
fn the_list_that_was_written_last_counts_more() {
    let home = Home::empty(System::Linux);
    for (path, name, seconds) in [(DESKTOP, "Older", 10), (OLDER_DESKTOP, "Younger", 20)] {
        let list = json!({ "workspaces": [{ "path": "/a", "name": name }] });
        let file = fs::File::options().write(true).open(home.put(path, list.to_string())).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds)).unwrap();
    }
    let found = home.survey();
    assert!(workspaces(&found).iter().all(|it| it.name.as_deref() == Some("Younger")), "{found:?}");
    assert_eq!(of_kind(&found, LegacyKind::DesktopWorkspaces).len(), 2);
}

#[test]
fn a_store_of_tokens_brings_back_no_workspace_that_a_list_left_out() {
    let home = Home::of("token-store-only");
    assert_eq!(workspaces(&home.survey()).len(), 2, "its keys are all that is left");
    home.put(DESKTOP, json!({ "workspaces": [] }).to_string());
    assert_eq!(workspaces(&home.survey()).len(), 0, "an empty list says that there are none");
    home.put(DESKTOP, "{\"workspaces\":[");
    assert_eq!(workspaces(&home.survey()).len(), 2, "one that cannot be read says nothing");
    home.put(SERVER, json!({ "workspaces": [{ "path": home.at("a") }] }).to_string());
    assert_eq!(workspaces(&home.survey()).len(), 1, "what a server had is what there was");
}

#[test]
fn what_is_said_of_an_id_is_of_the_first_folder_that_is_called_so() {
    let home = Home::empty(System::Linux);
    let entry = |folder: &str| json!({ "id": "ws_3f1c8e0a9b77", "path": home.at(folder) });
    home.put(SERVER, json!({ "workspaces": [entry("a"), entry("b")] }).to_string());
    let row = "CREATE TABLE openwork_workspace_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO openwork_workspace_configs VALUES ('ws_3f1c8e0a9b77',
        '{\"workspace\":{\"name\":\"First\"},\"authorizedRoots\":[\"/srv/a\"]}', 1);";
    lay::plain(&home.at(".config/openwork/runtime.sqlite"), row);
    for folder in ["a", "b"] {
        home.put(&format!("{folder}/.opencode/openwork.json"), json!({ "authorizedRoots": ["/srv/x"] }).to_string());
    }
    let found = home.survey();
    let names: Vec<_> = workspaces(&found).into_iter().filter(|it| it.ids != FolderIds::default()).collect();
    let names: Vec<_> = names.into_iter().map(|it| it.name.as_deref()).collect();
    assert_eq!(names, [Some("First"), None], "{found:#?}");
    let is_in_database = |folder: &str| {
        let mut all = found.sources.iter().filter(|source| source.path.starts_with(home.at(folder)));
        all.any(|source| format!("{:?}", source.findings).contains("The older server's database"))
    };
    assert_eq!(["a", "b"].map(is_in_database), [true, false], "{found:#?}");
}
