//! Promise G15: no path, however it is spelled, and no link leads out of a workspace.

use super::Desk;
use super::batches::codes;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::server::Door;
use http::Method;
use serde_json::{Value, json};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const SECRET: &str = "a-secret-that-lies-outside";

/// Paths that other servers were led out by, as they stand in a query. `{out}` is the folder outside.
const CORPUS: &[&str] = &[
    "..",
    "../outside/secret",
    "a/../../outside/secret",
    "./../outside/secret",
    "{out}/secret",
    "/{out}/secret",
    "//{out}/secret",
    "..%2foutside%2fsecret",
    "%2e%2e/outside/secret",
    "%252e%252e%252foutside%252fsecret",
    "..%5coutside%5csecret",
    "..\\outside\\secret",
    "%c0%ae%c0%ae/outside/secret",
    "..%c0%afoutside%c0%afsecret",
    "%e0%80%ae%e0%80%ae/outside/secret",
    "C:/outside/secret",
    "C:\\outside\\secret",
    "\\\\?\\C:\\secret",
    "secret%00",
    "way/secret",
    "a/way/secret",
    "end",
    "way/../secret",
    "magic/self/environ",
];

async fn desk() -> Desk {
    let desk = Desk::open().await;
    let outside = desk.folder.with_file_name("outside");
    std::fs::create_dir(&outside).expect("a folder");
    std::fs::write(outside.join("secret"), SECRET).expect("a secret");
    std::fs::create_dir(desk.folder.join("a")).expect("a folder");
    symlink(&outside, desk.folder.join("way")).expect("a link");
    symlink("../../outside", desk.folder.join("a/way")).expect("a link");
    symlink(outside.join("secret"), desk.folder.join("end")).expect("a link");
    symlink("/proc", desk.folder.join("magic")).expect("a link");
    desk
}

#[tokio::test]
async fn g15_no_path_leads_out_by_any_operation() {
    let desk = desk().await;
    let outside = desk.folder.with_file_name("outside");
    let session = desk.session(&json!({})).await;
    let known = ["invalid_request", "unprocessable", "forbidden", "not_found"];
    for path in CORPUS {
        let path = path.replace("{out}", &outside.display().to_string());
        let once = percent_encoding::utf8_percent_encode(&path, percent_encoding::NON_ALPHANUMERIC).to_string();
        // as it is where it may stand in a query, and encoded once more
        let bare: String = path.chars().map(|c| if c == '\\' { "%5C".to_owned() } else { c.to_string() }).collect();
        for spelled in [bare, once] {
            for (method, verb, body) in [
                (Method::GET, "/files", None),
                (Method::GET, "/files/raw", None),
                (Method::GET, "/files/content", None),
                (Method::GET, "/files/search", None),
                (Method::GET, "/files/find", None),
                (Method::PUT, "/files/raw", Some("mine")),
            ] {
                let query = if verb.ends_with("search") || verb.ends_with("find") { "&query=secret" } else { "" };
                let address = format!("/workspaces/{}{verb}?path={spelled}{query}&", desk.id);
                let ask = desk.door.ask(method.clone(), address.trim_end_matches('&'));
                let reply = if let Some(body) = body { ask.bytes(body) } else { ask }.send().await;
                let about = format!("{method} {verb} {spelled}: {} {}", reply.status, reply.text());
                assert!(known.contains(&reply.code().as_str()), "{about}");
                assert!(!reply.text().contains(SECRET), "{about}");
            }
        }
        through_batches(&desk, &session, &path, &known).await;
        let body = json!({"path": path, "content": "mine", "createParents": true});
        let reply = desk.write_text(&body).await;
        assert!(known.contains(&reply.code().as_str()), "write {path}: {}", reply.text());
        let stat = desk.get("/stat", &path).await;
        assert!(!stat.text().contains(SECRET) && stat.data()["size"].is_null(), "stat {path}: {}", stat.text());
    }
    assert_eq!(std::fs::read_to_string(outside.join("secret")).expect("it is there"), SECRET);
    assert_eq!(std::fs::read_dir(&outside).expect("a folder").count(), 1, "something was made outside");
    let all = desk.door.get(&format!("/workspaces/{}/files/search?query={SECRET}&includeIgnored=true", desk.id)).await;
    assert_eq!(all.data()["items"], json!([]), "a search follows a link");
}

