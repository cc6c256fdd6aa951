//! Promise G16: a workspace on a disk that is really full, of bytes or of names: what writes says so, what was there stays whole,
//! nothing half stays, and once there is room all of it works.

use super::Desk;
use super::batches::base64;
use harness::http_client::Reply;
use harness::server::Door;
use harness::tree::contents;
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small disk, until this is dropped.
struct Small(PathBuf);

impl Small {
    /// None where nobody may mount: such a test says nothing there.
    fn at(folder: PathBuf, options: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", options, "small"]).arg(&folder).output().expect("mount");
        if !mounted.status.success() {
            let may =
                rustix::process::geteuid().is_root() && Path::new("/proc/self/ns/mnt").exists() && has_privilege();
            assert!(!may, "who may mount can: {}", String::from_utf8_lossy(&mounted.stderr));
            eprintln!("nobody may mount a disk here, so nothing is said of one that is full");
            return None;
        }
        Some(Self(folder))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Whether this process has the privilege that mounting needs.
fn has_privilege() -> bool {
    const SYS_ADMIN: u64 = 1 << 21;
    let status = std::fs::read_to_string("/proc/self/status").expect("a process");
    let set = status.lines().find_map(|line| line.strip_prefix("CapEff:")).expect("its privileges");
    u64::from_str_radix(set.trim(), 16).expect("a number") & SYS_ADMIN != 0
}

/// How a disk is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Full {
    /// Nothing more can be written.
    Bytes,
    /// Nothing more can be made.
    Names,
    /// A little can be written, so that some writes end half-way.
    Nearly,
}

/// How much room is left where it is nearly full: less than the longest that is written.
const LEFT: usize = 16 << 10;

impl Full {
    fn fill(self, folder: &Path) {
        let room = folder.join("filler");
        std::fs::create_dir(&room).expect("room for a folder");
        if self == Self::Names {
            let mut all = (0..).map(|number| std::fs::write(room.join(number.to_string()), ""));
            return assert!(all.find(Result::is_err).is_some(), "it is full");
        }
        let pages = |name: &str, size: usize| std::fs::write(room.join(name), vec![b'x'; size]);
        if self == Self::Nearly {
            pages("spare", LEFT).expect("room");
        }
        let mut all = (0..).map(|number| pages(&number.to_string(), 4096));
        assert!(all.find(Result::is_err).is_some(), "it is full");
        if self == Self::Nearly {
            std::fs::remove_file(room.join("spare")).expect("removed");
        }
    }
}

/// What lies there, but for what fills it.
fn lies(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = contents(folder);
    all.retain(|path, _| !path.starts_with("filler"));
    all
}

/// What is asked: how, where, with what. Bytes are a text.
type Call = (Method, String, Value);

fn text(name: &str, word: &str) -> String {
    format!("---\nname: {name}\ndescription: x\n---\n{}\n", word.repeat(8000))
}

/// Everything that writes into a folder, longer than what is left where it is nearly full.
fn calls(id: &str, session: &str) -> Vec<Call> {
    let of = |rest: &str| format!("/workspaces/{id}/{rest}");
    let long = "long ".repeat(8000);
    let server = json!({"type": "local", "command": ["a", long], "enabled": false});
    let batch = json!({"writes": [{"path": "one", "contentBase64": base64(&long)}, {"path": "deep/two", "contentBase64": base64(&long)}]});
    let bundle = json!({
        "opencode": {"share": "disabled", "mcp": {"brought": server}},
        "skills": [{"name": "brought", "content": text("brought", "It.")}],
        "commands": [{"name": "brought", "content": text("brought", "It.")}],
        "files": [{"path": ".opencode/agents/brought.md", "content": text("brought", "It.")}],
    });
    let managed = |config: Value| json!({"displayName": "item", "config": config, "workspaceIds": [id]});
    vec![
        (Method::PUT, of("files/raw?path=there"), json!(long)),
        (Method::PUT, of("files/raw?path=new"), json!(long)),
        (Method::POST, of("files/content"), json!({"path": "deep/er/text", "content": long, "createParents": true})),
        (Method::POST, of(&format!("file-sessions/{session}/write-batch")), batch),
        (Method::POST, of("inbox?path=handed"), json!(long)),
        (Method::PATCH, of("config"), json!({"opencode": {"username": long}})),
        (Method::POST, of("config/opencode-raw"), json!({"content": format!("// {long}\n{{}}\n")})),
        (Method::POST, of("skills"), json!({"name": "own", "content": text("own", "It.")})),
        (Method::POST, of("commands"), json!({"name": "own", "template": long})),
        (Method::POST, of("mcp"), json!({"name": "own", "config": server})),
        (Method::POST, of("plugins"), json!({"spec": "own@1.0.0"})),
        (Method::POST, of("import"), json!({"bundle": bundle})),
        (Method::POST, "/system/managed/agents".to_owned(), managed(json!({"content": text("item", "It.")}))),
        (Method::POST, "/system/managed/mcps".to_owned(), managed(json!({"type": "local", "command": ["b"]}))),
    ]
}

/// The codes and sentences of what failed, of a whole answer or of parts of it.
fn failures(reply: &Reply) -> Vec<(String, String)> {
    if reply.status != 200 {
        return vec![(reply.code(), reply.sentence())];
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let Value::Object(data) = reply.data() else { return Vec::new() };
    let parts = |name: &str| data.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let of_items = parts("items").into_iter().filter_map(|one| Some((text(&one["code"])?, text(&one["message"])?)));
    let of_places =
        parts("projections").into_iter().filter_map(|one| Some(("internal".to_owned(), text(&one["error"])?)));
    of_items.chain(of_places).collect()
}

async fn send(door: &Door, (method, place, body): &Call) -> Reply {
    let knock = door.ask(method.clone(), place);
    match body {
        Value::String(bytes) => knock.bytes(bytes.clone()).send().await,
        body => knock.json(body).send().await,
    }
}

/// Takes away what is managed there, so that the next disk finds nothing of it.
async fn nothing_managed(door: &Door) {
    for kind in ["mcps", "agents", "plugins"] {
        let listed = door.get(&format!("/system/managed/{kind}")).await.data();
        for item in listed["items"].as_array().expect("items").iter().filter(|item| item["source"] != "discovered") {
            let place = format!("/system/managed/{kind}/{}", item["id"].as_str().expect("an id"));
            assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g16_what_writes_into_a_workspace_says_that_its_disk_is_full_and_does_once_there_is_room() {
    let mut door = Door::open();
    let mut wrong = Vec::new();
    for full in [Full::Bytes, Full::Names, Full::Nearly] {
        let folder = door.server.home.folder(&format!("{full:?}"));
        let options = if full == Full::Names { "size=8m,nr_inodes=60" } else { "size=2m" };
        let Some(small) = Small::at(folder.clone(), options) else { return };
        for (file, text) in [
            ("there", "old"),
            ("opencode.jsonc", "// mine\n{}\n"),
            (".opencode/opencode.json", "{\n  // mine\n  \"share\": \"manual\"\n}\n"),
        ] {
            std::fs::create_dir_all(folder.join(file).parent().expect("a folder")).expect("made");
            std::fs::write(folder.join(file), text).expect("written");
        }
        let (id, _) = door.workspace(&format!("{full:?}")).await;
        let desk = Desk { door, id, folder };
        let session = desk.session(&json!({})).await;
        for call in calls(&desk.id, &session) {
            let about = format!("{full:?} {} {}", call.0, call.1);
            let before = lies(&desk.folder);
            full.fill(&desk.folder);
            let reply = send(&desk.door, &call).await;
            let (failed, after) = (failures(&reply), lies(&desk.folder));
            let is_told = |(told, said): &(String, String)| told == "internal" && said.contains("No space is left");
            // where a little is left, what is short finds room
            let found_room = full == Full::Nearly && failed.is_empty();
            if !found_room && (failed.is_empty() || !failed.iter().all(is_told)) {
                wrong.push(format!("{about}: {failed:?} {}", reply.text()));
            }
            if !found_room && before != after {
                let names = |all: &BTreeMap<String, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
                wrong.push(format!("{about} left {:?} of {:?}", names(&after), names(&before)));
            }
            std::fs::remove_dir_all(desk.folder.join("filler")).expect("room");
            if call.1.starts_with("/system/managed") {
                // it is kept, and is put in place with its next change
                nothing_managed_is_missing(&desk, &call).await;
            } else if !found_room {
                let again = send(&desk.door, &call).await;
                let failed = failures(&again);
                if !failed.is_empty() {
                    wrong.push(format!("{about} with room: {failed:?}"));
                }
            }
        }
        door = desk.door;
        nothing_managed(&door).await;
        assert_eq!(door.ask(Method::DELETE, &format!("/workspaces/{}", desk.id)).send().await.status, 200);
        drop(small);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is managed is where it belongs after its next change.
async fn nothing_managed_is_missing(desk: &Desk, (_, place, body): &Call) {
    let listed = desk.door.get(place).await.data();
    let item =
        listed["items"].as_array().expect("items").iter().find(|item| item["displayName"] == body["displayName"]);
    let id = item.expect("it is kept")["id"].as_str().expect("an id").to_owned();
    let renamed = json!({"displayName": "item renamed"});
    let reply = desk.door.ask(Method::PUT, &format!("{place}/{id}")).json(&renamed).send().await;
    assert_eq!((reply.status.as_u16(), failures(&reply)), (200, Vec::new()), "{}", reply.text());
    let stands = if place.ends_with("agents") {
        desk.folder.join(".opencode/agents/item.md").is_file()
    } else {
        std::fs::read_to_string(desk.folder.join(".opencode/opencode.json")).expect("there").contains("\"item\"")
    };
    assert!(stands, "{place}");
}
