//! Promise G11 over all that has to do with a folder: each golden configuration survives every operation byte for byte outside of
//! the keys that it is about, and has the bytes of before after the opposite one.

use super::golden::{self, fill, has_one_more, is_all_in, snapshot};
use super::{Desk, MANAGED};
use harness::dice::Dice;
use harness::server::{Door, Setup, until};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

/// What is asked: how, where, with what.
type Call = (Method, String, Value);

/// Something that is done, and its opposite.
struct Act {
    name: &'static str,
    on: Call,
    off: Call,
    /// Whether the managed layer has a key more while it stands.
    is_key: bool,
}

impl Desk {
    async fn call(&self, (method, place, body): &Call) -> harness::http_client::Reply {
        self.door.ask(method.clone(), place).json(body).send().await
    }

    /// Whether it is done. What people wrote in the very place of a list is in its way, and stays.
    async fn does(&self, act: &Act, call: &Call, text: &str) -> bool {
        let reply = self.call(call).await;
        let is_in_the_way = act.name.contains("plugin") && text.contains("\"plugin\"");
        assert_eq!(reply.code(), if is_in_the_way { "conflict" } else { "" }, "{}: {}", act.name, reply.text());
        !is_in_the_way
    }

    fn under(&self, rest: &str) -> String {
        format!("/workspaces/{}/{rest}", self.id)
    }

    /// What is managed, and stands in the folder or does not.
    async fn assigned(&self, name: &'static str, kind: &str, config: Value, is_key: bool) -> Act {
        let body = json!({"displayName": "shared", "config": config, "workspaceIds": []});
        let made = self.door.post(&format!("/system/managed/{kind}"), &body).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let item = made.data()["item"]["id"].as_str().expect("an id").to_owned();
        let to = |ids: Value| {
            let place = format!("/system/managed/{kind}/{item}/assignments");
            (Method::PUT, place, json!({ "workspaceIds": ids }))
        };
        Act { name, on: to(json!([self.id])), off: to(json!([])), is_key }
    }

    /// All that is done to a workspace and can be taken back.
    async fn acts(&self) -> Vec<Act> {
        let patch = |body: Value| (Method::PATCH, self.place(""), body);
        let key = |key: &str, value: Value| {
            let way = key.split('/').rev();
            patch(json!({"opencode": way.fold(value, |value, key| json!({ key: value }))}))
        };
        let set =
            |name, way: &str, value: Value| Act { name, on: key(way, value), off: key(way, Value::Null), is_key: true };
        let folders = |folders: Value| patch(json!({"openwork": {"authorizedFolders": folders}}));
        let put = |name, area: &str, body: Value, key: &str, is_key| Act {
            name,
            on: (Method::POST, self.under(area), body),
            off: (Method::DELETE, self.under(&format!("{area}/{key}")), json!({})),
            is_key,
        };
        let local = json!({"type": "local", "command": ["own"], "environment": {"K": "hush"}});
        let variable = "/system/environment/GOLDEN".to_owned();
        let text = json!({"content": "---\nname: shared\ndescription: x\n---\nDo it.\n"});
        let provider = json!({"npm": "@ai-sdk/openai-compatible", "options": {"apiKey": "hush"}});
        vec![
            set("a key", "small_model", json!("s/m")),
            set("a rule", "permission/webfetch", json!("deny")),
            set("a rule of an agent", "agent/plan/permission/edit", json!("deny")),
            Act {
                name: "a folder",
                on: folders(json!([self.door.server.home.folder("outside")])),
                off: folders(json!([])),
                is_key: true,
            },
            put("a server", "mcp", json!({"name": "own", "config": local}), "own", true),
            put("a plugin", "plugins", json!({"spec": "own@1.0.0"}), "own%401.0.0", true),
            put("a skill", "skills", json!({"name": "own", "description": "x", "content": "y"}), "own", false),
            put("a command", "commands", json!({"name": "own", "template": "y"}), "own", false),
            Act {
                name: "a variable",
                on: (Method::PUT, variable.clone(), json!({"value": "hush"})),
                off: (Method::DELETE, variable, json!({})),
                is_key: false,
            },
            self.assigned("a managed server", "mcps", local.clone(), true).await,
            self.assigned("a managed plugin", "plugins", json!({"spec": "shared@1.0.0"}), true).await,
            self.assigned("a managed provider", "providerConfigs", provider, true).await,
            self.assigned("a managed skill", "skills", text.clone(), false).await,
            self.assigned("a managed command", "commands", text.clone(), false).await,
            self.assigned("a managed agent", "agents", text, false).await,
        ]
    }

