//! Promise G15: names that some disk takes for another, or takes for what they are not, through every operation that has a path:
//! each names exactly itself, or is refused before anything is made.

use super::Desk;
use super::batches::{base64, codes};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::http_client::Reply;
use harness::tree::contents;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// Names that are told apart here, by capitals alone, by how a letter is composed, by blanks, by letters that nobody sees.
const ALIKE: [&str; 18] = [
    "read.me",
    "Read.me",
    "READ.ME",
    "caf\u{e9}",
    "cafe\u{301}",
    "Caf\u{e9}",
    "\u{212b}",
    "\u{c5}",
    "A\u{30a}",
    "stra\u{df}e",
    "strasse",
    " lead",
    "trail ",
    "dot.",
    "zero\u{200b}",
    "zero",
    "\u{202e}txt.exe",
    "\u{fb01}le",
];

/// Letters that no person types, and no line of a log or of a list may be broken by.
const CONTROL: [&str; 8] = ["a\nb", "a\rb", "a\tb", "\u{1}", "\u{1b}[2J", "\u{7f}", "a\u{85}b", "a\u{2028}b"];

/// Names of devices on Windows.
const DEVICES: [&str; 14] = [
    "NUL",
    "nul.txt",
    "con",
    "CON.tar.gz",
    "aux",
    "AUX.",
    "prn",
    "com1",
    "COM9.log",
    "LPT1",
    "lpt\u{b9}",
    "com\u{b2}.x",
    "CONIN$",
    "nul ",
];

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, NON_ALPHANUMERIC).to_string()
}

/// The code of an answer, or of its only part.
fn code(reply: &Reply) -> String {
    if reply.status != 200 || reply.data()["items"][0]["ok"].is_null() {
        return reply.code();
    }
    codes(reply)[0].clone().replace("ok", "")
}

impl Desk {
    /// Everything that makes something of a name, by how it is called. `from` is there to be renamed.
    async fn makers(&self, session: &str, name: &str, from: &str) -> Vec<(&'static str, String)> {
        let below = format!("below/{name}");
        let text = json!({"path": name, "content": "text", "createParents": true});
        let write = |path: &str| json!([{"path": path, "contentBase64": base64("batch")}]);
        let inbox = format!("/workspaces/{}/inbox?path={}", self.id, encoded(name));
        vec![
            ("files.writeRaw", code(&self.put(name, b"raw").await)),
            ("files.writeText", code(&self.write_text(&text).await)),
            ("fileSessions.writeBatch", code(&self.write_batch(session, write(name)).await)),
            ("fileSessions.writeBatch below", code(&self.write_batch(session, write(&below)).await)),
            (
                "mkdir",
                code(&self.operations(session, json!([{"type": "mkdir", "path": format!("made/{name}")}])).await),
            ),
            (
                "rename",
                code(
                    &self
                        .operations(session, json!([{"type": "rename", "from": from, "to": format!("to/{name}")}]))
                        .await,
                ),
            ),
            ("inbox.upload", code(&self.door.ask(Method::POST, &inbox).bytes("handed").send().await)),
        ]
    }

    /// Everything that reads a name, by how it is called: the code of each.
    async fn readers(&self, session: &str, name: &str) -> Vec<(&'static str, String)> {
        let query = |verb: &str| format!("/workspaces/{}/files{verb}?query=x&path={}", self.id, encoded(name));
        let snapshot = self.within(session, &format!("/catalog/snapshot?prefix={}", encoded(name)));
        let read = json!({"paths": [name]});
        let id = URL_SAFE_NO_PAD.encode(name);
        vec![
            ("files.list", code(&self.get("", name).await)),
            ("files.stat", code(&self.get("/stat", name).await)),
            ("files.readRaw", code(&self.get("/raw", name).await)),
            ("files.readText", code(&self.get("/content", name).await)),
            ("files.search", code(&self.door.get(&query("/search")).await)),
            ("files.find", code(&self.door.get(&query("/find")).await)),
            ("fileSessions.snapshot", code(&self.door.get(&snapshot).await)),
            ("fileSessions.readBatch", code(&self.door.post(&self.within(session, "/read-batch"), &read).await)),
            ("inbox.download", code(&self.door.get(&self.handed("inbox", &id)).await)),
            ("artifacts.download", code(&self.door.get(&self.handed("artifacts", &id)).await)),
            ("delete", code(&self.operations(session, json!([{"type": "delete", "path": name}])).await)),
        ]
    }
}

