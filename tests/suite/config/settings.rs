//! What is set through the server: written as keys of ours, conditional, told, and gone with the workspace.

use super::{Desk, MANAGED};
use harness::server::until;
use http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_set_is_written_told_and_taken_away_with_the_workspace() {
    let desk = Desk::open().await;
    let mut watch = desk.door.server.watch(&desk.id.parse().expect("an id"), None).await;
    let before = desk.get().await;
    assert_eq!((&before["stored"]["opencode"], &before["effective"]), (&json!({}), &json!({})));
    assert!(desk.read(MANAGED).is_none(), "to look writes nothing");
    let patched = desk.set(&json!({"opencode": {"model": "a/b", "permission": {"bash": "ask"}}})).await;
    assert_eq!(patched["config"]["effective"], json!({"model": "a/b", "permission": {"bash": "ask"}}));
    assert_eq!(patched["elsewhere"], json!([]));
    assert_eq!(patched["config"]["keys"][0], json!({"key": "model", "files": [MANAGED]}));
    let told = watch.until("config.changed").await;
    assert_eq!(told.properties.0["path"], MANAGED);
    watch.until("reload.required").await;
    let text = desk.read(MANAGED).expect("the managed layer");
    assert!(text.starts_with("// OpenWork writes this file") && text.contains("\"model\": \"a/b\""), "{text}");
    // the same again is no change
    let modified = || std::fs::metadata(desk.folder.join(MANAGED)).expect("there").modified().expect("a time");
    let written = modified();
    desk.set(&json!({"opencode": {"model": "a/b"}})).await;
    assert_eq!(modified(), written);
    desk.set(&json!({"opencode": {"model": null, "permission": {"bash": null}}})).await;
    assert!(!desk.folder.join(".opencode").exists(), "nothing of ours is left");
    desk.set(&json!({"opencode": {"model": "a/b"}})).await;
    desk.write(".opencode/opencode.jsonc", "{}");
    let gone = desk.door.ask(Method::DELETE, &format!("/workspaces/{}", desk.id)).send().await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert!(desk.read(MANAGED).is_none() && desk.read(".opencode/opencode.jsonc").is_some());
    assert!(!desk.door.server.home.data().join("workspaces").join(&desk.id).exists());
    let home = desk.door.server.stops_cleanly().await;
    let checked = openwork_core::server::check_store(&home.data()).expect("a check");
    assert_eq!(checked.faults, Vec::<String>::new());
}

#[tokio::test]
async fn a_change_depends_on_what_it_says_and_on_what_opencode_takes() {
    let desk = Desk::open().await;
    let reply = desk.door.get(&desk.place("")).await;
    let tag = reply.headers["etag"].to_str().expect("text").to_owned();
    let knows = desk.door.ask(Method::GET, &desk.place("")).header("if-none-match", &tag).send().await;
    assert_eq!(knows.status, 304);
    let change = |model: &str| json!({"opencode": {"model": model}});
    let conditional = async |tag: String, body: Value| {
        desk.door.ask(Method::PATCH, &desk.place("")).header("if-match", &tag).json(&body).send().await
    };
    assert_eq!(conditional(tag.clone(), change("a/1")).await.status, 200);
    assert_eq!(conditional(tag, change("a/2")).await.status, 409);
    let stored = desk.get().await["stored"]["revision"].clone();
    let mut body = change("a/3");
    body["ifMatch"] = stored.clone();
    assert_eq!(desk.patch(&body).await.status, 200);
    assert_eq!(desk.patch(&body).await.code(), "conflict");
    let text = desk.read(MANAGED);
    for (bad, place) in [
        (json!({"model": 5}), "opencode.model"),
        (json!({"share": "never"}), "opencode.share"),
        (json!({"mcp": {"x": {"enabled": false}}}), "opencode.mcp"),
        (json!({"mcp": null}), "opencode.mcp"),
        (json!({"plugin": []}), "opencode.plugin"),
        (json!({"provider": {}}), "opencode.provider"),
        (json!({"command": {}}), "opencode.command"),
        (json!({"agent": {"mine": {"model": "a/b"}}}), "opencode.agent.mine"),
        (json!({"server": {"password": "hush-hush"}}), "opencode.server.password"),
    ] {
        let reply = desk.patch(&json!({"opencode": bad})).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (422, "unprocessable"), "{}", reply.text());
        assert!(reply.text().contains(place) && !reply.text().contains("hush-hush"), "{}", reply.text());
        assert_eq!(desk.read(MANAGED), text, "nothing was written");
    }
    let reply = desk.patch(&json!({"opencode": {}, "openwork": {"later": 1}})).await;
    assert_eq!(reply.status, 422);
}