/// A path through all that a file session does, and as the name of a file of the inbox.
async fn through_batches(desk: &Desk, session: &str, path: &str, known: &[&str]) {
    let judged = |reply: &harness::http_client::Reply, what: &str| {
        let about = format!("{what} {path:?}: {} {}", reply.status, reply.text());
        assert!(!reply.text().contains(SECRET), "{about}");
        // the link itself may be taken away and moved, and is put back below
        let own = ["end"].contains(&path) && what != "batch";
        assert!(own || codes(reply).iter().all(|code| known.contains(&code.as_str())), "{about}");
    };
    let read = desk.door.post(&desk.within(session, "/read-batch"), &json!({ "paths": [path] })).await;
    judged(&read, "batch");
    let write = json!([{"path": path, "contentBase64": "bWluZQ==", "force": true}]);
    judged(&desk.write_batch(session, write).await, "batch");
    if path != "end" {
        let done = json!([
            {"type": "mkdir", "path": format!("{path}/made")},
            {"type": "delete", "path": path, "recursive": true},
            {"type": "rename", "from": path, "to": "stolen"},
            {"type": "rename", "from": "a", "to": path},
        ]);
        judged(&desk.operations(session, done).await, "operation");
    }
    let id = URL_SAFE_NO_PAD.encode(path);
    for area in ["inbox", "artifacts"] {
        let reply = desk.door.get(&format!("/workspaces/{}/{area}/{id}", desk.id)).await;
        assert!(["not_found", "forbidden"].contains(&reply.code().as_str()), "{path:?}: {}", reply.text());
    }
    let name = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
    let place = format!("/workspaces/{}/inbox?path={name}&overwrite=true", desk.id);
    let reply = desk.door.ask(Method::POST, &place).bytes("mine").send().await;
    // what is a harmless name there may lie there
    assert!(reply.status == 200 || known.contains(&reply.code().as_str()), "{path:?}: {}", reply.text());
}

#[tokio::test]
async fn g15_a_bad_path_is_named_where_it_stands() {
    let desk = Desk::open().await;
    let reply = desk.get("/raw", "../x").await;
    assert_eq!((reply.code().as_str(), reply.place().as_str()), ("invalid_request", "path"), "{}", reply.text());
    let reply = desk.write_text(&json!({"path": "../x", "content": ""})).await;
    assert_eq!((reply.code().as_str(), reply.place().as_str()), ("unprocessable", "path"), "{}", reply.text());
    for name in ["NUL", "com1.txt"] {
        assert_eq!(desk.put(name, b"x").await.code(), "unprocessable", "{name}");
    }
    for long in ["x".repeat(256), "x/".repeat(2049)] {
        assert_eq!(desk.put(&long, b"x").await.code(), "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g15_a_link_that_is_swapped_meanwhile_leads_nowhere_else() {
    let desk = desk().await;
    let (folder, outside) = (desk.folder.clone(), desk.folder.with_file_name("outside"));
    std::fs::create_dir(folder.join("in")).expect("a folder");
    std::fs::write(folder.join("in/secret"), "inside").expect("a file");
    let over = std::sync::Arc::new(AtomicBool::new(false));
    let stop = over.clone();
    let swapping = std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            for to in [std::path::Path::new("in"), outside.as_path()] {
                symlink(to, folder.join("next")).expect("a link");
                std::fs::rename(folder.join("next"), folder.join("swapped")).expect("swapped");
            }
        }
    });
    let (mut within, mut refused) = (0, 0);
    for round in 0..1000 {
        let reply = if round % 10 == 0 {
            desk.put("swapped/secret", b"inside").await
        } else {
            desk.get("/raw", "swapped/secret").await
        };
        match reply.code().as_str() {
            "" => within += 1,
            "forbidden" | "not_found" | "conflict" | "unprocessable" => refused += 1,
            _ => panic!("{}", reply.text()),
        }
        assert!(!reply.text().contains(SECRET), "round {round}");
    }
    over.store(true, Ordering::Relaxed);
    swapping.join().expect("it ends");
    let outside = desk.folder.with_file_name("outside");
    assert_eq!(std::fs::read_to_string(outside.join("secret")).expect("it is there"), SECRET);
    assert_eq!(std::fs::read_dir(&outside).expect("a folder").count(), 1, "something was made outside");
    assert!(within > 10 && refused > 10, "the swap was not met: {within} within, {refused} refused");
}

