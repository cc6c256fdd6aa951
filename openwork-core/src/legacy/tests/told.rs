//! What is not taken over is told: what cannot be looked into, what counts less, what belongs nowhere.

use super::super::{database, glance};
use super::{Found, Home, Source, Survey, System, lay, of_kind, workspaces};
use crate::model::migration::{LegacyCondition, LegacyKind, MigrationAction};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

const SERVER: &str = ".config/openwork/server.json";

/// A home with one workspace, whose folder is `w`.
fn served() -> Home {
    let home = Home::empty(System::Linux);
    fs::create_dir(home.at("w")).unwrap();
    home.put(SERVER, json!({ "workspaces": [{ "path": home.at("w") }] }).to_string());
    home
}

/// The sources of these paths, and whether each could be read.
fn conditions(survey: &Survey, within: &Path) -> Vec<(PathBuf, LegacyCondition)> {
    let of_it = survey.sources.iter().filter(|source| source.path.starts_with(within));
    of_it.map(|source| (source.path.clone(), source.condition)).collect()
}

/// What a source says that is not taken over.
fn left(source: &Source) -> Vec<(MigrationAction, String, String)> {
    let findings = source.findings.iter();
    let left = findings.filter_map(|finding| match &finding.what {
        Found::Left { action, name, reason, .. } => Some((*action, name.clone(), reason.clone())),
        _ => None,
    });
    left.collect()
}

#[cfg(unix)]
#[test]
fn a_database_behind_a_link_is_read_with_the_log_beside_itself() {
    let home = served();
    let (real, link) = (home.at("elsewhere/rt.sqlite"), home.at(".config/openwork/runtime.sqlite"));
    fs::create_dir(home.at("elsewhere")).unwrap();
    let row = |name: &str| {
        format!(
            "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
            INSERT INTO runtime_opencode_configs VALUES ('ws_1', '{{\"mcp\":{{\"{name}\":{{}}}}}}', 1);"
        )
    };
    lay::in_its_log(&real, &row("linked"));
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let before = glance(&home.look);
    let told = format!("{:?}", of_kind(&home.survey(), LegacyKind::RuntimeDatabase)[0]);
    assert!(told.contains("linked"), "{told}");
    let own: Vec<_> = database::files(LegacyKind::RuntimeDatabase, &link);
    assert_eq!(own, ["", "-wal", "-journal"].map(|end| PathBuf::from(format!("{}{end}", real.display()))));
    let log = home.at("elsewhere/rt.sqlite-wal");
    fs::write(&log, [fs::read(&log).unwrap(), vec![0]].concat()).unwrap();
    assert_ne!(glance(&home.look), before, "what is written to the log is seen");
}

#[test]
fn of_two_files_of_a_workspace_the_first_that_can_be_read_counts_and_the_other_is_told() {
    let home = served();
    let own = |name: &str| json!({ "workspace": { "name": name } }).to_string();
    let new = home.put("w/.openwork/openwork.json", "{\"workspace\":");
    let old = home.put("w/.opencode/openwork.json", own("Old"));
    let found = home.survey();
    assert_eq!(workspaces(&found)[0].name.as_deref(), Some("Old"), "what is broken hides nothing");
    let expected = [(new.clone(), LegacyCondition::Unreadable), (old.clone(), LegacyCondition::Read)];
    assert_eq!(conditions(&found, &home.at("w")), expected);
    fs::write(&new, own("New")).unwrap();
    let found = home.survey();
    assert_eq!(workspaces(&found)[0].name.as_deref(), Some("New"));
    let shadowed = found.sources.iter().find(|source| source.path == old).expect("it is told");
    let [(action, name, reason)] = &left(shadowed)[..] else { panic!("{shadowed:?}") };
    assert_eq!((*action, name.as_str()), (MigrationAction::Skip, "openwork.json"));
    assert!(reason.contains(new.to_str().unwrap()), "{reason}");
    // OpenCode's own: what is no file does not stand for one
    fs::create_dir(home.at("w/opencode.jsonc")).unwrap();
    home.put("w/opencode.json", "{}");
    let found = conditions(&home.survey(), &home.at("w"));
    assert!(found.contains(&(home.at("w/opencode.jsonc"), LegacyCondition::Unreadable)), "{found:?}");
    assert!(found.contains(&(home.at("w/opencode.json"), LegacyCondition::Read)), "{found:?}");
}

