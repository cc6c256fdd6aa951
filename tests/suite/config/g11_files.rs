//! Promise G11: a user's configuration survives every operation byte for byte outside the edited keys.

use super::golden::{GOLDEN, USERS, is_all_in, variants};
use super::{Desk, MANAGED};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn g11_keys_come_and_go_and_the_users_bytes_stay() {
    let desk = Desk::open().await;
    for (name, golden) in GOLDEN {
        for text in variants(golden) {
            desk.fill(&text);
            desk.set(&json!({"opencode": {"small_model": "s/m", "tool_output": {"max_lines": 7}, "snapshot": false}}))
                .await;
            desk.set(&json!({"opencode": {"small_model": "s/other"}})).await;
            let now = desk.read(MANAGED).expect("there");
            assert!(now.contains("\"small_model\": \"s/other\""), "{name}: {now}");
            // every letter of the user's is there, in order, with ours between them
            assert!(is_all_in(&text, &now), "{name}: {now}");
            desk.set(&json!({"opencode": {"small_model": null, "tool_output": {"max_lines": null}, "snapshot": null}}))
                .await;
            assert_eq!(desk.read(MANAGED).as_ref(), Some(&text), "{name}");
            for file in USERS {
                assert_eq!(desk.read(file).as_ref(), Some(&text), "{name}: {file} is the user's");
            }
            std::fs::remove_dir_all(desk.folder.join(".opencode")).expect("removed");
        }
    }
}

#[tokio::test]
async fn g11_a_raw_write_is_the_whole_text_and_the_one_before_is_kept() {
    let desk = Desk::open().await;
    let none = desk.get_raw().await;
    assert_eq!(
        (&none["exists"], &none["path"], &none["content"]),
        (&json!(false), &json!("opencode.jsonc"), &json!(""))
    );
    assert!(desk.read("opencode.jsonc").is_none(), "to look writes nothing");
    for (name, golden) in GOLDEN {
        let before = desk.read("opencode.jsonc");
        let put = desk.put_raw(&json!({"content": golden})).await;
        assert_eq!(put.status, 200, "{name}: {}", put.text());
        assert_eq!(desk.read("opencode.jsonc").as_deref(), Some(golden));
        let got = desk.get_raw().await;
        assert_eq!((got["content"].as_str(), &got["revision"]), (Some(golden), &put.data()["revision"]));
        if let Some(before) = before {
            let kept = desk.door.server.home.data().join("workspaces").join(&desk.id).join("config/previous");
            let versions = std::fs::read_dir(kept).expect("versions").map(|one| one.expect("one").path());
            assert!(versions.into_iter().any(|file| std::fs::read_to_string(file).expect("text") == before), "{name}");
        }
    }
    let revision = desk.get_raw().await["revision"].clone();
    assert_eq!(desk.put_raw(&json!({"content": "{}", "ifMatch": revision})).await.status, 200);
    assert_eq!(desk.put_raw(&json!({"content": "{ }", "ifMatch": revision})).await.code(), "conflict");
    // the one that is there
    std::fs::rename(desk.folder.join("opencode.jsonc"), desk.folder.join("opencode.json")).expect("moved");
    assert_eq!(desk.get_raw().await["path"], "opencode.json");
    desk.put_raw(&json!({"content": "{ \"share\": \"manual\" }"})).await;
    assert!(desk.read("opencode.json").expect("there").contains("manual") && desk.read("opencode.jsonc").is_none());
}

#[tokio::test]
async fn g11_what_is_broken_anywhere_is_refused_with_its_place_and_nothing_is_written() {
    let desk = Desk::open().await;
    let whole = include_str!("golden/two-spaces.jsonc");
    desk.put_raw(&json!({"content": whole})).await;
    for (cut, _) in whole.char_indices().filter(|(at, _)| *at > 0) {
        let broken = &whole[..cut];
        let checked = desk.door.post(&desk.place("/validate"), &json!({"content": broken})).await.data();
        if checked["valid"] == true {
            continue;
        }
        let issue = &checked["issues"][0];
        assert!(issue["line"].as_u64() >= Some(1) && issue["column"].as_u64() >= Some(1), "{issue}");
        let put = desk.put_raw(&json!({"content": broken})).await;
        assert_eq!((put.status.as_u16(), put.code().as_str()), (422, "unprocessable"), "{broken}");
        assert!(put.text().contains(&format!("line {}", issue["line"])), "{}", put.text());
    }
    assert_eq!(desk.read("opencode.jsonc").as_deref(), Some(whole));
    let shape = desk.put_raw(&json!({"content": "{\n  \"model\": 5\n}"})).await;
    assert!(shape.status == 422 && shape.text().contains("line 2, column 3"), "{}", shape.text());
    // what is there and broken is told, and the managed layer is not written over it
    desk.write(MANAGED, "{ \"model\": ");
    let patch = desk.patch(&json!({"opencode": {"share": "manual"}})).await;
    assert_eq!(patch.code(), "conflict", "{}", patch.text());
    assert_eq!(desk.read(MANAGED).as_deref(), Some("{ \"model\": "));
    let present = desk.door.post(&desk.place("/validate"), &json!({})).await.data();
    assert_eq!((&present["valid"], &present["issues"][0]["file"]), (&json!(false), &json!(MANAGED)));
    assert_eq!(desk.get().await["stored"]["opencode"], json!({}), "neither is stored");
}

