//! The whole set of attached items is the same after each change of a configuration, each bundle that is taken in, each edit by
//! hand and each start.

use super::managed::config;
use harness::server::{Door, Setup, until};
use http::Method;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const KINDS: [&str; 6] = ["mcps", "providerConfigs", "plugins", "skills", "commands", "agents"];

/// Every item that is managed, by id: its key, its workspaces, and what stands for it in each of these folders.
pub(crate) async fn attached(door: &Door, folders: &BTreeMap<String, PathBuf>) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for kind in KINDS {
        let items = door.get(&format!("/system/managed/{kind}")).await.data();
        for item in items["items"].as_array().expect("a list").iter().filter(|item| item["source"] != "discovered") {
            let key = item["key"].as_str().expect("a key");
            let of = |id: &Value| folders.get(id.as_str().expect("an id"));
            let ids = item["workspaceIds"].as_array().expect("ids");
            let stands: Vec<_> = ids.iter().filter_map(of).map(|folder| stands(folder, kind, key, item)).collect();
            let told = json!([kind, key, item["config"], ids, stands]);
            all.insert(item["id"].as_str().expect("an id").to_owned(), told);
        }
    }
    all
}

/// What stands in a folder for an item.
fn stands(folder: &Path, kind: &str, key: &str, item: &Value) -> Value {
    let file = |path: String| std::fs::read_to_string(folder.join(path)).map_or(Value::Null, Value::from);
    match kind {
        "mcps" => config(folder)["mcp"][key].clone(),
        "providerConfigs" => config(folder)["provider"][key].clone(),
        "plugins" => {
            let named = config(folder)["plugin"].as_array().cloned().unwrap_or_default();
            json!(named.contains(&item["config"]["spec"]))
        }
        "skills" => file(format!(".opencode/skills/{key}/SKILL.md")),
        _ => file(format!(".opencode/{kind}/{key}.md")),
    }
}

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// One of each kind in both workspaces, and some in one.
pub(crate) async fn attach(door: &Door, one: &str, other: &str) {
    let text = |name: &str| json!({"content": format!("---\nname: {name}\ndescription: x\n---\nDo it.\n")});
    let local = json!({"type": "local", "command": ["a", "--token", "hush"], "environment": {"K": "hush"}});
    for (kind, name, config, ids) in [
        ("mcps", "both", local.clone(), json!([one, other])),
        ("mcps", "single", json!({"type": "remote", "url": "http://x"}), json!([other])),
        ("providerConfigs", "acme", json!({"options": {"apiKey": "hush"}}), json!([one, other])),
        ("plugins", "acme", json!({"spec": "acme@1.0.0"}), json!([one, other])),
        ("skills", "tidy", text("tidy"), json!([one, other])),
        ("commands", "tidy", text("tidy"), json!([one])),
        ("agents", "tidy", text("tidy"), json!([one, other])),
        ("mcps", "nowhere", local, json!([])),
    ] {
        let body = json!({"displayName": name, "config": config, "workspaceIds": ids});
        let made = door.post(&format!("/system/managed/{kind}"), &body).await;
        assert_eq!(made.status, 200, "{}", made.text());
    }
    let own = json!({"name": "own", "config": {"type": "local", "command": ["b"]}});
    assert_eq!(door.post(&format!("/workspaces/{one}/mcp"), &own).await.status, 200);
}

/// Puts a key of the user's into a configuration, all else as it is.
pub(super) fn edit(file: &Path, key: &str, value: &Value) {
    let text = std::fs::read_to_string(file).unwrap_or_else(|_| "{}".to_owned());
    let plain: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let mut map: Map<String, Value> = serde_json::from_str(&plain).expect("JSON");
    match map.get_mut(key).and_then(Value::as_object_mut) {
        Some(group) => group.extend(value.as_object().expect("a group").clone()),
        None => drop(map.insert(key.to_owned(), value.clone())),
    }
    std::fs::write(file, format!("// by hand\n{}\n", Value::Object(map))).expect("written");
}

/// A bundle with something of every kind; one in four times with what only a managed item may be.
fn bundle(dice: &mut Dice, word: &str) -> Value {
    let odd = dice.roll(12);
    let (server, skill) = (if odd == 0 { "both" } else { word }, if odd == 1 { "tidy" } else { word });
    let file = if odd == 2 { "tidy" } else { "brought" };
    json!({
        "version": 1,
        "opencode": {
            "mcp": {server: {"type": "local", "command": ["brought", word], "environment": {"K": "brought"}}},
            "plugin": [word, "acme@2.0.0"],
            "permission": {"*": "ask", "bash": {word: "deny"}},
            "agent": {"build": {"description": word}},
        },
        "skills": [{"name": skill, "content": format!("---\nname: {skill}\ndescription: {word}\n---\nBrought.\n")}],
        "commands": [{"name": word, "content": "Brought."}],
        "files": [{"path": format!(".opencode/agents/{file}.md"), "content": "---\ndescription: x\n---\nBrought."}],
    })
}

