//! A folder that was moved: its workspace follows, however the new place is spelled.

use super::at;
use harness::model::{ModelServer, Script};
use harness::server::{Door, Setup};
use http::Method;
use openwork_core::model::page::Nothing;
use openwork_core::model::session::ListSessions;
use openwork_core::model::workspace::RelinkWorkspace;
use openwork_core::operation::endpoint;
use openwork_core::{ErrorKind, WorkspaceId};
use serde_json::{Value, json};
use std::path::Path;

async fn relink(door: &Door, id: &str, folder: impl AsRef<Path>) -> harness::http_client::Reply {
    let body = json!({"folderPath": folder.as_ref()});
    door.ask(Method::PATCH, &format!("/workspaces/{id}/data-dir")).json(&body).send().await
}

#[tokio::test]
async fn g07_a_workspace_follows_its_folder_however_the_new_place_is_spelled() {
    let door = Door::open();
    let (id, folder) = door.workspace("old").await;
    let moved = door.server.home.at("work/new");
    std::fs::rename(&folder, &moved).expect("moved");
    assert_eq!(door.get(&format!("/workspaces/{id}")).await.data()["status"], "unavailable");
    let link = door.server.home.at("work/link");
    std::os::unix::fs::symlink(&moved, &link).expect("a link");
    let text = moved.display().to_string();
    let spellings = [
        format!("{text}/../new/"),
        text.clone(),
        format!("{text}///"),
        format!("/..{text}"),
        format!("{text}/."),
        link.display().to_string(),
        format!("{}/../new", link.display()),
    ];
    for spelling in spellings {
        let found = relink(&door, &id, &spelling).await;
        assert_eq!(found.data()["id"], json!(id), "{spelling}: {}", found.text());
        assert_eq!(found.data()["status"], "ready", "{spelling}");
        assert_eq!(found.data()["backend"]["local"]["dataDir"], json!(moved), "{spelling}");
    }
    let again = json!({"folderPath": link, "name": "again"});
    assert_eq!(door.post("/workspaces/local", &again).await.data()["id"], json!(id), "the new place is this one's");
    std::fs::create_dir(&folder).expect("another folder in the old place");
    let other = json!({"folderPath": folder, "name": "other"});
    assert_ne!(door.post("/workspaces/local", &other).await.data()["id"], json!(id), "the old place is free");
}

#[tokio::test]
async fn g07_one_folder_stays_one_workspace_when_another_is_moved() {
    let door = Door::open();
    let (one, folder) = door.workspace("one").await;
    let (other, taken) = door.workspace("other").await;
    let link = door.server.home.at("work/link");
    std::os::unix::fs::symlink(&taken, &link).expect("a link");
    for spelling in [taken.clone(), taken.join("."), link] {
        let refused = relink(&door, &one, &spelling).await;
        assert_eq!(refused.code(), "conflict", "{}", refused.text());
        assert!(refused.sentence().contains(&other), "{}", refused.sentence());
    }
    let missing = relink(&door, &one, folder.join("missing")).await;
    assert_eq!((missing.code().as_str(), missing.place().as_str()), ("unprocessable", "folderPath"));
    assert!(!folder.join("missing").exists());
    assert_eq!(relink(&door, "ws_none", &folder).await.code(), "not_found");
    let still: Value = door.get(&format!("/workspaces/{one}")).await.data();
    assert_eq!(still["backend"]["local"]["dataDir"], json!(folder));
    let (_, token) = door.token(&json!({"role": "collaborator"})).await;
    let path = format!("/workspaces/{one}/data-dir");
    let body = json!({"folderPath": folder});
    let reply = door.ask(Method::PATCH, &path).token(Some(&token)).json(&body).send().await;
    assert_eq!(reply.code(), "forbidden", "a folder of the machine is named by a host");
}

#[tokio::test]
async fn g07_a_relinked_workspace_says_so_and_sessions_stay_with_their_folder() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (id, folder) = server.workspace("old").await;
    let session = server.session(&id).await;
    let mut watch = server.watch(&id, None).await;
    let point_to = async |folder: &Path| {
        let body = RelinkWorkspace { folder_path: folder.to_str().expect("UTF-8").parse().expect("a path") };
        server.client().call::<endpoint::WorkspacesRelink>(&at(&id), &Nothing {}, &body).await
    };
    let sessions = async |id: &WorkspaceId| {
        let list = ListSessions::default();
        let list = server.client().call::<endpoint::SessionsList>(&at(id), &list, &Nothing {}).await;
        list.expect("sessions").items.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    server
        .prompt(&session, Script::new().delay(std::time::Duration::from_millis(100)).repeat(20, "word ").prompt())
        .await;
    watch.until("message.part.delta").await;
    let new = server.home.folder("new");
    assert_eq!(point_to(&new).await.expect_err("a session works").kind, ErrorKind::Conflict);
    watch.until_idle(&session.session_id).await;
    assert_eq!(sessions(&id).await, std::slice::from_ref(&session.session_id));
    let moved = point_to(&new).await.expect("moved");
    assert_eq!(moved.id, id);
    watch.until("workspace.changed").await;
    assert!(sessions(&id).await.is_empty(), "OpenCode finds them by their folder");
    let answer = server.client().call::<endpoint::SessionsGet>(&session, &Nothing {}, &Nothing {}).await;
    assert_eq!(answer.expect_err("its folder is no workspace's").kind, ErrorKind::NotFound);
    point_to(&folder).await.expect("moved back");
    assert_eq!(sessions(&id).await, std::slice::from_ref(&session.session_id), "nothing is lost");
    server.stops_cleanly().await;
}
