//! Who may do what, what is told of it, and what is answered.

use harness::server::{Door, Watch, until};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn a_change_is_told_with_its_file_and_asks_for_a_reload() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let client = door.server.client();
    let mut watch = Watch::open(&client, &id.parse().expect("an id"), None).await;
    let body = json!({"name": "tidy", "description": "x", "content": "y"});
    assert_eq!(door.post(&format!("/workspaces/{id}/skills"), &body).await.data()["action"], "added");
    let changed = serde_json::to_value(watch.until("resource.changed").await).expect("JSON");
    let expected =
        json!({"type": "skill", "action": "added", "name": "tidy", "path": ".opencode/skills/tidy/SKILL.md"});
    assert_eq!(changed["properties"], expected);
    let required = serde_json::to_value(watch.until("reload.required").await).expect("JSON");
    assert_eq!(required["properties"], json!({"reason": "skills", "trigger": expected}));
    // what changes nothing is told to nobody
    assert_eq!(door.post(&format!("/workspaces/{id}/skills"), &body).await.data()["action"], "unchanged");
    let body = json!({"name": "run", "template": "x"});
    assert!(door.post(&format!("/workspaces/{id}/commands"), &body).await.status == 200);
    let changed = serde_json::to_value(watch.until("resource.changed").await).expect("JSON");
    assert_eq!(changed["properties"]["type"], "command");
    assert!(door.ask(Method::DELETE, &format!("/workspaces/{id}/commands/run")).send().await.status == 200);
    let gone = serde_json::to_value(watch.until("resource.changed").await).expect("JSON");
    assert_eq!(gone["properties"]["action"], "removed");
    assert!(!folder.join(".opencode/commands/run.md").exists());
    until("nothing is left half-written", async || {
        let names = std::fs::read_dir(folder.join(".opencode/skills/tidy")).expect("a folder").count();
        (names == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn revisions_are_tags_and_conditions() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let body = json!({"name": "tidy", "description": "x", "content": "y"});
    let made = door.post(&format!("/workspaces/{id}/skills"), &body).await.data();
    let revision = made["item"]["revision"].as_str().expect("a revision").to_owned();
    let path = format!("/workspaces/{id}/skills/tidy");
    let read = door.get(&path).await;
    assert_eq!(read.headers["etag"], format!("\"{revision}\""));
    let unchanged = door.ask(Method::GET, &path).header("if-none-match", &format!("\"{revision}\"")).send().await;
    assert_eq!(unchanged.status, 304);
    std::fs::write(folder.join(".opencode/skills/tidy/SKILL.md"), "---\nname: tidy\ndescription: mine\n---\nmine")
        .expect("written");
    let stale = json!({"name": "tidy", "description": "x", "content": "z", "ifMatch": revision});
    assert_eq!(door.post(&format!("/workspaces/{id}/skills"), &stale).await.code(), "conflict");
    let revision = revision.replace(':', "%3A");
    let kept = door.ask(Method::DELETE, &format!("{path}?ifMatch={revision}")).send().await;
    assert_eq!(kept.code(), "conflict");
    assert_eq!(door.get(&path).await.data()["item"]["description"], "mine");
    assert_eq!(door.ask(Method::DELETE, &path).send().await.status, 200);
    assert_eq!(door.get(&path).await.code(), "not_found");
    assert_eq!(door.ask(Method::DELETE, &path).send().await.code(), "not_found");
}

#[tokio::test]
async fn a_viewer_reads_and_does_not_write() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let (_, viewer) = door.token(&json!({"role": "viewer"})).await;
    for what in ["skills", "commands"] {
        let path = format!("/workspaces/{id}/{what}");
        assert_eq!(door.ask(Method::GET, &path).token(Some(&viewer)).send().await.status, 200);
        let text = if what == "skills" { "content" } else { "template" };
        let body = json!({"name": "a", "description": "x", text: "y"});
        assert_eq!(door.ask(Method::POST, &path).token(Some(&viewer)).json(&body).send().await.code(), "forbidden");
        let gone = door.ask(Method::DELETE, &format!("{path}/a")).token(Some(&viewer)).send().await;
        assert_eq!(gone.code(), "forbidden");
    }
}
