//! What is broken is told, and hides nothing else.

use super::super::found::Finding;
use super::{Found, Home, Survey, System, lay, of_kind, workspaces};
use crate::model::migration::{LegacyCondition, LegacyKind, MigrationAction};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// What cannot be taken over, each with where it stands.
fn failures(survey: &Survey) -> Vec<(PathBuf, &Finding)> {
    let all = survey.sources.iter().flat_map(|source| source.findings.iter().map(|it| (source.path.clone(), it)));
    all.filter(|(_, finding)| matches!(&finding.what, Found::Left { action: MigrationAction::Fail, .. })).collect()
}

/// Every file of a fixture's home.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The home of a fixture without its databases, which take their time.
pub(super) fn of_texts(fixture: &str) -> (Home, Vec<PathBuf>) {
    let home = Home::of(fixture);
    let (texts, others): (Vec<_>, Vec<_>) =
        files(&home.look.home).into_iter().partition(|path| path.extension().is_some_and(|it| it == "json"));
    for path in others {
        fs::remove_file(path).unwrap();
    }
    (home, texts)
}

/// A home in which a server serves a workspace, whatever else is broken.
fn sound(home: &Home) {
    fs::create_dir_all(home.at("sound")).unwrap();
    let list = json!({ "workspaces": [{ "path": home.at("sound"), "name": "Sound" }] });
    home.put(".openwork/openwork-orchestrator/openwork-orchestrator-state.json", list.to_string());
}

fn has_sound(found: &Survey) -> bool {
    workspaces(found).iter().any(|it| it.name.as_deref() == Some("Sound"))
}

#[test]
fn every_failure_says_why_and_what_to_do() {
    let found = Home::of("broken").survey();
    let failures = failures(&found);
    assert!(failures.len() > 15, "{failures:#?}");
    for (path, finding) in failures {
        let Found::Left { reason, remedy, name, .. } = &finding.what else { unreachable!() };
        assert!(!reason.is_empty() && remedy.is_some() && !name.is_empty(), "{}: {finding:?}", path.display());
    }
}

#[test]
fn every_file_cut_at_every_place_is_read_or_told() {
    for fixture in
        ["e3-server", "e3-electron", "e2-orchestrator", "migration-snapshot", "desktop-bootstrap", "e2-router"]
    {
        let (home, texts) = of_texts(fixture);
        for path in texts {
            let bytes = fs::read(&path).unwrap();
            // each place of a small file, and every few of a larger one
            for end in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
                fs::write(&path, &bytes[..end]).unwrap();
                let found = home.survey();
                assert!(!format!("{found:?}").contains("hush"), "{} cut at {end}", path.display());
            }
            fs::write(&path, &bytes).unwrap();
        }
    }
}

#[test]
fn a_cut_list_is_told_as_unreadable_at_every_byte() {
    let home = Home::empty(System::Linux);
    sound(&home);
    let whole = json!({ "workspaces": [{ "path": "/a", "name": "A" }] }).to_string();
    for end in 0..whole.len() {
        let path = home.put(".config/openwork/server.json", &whole[..end]);
        let found = home.survey();
        let server = of_kind(&found, LegacyKind::ServerConfig)[0].clone();
        assert_eq!((server.condition, &server.path), (LegacyCondition::Unreadable, &path), "cut at {end}");
        assert!(server.fingerprint.is_some() && server.findings.len() == 1 && has_sound(&found));
    }
}

/// Every way to a value below a value.
pub(super) fn ways(value: &Value, way: &str, all: &mut Vec<String>) {
    all.push(way.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            ways(value, &format!("{way}/{}", key.replace('~', "~0").replace('/', "~1")), all);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(at, value)| ways(value, &format!("{way}/{at}"), all)),
        _ => {}
    }
}

#[test]
fn any_type_in_any_field_hides_nothing_else() {
    for fixture in lay::names() {
        let (home, texts) = of_texts(&fixture);
        sound(&home);
        let own = home.at(".openwork/openwork-orchestrator/openwork-orchestrator-state.json");
        for path in texts.into_iter().filter(|path| *path != own) {
            let bytes = fs::read(&path).unwrap();
            let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
            let mut all = Vec::new();
            ways(&value, "", &mut all);
            for (turn, way) in all.into_iter().enumerate() {
                let odd = [json!(null), json!(true), json!(-1.5), json!("odd"), json!([[]]), json!({ "": {} })];
                let mut changed = value.clone();
                *changed.pointer_mut(&way).unwrap() = odd[turn % odd.len()].clone();
                fs::write(&path, changed.to_string()).unwrap();
                let found = home.survey();
                assert!(has_sound(&found), "{fixture}: {} at {way}", path.display());
                assert!(!format!("{found:?}").contains("hush"), "{fixture}: {} at {way}", path.display());
            }
            fs::write(&path, &bytes).unwrap();
        }
    }
}

