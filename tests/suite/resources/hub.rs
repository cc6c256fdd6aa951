//! The hub of skills: through every face, from a git host and from a folder; what a hub must not do.

use super::{cli, engine_lists, reloaded, sdk_with};
use harness::git_host::GitHost;
use harness::http_client::Reply;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup, Watch};
use http::Method;
use serde_json::{Value, json};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn skill(name: &str) -> String {
    format!("---\nname: {name}\ndescription: What {name} is for\n---\nDo it.\n")
}

async fn install(door: &Door, id: &str, name: &str, body: &Value) -> Reply {
    door.post(&format!("/workspaces/{id}/skills/hub/{name}"), body).await
}

/// A server without an engine, whose hub is there.
fn door_of(place: &str) -> Door {
    Door::of(Setup::no_engine().arg("--skill-hub").arg(place))
}

/// What lies in a folder, points at the beginning of names too.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.expect("one").file_name().into_string().expect("text")).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_skill_of_the_hub_is_put_in_place_whole_and_the_engine_sees_it() {
    let (model, host) = (ModelServer::start().expect("a model"), GitHost::start().await);
    host.holds(&[
        ("README.md", "A hub."),
        ("skills/tidy/SKILL.md", &skill("tidy")),
        ("skills/tidy/scripts/run.sh", "#!/bin/sh\n"),
        ("skills/tidy/.hidden", "not taken"),
        ("more/sort/SKILL.md", &skill("sort")),
        ("more/scan/SKILL.md", &skill("scan")),
    ]);
    let door = Door::of(Setup::real(&model).overheard().arg("--skill-hub").arg(host.archive()));
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let listed = door.get("/hub/skills").await.data();
    let of = |name: &str, path: &str| json!({"name": name, "description": format!("What {name} is for"), "path": path});
    let wanted = [of("scan", "more/scan"), of("sort", "more/sort"), of("tidy", "skills/tidy")];
    assert_eq!(listed, json!({ "items": wanted }));

    let client = door.server.client();
    let mut watch = Watch::open(&client, &id.parse().expect("an id"), None).await;
    let installed = install(&door, &id, "tidy", &json!({})).await.data();
    let files = [".opencode/skills/tidy/SKILL.md", ".opencode/skills/tidy/scripts/run.sh"];
    assert_eq!((&installed["action"], &installed["files"]), (&json!("added"), &json!(files)), "{installed}");
    assert_eq!((&installed["item"]["name"], &installed["item"]["path"]), (&json!("tidy"), &json!(files[0])));
    let told = serde_json::to_value(watch.until("resource.changed").await).expect("JSON");
    let change = json!({"type": "skill", "action": "added", "name": "tidy", "path": files[0]});
    assert_eq!(told["properties"], change);
    let required = serde_json::to_value(watch.until("reload.required").await).expect("JSON");
    assert_eq!(required["properties"], json!({"reason": "skills", "trigger": change}));
    let place = folder.join(".opencode/skills/tidy");
    assert_eq!(std::fs::read_to_string(place.join("SKILL.md")).expect("there"), skill("tidy"));
    assert_eq!(
        (names(&place), names(&place.join("scripts"))),
        (vec!["SKILL.md".into(), "scripts".into()], vec!["run.sh".into()])
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(place.join("scripts/run.sh")).expect("there").permissions().mode();
        assert_eq!(mode & 0o111, 0, "it is no program: {mode:o}");
    }

    assert_eq!(cli(&door, &["skills", "list-hub"], "").await, listed);
    assert_eq!(cli(&door, &["skills", "install-from-hub", &id, "sort"], "").await["action"], "added");
    assert_eq!(sdk_with(&door, &id, "hub", "").await, json!({"names": ["scan", "sort", "tidy"], "action": "added"}));
    let engine = door.server.engine_itself().await;
    reloaded(&door, &id).await;
    let seen = engine_lists(&engine, &folder, "skill").await.text();
    for name in ["tidy", "sort", "scan"] {
        assert!(seen.contains(&format!("What {name} is for")), "{seen}");
    }
    assert_eq!(names(&folder.join(".opencode/skills")), ["scan", "sort", "tidy"], "nothing is left beside them");
    assert!(host.asked().iter().all(|path| path == "/hub.tar.gz"), "{:?}", host.asked());
}

