//! The rule that decides, over the fixtures of all systems; the real program's stories are in `tests/suite/migration`.

mod alike;
mod faults;
mod generated;
mod golden;
mod power;
mod records;
mod routers;
mod told;
#[cfg(unix)]
mod twice;
mod unfit;

use super::step::{Names, Step, What};
use super::*;
use crate::config::layers::Places;
use crate::legacy::System;
use crate::legacy::found::{Finding, FolderIds, Found, FoundWorkspace};
use crate::legacy::tests::{lay, top};
use crate::model::access::Role;
use crate::model::managed::ManagedKind;
use crate::model::migration::LegacyKind;
use crate::model::stored::WorkspaceRecord;
use serde_json::Value;

/// An import into a store of its own, from a home with a fixture in it.
struct Laid {
    _top: tempfile::TempDir,
    home: PathBuf,
    imports: Imports,
    store: Store,
}

fn laid(fixture: &str) -> Laid {
    with(|home| serde_json::from_str(&lay::lay(fixture, home)).unwrap())
}

/// An import from a home on Linux with these files in it, each under its path.
fn with_files(files: &[(&str, Value)]) -> Laid {
    with(|home| {
        write(home, files);
        serde_json::json!({ "system": "linux", "variables": {} })
    })
}

fn write(home: &Path, files: &[(&str, Value)]) {
    for (path, content) in files {
        let path = home.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content.to_string().replace("{{HOME}}", home.to_str().unwrap())).unwrap();
    }
}

fn with(fill: impl FnOnce(&Path) -> Value) -> Laid {
    let top = top();
    let real = top.path().canonicalize().unwrap();
    let [home, data] = ["home", "data"].map(|name| real.join(name));
    std::fs::create_dir(&home).unwrap();
    let look = fill(&home);
    let system = match look["system"].as_str().unwrap() {
        "macos" => System::MacOs,
        "windows" => System::Windows,
        _ => System::Linux,
    };
    let variables = serde_json::from_value(look["variables"].clone()).unwrap();
    let (imports, store) = opened(Look { system, home: home.clone(), variables, scratch: data.join("state") }, &data);
    Laid { _top: top, home, imports, store }
}

/// An import into a store of its own in this folder.
fn opened(look: Look, data: &Path) -> (Imports, Store) {
    std::fs::create_dir_all(data.join("state")).unwrap();
    let store = Store::open(&data.join("state")).unwrap();
    (over(look, data, &store), store)
}

/// An import into this store, of a server in this folder.
fn over(look: Look, data: &Path, store: &Store) -> Imports {
    let seal = Seal::new(store, &data.join("state"));
    let registry = Arc::new(Registry::open(store.clone(), data).unwrap());
    let feed = Arc::new(Feed::new(store.clone()));
    Imports::new(Some(look), (store, &seal), &registry, &feed, (data, &Places::default()))
}

/// The store, but for the numbers of events and what is told of the last import.
fn dump(store: &Store) -> Value {
    let mut dump = store.dump().unwrap();
    let about = dump["about.v1"].as_object_mut().unwrap();
    about.retain(|key, _| !["nextSystemEvent", "importLast"].contains(&key.as_str()));
    dump
}

fn writes(plan: &MigrationPlan) -> u32 {
    plan.counts.create + plan.counts.update + plan.counts.alias
}

