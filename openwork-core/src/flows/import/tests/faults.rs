//! What was reported of imports before, each with the sources that it needs.

use super::*;
use crate::ids::TokenId;
use crate::model::stored::TokenRecord;
use serde_json::json;

const DESKTOP: &str = ".config/com.differentai.openwork/openwork-workspaces.json";
const ORCHESTRATOR: &str = ".openwork/openwork-orchestrator/openwork-orchestrator-state.json";
const ENVIRONMENT: &str = ".config/openwork/env.json";

fn served(names: &[&str]) -> Value {
    let entry =
        |name: &&str| json!({ "id": format!("ws_{name}"), "path": format!("{{{{HOME}}}}/{name}"), "name": name });
    json!({ "workspaces": names.iter().map(entry).collect::<Vec<_>>() })
}

/// A database of the older server in which all workspaces have an MCP server.
fn for_all(home: &Path) {
    let path = home.join(".config/openwork/runtime.sqlite");
    lay::plain(
        &path,
        r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('__openwork_engine_global__',
        '{"mcp":{"demo":{"type":"local","command":["x"]}}}', 1);"#,
    );
}

/// How many workspaces have what is managed.
fn attached(store: &Store) -> Vec<usize> {
    let all = store.read(|read| read.managed().list()).unwrap();
    all.iter().map(|item| item.workspace_ids.len()).collect()
}

#[tokio::test]
async fn of_a_workspace_elsewhere_that_two_eras_have_the_later_one_counts_and_both_ids_name_it() {
    let remote = |id: &str, name: Value, token: &str| {
        json!({ "workspaces": [{ "id": id, "name": name, "workspaceType": "remote", "openworkWorkspaceId": "ws_r",
            "openworkHostUrl": "https://box.example", token: format!("hush-{id}"), "createdAt": 1_771_000_000 }] })
    };
    let Laid { _top, imports, store, .. } = with_files(&[
        (ORCHESTRATOR, remote("ws-first", json!("First"), "openworkToken")),
        (DESKTOP, remote("ws_second", json!("Second"), "openworkHostToken")),
        (SERVER, remote("ws_third", Value::Null, "openworkToken")),
    ]);
    imports.run(Asked::ByCaller).await.unwrap();
    let kept = store.dump().unwrap()["legacy_kept.v1"].as_object().unwrap().clone();
    let kept: Vec<&Value> = kept.values().collect();
    let [one] = kept[..] else { panic!("{kept:#?}") };
    assert_eq!(one["value"]["name"], "Second", "what the later one leaves open the earlier one fills in");
    for id in ["ws-first", "ws_second", "ws_third"] {
        assert!(one["value"]["ids"].as_array().unwrap().contains(&json!(id)), "{id}: {one:#}");
    }
    let record: crate::model::stored::LegacyKeptRecord = serde_json::from_value(one.clone()).unwrap();
    let key = imports.0.seal.key().unwrap();
    let place = |name: &str| crate::store::kept_place(&record.item, name);
    let opened = record.secrets.iter().map(|(name, sealed)| (name.as_str(), key.open(&place(name), sealed).unwrap()));
    let secrets = [("hostToken", "hush-ws_second".to_owned()), ("token", "hush-ws_third".to_owned())];
    assert_eq!(opened.collect::<Vec<_>>(), secrets);
}

#[tokio::test]
async fn an_active_workspace_that_a_later_source_lists_is_not_found_by_the_second_import_only() {
    let elsewhere =
        json!({ "workspaces": [{ "id": "ws_one", "workspaceType": "remote", "baseUrl": "https://x.example" }] });
    let Laid { _top, imports, .. } = with_files(&[(SERVER, elsewhere), (DESKTOP, served(&["one"]))]);
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!(
        said(&plan, "ws_one"),
        (MigrationAction::Skip, "It is on another server, which is kept until this server reaches other servers.")
    );
    assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
}