#[tokio::test]
async fn another_skill_stays_unless_it_is_to_be_replaced() {
    let host = GitHost::start().await;
    host.holds(&[("tidy/SKILL.md", &skill("tidy")), ("tidy/old", "x"), ("sort/SKILL.md", &skill("sort"))]);
    let door = door_of(&host.archive());
    let (id, folder) = door.workspace("one").await;
    let place = folder.join(".opencode/skills/tidy");
    assert_eq!(install(&door, &id, "tidy", &json!({})).await.data()["action"], "added");
    let again = install(&door, &id, "tidy", &json!({})).await.data();
    assert_eq!((&again["action"], &again["files"]), (&json!("unchanged"), &json!([])));
    // the hub has another now, and the user a file of their own
    let newer = skill("tidy") + "Better.\n";
    host.holds(&[("tidy/SKILL.md", &newer), ("tidy/new", "x"), ("sort/SKILL.md", &skill("sort"))]);
    std::fs::write(place.join("mine"), "mine").expect("written");
    for body in [json!({}), json!({"existing": "keep"})] {
        let kept = install(&door, &id, "tidy", &body).await;
        assert!(kept.code() == "conflict" && kept.sentence().contains("replace"), "{}", kept.text());
        assert_eq!(names(&place), ["SKILL.md", "mine", "old"]);
    }
    assert_eq!(install(&door, &id, "tidy", &json!({"existing": true})).await.code(), "unprocessable");
    let replaced = install(&door, &id, "tidy", &json!({"existing": "replace"})).await.data();
    assert_eq!(replaced["action"], "updated");
    assert_eq!(names(&place), ["SKILL.md", "new"]);
    assert_eq!(std::fs::read_to_string(place.join("SKILL.md")).expect("there"), newer);
    assert_eq!(names(&folder.join(".opencode/skills")), ["tidy"]);
    // what is called so elsewhere, and what is called otherwise here, is nobody's to take
    let text = skill("sort");
    for (path, text) in [(".claude/skills/mine", text.as_str()), (".opencode/skills/sort", skill("other").as_str())] {
        let file = folder.join(path).join("SKILL.md");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(&file, text).expect("written");
        let refused = install(&door, &id, "sort", &json!({"existing": "replace"})).await;
        assert!(refused.code() == "conflict" && refused.sentence().contains(path), "{}", refused.text());
        std::fs::remove_dir_all(folder.join(path)).expect("removed");
    }
    assert_eq!(install(&door, &id, "sort", &json!({})).await.data()["action"], "added");
    assert_eq!(install(&door, &id, "none", &json!({})).await.code(), "not_found");
    for bad in ["..", "%2e%2e", "..%2F..%2Fx", "Tidy"] {
        assert_eq!(install(&door, &id, bad, &json!({})).await.code(), "invalid_request", "{bad}");
    }
}