#[tokio::test]
async fn what_is_removed_is_gone_or_it_is_said_which_file_defines_it_still() {
    let desk = Desk::open().await;
    desk.write("opencode.json", r#"{"model": "root/m", "permission": {"bash": "deny"}}"#);
    let set = desk.set(&json!({"opencode": {"model": "a/b", "permission": {"bash": "ask"}}})).await;
    assert_eq!((&set["elsewhere"], &set["config"]["effective"]["model"]), (&json!([]), &json!("a/b")));
    let files = json!(["opencode.json", MANAGED]);
    assert_eq!(set["config"]["keys"][0], json!({"key": "model", "files": files}));
    let removed = desk.set(&json!({"opencode": {"model": null, "permission": {"bash": null}}})).await;
    let still = |key: &str| json!({"key": key, "files": ["opencode.json"]});
    assert_eq!(removed["elsewhere"], json!([still("model"), still("permission.bash")]));
    desk.write(".opencode/opencode.jsonc", r#"{"model": "last/word"}"#);
    let over = desk.set(&json!({"opencode": {"model": "a/b"}})).await;
    assert_eq!(over["elsewhere"][0]["files"], json!(["opencode.json", MANAGED, ".opencode/opencode.jsonc"]));
    assert_eq!(over["config"]["effective"]["model"], "last/word");
}

#[tokio::test]
async fn a_hand_in_the_managed_layer_is_told_and_left() {
    let desk = Desk::open().await;
    desk.set(&json!({"opencode": {"model": "a/b", "share": "manual"}})).await;
    let by_hand = desk.read(MANAGED).expect("there").replace("a/b", "by/hand");
    desk.write(MANAGED, &by_hand);
    assert_eq!(desk.get().await["byHand"], json!(["model"]));
    desk.set(&json!({"opencode": {"share": "auto"}})).await;
    assert_eq!(desk.get().await["effective"]["model"], "by/hand");
    let over = desk.set(&json!({"opencode": {"model": "a/b"}})).await;
    assert_eq!((&over["overwritten"], &over["config"]["effective"]["model"]), (&json!(["model"]), &json!("a/b")));
    let kept = desk.door.server.home.data().join("workspaces").join(&desk.id).join("config/previous");
    let versions = std::fs::read_dir(kept).expect("versions").map(|entry| entry.expect("one").path());
    assert!(versions.into_iter().any(|file| std::fs::read_to_string(file).expect("text").contains("by/hand")));
}

#[tokio::test]
async fn authorized_folders_are_rules_of_the_engine_and_open_nothing_of_the_server() {
    let desk = Desk::open().await;
    let other = desk.door.server.home.folder("other");
    let set = desk.set(&json!({"openwork": {"authorizedFolders": [other, other]}})).await;
    let rule = format!("{}/*", other.display());
    assert_eq!(set["config"]["effective"]["permission"]["external_directory"][&rule], "allow");
    assert_eq!(set["config"]["stored"]["openwork"]["authorizedFolders"], json!([other]));
    let data = desk.door.server.home.data();
    for bad in
        [data.clone(), data.join("state"), desk.folder.clone(), "/".into(), "relative".into(), other.join("none")]
    {
        let reply = desk.patch(&json!({"openwork": {"authorizedFolders": [bad]}})).await;
        assert_eq!(reply.status, 422, "{}: {}", bad.display(), reply.text());
    }
    desk.set(&json!({"openwork": {"authorizedFolders": []}})).await;
    assert!(!desk.folder.join(".opencode").exists());
}

#[tokio::test]
async fn settings_outlive_the_server_and_are_of_one_workspace() {
    let desk = Desk::open().await;
    desk.set(&json!({"opencode": {"model": "a/b"}})).await;
    let (other, _) = desk.door.workspace("other").await;
    let theirs = desk.door.get(&format!("/workspaces/{other}/config")).await.data();
    assert_eq!(theirs["stored"]["opencode"], json!({}));
    let limited = desk.door.token(&json!({"role": "collaborator", "workspaceIds": [other]})).await.1;
    let reply = desk.door.ask(Method::GET, &desk.place("")).token(Some(&limited)).send().await;
    assert_eq!(reply.status, 404);
    let viewer = desk.door.token(&json!({"role": "viewer"})).await.1;
    let asked = desk.door.ask(Method::PATCH, &desk.place("")).token(Some(&viewer)).json(&json!({}));
    assert_eq!(asked.send().await.status, 403);
    let id = desk.id.clone();
    let home = desk.door.server.stops_cleanly().await;
    let door = harness::server::Door::of(harness::server::Setup::no_engine().at(&home));
    let again = async || Some(door.get(&format!("/workspaces/{id}/config")).await.data());
    assert_eq!(until("the settings", again).await["stored"]["opencode"]["model"], "a/b");
}

#[tokio::test]
async fn what_is_set_moves_with_the_workspace_to_another_folder() {
    let desk = Desk::open().await;
    desk.set(&json!({"opencode": {"model": "a/b"}})).await;
    let other = desk.door.server.home.folder("moved");
    let body = json!({"folderPath": other});
    let moved = desk.door.ask(Method::PATCH, &format!("/workspaces/{}/data-dir", desk.id)).json(&body).send().await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert!(!desk.folder.join(".opencode").exists(), "nothing of ours is left");
    assert_eq!(desk.get().await["effective"]["model"], "a/b");
    assert!(std::fs::read_to_string(other.join(MANAGED)).expect("the managed layer").contains("a/b"));
}

#[tokio::test]
async fn a_list_that_is_set_is_the_list_that_was_asked_for() {
    let desk = Desk::open().await;
    for list in [
        json!(["prettier", "--write", "$FILE"]),
        json!(["npx", "prettier", "--write", "$FILE"]),
        json!(["--a", "x", "--b", "x"]),
        json!(["--b", "x", "--a"]),
        json!(["--a", "x", "--a", "x"]),
    ] {
        let formatter = json!({"pretty": {"command": list, "extensions": [".ts"]}});
        let set = desk.set(&json!({"opencode": {"formatter": formatter}})).await;
        assert_eq!(set["config"]["effective"]["formatter"]["pretty"]["command"], list);
        assert_eq!(set["elsewhere"], json!([]), "{list}");
    }
}

#[tokio::test]
async fn nothing_that_goes_into_something_takes_nothing_out_of_it() {
    let desk = Desk::open().await;
    let text =
        r#"{ "permission": { "bash": { "rm *": "deny" /* never */ } }, "agent": { "mine": { "prompt": "x" } } }"#;
    desk.write(MANAGED, text);
    for empty in [json!({"permission": {}}), json!({"permission": {"bash": {}}}), json!({"agent": {}})] {
        let set = desk.set(&json!({"opencode": empty})).await;
        assert_eq!((&set["elsewhere"], &set["overwritten"]), (&json!([]), &json!([])), "{empty}");
        assert_eq!(desk.read(MANAGED).as_deref(), Some(text), "{empty}");
    }
    desk.set(&json!({"opencode": {"permission": null, "agent": null}})).await;
    assert_eq!(desk.read(MANAGED).as_deref(), Some(text));
    desk.write(MANAGED, "{}");
    desk.set(&json!({"opencode": {"permission": {}}})).await;
    assert_eq!(desk.get().await["effective"]["permission"], json!({}));
}

#[tokio::test]
async fn a_rule_that_does_not_hold_is_named_with_the_file_that_says_otherwise() {
    let desk = Desk::open().await;
    let own = ".opencode/opencode.jsonc";
    desk.write(own, r#"{"permission": {"bash": {"*": "allow"}}}"#);
    let set = desk.set(&json!({"opencode": {"permission": {"bash": {"git *": "deny"}, "edit": "ask"}}})).await;
    assert_eq!(set["elsewhere"], json!([{"key": "permission.bash.git *", "files": [MANAGED, own]}]));
    // what is said again behind it holds
    desk.write(own, r#"{"permission": {"bash": {"*": "allow", "git *": "deny"}}}"#);
    let set = desk.set(&json!({"opencode": {"permission": {"bash": {"git *": "deny"}}}})).await;
    assert_eq!(set["elsewhere"], json!([]));
    // one rule of a change that comes behind another of it is meant so
    desk.write(own, "{}");
    let set = desk.set(&json!({"opencode": {"permission": {"bash": {"git *": "deny", "git push *": "ask"}}}})).await;
    assert_eq!(set["elsewhere"], json!([]));
}
