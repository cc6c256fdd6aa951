//! Lasting tokens and the host token of a run.

use harness::http_client::Reply;
use harness::server::{Door, Setup, until};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

/// What becomes of a call with this token.
async fn with(door: &Door, token: &str) -> Reply {
    door.ask(Method::GET, "/system/meta").token(Some(token)).send().await
}

/// Every file below a folder that holds this text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else {
            let bytes = std::fs::read(&path).unwrap_or_default();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(path.file_name().expect("a name").to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[tokio::test]
async fn a_new_token_has_its_roles_letter_and_32_random_bytes() {
    let door = Door::open();
    let mut seen = Vec::new();
    for (role, start) in [("viewer", "ow_v_"), ("collaborator", "ow_c_"), ("host", "ow_h_"), ("viewer", "ow_v_")] {
        let (id, token) = door.token(&json!({"role": role})).await;
        let random = token.strip_prefix(start).expect("the role's letter");
        assert!(
            random.len() == 43 && random.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)),
            "{token}"
        );
        assert!(id.starts_with("tok_") && !seen.contains(&token));
        assert_eq!(with(&door, &token).await.data()["role"], role);
        seen.push(token);
    }
}

#[tokio::test]
async fn a_token_is_shown_once_and_nowhere_kept_as_it_is() {
    let door = Door::open();
    let (_, token) = door.token(&json!({"role": "collaborator", "label": "phone", "expiresInSeconds": 60})).await;
    assert_eq!(with(&door, &token).await.status, 200);
    let list = door.get("/system/tokens").await;
    let items = list.data()["items"].as_array().expect("items").clone();
    assert_eq!((items.len(), &items[0]["label"]), (1, &json!("phone")));
    let shown: Vec<&String> = items[0].as_object().expect("a record").keys().collect();
    assert_eq!(shown, ["createdAt", "expiresAt", "id", "label", "role"]);
    assert!(!list.text().contains(&token[5..]));
    let random = &token[5..];
    assert_eq!(holding(&door.server.home.at(""), random), Vec::<String>::new(), "the token is in a file");
    // the search finds what is there: the host token of the run is in one file, and in no log
    assert_eq!(holding(&door.server.home.at(""), &door.server.token), ["server.json"]);
}

#[tokio::test]
async fn a_revoked_token_is_refused_at_once() {
    let door = Door::open();
    let (id, token) = door.token(&json!({"role": "host"})).await;
    let (_, other) = door.token(&json!({"role": "viewer"})).await;
    assert_eq!(with(&door, &token).await.status, 200);
    let path = format!("/system/tokens/{id}");
    assert_eq!(door.ask(Method::DELETE, &path).send().await.data()["tokenId"], id);
    assert_eq!(with(&door, &token).await.code(), "unauthorized");
    assert_eq!(with(&door, &other).await.status, 200);
    assert_eq!(door.ask(Method::DELETE, &path).send().await.code(), "not_found");
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let door = Door::open();
    let (_, lasting) = door.token(&json!({"role": "viewer", "expiresInSeconds": 315_360_000})).await;
    let (_, token) = door.token(&json!({"role": "viewer", "expiresInSeconds": 1})).await;
    until("the token expires", async || (with(&door, &token).await.code() == "unauthorized").then_some(())).await;
    assert_eq!(with(&door, &lasting).await.status, 200);
}

#[tokio::test]
async fn a_lasting_token_outlives_a_restart_and_the_host_token_of_a_run_does_not() {
    let door = Door::open();
    let (_, token) = door.token(&json!({"role": "collaborator"})).await;
    let run = door.server.token.clone();
    let home = door.server.stops_cleanly().await;
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(with(&door, &token).await.data()["role"], "collaborator");
    assert_ne!(door.server.token, run);
    assert_eq!(with(&door, &run).await.code(), "unauthorized");
    let home = door.server.kill();
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(with(&door, &token).await.data()["role"], "collaborator");
}

#[tokio::test]
async fn the_host_token_may_come_in_a_header_of_its_own() {
    let door = Door::open();
    let ask = |token: &str| door.ask(Method::GET, "/system/tokens").token(None).header("x-openwork-host-token", token);
    assert_eq!(ask(&door.server.token).send().await.status, 200);
    assert_eq!(ask("ow_h_nonsense").send().await.code(), "unauthorized");
    assert_eq!(ask("").send().await.code(), "unauthorized");
}