#[tokio::test]
async fn a_skill_that_was_removed_is_installed_again() {
    let host = GitHost::start().await;
    host.holds(&[
        ("tidy/SKILL.md", &skill("tidy")),
        ("tidy/scripts/run.sh", "true"),
        ("tidy/data.txt", "x"),
        ("tidy/last.txt", "y"),
    ]);
    let door = door_of(&host.archive());
    let (id, folder) = door.workspace("one").await;
    let at = |name: &str| folder.join(".opencode/skills/tidy").join(name);
    let remove = || async { door.ask(Method::DELETE, &format!("/workspaces/{id}/skills/tidy")).send().await.status };
    for count in [4, 2, 2] {
        let installed = install(&door, &id, "tidy", &json!({})).await.data();
        assert_eq!((&installed["action"], installed["files"].as_array().map(Vec::len)), (&json!("added"), Some(count)));
        if count == 2 {
            // what was left is as it was, with what no reading of a skill shows
            let mode = std::fs::metadata(at("scripts/run.sh")).expect("there").permissions().mode();
            assert_eq!((mode & 0o777, at("empty").is_dir(), at(".env").is_file()), (0o755, true, true));
        }
        assert_eq!(remove().await, 200);
        assert!(!at("SKILL.md").exists() && at("scripts/run.sh").exists());
        std::fs::remove_file(at("data.txt")).expect("removed");
        std::fs::set_permissions(at("scripts/run.sh"), Permissions::from_mode(0o755)).expect("made to run");
        std::fs::create_dir_all(at("empty")).expect("a folder");
        std::fs::write(at(".env"), "mine").expect("written");
    }
    // where not all can be written nothing is; what is in the way goes for whoever says so
    std::fs::remove_file(at("last.txt")).expect("removed");
    std::fs::create_dir_all(at("last.txt/own")).expect("a folder");
    let left = names(&at("."));
    assert_eq!(install(&door, &id, "tidy", &json!({})).await.code(), "unprocessable");
    assert_eq!(names(&at(".")), left);
    assert_eq!(install(&door, &id, "tidy", &json!({"existing": "replace"})).await.data()["action"], "updated");
    assert!(at("last.txt").is_file() && at("SKILL.md").exists());
    assert_eq!(remove().await, 200);
    // what somebody has put there is theirs
    std::fs::write(at("notes.txt"), "mine").expect("written");
    assert_eq!(install(&door, &id, "tidy", &json!({})).await.code(), "conflict");
    assert!(at("notes.txt").exists() && !at("SKILL.md").exists());
}

#[tokio::test]
async fn what_cannot_be_used_is_listed_with_its_fault_and_not_installed() {
    let host = GitHost::start().await;
    host.holds(&[
        ("good/SKILL.md", &skill("good")),
        ("linked/SKILL.md", &skill("linked")),
        ("linked/passwd", "->/etc/passwd"),
        ("nested/SKILL.md", &skill("nested")),
        ("nested/inner/SKILL.md", &skill("inner")),
        ("broken/SKILL.md", "---\nname: [\n---\nx"),
        ("bare/SKILL.md", "just text"),
        ("named/SKILL.md", &skill("otherwise")),
        ("Upper Case/SKILL.md", &skill("upper")),
        ("da--sh/SKILL.md", &skill("da--sh")),
        ("one/twin/SKILL.md", &skill("twin")),
        ("two/twin/SKILL.md", &skill("twin")),
        ("device/SKILL.md", &skill("device")),
        ("device/inner/con.md", "x"),
    ]);
    let door = door_of(&host.archive());
    let (id, folder) = door.workspace("one").await;
    let listed = door.get("/hub/skills").await.data();
    let items = listed["items"].as_array().expect("a list");
    let good: Vec<_> = items.iter().filter(|item| item["fault"].is_null()).map(|item| &item["name"]).collect();
    assert_eq!(good, ["good", "inner"], "{listed}");
    for (name, word) in [
        ("linked", "linked/passwd"),
        ("nested", "another skill"),
        ("broken", "line"),
        ("bare", "description"),
        ("named", "front matter"),
        ("twin", "twin"),
        ("Upper Case", "name"),
        ("da--sh", "dashes"),
        ("device", "device/inner/con.md"),
    ] {
        let item = items.iter().find(|item| item["name"] == name).unwrap_or_else(|| panic!("no {name}: {listed}"));
        let fault = item["fault"]["message"].as_str().expect("a fault");
        assert!(fault.contains(word), "{name}: {fault}");
        if name != "Upper Case" {
            let refused = install(&door, &id, name, &json!({"existing": "replace"})).await;
            assert_eq!(refused.code(), "unprocessable", "{name}: {}", refused.text());
        }
    }
    assert!(!folder.join(".opencode").exists(), "nothing was written");
    // one name that leads out spoils all of it: who packs such a thing is not to be believed
    host.holds(&[("good/SKILL.md", &skill("good")), ("good/../../../out", "x")]);
    for reply in [door.get("/hub/skills").await, install(&door, &id, "good", &json!({})).await] {
        assert!(reply.code() == "remote_error" && reply.sentence().contains("astray"), "{}", reply.text());
    }
    assert!(!folder.join(".opencode").exists());
}

