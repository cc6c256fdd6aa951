//! Promise G15: no name leads out of the workspace, and none that some disk takes for another is written.

use harness::server::Door;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

#[tokio::test]
async fn g15_no_name_of_a_skill_or_command_leads_out() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let outside = folder.with_file_name("outside.md");
    std::fs::write(&outside, "mine").expect("written");
    let long = "a".repeat(65);
    for name in [
        "..",
        "../outside",
        "a/b",
        "a/../../outside",
        "/etc/x",
        "a\\b",
        "a\0",
        ".",
        "",
        "a.md",
        "A",
        "ä",
        "a b",
        "-a",
        &long,
    ] {
        let skill = json!({"name": name, "description": "x", "content": "y"});
        let reply = door.post(&format!("/workspaces/{id}/skills"), &skill).await;
        assert_eq!(reply.code(), "unprocessable", "{name:?}: {}", reply.text());
        if !["A", "-a"].contains(&name) {
            let command = json!({"name": name, "template": "y"});
            let reply = door.post(&format!("/workspaces/{id}/commands"), &command).await;
            assert_eq!(reply.code(), "unprocessable", "{name:?}: {}", reply.text());
        }
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        for what in ["skills", "commands"] {
            let gone = door.ask(Method::DELETE, &format!("/workspaces/{id}/{what}/{name}")).send().await;
            assert!(
                ["not_found", "invalid_request", "method_not_allowed"].contains(&gone.code().as_str()),
                "{name}: {}",
                gone.text()
            );
        }
    }
    assert!(!folder.join(".opencode").exists());
    assert_eq!(std::fs::read_to_string(outside).expect("there"), "mine");
}

#[tokio::test]
async fn names_that_differ_in_capitals_alone_are_a_conflict() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let command = |name: &str| json!({"name": name, "template": "x"});
    assert_eq!(door.post(&format!("/workspaces/{id}/commands"), &command("run")).await.status, 200);
    assert_eq!(door.post(&format!("/workspaces/{id}/commands"), &command("Run")).await.code(), "conflict");
    assert_eq!(door.post(&format!("/workspaces/{id}/commands"), &command("run")).await.data()["action"], "unchanged");
}
