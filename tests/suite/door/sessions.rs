//! Sessions and prompts that are refused before the engine hears of them.

use harness::fake_engine::FakeEngine;
use harness::http_client::Reply;
use harness::server::{Door, Home, Setup};
use openwork_core::operation::Operation;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// A door with a substitute engine, a workspace with its folder, and a session of it.
async fn story() -> (Door, String, PathBuf, String) {
    let home = Arc::new(Home::new());
    let program = FakeEngine::new().install(&home.at("fake")).expect("an engine");
    let door = Door::of(Setup::engine(program).at(&home));
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let made = door.post(&format!("/workspaces/{id}/sessions"), &json!({})).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let session = made.data()["id"].as_str().expect("an id").to_owned();
    (door, id, folder, session)
}

/// Every operation of one session; the one that deletes it last.
async fn each(door: &Door, workspace: &str, session: &str) -> Vec<(&'static str, Reply)> {
    let mut operations: Vec<Operation> =
        Operation::ALL.iter().copied().filter(|operation| operation.path().contains("{sessionId}")).collect();
    operations.sort_by_key(|operation| *operation == Operation::SessionsDelete);
    assert!(operations.len() >= 25, "the catalogue has lost some");
    let mut replies = Vec::new();
    for operation in operations {
        let path = operation.path().replace("{workspaceId}", workspace).replace("{sessionId}", session);
        let path = path.replace("{messageId}", "msg_1").replace("{partId}", "prt_1");
        let mut ask = door.ask(super::access::method(operation), &path);
        if let Some(body) = super::access::body(operation, door) {
            ask = ask.json(&body);
        }
        replies.push((operation.name(), ask.send().await));
    }
    replies
}

#[tokio::test]
async fn an_unknown_session_is_not_found() {
    let (door, id, ..) = story().await;
    for (call, reply) in each(&door, &id, "ses_unknown").await {
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{call}: {}", reply.text());
    }
}

#[tokio::test]
async fn a_session_of_another_workspace_is_not_found() {
    let (door, id, _, session) = story().await;
    let (other, _) = door.workspace("other").await;
    for (call, reply) in each(&door, &other, &session).await {
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{call}: {}", reply.text());
    }
    let kept = door.get(&format!("/workspaces/{id}/sessions/{session}")).await;
    assert_eq!((kept.status.as_u16(), &kept.data()["id"]), (200, &json!(session)));
    let below = door.get(&format!("/workspaces/{other}/sessions")).await.data();
    assert_eq!(below["items"], json!([]));
}

#[tokio::test]
async fn a_session_belongs_to_the_nearest_workspace_above_it() {
    let (door, id, folder, session) = story().await;
    let inner = folder.join("inner");
    std::fs::create_dir(&inner).expect("made");
    let reply = door.post("/workspaces/local", &json!({"folderPath": inner, "name": "inner"})).await;
    let inner = reply.data()["id"].as_str().expect("an id").to_owned();
    let made = door.post(&format!("/workspaces/{inner}/sessions"), &json!({})).await.data();
    let theirs = made["id"].as_str().expect("an id");
    assert_eq!(door.get(&format!("/workspaces/{id}/sessions/{theirs}")).await.code(), "not_found");
    assert_eq!(door.get(&format!("/workspaces/{inner}/sessions/{session}")).await.code(), "not_found");
    assert_eq!(door.get(&format!("/workspaces/{inner}/sessions/{theirs}")).await.status, 200);
}

#[tokio::test]
async fn an_unknown_message_and_an_unknown_request_are_not_found() {
    let (door, id, _, session) = story().await;
    let message = door.get(&format!("/workspaces/{id}/sessions/{session}/messages/msg_unknown")).await;
    assert_eq!(message.code(), "not_found");
    let request = door.post(&format!("/workspaces/{id}/permissions/per_unknown"), &json!({"reply": "once"})).await;
    assert_eq!(request.code(), "not_found");
}

/// Sends a prompt in both ways, which must both refuse it at this place.
async fn refused(parts: &Value, place: &str) {
    let (door, id, _, session) = story().await;
    refused_by(&door, &id, &session, parts, place).await;
}