#[tokio::test]
async fn a_secret_that_somebody_took_for_a_name_is_not_told() {
    let line =
        json!({ "variables": [{ "key": "API_TOKEN=hush-1", "value": "x" }, { "key": "1 TOKEN=hush-2", "value": "" }] });
    let named = |name: &str| json!({ "name": name, "workspaceType": "remote", "baseUrl": "no address" });
    let lists = json!({ "workspaces": [named("https://u:hush-3@h"), named("at https://h/?token=hush-4 now"),
        { "name": "Bearer hush-5555555", "path": 7 }, { "id": "ghp_hush66666666666", "path": "" }] });
    let tokens = json!({ "workspaces": { "https://u:hush-7@h": { "clientToken": 7 }, "/x TOKEN=hush-8": 7 } });
    let Laid { _top, imports, .. } = with_files(&[
        (ENVIRONMENT, line),
        (SERVER, lists),
        (".config/com.differentai.openwork/openwork-server-tokens.json", tokens),
    ]);
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert!(plan.counts.fail >= 7, "{plan:#?}");
    let told = format!("{plan:?}{:?}", imports.status().unwrap());
    assert!(!told.contains("hush"), "{plan:#?}");
    assert!(told.contains("API_TOKEN"), "what is no secret is told: {plan:#?}");
}

#[tokio::test]
async fn a_secret_within_a_name_is_not_told_and_no_key_that_follows_from_it() {
    let mcp = json!({ "type": "remote", "url": "https://x.example/mcp" });
    let mut rows = json!({ "mcp": {} });
    rows["mcp"]["bob-ghp_hush2Hush2hush2"] = mcp;
    let own = json!({ "id": "ws_mine", "path": "{{HOME}}/w" });
    let server = json!({ "workspaces": [own, { "path": "/srv/ghp_hush1hush1hush1" }] });
    let Laid { _top, home, imports, .. } = with_files(&[(SERVER, server), ("w/.keep", Value::Null)]);
    let table = format!(
        "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('ws_mine', '{rows}', 1);"
    );
    lay::plain(&home.join(".config/openwork/runtime.sqlite"), &table);
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    let told = format!("{plan:?}").to_lowercase();
    assert!(told.contains("it is called otherwise here"), "{plan:#?}");
    assert!(!told.contains("hush"), "{plan:#?}");
}

#[cfg(unix)]
#[tokio::test]
async fn what_another_user_wrote_admits_nobody() {
    use std::os::unix::fs::chown;
    let server = json!({ "token": "hush", "workspaces": [{ "path": "{{HOME}}/x" }] });
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, server)]);
    let file = home.join(SERVER);
    // only the system's own user may give a file away
    if chown(&file, Some(54_321), None).is_err() {
        return;
    }
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    let source = &plan.sources[0];
    assert_eq!((source.condition, plan.counts.fail), (LegacyCondition::Unreadable, 1), "{plan:#?}");
    assert!(source.items[0].reason.contains("another user's"), "{plan:#?}");
    assert!(workspaces(&store).is_empty() && store.read(|read| read.tokens().list()).unwrap().is_empty());
    // nor what is worked into a database of one's own
    chown(&file, Some(0), None).unwrap();
    std::fs::remove_file(&file).unwrap();
    let database = home.join(".config/openwork/runtime.sqlite");
    let row = "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);";
    lay::in_its_log(&database, row);
    for (end, is_there) in [("-wal", true), ("-journal", false)] {
        let beside = home.join(format!(".config/openwork/runtime.sqlite{end}"));
        if !is_there {
            std::fs::write(&beside, "").unwrap();
        }
        let plan = imports.plan().await.unwrap();
        assert_eq!(plan.sources[0].condition, LegacyCondition::Read, "{plan:#?}");
        chown(&beside, Some(54_321), None).unwrap();
        let plan = imports.plan().await.unwrap();
        assert!(plan.sources[0].items[0].reason.contains("another user's"), "{end}: {plan:#?}");
        chown(&beside, Some(0), None).unwrap();
    }
    std::fs::remove_file(&database).unwrap();
    let server = json!({ "token": "hush", "workspaces": [{ "path": "{{HOME}}/x" }] });
    write(&home, &[(SERVER, server)]);
    chown(&file, Some(54_321), None).unwrap();
    // a server that runs as the system's user reads the home of somebody else
    chown(&home, Some(54_321), None).unwrap();
    assert_eq!(imports.run(Asked::ByCaller).await.unwrap().plan.counts.fail, 0);
    assert_eq!(workspaces(&store).len(), 1);
}

