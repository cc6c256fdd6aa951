//! G8: an import loses nothing, changes no source, and can be repeated. What each fixture comes to is told in the core, in
//! `flows/import/tests/golden.rs`: for all systems.

use super::{act, actions, files, laid, over, served, setup, workspaces, writes};
use harness::legacy;
use harness::server::{Door, Setup, Watch, until};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::SystemTime;

/// Where keys of this server are put in the folder of a workspace.
const LAYER: &str = ".opencode/opencode.json";

/// All that the server tells of what was imported, but for the times of reading.
async fn state(door: &Door) -> Value {
    let mut all = json!({});
    for path in [
        "/workspaces?limit=500",
        "/system/tokens",
        "/system/environment",
        "/system/managed/mcps",
        "/system/managed/plugins",
        "/system/managed/providerConfigs",
        "/system/router/identities/telegram",
        "/system/router/identities/slack",
        "/system/router/bindings",
    ] {
        let reply = door.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        all[path] = reply.data();
        // what the engine has to read again for it is told as it comes
        for item in all[path]["items"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            item.remove("reloadRequired");
        }
    }
    all
}

async fn once_and_again(fixture: &str) {
    let Some((home, variables)) = laid(fixture) else { return };
    let before = files(&home.at("user"));
    let door = Door::of(setup(&home, &variables).arg("--no-import"));
    let plan = act(&door, "plan").await;
    assert_eq!(workspaces(&door).await.len(), 0, "{fixture}: a plan writes nothing");
    door.server.stops_cleanly().await;

    let door = Door::of(setup(&home, &variables));
    let status = over(&door).await;
    if writes(&plan) {
        assert_eq!(status["state"], "done", "{fixture}: {status}");
        assert_eq!(status["counts"], plan["counts"], "{fixture}: what was planned was done");
    }
    let once = state(&door).await;
    let again = act(&door, "run").await;
    assert!(!writes(&again), "{fixture}: {:#?}", actions(&again));
    assert!(!writes(&act(&door, "plan").await), "{fixture}");
    assert_eq!(state(&door).await, once, "{fixture}: twice is once");

    let told = [plan, again, over(&door).await, once].map(|one| one.to_string()).concat() + &door.server.log();
    assert!(!told.contains("hush"), "{fixture}: a secret is told");
    let with = files(&home.at("user"));
    // what is attached to a workspace goes there
    let is_layer = |path: &&String| path.ends_with(LAYER);
    let new: Vec<_> = with.keys().filter(|path| !before.contains_key(*path) && !is_layer(path)).collect();
    assert!(new.is_empty(), "{fixture}: {new:?}");
    for (path, content) in &before {
        let now = with.get(path).unwrap_or_else(|| panic!("{fixture}: {path} is gone"));
        if now.0 == content.0 || !is_layer(&path) {
            assert_eq!(now, content, "{fixture}: {path} was touched");
        } else {
            assert!(has_all(&now.0, &content.0), "{fixture}: {path}: {}", String::from_utf8_lossy(&now.0));
        }
    }
    door.server.stops_cleanly().await;
    let store = std::fs::read(home.data().join("state/openwork.redb")).expect("the store");
    assert!(!store.windows(4).any(|bytes| bytes == b"hush"), "{fixture}: a secret stands in the store in clear");
    // without our keys every file says what it said, byte for byte
    let door = Door::of(setup(&home, &variables));
    act(&door, "undo").await;
    door.server.stops_cleanly().await;
    let bytes = |all: BTreeMap<String, (Vec<u8>, SystemTime)>| -> BTreeMap<String, Vec<u8>> {
        all.into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
    };
    assert_eq!(bytes(files(&home.at("user"))), bytes(before), "{fixture}");
}

/// Whether a text has every line of another one, in their order: something was put between them at most, and a comma where an
/// entry follows.
fn has_all(text: &[u8], other: &[u8]) -> bool {
    let lines = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(bytes).lines().map(|line| line.trim_end_matches(',').to_owned()).collect()
    };
    let mut now = lines(text).into_iter();
    lines(other).iter().all(|line| now.any(|it| it == *line))
}