    /// What is asked and writes nothing into a folder: reads, and what is refused, with its code.
    fn idle(&self) -> Vec<(Call, &'static str)> {
        let post = |rest: &str, body: Value| (Method::POST, self.under(rest), body);
        let bundle = |opencode: Value| post("import", json!({"bundle": {"opencode": opencode}}));
        let secret = json!({"share": "manual", "agent": {"build": {"options": {"apiKey": "hush"}}}});
        let mut all: Vec<_> = ["config", "config/opencode-raw", "export?sensitive=exclude", "mcp", "plugins", "skills"]
            .map(|rest| ((Method::GET, self.under(rest), json!({})), ""))
            .into();
        let (patch, preset) = (self.place(""), json!({"folderPath": self.folder, "name": "again", "preset": "other"}));
        all.extend([
            (post("config/validate", json!({})), ""),
            (post("dispose", json!({})), ""),
            (post("activate", json!({})), ""),
            (post("import/preview", json!({"bundle": {"opencode": {"share": "disabled"}}})), ""),
            ((Method::POST, "/workspaces/local".to_owned(), preset), ""),
            (post("engine/reload", json!({})), "engine_unavailable"),
            (post("config/opencode-raw", json!({"content": "{ \"model\": "})), "unprocessable"),
            ((Method::PATCH, patch.clone(), json!({"opencode": {"mcp": null}})), "unprocessable"),
            ((Method::PATCH, patch, json!({"openwork": {"authorizedFolders": ["/"]}})), "unprocessable"),
            (bundle(secret), "unprocessable"),
            (bundle(json!({"share": "always"})), "unprocessable"),
            ((Method::DELETE, self.under("mcp/none"), json!({})), "not_found"),
        ]);
        all
    }

    async fn asks_idly(&self) {
        let before = snapshot(&self.folder);
        for (call, code) in self.idle() {
            let reply = self.call(&call).await;
            assert_eq!(reply.code(), code, "{call:?}: {}", reply.text());
            assert_eq!(snapshot(&self.folder), before, "{call:?}");
        }
    }

    /// Every file of before but the managed layer is as it was.
    fn users_are(&self, text: &str, what: &str) {
        for file in golden::USERS {
            assert_eq!(self.read(file).as_deref(), Some(text), "{what}: {file} is the user's");
        }
    }
}

/// Whether what is one word has to become an object while an act stands.
fn is_spread(name: &str, act: &Act) -> bool {
    name == "one word" && ["a rule", "a rule of an agent", "a folder"].contains(&act.name)
}

/// Does each act alone and takes it back.
async fn each_alone(desk: &Desk, acts: &[Act], (name, text): (&str, &str), are_meant: impl Fn(&Act) -> bool) {
    desk.fill(text);
    let before = snapshot(&desk.folder);
    for act in acts.iter().filter(|act| are_meant(act)) {
        let what = format!("{name}, {}", act.name);
        if desk.does(act, &act.on, text).await {
            let now = desk.read(MANAGED).expect("there");
            let is_as_it_should = if is_spread(name, act) {
                now != text && is_all_in(text, &now)
            } else if act.is_key {
                has_one_more(text, &now)
            } else {
                now == text
            };
            assert!(is_as_it_should, "{what}: {now}");
            desk.users_are(text, &what);
            assert!(desk.does(act, &act.off, text).await);
        }
        assert!(snapshot(&desk.folder) == before, "{what}, taken back: {:?}", desk.read(MANAGED));
    }
}

#[tokio::test]
async fn g11_every_operation_leaves_the_users_bytes_and_its_opposite_takes_all_of_ours_away() {
    let desk = Desk::open().await;
    let acts = desk.acts().await;
    for (name, text) in golden::all() {
        each_alone(&desk, &acts, (name, &text), |act| !is_spread(name, act)).await;
        desk.asks_idly().await;
    }
}

#[tokio::test]
async fn g11_one_permission_for_all_is_one_word_again_when_the_rule_beside_it_is_gone() {
    let desk = Desk::open().await;
    let acts = desk.acts().await;
    for (name, text) in golden::all().filter(|(name, _)| *name == "one word") {
        each_alone(&desk, &acts, (name, &text), |act| is_spread(name, act)).await;
    }
}