#[tokio::test]
async fn what_was_for_all_workspaces_reaches_those_that_are_imported_later() {
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, served(&["one", "two"]))]);
    for_all(&home);
    imports.run(Asked::ByCaller).await.unwrap();
    assert_eq!(attached(&store), [2]);
    write(&home, &[(SERVER, served(&["one", "two", "three"]))]);
    let done = imports.run(Asked::ByCaller).await.unwrap();
    assert_eq!((attached(&store), done.touched.len()), (vec![3], 3), "{:#?}", done.plan);
    assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);

    // one that was opened here is none of theirs, and what somebody took away stays away
    let mine = workspace("ws_mine", &home.join("mine"));
    store.write(move |write| write.workspaces().put(&mine)).await.unwrap();
    assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
    let taken = store.write::<_, StoreError>(|write| {
        let mut item = write.managed().list()?.remove(0);
        item.workspace_ids.pop();
        write.managed().put(&item)
    });
    taken.await.unwrap();
    write(&home, &[(SERVER, served(&["one", "two", "three", "four"]))]);
    imports.run(Asked::ByCaller).await.unwrap();
    assert_eq!(attached(&store), [2]);
}

#[tokio::test]
async fn what_a_workspace_had_of_its_own_and_was_deleted_here_does_not_come_back_as_what_is_for_all() {
    let Laid { _top, home, imports, store } =
        with_files(&[(SERVER, served(&["one", "two"])), ("one/.keep", Value::Null), ("two/.keep", Value::Null)]);
    for_all(&home);
    let row = r#"INSERT INTO runtime_opencode_configs VALUES ('ws_one',
        '{"mcp":{"demo":{"type":"local","command":["own"]}}}', 1795381037843);"#;
    lay::plain(&home.join(".config/openwork/runtime.sqlite"), row);
    imports.run(Asked::ByCaller).await.unwrap();
    let items = || store.read(|read| read.managed().list()).unwrap();
    let own = items().into_iter().find(|item| item.config["command"] == json!(["own"])).unwrap();
    let before = items().len();
    store.write::<_, StoreError>(move |write| write.managed().remove(&own.id).map(drop)).await.unwrap();
    for _ in 0..2 {
        imports.run(Asked::ByCaller).await.unwrap();
        assert_eq!(items().len(), before - 1);
        let demo = items().into_iter().find(|item| item.key == "demo").unwrap();
        assert_eq!(demo.workspace_ids.len(), 1, "the other one has it alone");
    }
}

#[tokio::test]
async fn of_one_plugin_the_version_stays_that_a_person_chose_here() {
    let Laid { _top, home, imports, store } =
        with_files(&[(SERVER, served(&["one", "two"])), ("one/.keep", Value::Null)]);
    lay::plain(
        &home.join(".config/openwork/runtime.sqlite"),
        r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('ws_one', '{"plugin":["tool@2","@s/other@1"]}', 1);
        INSERT INTO runtime_opencode_configs VALUES ('ws_two', '{"plugin":["tool@2"]}', 1);"#,
    );
    let mine = workspace("ws_mine", &home.join("one"));
    let chosen: crate::model::stored::ManagedItemRecord = serde_json::from_value(json!({
        "id": "itm_chosen", "kind": "plugins", "key": "tool-1", "displayName": "tool@1", "source": "openwork_managed",
        "config": { "spec": "tool@1" }, "secrets": {}, "workspaceIds": [mine.id], "disabledIn": [], "files": {},
        "createdAt": mine.created_at, "updatedAt": mine.updated_at,
    }))
    .unwrap();
    let put = store.write::<_, StoreError>(move |write| {
        write.workspaces().put(&mine)?;
        write.managed().put(&chosen)
    });
    put.await.unwrap();
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    let plugins = plan.sources.iter().flat_map(|source| &source.items).filter(|item| item.name == "tool@2");
    let told: Vec<_> = plugins.map(|item| (item.action, item.reason.as_str())).collect();
    assert_eq!(told[0].0, MigrationAction::Skip, "{told:?}");
    assert!(told[0].1.contains("already, as `tool@1`"), "{told:?}");
    assert_eq!(told[1].0, MigrationAction::Create, "{told:?}");
    let mut specs: Vec<_> = store.read(|read| read.managed().list()).unwrap();
    specs.sort_by_key(|item| item.display_name.clone());
    let specs: Vec<_> =
        specs.iter().map(|item| (item.config["spec"].as_str().unwrap(), item.workspace_ids.len())).collect();
    assert_eq!(specs, [("@s/other@1", 1), ("tool@1", 1), ("tool@2", 1)]);
    assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
}