#[tokio::test]
async fn g08_a_configuration_that_was_there_gets_our_keys_and_keeps_every_other_byte() {
    let home = served(&["one", "two", "three"]);
    let row = |id: &str| {
        let config =
            json!({ "share": "manual", "mcp": { "demo": { "type": "remote", "url": "https://x.example/mcp" } } });
        format!("INSERT INTO runtime_opencode_configs VALUES ('{id}', '{config}', 1);")
    };
    let table = "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);";
    let rows = table.to_owned() + &row("ws_older0") + &row("ws_older1");
    legacy::plain(&home.at("user/.config/openwork/runtime.sqlite"), &rows);
    let mine = "{\n  // mine, and it stays\n  \"model\":   \"a/b\",\n  \"mcp\": {\n    \"own\": {\"type\":\"local\",\"command\":[\"x\"]},\n  },\n}\n";
    let layer = |name: &str| home.folder(name).join(LAYER);
    for name in ["one", "three"] {
        std::fs::create_dir_all(home.folder(name).join(".opencode")).expect("made");
        std::fs::write(layer(name), mine).expect("written");
    }
    let untouched = std::fs::metadata(layer("three")).expect("there").modified().expect("a time");

    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    let plan = act(&door, "plan").await;
    let said = |plan: &Value, name: &str| {
        let path = layer(name).display().to_string();
        let of = plan["sources"].as_array().expect("sources").iter().find(|source| source["path"] == path.as_str());
        of.map(|source| source["items"][0]["reason"].as_str().expect("a reason").to_owned())
    };
    let why = said(&plan, "one").expect("a source");
    assert!(why.contains("put into it too: only those keys"), "{why}");
    assert_eq!(said(&plan, "three").as_deref(), Some("OpenCode reads it where it is."));
    act(&door, "run").await;
    let read = |name: &str| std::fs::read_to_string(layer(name)).expect("read");
    let now = read("one");
    assert!(now.contains("\"share\": \"manual\"") && now.contains("\"demo\"") && now != mine, "{now}");
    assert!(has_all(now.as_bytes(), mine.as_bytes()), "{now}");
    let time = std::fs::metadata(layer("three")).expect("there").modified().expect("a time");
    assert_eq!((read("three").as_str(), time), (mine, untouched), "nothing is attached there");
    assert!(!harness::tree::files_with(&home.data(), b"mine, and it stays").is_empty(), "what it said is kept");
    // one that was made for our keys is nobody's of before
    assert!(read("two").contains("demo"));
    let later = act(&door, "plan").await;
    assert_eq!([said(&later, "one").is_some(), said(&later, "two").is_some()], [true, false], "{later}");
    act(&door, "undo").await;
    assert_eq!((read("one").as_str(), layer("two").exists()), (mine, false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g08_every_fixture_is_imported_once_and_no_source_is_touched() {
    for fixture in legacy::names() {
        once_and_again(&fixture).await;
    }
}

#[tokio::test]
async fn g08_what_was_deleted_here_stays_deleted() {
    let home = served(&["one", "two"]);
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let all = workspaces(&door).await;
    let id = all[&home.folder("one").display().to_string()]["id"].as_str().expect("an id").to_owned();
    assert_eq!(door.ask(http::Method::DELETE, &format!("/workspaces/{id}")).send().await.status, 200);
    door.server.stops_cleanly().await;

    // its source says something else now, and is read again
    let file = home.at("user/.config/openwork/server.json");
    let text = std::fs::read_to_string(&file).expect("read").replace("\"name\":\"two\"", "\"name\":\"too\"");
    std::fs::write(&file, text).expect("written");
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let all = workspaces(&door).await;
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[&home.folder("two").display().to_string()]["displayName"], "too", "what nobody changed follows");
    let plan = act(&door, "plan").await;
    let gone = plan["sources"][0]["items"].as_array().expect("items");
    let gone = gone.iter().find(|item| item["action"] == "skip").expect("what was deleted is said");
    assert_eq!(gone["reason"], "It was deleted here since it was imported.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g08_what_went_with_a_workspace_does_not_come_back_with_its_folder() {
    let (home, variables) = laid("e3-server").expect("a fixture of Linux");
    let door = Door::of(setup(&home, &variables));
    over(&door).await;
    let mcps = async || door.get("/system/managed/mcps").await.data()["items"].clone();
    let of = |items: &Value| items.as_array().expect("items").iter().filter(|item| item["key"] == "demo").count();
    assert_eq!(of(&mcps().await), 1);
    let folder = home.at("user/wsA").display().to_string();
    let id = workspaces(&door).await[&folder]["id"].as_str().expect("an id").to_owned();
    assert_eq!(door.ask(http::Method::DELETE, &format!("/workspaces/{id}")).send().await.status, 200);
    let opened = door.post("/workspaces/local", &json!({ "folderPath": folder, "name": "anew" })).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    let done = act(&door, "run").await;
    assert_eq!((&done["counts"]["create"], &done["counts"]["alias"]), (&json!(0), &json!(1)), "{:#?}", actions(&done));
    assert_eq!(of(&mcps().await), 0);
    let found = door.get("/workspaces/ws_b75de5bd4e4e").await;
    assert_eq!(found.data()["id"], opened.data()["id"], "{}", found.text());
}

#[tokio::test]
async fn g08_what_was_changed_here_is_kept() {
    let home = served(&["one"]);
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let renamed = door
        .ask(http::Method::PATCH, "/workspaces/ws_older0/display-name")
        .json(&json!({ "displayName": "Mine" }))
        .send()
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    let file = home.at("user/.config/openwork/server.json");
    let text = std::fs::read_to_string(&file).expect("read").replace("\"name\":\"one\"", "\"name\":\"theirs\"");
    std::fs::write(&file, text).expect("written");
    let done = act(&door, "run").await;
    assert!(!writes(&done), "{:?}", actions(&done));
    let all = workspaces(&door).await;
    assert_eq!(all[&home.folder("one").display().to_string()]["displayName"], "Mine");
}

#[tokio::test]
async fn g08_a_folder_that_is_gone_is_kept_and_heals() {
    let home = served(&["one"]);
    std::fs::remove_dir(home.folder("one")).expect("removed");
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let status = async || door.get("/workspaces/ws_older0").await.data()["status"].clone();
    assert_eq!(status().await, "unavailable");
    let _ = home.folder("one");
    assert_eq!(status().await, "ready");
}

#[tokio::test]
async fn g08_what_was_set_in_a_folder_that_is_gone_is_set_there_when_it_is_back() {
    let home = served(&["one"]);
    let folder = home.folder("one");
    std::fs::remove_dir(&folder).expect("removed");
    let row = "CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('ws_older0', '{\"share\":\"manual\"}', 1);";
    legacy::plain(&home.at("user/.config/openwork/runtime.sqlite"), row);
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let set = || std::fs::read_to_string(folder.join(".opencode/opencode.json")).unwrap_or_default().contains("manual");
    let _ = home.folder("one");
    until("it is set while the server runs", async || set().then_some(())).await;
    door.server.stops_cleanly().await;

    std::fs::remove_dir_all(&folder).expect("removed");
    let door = Door::of(Setup::no_engine().at(&home));
    door.server.stops_cleanly().await;
    let _ = home.folder("one");
    let _door = Door::of(Setup::no_engine().at(&home));
    until("it is set by the next start", async || set().then_some(())).await;
}

#[tokio::test]
async fn g08_a_start_that_is_told_not_to_imports_nothing() {
    let home = served(&["one"]);
    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    assert_eq!(over(&door).await["state"], "idle");
    assert!(workspaces(&door).await.is_empty());
    let done = act(&door, "run").await;
    let folder = home.folder("one").display().to_string();
    assert_eq!(actions(&done), [format!("create workspace {folder}"), "create active_workspace ws_older0".to_owned()]);
    assert_eq!(workspaces(&door).await.len(), 1);
}

#[tokio::test]
async fn g08_progress_is_told_and_nothing_is_told_of_a_start_without_anything() {
    let home = served(&["one"]);
    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    let after = door.server.event_position().await;
    act(&door, "run").await;
    let mut watch = door.server.watch_system(Some(after)).await;
    let mut kinds = Vec::new();
    while kinds.iter().all(|kind| kind != "workspace.created") {
        kinds.push(watch.next().await.kind);
    }
    assert!(kinds.iter().any(|kind| kind == "migration.progress"), "{kinds:?}");
    let empty = Door::open();
    assert_eq!(over(&empty).await["state"], "idle");
}

/// Everything that is told in the server's own stream while this happens.
async fn streamed(door: &Door, what: &str) -> String {
    let after = door.server.event_position().await;
    act(door, what).await;
    let mut watch = door.server.watch_system(Some(after)).await;
    let mut told = String::new();
    loop {
        let event = serde_json::to_value(watch.next().await).expect("JSON");
        told += &event.to_string();
        let is_over = event["properties"]["state"].as_str().is_some_and(|state| state != "running");
        if event["type"] == "migration.progress" && is_over {
            return told;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g08_no_secret_is_told_in_an_event_of_an_import() {
    let mut events = 0;
    for fixture in legacy::names() {
        let Some((home, variables)) = laid(&fixture) else { continue };
        let door = Door::of(setup(&home, &variables).arg("--no-import"));
        let plan = act(&door, "plan").await;
        if plan["sources"].as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        let after = door.server.event_position().await;
        let told = streamed(&door, "run").await;
        assert!(!told.contains("hush"), "{fixture}: {told}");
        events += told.matches("migration.progress").count();
        // what follows an import is told as well: workspaces that are made, in their own streams too
        let all = workspaces(&door).await;
        let mut watch = door.server.watch_system(Some(after)).await;
        let mut made = 0;
        while made < all.len() {
            let event = serde_json::to_value(watch.next().await).expect("JSON");
            made += usize::from(event["type"] == "workspace.created");
            assert!(!event.to_string().contains("hush"), "{fixture}: {event}");
        }
    }
    assert!(events > 20, "{events} events were looked through");
}

/// Opens the folders that an import will find as workspaces, each with its stream.
async fn watched(door: &Door, plan: &Value) -> Vec<(String, Watch)> {
    let mut all = Vec::new();
    for name in actions(plan).iter().filter_map(|it| it.strip_prefix("create workspace ")) {
        let body = json!({ "folderPath": name, "name": "watched" });
        let opened = door.post("/workspaces/local", &body).await;
        if opened.status == 200 {
            let id = opened.data()["id"].as_str().expect("an id").to_owned();
            let watch = door.server.watch(&id.parse().expect("an id"), None).await;
            all.push((id, watch));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g08_no_secret_is_told_in_the_stream_of_a_workspace_that_things_are_imported_for() {
    let mut kinds = BTreeMap::new();
    for fixture in legacy::names() {
        let Some((home, variables)) = laid(&fixture) else { continue };
        let door = Door::of(setup(&home, &variables).arg("--no-import"));
        let plan = act(&door, "plan").await;
        let streams = watched(&door, &plan).await;
        act(&door, "run").await;
        for (id, mut watch) in streams {
            // the last that is told
            let place = format!("/workspaces/{id}/display-name");
            let last = door.ask(http::Method::PATCH, &place).json(&json!({ "displayName": "last" })).send().await;
            assert_eq!(last.status, 200, "{fixture}: {}", last.text());
            watch.until("workspace.changed").await;
            for event in watch.seen {
                let text = json!(event).to_string();
                assert!(!text.contains("hush"), "{fixture}: {text}");
                *kinds.entry(event.kind).or_insert(0) += 1;
            }
        }
    }
    assert!(kinds.contains_key("reload.required"), "what is imported is told there: {kinds:?}");
}