/// Changed, switched off and on, and deleted while it stands.
#[tokio::test]
async fn g11_what_is_managed_is_changed_and_switched_in_its_own_place_alone() {
    let desk = Desk::open().await;
    let server = |word: &str| json!({"type": "local", "command": [word], "environment": {"K": "hush"}});
    let provider = |word: &str| json!({"options": {"apiKey": "hush", "region": word}});
    for (name, text) in golden::all() {
        desk.fill(&text);
        let before = snapshot(&desk.folder);
        for (kind, one, other) in
            [("mcps", server("one"), server("other")), ("providerConfigs", provider("one"), provider("other"))]
        {
            let body = json!({"displayName": "own", "config": one, "workspaceIds": [desk.id]});
            let made = desk.door.post(&format!("/system/managed/{kind}"), &body).await;
            assert_eq!(made.status, 200, "{}", made.text());
            let item = format!("/system/managed/{kind}/{}", made.data()["item"]["id"].as_str().expect("an id"));
            let standing = snapshot(&desk.folder);
            let switch = desk.under("mcp/own/enabled");
            let mut pairs = vec![(&item, json!({ "config": other }), json!({ "config": one }))];
            if kind == "mcps" {
                pairs.push((&switch, json!({"enabled": false}), json!({"enabled": true})));
            }
            for (place, there, back) in pairs {
                for (body, is_back) in [(there, false), (back, true)] {
                    let done = desk.call(&(Method::PUT, place.clone(), body.clone())).await;
                    assert_eq!(done.status, 200, "{}", done.text());
                    let now = desk.read(MANAGED).expect("there");
                    assert!(has_one_more(&text, &now), "{name}, {body}: {now}");
                    assert_eq!(snapshot(&desk.folder) == standing, is_back, "{name}, {body}: {now}");
                    desk.users_are(&text, name);
                }
            }
            assert_eq!(desk.call(&(Method::DELETE, item, json!({}))).await.status, 200);
            assert!(snapshot(&desk.folder) == before, "{name}: {:?}", desk.read(MANAGED));
        }
    }
}

/// In any order, some standing while others come and go, with what is refused and what moves the folder between them.
#[tokio::test]
async fn g11_whatever_comes_and_goes_in_whatever_order_the_users_bytes_stay() {
    let desk = Desk::open().await;
    let (acts, mut dice) = (desk.acts().await, Dice::roll());
    let elsewhere = desk.door.server.home.folder("elsewhere");
    for (name, text) in golden::all() {
        desk.fill(&text);
        let before = snapshot(&desk.folder);
        let mut standing = Vec::new();
        for round in 0..24 {
            let index = usize::try_from(dice.between(0, acts.len() as u64)).expect("small");
            let (act, is_on) = (&acts[index], standing.contains(&index));
            let is_kept = is_spread(name, act) || act.name.contains("plugin") && text.contains("\"plugin\"");
            if !is_kept && desk.does(act, if is_on { &act.off } else { &act.on }, &text).await {
                standing.retain(|other| *other != index);
                standing.extend((!is_on).then_some(index));
            }
            if round % 8 == 7 {
                for folder in [&elsewhere, &desk.folder] {
                    relink(&desk.door, &desk.id, folder).await;
                }
                assert_eq!(snapshot(&elsewhere), [].into(), "{name}: nothing of ours is left where it was");
            }
            let now = desk.read(MANAGED).expect("there");
            let names: Vec<_> = standing.iter().map(|index| acts[*index].name).collect();
            assert!(is_all_in(&text, &now), "{name}, {names:?}: {now}");
            desk.users_are(&text, name);
        }
        desk.asks_idly().await;
        while !standing.is_empty() {
            let at = usize::try_from(dice.between(0, standing.len() as u64)).expect("small");
            let act = &acts[standing.swap_remove(at)];
            assert!(desk.does(act, &act.off, &text).await);
        }
        assert!(snapshot(&desk.folder) == before, "{name}: {:?}", desk.read(MANAGED));
    }
}

async fn relink(door: &Door, id: &str, folder: &Path) {
    let body = json!({ "folderPath": folder });
    let moved = door.ask(Method::PATCH, &format!("/workspaces/{id}/data-dir")).json(&body).send().await;
    assert_eq!(moved.status, 200, "{}", moved.text());
}

#[tokio::test]
async fn g11_a_workspace_that_is_opened_moved_started_anew_and_forgotten_leaves_every_byte() {
    let mut door = Door::open();
    let mut standing = Vec::new();
    for (number, (name, text)) in golden::all().enumerate() {
        let [here, there] = ["here", "there"].map(|at| door.server.home.folder(&format!("{at}-{number}")));
        [&here, &there].into_iter().for_each(|folder| fill(folder, &text));
        let (before, before_there) = (snapshot(&here), snapshot(&there));
        let opened = json!({"folderPath": here, "name": name, "preset": "automation"});
        let opened = door.post("/workspaces/local", &opened).await;
        let id = opened.data()["id"].as_str().expect("an id").to_owned();
        assert_eq!(snapshot(&here), before, "{name}: a preset writes nothing");
        let set = json!({"opencode": {"small_model": "s/m"}});
        let set = door.ask(Method::PATCH, &format!("/workspaces/{id}/config")).json(&set).send().await;
        assert_eq!(set.status, 200, "{}", set.text());
        let server = json!({"name": "own", "config": {"type": "local", "command": ["own"]}});
        assert_eq!(door.post(&format!("/workspaces/{id}/mcp"), &server).await.status, 200);
        relink(&door, &id, &there).await;
        assert_eq!(snapshot(&here), before, "{name}: as it was, in the folder that was left");
        let managed = std::fs::read_to_string(there.join(MANAGED)).expect("there");
        assert!(managed.contains("\"own\"") && is_all_in(&text, &managed), "{name}: {managed}");
        relink(&door, &id, &here).await;
        assert_eq!(snapshot(&there), before_there, "{name}: and in the other, once that is left too");
        let now = snapshot(&here);
        standing.push((name, id, here, before, now));
    }
    let home = door.server.stops_cleanly().await;
    door = Door::of(Setup::no_engine().at(&home));
    let settled = async || (door.get("/system/status").await.status == 200).then_some(());
    until("a start has looked at every workspace", settled).await;
    for (name, id, folder, before, now) in standing {
        assert!(snapshot(&folder) == now, "{name}: a start writes nothing");
        assert_eq!(door.ask(Method::DELETE, &format!("/workspaces/{id}")).send().await.status, 200);
        assert!(snapshot(&folder) == before, "{name}: nothing of ours is left");
    }
}