#[tokio::test]
async fn a_setting_that_opencode_would_refuse_is_told_and_not_taken() {
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, served(&["one"])), ("one/.keep", Value::Null)]);
    lay::plain(
        &home.join(".config/openwork/runtime.sqlite"),
        r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('ws_one', '{"model":5,"username":"me"}', 1);
        INSERT INTO runtime_opencode_configs VALUES ('__openwork_engine_global__',
        '{"default_agent":7,"permission":{"external_directory":{"/x/*":"maybe"}},"username":"all"}', 1);"#,
    );
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    for key in ["model", "default_agent", "permission"] {
        let (action, reason) = said(&plan, key);
        assert!(action == MigrationAction::Fail && reason.contains(key), "{key}: {reason}");
    }
    let set = store.read(|read| read.settings().get(&workspaces(&store)[0].id)).unwrap().unwrap();
    assert_eq!(Value::Object(set.opencode), json!({ "username": "me" }));
    let items: Vec<_> =
        plan.sources.iter().flat_map(|source| &source.items).filter(|item| item.name == "username").collect();
    assert!(items.iter().any(|item| item.reason.contains("of the workspace itself")), "{items:#?}");
}

#[tokio::test]
async fn a_start_sees_new_routers_and_folders_that_are_back() {
    let Laid { _top, home, imports, .. } = with_files(&[(SERVER, served(&["one"]))]);
    let start = async || {
        let was_news = !imports.is_as_imported();
        imports.run(Asked::ByStart).await.unwrap();
        assert!(imports.is_as_imported());
        was_news
    };
    assert!(start().await);
    let bots = json!({ "channels": { "telegram": { "bots": [{ "id": "b", "token": "1:x" }] } } });
    write(&home, &[(".openwork/openwork-orchestrator/opencode-router/ws_one/opencode-router.json", bots)]);
    assert!(start().await);
    let own = json!({ "workspace": { "name": "one", "createdAt": 1_771_000_000 } });
    write(&home, &[("one/.opencode/openwork.json", own)]);
    assert!(start().await);
    assert!(!start().await);
}

#[tokio::test]
async fn there_are_never_more_variables_than_there_may_be() {
    let variables: Vec<_> = (0..300).map(|at| json!({ "key": format!("KEY_{at}"), "value": "hush" })).collect();
    let Laid { _top, imports, store, .. } = with_files(&[(ENVIRONMENT, json!({ "variables": variables }))]);
    let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
    assert_eq!((plan.counts.create, plan.counts.fail), (256, 44));
    assert_eq!(store.read(|read| read.environment().list()).unwrap().len(), 256);
    assert!(plan.sources[0].items[299].remedy.is_some());
    assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
}