/// Takes a bundle in, in each section merged or in place of what is there. Answers whether it was taken.
async fn take(door: &Door, dice: &mut Dice, id: &str, word: &str) -> bool {
    let bundle = bundle(dice, word);
    let sections = ["opencode", "skills", "commands", "files"];
    let mut mode = |name: &str| (name.to_owned(), json!(if dice.roll(2) == 0 { "merge" } else { "replace" }));
    let mode: Map<_, _> = sections.into_iter().map(&mut mode).collect();
    let body = json!({"bundle": bundle, "mode": mode});
    let taken = door.post(&format!("/workspaces/{id}/import"), &body).await;
    assert!([200, 409].contains(&taken.status.as_u16()), "{}", taken.text());
    taken.status == 200
}

/// The items that bundles brought.
async fn brought(door: &Door) -> BTreeSet<String> {
    let items = door.get("/system/managed/mcps").await.data();
    let brought = items["items"].as_array().expect("a list").iter().filter(|item| item["source"] == "imported");
    brought.map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// A request for a workspace that has this answer: an empty code where it is done.
pub(super) async fn asks(door: &Door, method: Method, place: String, body: &Value, code: &str) {
    let reply = door.ask(method, &place).json(body).send().await;
    assert_eq!(reply.code(), code, "{place} {body}: {}", reply.text());
}

/// What is attached by operations of its own is no matter of settings.
pub(super) async fn refused_patches(door: &Door, id: &str) {
    let agent = json!({"tidy": null});
    for key in ["mcp", "plugin", "provider", "command", "mode", "agent"] {
        for value in [json!(null), json!([]), json!({}), json!({"both": null}), json!(["acme@2.0.0"])] {
            let value = if key == "agent" { &agent } else { &value };
            let body = json!({"opencode": {"model": "not/taken", key: value}});
            asks(door, Method::PATCH, format!("/workspaces/{id}/config"), &body, "unprocessable").await;
        }
    }
}

/// Has every managed item put in place anew, where it is.
async fn refreshed(door: &Door, word: &str) {
    for kind in KINDS {
        let items = door.get(&format!("/system/managed/{kind}")).await.data();
        for item in items["items"].as_array().expect("a list").iter().filter(|item| item["source"] != "discovered") {
            let place = format!("/system/managed/{kind}/{}", item["id"].as_str().expect("an id"));
            asks(door, Method::PUT, place.clone(), &json!({"displayName": format!("shown as {word}")}), "").await;
            let same = json!({"workspaceIds": item["workspaceIds"]});
            asks(door, Method::PUT, format!("{place}/assignments"), &same, "").await;
        }
    }
}

/// Gives a workspace another folder.
pub(super) async fn relink(door: &Door, id: &str, folder: &Path) {
    let body = json!({ "folderPath": folder });
    asks(door, Method::PATCH, format!("/workspaces/{id}/data-dir"), &body, "").await;
}

/// Does something to a file by hand, and waits until the watch has seen it.
pub(super) async fn by_hand(door: &Door, id: &str, file: &str, change: impl FnOnce()) {
    let told = async |since: &Value| {
        let since = since.as_u64().map(|since| format!("?since={since}")).unwrap_or_default();
        door.get(&format!("/workspaces/{id}/reload-events{since}")).await.data()
    };
    let cursor = told(&Value::Null).await["cursor"].clone();
    change();
    until(&format!("the watch sees {file}"), async || {
        let events = told(&cursor).await;
        events["items"].as_array()?.iter().any(|event| event["trigger"]["path"] == file).then_some(())
    })
    .await;
}

/// Something that is no change of what is attached, by chance. What is done by hand is another thing in each round.
async fn something(door: &Door, dice: &mut Dice, (id, folder): (&str, &Path), round: usize) -> String {
    let word = ["a", "b", "c"][usize::try_from(dice.roll(3)).expect("small")];
    let own = format!("{word}{round}");
    let patch = async |body: Value| asks(door, Method::PATCH, format!("/workspaces/{id}/config"), &body, "").await;
    let edited = async |file: &str, key: &str, value: Value| {
        by_hand(door, id, file, || edit(&folder.join(file), key, &value)).await;
    };
    let what = dice.roll(17);
    match what {
        0 => patch(json!({"opencode": {"model": format!("acme/{word}")}})).await,
        1 => patch(json!({"opencode": {"model": null, "permission": {"bash": {word: "ask"}}}})).await,
        2 => refused_patches(door, id).await,
        3 => {
            let text = json!({"mcp": {word: {"type": "local", "command": [word]}}, "plugin": [word]}).to_string();
            let place = format!("/workspaces/{id}/config/opencode-raw");
            asks(door, Method::POST, place, &json!({ "content": text }), "").await;
        }
        4 => {
            let server = json!({own.as_str(): {"type": "local", "command": ["mine"]}});
            edited(".opencode/opencode.json", "mcp", server).await;
        }
        5 => edited(".opencode/opencode.json", "username", json!(own)).await,
        6 => edited("opencode.json", "provider", json!({own.as_str(): {"options": {"region": word}}})).await,
        7 => {
            let file = format!(".opencode/agents/{own}.md");
            let text = "---\ndescription: mine\n---\nmine";
            by_hand(door, id, &file, || std::fs::write(folder.join(&file), text).expect("written")).await;
        }
        8 => patch(json!({"openwork": {"authorizedFolders": [door.server.home.folder(word)]}})).await,
        9 => patch(json!({"openwork": {"authorizedFolders": []}})).await,
        10 => refreshed(door, &own).await,
        11 => {
            asks(door, Method::POST, format!("/workspaces/{id}/engine/reload"), &json!({}), "engine_unavailable").await;
            asks(door, Method::POST, format!("/workspaces/{id}/dispose"), &json!({}), "").await;
        }
        _ => return format!("a bundle with {word}, taken: {}", take(door, dice, id, word).await),
    }
    format!("{what} with {word}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_but_its_own_operations_changes_what_is_attached() {
    for seed in [4711, 17] {
        walk(seed).await;
    }
}

/// What is attached is what was attached before, but for what bundles brought; answers what they did.
async fn same(
    door: &Door,
    folders: &BTreeMap<String, PathBuf>,
    before: &BTreeMap<String, Value>,
    what: &str,
) -> BTreeSet<String> {
    let (mut now, new) = (attached(door, folders).await, brought(door).await);
    now.retain(|id, _| !new.contains(id));
    assert_eq!(now, *before, "{what}");
    new
}

async fn walk(seed: u64) {
    let mut door = Door::open();
    let (one, at_one) = door.workspace("one").await;
    let (other, at_other) = door.workspace("other").await;
    let folders: BTreeMap<_, _> = [(one.clone(), at_one.clone()), (other.clone(), at_other.clone())].into();
    attach(&door, &one, &other).await;
    let before = attached(&door, &folders).await;
    assert_eq!(before.len(), 9, "{before:?}");
    assert!(!format!("{before:?}").contains("Null"), "{before:?}");
    let (mut dice, mut known, mut taken) = (Dice(seed), BTreeSet::new(), 0);
    for round in 0..60 {
        let (id, folder) = if dice.roll(2) == 0 { (&one, &at_one) } else { (&other, &at_other) };
        let mut what = something(&door, &mut dice, (id.as_str(), folder.as_path()), round).await;
        taken += usize::from(what.ends_with("taken: true"));
        if round % 10 == 4 {
            // in another folder, and back in its own
            let moved = door.server.home.folder("moved");
            let mut folders = folders.clone();
            folders.insert(id.clone(), moved.clone());
            relink(&door, id, &moved).await;
            same(&door, &folders, &before, &format!("seed {seed}, round {round}: {what}, in another folder")).await;
            relink(&door, id, folder).await;
            what.push_str(" and there and back");
        }
        if round % 10 == 9 {
            let home = door.server.stops_cleanly().await;
            door = Door::of(Setup::no_engine().at(&home));
            until("a start has looked at every workspace", async || {
                let settled = door.get("/system/status").await.status == 200;
                settled.then_some(())
            })
            .await;
            what.push_str(" and a start");
        }
        let new = same(&door, &folders, &before, &format!("seed {seed}, round {round}: {what}")).await;
        assert!(new.is_superset(&known), "seed {seed}, round {round}: {what} took away what a bundle brought");
        known = new;
    }
    assert!(taken > 3 && !known.is_empty(), "seed {seed}: {taken} bundles were taken, which brought {known:?}");
}
