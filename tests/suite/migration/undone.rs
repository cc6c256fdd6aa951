//! What was imported is taken back, as long as nothing of it is in use.

use super::{act, laid, over, served, setup, workspaces};
use harness::legacy;
use harness::server::{Door, Setup};
use http::Method;
use serde_json::{Value, json};

/// The store as it is, but for what an undo leaves on purpose and what counts by itself.
fn rows(door: &harness::server::TestServer) -> Value {
    let copy = door.home.at("tmp/copy");
    let _ = std::fs::remove_dir_all(&copy);
    std::fs::create_dir_all(copy.join("state")).expect("made");
    std::fs::copy(door.home.data().join("state/openwork.redb"), copy.join("state/openwork.redb")).expect("copied");
    let output = std::process::Command::new(harness::server::program("openwork-cli"))
        .args(["--data-dir", &copy.display().to_string(), "--json", "store", "dump"])
        .output()
        .expect("the command line");
    let mut all: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let map = all.as_object_mut().expect("tables");
    for table in ["event_counters.v1", "import_sources.v1", "about.v1"] {
        map.remove(table);
    }
    // a record that says nothing is as none
    let settings = map.get_mut("workspace_settings.v1").and_then(Value::as_object_mut).expect("a table");
    settings.retain(|_, record| {
        record["opencode"] != json!({})
            || record["authorizedFolders"] != json!([])
            || record["projected"]["keys"] != json!([])
    });
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_undone_is_as_if_it_had_never_been() {
    for fixture in legacy::names() {
        let Some((home, variables)) = laid(&fixture) else { continue };
        let door = Door::of(setup(&home, &variables).arg("--no-import"));
        door.workspace("own").await;
        let before = rows(&door.server);
        let made = act(&door, "run").await;
        if made["counts"]["create"] == 0 && made["counts"]["alias"] == 0 {
            continue;
        }
        let undone = act(&door, "undo").await;
        assert_ne!(undone["removed"], 0, "{fixture}");
        assert_eq!(rows(&door.server), before, "{fixture}");
        assert_eq!(over(&door).await["state"], "undone", "{fixture}");
        door.server.stops_cleanly().await;
        // a start leaves it alone
        let door = Door::of(setup(&home, &variables));
        over(&door).await;
        assert_eq!(workspaces(&door).await.len(), 1, "{fixture}");
        // and whoever asks for it has it again
        assert_eq!(act(&door, "run").await["counts"], made["counts"], "{fixture}");
    }
}

#[tokio::test]
async fn what_is_in_use_is_not_taken_back() {
    let home = served(&["one", "two"]);
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let undo = async || door.ask(Method::POST, "/system/migration/undo").send().await;
    let (id, _) = door.token(&json!({ "role": "viewer", "workspaceIds": ["ws_older0"] })).await;
    let refused = undo().await;
    assert_eq!(refused.code(), "conflict", "{}", refused.text());
    assert!(refused.sentence().contains(&id), "{}", refused.sentence());
    assert_eq!(door.ask(Method::DELETE, &format!("/system/tokens/{id}")).send().await.status, 200);

    let rename = json!({ "displayName": "Mine" });
    let renamed = door.ask(Method::PATCH, "/workspaces/ws_older1/display-name").json(&rename).send().await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    let two = format!("the workspace of `{}` was changed here", home.folder("two").display());
    let sentence = undo().await.sentence();
    assert!(sentence.contains(&two) && !sentence.contains("//"), "{sentence}");
    assert_eq!(workspaces(&door).await.len(), 2, "nothing is taken back");
    let back = json!({ "displayName": "two" });
    door.ask(Method::PATCH, "/workspaces/ws_older1/display-name").json(&back).send().await;
    assert_eq!(undo().await.status, 200);
    assert!(workspaces(&door).await.is_empty());
    assert_eq!(undo().await.data()["removed"], 0, "there is nothing more");

    act(&door, "run").await;
    assert_eq!(door.ask(Method::DELETE, "/workspaces/ws_older1").send().await.status, 200);
    let sentence = undo().await.sentence();
    let gone = two.replace("changed", "deleted");
    assert!(
        sentence.contains(&gone) && sentence.matches("here").count() == 1,
        "what goes with it is not told: {sentence}"
    );
    assert!(!sentence.contains("alias"), "{sentence}");
}

#[tokio::test]
async fn what_stays_in_a_folder_after_an_undo_is_told_with_its_file() {
    let home = served(&["one", "two"]);
    let rows = r#"CREATE TABLE runtime_opencode_configs (workspace_id TEXT, config_json TEXT, updated_at INTEGER);
        INSERT INTO runtime_opencode_configs VALUES ('ws_older0', '{"share":"manual"}', 1795381037843);
        INSERT INTO runtime_opencode_configs VALUES ('ws_older1', '{"share":"manual"}', 1795381037843);
        INSERT INTO runtime_opencode_configs VALUES ('ws_own', '{"mcp":{"x":{"type":"local","command":["x"]}}}', 1);"#;
    legacy::plain(&home.at("user/.config/openwork/runtime.sqlite"), rows);
    let door = Door::of(Setup::no_engine().at(&home).arg("--no-import"));
    let (own, _) = door.workspace("own").await;
    // the third is one that is here already
    let file = home.at("user/.config/openwork/server.json");
    let mut list: Value = serde_json::from_slice(&std::fs::read(&file).expect("read")).expect("JSON");
    let kept = home.folder("own");
    list["workspaces"].as_array_mut().expect("a list").push(json!({ "id": "ws_own", "path": kept }));
    std::fs::write(&file, list.to_string()).expect("written");
    act(&door, "run").await;
    let config = |name: &str| home.folder(name).join(".opencode/opencode.json");
    for name in ["one", "own"] {
        let text = std::fs::read_to_string(config(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        std::fs::write(config(name), format!("{text} and more")).expect("written");
    }
    let undone = act(&door, "undo").await;
    let mut left: Vec<_> = undone["left"].as_array().expect("what stays").iter().map(|it| it["path"].clone()).collect();
    left.sort_by_key(ToString::to_string);
    assert_eq!(left, [json!(config("one")), json!(config("own"))], "{undone}");
    let of_own = undone["left"].as_array().expect("a list").iter().find(|it| it["workspaceId"] == own);
    assert!(
        of_own.is_some_and(|it| it["reason"].as_str().is_some_and(|text| text.contains("cannot be edited"))),
        "{undone}"
    );
    assert!(!config("two").exists(), "what can be taken out is");
}