/// Each name is written by one operation and told, with its own content, by each that reads.
#[tokio::test]
async fn g15_names_that_are_alike_are_each_their_own_file() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    let all: Vec<&str> = ALIKE.into_iter().chain(CONTROL).collect();
    let long = ["x".repeat(255), "\u{e9}".repeat(127)];
    let all: Vec<&str> = all.into_iter().chain(long.iter().map(String::as_str)).collect();
    let text = |name: &str| format!("the content of {name:?}");
    for (number, name) in all.iter().enumerate() {
        let (one, batch) = (text(name), json!([{"path": name, "contentBase64": base64(&text(name))}]));
        let done = match number % 3 {
            0 => desk.put(name, one.as_bytes()).await,
            1 => desk.write_text(&json!({"path": name, "content": one})).await,
            _ => desk.write_batch(&session, batch).await,
        };
        assert_eq!(code(&done), "", "{name:?}: {}", done.text());
        let inbox = format!("/workspaces/{}/inbox?path={}", desk.id, encoded(name));
        assert_eq!(desk.door.ask(Method::POST, &inbox).bytes(one).send().await.status, 200, "{name:?}");
    }
    let lies = contents(&desk.folder);
    let tops = lies.keys().filter(|path| !path.starts_with(".opencode")).count();
    assert_eq!(tops, all.len(), "each is another: {lies:?}");
    let listed = desk.get("", "").await.data();
    let catalog = desk.door.get(&desk.within(&session, "/catalog/snapshot?includeHidden=false")).await.data();
    for name in &all {
        // a bracket begins a pattern
        let plain = name.split('[').next().expect("a part");
        let find = format!("/workspaces/{}/files/find?query={}&limit=500", desk.id, encoded(plain));
        let found = desk.door.get(&find).await.data();
        for (which, list) in [("list", &listed), ("find", &found), ("catalog", &catalog)] {
            let items = list["items"].as_array().unwrap_or_else(|| panic!("{which} {name:?}: {list}"));
            assert_eq!(items.iter().filter(|item| item["path"] == *name).count(), 1, "{which} {name:?}: {list}");
        }
        assert_eq!(desk.get("/raw", name).await.text(), text(name), "{name:?}");
        assert_eq!(desk.get("/content", name).await.data()["content"], json!(text(name)), "{name:?}");
        let handed = desk.door.get(&desk.handed("inbox", &URL_SAFE_NO_PAD.encode(name))).await;
        assert_eq!(handed.text(), text(name), "{name:?}");
        let read = desk.door.post(&desk.within(&session, "/read-batch"), &json!({"paths": [name]})).await.data();
        assert_eq!(read["items"][0]["contentBase64"], json!(base64(&text(name))), "{name:?}");
    }
    // one goes, by each way, and its like stays
    for (number, name) in all.iter().enumerate() {
        let to = format!("moved/{number}");
        let moved = json!([{"type": "mkdir", "path": "moved"}, {"type": "rename", "from": name, "to": to}]);
        assert_eq!(codes(&desk.operations(&session, moved).await), ["ok", "ok"], "{name:?}");
        assert_eq!(desk.get("/raw", &to).await.text(), text(name), "{name:?}");
        let back = json!([{"type": "rename", "from": to, "to": name}, {"type": "delete", "path": name}]);
        assert_eq!(codes(&desk.operations(&session, back).await), ["ok", "ok"], "{name:?}");
        let left =
            contents(&desk.folder).into_keys().filter(|path| !path.starts_with(".opencode") && path != "moved").count();
        assert_eq!(left, all.len() - number - 1, "{name:?} went alone");
    }
    // no letter of a name makes a line of its own
    let is_json = |line: &str| serde_json::from_str::<Value>(line).is_ok_and(|line| line["level"].is_string());
    assert!(desk.door.server.log().lines().all(is_json), "{}", desk.door.server.log());
}

#[tokio::test]
async fn g15_the_name_of_a_device_is_read_where_it_is_there_and_never_made() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    std::fs::write(desk.folder.join("from"), "from").expect("written");
    for name in DEVICES {
        let before = contents(&desk.folder);
        for path in [name.to_owned(), format!("{name}/in"), format!("deep/{name}")] {
            for (what, code) in desk.makers(&session, &path, "from").await {
                // one that makes no folders finds none
                let is_missing = what == "files.writeRaw" && path.contains('/') && code == "not_found";
                let is_refused = ["invalid_request", "unprocessable"].contains(&code.as_str());
                assert!(is_refused || is_missing, "{what} {path:?}: {code:?}");
            }
        }
        assert_eq!(contents(&desk.folder), before, "{name:?}");
        for (what, code) in desk.readers(&session, name).await {
            let is_empty = ["files.search", "files.find", "fileSessions.snapshot"].contains(&what) && code.is_empty();
            assert!(is_empty || code == "not_found", "{what} {name:?}: {code:?}");
        }
        // a person who has such a file can read it, move it away, and remove it
        std::fs::write(desk.folder.join(name), name).expect("written");
        assert_eq!(desk.get("/raw", name).await.text(), name);
        assert_eq!(desk.get("/content", name).await.data()["content"], json!(name));
        let away = json!([{"type": "rename", "from": name, "to": "away"}, {"type": "delete", "path": "away"}]);
        assert_eq!(codes(&desk.operations(&session, away).await), ["ok", "ok"], "{name:?}");
        std::fs::write(desk.folder.join(name), name).expect("written");
        let gone = json!([{"type": "delete", "path": name}]);
        assert_eq!(codes(&desk.operations(&session, gone).await), ["ok"], "{name:?}");
        assert_eq!(contents(&desk.folder), before, "{name:?}");
    }
}

#[tokio::test]
async fn g15_what_is_too_long_for_a_disk_is_refused_before_it_is_looked_at() {
    let desk = Desk::open().await;
    let session = desk.session(&json!({})).await;
    std::fs::write(desk.folder.join("from"), "from").expect("written");
    let before = contents(&desk.folder);
    let deep = "d/".repeat(2100);
    for path in ["x".repeat(256), "\u{e9}".repeat(128), format!("a/{}/b", "x".repeat(256)), deep] {
        let all = [desk.makers(&session, &path, "from").await, desk.readers(&session, &path).await].concat();
        for (what, code) in all {
            let known = ["invalid_request", "unprocessable", "not_found"].contains(&code.as_str());
            assert!(known, "{what} of {} letters: {code:?}", path.len());
            let is_by_id = what.ends_with("download");
            assert!(is_by_id || code != "not_found", "{what} of {} letters was looked for", path.len());
        }
        assert_eq!(contents(&desk.folder), before);
    }
}
