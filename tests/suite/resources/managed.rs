//! Managed items: in exactly the workspaces that have them, their secrets sealed, nothing of the user's overwritten.

use harness::http_client::Reply;
use harness::server::Door;
use harness::tree::{Lying, files_with, tree};
use http::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

pub(super) async fn create(door: &Door, kind: &str, body: &Value) -> Reply {
    door.post(&format!("/system/managed/{kind}"), body).await
}

pub(super) async fn put(door: &Door, path: &str, body: &Value) -> Reply {
    door.ask(Method::PUT, path).json(body).send().await
}

pub(super) fn config(folder: &Path) -> Value {
    let Ok(text) = std::fs::read_to_string(folder.join(".opencode/opencode.json")) else { return Value::Null };
    let text = text.trim_start_matches('\u{feff}');
    let json: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    serde_json::from_str(&json).expect("JSON")
}

#[tokio::test]
async fn an_item_is_in_exactly_the_workspaces_that_have_it() {
    let door = Door::open();
    let (one, at_one) = door.workspace("one").await;
    let (two, at_two) = door.workspace("two").await;
    let (_, at_three) = door.workspace("three").await;
    let server = |word: &str| json!({"type": "local", "command": [word]});
    let body = json!({"displayName": "My Search", "config": server("a"), "workspaceIds": [one, two]});
    let made = create(&door, "mcps", &body).await.data();
    assert_eq!((&made["item"]["key"], made["projections"].as_array().map(Vec::len)), (&json!("my-search"), Some(2)));
    let id = made["item"]["id"].as_str().expect("an id").to_owned();
    for folder in [&at_one, &at_two] {
        assert_eq!(config(folder)["mcp"]["my-search"]["command"], json!(["a"]));
    }
    assert!(!at_three.join(".opencode").exists());
    // a change reaches both; a detachment one
    let place = format!("/system/managed/mcps/{id}");
    assert_eq!(put(&door, &place, &json!({"config": server("b")})).await.status, 200);
    assert_eq!(config(&at_one)["mcp"]["my-search"], config(&at_two)["mcp"]["my-search"]);
    let assigned = put(&door, &format!("{place}/assignments"), &json!({"workspaceIds": [two]})).await.data();
    assert_eq!(assigned["item"]["workspaceIds"], json!([two]));
    assert!(!at_one.join(".opencode/opencode.json").exists(), "{}", config(&at_one));
    assert_eq!(config(&at_two)["mcp"]["my-search"]["command"], json!(["b"]));
    // a stale revision changes nothing
    let stale = json!({"displayName": "x", "ifMatch": made["item"]["revision"]});
    assert_eq!(put(&door, &place, &stale).await.code(), "conflict");
    assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
    assert!(!at_two.join(".opencode/opencode.json").exists());
    assert_eq!(door.get("/system/managed/mcps").await.data(), json!({"items": []}));
}

#[tokio::test]
async fn skills_commands_and_agents_are_files_that_go_with_the_item() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    for (kind, file) in [
        ("skills", ".opencode/skills/tidy/SKILL.md"),
        ("commands", ".opencode/commands/tidy.md"),
        ("agents", ".opencode/agents/tidy.md"),
    ] {
        let content = "---\nname: tidy\ndescription: x\n---\nDo it.\n";
        let body = json!({"displayName": "Tidy", "config": {"content": content}, "workspaceIds": [id]});
        let made = create(&door, kind, &body).await.data();
        assert_eq!(std::fs::read_to_string(folder.join(file)).expect(kind), content);
        let place = format!("/system/managed/{kind}/{}", made["item"]["id"].as_str().expect("an id"));
        let changed = content.replace("Do it", "Do that");
        assert_eq!(put(&door, &place, &json!({"config": {"content": changed}})).await.status, 200);
        assert_eq!(std::fs::read_to_string(folder.join(file)).expect(kind), changed);
        assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
        assert!(!folder.join(file).exists(), "{kind}");
        // what the user made is never overwritten, and what the user changed is never removed
        std::fs::create_dir_all(folder.join(file).parent().expect("a folder")).expect("made");
        std::fs::write(folder.join(file), "mine").expect("written");
        assert_eq!(create(&door, kind, &body).await.code(), "conflict", "{kind}");
        assert_eq!(std::fs::read_to_string(folder.join(file)).expect(kind), "mine");
        std::fs::remove_file(folder.join(file)).expect("removed");
        if kind == "skills" {
            std::fs::remove_dir(folder.join(".opencode/skills/tidy")).expect("removed");
        }
        let made = create(&door, kind, &body).await.data();
        std::fs::write(folder.join(file), "changed by hand").expect("written");
        let place = format!("/system/managed/{kind}/{}", made["item"]["id"].as_str().expect("an id"));
        let refused = put(&door, &place, &json!({"config": {"content": changed}})).await.data();
        assert!(refused["projections"][0]["error"].as_str().is_some_and(|why| why.contains("by hand")), "{refused}");
        assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
        assert_eq!(std::fs::read_to_string(folder.join(file)).expect(kind), "changed by hand");
    }
}