#[tokio::test]
async fn g08_in_whichever_order_sources_come_the_one_that_counts_more_is_followed() {
    let entry = |name: &str, preset: &str, more: Value| {
        let mut entry = json!({ "path": "{{HOME}}/x", "name": name, "preset": preset });
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "workspaces": [entry] })
    };
    let made = json!({ "createdAt": 1_770_000_000_000_u64 });
    let both = [(SERVER, entry("Serv", "automation", made)), (DESKTOP, entry("Desk", "starter", json!({})))];
    let kept = |store: &Store| {
        let all = store.read(|read| read.workspaces().list()).unwrap();
        let [one] = <[_; 1]>::try_from(all).unwrap();
        (one.display_name, one.preset, one.created_at)
    };
    let folder = ("x/.keep", Value::Null);
    let Laid { _top, imports, store, .. } = with_files(&[both[0].clone(), both[1].clone(), folder.clone()]);
    imports.run(Asked::ByCaller).await.unwrap();
    let together = kept(&store);
    assert_eq!((together.0.as_str(), together.1.as_str()), ("Serv", "automation"));
    for (first, later) in [(0, 1), (1, 0)] {
        let Laid { _top, home, imports, store } = with_files(&[both[first].clone(), folder.clone()]);
        imports.run(Asked::ByCaller).await.unwrap();
        write(&home, &[both[later].clone()]);
        imports.run(Asked::ByCaller).await.unwrap();
        assert_eq!(kept(&store), together, "{first} came first");
        // from then on that one is followed, and nothing is written again
        let again = imports.run(Asked::ByCaller).await.unwrap().plan;
        assert_eq!(writes(&again), 0, "{again:#?}");
    }
}

#[tokio::test]
async fn g08_what_counts_less_and_comes_later_fills_in_what_nothing_else_said() {
    let listed = |entry: Value| json!({ "workspaces": [entry] });
    let hash = "a".repeat(64);
    let token = |token: Value| json!({ "tokens": [token] });
    let [tokens, desktop_tokens] = [".config/openwork/tokens.json", "cfg/openwork/tokens.json"];
    let all = [
        (SERVER, listed(json!({ "path": "{{HOME}}/x" }))),
        (tokens, token(json!({ "hash": hash, "scope": "viewer" }))),
        (DESKTOP, listed(json!({ "path": "{{HOME}}/x", "name": "Desk", "preset": "automation" }))),
        (ORCHESTRATOR, listed(json!({ "path": "{{HOME}}/x", "name": "Orch", "createdAt": 1_770_000_000_000_u64 }))),
        (
            desktop_tokens,
            token(json!({ "hash": hash, "scope": "viewer", "label": "Phone", "createdAt": 1_770_000_000 })),
        ),
    ];
    let kept = |store: &Store| {
        let [one] = <[_; 1]>::try_from(workspaces(store)).unwrap();
        let [token] = <[_; 1]>::try_from(store.read(|read| read.tokens().list()).unwrap()).unwrap();
        let made = Timestamp::from_millis(1_770_000_000_000);
        (one.display_name, one.preset, one.created_at == made, token.role, token.label, token.created_at == made)
    };
    let laid = |files: &[(&str, Value)]| {
        with(|home| {
            write(home, files);
            write(home, &[("x/.keep", Value::Null)]);
            json!({ "system": "linux", "variables": { "XDG_CONFIG_HOME": home.join("cfg") } })
        })
    };
    let Laid { _top, imports, store, .. } = laid(&all);
    imports.run(Asked::ByCaller).await.unwrap();
    let together = kept(&store);
    assert_eq!((together.0.as_str(), together.1.as_str(), together.2, together.5), ("Desk", "automation", true, true));
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [0, 4, 3, 1, 2]] {
        let Laid { _top, home, imports, store } = laid(&[]);
        for at in order {
            write(&home, &[all[at].clone()]);
            imports.run(Asked::ByStart).await.unwrap();
        }
        assert_eq!(kept(&store), together, "{order:?}");
        assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
    }
    // what the user changed meanwhile is the user's
    let Laid { _top, home, imports, store } = laid(&all[..1]);
    imports.run(Asked::ByStart).await.unwrap();
    let mine = WorkspaceRecord { display_name: "Mine".to_owned(), ..workspaces(&store).remove(0) };
    store.write(move |write| write.workspaces().put(&mine)).await.unwrap();
    write(&home, &all[2..4]);
    imports.run(Asked::ByStart).await.unwrap();
    let one = workspaces(&store).remove(0);
    assert_eq!((one.display_name.as_str(), one.preset.as_str()), ("Mine", "starter"));
}

