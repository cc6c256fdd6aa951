//! A full disk, met by everything that writes configurations, resources, files and settings: an error that says so, nothing
//! half, nothing left, and the same call does once there is room.

use harness::http_client::Reply;
use harness::server::{Door, Setup};
use harness::tree::contents;
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// How large a file may grow: not at all, less than any that is written here, and enough for those but not for the store.
const LIMITS: [u64; 3] = [0, 64, 4096];

/// One thing that somebody writes. `{mcps}` in a path stands for the item of that kind that is called `item`.
struct Call {
    method: Method,
    path: String,
    body: Value,
}

impl Call {
    async fn send(&self, door: &Door) -> Reply {
        let mut path = self.path.clone();
        if let Some((_, rest)) = self.path.split_once('{') {
            let kind = rest.split_once('}').expect("a kind").0;
            let listed = door.get(&format!("/system/managed/{kind}")).await.data();
            let item = listed["items"].as_array().expect("items").iter().find(|item| item["displayName"] == "item");
            path = path.replace(&format!("{{{kind}}}"), item.expect("the item")["id"].as_str().expect("an id"));
        }
        let knock = door.ask(self.method.clone(), &path);
        match &self.body {
            Value::Null => knock.send().await,
            Value::String(bytes) => knock.bytes(bytes.clone()).send().await,
            body => knock.json(body).send().await,
        }
    }
}

/// A text with a head, longer than the smallest file that is refused.
fn text(name: &str, word: &str) -> String {
    format!("---\nname: {name}\ndescription: {}\n---\n{word}\n", "What it is good for, at length. ".repeat(3))
}

/// One after the other, in one workspace.
fn calls(id: &str, home: &Path) -> Vec<Call> {
    let mut all = Vec::new();
    let mut call = |method: Method, path: &str, body: Value| {
        let path = if path.starts_with("/system") || path.starts_with("/workspaces") {
            path.to_owned()
        } else {
            format!("/workspaces/{id}{path}")
        };
        all.push(Call { method, path, body });
    };
    let server = |word: &str| json!({"type": "remote", "url": format!("http://127.0.0.1:1/{word}"), "headers": {"X": word.repeat(9)}});
    let raw = |share: &str| format!("{{\n  // {}\n  \"share\": \"{share}\"\n}}\n", "mine ".repeat(20));
    call(Method::PATCH, "/config", json!({"opencode": {"model": "a/b"}}));
    call(Method::PATCH, "/config", json!({"openwork": {"authorizedFolders": [home.join("other")]}}));
    call(Method::POST, "/config/opencode-raw", json!({"content": raw("manual")}));
    call(Method::POST, "/config/opencode-raw", json!({"content": raw("disabled"), "scope": "global"}));
    call(Method::POST, "/skills/hub/hubbed", json!({}));
    for word in ["Do it.", "Do it better."] {
        call(Method::POST, "/skills", json!({"name": "own", "content": text("own", word)}));
        call(Method::POST, "/commands", json!({"name": "own", "template": word.repeat(20)}));
        call(Method::POST, "/mcp", json!({"name": "own", "config": server(&word[..5])}));
    }
    call(Method::PUT, "/mcp/own/enabled", json!({"enabled": false}));
    call(Method::DELETE, "/mcp/own", Value::Null);
    call(Method::POST, "/plugins", json!({"spec": "a-plugin@1.0.0"}));
    call(Method::DELETE, "/plugins/a-plugin%401.0.0", Value::Null);
    call(Method::POST, "/inbox?path=handed", json!("x".repeat(5000)));
    let bundle = json!({
        "opencode": {"share": "manual", "mcp": {"brought": server("brought")}},
        "skills": [{"name": "brought", "content": text("brought", "Do it.")}],
        "commands": [{"name": "own", "content": text("own", "Brought.")}],
        "files": [{"path": ".opencode/agents/brought.md", "content": text("brought", "Brought.")}],
    });
    call(Method::POST, "/import", json!({"bundle": bundle, "mode": {"commands": "replace"}}));
    let content = |word: &str| json!({"content": text("item", word)});
    let provider = |key: &str| json!({"options": {"apiKey": key.repeat(9), "baseURL": "http://127.0.0.1:1"}});
    for (kind, first, then) in [
        ("mcps", server("first"), server("then")),
        ("providerConfigs", provider("first"), provider("then")),
        ("plugins", json!({"spec": "item@1.0.0"}), json!({"spec": "item@2.0.0"})),
        ("skills", content("first"), content("then")),
        ("commands", content("first"), content("then")),
        ("agents", content("first"), content("then")),
    ] {
        let (kinds, one) = (format!("/system/managed/{kind}"), format!("/system/managed/{kind}/{{{kind}}}"));
        call(Method::POST, &kinds, json!({"displayName": "item", "config": first, "workspaceIds": [id]}));
        call(Method::PUT, &one, json!({"config": then}));
        call(Method::PUT, &format!("{one}/assignments"), json!({"workspaceIds": []}));
        call(Method::PUT, &format!("{one}/assignments"), json!({"workspaceIds": [id]}));
        call(Method::DELETE, &one, Value::Null);
    }
    call(Method::PUT, "/system/environment/KEY", json!({"value": "very-hush"}));
    call(Method::DELETE, "/system/environment/KEY", Value::Null);
    let second = json!({"folderPath": home.join("second"), "name": "second", "preset": "minimal"});
    call(Method::POST, "/workspaces/local", second);
    call(Method::PATCH, "/display-name", json!({"displayName": "another"}));
    all
}

