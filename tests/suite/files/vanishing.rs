//! Files that vanish while they are worked on, and such as cannot be read: each has its own result, and the others stand.

use super::Desk;
use super::batches::{base64, codes};
use crate::door::folders::without_privilege;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Where they lie: what is in here is carried in bundles too.
const FOLDER: &str = ".opencode/agents";
const TEXT: &str = "A needle.\n";

/// Somebody who makes files and folders and removes them, again and again, until this is let go.
struct Unrest(Arc<AtomicBool>, Option<JoinHandle<()>>);

impl Unrest {
    fn of(files: Vec<PathBuf>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let work = move || {
            while !stopped.load(Ordering::Relaxed) {
                for file in &files {
                    let folder = file.parent().expect("a folder");
                    // what the server makes or removes meanwhile is no obstacle
                    let _ = std::fs::create_dir(folder);
                    let _ = std::fs::write(file, TEXT);
                }
                for file in &files {
                    let _ = std::fs::remove_file(file);
                    let _ = std::fs::remove_dir(file.parent().expect("a folder"));
                }
            }
        };
        Self(stop, Some(std::thread::spawn(work)))
    }
}

impl Drop for Unrest {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        let _ = self.1.take().expect("it runs").join();
    }
}

fn paths(list: &Value, field: &str) -> Vec<String> {
    let items = list.as_array().unwrap_or_else(|| panic!("no list: {list}")).iter();
    items.map(|item| item[field].as_str().expect("a path").to_owned()).collect()
}

impl Desk {
    async fn read_batch(&self, session: &str, paths: &[String]) -> harness::http_client::Reply {
        self.door.post(&self.within(session, "/read-batch"), &json!({ "paths": paths })).await
    }