#[tokio::test]
async fn a_host_that_misbehaves_is_named_and_not_followed() {
    let host = GitHost::start().await;
    host.holds(&[("good/SKILL.md", &skill("good"))]);
    let asks = [
        ("moved", "remote_error", "redirect"),
        ("huge", "remote_error", "longer than"),
        ("page", "remote_error", "unpacked"),
        ("gone", "remote_error", "404"),
        ("slow", "timeout", "30s"),
    ];
    let asks = asks.map(|(name, code, word)| {
        let place = format!("{}/{name}.tar.gz", host.url);
        async move {
            let door = door_of(&place);
            let (id, _) = door.workspace("one").await;
            // whoever has no such workspace does not make the hub be asked
            assert_eq!(install(&door, "ws_none", "good", &json!({})).await.code(), "not_found");
            let refused = door.get("/hub/skills").await;
            assert_eq!(refused.code(), code, "{name}: {}", refused.text());
            assert!(refused.sentence().contains(word), "{name}: {}", refused.text());
            if name != "slow" {
                assert_eq!(install(&door, &id, "good", &json!({})).await.code(), code, "{name}");
            }
        }
    });
    futures_util::future::join_all(asks).await;
    assert!(!host.asked().contains(&"/hub.tar.gz".to_owned()), "{:?}", host.asked());
}

/// A folder is a hub too: for a server, for a command without one, and for a program that has the library inside.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_a_hub_for_every_face() {
    let home = Home::new();
    let hub = home.folder("hub");
    let put = |path: &str, text: &str| {
        std::fs::create_dir_all(hub.join(path).parent().expect("a folder")).expect("made");
        std::fs::write(hub.join(path), text).expect("written");
    };
    put("skills/tidy/SKILL.md", &skill("tidy"));
    put("skills/astray/SKILL.md", &skill("astray"));
    put(".git/config", "x");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", hub.join("skills/astray/host")).expect("a link");
    let door = door_of(&hub.display().to_string());
    let (id, _) = door.workspace("one").await;
    let (_, viewer) = door.token(&json!({"role": "viewer", "workspaceIds": [id]})).await;
    let listed = door.ask(Method::GET, "/hub/skills").token(Some(&viewer)).send().await;
    assert_eq!(listed.data()["items"][1]["name"], "tidy", "{}", listed.text());
    assert!(!listed.text().contains(&hub.display().to_string()), "a place of the machine is told: {}", listed.text());
    #[cfg(unix)]
    assert!(listed.data()["items"][0]["fault"].is_object(), "{}", listed.text());
    assert_eq!(install(&door, &id, "tidy", &json!({})).await.data()["action"], "added");
    std::fs::remove_dir_all(&hub).expect("removed");
    assert_eq!(door.get("/hub/skills").await.code(), "remote_error");

    put("skills/tidy/SKILL.md", &skill("tidy"));
    let mut alone = tokio::process::Command::new(harness::server::program("openwork-cli"));
    alone.args(["--json", "--data-dir"]).arg(home.at("alone")).arg("--skill-hub").arg(&hub);
    alone.args(["skills", "list-hub"]).env_clear().env("HOME", home.at("user"));
    let output = alone.output().await.expect("openwork-cli");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["items"][0]["name"], "tidy", "{}", String::from_utf8_lossy(&output.stderr));

    let config = json!({"dataDir": home.at("python"), "skillHub": hub, "folder": home.folder("for-python")});
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/hub.py");
    let output = crate::ffi::python(&script).arg(config.to_string()).output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let said: Value = serde_json::from_str(out.trim()).expect("JSON");
    assert_eq!(said, json!({"names": ["tidy"], "actions": ["ADDED", "UNCHANGED"]}), "{err}");
    assert!(home.folder("for-python").join(".opencode/skills/tidy/SKILL.md").exists());
}

#[tokio::test]
async fn a_hub_that_cannot_be_one_is_refused_at_the_start() {
    for place in ["https://git.example/a/b", "http://git.example/a.tar.gz", "https://u:hush@git.example/a.tar.gz"] {
        let (code, said) = Setup::no_engine().arg("--skill-hub").arg(place).refused();
        assert!(code.is_some_and(|code| code != 0) && said.contains("hub of skills"), "{place}: {code:?} {said}");
        assert!(!said.contains("hush"), "{said}");
    }
}