#[test]
fn an_id_that_stands_twice_is_told() {
    let home = Home::empty(System::Linux);
    let list = json!({ "workspaces": [{ "id": "ws_1", "path": "/a" }, { "id": "ws_1", "path": "/b" }] });
    home.put(".config/openwork/server.json", list.to_string());
    let found = home.survey();
    let warned: Vec<_> = found.sources[0].findings.iter().map(|finding| finding.warnings.len()).collect();
    assert_eq!(warned, [0, 1, 0], "both workspaces and the active one: {found:#?}");
}

#[test]
fn a_list_of_a_hundred_megabytes_is_told_and_not_loaded() {
    let home = Home::empty(System::Linux);
    sound(&home);
    let path = home.put(".config/openwork/server.json", "{}");
    fs::File::options().write(true).open(&path).unwrap().set_len(100 << 20).unwrap();
    let found = home.survey();
    assert_eq!(of_kind(&found, LegacyKind::ServerConfig)[0].condition, LegacyCondition::Unreadable);
    assert!(has_sound(&found));
}

#[cfg(unix)]
#[test]
fn folders_that_are_gone_links_and_loops_are_kept() {
    use std::os::unix::fs::symlink;
    let home = Home::empty(System::Linux);
    fs::create_dir(home.at("real")).unwrap();
    symlink(home.at("real"), home.at("link")).unwrap();
    symlink(home.at("loop"), home.at("loop")).unwrap();
    let file = home.put("file", "x");
    let paths = [home.at("link"), home.at("loop"), home.at("gone"), file, home.at("real")];
    let entries: Vec<_> = paths.iter().map(|path| json!({ "path": path })).collect();
    home.put(".config/openwork/server.json", json!({ "workspaces": entries }).to_string());
    let found = home.survey();
    let there: Vec<_> = workspaces(&found).iter().map(|it| (PathBuf::from(&*it.folder), it.is_there)).collect();
    let expected = [(4, true), (1, false), (2, false), (3, false), (4, true)].map(|(at, is)| (paths[at].clone(), is));
    assert_eq!(there, expected);
}

#[test]
fn a_file_by_two_ways_is_read_once() {
    let home = Home::of("e3-server");
    let mut look = home.look.clone();
    look.variables.insert("OPENWORK_SERVER_CONFIG".to_owned(), "~/.config/../.config/openwork/server.json".to_owned());
    let found = super::survey(&look);
    assert_eq!(of_kind(&found, LegacyKind::ServerConfig).len(), 1);
    assert_eq!(of_kind(&found, LegacyKind::RuntimeDatabase).len(), 1);
}

fn runtime(home: &Home) -> (LegacyCondition, String) {
    let found = home.survey();
    let source = of_kind(&found, LegacyKind::RuntimeDatabase)[0].clone();
    (source.condition, format!("{:?}", source.findings))
}

#[test]
fn a_database_that_is_in_use_is_read() {
    let home = Home::empty(System::Linux);
    let path = home.put(".config/openwork/runtime.sqlite", "");
    fs::remove_file(&path).unwrap();
    let table = "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('ws_1', '{\"share\":\"kept\"}', 1);";
    lay::plain(&path, table);
    let live = rusqlite::Connection::open(&path).unwrap();
    live.execute_batch("BEGIN EXCLUSIVE; DELETE FROM runtime_opencode_configs;").unwrap();
    let before = super::state(&home.look.home);
    let (condition, told) = runtime(&home);
    assert!(
        condition == LegacyCondition::Read && told.contains("Configuration(Some(\"ws_1\")"),
        "{condition:?} {told}"
    );
    assert!(super::state(&home.look.home) == before, "nothing lies beside it that was not there");
}

