//! Folders that can be a workspace, and those that cannot. One folder is one workspace, however it is spelled.

use harness::http_client::Reply;
use harness::server::{Door, Setup};
use http::Method;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

async fn open(door: &Door, folder: impl AsRef<Path>) -> Reply {
    door.post("/workspaces/local", &json!({"folderPath": folder.as_ref(), "name": "story"})).await
}

/// That a folder is refused with this sentence, and that no workspace comes of it.
async fn refused(door: &Door, folder: impl AsRef<Path>, sentence: &str) {
    let reply = open(door, &folder).await;
    assert_eq!((reply.code().as_str(), reply.place().as_str()), ("unprocessable", "folderPath"), "{}", reply.text());
    assert!(reply.sentence().contains(sentence), "{}", reply.sentence());
    assert_eq!(door.get("/workspaces").await.data()["items"], json!([]));
}

#[tokio::test]
async fn a_folder_that_is_missing_is_refused_and_not_made() {
    let door = Door::open();
    let folder = door.server.home.at("work/missing");
    refused(
        &door,
        &folder,
        "The folder does not exist; make it first, or have it made by `workspaces.createLocal` with `createFolder`.",
    )
    .await;
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_folder_that_is_missing_is_made_where_that_is_wanted() {
    let door = Door::open();
    let folder = door.server.home.at("work/a/b/c");
    let wanted = json!({"folderPath": folder, "name": "story", "createFolder": true});
    let made = door.post("/workspaces/local", &wanted).await;
    assert_eq!((made.status.as_u16(), &made.data()["status"]), (200, &json!("ready")), "{}", made.text());
    assert!(folder.is_dir());
    assert_eq!(door.post("/workspaces/local", &wanted).await.data()["id"], made.data()["id"]);
}

#[tokio::test]
async fn a_file_is_no_folder() {
    let door = Door::open();
    let file = door.server.home.at("work/file.txt");
    std::fs::write(&file, "words").expect("written");
    refused(&door, &file, "This is a file; name a folder.").await;
    refused(&door, file.join("below"), "A part of the path is a file; name a folder.").await;
    let made = json!({"folderPath": file.join("below"), "name": "story", "createFolder": true});
    assert_eq!(door.post("/workspaces/local", &made).await.code(), "unprocessable");
}

#[tokio::test]
async fn what_is_neither_a_folder_nor_a_file_is_refused() {
    let door = Door::open();
    for special in ["/dev/null", "/proc/self/exe"] {
        refused(&door, special, "name a folder").await;
    }
}

#[tokio::test]
async fn a_relative_path_means_nothing_to_a_server() {
    let door = Door::open();
    for path in ["work", "./work", "../work", "~/work", "~", "C:\\work", " /tmp"] {
        refused(&door, path, "The folder must be an absolute path").await;
    }
}

#[tokio::test]
async fn the_root_of_the_file_system_is_no_workspace() {
    let door = Door::open();
    for path in ["/", "//", "/tmp/..", "/."] {
        refused(&door, path, "The root of the file system cannot be a workspace").await;
    }
}

#[tokio::test]
async fn a_link_that_leads_nowhere_or_in_a_circle_is_refused() {
    let door = Door::open();
    let (nowhere, circle) = (door.server.home.at("work/nowhere"), door.server.home.at("work/circle"));
    std::os::unix::fs::symlink("/nowhere/at/all", &nowhere).expect("a link");
    std::os::unix::fs::symlink(&circle, &circle).expect("a link");
    refused(&door, &nowhere, "The folder does not exist").await;
    refused(&door, &circle, "The folder cannot be used").await;
}

#[tokio::test]
async fn a_path_that_is_longer_than_the_system_takes_is_refused() {
    let door = Door::open();
    refused(&door, format!("/tmp/{}", "a".repeat(300)), "The folder").await;
    refused(&door, format!("/tmp{}", "/a".repeat(2100)), "4096").await;
}

/// A server that rights apply to, also where the tests run as root: it gives up the right to pass them by.
pub(crate) fn without_privilege() -> Option<Door> {
    let door = Door::of(Setup::no_engine().after_shell(
        r#"if [ "$(id -u)" = 0 ]; then exec setpriv --bounding-set=-dac_override,-dac_read_search "$0" "$@"; fi"#,
    ));
    let status = std::fs::read_to_string(format!("/proc/{}/status", door.server.pid())).expect("its status");
    let rights = status.lines().find_map(|line| line.strip_prefix("CapEff:")).expect("its rights");
    // the second and the third bit are the rights to pass by others
    let rights = u64::from_str_radix(rights.trim(), 16).expect("hex");
    (rights & 0b110 == 0).then_some(door)
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_to_is_refused() {
    let door = without_privilege().expect("setpriv takes the rights of root away");
    let folder = door.server.home.folder("read-only");
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).expect("rights");
    refused(&door, &folder, "The server may not write into this folder").await;
    let below = json!({"folderPath": folder.join("below"), "name": "story", "createFolder": true});
    let reply = door.post("/workspaces/local", &below).await;
    assert_eq!(reply.code(), "unprocessable");
    assert!(reply.sentence().contains("The folder cannot be made: "), "{}", reply.sentence());
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).expect("rights");
    assert_eq!(open(&door, &folder).await.status, 200);
}