#[tokio::test]
async fn a_token_in_the_address_or_in_another_scheme_is_none() {
    let door = Door::open();
    let token = door.server.token.clone();
    let basic = door.ask(Method::GET, "/system/meta").header("authorization", &format!("Basic {token}"));
    assert_eq!(basic.send().await.code(), "unauthorized");
    let bare = door.ask(Method::GET, "/system/meta").header("authorization", &token);
    assert_eq!(bare.send().await.code(), "unauthorized");
    let address = door.ask(Method::GET, &format!("/system/meta?token={token}")).token(None);
    assert_eq!(address.send().await.code(), "unauthorized");
    let cookie = door.ask(Method::GET, "/system/meta").token(None).header("cookie", &format!("token={token}"));
    assert_eq!(cookie.send().await.code(), "unauthorized");
}

#[tokio::test]
async fn whoever_starts_the_server_may_give_its_host_token_in_a_file() {
    let home = std::sync::Arc::<harness::server::Home>::default();
    std::fs::write(home.at("token"), "a-launcher's-own-token-17\n").expect("written");
    let file = home.at("token").display().to_string();
    let door = Door::of(Setup::no_engine().at(&home).arg("--host-token-file").arg(file));
    assert_eq!(door.server.token, "a-launcher's-own-token-17");
    assert_eq!(with(&door, "a-launcher's-own-token-17").await.data()["role"], "host");
}

#[tokio::test]
async fn whoever_starts_the_server_may_give_its_host_token_in_the_environment() {
    let door = Door::of(Setup::no_engine().env("OPENWORK_HTTP_HOST_TOKEN", "sixteen-chars-17"));
    assert_eq!(door.server.token, "sixteen-chars-17");
    assert_eq!(with(&door, "sixteen-chars-17").await.data()["role"], "host");
}

#[test]
fn a_host_token_that_can_be_guessed_is_refused_at_the_start() {
    let (code, said) = Setup::no_engine().env("OPENWORK_HTTP_HOST_TOKEN", "short").refused();
    assert_eq!(code, Some(2));
    assert!(
        said.contains("A host token has at least 16 visible ASCII characters.") && !said.contains("short"),
        "{said}"
    );
}

#[test]
fn a_host_token_file_that_is_not_there_is_a_clear_refusal() {
    let (code, said) = Setup::no_engine().arg("--host-token-file").arg("/nowhere/token").refused();
    assert_eq!(code, Some(2));
    assert!(said.contains("The host token cannot be read from `/nowhere/token`"), "{said}");
}

#[tokio::test]
async fn a_host_is_never_limited_to_workspaces() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let refused = door.post("/system/tokens", &json!({"role": "host", "workspaceIds": [id]})).await;
    assert_eq!((refused.code(), refused.place()), ("unprocessable".to_owned(), "workspaceIds".to_owned()));
}

#[tokio::test]
async fn a_token_is_limited_only_to_workspaces_that_are_there() {
    let door = Door::open();
    let refused = door.post("/system/tokens", &json!({"role": "viewer", "workspaceIds": ["ws_none"]})).await;
    assert_eq!(refused.code(), "not_found");
    assert_eq!(door.get("/system/tokens").await.data()["items"], json!([]));
}

#[tokio::test]
async fn a_limited_token_sees_its_workspaces_only_in_every_answer() {
    let door = Door::open();
    let ((mine, _), (other, _)) = (door.workspace("mine").await, door.workspace("other").await);
    let (_, token) = door.token(&json!({"role": "viewer", "workspaceIds": [mine]})).await;
    let ask = async |path: &str| door.ask(Method::GET, path).token(Some(&token)).send().await;
    let listed = ask("/workspaces").await.data();
    let ids: Vec<&Value> = listed["items"].as_array().expect("items").iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&json!(mine)]);
    assert_eq!(ask("/system/meta").await.data()["workspaceIds"], json!([mine]));
    assert_eq!(ask("/system/status").await.data()["workspaceCount"], 1);
    assert!(!ask("/system/capabilities").await.text().contains(&other));
}

#[tokio::test]
async fn a_token_limited_to_no_workspace_reaches_none() {
    let door = Door::open();
    let (id, _) = door.workspace("one").await;
    let (_, token) = door.token(&json!({"role": "collaborator", "workspaceIds": []})).await;
    let ask = async |path: &str| door.ask(Method::GET, path).token(Some(&token)).send().await;
    assert_eq!(ask("/workspaces").await.data()["items"], json!([]));
    assert_eq!(ask(&format!("/workspaces/{id}")).await.code(), "not_found");
}
