//! G9: every id that ever named a workspace still finds it, in every operation.

use super::{act, over, served, workspaces};
use harness::server::{Door, Home, Setup};
use http::Method;
use serde_json::{Value, json};
use sha2::Digest as _;
use std::sync::Arc;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A folder that every era has opened, each under an id of its own.
fn home_of_all_eras() -> (Arc<Home>, Vec<String>) {
    let home = Arc::new(Home::new());
    let folder = home.folder("one").display().to_string();
    let sha256 = format!("ws_{}", &hex(&sha2::Sha256::digest(&folder))[..12]);
    let put = |path: &str, value: &Value| {
        let path = home.at("user").join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, value.to_string()).expect("written");
    };
    let entry = |id: &str| json!({ "id": id, "path": folder, "name": "one", "preset": "starter" });
    put(".config/openwork/server.json", &json!({ "workspaces": [entry("ws_given")] }));
    put(
        ".local/share/com.differentai.openwork/openwork-workspaces.json",
        &json!({ "version": 1, "activeId": "starter", "workspaces": [entry("starter")] }),
    );
    put(
        ".config/com.differentai.openwork/openwork-workspaces.json",
        &json!({ "selectedId": "ws_electron", "workspaces": [entry("ws_electron")] }),
    );
    put(
        ".local/share/com.differentai.openwork.dev/openwork-workspaces.json",
        &json!({ "version": 3, "activeId": "ws-1f", "workspaces": [entry("ws-1f")] }),
    );
    put(
        ".openwork/openwork-orchestrator/openwork-orchestrator-state.json",
        &json!({ "activeId": "ws-b164580a7b37", "workspaces": [entry("ws-b164580a7b37")] }),
    );
    let ids = ["ws_given", "starter", "ws_electron", "ws-1f", "ws-b164580a7b37", &sha256];
    (home, ids.map(str::to_owned).to_vec())
}

#[tokio::test]
async fn g09_every_id_of_every_era_finds_its_workspace() {
    let (home, ids) = home_of_all_eras();
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let all = door.get("/workspaces").await.data();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "one folder is one workspace: {all}");
    let id = all["items"][0]["id"].as_str().expect("an id").to_owned();
    assert!(ids.iter().all(|older| *older != id));
    for older in &ids {
        let found = door.get(&format!("/workspaces/{older}")).await;
        assert_eq!(found.data()["id"], id.as_str(), "{older}: {}", found.text());
        let active = door.post(&format!("/workspaces/{older}/activate"), &json!({})).await;
        assert_eq!(active.data()["activeWorkspaceId"], id.as_str(), "{older}");
        let (_, token) = door.token(&json!({ "role": "viewer", "workspaceIds": [older] })).await;
        for name in [older, &id] {
            let asked = door.ask(Method::GET, &format!("/workspaces/{name}")).token(Some(&token)).send().await;
            assert_eq!(asked.data()["id"], id.as_str(), "{older} limits, {name} is asked for");
        }
    }
    let body = json!({ "displayName": "x", "config": { "type": "local", "command": ["true"] }, "workspaceIds": ids });
    let made = door.post("/system/managed/mcps", &body).await;
    assert_eq!(made.data()["item"]["workspaceIds"], json!([id]), "{}", made.text());
    // an id of before that was given away names nobody else
    assert_eq!(door.get("/workspaces/ws_never").await.code(), "not_found");
}

#[tokio::test]
async fn g09_an_older_id_tells_a_limited_token_of_no_other_workspace() {
    let home = served(&["one", "two"]);
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    let (_, token) = door.token(&json!({ "role": "viewer", "workspaceIds": ["ws_older0"] })).await;
    let ask = |id: &str| door.ask(Method::GET, &format!("/workspaces/{id}")).token(Some(&token)).send();
    assert_eq!(ask("ws_older0").await.status, 200);
    let (theirs, none) = (ask("ws_older1").await, ask("ws_never").await);
    assert_eq!(theirs.code(), "not_found");
    assert_eq!(theirs.sentence().replace("ws_older1", "X"), none.sentence().replace("ws_never", "X"));
}

#[tokio::test]
async fn g09_the_ids_go_with_their_workspace() {
    let home = served(&["one"]);
    // an era before called another folder so
    let older = home.at("user/.local/share/com.differentai.openwork/openwork-workspaces.json");
    std::fs::create_dir_all(older.parent().expect("a folder")).expect("made");
    let list = json!({ "workspaces": [{ "id": "ws_older0", "path": home.folder("two"), "name": "two" }] });
    std::fs::write(older, list.to_string()).expect("written");
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    assert_eq!(door.get("/workspaces/ws_older0").await.data()["displayName"], "one");
    assert_eq!(door.ask(Method::DELETE, "/workspaces/ws_older0").send().await.status, 200);
    for _ in 0..2 {
        assert_eq!(door.get("/workspaces/ws_older0").await.code(), "not_found");
        act(&door, "run").await;
    }
    assert_eq!(workspaces(&door).await.len(), 1, "the other one is here, by its own id");
}

#[tokio::test]
async fn g09_a_workspace_that_is_called_as_another_one_is_found_by_ids_of_its_own() {
    let home = Arc::new(Home::new());
    let one = home.folder("one");
    let away = one.with_file_name("away");
    let config = home.at("user/.config/openwork");
    std::fs::create_dir_all(&config).expect("made");
    let list = |folders: &[&std::path::Path]| {
        let entry = |folder: &&std::path::Path| json!({ "id": "ws_3f1c8e0a9b77", "path": folder });
        let list = json!({ "workspaces": folders.iter().map(entry).collect::<Vec<_>>() });
        std::fs::write(config.join("server.json"), list.to_string()).expect("written");
    };
    list(&[&one]);
    let door = Door::of(Setup::no_engine().at(&home));
    over(&door).await;
    list(&[&one, &away]);
    let leads =
        async |id: &str| door.get(&format!("/workspaces/{id}")).await.data()["backend"]["local"]["dataDir"].take();
    let of_away = format!("ws_{}", &hex(&sha2::Sha256::digest(away.display().to_string()))[..12]);
    for _ in 0..2 {
        act(&door, "run").await;
        assert_eq!(leads("ws_3f1c8e0a9b77").await, json!(one), "the first one that is called so counts");
        assert_eq!(leads(&of_away).await, json!(away), "the other one is here too, where its folder is away");
        // and where it is back
        std::fs::create_dir_all(&away).expect("made");
    }
    assert_eq!(workspaces(&door).await.len(), 2);
}