#[tokio::test]
async fn g11_a_bundle_changes_what_it_names_and_taking_the_one_of_before_in_its_place_changes_it_back() {
    let desk = Desk::open().await;
    let import = async |bundle: &Value, mode: &str| {
        let mode: Value =
            ["opencode", "skills", "commands", "files"].map(|section| (section, mode)).into_iter().collect();
        let done = desk.door.post(&desk.under("import"), &json!({"bundle": bundle, "mode": mode})).await;
        assert_eq!(done.status, 200, "{}", done.text());
    };
    let carried = json!({
        "opencode": {"instructions": ["carried.md"]},
        "skills": [{"name": "carried", "description": "x", "content": "Do."}],
        "commands": [{"name": "carried", "content": "Do."}],
        "files": [{"path": ".opencode/agents/carried.md", "content": "Be."}],
    });
    let server = json!({"opencode": {"mcp": {"carried": {"type": "local", "command": ["carried"]}}}});
    for (name, text) in golden::all() {
        desk.fill(&text);
        let before = snapshot(&desk.folder);
        let own = desk.door.get(&desk.under("export?sensitive=exclude")).await.data()["bundle"].clone();
        import(&own, "replace").await;
        assert!(snapshot(&desk.folder) == before, "{name}: what is there already is no change");
        import(&carried, "merge").await;
        let now = snapshot(&desk.folder);
        let users = desk.read("opencode.jsonc").expect("there");
        assert!(has_one_more(&text, &users), "{name}: {users}");
        let others = before.iter().filter(|(file, _)| **file != desk.folder.join("opencode.jsonc"));
        others.for_each(|(file, bytes)| assert_eq!(now.get(file), Some(bytes), "{name}: {}", file.display()));
        assert_eq!(now.len(), before.len() + 3, "{name}");
        import(&own, "replace").await;
        assert!(snapshot(&desk.folder) == before, "{name}: {:?}", desk.read("opencode.jsonc"));
        import(&server, "merge").await;
        let managed = desk.read(MANAGED).expect("there");
        assert!(has_one_more(&text, &managed), "{name}: {managed}");
        desk.users_are(&text, name);
        assert_eq!(desk.call(&(Method::DELETE, desk.under("mcp/carried"), json!({}))).await.status, 200);
        assert!(snapshot(&desk.folder) == before, "{name}: {:?}", desk.read(MANAGED));
    }
}

/// Before anything is written, and with one file written and the next one not to be.
#[tokio::test]
async fn g11_a_bundle_that_cannot_be_written_leaves_every_byte() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::open().await;
    std::fs::create_dir_all(desk.folder.join(".opencode/agents")).expect("made");
    let bundle = json!({
        "opencode": {"share": "disabled", "mcp": {"carried": {"type": "local", "command": ["x"], "enabled": false}}},
        "files": [{"path": ".opencode/agents/carried.md", "content": "Be."}],
    });
    for (name, text) in golden::all() {
        desk.fill(&text);
        let before = snapshot(&desk.folder);
        for (closed, open, code) in [(".opencode/agents", 0o755, "forbidden"), (MANAGED, 0o644, "conflict")] {
            let closed = desk.folder.join(closed);
            let allow =
                |mode| std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode)).expect("a mode");
            allow(open & 0o555);
            let failed = desk.door.post(&desk.under("import"), &json!({ "bundle": bundle })).await;
            allow(open);
            assert_eq!(failed.code(), code, "{name}: {}", failed.text());
            assert!(snapshot(&desk.folder) == before, "{name}: {:?}", desk.read("opencode.jsonc"));
        }
    }
}