/// Folders that are looked into, each with the kind that it is told as.
const FOLDERS: [(&str, LegacyKind); 6] = [
    (".openwork/openwork-server/audit", LegacyKind::AuditLog),
    (".openwork/openwork-orchestrator/opencode-router", LegacyKind::RouterConfig),
    (".config/opencode/jobs", LegacyKind::SchedulerJobs),
    (".config/opencode/scheduler/scopes", LegacyKind::SchedulerJobs),
    (".config/systemd/user", LegacyKind::SchedulerJobs),
    ("w/.opencode", LegacyKind::WorkspaceFile),
];

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_looked_into_is_told() {
    let home = served();
    for (folder, kind) in FOLDERS {
        let path = home.at(folder);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&path, &path).unwrap();
        let found = home.survey();
        let source = found.sources.iter().find(|source| source.path == path).unwrap_or_else(|| panic!("{folder}"));
        assert_eq!((source.kind, source.condition), (kind, LegacyCondition::Unreadable), "{folder}");
        let [(action, _, reason)] = &left(source)[..] else { panic!("{source:?}") };
        assert!(*action == MigrationAction::Fail && reason.contains("back to itself"), "{folder}: {reason}");
        assert_eq!(workspaces(&found).len(), 1, "{folder} hides nothing");
        fs::remove_file(&path).unwrap();
        assert!(glance(&home.look).is_some());
    }
    assert_eq!(conditions(&home.survey(), &home.look.home).len(), 1, "nothing is told of what is not there");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_looked_into_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    // the system's user may look into everything
    let is_told = !rustix::process::geteuid().is_root();
    let home = served();
    home.put("w/.opencode/openwork.json", json!({ "workspace": { "name": "Own" } }).to_string());
    home.put(".openwork/openwork-server/audit/ws_x.jsonl", "{}\n");
    for folder in ["w", "w/.opencode", ".openwork/openwork-server/audit"] {
        let path = home.at(folder);
        let set = |mode: u32| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        set(0);
        let before = glance(&home.look);
        let found = conditions(&home.survey(), &path);
        set(0o755);
        assert_eq!(found.contains(&(path.clone(), LegacyCondition::Unreadable)), is_told, "{folder}: {found:?}");
        assert!(!is_told || folder.starts_with('w') || glance(&home.look) != before, "{folder} is open now");
    }
}

#[cfg(unix)]
#[test]
fn a_log_that_is_no_file_is_told() {
    use std::os::unix::fs::symlink;
    let home = served();
    let audit = home.at(".openwork/openwork-server/audit");
    fs::create_dir_all(audit.join("folder.jsonl")).unwrap();
    fs::create_dir_all(home.at("w/.opencode/openwork/audit.jsonl")).unwrap();
    symlink(audit.join("loop.jsonl"), audit.join("loop.jsonl")).unwrap();
    symlink(audit.join("gone"), audit.join("dangling.jsonl")).unwrap();
    let pipe = audit.join("pipe.jsonl");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    let found = home.survey();
    let logs = of_kind(&found, LegacyKind::AuditLog);
    assert_eq!(logs.len(), 5, "{logs:#?}");
    assert!(logs.iter().all(|log| log.condition == LegacyCondition::Unreadable && left(log).len() == 1), "{logs:#?}");
}