#[tokio::test]
async fn what_is_managed_is_changed_by_its_item_alone() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let content = "---\nname: tidy\ndescription: x\n---\nDo it.\n";
    for (kind, file, text) in [
        ("skills", ".opencode/skills/tidy/SKILL.md", json!({"name": "tidy", "content": content.replace("Do", "Take")})),
        ("commands", ".opencode/commands/tidy.md", json!({"name": "tidy", "template": "Take it."})),
    ] {
        let body = json!({"displayName": "Tidy", "config": {"content": content}, "workspaceIds": [id]});
        let item = create(&door, kind, &body).await.data()["item"]["id"].as_str().expect("an id").to_owned();
        let place = format!("/workspaces/{id}/{kind}");
        let written = door.post(&place, &text).await;
        let removed = door.ask(Method::DELETE, &format!("{place}/tidy")).send().await;
        for refused in [written, removed] {
            assert_eq!(refused.code(), "conflict", "{}", refused.text());
            assert!(refused.sentence().contains(&item), "{}", refused.sentence());
        }
        assert_eq!(std::fs::read_to_string(folder.join(file)).expect(kind), content);
        assert_eq!(door.ask(Method::DELETE, &format!("/system/managed/{kind}/{item}")).send().await.status, 200);
        assert_eq!(door.post(&place, &text).await.status, 200, "then it is anybody's");
    }
}

#[tokio::test]
async fn what_stands_by_hand_and_what_collides_is_a_conflict() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let file = folder.join(".opencode/opencode.json");
    std::fs::create_dir_all(folder.join(".opencode")).expect("made");
    let mine = "{\n  // mine\n  \"mcp\": { \"search\": { \"type\": \"local\", \"command\": [\"mine\"] } },\n  \"plugin\": [\"mine\"]\n}\n";
    std::fs::write(&file, mine).expect("written");
    let server = json!({"type": "local", "command": ["a"]});
    for (kind, body) in [
        ("mcps", json!({"displayName": "search", "config": server, "workspaceIds": [id]})),
        ("plugins", json!({"displayName": "p", "config": {"spec": "p"}, "workspaceIds": [id]})),
    ] {
        let refused = create(&door, kind, &body).await;
        assert_eq!(refused.code(), "conflict", "{}", refused.text());
        assert_eq!(std::fs::read_to_string(&file).expect("there"), mine);
    }
    let named = |name: &str| json!({"displayName": name, "key": name, "config": server, "workspaceIds": [id]});
    let made = create(&door, "mcps", &named("other")).await;
    assert_eq!(made.status, 200, "{}", made.text());
    assert_eq!(create(&door, "mcps", &named("Other")).await.code(), "conflict");
    assert!(std::fs::read_to_string(&file).expect("there").contains("// mine"));
    let place = format!("/system/managed/mcps/{}", made.data()["item"]["id"].as_str().expect("an id"));
    assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
    assert_eq!(std::fs::read_to_string(&file).expect("there"), mine, "byte for byte as it was");
}

#[tokio::test]
async fn a_configuration_of_the_wrong_shape_is_refused_at_its_place() {
    let door = Door::open();
    for (kind, config, place) in [
        ("mcps", json!({}), "config.type"),
        ("mcps", json!({"type": "local", "command": []}), "config.command"),
        ("mcps", json!({"type": "local", "command": "x"}), "config.command"),
        ("mcps", json!({"type": "remote", "url": "ftp://x"}), "config.url"),
        ("mcps", json!({"type": "remote", "url": "http://x", "headers": []}), "config.headers"),
        ("mcps", json!({"type": "remote", "url": "http://x", "headers": {"a": 1}}), "config.headers.a"),
        (
            "mcps",
            json!({"type": "remote", "url": "http://x", "headers": {"a": {"configured": true}}}),
            "config.headers.a",
        ),
        ("mcps", json!({"type": "remote", "url": "http://{file:/etc/passwd}"}), "config.url"),
        ("mcps", json!({"type": "local", "command": ["a"], "timeout": -1}), "config.timeout"),
        ("plugins", json!({"spec": " "}), "config.spec"),
        ("providerConfigs", json!({"options": 1}), "config.options"),
        ("skills", json!({"content": "no head"}), "config.content"),
        ("skills", json!({"content": "---\nname: other\n---\nx"}), "config.content"),
        ("agents", json!({"content": "---\nmode: often\n---\nx"}), "config.content"),
        ("commands", json!({}), "config.content"),
    ] {
        let refused = create(&door, kind, &json!({"displayName": "thing", "config": config})).await;
        assert_eq!((refused.code().as_str(), refused.place().as_str()), ("unprocessable", place), "{}", refused.text());
    }
    let unknown = json!({"displayName": "a", "config": {"spec": "a"}, "workspaceIds": ["ws_none"]});
    assert_eq!(create(&door, "plugins", &unknown).await.place(), "workspaceIds");
    assert_eq!(create(&door, "nonsense", &unknown).await.code(), "invalid_request");
    assert_eq!(put(&door, "/system/managed/mcps/itm_none", &json!({})).await.code(), "not_found");
}

