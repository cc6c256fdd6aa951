//! G10: tokens of an older OpenWork go on admitting, with the role that they had.

use super::over;
use harness::server::{Door, Home, Setup};
use http::Method;
use serde_json::json;
use sha2::Digest as _;
use std::sync::Arc;

#[tokio::test]
async fn g10_an_older_token_admits_with_its_role() {
    let home = Arc::new(Home::new());
    let hash = |token: &str| sha2::Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let config = home.at("user/.config/openwork");
    std::fs::create_dir_all(&config).expect("made");
    let token = |id: &str, scope: &str| json!({ "id": id, "hash": hash(&format!("hush-{scope}")), "scope": scope, "createdAt": 1_795_381_036_922_u64, "label": scope });
    let tokens = json!({ "schemaVersion": 1, "tokens": [
        token("1", "owner"), token("2", "owner"), token("3", "collaborator"), token("4", "viewer")
    ] });
    std::fs::write(config.join("tokens.json"), tokens.to_string()).expect("written");
    let desktop = home.at("user/.config/com.differentai.openwork");
    std::fs::create_dir_all(&desktop).expect("made");
    let folder = home.folder("one").display().to_string();
    let stored = json!({ "version": 1, "workspaces": {
        (folder): { "clientToken": "hush-client", "hostToken": "hush-host", "ownerToken": null, "updatedAt": 1_776_000_000_000_u64 }
    } });
    std::fs::write(desktop.join("openwork-server-tokens.json"), stored.to_string()).expect("written");

    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(over(&door).await["state"], "done");
    for (token, role) in [
        ("hush-owner", "host"),
        ("hush-collaborator", "collaborator"),
        ("hush-viewer", "viewer"),
        ("hush-client", "collaborator"),
        ("hush-host", "host"),
    ] {
        let meta = door.ask(Method::GET, "/system/meta").token(Some(token)).send().await;
        assert_eq!(meta.data()["role"], role, "{token}: {}", meta.text());
    }
    let listed = door.get("/system/tokens").await.data();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(5), "the same token twice is one: {listed}");

    // one that is revoked here stays revoked
    let items = listed["items"].as_array().expect("items").iter();
    let viewer = items.clone().find(|item| item["role"] == "viewer").expect("the viewer's");
    let path = format!("/system/tokens/{}", viewer["id"].as_str().expect("an id"));
    assert_eq!(door.ask(Method::DELETE, &path).send().await.status, 200);
    super::act(&door, "run").await;
    let meta = door.ask(Method::GET, "/system/meta").token(Some("hush-viewer")).send().await;
    assert_eq!(meta.code(), "unauthorized");
}