#[tokio::test]
async fn g08_twice_is_once_and_the_store_is_sound_for_every_fixture() {
    for fixture in lay::names() {
        let Laid { _top, imports, store, .. } = laid(&fixture);
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
        assert_eq!(undone.removed - undone.aliases, plan.counts.create, "{fixture}: what was made is taken back");
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
        left: None,
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
        step(
            "ws_x",
            What::Aliases(WorkspaceId::made("ws_x".to_owned()), Names::of(&[("older", None)]).unwrap()),
            ImportedInto::Alias,
        ),
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

const SERVER: &str = ".config/openwork/server.json";

/// What is said of something in a plan: what becomes of it, and why.
fn said<'p>(plan: &'p MigrationPlan, name: &str) -> (MigrationAction, &'p str) {
    let items: Vec<_> = plan.sources.iter().flat_map(|source| &source.items).collect();
    let item = items.iter().find(|item| item.name.contains(name)).unwrap_or_else(|| panic!("{name}: {items:#?}"));
    (item.action, &item.reason)
}

fn workspaces(store: &Store) -> Vec<WorkspaceRecord> {
    store.read(|read| read.workspaces().list()).unwrap()
}

fn workspace(id: &str, folder: &Path) -> WorkspaceRecord {
    let now = Timestamp::now();
    WorkspaceRecord {
        id: WorkspaceId::made(id.to_owned()),
        folder: folder.to_str().unwrap().to_owned(),
        display_name: "mine".to_owned(),
        preset: "starter".to_owned(),
        hidden: false,
        opencode_project_id: None,
        left: None,
        created_at: now,
        updated_at: now,
    }
}

/// As a deletion of a workspace does it.
async fn delete(store: &Store, id: WorkspaceId) {
    let gone = store.write::<_, StoreError>(move |write| {
        write.counters().remove(&id)?;
        write.settings().remove(&id)?;
        write.managed().forget_workspace(&id)?;
        write.aliases().forget_workspace(&id)?;
        write.workspaces().remove(&id).map(drop)
    });
    gone.await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_workspace_behind_a_link_is_known_by_its_ids() {
    let linked = || {
        let server = serde_json::json!({ "workspaces": [{ "path": "{{HOME}}/link/x", "name": "x" }] });
        let laid = with_files(&[(SERVER, server)]);
        std::fs::create_dir_all(laid.home.join("real/x")).unwrap();
        std::os::unix::fs::symlink(laid.home.join("real"), laid.home.join("link")).unwrap();
        laid
    };
    // gone, and back
    let Laid { _top, home, imports, store } = linked();
    imports.run(Asked::ByCaller).await.unwrap();
    for is_there in [false, true, false] {
        let change = if is_there { std::fs::create_dir } else { std::fs::remove_dir };
        change(home.join("real/x")).unwrap();
        let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
        assert_eq!(workspaces(&store).len(), 1, "{is_there}: {plan:#?}");
    }
    // deleted, and its folder gone
    let Laid { _top, home, imports, store } = linked();
    imports.run(Asked::ByCaller).await.unwrap();
    delete(&store, workspaces(&store)[0].id.clone()).await;
    std::fs::remove_dir(home.join("real/x")).unwrap();
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(said(&plan, "/x").0, MigrationAction::Skip, "{plan:#?}");
    assert_eq!(workspaces(&store), []);
}

#[tokio::test]
async fn what_was_made_here_and_deleted_here_does_not_come_from_older_openwork() {
    let variables = serde_json::json!({ "schemaVersion": 1, "variables": [{ "key": "KEY_OF_MINE", "value": "hush" }] });
    let server = serde_json::json!({ "workspaces": [{ "path": "{{HOME}}/x", "name": "x" }] });
    let Laid { _top, home, imports, store } =
        with_files(&[(SERVER, server), (".config/openwork/env.json", variables), ("x/.keep", Value::Null)]);
    let (key, mine) = (imports.0.seal.key_to_seal().await.unwrap(), workspace("ws_mine", &home.join("x")));
    let name: crate::model::environment::VariableName = "KEY_OF_MINE".parse().unwrap();
    let (id, put) = (mine.id.clone(), name.clone());
    let made = store.write::<_, StoreError>(move |write| {
        let value = key.seal(&crate::store::variable_place(put.as_str()), "new")?;
        let (created_at, updated_at) = (mine.created_at, mine.updated_at);
        write.workspaces().put(&mine)?;
        let record = crate::model::stored::EnvironmentRecord { name: put.clone(), value, created_at, updated_at };
        write.environment().put(&record)
    });
    made.await.unwrap();
    imports.run(Asked::ByCaller).await.unwrap();
    let seen = store.dump().unwrap()["imported.v1"].clone();
    assert_eq!(seen["variable/KEY_OF_MINE"]["seen"], true, "{seen:#}");
    assert_eq!(imports.status().unwrap().made as usize, seen.as_object().unwrap().len() - 2, "{seen:#}");
    delete(&store, id).await;
    store.write::<_, StoreError>(move |write| write.environment().remove(&name).map(drop)).await.unwrap();
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(said(&plan, "KEY_OF_MINE").0, MigrationAction::Skip, "{plan:#?}");
    assert_eq!(said(&plan, "/x").0, MigrationAction::Skip, "{plan:#?}");
    assert_eq!(workspaces(&store), []);
    assert_eq!(store.dump().unwrap()["environment.v1"], serde_json::json!({}));
}

#[tokio::test]
async fn undo_forgets_what_an_import_only_saw_and_leaves_who_is_active_now() {
    let server = serde_json::json!({ "workspaces": [
        { "path": "{{HOME}}/x", "name": "x", "id": "ws_aaaaaaaaaaaa" },
    ] });
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, server)]);
    let mine = workspace("ws_mine", &home.join("mine"));
    imports.run(Asked::ByCaller).await.unwrap();
    let active = || store.read(|read| read.workspaces().active()).unwrap();
    assert!(active().is_some());
    let id = mine.id.clone();
    let chosen = store.write::<_, StoreError>(move |write| {
        write.workspaces().put(&mine)?;
        write.workspaces().activate(&mine.id)
    });
    chosen.await.unwrap();
    imports.undo(async |_| Ok(())).await.unwrap();
    assert_eq!(active(), Some(id));
    assert_eq!(workspaces(&store).len(), 1);
    assert_eq!(store.dump().unwrap()["imported.v1"], serde_json::json!({}));
}

