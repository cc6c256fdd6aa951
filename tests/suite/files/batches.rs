//! File sessions over the real program, and promise G19 for their batches.

use super::Desk;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use harness::http_client::Reply;
use http::Method;
use serde_json::{Value, json};

impl Desk {
    /// A file session.
    pub(super) async fn session(&self, body: &Value) -> String {
        let made = self.door.post(&format!("/workspaces/{}/file-sessions", self.id), body).await;
        made.data()["id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned()
    }

    /// The address of something in a file session.
    pub(super) fn within(&self, session: &str, what: &str) -> String {
        format!("/workspaces/{}/file-sessions/{session}{what}", self.id)
    }

    pub(super) async fn write_batch(&self, session: &str, writes: Value) -> Reply {
        self.door.post(&self.within(session, "/write-batch"), &json!({ "writes": writes })).await
    }

    pub(super) async fn operations(&self, session: &str, operations: Value) -> Reply {
        self.door.post(&self.within(session, "/operations"), &json!({ "operations": operations })).await
    }
}

pub(super) fn base64(content: &str) -> String {
    STANDARD.encode(content)
}

/// The codes of a batch's items; `ok` where there is none.
pub(super) fn codes(reply: &Reply) -> Vec<String> {
    let items = reply.data()["items"].as_array().unwrap_or_else(|| panic!("{}", reply.text())).clone();
    items
        .iter()
        .map(|item| {
            assert_eq!(item["ok"].as_bool(), Some(item["code"].is_null()), "{item}");
            assert_eq!(item["message"].is_null(), item["code"].is_null(), "{item}");
            item["code"].as_str().unwrap_or("ok").to_owned()
        })
        .collect()
}

#[tokio::test]
async fn g19_one_bad_item_never_spoils_a_batch() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    desk.put("there", b"old").await;
    std::fs::create_dir(desk.folder.join("folder")).expect("a folder");
    let stale = json!({"path": "there", "contentBase64": "", "ifMatchRevision": "w:1-1-1"});
    let writes = json!([
        {"path": "a/b/c", "contentBase64": base64("eins")},
        {"path": "../x", "contentBase64": ""},
        {"path": "folder", "contentBase64": ""},
        {"path": "bad", "contentBase64": "?"},
        stale,
        {"path": "empty", "contentBase64": ""},
    ]);
    let reply = desk.write_batch(&session, writes).await;
    assert_eq!(codes(&reply), ["ok", "invalid_request", "unprocessable", "invalid_request", "conflict", "ok"]);
    let conflict = &reply.data()["items"][4];
    assert_eq!(conflict["expectedRevision"], "w:1-1-1");
    let mut forced = json!([{"path": "there", "contentBase64": base64("x"), "ifMatchRevision": "w:1", "force": true}]);
    forced[0]["path"] = json!("there");
    let again =
        json!([{"path": "there", "contentBase64": base64("new"), "ifMatchRevision": conflict["currentRevision"]}]);
    let written = desk.write_batch(&session, again).await;
    assert_eq!(codes(&written), ["ok"], "{}", written.text());
    assert!(written.data()["items"][0]["previousRevision"].as_str().expect("one").starts_with("w:"));
    assert_eq!(codes(&desk.write_batch(&session, forced).await), ["ok"]);
    assert_eq!(desk.names(), ["a", "empty", "folder", "there"]);

    let paths = json!({"paths": ["empty", "..", "none", "a/b/c", "folder", "x".repeat(5000)]});
    let read = desk.door.post(&desk.within(&session, "/read-batch"), &paths).await;
    let expected = ["ok", "invalid_request", "not_found", "ok", "unprocessable", "invalid_request"];
    assert_eq!(codes(&read), expected);
    assert_eq!(read.data()["items"][0]["contentBase64"], "", "an empty file is a file");
    assert_eq!(read.data()["items"][3]["contentBase64"], base64("eins"));

    let done = json!([
        {"type": "mkdir", "path": "new/deep"},
        {"type": "delete", "path": "../outside"},
        {"type": "delete", "path": "a"},
        {"type": "rename", "from": "there", "to": "new/there"},
        {"type": "delete", "path": "a", "recursive": true},
        {"type": "rename", "from": "none", "to": "x"},
    ]);
    let reply = desk.operations(&session, done).await;
    assert_eq!(codes(&reply), ["ok", "invalid_request", "conflict", "ok", "ok", "not_found"]);
    assert_eq!(reply.data()["items"][3]["toPath"], "new/there");
    assert_eq!(desk.names(), ["empty", "folder", "new"]);
}