    /// The paths that each way to look at the whole workspace names.
    async fn seen(&self, session: &str) -> BTreeMap<&'static str, Vec<String>> {
        let files = format!("/workspaces/{}/files", self.id);
        let catalog = self.within(session, "/catalog/snapshot?includeHidden=true&limit=1000");
        let mut all = BTreeMap::new();
        for (what, place, list) in [
            ("catalog", catalog, "/items"),
            ("list", format!("{files}?path={FOLDER}&limit=500"), "/items"),
            ("search", format!("{files}/search?query=needle&includeHidden=true&limit=500"), "/items"),
            ("find", format!("{files}/find?query=stays&includeHidden=true&limit=500"), "/items"),
            ("export", format!("/workspaces/{}/export?sensitive=exclude", self.id), "/bundle/files"),
        ] {
            let reply = self.door.get(&place).await;
            assert_eq!(reply.status, 200, "{what}: {}", reply.text());
            all.insert(what, paths(reply.data().pointer(list).expect("a list"), "path"));
        }
        all
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_vanishes_meanwhile_is_one_item_and_the_others_stand() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    std::fs::create_dir_all(desk.folder.join(FOLDER)).expect("a folder");
    let stays: Vec<_> = (0..20).map(|number| format!("{FOLDER}/{number:02}-stays.md")).collect();
    stays.iter().for_each(|path| std::fs::write(desk.folder.join(path), TEXT).expect("written"));
    // beside those that stay, and in folders that vanish too
    let place = |number| if number % 2 == 0 { format!("{number:02}-goes.md") } else { format!("{number:02}/goes.md") };
    let goes: Vec<_> = (0..20).map(|number| format!("{FOLDER}/{}", place(number))).collect();
    let unrest = Unrest::of(goes.iter().map(|path| desk.folder.join(path)).collect());
    let all: Vec<_> = stays.iter().zip(&goes).flat_map(|(one, other)| [one.clone(), other.clone()]).collect();
    let mut met = BTreeMap::<String, usize>::new();
    for round in 0..40 {
        let read = desk.read_batch(&session, &all).await;
        for (number, code) in codes(&read).into_iter().enumerate() {
            if number % 2 == 0 {
                assert_eq!(read.data()["items"][number]["contentBase64"], base64(TEXT), "round {round}");
            } else {
                assert!(["ok", "not_found"].contains(&code.as_str()), "round {round}: {}", read.text());
                *met.entry(code).or_default() += 1;
            }
        }
        // one that is there by now is in conflict, or is written; one that stays is written
        let write = |path: &String| json!({"path": path, "contentBase64": base64(TEXT), "ifMatchRevision": "w:1-1-1"});
        let forced = |path: &String| json!({"path": path, "contentBase64": base64(TEXT)});
        let writes: Vec<_> =
            all.iter().map(|path| if path.contains("goes") { write(path) } else { forced(path) }).collect();
        for (path, code) in all.iter().zip(codes(&desk.write_batch(&session, json!(writes)).await)) {
            let may = if path.contains("goes") { &["conflict", "not_found"][..] } else { &["ok"] };
            assert!(may.contains(&code.as_str()), "round {round}: {path}: {code}");
        }
        for (what, seen) in desk.seen(&session).await {
            let missing: Vec<_> = stays.iter().filter(|path| !seen.contains(path)).collect();
            assert!(missing.is_empty(), "round {round}: {what} has lost {missing:?}");
        }
    }
    drop(unrest);
    assert!(met.len() == 2, "none vanished, or none was there: {met:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_one_item_and_the_others_stand() {
    let desk = Desk::of(without_privilege().expect("setpriv takes the rights of root away")).await;
    let session = desk.session(&json!({})).await;
    let path = |name: &str| format!("{FOLDER}/{name}");
    std::fs::create_dir_all(desk.folder.join(path("shut"))).expect("a folder");
    for name in ["a-stays.md", "closed.md", "shut/inside.md", "z-stays.md"] {
        std::fs::write(desk.folder.join(path(name)), TEXT).expect("written");
    }
    let rights = |mode: u32, file: u32| {
        for (name, mode) in [("closed.md", file), ("shut", mode)] {
            std::fs::set_permissions(desk.folder.join(path(name)), PermissionsExt::from_mode(mode)).expect("rights");
        }
    };
    rights(0o000, 0o000);
    let all = ["a-stays.md", "closed.md", "shut/inside.md", "z-stays.md"].map(path);
    let read = desk.read_batch(&session, &all).await;
    assert_eq!(codes(&read), ["ok", "forbidden", "forbidden", "ok"], "{}", read.text());
    let writes = all.iter().map(|path| json!({"path": path, "contentBase64": base64(TEXT)})).collect::<Vec<_>>();
    let written = codes(&desk.write_batch(&session, json!(writes)).await);
    assert_eq!(written, ["ok", "forbidden", "forbidden", "ok"]);
    for (what, seen) in desk.seen(&session).await {
        for name in ["a-stays.md", "z-stays.md"].map(path) {
            assert!(seen.contains(&name), "{what} has lost {name}: {seen:?}");
        }
    }
    let catalog = desk.door.get(&desk.within(&session, "/catalog/snapshot?includeHidden=true")).await.data();
    let noted: Vec<_> =
        catalog["items"].as_array().expect("items").iter().filter(|item| item["note"].is_string()).collect();
    assert_eq!(noted.iter().map(|item| &item["path"]).collect::<Vec<_>>(), [&json!(path("shut"))], "{catalog}");
    let search = format!("/workspaces/{}/files/search?query=needle&includeHidden=true", desk.id);
    assert_eq!(desk.door.get(&search).await.data()["unreadable"], 2);
    let given = desk.door.get(&format!("/workspaces/{}/export?sensitive=exclude", desk.id)).await.data();
    let left: Vec<_> = given["excluded"].as_array().expect("a list").iter().map(|one| one["path"].clone()).collect();
    assert_eq!(
        left,
        [json!(format!("files.{}", path("closed.md"))), json!(format!("files.{}", path("shut")))],
        "{given}"
    );
    rights(0o755, 0o644);
    assert_eq!(codes(&desk.read_batch(&session, &all).await), ["ok"; 4]);
}