#[tokio::test]
async fn a_conversation_was_bound_when_its_router_bound_it() {
    let bots = json!({ "channels": { "telegram": { "bots": [{ "id": "b", "token": "1:x", "enabled": true }] } } });
    let Laid { _top, home, imports, store } = with_files(&[
        (SERVER, served(&["one"])),
        (".openwork/opencode-router/opencode-router.json", bots),
        ("one/.keep", Value::Null),
    ]);
    let row = |peer: u32, times: &str| {
        format!("INSERT INTO bindings VALUES ('telegram','b','{peer}','{{HOME}}/one',{times});")
    };
    let rows = [row(1, "1770000000000,1771000000000"), row(2, "1770000000,NULL"), row(3, "'odd',1.5e300")].concat();
    let table = "CREATE TABLE bindings (channel, identity_id, peer_id, directory, created_at, updated_at);";
    let text = (table.to_owned() + &rows).replace("{HOME}", home.to_str().unwrap());
    lay::plain(&home.join(".openwork/opencode-router/opencode-router.db"), &text);
    let began = Timestamp::now();
    imports.run(Asked::ByCaller).await.unwrap();
    let mut all = store.read(|read| read.bindings().list()).unwrap();
    all.sort_by_key(|binding| binding.peer_id.clone());
    let [first, second, odd] = &all[..] else { panic!("{all:#?}") };
    let [made, changed] = [1_770_000_000_000, 1_771_000_000_000].map(Timestamp::from_millis);
    assert_eq!((first.created_at, first.updated_at), (made, changed));
    assert_eq!((second.created_at, second.updated_at), (made, made));
    assert!(odd.created_at >= began && odd.updated_at >= began, "a time that is none is left out: {odd:#?}");
    assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
}

#[tokio::test]
async fn what_came_of_the_last_import_is_told_after_a_restart_too() {
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, served(&["one"]))]);
    write(&home, &[(".config/openwork/tokens.json", json!({ "tokens": [{ "scope": "owner" }] }))]);
    let status = imports.status().unwrap();
    assert_eq!((status.state, status.ended_at), (MigrationState::Idle, None));
    let (look, data) = (imports.0.look.clone().unwrap(), imports.0.data.clone());
    let restarted = async |imports: Imports, store: Store| {
        let before = imports.status().unwrap();
        store.close().await.unwrap();
        drop((imports, store));
        let (imports, store) = opened(look.clone(), &data);
        let MigrationStatus { state, ended_at, done, total, counts, failed, .. } = imports.status().unwrap();
        assert_eq!((state, ended_at), (before.state, before.ended_at));
        assert_eq!((done, total, counts, failed), (before.done, before.total, before.counts, before.failed));
        (imports, store)
    };
    let done = imports.run(Asked::ByStart).await.unwrap();
    let (imports, store) = restarted(imports, store).await;
    let status = imports.status().unwrap();
    assert_eq!((status.state, status.counts, status.total), (MigrationState::Done, done.plan.counts, 2));
    assert_eq!(status.failed.len(), 1);
    imports.undo(async |_| Ok(())).await.unwrap();
    let (imports, _store) = restarted(imports, store).await;
    assert_eq!(imports.status().unwrap().state, MigrationState::Undone);
}

#[tokio::test]
async fn g09_an_id_that_two_places_give_away_is_of_the_folder_that_the_weightier_one_means() {
    let entry = |name: &str| json!({ "workspaces": [{ "id": "starter", "path": format!("{{{{HOME}}}}/{name}") }] });
    let both = [(SERVER, entry("one")), (DESKTOP, entry("two"))];
    for order in [[0, 1], [1, 0]] {
        let Laid { _top, home, imports, store } = with_files(&[]);
        for at in order {
            write(&home, &[both[at].clone()]);
            imports.run(Asked::ByStart).await.unwrap();
        }
        let id = store.read(|read| read.aliases().get("starter")).unwrap();
        let one = workspaces(&store).into_iter().find(|record| record.folder.ends_with("/one")).unwrap();
        assert_eq!(id, Some(one.id), "{order:?}");
        assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
    }
}