#[tokio::test]
async fn a_batch_has_a_shape_and_a_size() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    let place = |what: &str| desk.within(&session, what);
    for (what, body, field) in [
        ("/read-batch", json!({"paths": []}), "paths"),
        ("/read-batch", json!({"paths": vec!["a"; 65]}), "paths"),
        ("/read-batch", json!({"paths": [1]}), "paths[0]"),
        ("/write-batch", json!({"writes": []}), "writes"),
        ("/write-batch", json!({"writes": [{"path": "a"}]}), "writes[0].contentBase64"),
        ("/write-batch", json!({"writes": [{"path": "a", "contentBase64": "", "force": null}]}), "writes[0].force"),
        ("/operations", json!({"operations": []}), "operations"),
        ("/operations", json!({"operations": [{"type": "chmod", "path": "a"}]}), "operations[0].type"),
        ("/operations", json!({"operations": [{"type": "mkdir", "path": "a", "x": 1}]}), "operations[0]"),
        ("/renew", json!({"ttlSeconds": 29}), "ttlSeconds"),
        ("/renew", json!({"ttlSeconds": 86_401}), "ttlSeconds"),
    ] {
        let reply = desk.door.post(&place(what), &body).await;
        assert_eq!(reply.code(), "unprocessable", "{what} {body}: {}", reply.text());
        assert!(reply.place().starts_with(field.split('.').next().expect("a word")), "{body}: {}", reply.text());
    }
    let file = "x".repeat(4_800_000);
    let five: Vec<_> = (0..5).map(|n| json!({"path": format!("f{n}"), "contentBase64": base64(&file)})).collect();
    assert_eq!(codes(&desk.write_batch(&session, json!(five)).await), ["ok"; 5], "24 MB are promised");
    let paths = json!({"paths": ["f0", "f1", "f2", "f3", "f4", "f0"]});
    let read = desk.door.post(&place("/read-batch"), &paths).await;
    assert_eq!(codes(&read), ["ok", "ok", "ok", "ok", "ok", "too_large"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g19_of_16_batches_with_one_revision_exactly_one_wins_100_times() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    let made = desk.write_batch(&session, json!([{"path": "file", "contentBase64": ""}])).await.data();
    let mut revision = made["items"][0]["revision"].as_str().expect("a revision").to_owned();
    for round in 0..100 {
        // the revision of a catalog is as good as that of a write
        if round % 3 == 1 {
            let catalog = desk.door.get(&desk.within(&session, "/catalog/snapshot")).await.data();
            let item = catalog["items"].as_array().expect("items").iter().find(|item| item["path"] == "file").cloned();
            item.expect("it")["revision"].as_str().expect("one").clone_into(&mut revision);
        }
        let writers = (0..16).map(|writer| {
            let content = base64(&format!("{round} {writer}"));
            let (desk, session) = (&desk, &session);
            let file = json!({"path": "file", "contentBase64": content, "ifMatchRevision": revision});
            let own = json!({"path": format!("own{writer}"), "contentBase64": content});
            async move { desk.write_batch(session, json!([file, own])).await }
        });
        let replies = join_all(writers).await;
        let mut won = Vec::new();
        for reply in &replies {
            match codes(reply).iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["ok", "ok"] => won.push(reply.data()["items"][0]["revision"].as_str().expect("one").to_owned()),
                ["conflict", "ok"] => {}
                _ => panic!("{}", reply.text()),
            }
        }
        assert_eq!(won.len(), 1, "round {round}");
        revision = won.remove(0);
    }
    assert_eq!(desk.names().len(), 17, "nothing is left beside them");
}