#[tokio::test]
async fn g11_a_managed_layer_that_is_broken_anywhere_is_told_and_stays_byte_for_byte() {
    let desk = Desk::open().await;
    let whole = include_str!("golden/two-spaces.jsonc");
    let mut refused = 0;
    for (cut, _) in whole.char_indices().filter(|(at, _)| *at > 0) {
        let broken = &whole[..cut];
        desk.write(MANAGED, broken);
        let patch = desk.patch(&json!({"opencode": {"snapshot": false}})).await;
        if patch.status == 200 {
            // nothing but the end of a line was cut
            desk.set(&json!({"opencode": {"snapshot": null}})).await;
        } else {
            assert!(patch.code() == "conflict" && patch.sentence().contains(MANAGED), "{broken}: {}", patch.text());
            let told = desk.get().await;
            let layers = told["layers"].as_array().expect("layers");
            let layer = layers.iter().find(|layer| layer["file"] == MANAGED).expect("the managed layer");
            assert!(layer["issues"][0]["line"].as_u64() >= Some(1), "{broken}: {layer}");
            assert_eq!(told["stored"]["opencode"], json!({}), "{broken}");
            refused += 1;
        }
        assert_eq!(desk.read(MANAGED).as_deref(), Some(broken));
    }
    assert!(refused > whole.len() / 2, "{refused}");
}

#[cfg(unix)]
#[tokio::test]
async fn g15_no_link_is_written_through_or_read_out_of_the_workspace() {
    let desk = Desk::open().await;
    let outside = desk.door.server.home.folder("outside").join("opencode.jsonc");
    std::fs::write(&outside, r#"{"username": "outside-name"}"#).expect("written");
    std::os::unix::fs::symlink(&outside, desk.folder.join("opencode.jsonc")).expect("linked");
    for verb in ["", "/opencode-raw"] {
        let reply = desk.door.get(&desk.place(verb)).await;
        assert!(!reply.text().contains("outside-name"), "{}", reply.text());
    }
    let layers = desk.get().await["layers"].clone();
    let linked =
        layers.as_array().expect("a list").iter().find(|layer| layer["file"] == "opencode.jsonc").expect("there");
    let told = linked["issues"][0]["message"].as_str().unwrap_or_default();
    assert!(told.starts_with("it leads out of the workspace; OpenCode reads it"), "{linked}");
    assert_eq!(desk.put_raw(&json!({"content": "{}"})).await.code(), "conflict");
    let carried = desk.door.get(&format!("/workspaces/{}/export", desk.id)).await;
    let sentence = "`opencode.jsonc` leads out of the workspace; put the file itself there, then try again.";
    assert_eq!((carried.code().as_str(), carried.sentence().as_str()), ("conflict", sentence));
    assert!(std::fs::read_to_string(&outside).expect("there").contains("outside-name"));
}

#[tokio::test]
async fn the_configuration_of_all_folders_is_a_hosts() {
    let desk = Desk::open().await;
    let raw = format!("{}?scope=global", desk.place("/opencode-raw"));
    let collaborator = desk.door.token(&json!({"role": "collaborator"})).await.1;
    let asked = desk.door.ask(Method::GET, &raw).token(Some(&collaborator)).send().await;
    assert_eq!(asked.status, 403);
    let body = json!({"content": "{}", "scope": "global"});
    let put = desk.door.ask(Method::POST, &desk.place("/opencode-raw")).token(Some(&collaborator)).json(&body);
    assert_eq!(put.send().await.status, 403);
    assert_eq!(desk.door.get(&raw).await.data()["exists"], false);
    let put = desk.put_raw(&json!({"content": "{\n  // all\n  \"share\": \"disabled\"\n}", "scope": "global"})).await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(desk.door.get(&raw).await.data()["exists"], true);
    let seen = desk.get().await;
    assert_eq!((&seen["effective"]["share"], &seen["layers"][0]["kind"]), (&json!("disabled"), &json!("global")));
    let path = seen["layers"][0]["file"].as_str().expect("a name");
    assert_eq!(path, "opencode.jsonc", "no place of the machine");
}