async fn refused_by(door: &Door, id: &str, session: &str, parts: &Value, place: &str) {
    for way in ["messages", "prompt_async"] {
        let reply = door.post(&format!("/workspaces/{id}/sessions/{session}/{way}"), &json!({"parts": parts})).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (422, "unprocessable"), "{parts}: {}", reply.text());
        assert_eq!(reply.place(), place, "{parts}: {}", reply.text());
    }
    let messages = door.get(&format!("/workspaces/{id}/sessions/{session}/messages")).await.data();
    assert_eq!(messages["items"], json!([]), "the engine heard of it");
}

#[tokio::test]
async fn a_prompt_without_parts_is_refused() {
    refused(&json!([]), "parts").await;
}

#[tokio::test]
async fn a_prompt_that_says_nothing_is_refused() {
    refused(&json!([{"type": "text", "text": ""}, {"type": "text", "text": " \n"}]), "parts").await;
}

#[tokio::test]
async fn a_part_of_an_unknown_kind_is_refused() {
    refused(&json!([{"type": "dance"}]), "parts[0].type").await;
}

#[tokio::test]
async fn a_file_outside_the_workspace_is_refused_however_it_is_spelled() {
    let (door, id, folder, session) = story().await;
    let secret = door.server.home.at("work/secret.txt");
    std::fs::write(&secret, "secret").expect("written");
    std::os::unix::fs::symlink(&secret, folder.join("link.txt")).expect("a link");
    std::os::unix::fs::symlink("/etc", folder.join("etc")).expect("a link");
    let inside = folder.display().to_string();
    let urls = [
        "file:///etc/passwd".to_owned(),
        "FILE:///etc/passwd".to_owned(),
        "file:/etc/passwd".to_owned(),
        "file://localhost/etc/passwd".to_owned(),
        "file://evil.example/etc/passwd".to_owned(),
        format!("file://{}", secret.display()),
        format!("file://{inside}/../secret.txt"),
        format!("file://{inside}/%2e%2e/secret.txt"),
        format!("file://{inside}/..%2fsecret.txt"),
        format!("file://{inside}/link.txt"),
        format!("file://{inside}/etc/passwd"),
        format!("file://{inside}-beside/x"),
        format!("file://{inside}/missing.txt"),
        format!("file://{inside}/%00"),
        format!("file://{inside}/%ff"),
        "secret.txt".to_owned(),
        "/etc/passwd".to_owned(),
        "\\\\evil\\share".to_owned(),
        "javascript:alert(1)".to_owned(),
        "gopher://localhost/".to_owned(),
    ];
    for url in urls {
        let parts = json!([{"type": "text", "text": "look"}, {"type": "file", "mime": "text/plain", "url": url}]);
        refused_by(&door, &id, &session, &parts, "parts[1].url").await;
    }
}

#[tokio::test]
async fn a_file_of_the_workspace_is_passed_on() {
    let (door, id, folder, session) = story().await;
    std::fs::write(folder.join("a b.txt"), "words").expect("written");
    let file = json!({"type": "file", "mime": "text/plain", "url": format!("file://{}/a%20b.txt", folder.display())});
    let parts = json!([{"type": "text", "text": "look"}, file]);
    let reply = door.post(&format!("/workspaces/{id}/sessions/{session}/prompt_async"), &json!({"parts": parts})).await;
    assert_eq!((reply.status.as_u16(), &reply.data()["accepted"]), (200, &json!(true)), "{}", reply.text());
}

#[tokio::test]
async fn a_message_id_that_cannot_be_one_is_refused() {
    let (door, id, _, session) = story().await;
    let path = format!("/workspaces/{id}/sessions/{session}/prompt_async");
    for bad in ["nonsense", "msg_../x", "", "msg_a b"] {
        let body = json!({"messageId": bad, "parts": [{"type": "text", "text": "hello"}]});
        let reply = door.post(&path, &body).await;
        assert_eq!((reply.code().as_str(), reply.place().as_str()), ("unprocessable", "messageId"), "{bad}");
    }
}

#[tokio::test]
async fn an_unknown_parent_is_refused() {
    let (door, id, ..) = story().await;
    let reply = door.post(&format!("/workspaces/{id}/sessions"), &json!({"parentId": "ses_unknown"})).await;
    assert_eq!(reply.code(), "not_found", "{}", reply.text());
}