#[tokio::test]
async fn g09_an_id_of_a_workspace_that_was_deleted_here_names_no_other() {
    let entry = |name: &str| json!({ "workspaces": [{ "id": "starter", "path": format!("{{{{HOME}}}}/{name}") }] });
    let row = r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT);
        INSERT INTO runtime_opencode_configs VALUES ('starter', '{"mcp":{"x":{"type":"local","command":["x"]}}}');"#;
    // whether the lesser place comes while the other is here, or later
    for is_late in [false, true] {
        let Laid { _top, home, imports, store } =
            with_files(&[(SERVER, entry("one")), ("one/.keep", Value::Null), ("two/.keep", Value::Null)]);
        let lesser = || write(&home, &[(DESKTOP, entry("two"))]);
        if !is_late {
            lesser();
        }
        imports.run(Asked::ByCaller).await.unwrap();
        let in_folder = |name: &str| workspaces(&store).into_iter().find(|record| record.folder.ends_with(name));
        delete(&store, in_folder("/one").unwrap().id).await;
        lesser();
        lay::plain(&home.join(".config/openwork/runtime.sqlite"), row);
        let plan = imports.run(Asked::ByCaller).await.unwrap().plan;
        let named = || store.read(|read| read.aliases().get("starter")).unwrap();
        assert_eq!(named(), None, "{is_late}: {plan:#?}");
        let (_, reason) = said(&plan, "/two");
        assert!(reason.contains("`starter` named a workspace that was deleted here"), "{reason}");
        assert!(in_folder("/two").is_some());
        assert_eq!(store.dump().unwrap()["managed_items.v1"], json!({}), "what was its stays away");
        assert_eq!(writes(&imports.run(Asked::ByCaller).await.unwrap().plan), 0);
        // its folder is opened anew
        let anew = workspace("ws_anew", &home.join("one"));
        store.write::<_, StoreError>(move |write| write.workspaces().put(&anew)).await.unwrap();
        imports.run(Asked::ByCaller).await.unwrap();
        assert_eq!(named().map(String::from).as_deref(), Some("ws_anew"), "{is_late}");
    }
}

#[tokio::test]
async fn a_workspace_or_token_that_is_made_while_an_import_runs_is_taken_for_what_it_is() {
    let tokens = json!({ "tokens": [{ "id": "t", "hash": "ab".repeat(32), "scope": "viewer", "createdAt": 1 }] });
    let Laid { _top, home, imports, store } = with_files(&[
        (SERVER, served(&["one", "two"])),
        (".config/openwork/tokens.json", tokens),
        ("one/.keep", Value::Null),
        ("two/.keep", Value::Null),
    ]);
    let sources = imports.survey(Asked::ByStart).await.unwrap();
    let known = imports.known().unwrap().of_sources(&sources);
    let planned = imports.planned(&mut imports.known().unwrap().of_sources(&sources), &sources).unwrap();
    let token = planned.iter().flat_map(|planned| planned.steps.iter()).find_map(|step| match &step.what {
        What::Token(record) => Some(TokenRecord { id: TokenId::fresh(), ..(**record).clone() }),
        _ => None,
    });
    let mine = workspace("ws_mine", &home.join("one"));
    let made = store.write::<_, StoreError>(move |write| {
        write.workspaces().put(&mine)?;
        write.tokens().put(&token.clone().unwrap())
    });
    made.await.unwrap();
    for planned in &planned {
        let written = imports.carry_out(planned).await;
        assert!(matches!(written, Err(Unfit::Stale)), "{}: {written:?}", planned.shown.path);
    }
    // what was planned on the store of before is planned anew
    let mut outcome = Outcome::default();
    imports.chunk(known, sources, &mut outcome).await.unwrap();
    let all = workspaces(&store);
    let names: Vec<_> = all.iter().map(|record| (record.folder.as_str(), record.display_name.as_str())).collect();
    let [one, two] = ["one", "two"].map(|name| home.join(name).display().to_string());
    assert_eq!(all.len(), 2, "{names:?}");
    assert!(names.contains(&(&one, "mine")) && names.iter().any(|(folder, _)| *folder == two), "{names:?}");
    assert_eq!(store.read(|read| read.tokens().list()).unwrap().len(), 1);
}