/// The folder of a workspace itself is swapped for a link, or one above it.
#[tokio::test]
async fn g15_a_link_in_the_place_of_a_workspace_or_above_it_is_not_followed() {
    let door = Desk::open().await.door;
    for name in ["itself", "above/deep/inner"] {
        let swapped = door.server.home.folder(name.split('/').next().expect("a name"));
        let folder = door.server.home.folder(name);
        let made = door.post("/workspaces/local", &json!({"folderPath": folder, "name": name})).await;
        let id = made.data()["id"].as_str().expect("an id").to_owned();
        let aside = swapped.with_extension("kept");
        let elsewhere = swapped.with_extension("elsewhere");
        let outside = elsewhere.join(folder.strip_prefix(&swapped).expect("within"));
        swapped_for_a_link(&door, &Swapped { id, swapped, aside, elsewhere, outside }).await;
    }
}

/// A workspace, the folder that is swapped and where it lies meanwhile, where the link leads to, and what lies there in the
/// workspace's place.
struct Swapped {
    id: String,
    swapped: PathBuf,
    aside: PathBuf,
    elsewhere: PathBuf,
    outside: PathBuf,
}

async fn swapped_for_a_link(door: &Door, at: &Swapped) {
    let (id, outside) = (&at.id, &at.outside);
    let swap = || {
        std::fs::rename(&at.swapped, &at.aside).expect("renamed");
        symlink(&at.elsewhere, &at.swapped).expect("a link");
    };
    let text = "{\"model\": \"out/out\"}";
    for (name, content) in [("secret.txt", "TOP"), (".opencode/opencode.json", text)] {
        std::fs::create_dir_all(outside.join(name).parent().expect("a folder")).expect("made");
        std::fs::write(outside.join(name), content).expect("written");
    }
    let of = |what: &str| format!("/workspaces/{id}{what}");
    assert_eq!(
        door.ask(Method::PATCH, &of("/config")).json(&json!({"opencode": {"model": "a/b"}})).send().await.status,
        200
    );
    let skill = json!({"displayName": "it", "key": "it", "workspaceIds": [id],
                       "config": {"content": "---\nname: it\ndescription: d\n---\nDo.\n"}});
    assert_eq!(door.post("/system/managed/skills", &skill).await.status, 200);
    swap();
    assert_eq!(door.get(&of("")).await.data()["status"], "unavailable");
    let local = json!({"name": "m", "config": {"type": "local", "command": ["x"]}});
    let bundle = json!({"bundle": {"commands": [{"name": "c", "content": "x"}]}});
    let calls = [
        (Method::GET, "/files", Value::Null),
        (Method::GET, "/files/content?path=secret.txt", Value::Null),
        (Method::POST, "/files/content", json!({"path": "new.txt", "content": "x"})),
        (Method::GET, "/config", Value::Null),
        (Method::PATCH, "/config", json!({"opencode": {"model": "c/d"}})),
        (Method::POST, "/config/opencode-raw", json!({"content": "{}"})),
        (Method::POST, "/skills", json!({"name": "s", "content": "b", "description": "d"})),
        (Method::POST, "/mcp", local),
        (Method::GET, "/export", Value::Null),
        (Method::POST, "/import", bundle),
        (Method::GET, "/sessions", Value::Null),
    ];
    for (method, what, body) in calls {
        let knock = door.ask(method, &of(what));
        let knock = if body.is_null() { knock } else { knock.json(&body) };
        let reply = knock.send().await;
        assert_eq!(reply.code(), "conflict", "{what}: {}", reply.text());
        assert!(!reply.text().contains("TOP") && !reply.text().contains("out/out"), "{what}: {}", reply.text());
    }
    let lies = |at: &Path| std::fs::read_dir(at).expect("a folder").count();
    let is_untouched = || {
        assert_eq!(std::fs::read_to_string(outside.join(".opencode/opencode.json")).expect("there"), text);
        assert_eq!((lies(outside), lies(&outside.join(".opencode"))), (2, 1));
    };
    is_untouched();
    // where the folder is back all is as it was, and what goes with the workspace goes there
    std::fs::remove_file(&at.swapped).expect("removed");
    std::fs::rename(&at.aside, &at.swapped).expect("renamed");
    assert_eq!(door.get(&of("/config")).await.data()["stored"]["opencode"]["model"], "a/b");
    swap();
    assert_eq!(door.ask(Method::DELETE, &of("")).send().await.status, 200);
    is_untouched();
}

