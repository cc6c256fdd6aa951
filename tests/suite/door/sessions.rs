//! Sessions and prompts that are refused before the engine hears of them.

use harness::fake_engine::FakeEngine;
use harness::http_client::Reply;
use harness::model::Script;
use harness::server::{Door, Home, Setup};
use openwork_core::operation::Operation;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A door with a substitute engine, a workspace with its folder, and a session of it.
async fn story() -> (Door, String, PathBuf, String) {
    let home = Arc::new(Home::new());
    let program = FakeEngine::new().install(&home.at("fake")).expect("an engine");
    let door = Door::of(Setup::engine(program).overheard().at(&home));
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let made = door.post(&format!("/workspaces/{id}/sessions"), &json!({})).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let session = made.data()["id"].as_str().expect("an id").to_owned();
    (door, id, folder, session)
}

/// A message, and a part of it.
type There<'a> = (&'a str, &'a str);

/// Every operation of one session; the one that deletes it last. The message and the part are named wherever one is.
async fn each(door: &Door, workspace: &str, session: &str, (message, part): There<'_>) -> Vec<(&'static str, Reply)> {
    let mut operations: Vec<Operation> =
        Operation::ALL.iter().copied().filter(|operation| operation.path().contains("{sessionId}")).collect();
    operations.sort_by_key(|operation| *operation == Operation::SessionsDelete);
    assert!(operations.len() >= 25, "the catalogue has lost some");
    let mut replies = Vec::new();
    for operation in operations {
        let path = operation.path().replace("{workspaceId}", workspace).replace("{sessionId}", session);
        let path = path.replace("{messageId}", message).replace("{partId}", part);
        assert!(!path.contains('{'), "{path}");
        let mut ask = door.ask(super::access::method(operation), &path);
        if let Some(mut body) = super::access::body(operation, door) {
            if body.get("messageId").is_some() {
                body["messageId"] = json!(message);
            }
            ask = ask.json(&body);
        }
        replies.push((operation.name(), ask.send().await));
    }
    replies
}

#[tokio::test]
async fn an_unknown_session_is_not_found() {
    let (door, id, ..) = story().await;
    for (call, reply) in each(&door, &id, "ses_unknown", ("msg_1", "prt_1")).await {
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{call}: {}", reply.text());
    }
}

/// The user's message of a session in which one prompt was answered, a part of it, and all messages.
async fn prompted(door: &Door, id: &str, session: &str) -> (String, String, Value) {
    let path = format!("/workspaces/{id}/sessions/{session}/messages");
    let answer = door.post(&path, &json!({"parts": [{"type": "text", "text": "hello"}]})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let all = door.get(&path).await.data();
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    let asked = &all["items"][0];
    (text(&asked["info"]["id"]), text(&asked["parts"][0]["id"]), all)
}

#[tokio::test]
async fn a_session_of_another_workspace_is_not_found_by_any_operation_and_nothing_happens_to_it() {
    let (door, id, _, session) = story().await;
    let (other, _) = door.workspace("other").await;
    // message and part are there: what refuses is the workspace alone
    let (message, part, before) = prompted(&door, &id, &session).await;
    let kept = door.get(&format!("/workspaces/{id}/sessions/{session}")).await.data();
    for (call, reply) in each(&door, &other, &session, (&message, &part)).await {
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{call}: {}", reply.text());
        assert!(!reply.text().contains("hello"), "{call}: {}", reply.text());
    }
    assert_eq!(door.get(&format!("/workspaces/{id}/sessions/{session}")).await.data(), kept);
    assert_eq!(door.get(&format!("/workspaces/{id}/sessions/{session}/messages")).await.data(), before);
    let theirs = door.get(&format!("/workspaces/{other}/sessions")).await.data();
    assert_eq!(theirs["items"], json!([]));
    let child = door.post(&format!("/workspaces/{other}/sessions"), &json!({"parentId": session})).await;
    assert_eq!(child.code(), "not_found", "nor is it a parent: {}", child.text());
}

/// Has a session's agent ask for something.
async fn asks(door: &Door, folder: &std::path::Path, kind: &str, properties: Value) {
    let body = json!({"directory": folder, "type": kind, "properties": properties});
    assert_eq!(door.server.engine_itself().await.post("/fake/emit", &body).await.expect("an answer").status, 200);
}

#[tokio::test]
async fn a_request_of_another_workspace_is_not_found_by_any_operation_and_goes_on_waiting() {
    let (door, id, folder, session) = story().await;
    let (other, _) = door.workspace("other").await;
    let long = Script::new().delay(Duration::from_millis(100)).repeat(3000, "word ").prompt();
    let path = format!("/workspaces/{id}/sessions/{session}/prompt_async");
    assert_eq!(door.post(&path, &json!({"parts": [{"type": "text", "text": long}]})).await.status, 200);
    let operations = || Operation::ALL.iter().copied().filter(|operation| operation.path().contains("{requestId}"));
    assert!(operations().count() >= 3, "the catalogue has lost some");
    for operation in operations() {
        let (kind, list, request) = if operation.path().contains("/questions/") {
            ("question.asked", "questions", format!("que_{}", operation as u8))
        } else {
            ("permission.asked", "permissions", format!("per_{}", operation as u8))
        };
        let properties = json!({
            "id": request, "sessionID": session, "permission": "bash", "patterns": ["ls"], "metadata": {}, "always": [],
            "questions": [{"question": "Which?", "header": "One", "options": [{"label": "yes", "description": "yes"}]}],
        });
        asks(&door, &folder, kind, properties).await;
        let call = async |workspace: &str| {
            let path = operation.path().replace("{workspaceId}", workspace).replace("{requestId}", &request);
            let ask = door.ask(super::access::method(operation), &path);
            match super::access::body(operation, &door) {
                Some(body) => ask.json(&body).send().await,
                None => ask.send().await,
            }
        };
        let name = operation.name();
        let refused = call(&other).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code().as_str()),
            (404, "not_found"),
            "{name}: {}",
            refused.text()
        );
        assert_eq!(door.get(&format!("/workspaces/{other}/{list}")).await.data()["items"], json!([]), "{name}");
        let waiting = door.get(&format!("/workspaces/{id}/{list}")).await.data();
        assert_eq!(waiting["items"][0]["id"], json!(request), "{name}: it waits no more: {waiting}");
        let done = call(&id).await;
        assert_eq!(done.status, 200, "{name}: by its own workspace: {}", done.text());
    }
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
        refused_as(door, id, session, (way, &json!({"parts": parts})), place).await;
    }
}