#[test]
fn a_command_that_the_engine_refuses_is_told_and_nothing_else_is_read() {
    let home = served();
    let bad = "---\nname: old\nmodel: null\n---\nhi\n";
    let path = home.put("w/.opencode/commands/old.md", bad);
    home.put("w/.opencode/commands/below/deep.md", bad);
    home.put("w/.opencode/commands/notes.txt", bad);
    home.put("elsewhere/c.md", bad);
    let large = format!("{bad}{}", "x".repeat(1 << 20));
    home.put("w/.opencode/commands/large.md", large);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.at("elsewhere/c.md"), home.at("w/.opencode/commands/link.md")).unwrap();
        std::os::unix::fs::symlink(home.at("elsewhere"), home.at("w/.opencode/command")).unwrap();
        // links that lead into themselves or nowhere
        std::os::unix::fs::symlink(".", home.at("w/.opencode/commands/below/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere.md", home.at("w/.opencode/commands/none.md")).unwrap();
        // what anybody may write is told of too: nothing is made of it
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        fs::set_permissions(&path, mode).unwrap();
    }
    let found = home.survey();
    let told: Vec<_> = of_kind(&found, LegacyKind::WorkspaceFile).into_iter().map(|it| (&it.path, left(it))).collect();
    let names: Vec<_> = told.iter().map(|(path, _)| path.strip_prefix(home.at("w/.opencode")).unwrap()).collect();
    let links = if cfg!(unix) { vec!["command/c.md", "commands/link.md"] } else { Vec::new() };
    let mut expected = [vec!["commands/below/deep.md", "commands/old.md"], links].concat();
    expected.sort_unstable();
    let mut sorted: Vec<_> = names.iter().map(|name| name.to_str().unwrap()).collect();
    sorted.sort_unstable();
    assert_eq!(sorted, expected, "links are followed, as the engine follows them");
    let (_, left) = told.iter().find(|(of, _)| **of == path).unwrap();
    let [(MigrationAction::Fail, name, reason)] = &left[..] else { panic!("{left:?}") };
    assert!(name.contains("`old`") && reason.contains("(line 3)"), "{name} {reason}");
}

#[test]
fn a_token_without_a_readable_server_is_told() {
    let file = ".config/com.differentai.openwork/migration-snapshot.v1.json";
    let home = Home::empty(System::Linux);
    for (chosen, is_told) in [
        (json!(null), true),
        (json!("no address"), true),
        (json!("http://127.0.0.1:8787"), true),
        (json!(7), true),
        (json!("https://box.example.com"), false),
        (json!("https://localhost.example.com"), false),
    ] {
        let keys = json!({ "openwork.server.token": "hush", "openwork.server.urlOverride": chosen });
        home.put(file, json!({ "version": 1, "keys": keys }).to_string());
        let found = home.survey();
        let all = &found.sources[0].findings;
        let told = all.iter().any(|finding| finding.at.as_deref() == Some("/keys/openwork.server.token"));
        let is_taken = all.iter().any(|it| matches!(&it.what, Found::Remote(it) if it.secrets.contains_key("token")));
        assert_eq!((told, is_taken), (is_told, !is_told), "{chosen}: {found:?}");
        assert!(!format!("{found:?}").contains("hush"));
    }
}

