//! What a plan and a status say, so that a person who was not there knows what became of everything.

use super::*;
use crate::config::managed::hash_of;
use crate::flows::import::undo::staying;
use crate::model::stored::{ProjectedKey, ProjectedRecord};
use serde_json::json;
use std::collections::BTreeMap;

const DESKTOP: &str = ".local/share/com.differentai.openwork/openwork-workspaces.json";

fn list(entries: &[Value]) -> Value {
    json!({ "workspaces": entries })
}

/// What is said of something where its source is one that ends so.
fn said_in(plan: &MigrationPlan, source: &str, name: &str) -> MigrationItem {
    let of = plan.sources.iter().find(|it| it.path.ends_with(source)).unwrap_or_else(|| panic!("{plan:#?}"));
    of.items.iter().rfind(|item| item.name.ends_with(name)).unwrap_or_else(|| panic!("{of:#?}")).clone()
}

#[tokio::test]
async fn a_source_that_was_taken_back_says_nothing_to_a_start() {
    let entry = |name: &str| list(&[json!({ "id": "ws_x", "path": "{{HOME}}/w", "name": name })]);
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, entry("W")), ("w/.keep", Value::Null)]);
    imports.run(Asked::ByStart).await.unwrap();
    imports.undo(async |_| Ok(())).await.unwrap();
    write(&home, &[(SERVER, entry("W2")), (DESKTOP, entry("desk"))]);
    imports.run(Asked::ByStart).await.unwrap();
    let names = || workspaces(&store).into_iter().map(|it| it.display_name).collect::<Vec<_>>();
    assert_eq!(names(), ["desk"]);
    imports.run(Asked::ByCaller).await.unwrap();
    assert_eq!(names(), ["W2"], "who asks for it has all of it");
}

#[tokio::test]
async fn a_status_says_of_what_failed_which_file_and_where_in_it() {
    let nameless = json!({ "id": "ws_x" });
    let Laid { _top, home, imports, .. } = with_files(&[(SERVER, list(&[nameless.clone(), nameless]))]);
    imports.run(Asked::ByStart).await.unwrap();
    let failed = imports.status().unwrap().failed;
    let where_it_is: Vec<_> = failed.iter().map(|item| (item.path.clone(), item.at.clone())).collect();
    let path = Some(home.join(SERVER).display().to_string());
    let at = |at: &str| Some(at.to_owned());
    assert_eq!(where_it_is, [(path.clone(), at("/workspaces/0")), (path, at("/workspaces/1"))]);
    let plan = imports.plan().await.unwrap();
    assert!(plan.sources[0].items.iter().all(|item| item.path.is_none()), "its source says it");
}

#[tokio::test]
async fn what_was_made_is_not_said_to_be_missing_and_what_counts_more_is_named() {
    let entry = json!({ "id": "ws_x", "path": "{{HOME}}/w", "name": "w" });
    let twice = list(&[entry.clone(), entry.clone()]);
    let Laid { _top, home, imports, .. } = with_files(&[(SERVER, twice), (DESKTOP, list(&[entry]))]);
    let plan = imports.plan().await.unwrap();
    let items = &plan.sources[0].items;
    assert!(
        items[0].reason.starts_with("It is not here yet.") || items[0].reason.contains("is not there"),
        "{items:#?}"
    );
    std::fs::create_dir_all(home.join("w")).unwrap();
    let done = imports.run(Asked::ByCaller).await.unwrap().plan;
    let items = &done.sources[0].items;
    assert_eq!(items[0].action, MigrationAction::Create);
    assert!(items[0].reason.starts_with("It was not here."), "{items:#?}");
    assert!(items[1].reason.starts_with("It stands here more than once, and is taken over once."), "{items:#?}");
    let lesser = said_in(&done, "openwork-workspaces.json", "/w");
    let more = format!("It was said before, in `{}`, which counts more.", home.join(SERVER).display());
    assert_eq!((lesser.action, lesser.reason), (MigrationAction::Keep, more));
}

#[tokio::test]
async fn what_is_otherwise_here_than_its_source_says_is_told() {
    let long = "n".repeat(300);
    let entries = [
        json!({ "path": "{{HOME}}/odd", "name": long, "preset": "no/preset at all", "createdAt": 9_999_999_999_999_u64 }),
        json!({ "path": "{{HOME}}/even", "name": "even", "preset": "minimal", "createdAt": 1_770_000_000 }),
    ];
    let Laid { _top, imports, .. } = with_files(&[(SERVER, list(&entries))]);
    let plan = imports.plan().await.unwrap();
    let odd = said_in(&plan, "server.json", "/odd").reason;
    for word in ["Its preset can be none here", "Its name holds what none here may", "is a time to come"] {
        assert!(odd.contains(word), "{word}: {odd}");
    }
    let even = said_in(&plan, "server.json", "/even").reason;
    assert!(!["preset", "name", "time to come"].iter().any(|word| even.contains(word)), "{even}");
}