#[test]
fn a_database_that_is_damaged_or_of_another_shape_is_told() {
    let home = Home::of("e3-server");
    let path = home.at(".config/openwork/runtime.sqlite");
    let sound = fs::read(&path).unwrap();
    assert_eq!(runtime(&home).0, LegacyCondition::Read);
    for (from, to) in [(0, 16), (100, 200), (4096, 4200)] {
        let mut bytes = sound.clone();
        bytes[from..to].fill(0x5a);
        fs::write(&path, bytes).unwrap();
        let (condition, told) = runtime(&home);
        assert!(condition != LegacyCondition::Read && !told.contains("hush"), "{from}: {condition:?} {told}");
    }
    for end in [0, 1, 16, 100, 4096, sound.len() / 2] {
        fs::write(&path, &sound[..end]).unwrap();
        let (_, told) = runtime(&home);
        assert!(!told.contains("hush"), "cut at {end}: {told}");
    }
    fs::remove_file(&path).unwrap();
    lay::plain(
        &path,
        "CREATE TABLE runtime_opencode_configs (id INTEGER); CREATE TABLE session_group_states
        (workspace_id INTEGER, state_json BLOB); INSERT INTO session_group_states VALUES (7, x'00ff');",
    );
    let (condition, told) = runtime(&home);
    assert!(condition == LegacyCondition::Damaged && told.contains("other columns"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_gone_is_one_folder_by_any_way() {
    let home = Home::empty(System::Linux);
    fs::create_dir(home.at("real")).unwrap();
    std::os::unix::fs::symlink(home.at("real"), home.at("link")).unwrap();
    let entries = ["link/gone/a", "real/gone/a"].map(|path| json!({ "path": home.at(path) }));
    home.put(".config/openwork/server.json", json!({ "workspaces": entries }).to_string());
    let found = home.survey();
    let found = workspaces(&found);
    assert!(found.iter().all(|it| !it.is_there && Path::new(&*it.folder) == home.at("real/gone/a")), "{found:?}");
    assert!(
        found[1].ids.all().iter().all(|id| found[0].ids.all().contains(id)),
        "the first has ids of both ways: {found:?}"
    );
    assert!(found[0].ids.all().len() > found[1].ids.all().len(), "{found:?}");
}

#[cfg(unix)]
#[test]
fn what_anybody_could_have_written_is_told_and_seen_when_mended() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::empty(System::Linux);
    let path = home.put(".config/openwork/server.json", r#"{"token":"t"}"#);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    let before = super::super::glance(&home.look);
    let found = home.survey();
    assert_eq!(found.sources[0].condition, LegacyCondition::Unreadable);
    assert!(!format!("{found:?}").contains("FoundToken"), "{found:?}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_ne!(super::super::glance(&home.look), before);
    assert_eq!(home.survey().sources[0].condition, LegacyCondition::Read);
}

#[test]
fn a_workspace_that_lists_too_much_is_told_in_few_words() {
    let home = Home::empty(System::Linux);
    sound(&home);
    let automations = "sound/.opencode/openwork/agentlab/automations.json";
    home.put(automations, format!("{{\"items\":[{{}}{}]}}", ",{}".repeat(5000)));
    let found = home.survey();
    let source = of_kind(&found, LegacyKind::SchedulerJobs)[0];
    assert!(source.findings.len() == 1000 && source.warnings.len() == 1, "{:?}", source.warnings);
    // so it is with every source
    home.put(".config/openwork/server.json", format!("{{\"workspaces\":[7{}]}}", ",7".repeat(1 << 20)));
    let many = (0..100_100).map(|index| json!({ "key": format!("K{index}"), "value": "v" })).collect::<Vec<_>>();
    home.put(".config/openwork/env.json", json!({ "variables": many }).to_string());
    let found = home.survey();
    let server = of_kind(&found, LegacyKind::ServerConfig)[0];
    assert!(server.findings.len() == 1000 && server.warnings.len() == 1, "{:?}", server.warnings);
    assert!(server.warnings[0].contains("1047577 more"), "{:?}", server.warnings);
    let variables = of_kind(&found, LegacyKind::Environment)[0];
    let Found::Left { action, reason, .. } = &variables.findings.last().unwrap().what else {
        panic!("nothing is said")
    };
    assert_eq!((variables.findings.len(), *action), (100_001, MigrationAction::Fail));
    assert!(reason.contains("100 things"), "{reason}");
    home.put(automations, format!("{{\"items\":[{{}}{}]}}", ",{}".repeat(2 << 20)));
    let found = home.survey();
    assert_eq!(of_kind(&found, LegacyKind::SchedulerJobs)[0].condition, LegacyCondition::Unreadable);
    assert!(has_sound(&found));
}