#[tokio::test]
async fn a_file_in_a_workspace_lets_no_agent_out_of_it() {
    let server = serde_json::json!({ "workspaces": [{ "path": "{{HOME}}/x", "name": "x" }] });
    let own = serde_json::json!({ "version": 1, "authorizedRoots": ["{{HOME}}/other", "{{HOME}}/x/in"] });
    let Laid { _top, imports, store, .. } = with_files(&[
        (SERVER, server),
        ("x/.opencode/openwork.json", own),
        ("other/.keep", Value::Null),
        ("x/in/.keep", Value::Null),
    ]);
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(said(&plan, "/other").0, MigrationAction::Skip, "{plan:#?}");
    assert_eq!(said(&plan, "/x/in").0, MigrationAction::Keep, "{plan:#?}");
    assert_eq!(store.dump().unwrap()["workspace_settings.v1"], serde_json::json!({}));
}

#[tokio::test]
async fn what_cannot_be_read_is_looked_for_again_by_the_next_start() {
    let Laid { _top, home, imports, .. } = with_files(&[]);
    write(&home, &[(SERVER, Value::String("cut off".to_owned()))]);
    let plan = imports.run(Asked::ByStart).await.unwrap().plan;
    assert_eq!(plan.sources[0].condition, LegacyCondition::Unreadable);
    assert!(!imports.is_as_imported());
    write(&home, &[(SERVER, serde_json::json!({ "workspaces": [] }))]);
    imports.run(Asked::ByStart).await.unwrap();
    assert!(imports.is_as_imported());
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_failed_or_a_folder_that_is_gone_may_have_an_end_of_a_line_in_its_name() {
    for name in ["of\ntwo lines", "of\r one", "failed \n/tmp"] {
        let gone = format!("{{{{HOME}}}}/gone {name}");
        let workspaces = serde_json::json!({ "workspaces": [{ "path": "{{HOME}}/w" }, { "path": gone }] });
        let Laid { _top, home, imports, .. } = with_files(&[(SERVER, workspaces)]);
        let command = home.join("w/.opencode/commands").join(format!("{name}.md"));
        std::fs::create_dir_all(command.parent().unwrap()).unwrap();
        std::fs::write(&command, "---\nmodel: null\n---\n").unwrap();
        imports.run(Asked::ByStart).await.unwrap();
        assert_eq!(imports.status().unwrap().failed.len(), 1, "{name:?}");
        assert!(imports.is_as_imported(), "{name:?}: nothing changed");
        std::fs::write(&command, "---\nagent: build\n---\n").unwrap();
        assert!(!imports.is_as_imported(), "{name:?}: it was mended");
        imports.run(Asked::ByStart).await.unwrap();
        assert!(imports.is_as_imported(), "{name:?}");
        std::fs::create_dir_all(home.join(format!("gone {name}"))).unwrap();
        assert!(!imports.is_as_imported(), "{name:?}: it is back");
    }
}

#[tokio::test]
async fn what_failed_is_looked_at_again_once_its_file_is_another() {
    let Laid { _top, home, imports, .. } =
        with_files(&[(SERVER, serde_json::json!({ "workspaces": [{ "path": "{{HOME}}/w" }] }))]);
    let command = home.join("w/.opencode/commands/go.md");
    std::fs::create_dir_all(command.parent().unwrap()).unwrap();
    std::fs::write(&command, "---\nmodel: null\n---\n").unwrap();
    imports.run(Asked::ByStart).await.unwrap();
    assert_eq!(imports.status().unwrap().failed.len(), 1);
    assert!(imports.is_as_imported(), "nothing changed");
    std::fs::write(&command, "---\nagent: build\n---\n").unwrap();
    assert!(!imports.is_as_imported(), "it was mended");
    imports.run(Asked::ByStart).await.unwrap();
    assert_eq!(imports.status().unwrap().failed, []);
    assert!(imports.is_as_imported());
}

/// Plans items of one workspace on an empty store, and says what each would be called.
fn keys_of(items: &[(ManagedKind, &str)]) -> Vec<(String, String)> {
    let Laid { _top, home, store, .. } = with_files(&[]);
    let folder = home.join("x").to_str().unwrap().to_owned();
    let finding = |what: Found| Finding { at: None, what, warnings: Vec::new() };
    let place = FoundWorkspace {
        folder: folder.as_str().into(),
        is_there: false,
        name: None,
        preset: None,
        ids: FolderIds::default(),
        created_at: None,
    };
    let item = |(kind, key): &(ManagedKind, &str)| {
        let config = match kind {
            ManagedKind::Plugins => serde_json::json!({ "spec": key }),
            _ => serde_json::json!({ "type": "local", "command": ["x"] }),
        };
        let config = config.as_object().unwrap().clone();
        finding(Found::Item { workspace: Some(folder.clone()), kind: *kind, key: (*key).to_owned(), config })
    };
    let findings = std::iter::once(finding(Found::Workspace(place))).chain(items.iter().map(item)).collect();
    let source = Source {
        kind: LegacyKind::RuntimeDatabase,
        path: home.join("runtime.sqlite"),
        condition: LegacyCondition::Read,
        fingerprint: Some("0".to_owned()),
        modified: None,
        findings,
        warnings: Vec::new(),
    };
    let planned = store.read(|read| {
        let mut known = Known::load(read, &home.join("data"))?;
        plan::source(read, &mut known, None, &source, Timestamp::now())
    });
    let planned = planned.unwrap();
    let reasons = planned.shown.items.iter().skip(1).map(|item| item.reason.clone());
    let steps = planned.steps.iter().filter_map(|step| match &step.what {
        What::Managed(record, _) => Some(record.key.clone()),
        _ => None,
    });
    steps.zip(reasons).collect()
}

#[tokio::test]
async fn different_items_whose_keys_come_to_the_same_are_all_kept() {
    let keys = keys_of(&[
        (ManagedKind::Mcps, "demo"),
        (ManagedKind::Mcps, "Demo"),
        (ManagedKind::Mcps, "my server"),
        (ManagedKind::Mcps, "my/server"),
        (ManagedKind::Mcps, "日本"),
        (ManagedKind::Mcps, "中国"),
        (ManagedKind::Plugins, "foo@1"),
        (ManagedKind::Plugins, "foo/1"),
        (ManagedKind::Mcps, "my-server"),
        (ManagedKind::ProviderConfigs, "my prov"),
        (ManagedKind::ProviderConfigs, "my-prov"),
    ]);
    let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(names[..4], ["demo", "Demo-2", "my-server", "my-server-2"], "{keys:#?}");
    assert!(names[4].starts_with("mcp-server-") && names[5].starts_with("mcp-server-") && names[4] != names[5]);
    assert_eq!(names[6..], ["foo-1", "foo-1-2", "my-server-3", "my-prov", "my-prov-2"], "{keys:#?}");
    assert_eq!(keys[0].1, "It is not here yet.");
    assert_eq!(keys[1].1, "It is not here yet. It is called `Demo-2` here, for something else is called so.");
    assert_eq!(keys[2].1, "It is not here yet. It is called `my-server` here.");
    assert!(keys[4].1.contains(names[4]), "{keys:#?}");
}