#[tokio::test]
async fn g15_a_secret_goes_in_and_never_out() {
    let door = Door::open();
    let (id, folder) = door.workspace("one").await;
    let hush = ["header-very-hush", "environment-very-hush", "provider-very-hush"];
    let headers = json!({"Authorization": format!("Bearer {}", hush[0]), "X-Plain": "{env:PLAIN}"});
    let remote = json!({"type": "remote", "url": "http://127.0.0.1:1/mcp", "headers": headers});
    let local = json!({"type": "local", "command": ["a"], "environment": {"TOKEN": hush[1]}});
    let provider =
        json!({"npm": "@ai-sdk/openai-compatible", "options": {"apiKey": hush[2], "baseURL": "http://127.0.0.1:1"}});
    let mut told = Vec::new();
    let mut places = Vec::new();
    for (kind, name, config) in
        [("mcps", "remote", &remote), ("mcps", "local", &local), ("providerConfigs", "acme", &provider)]
    {
        let body = json!({"displayName": name, "config": config, "workspaceIds": [id]});
        let made = create(&door, kind, &body).await;
        assert_eq!(made.status, 200, "{}", made.text());
        places.push(format!("/system/managed/{kind}/{}", made.data()["item"]["id"].as_str().expect("an id")));
        told.push(made.text());
    }
    let items = door.get("/system/managed/mcps").await;
    let shown = items.data()["items"][1]["config"]["headers"].clone();
    assert_eq!(shown, json!({"Authorization": {"configured": true}, "X-Plain": "{env:PLAIN}"}));
    told.extend([items.text(), door.get("/system/managed/providerConfigs").await.text()]);
    told.push(door.get(&format!("/workspaces/{id}/mcp")).await.text());
    // a change that does not name them keeps them, a mark keeps them, another value replaces them
    let kept = put(&door, &places[0], &json!({"config": {"type": "remote", "url": "http://127.0.0.1:2/mcp"}})).await;
    assert_eq!(kept.data()["item"]["config"]["headers"], shown, "{}", kept.text());
    let marked = json!({"config": {"type": "remote", "url": "http://127.0.0.1:2/mcp", "headers": {"Authorization": {"configured": true}}}});
    let marked = put(&door, &places[0], &marked).await;
    assert_eq!(marked.data()["item"]["config"]["headers"], json!({"Authorization": {"configured": true}}));
    told.extend([kept.text(), marked.text(), door.server.log()]);
    for text in &told {
        assert!(hush.iter().all(|secret| !text.contains(secret)), "{text}");
    }
    // in the workspace stands where it is, and it is nowhere else than there
    let written = config(&folder);
    let reference = written["mcp"]["remote"]["headers"]["Authorization"].as_str().expect("text").to_owned();
    let file = reference.strip_prefix("{file:").and_then(|rest| rest.strip_suffix('}')).expect("a file");
    assert_eq!(std::fs::read_to_string(file).expect("a secret"), format!("Bearer {}", hush[0]));
    assert_eq!(std::fs::metadata(file).expect("there").permissions().mode() & 0o777, 0o600);
    let data = door.server.home.data();
    for secret in hush {
        assert_eq!(files_with(&folder, secret.as_bytes()), [""; 0]);
        let in_data = files_with(&data, secret.as_bytes());
        assert!(in_data.len() == 1 && in_data[0].contains("/secrets/"), "{in_data:?}");
    }
    for place in places {
        assert_eq!(door.ask(Method::DELETE, &place).send().await.status, 200);
    }
    for secret in hush {
        assert_eq!(files_with(&data, secret.as_bytes()), [""; 0]);
    }
    let home = door.server.stops_cleanly().await;
    let dump = openwork_core::server::dump_store(&home.data()).expect("a dump").to_string();
    assert!(hush.iter().all(|secret| !dump.contains(secret)));
}