#[tokio::test]
async fn g19_an_edit_of_somebody_else_within_the_same_moment_is_a_conflict_of_a_batch() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    let file = desk.folder.join("file");
    for round in 0..20 {
        std::fs::write(&file, format!("{round:02}-a")).expect("written");
        let catalog = desk.door.get(&desk.within(&session, "/catalog/snapshot")).await.data();
        let known = catalog["items"][0]["revision"].clone();
        let time = file.metadata().expect("there").modified().expect("a time");
        std::fs::write(&file, format!("{round:02}-b")).expect("written");
        std::fs::File::options().append(true).open(&file).expect("a file").set_modified(time).expect("set");
        let write = json!([{"path": "file", "contentBase64": base64("mine"), "ifMatchRevision": known}]);
        assert_eq!(codes(&desk.write_batch(&session, write).await), ["conflict"], "round {round}");
        assert_eq!(std::fs::read_to_string(&file).expect("there"), format!("{round:02}-b"));
    }
}

#[tokio::test]
async fn a_full_disk_fails_the_files_that_do_not_fit_and_no_other() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    desk.put("file", b"what was there").await;
    desk.door.server.limit_files(Some(64 << 10));
    let large = base64(&"x".repeat(1 << 20));
    let writes = json!([
        {"path": "file", "contentBase64": large},
        {"path": "small", "contentBase64": base64("fits")},
        {"path": "new", "contentBase64": large},
    ]);
    let reply = desk.write_batch(&session, writes).await;
    assert_eq!(codes(&reply), ["internal", "ok", "internal"]);
    assert!(reply.data()["items"][0]["message"].as_str().expect("words").contains("No space is left"));
    desk.door.server.limit_files(None);
    assert_eq!(desk.names(), ["file", "small"]);
    assert_eq!(&desk.get("/raw", "file").await.body[..], b"what was there");
}

#[tokio::test]
async fn a_session_is_its_makers_and_a_viewers_only_reads() {
    let desk = Desk::open().await;
    let (_, viewer) = desk.door.token(&json!({"role": "viewer"})).await;
    let (_, worker) = desk.door.token(&json!({"role": "collaborator"})).await;
    let place = format!("/workspaces/{}/file-sessions", desk.id);
    let create = |token: &str, body: Value| desk.door.ask(Method::POST, &place).token(Some(token)).json(&body).send();
    let refused = create(&viewer, json!({"write": true})).await;
    assert_eq!(refused.code(), "forbidden", "{}", refused.text());
    let made = create(&viewer, json!({"ttlSeconds": 30})).await.data();
    assert_eq!(
        (&made["canWrite"], &made["ttlMs"], &made["workspaceId"]),
        (&json!(false), &json!(30_000), &json!(desk.id))
    );
    let theirs = create(&worker, json!({})).await.data();
    assert_eq!((&theirs["canWrite"], &theirs["ttlMs"]), (&json!(true), &json!(900_000)));
    let reading = create(&worker, json!({"write": false})).await.data();
    let ask = |token: &str, id: &Value, what: &str| {
        let place = desk.within(id.as_str().expect("an id"), what);
        let method = if what.contains("catalog") { Method::GET } else { Method::POST };
        let ask = desk.door.ask(method.clone(), &place).token(Some(token));
        let body = json!({"operations": [{"type": "mkdir", "path": "made"}]});
        if method == Method::GET { ask } else { ask.json(&body) }.send()
    };
    assert_eq!(ask(&viewer, &made["id"], "/catalog/events").await.status, 200);
    assert_eq!(ask(&worker, &theirs["id"], "/operations").await.status, 200);
    for (token, id, what) in [
        (&viewer, &made["id"], "/operations"),
        (&viewer, &theirs["id"], "/catalog/snapshot"),
        (&worker, &made["id"], "/catalog/events"),
        (&worker, &reading["id"], "/operations"),
        (&desk.door.server.token, &theirs["id"], "/operations"),
    ] {
        let reply = ask(token, id, what).await;
        assert_eq!(reply.code(), "forbidden", "{what}: {}", reply.text());
    }
    let (other, _) = desk.door.workspace("other").await;
    let elsewhere = format!("/workspaces/{other}/file-sessions/{}", theirs["id"].as_str().expect("an id"));
    let close = |place: &str| desk.door.ask(Method::DELETE, place).token(Some(&worker)).send();
    assert_eq!(close(&elsewhere).await.code(), "not_found");
    let here = desk.within(theirs["id"].as_str().expect("an id"), "");
    assert_eq!(close(&here).await.data()["fileSessionId"], theirs["id"]);
    assert_eq!(close(&here).await.code(), "not_found");
}