#[tokio::test]
async fn a_configuration_that_keys_are_put_into_is_said_to_be_and_one_of_ours_is_no_source() {
    let server = list(&[
        json!({ "id": "ws_x", "path": "{{HOME}}/x" }),
        json!({ "id": "ws_y", "path": "{{HOME}}/y" }),
        json!({ "id": "ws_z", "path": "{{HOME}}/z" }),
    ]);
    let Laid { _top, home, imports, store } = with_files(&[
        (SERVER, server),
        ("x/.opencode/opencode.json", json!({})),
        ("y/.opencode/opencode.json", json!({})),
        ("z/.opencode/opencode.json", json!({})),
    ]);
    lay::plain(
        &home.join(".config/openwork/runtime.sqlite"),
        "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('ws_x', '{\"share\":\"manual\"}', 1);",
    );
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    let of = |plan: &MigrationPlan, place: &str| said_in(plan, &format!("{place}/{FILE}"), "opencode.json");
    let written_to = of(&plan, "x");
    assert_eq!(written_to.action, MigrationAction::LeftInPlace);
    assert!(written_to.reason.contains("is put into it too: only those keys"), "{written_to:#?}");
    assert_eq!(of(&plan, "y").reason, "OpenCode reads it where it is.");
    // as the managed layer notes it of a file that it made
    let z = workspaces(&store).into_iter().find(|it| it.folder.ends_with("/z")).unwrap();
    let owned = store.write::<_, StoreError>(move |write| {
        let mut record = crate::config::settings::none(&z.id);
        record.projected.owns_file = true;
        write.settings().put(&record)
    });
    owned.await.unwrap();
    let later = imports.plan().await.unwrap();
    let files: Vec<_> = later.sources.iter().filter(|it| it.path.ends_with(FILE)).map(|it| &it.path).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files.iter().all(|path| !path.contains("/z/")), "{files:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn what_cannot_be_put_into_a_folder_is_told_before_and_after_until_it_can() {
    const BARRED: [(&str, &str); 6] = [
        ("dangling", "is a link"),
        ("broken", "cannot be edited"),
        ("list", "cannot be edited"),
        ("within", "is a link"),
        ("outside", "leads out of the workspace"),
        ("folder", "leads out of the workspace"),
    ];
    let names = BARRED.map(|(name, _)| name).into_iter().chain(["open", "made", "hand"]);
    let entry =
        |name: &str| json!({ "id": format!("ws_{name}"), "path": format!("{{{{HOME}}}}/{name}"), "name": name });
    let entries: Vec<Value> = names.clone().map(entry).collect();
    let Laid { _top, home, imports, .. } =
        with_files(&[(SERVER, list(&entries)), ("elsewhere/opencode.json", json!({}))]);
    for name in names.clone() {
        std::fs::create_dir_all(home.join(name).join(if name == "folder" { "src" } else { ".opencode" })).unwrap();
    }
    let file = |name: &str| home.join(name).join(FILE);
    let link = |to: &Path, at: &Path| std::os::unix::fs::symlink(to, at).unwrap();
    std::fs::write(file("broken"), "{ \"share\": ").unwrap();
    std::fs::write(file("list"), "[]").unwrap();
    std::fs::write(home.join("within/.opencode/real.json"), "{}").unwrap();
    link(Path::new("real.json"), &file("within"));
    link(Path::new("none.json"), &file("dangling"));
    link(&home.join("elsewhere/opencode.json"), &file("outside"));
    link(&home.join("elsewhere"), &home.join("folder/.opencode"));
    std::fs::write(file("open"), "{}").unwrap();
    std::fs::write(file("hand"), r#"{"mcp":{"demo":{"type":"local","command":["mine"]}}}"#).unwrap();
    let mcp = r#"{"mcp":{"demo":{"type":"remote","url":"https://x.example/mcp"}}}"#;
    let rows: Vec<_> = names.map(|name| format!("('ws_{name}', '{mcp}', 1)")).collect();
    lay::plain(
        &home.join(".config/openwork/runtime.sqlite"),
        &format!(
            "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
            INSERT INTO runtime_opencode_configs VALUES {};",
            rows.join(", ")
        ),
    );
    let failed = |plan: &MigrationPlan| {
        let of = |source: &MigrationSource| {
            let failed = source.items.iter().filter(|item| item.action == MigrationAction::Fail);
            failed.map(|item| (source.path.clone(), item.clone())).collect::<Vec<_>>()
        };
        plan.sources.iter().flat_map(of).collect::<BTreeMap<_, _>>()
    };
    let planned = imports.plan().await.unwrap();
    let told = failed(&planned);
    assert_eq!(told.len(), BARRED.len(), "{told:#?}");
    for (name, why) in BARRED {
        let item = told.get(file(name).to_str().unwrap()).unwrap_or_else(|| panic!("{name}: {told:#?}"));
        assert!(item.reason.contains(why) && item.remedy.is_some() && item.workspace_id.is_some(), "{item:#?}");
    }
    let of = |plan: &MigrationPlan, name: &str| {
        let source = plan.sources.iter().find(|it| it.path.ends_with("runtime.sqlite")).unwrap();
        let at = format!("ws_{name}");
        source.items.iter().find(|it| it.at.as_ref().is_some_and(|it| it.contains(&at))).unwrap().clone()
    };
    let by_hand = format!("Somebody wrote `mcp.demo` in `{}`, which stays as it is", file("hand").display());
    assert!(of(&planned, "hand").reason.contains(&by_hand), "{planned:#?}");
    assert!(!of(&planned, "open").reason.contains("Somebody"), "{planned:#?}");
    // what a start did is in the status
    imports.run(Asked::ByStart).await.unwrap();
    let status = imports.status().unwrap();
    let paths: BTreeSet<_> = status.failed.iter().filter_map(|item| item.path.clone()).collect();
    assert_eq!(paths, told.into_keys().collect());
    assert_eq!((status.done, status.counts.fail as usize), (status.total, BARRED.len()));
    for (name, _) in BARRED {
        // what cannot be read is looked for by every start
        assert_eq!(imports.is_as_imported(), name != "dangling", "{name}");
        std::fs::remove_file(if name == "folder" { home.join("folder/.opencode") } else { file(name) }).unwrap();
        assert!(!imports.is_as_imported(), "{name}");
        imports.run(Asked::ByStart).await.unwrap();
    }
    assert_eq!(imports.status().unwrap().failed, []);
}

#[tokio::test]
async fn a_workspace_that_switched_off_what_was_for_all_does_not_get_it() {
    let names = ["off", "none", "odd", "on"];
    let entries = names.map(|name| json!({ "id": format!("ws_{name}"), "path": format!("{{{{HOME}}}}/{name}") }));
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, list(&entries))]);
    for name in names {
        std::fs::create_dir_all(home.join(name)).unwrap();
    }
    lay::plain(
        &home.join(".config/openwork/runtime.sqlite"),
        r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES
            ('__openwork_engine_global__', '{"mcp":{"g":{"type":"local","command":["x"]}}}', 1),
            ('ws_off', '{"mcp":{"g":{"enabled":false}}}', 1), ('ws_odd', '{"mcp":{"g":{"type":"other"}}}', 1);"#,
    );
    for _ in 0..2 {
        let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
        let of = |at: &str| {
            let mut items = plan.sources.iter().flat_map(|source| &source.items);
            items.find(|item| item.at.as_ref().is_some_and(|it| it.contains(at))).unwrap().clone()
        };
        assert_eq!(of("ws_off/mcp").action, MigrationAction::Skip);
        assert!(of("ws_off/mcp").reason.contains("switches off"), "{plan:#?}");
        assert_eq!(of("ws_odd/mcp").action, MigrationAction::Fail);
        let all = store.read(|read| read.managed().list()).unwrap();
        let has: BTreeSet<_> = all.iter().flat_map(|item| item.workspace_ids.clone()).collect();
        let is_in = |name: &str| workspaces(&store).iter().any(|it| it.folder.ends_with(name) && has.contains(&it.id));
        assert_eq!(names.map(|name| is_in(&format!("/{name}"))), [false, true, false, true], "{all:#?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_is_behind_a_link_once_it_is_back_is_told_with_what_to_do() {
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, list(&[json!({ "path": "{{HOME}}/link/a" })]))]);
    imports.run(Asked::ByCaller).await.unwrap();
    std::fs::create_dir_all(home.join("real/a")).unwrap();
    std::os::unix::fs::symlink(home.join("real"), home.join("link")).unwrap();
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    let failed: Vec<_> = plan.sources[0].items.iter().filter(|item| item.action == MigrationAction::Fail).collect();
    assert!(matches!(failed[..], [one] if one.remedy.as_ref().is_some_and(|it| it.contains("relink"))), "{plan:#?}");
    assert_eq!(workspaces(&store).len(), 1);
}