#[tokio::test]
async fn one_of_many_workspaces_is_touched_and_no_other() {
    let door = Door::open();
    let mut all = Vec::new();
    for number in 0..500 {
        all.push(door.workspace(&format!("w{number}")).await);
    }
    let ids: Vec<&String> = all.iter().map(|(id, _)| id).collect();
    let server = json!({"type": "local", "command": ["a"]});
    let body = json!({"displayName": "everywhere", "config": server, "workspaceIds": ids});
    let made = create(&door, "mcps", &body).await.data();
    assert_eq!(made["projections"].as_array().map(Vec::len), Some(500));
    let place = |item: &Value| format!("/system/managed/mcps/{}", item["item"]["id"].as_str().expect("an id"));
    let work = door.server.home.at("work");
    // what is new, changed, put in the place of another, or gone
    let touched = |before: &BTreeMap<String, Lying>| {
        let after = tree(&work);
        let both = before.keys().chain(after.keys()).collect::<BTreeSet<_>>();
        let other = both.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect::<Vec<_>>();
        (after, other)
    };
    let (folder, file) = ("w250/.opencode", "w250/.opencode/opencode.json");
    let other = json!({"displayName": "here", "config": server, "workspaceIds": [ids[250]]});
    let before = tree(&work);
    let one = create(&door, "mcps", &other).await.data();
    let (before, now) = touched(&before);
    assert_eq!(now, [folder, file]);
    let changed = json!({"config": {"type": "local", "command": ["b"]}});
    assert_eq!(put(&door, &place(&one), &changed).await.status, 200);
    let (before, now) = touched(&before);
    assert_eq!(now, [folder, file]);
    // taken from that one, where nothing is left of ours, and from it alone
    let rest: Vec<_> = ids.iter().filter(|id| **id != ids[250]).collect();
    assert_eq!(door.ask(Method::DELETE, &place(&one)).send().await.status, 200);
    let (before, now) = touched(&before);
    assert_eq!(now, [folder, file]);
    let assigned = put(&door, &format!("{}/assignments", place(&made)), &json!({"workspaceIds": rest})).await;
    assert_eq!(assigned.status, 200, "{}", assigned.text());
    let (after, now) = touched(&before);
    assert_eq!(now, ["w250", folder, file]);
    assert!(!after.contains_key(folder), "it is gone");
    // a skill is a new file
    let content = "---\nname: here\ndescription: x\n---\nDo it.\n";
    let skill = json!({"displayName": "here", "config": {"content": content}, "workspaceIds": [ids[7]]});
    assert_eq!(create(&door, "skills", &skill).await.status, 200);
    let at = |path: &str| format!("w7/.opencode{path}");
    assert_eq!(touched(&after).1, [at(""), at("/skills"), at("/skills/here"), at("/skills/here/SKILL.md")]);
}

#[tokio::test]
async fn whoever_is_limited_sees_what_its_workspaces_have() {
    let door = Door::open();
    let (one, _) = door.workspace("one").await;
    let (two, _) = door.workspace("two").await;
    for (name, ids) in [("a", json!([one, two])), ("b", json!([two])), ("c", json!([]))] {
        let body = json!({"displayName": name, "config": {"spec": name}, "workspaceIds": ids});
        assert_eq!(create(&door, "plugins", &body).await.status, 200);
    }
    let (_, limited) = door.token(&json!({"role": "collaborator", "workspaceIds": [one]})).await;
    let seen = door.ask(Method::GET, "/system/managed/plugins").token(Some(&limited)).send().await.data();
    let seen = seen["items"].as_array().expect("a list");
    assert_eq!((seen.len(), &seen[0]["workspaceIds"]), (1, &json!([one])));
    let body = json!({"displayName": "d", "config": {"spec": "d"}});
    let refused = door.ask(Method::POST, "/system/managed/plugins").token(Some(&limited)).json(&body).send().await;
    assert_eq!(refused.code(), "forbidden");
}

#[tokio::test]
async fn a_forgotten_workspace_leaves_the_items_of_others_alone() {
    let door = Door::open();
    let (one, at_one) = door.workspace("one").await;
    let (two, at_two) = door.workspace("two").await;
    let body = json!({"displayName": "a", "config": {"type": "local", "command": ["a"]}, "workspaceIds": [one, two]});
    assert_eq!(create(&door, "mcps", &body).await.status, 200);
    assert_eq!(door.ask(Method::DELETE, &format!("/workspaces/{one}")).send().await.status, 200);
    assert!(!at_one.join(".opencode/opencode.json").exists());
    let items = door.get("/system/managed/mcps").await.data();
    assert_eq!(items["items"][0]["workspaceIds"], json!([two]));
    assert_eq!(config(&at_two)["mcp"]["a"]["command"], json!(["a"]));
    let home = door.server.stops_cleanly().await;
    assert_eq!(openwork_core::server::check_store(&home.data()).expect("a check").faults, [""; 0]);
}
