//! The rule that decides, over the fixtures of all systems; the real program's stories are in `tests/suite/migration`.

use super::step::{Step, What};
use super::*;
use crate::legacy::System;
use crate::legacy::tests::lay;
use crate::model::migration::LegacyKind;
use crate::model::stored::WorkspaceRecord;
use serde_json::Value;

/// An import into a store of its own, from a home with a fixture in it.
struct Laid {
    _top: tempfile::TempDir,
    imports: Imports,
    store: Store,
}

fn laid(fixture: &str) -> Laid {
    let top = tempfile::tempdir().unwrap();
    let real = top.path().canonicalize().unwrap();
    let [home, data] = ["home", "data"].map(|name| real.join(name));
    std::fs::create_dir_all(data.join("state")).unwrap();
    std::fs::create_dir(&home).unwrap();
    let look: Value = serde_json::from_str(&lay::lay(fixture, &home)).unwrap();
    let system = match look["system"].as_str().unwrap() {
        "macos" => System::MacOs,
        "windows" => System::Windows,
        _ => System::Linux,
    };
    let variables = serde_json::from_value(look["variables"].clone()).unwrap();
    let look = Look { system, home, variables, scratch: data.join("state") };
    let store = Store::open(&data.join("state")).unwrap();
    let seal = Seal::new(&store, &data.join("state"));
    let registry = Arc::new(Registry::open(store.clone(), &data).unwrap());
    let feed = Arc::new(Feed::new(store.clone()));
    let imports = Imports::new(Some(look), (&store, &seal), &registry, &feed, &data);
    Laid { _top: top, imports, store }
}

/// The store, but for the numbers of events.
fn dump(store: &Store) -> Value {
    let mut dump = store.dump().unwrap();
    dump["about.v1"].as_object_mut().unwrap().remove("nextSystemEvent");
    dump
}

fn writes(plan: &MigrationPlan) -> u32 {
    plan.counts.create + plan.counts.update + plan.counts.alias
}

#[tokio::test]
async fn g08_twice_is_once_and_the_store_is_sound_for_every_fixture() {
    for fixture in lay::names() {
        let Laid { _top, imports, store } = laid(&fixture);
        let plan = imports.plan().await.unwrap();
        assert_eq!(store.dump().unwrap()["imported.v1"], serde_json::json!({}), "{fixture}: a plan writes nothing");
        let done = imports.run(Asked::ByCaller).await.unwrap();
        assert_eq!(done.plan.counts, plan.counts, "{fixture}: what was planned was done");
        let once = dump(&store);
        assert!(!once.to_string().contains("hush"), "{fixture}: a secret stands in clear");
        for _ in 0..3 {
            let again = imports.run(Asked::ByCaller).await.unwrap();
            assert_eq!(writes(&again.plan), 0, "{fixture}: {:#?}", again.plan);
        }
        assert_eq!(dump(&store), once, "{fixture}");
        assert_eq!(store.check().unwrap().faults, Vec::<String>::new(), "{fixture}");
        assert_eq!(imports.0.seal.faults().unwrap(), Vec::<String>::new(), "{fixture}");
        let undone = imports.undo(async |_| Ok(())).await.unwrap().0;
        assert_eq!(undone.removed as usize, once["imported.v1"].as_object().unwrap().len(), "{fixture}");
        let after = store.dump().unwrap();
        for table in ["workspaces.v1", "tokens.v1", "workspace_aliases.v1", "imported.v1", "legacy_kept.v1"] {
            assert_eq!(after[table], serde_json::json!({}), "{fixture}: {table}");
        }
        assert_eq!(store.check().unwrap().faults, Vec::<String>::new(), "{fixture}");
        let by_start = imports.run(Asked::ByStart).await.unwrap();
        assert_eq!(writes(&by_start.plan), 0, "{fixture}: a start leaves alone what was taken back");
        assert_eq!(imports.run(Asked::ByCaller).await.unwrap().plan.counts, plan.counts, "{fixture}");
    }
}

#[tokio::test]
async fn a_plan_that_is_too_old_writes_nothing() {
    let Laid { _top, store, .. } = laid("e1-desktop-v1");
    let now = Timestamp::now();
    let record = |name: &str| WorkspaceRecord {
        id: WorkspaceId::made("ws_x".to_owned()),
        folder: "/work/x".to_owned(),
        display_name: name.to_owned(),
        preset: "starter".to_owned(),
        hidden: false,
        opencode_project_id: None,
        created_at: now,
        updated_at: now,
    };
    let source = ImportSourceRecord {
        key: "server_config /x".to_owned(),
        kind: LegacyKind::ServerConfig,
        path: "/x".to_owned(),
        fingerprint: "0".to_owned(),
        imported_at: now,
        undone: false,
    };
    let step = |row: &str, what: What, into| Step {
        item: format!("item/{row}"),
        into,
        row: row.to_owned(),
        expects: None,
        what,
    };
    let steps = vec![
        step("older", What::Alias(WorkspaceId::made("ws_x".to_owned())), ImportedInto::Alias),
        step("ws_x", What::Workspace(Box::new(record("planned"))), ImportedInto::Workspace),
    ];
    // an alias of a workspace that is not there
    let (work, of) = (steps.clone(), source.clone());
    let written = store.write(move |write| step::carry_out(write, &of, &work, None)).await;
    assert!(matches!(written, Err(Unfit::Stale)), "{written:?}");
    assert_eq!(store.dump().unwrap()["import_sources.v1"], serde_json::json!({}));
    // somebody made it meanwhile
    let mine = record("mine");
    store.write(move |write| write.workspaces().put(&mine)).await.unwrap();
    let written = store.write(move |write| step::carry_out(write, &source, &steps, None)).await;
    assert!(matches!(written, Err(Unfit::Stale)), "{written:?}");
    let dump = store.dump().unwrap();
    assert_eq!(dump["workspaces.v1"]["ws_x"]["displayName"], "mine");
    assert_eq!(dump["workspace_aliases.v1"], serde_json::json!({}), "all of a source, or nothing");
}