/// All that people have: their files, and what the server says there is.
async fn stands(door: &Door, id: &str) -> BTreeMap<String, Vec<u8>> {
    let mut all = contents(&door.server.home.at("work"));
    all.extend(contents(&door.server.home.at("user")));
    let mut places = ["/config", "/config/opencode-raw?scope=global", "/mcp", "/skills", "/commands", "/plugins"]
        .map(|place| format!("/workspaces/{id}{place}"))
        .to_vec();
    let kinds = ["mcps", "providerConfigs", "plugins", "skills", "commands", "agents"];
    places.extend(kinds.map(|kind| format!("/system/managed/{kind}")));
    places.extend(["/system/environment".to_owned(), "/workspaces".to_owned()]);
    for place in places {
        let told = door.get(&place).await;
        assert_eq!(told.status, 200, "{place}: {}", told.text());
        let mut told = told.data();
        if let Some(items) = told["items"].as_array_mut() {
            // what is found in files is as they are
            items.retain(|item| item["source"] != "discovered");
        }
        all.insert(place, told.to_string().into_bytes());
    }
    all
}

/// What a call says that found no room; nothing where it found some.
fn refusal(reply: &Reply) -> Option<String> {
    if reply.status == 200 {
        let told = reply.data();
        let mut places = told["projections"].as_array().into_iter().flatten();
        return places.find_map(|one| one["error"].as_str()).map(str::to_owned);
    }
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (500, "internal"), "{}", reply.text());
    Some(reply.sentence())
}

/// The names of what differs.
fn other(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut names: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    names.retain(|name| before.get(name) != after.get(name));
    names.sort();
    names.dedup();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g16_everything_that_writes_says_that_the_disk_is_full_and_leaves_all_as_it_was() {
    let home = std::sync::Arc::new(harness::server::Home::new());
    let hub = home.at("hub/hubbed");
    std::fs::create_dir_all(&hub).expect("a hub");
    std::fs::write(hub.join("SKILL.md"), text("hubbed", "Do it.")).expect("a skill");
    let door = Door::of(Setup::no_engine().at(&home).arg("--skill-hub").arg(home.at("hub").display().to_string()));
    let (id, folder) = door.workspace("one").await;
    for name in ["other", "second"] {
        std::fs::create_dir(home.at("work").join(name)).expect("a folder");
    }
    std::fs::write(folder.join("opencode.jsonc"), "// mine\n{}\n").expect("written");
    let mut wrong = Vec::new();
    for call in calls(&id, &home.at("work")) {
        let about = format!("{} {} {}", call.method, call.path, call.body);
        let mut did = false;
        for limit in LIMITS {
            let before = stands(&door, &id).await;
            door.server.limit_files(Some(limit));
            let reply = call.send(&door).await;
            door.server.limit_files(None);
            let Some(said) = refusal(&reply) else {
                // what fits into the pages that the store has already
                did = true;
                if limit < 4096 {
                    wrong.push(format!("{about} found room at {limit}: {}", reply.text()));
                }
                break;
            };
            let after = stands(&door, &id).await;
            if !(said.contains("No space is left") && said.contains("try again")) {
                wrong.push(format!("{about} at {limit}: {said}"));
            }
            if before != after {
                wrong.push(format!("{about} at {limit} left other: {:?}", other(&before, &after)));
            }
        }
        if !did {
            let reply = call.send(&door).await;
            if reply.status != 200 || refusal(&reply).is_some() {
                wrong.push(format!("{about} where there is room: {}", reply.text()));
            }
        }
    }
    let data = contents(&home.data());
    let is_temporary = |path: &&String| path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
    wrong.extend(data.keys().filter(is_temporary).map(|path| format!("{path} is left in the data folder")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let home = door.server.stops_cleanly().await;
    assert_eq!(openwork_core::server::check_store(&home.data()).expect("a check").faults, [""; 0]);
}