/// Sends one body, which must be refused at this place before the engine hears of it.
async fn refused_as(door: &Door, id: &str, session: &str, (way, body): (&str, &Value), place: &str) {
    let reply = door.post(&format!("/workspaces/{id}/sessions/{session}/{way}"), body).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (422, "unprocessable"), "{body}: {}", reply.text());
    assert_eq!(reply.place(), place, "{body}: {}", reply.text());
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
    let (_, other) = door.workspace("other").await;
    let secret = door.server.home.at("work/secret.txt");
    for file in [&secret, &other.join("theirs.txt"), &folder.join("..\\secret.txt"), &folder.join("blank.txt ")] {
        std::fs::write(file, "secret").expect("written");
    }
    std::fs::create_dir_all(folder.join("other/inner")).expect("made");
    std::fs::write(folder.join("other/own.txt"), "own").expect("written");
    for (to, link) in [
        (secret.as_path(), "link.txt"),
        (std::path::Path::new("/etc"), "etc"),
        (&secret, "own.txt"),
        (&secret, "blank.txt"),
        (&folder.join("other/inner"), "down"),
    ] {
        std::os::unix::fs::symlink(to, folder.join(link)).expect("a link");
    }
    let inside = folder.display().to_string();
    let urls = [
        "file:///etc/passwd".to_owned(),
        "FILE:///etc/passwd".to_owned(),
        " file:///etc/passwd".to_owned(),
        "fi\nle:///etc/passwd".to_owned(),
        "file:/etc/passwd".to_owned(),
        "file://localhost/etc/passwd".to_owned(),
        "file://evil.example/etc/passwd".to_owned(),
        format!("file://{}", secret.display()),
        format!("file://{}/theirs.txt", other.display()),
        format!("file://{inside}/../secret.txt"),
        format!("file://{inside}/%2e%2e/secret.txt"),
        format!("file://{inside}/..%2fsecret.txt"),
        format!("file://{inside}/link.txt"),
        format!("file://{inside}/etc/passwd"),
        format!("file://{inside}-beside/x"),
        format!("file://{inside}/missing.txt"),
        format!("file://{inside}/%00"),
        format!("file://{inside}/%ff"),
        // there is such a file, and OpenCode would read another one
        format!("file://{inside}/..\\secret.txt"),
        format!("file://{inside}/down/../own.txt"),
        format!("file://{inside}/blank.txt "),
        "secret.txt".to_owned(),
        "/etc/passwd".to_owned(),
        "\\\\evil\\share".to_owned(),
        "javascript:alert(1)".to_owned(),
        "gopher://localhost/".to_owned(),
    ];
    for url in urls {
        let file = json!({"type": "file", "mime": "text/plain", "url": url});
        refused_by(&door, &id, &session, &json!([{"type": "text", "text": "look"}, file]), "parts[1].url").await;
        let command = json!({"command": "init", "files": [{"mime": "text/plain", "url": url}]});
        refused_as(&door, &id, &session, ("command", &command), "files[0].url").await;
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