#[tokio::test]
async fn g15_the_servers_own_secrets_are_no_files_of_a_workspace_above_them() {
    let desk = Desk::open().await;
    let home = desk.door.server.home.clone();
    let above = home.data().parent().expect("a folder").to_path_buf();
    let made = desk.door.post("/workspaces/local", &json!({"folderPath": above, "name": "above"})).await;
    let above = Desk { id: made.data()["id"].as_str().expect("an id").to_owned(), folder: above, door: desk.door };
    let data = home.data().file_name().expect("a name").to_str().expect("UTF-8").to_owned();
    symlink(&data, above.folder.join("alias")).expect("a link");
    for path in [format!("{data}/server.json"), format!("{data}/state/openwork.redb"), "alias/server.json".to_owned()] {
        for verb in ["/raw", "/content"] {
            let reply = above.get(verb, &path).await;
            assert_eq!(reply.code(), "forbidden", "{path}: {}", reply.text());
        }
        assert_eq!(above.put(&path, b"x").await.code(), "forbidden", "{path}");
    }
    let address = format!("/workspaces/{}/files/search?query=hostToken&includeHidden=true", above.id);
    assert_eq!(above.door.get(&address).await.data()["items"], json!([]));
}

#[tokio::test]
async fn g15_what_is_no_file_is_never_waited_for() {
    let desk = Desk::open().await;
    let made = std::process::Command::new("mkfifo").arg(desk.folder.join("pipe")).status().expect("mkfifo");
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(desk.folder.join("socket")).expect("a socket");
    let all = async {
        for name in ["pipe", "socket"] {
            for verb in ["/raw", "/content"] {
                assert_eq!(desk.get(verb, name).await.code(), "unprocessable", "{verb} {name}");
            }
            assert_eq!(desk.put(name, b"x").await.code(), "unprocessable", "{name}");
            assert_eq!(desk.get("/stat", name).await.data()["kind"], "other");
        }
        let found = desk.door.get(&format!("/workspaces/{}/files/search?query=x", desk.id)).await;
        assert_eq!(found.data()["searched"], 0);
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.expect("nothing waits for a pipe");
}

#[tokio::test]
async fn g15_a_secret_in_a_file_is_in_no_log_and_no_failure() {
    let desk = Desk::open().await;
    let text = format!("key = {SECRET}\0");
    desk.put("secret", text.as_bytes()).await;
    let reply = desk.get("/content", "secret").await;
    assert_eq!(reply.code(), "unsupported_media_type");
    assert!(!reply.text().contains(SECRET));
    let refused = desk.write_text(&json!({"path": "secret", "content": SECRET, "ifMatch": "sha256:00"})).await;
    assert_eq!(refused.code(), "conflict");
    assert!(!refused.text().contains(SECRET) && !refused.text().contains(&desk.folder.display().to_string()));
    desk.get("/raw", "secret").await;
    assert!(!desk.door.server.log().contains(SECRET));
}