#[test]
fn what_stays_in_a_folder_is_told_for_what_it_is() {
    let top = top();
    let folder = top.path().canonicalize().unwrap().join("w");
    std::fs::create_dir_all(folder.join(".opencode")).unwrap();
    let key = |path: &str, value: &Value| ProjectedKey {
        path: path.split('.').map(str::to_owned).collect(),
        hash: hash_of(value),
        pending: false,
        items: value.as_array().cloned(),
    };
    let (share, plugin) = (json!("manual"), json!(["p1"]));
    let keys = vec![key("share", &share), key("plugin", &plugin), key("mcp.demo", &json!({ "url": "x" }))];
    let ours = ProjectedRecord { keys, ..ProjectedRecord::default() };
    let said = |ours: &ProjectedRecord| staying(&WorkspaceId::made("ws_x".to_owned()), &folder, ours, None);
    let reason = |ours: &ProjectedRecord| said(ours).map(|left| left.reason);
    let file = folder.join(FILE);
    for (text, words) in [
        (r#"{"share":"manual","model":"a/b"}"#, Some("`share` stay in it. It cannot be written.")),
        (
            r#"{"mcp":{"demo":{"url":"x","enabled":false}}}"#,
            Some("Somebody changed by hand, and so it stays: `mcp.demo`."),
        ),
        (
            r#"{"share":"auto","mcp":{"demo":{"url":"x"}}}"#,
            Some("`mcp.demo` stay in it. It cannot be written. Somebody changed by hand, and so it stays: `share`."),
        ),
        (r#"{"plugin":["p1","mine"]}"#, Some("Somebody changed by hand, and so it stays: `plugin`.")),
        (r#"{"plugin":["mine"]}"#, None),
        ("{} and more", Some("It cannot be edited")),
        ("", None),
    ] {
        std::fs::write(&file, text).unwrap();
        let told = reason(&ours);
        assert_eq!(told.is_some(), words.is_some(), "{text}: {told:?}");
        assert!(told.unwrap_or_default().starts_with(words.unwrap_or_default()), "{text}: {:?}", reason(&ours));
    }
    // a folder in its place holds nothing of ours
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    assert_eq!(said(&ours), None);
    // what is away has what it had
    std::fs::rename(&folder, folder.with_extension("away")).unwrap();
    let left = said(&ours).unwrap();
    assert!(left.reason.starts_with("The folder is away"), "{left:?}");
    assert_eq!(left.path, file.display().to_string());
    assert_eq!(said(&ProjectedRecord::default()), None);
}

#[tokio::test]
async fn a_variable_that_may_not_be_set_here_is_told_with_what_to_do() {
    let names = ["PATH", "LD_PRELOAD", "WITH_NUL"];
    let variables = names.map(|key| json!({ "key": key, "value": if key == "WITH_NUL" { "a\0b" } else { "/x" } }));
    let Laid { _top, imports, .. } = with_files(&[(".config/openwork/env.json", json!({ "variables": variables }))]);
    let plan = imports.plan().await.unwrap();
    for name in names {
        let told = said_in(&plan, "env.json", name);
        let remedy = told.remedy.clone().unwrap_or_default();
        assert!(told.action == MigrationAction::Skip && remedy.contains("`environment.set`"), "{told:#?}");
        assert_eq!(remedy.contains("NUL"), name == "WITH_NUL", "{told:#?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_is_a_link_in_a_circle_is_told_for_what_it_is() {
    let entries = ["round", "round/below", "gone"].map(|name| json!({ "path": format!("{{{{HOME}}}}/{name}") }));
    let Laid { _top, home, imports, .. } = with_files(&[(SERVER, list(&entries))]);
    std::os::unix::fs::symlink(home.join("other"), home.join("round")).unwrap();
    std::os::unix::fs::symlink(home.join("round"), home.join("other")).unwrap();
    let plan = imports.plan().await.unwrap();
    for (name, is_round) in [("/round", true), ("/round/below", true), ("/gone", false)] {
        let reason = said_in(&plan, "server.json", name).reason;
        assert_eq!(
            (reason.contains("leads in a circle"), reason.contains("when the folder is back")),
            (is_round, !is_round),
            "{name}: {reason}"
        );
    }
}