#[tokio::test]
async fn what_is_changed_through_the_api_is_told_in_order_and_on_the_stream() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    let mut watch = desk.door.server.watch(&desk.id.parse().expect("an id"), None).await;
    let events = async |since: u64| {
        let place = desk.within(&session, &format!("/catalog/events?since={since}"));
        desk.door.get(&place).await
    };
    let snapshot = desk.door.get(&desk.within(&session, "/catalog/snapshot")).await.data();
    let start = snapshot["cursor"].as_u64().expect("a number");
    let raw = desk.put("raw", b"x").await.data();
    desk.write_text(&json!({"path": "text", "content": "x"})).await;
    desk.write_batch(&session, json!([{"path": "../x", "contentBase64": ""}, {"path": "b", "contentBase64": ""}]))
        .await;
    let done = json!([
        {"type": "mkdir", "path": "d"}, {"type": "mkdir", "path": "d"}, {"type": "rename", "from": "b", "to": "d/b"},
        {"type": "delete", "path": "d", "recursive": true},
    ]);
    let cursor = desk.operations(&session, done).await.data()["cursor"].as_u64().expect("a number");
    let uploaded =
        desk.door.ask(Method::POST, &format!("/workspaces/{}/inbox?path=in", desk.id)).bytes("x").send().await;
    assert_eq!(uploaded.status, 200, "{}", uploaded.text());
    let told = events(start).await.data();
    let items = told["items"].as_array().expect("items");
    let shown: Vec<_> = items
        .iter()
        .map(|item| format!("{} {}", item["type"].as_str().expect("a word"), item["path"].as_str().expect("a path")))
        .collect();
    let expected =
        ["write raw", "write text", "write b", "mkdir d", "rename b", "delete d", "write .opencode/openwork/inbox/in"];
    assert_eq!(shown, expected);
    assert_eq!((&items[0]["revision"], &items[4]["toPath"]), (&raw["revision"], &json!("d/b")));
    assert_eq!((told["missed"].as_bool(), told["cursor"].as_u64()), (Some(false), Some(start + 7)));
    assert_eq!(events(cursor).await.data()["items"].as_array().expect("items").len(), 1);
    assert_eq!(events(start - 1).await.data()["missed"], true, "a number that was never given");
    for expected in expected {
        let event = watch.until("file.changed").await;
        let text = |field| event.properties.text(field).unwrap_or_default().to_owned();
        assert_eq!(format!("{} {}", text("kind"), text("path")), expected);
    }
    // only the last 500 are kept
    for round in 0..8 {
        let many: Vec<_> = (0..64).map(|n| json!({"type": "mkdir", "path": format!("m{round}/{n}")})).collect();
        desk.operations(&session, json!(many)).await;
    }
    let told = events(start).await.data();
    assert_eq!((told["missed"].as_bool(), told["items"].as_array().map(Vec::len)), (Some(true), Some(500)));
}

#[tokio::test]
async fn a_catalog_comes_page_by_page() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    std::fs::write(desk.folder.join(".gitignore"), "*.log\n").expect("written");
    for number in 0..30 {
        let folder = desk.folder.join(format!("f{}", number % 3));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{number:02}.txt")), "x").expect("written");
        std::fs::write(folder.join("a.log"), "x").expect("written");
    }
    let (mut after, mut paths) = (String::new(), Vec::new());
    loop {
        let page = desk.door.get(&desk.within(&session, &format!("/catalog/snapshot?limit=7{after}"))).await.data();
        let items = page["items"].as_array().expect("items").clone();
        paths.extend(items.iter().map(|item| item["path"].as_str().expect("a path").to_owned()));
        match page["nextAfter"].as_str() {
            Some(next) => after = format!("&after={}", next.replace('/', "%2F")),
            None => break,
        }
    }
    assert_eq!(paths.len(), 1 + 3 + 30);
    assert!(paths.is_sorted(), "{paths:?}");
    let refused = desk.door.get(&desk.within(&session, "/catalog/snapshot?limit=10001")).await;
    assert_eq!((refused.code().as_str(), refused.place().as_str()), ("invalid_request", "limit"));
    assert_eq!(desk.door.get(&desk.within(&session, "/catalog/snapshot?prefix=..")).await.code(), "invalid_request");
    assert_eq!(desk.door.get(&desk.within(&session, "/catalog/snapshot?prefix=none")).await.code(), "not_found");
}