#[test]
fn of_a_variable_that_stands_twice_the_later_one_counts_if_it_can_be_read() {
    let home = Home::empty(System::Linux);
    let values = |last: serde_json::Value| {
        let list =
            json!([{ "key": "A", "value": "one" }, { "key": "A", "value": "two" }, { "key": "A", "value": last }]);
        home.put(".config/openwork/env.json", json!({ "variables": list }).to_string());
        let found = home.survey();
        let taken = found.sources[0].findings.iter().filter_map(|finding| match &finding.what {
            Found::Variable { value, .. } => Some(value.reveal().to_owned()),
            _ => None,
        });
        (taken.collect::<Vec<_>>(), left(&found.sources[0]))
    };
    let (taken, told) = values(json!("three"));
    assert_eq!((taken, told.len()), (vec!["three".to_owned()], 2));
    assert!(told.iter().all(|(action, _, why)| *action == MigrationAction::Skip && why.contains("later")), "{told:?}");
    let (taken, told) = values(json!(7));
    assert_eq!(taken, ["two"]);
    assert_eq!(
        told.iter().map(|(action, ..)| *action).collect::<Vec<_>>(),
        [MigrationAction::Skip, MigrationAction::Fail]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn keys_in_small_letters_bring_back_their_folder_or_are_told() {
    let home = Home::of("token-store-letters");
    let there = |found: &Survey| -> Vec<_> { workspaces(found).iter().map(|it| PathBuf::from(&*it.folder)).collect() };
    let reasons =
        |found: &Survey| -> Vec<_> { left(&found.sources[0]).into_iter().map(|(.., reason)| reason).collect() };
    let found = home.survey();
    assert_eq!(there(&found), [home.at("Work/Finance")]);
    assert!(matches!(&reasons(&found)[..], [gone] if gone.contains("not there")), "{found:#?}");
    let tokens = found.sources[0].findings.iter().filter_map(|finding| match &finding.what {
        Found::Token(token) => token.folder.clone(),
        _ => None,
    });
    assert!(tokens.map(PathBuf::from).any(|folder| folder == home.at("Work/Finance")), "{found:#?}");
    fs::create_dir(home.at("Work/FINANCE")).unwrap();
    let found = home.survey();
    assert!(there(&found).is_empty() && reasons(&found)[0].contains("capitals only"), "{found:#?}");
    fs::create_dir_all(home.at("work/finance")).unwrap();
    let key = home.at("work/finance");
    let tokens = json!({ "version": 1, "workspaces": { key.to_str().unwrap(): { "clientToken": "hush" } } });
    home.put(".config/com.differentai.openwork/openwork-server-tokens.json", tokens.to_string());
    assert_eq!(there(&home.survey()), [key], "as it is before what is alike");
    let many: serde_json::Map<String, serde_json::Value> = (0..3000)
        .map(|index| {
            (
                format!("{}/Work/gone{index}", home.look.home.display()).to_lowercase(),
                json!({ "clientToken": index.to_string() }),
            )
        })
        .collect();
    home.put(".config/com.differentai.openwork/openwork-server-tokens.json", json!({ "workspaces": many }).to_string());
    let found = home.survey();
    assert_eq!(left(&found.sources[0]).len(), 1000);
    assert!(found.sources[0].warnings[0].contains("2000 more"), "{:?}", found.sources[0].warnings);
}

#[test]
fn what_admits_elsewhere_and_stands_where_it_is_of_no_use_is_told() {
    let home = served();
    let entries = json!([
        { "path": home.at("w"), "openworkToken": "hush", "openworkClientToken": "hush", "openworkHostToken": null },
        { "workspaceType": "remote", "openworkHostUrl": "https://a.example/w/x?token=hush" },
        { "workspaceType": "remote", "openworkHostUrl": "https://b.example/w/x", "baseUrl": "https://b.example/w/x/opencode?t=hush" },
    ]);
    home.put(SERVER, json!({ "workspaces": entries }).to_string());
    let found = home.survey();
    let warned: Vec<_> = found.sources[0].findings.iter().map(|finding| finding.warnings.len()).collect();
    assert_eq!(warned, [2, 1, 1, 0], "each entry, and the active one: {found:#?}");
    assert!(!format!("{found:?}").contains("hush"));
}

#[test]
fn what_a_program_in_the_making_was_set_up_with_counts_least() {
    let home = Home::of("dev-isolated-bootstrap");
    let counts = |found: &Survey| -> Vec<_> {
        let findings = found.sources.iter().flat_map(|source| &source.findings);
        let counts = findings.filter_map(|finding| match &finding.what {
            Found::Bootstrap { base_url, .. } => Some(base_url.clone()),
            _ => None,
        });
        counts.collect()
    };
    assert_eq!(counts(&home.survey()), ["https://den.dev.example.com"]);
    home.put(
        ".config/openwork/desktop-bootstrap.json",
        json!({ "baseUrl": "https://app.openworklabs.com" }).to_string(),
    );
    let found = home.survey();
    assert_eq!(counts(&found), ["https://app.openworklabs.com"]);
    assert_eq!(found.sources.iter().flat_map(left).count(), 1, "the other is told");
}

#[test]
fn a_binding_whose_times_are_none_is_taken_and_says_so() {
    let home = Home::empty(System::Linux);
    fs::create_dir_all(home.at(".openwork/opencode-router")).unwrap();
    let table =
        "CREATE TABLE bindings (channel TEXT, identity_id TEXT, peer_id TEXT, directory TEXT, created_at, updated_at);
        INSERT INTO bindings VALUES ('telegram', 'bot', '7', '/srv', 'odd', x'00');
        INSERT INTO bindings VALUES ('telegram', 'bot', '8', '/srv', 1776000000000, NULL);";
    lay::plain(&home.at(".openwork/opencode-router/opencode-router.db"), table);
    let found = home.survey();
    let warned: Vec<_> = found.sources[0].findings.iter().map(|finding| finding.warnings.len()).collect();
    assert_eq!(warned, [2, 0], "{found:#?}");
    assert!(found.sources[0].findings.iter().all(|finding| matches!(finding.what, Found::Binding(_))));
}

#[test]
fn a_job_that_asks_an_address_of_its_own_says_so_and_its_units_are_named() {
    let home = Home::of("scheduler-units");
    let found = home.survey();
    let all: Vec<_> = of_kind(&found, LegacyKind::SchedulerJobs).into_iter().flat_map(left).collect();
    let asks = all.iter().filter(|(_, _, reason)| reason.contains("`attachUrl`")).count();
    let units = all.iter().filter(|(_, name, _)| name.starts_with("opencode-job-")).count();
    assert_eq!((all.len(), asks, units), (4, 2, 2), "{all:#?}");
    assert!(all.iter().all(|(action, ..)| *action == MigrationAction::LeftInPlace));
    let mac = Home::of("scheduler-units-macos").survey();
    assert_eq!(of_kind(&mac, LegacyKind::SchedulerJobs).len(), 1);
}

#[test]
fn a_path_that_stands_for_nothing_on_this_system_becomes_no_folder_beside_its_source() {
    let home = served();
    let paths =
        [r"C:\Users\ana", r"\\box\share", "d:/work", "C:rel", "D:", "$HOME/work", "${HOME}/work", "%USERPROFILE%/work"];
    let entries: Vec<_> = paths.iter().map(|path| json!({ "path": path })).collect();
    home.put(SERVER, json!({ "workspaces": entries }).to_string());
    let found = home.survey();
    assert!(workspaces(&found).is_empty(), "{found:#?}");
    let told = left(&found.sources[0]);
    let whys: Vec<_> =
        told.iter().map(|(_, _, why)| (why.contains("of Windows"), why.contains("a variable"))).collect();
    let (windows, variable) = ((true, false), (false, true));
    let all = [windows, windows, windows, windows, windows, variable, variable, variable];
    assert_eq!(whys, all, "{told:#?}");
    // one that is there is meant
    fs::create_dir_all(home.at(".config/openwork/$HOME/work")).unwrap();
    fs::create_dir_all(home.at(".config/openwork/C:rel")).unwrap();
    assert_eq!(workspaces(&home.survey()).len(), if cfg!(unix) { 2 } else { 1 });
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_ends_in_a_blank_is_the_one_that_is_there() {
    let home = served();
    let blank = format!("{} ", home.at("w").display());
    let folder = |home: &Home| -> Vec<(String, bool)> {
        workspaces(&home.survey()).iter().map(|it| (it.folder.to_string(), it.is_there)).collect()
    };
    home.put(SERVER, json!({ "workspaces": [{ "path": blank }] }).to_string());
    let real = |path: &str| fs::canonicalize(path).unwrap().display().to_string();
    assert_eq!(folder(&home), [(real(blank.trim()), true)], "a blank alone is nobody's wish");
    fs::create_dir(&blank).unwrap();
    assert_eq!(folder(&home), [(real(&blank), true)]);
    fs::remove_dir(home.at("w")).unwrap();
    assert_eq!(folder(&home), [(real(&blank), true)]);
}

#[test]
fn jobs_are_named_by_what_columns_there_are() {
    let named = |columns: &str, rows: &[&str]| -> Vec<String> {
        let home = served();
        let rows: String = rows.iter().map(|row| format!("INSERT INTO scheduled_jobs VALUES ({row});")).collect();
        let table = format!("CREATE TABLE scheduled_jobs ({columns}); {rows}");
        lay::plain(&home.at(".config/openwork/runtime.sqlite"), &table);
        let found = home.survey();
        left(of_kind(&found, LegacyKind::RuntimeDatabase)[0]).into_iter().map(|(_, name, _)| name).collect()
    };
    let both = ["'a', '{\"name\":\"Morning\"}'", "'b', 'odd'", "NULL, NULL"];
    assert_eq!(named("id TEXT, job_json TEXT", &both), ["Morning", "b", "a job without a name"]);
    assert_eq!(named("job_json TEXT", &["'{\"name\":\"Morning\"}'"]), ["Morning"]);
    assert_eq!(named("id TEXT, name TEXT, prompt TEXT", &["'a', 'Evening', 'x'"]), ["Evening"]);
    assert_eq!(named("slug TEXT, payload TEXT", &["'a', '{}'"]), ["a"]);
    assert_eq!(named("x TEXT, y TEXT", &["1, 2", "3, 4"]), ["2 jobs without a name"]);
    assert_eq!(named("x TEXT", &["1"]), ["a job without a name"]);
    assert_eq!(named("x TEXT", &[]), [""; 0]);
}

#[test]
fn folders_that_a_file_allows_and_the_database_has_otherwise_are_told() {
    let home = served();
    let row = "CREATE TABLE openwork_workspace_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO openwork_workspace_configs VALUES ('ws_1', '{\"authorizedRoots\":[\"/srv/a\"]}', 1);";
    lay::plain(&home.at(".config/openwork/runtime.sqlite"), row);
    home.put(SERVER, json!({ "workspaces": [{ "id": "ws_1", "path": home.at("w") }] }).to_string());
    let file = home.put("w/.opencode/openwork.json", json!({ "authorizedRoots": ["/srv/b"] }).to_string());
    let found = home.survey();
    let source = found.sources.iter().find(|source| source.path == file).expect("it is read");
    let [(MigrationAction::Skip, name, reason)] = &left(source)[..] else { panic!("{source:#?}") };
    assert!(name == "authorizedRoots" && reason.contains("database"), "{reason}");
}

#[test]
fn groups_of_sessions_of_a_wrong_type_are_left_out_and_told() {
    let home = served();
    let state = r#"{"groups":[{"id":"grp_1","label":"A"},{"id":7},"odd"],"assignments":{"ses_1":"grp_1","ses_2":7}}"#;
    let table = format!(
        "CREATE TABLE session_group_states (workspace_id TEXT, state_json TEXT, updated_at INTEGER);
        INSERT INTO session_group_states VALUES ('ws_1', '{state}', 1);
        INSERT INTO session_group_states VALUES ('ws_2', '{{\"groups\":7,\"assignments\":[]}}', 1);"
    );
    lay::plain(&home.at(".config/openwork/runtime.sqlite"), &table);
    let found = home.survey();
    let [one, other] = &of_kind(&found, LegacyKind::RuntimeDatabase)[0].findings[..] else { panic!("{found:#?}") };
    assert_eq!((one.warnings.len(), other.warnings.len()), (2, 2), "{one:?} {other:?}");
    let Found::SessionGroups { state, .. } = &one.what else { panic!("{one:?}") };
    let kept = json!({ "groups": [{ "id": "grp_1", "label": "A" }], "assignments": { "ses_1": "grp_1" } });
    assert_eq!(serde_json::Value::Object(state.clone()), kept);
}

#[test]
fn a_moment_that_is_none_is_told_once() {
    let home = Home::empty(System::Linux);
    let file = ".config/openwork/openwork-cloud-signin.json";
    home.put(file, json!({ "baseUrl": "https://a.example", "authToken": "hush", "lastValidatedAt": {} }).to_string());
    let found = home.survey();
    assert_eq!(found.sources[0].findings[0].warnings.len(), 1, "{found:#?}");
}

/// The warnings of the first source's findings.
fn warned(survey: &Survey) -> Vec<String> {
    survey.sources[0].findings.iter().flat_map(|finding| finding.warnings.clone()).collect()
}

#[test]
fn an_address_that_is_not_taken_over_is_told_and_no_secret_in_it() {
    let home = Home::empty(System::Linux);
    let of = |entry: serde_json::Value| {
        home.put(SERVER, json!({ "workspaces": [entry] }).to_string());
        let found = home.survey();
        assert!(!format!("{found:?}").contains("hush"), "{found:?}");
        warned(&found)
    };
    let remote = |kind: &str, engine: &str| {
        json!({ "id": "ws_r", "path": "", "workspaceType": "remote", "remoteType": kind, "baseUrl": engine,
            "openworkHostUrl": "https://stale.example/" })
    };
    let elsewhere = "http://ana:hush@192.168.1.20:4096/?token=hush";
    let told = of(remote("opencode", elsewhere));
    let expected = "`remoteType` calls it an engine, but it names an OpenWork server in `openworkHostUrl`, and that counts; its \
                    `baseUrl` (`http://192.168.1.20:4096`) was left out.";
    assert!(told.iter().any(|warning| warning == expected), "{told:#?}");
    let told = of(remote("openwork", elsewhere));
    assert!(told.iter().any(|warning| warning.starts_with("It names an OpenWork server")), "{told:#?}");
    let told = of(remote("opencode", "https://stale.example/w/ws_r/opencode"));
    assert!(told.iter().any(|warning| warning.ends_with("`openworkHostUrl`, and that counts.")), "{told:#?}");
    assert_eq!(of(remote("openwork", "https://stale.example/w/ws_r/opencode")), [""; 0]);
    // a folder here
    let folder = home.at("w");
    let told = of(json!({ "path": folder, "workspaceType": "local", "baseUrl": elsewhere, "directory": "/srv/else" }));
    let [base, directory] = &told[..] else { panic!("{told:#?}") };
    assert!(base.starts_with("`baseUrl` (`http://192.168.1.20:4096`) is where"), "{base}");
    assert!(directory.starts_with("`directory` (`/srv/else`) is where"), "{directory}");
    assert_eq!(of(json!({ "path": folder, "workspaceType": "local", "baseUrl": null, "directory": folder })), [""; 0]);
}

#[test]
fn what_stands_beside_an_address_in_the_list_of_servers_is_kept_or_told() {
    let home = Home::empty(System::Linux);
    let server = |url: &str| json!({ "url": url, "name": format!("Name of {url}"), "token": "hush-of-the-list" });
    let urls = ["https://s2.example", "https://s1.example", "http://127.0.0.1:8787"];
    let list = json!(urls.map(server)).to_string();
    let keys = json!({ "openwork.server.list": list, "openwork.server.urlOverride": "https://s1.example",
        "openwork.server.token": "hush-of-the-chosen" });
    home.put(
        ".local/share/com.differentai.openwork/migration-snapshot.v1.json",
        json!({ "version": 1, "keys": keys }).to_string(),
    );
    let found = home.survey();
    assert!(!format!("{found:?}").contains("hush"), "{found:?}");
    let source = of_kind(&found, LegacyKind::DesktopSnapshot)[0];
    let remotes = source.findings.iter().filter_map(|finding| match &finding.what {
        Found::Remote(remote) => {
            let token = remote.secrets.get("token").map(crate::model::secret::Secret::reveal);
            Some((remote.base_url.as_str(), remote.name.as_deref(), token))
        }
        _ => None,
    });
    let remotes: Vec<_> = remotes.collect();
    let expected = [
        ("https://s1.example", None, Some("hush-of-the-chosen")),
        ("https://s2.example", Some("Name of https://s2.example"), Some("hush-of-the-list")),
    ];
    assert_eq!(remotes, expected);
    let left = left(source);
    for url in &urls[1..] {
        assert!(left.iter().any(|(_, name, _)| *name == format!("Name of {url}")), "{url}: {left:#?}");
    }
    assert_eq!(left.iter().filter(|(_, name, _)| name == "the token of a server").count(), 2, "{left:#?}");
}

#[test]
fn a_database_of_no_bytes_is_told() {
    for file in [".config/openwork/runtime.sqlite", ".openwork/opencode-router/opencode-router.db"] {
        let home = Home::empty(System::Linux);
        home.put(file, "");
        let found = home.survey();
        let [source] = &found.sources[..] else { panic!("{found:#?}") };
        let Found::Left { action, reason, remedy, .. } = &source.findings[0].what else { panic!("{found:#?}") };
        assert!(*action == MigrationAction::Skip && reason.contains("The file is empty"), "{reason}");
        assert!(remedy.is_some(), "{found:#?}");
        // one without a table is none that was cut off
        home.put(file, []);
        lay::plain(&home.at(file), "CREATE TABLE gone (a); DROP TABLE gone;");
        assert_eq!(left(&home.survey().sources[0]), [], "{file}");
    }
}
