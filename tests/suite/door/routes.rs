//! Addresses that lead nowhere, and methods that a place does not take.

use harness::server::Door;
use http::Method;
use openwork_core::operation::{self, Operation};
use std::collections::{BTreeMap, BTreeSet};

fn spelled(method: operation::Method) -> &'static str {
    match method {
        operation::Method::Get => "GET",
        operation::Method::Post => "POST",
        operation::Method::Put => "PUT",
        operation::Method::Patch => "PATCH",
        operation::Method::Delete => "DELETE",
    }
}

/// The path of an operation, with this in place of its variables.
fn filled(operation: Operation, workspace: &str) -> String {
    let path = operation.path().replace("{workspaceId}", workspace).replace("{tokenId}", "tok_1");
    let path = path.replace("{sessionId}", "ses_1").replace("{messageId}", "msg_1").replace("{partId}", "prt_1");
    let path = path.replace("{providerId}", "anthropic").replace("{fileSessionId}", "fs_1").replace("{name}", "there");
    let path = path.replace("{inboxId}", "dGhlcmU").replace("{artifactId}", "dGhlcmU");
    path.replace("{requestId}", if path.contains("/questions/") { "que_1" } else { "per_1" })
}

#[tokio::test]
async fn an_unknown_route_is_not_found_with_and_without_a_token() {
    let door = Door::open();
    let mut paths = vec!["/nowhere", "/workspaces/", "//workspaces", "/system", "/system/health/", "/SYSTEM/health"];
    paths.extend(["/workspaces/ws_1/sessions/ses_1/nothing", "/v1/workspaces", "/favicon.ico", "/%2e%2e/workspaces"]);
    paths.extend(["/system/../workspaces", "/workspace/ws_1", "/.well-known/x"]);
    for path in paths {
        for token in [Some(door.server.token.as_str()), None] {
            let reply = door.ask(Method::GET, path).token(token).send().await;
            assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_which_ones_there_are() {
    let door = Door::open();
    let mut taken: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for operation in Operation::ALL {
        let methods = taken.entry(filled(*operation, "ws_1")).or_default();
        methods.insert(spelled(operation.method()));
        if operation.method() == operation::Method::Get {
            methods.insert("HEAD");
        }
    }
    for (path, methods) in taken {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
            // a literal is a value of the variable beside it: `/workspaces/local` is a workspace's place too
            if methods.contains(method) || path == "/workspaces/local" {
                continue;
            }
            let reply = door.ask(method.parse().expect("a method"), &path).send().await;
            assert_eq!((reply.status.as_u16(), reply.code().as_str()), (405, "method_not_allowed"), "{method} {path}");
            let allow = reply.headers["allow"].to_str().expect("text").split(", ").collect::<BTreeSet<_>>();
            assert_eq!(allow, methods, "{path}");
        }
    }
}

#[tokio::test]
async fn an_unknown_workspace_is_not_found_by_any_operation() {
    let door = Door::open();
    let of_workspace: Vec<_> = Operation::ALL.iter().filter(|operation| operation.of_workspace()).collect();
    assert!(of_workspace.len() > 15);
    for operation in of_workspace {
        let mut ask = door.ask(
            spelled(operation.method()).parse().expect("a method"),
            &(filled(*operation, "ws_none") + super::access::query(*operation)),
        );
        let body = super::access::body(*operation, &door);
        if let Some(body) = body {
            ask = ask.json(&body);
        }
        let reply = ask.send().await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{}", operation.name());
    }
}

#[tokio::test]
async fn an_id_that_cannot_be_one_is_an_invalid_request() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let long = "a".repeat(201);
    for bad in ["a%20b", "%00", "..%2f..%2fetc", "%2e%2e", "a%0d%0ab", "caf%C3%A9", "%ff", long.as_str()] {
        let reply = door.get(&format!("/workspaces/{bad}")).await;
        assert_eq!(reply.code(), "invalid_request", "{bad}");
    }
    for bad in ["nonsense", "ses_a.b", "ses%2f..%2f..", "msg_1"] {
        let reply = door.get(&format!("/workspaces/{id}/sessions/{bad}")).await;
        assert_eq!(reply.code(), "invalid_request", "{bad}");
    }
}

#[tokio::test]
async fn head_answers_as_get_does_and_says_nothing() {
    let door = Door::open();
    for path in ["/", "/system/health", "/workspaces", "/openapi.json"] {
        let (head, get) = (door.ask(Method::HEAD, path).send().await, door.get(path).await);
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
    }
    assert_eq!(door.ask(Method::HEAD, "/nowhere").send().await.status, 404);
}

#[tokio::test]
async fn a_clients_request_id_comes_back_and_nonsense_does_not() {
    let door = Door::open();
    let ask = |id: &str| door.ask(Method::GET, "/nowhere").header("x-request-id", id);
    assert_eq!(ask("job-7").send().await.headers["x-request-id"], "job-7");
    assert_eq!(ask(&"x".repeat(500)).send().await.headers["x-request-id"], "x".repeat(200));
    for nonsense in ["a b", "", "<script> alert(1)"] {
        let id = ask(nonsense).send().await.headers["x-request-id"].clone();
        assert!(id.to_str().expect("text").starts_with("req_"), "{nonsense:?} became {id:?}");
    }
}