#[tokio::test]
async fn a_folder_that_may_not_be_looked_into_is_refused() {
    let door = without_privilege().expect("setpriv takes the rights of root away");
    let folder = door.server.home.folder("closed/inner");
    let closed = folder.parent().expect("its parent");
    std::fs::set_permissions(closed, PermissionsExt::from_mode(0o000)).expect("rights");
    refused(&door, &folder, "The server may not look into this folder").await;
    refused(&door, closed, "The server may not").await;
    std::fs::set_permissions(closed, PermissionsExt::from_mode(0o755)).expect("rights");
}

#[tokio::test]
async fn g07_every_spelling_of_a_folder_is_one_workspace() {
    let door = Door::open();
    let (id, folder) = door.workspace("straight").await;
    let link = door.server.home.at("work/link");
    std::os::unix::fs::symlink(&folder, &link).expect("a link");
    let again = door.server.home.at("work/again");
    std::os::unix::fs::symlink(&link, &again).expect("a link to a link");
    let (text, name) = (folder.display().to_string(), "straight");
    let spellings = [
        text.clone(),
        format!("{text}/"),
        format!("{text}///"),
        format!("{text}/."),
        format!("{text}/../{name}"),
        format!("{text}/../../work/./{name}/"),
        text.replace("/work/", "//work//"),
        format!("/..{text}"),
        format!("//{text}"),
        link.display().to_string(),
        format!("{}/", link.display()),
        again.display().to_string(),
        format!("{}/../{name}", link.display()),
    ];
    for spelling in spellings {
        let found = open(&door, &spelling).await.data();
        assert_eq!((&found["id"], &found["displayName"]), (&json!(id), &json!("straight")), "{spelling}");
        assert_eq!(found["backend"]["local"]["dataDir"], json!(folder), "{spelling}");
    }
    assert_eq!(door.get("/workspaces").await.data()["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn g07_a_folder_is_not_the_one_beside_or_below_it() {
    let door = Door::open();
    let mut ids: Vec<Value> = Vec::new();
    for name in ["a", "a/a", "a ", "A", "a.", "ä", "a\u{308}"] {
        let folder = door.server.home.folder(name);
        ids.push(open(&door, &folder).await.data()["id"].clone());
    }
    let all = ids.len();
    ids.sort_by_key(ToString::to_string);
    ids.dedup();
    assert_eq!((all, ids.len()), (7, 7));
}

#[tokio::test]
async fn g07_many_who_open_one_folder_at_once_get_one_workspace() {
    let door = Door::open();
    let folder = door.server.home.folder("wanted");
    let link = door.server.home.at("work/link");
    std::os::unix::fs::symlink(&folder, &link).expect("a link");
    let opens = (0..16).map(|n| open(&door, if n % 2 == 0 { &folder } else { &link }));
    let replies = futures_util::future::join_all(opens).await;
    let first = replies[0].data()["id"].clone();
    assert!(first.is_string() && replies.iter().all(|reply| reply.data()["id"] == first), "{replies:?}");
    assert_eq!(door.get("/workspaces").await.data()["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn g07_one_folder_stays_one_workspace_over_a_restart() {
    let door = Door::open();
    let (id, folder) = door.workspace("straight").await;
    let home = door.server.stops_cleanly().await;
    let door = Door::of(Setup::no_engine().at(&home));
    assert_eq!(open(&door, folder.join("..").join("straight")).await.data()["id"], id);
}

#[tokio::test]
async fn a_folder_that_is_gone_makes_its_workspace_unavailable_until_it_is_back() {
    let door = Door::open();
    let (id, folder) = door.workspace("straight").await;
    let status = async || door.get(&format!("/workspaces/{id}")).await.data()["status"].clone();
    std::fs::remove_dir(&folder).expect("removed");
    assert_eq!(status().await, "unavailable");
    assert_eq!(door.get(&format!("/workspaces/{id}/sessions")).await.code(), "conflict");
    std::fs::create_dir(&folder).expect("made");
    assert_eq!(status().await, "ready");
}

#[tokio::test]
async fn a_forgotten_workspace_keeps_its_files_and_comes_back_as_another() {
    let door = Door::open();
    let (id, folder) = door.workspace("straight").await;
    std::fs::write(folder.join("work.txt"), "mine").expect("written");
    let path = format!("/workspaces/{id}");
    assert_eq!(door.ask(Method::DELETE, &path).send().await.data()["workspaceId"], id);
    assert_eq!(door.get(&path).await.code(), "not_found");
    assert_eq!(std::fs::read_to_string(folder.join("work.txt")).expect("it is there"), "mine");
    assert_ne!(open(&door, &folder).await.data()["id"], id);
}
