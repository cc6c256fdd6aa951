//! What is added through each face is seen by the engine itself, and gone from it when it is removed.

use super::{cli, disposed, sdk};
use crate::story::environment;
use harness::http_client::Http;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup, program};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// What the engine says of a folder, after it has read it again.
async fn seen(engine: &Http, folder: &Path, what: &str) -> Vec<String> {
    let directory = disposed(engine, folder).await;
    let reply = engine.get(&format!("/{what}?directory={directory}")).await.expect("an answer");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let list = reply.json();
    let own = |item: &&Value| item["source"] != "skill";
    list.as_array()
        .expect("a list")
        .iter()
        .filter(own)
        .map(|item| item["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn skills_and_commands_of_each_face_are_seen_by_the_engine_and_gone_from_it() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let engine = door.server.engine_itself().await;
    let of = |what: &str| format!("/workspaces/{id}/{what}");
    assert!(!seen(&engine, &folder, "skill").await.contains(&"from-http".to_owned()));

    let skill = json!({"name": "from-http", "description": "Use it when: always # or not", "content": "Do it."});
    assert_eq!(door.post(&of("skills"), &skill).await.data()["action"], "added");
    let command = json!({"name": "from-http", "template": "Do it.", "description": "12", "subtask": true});
    assert_eq!(door.post(&of("commands"), &command).await.data()["action"], "added");
    cli(&door, &["skills", "upsert", &id, "from-cli", "--description", "of the command line"], "Do it.").await;
    cli(&door, &["commands", "upsert", &id, "from-cli", "--agent", "build"], "Do it.").await;
    let said = sdk(&door, &id, "add").await;
    let content = "---\nname: from-sdk\ndescription: of the SDK\n---\nDo it.\n";
    assert_eq!(said, json!({"actions": ["added", "added"], "content": content, "stale": "conflict"}));

    for what in ["skill", "command"] {
        let names = seen(&engine, &folder, what).await;
        for name in ["from-http", "from-cli", "from-sdk"] {
            assert!(names.iter().any(|known| known == name), "{what}s: {names:?}");
        }
        let listed = door.get(&of(&format!("{what}s"))).await.data();
        assert_eq!(listed["items"].as_array().expect("a list").len(), 3, "{listed}");
    }

    assert_eq!(door.ask(Method::DELETE, &of("skills/from-http")).send().await.status, 200);
    assert_eq!(door.ask(Method::DELETE, &of("commands/from-http")).send().await.status, 200);
    cli(&door, &["skills", "remove", &id, "from-cli"], "").await;
    cli(&door, &["commands", "remove", &id, "from-cli"], "").await;
    let paths = [".opencode/skills/from-sdk/SKILL.md", ".opencode/commands/from-sdk.md"];
    assert_eq!(sdk(&door, &id, "remove").await, json!({"paths": paths, "left": []}));
    for what in ["skill", "command"] {
        let names = seen(&engine, &folder, what).await;
        assert!(names.iter().all(|name| !name.starts_with("from-")), "{what}s: {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agents_of_each_face_are_seen_by_the_engine_and_gone_from_it() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let engine = door.server.engine_itself().await;
    let config = json!({"content": "---\ndescription: x\nmode: subagent\n---\nDo it.\n"});
    let body = json!({"displayName": "from-http", "config": config, "workspaceIds": [id]});
    let http = door.post("/system/managed/agents", &body).await.data();
    let words = ["managed", "create", "agents", "from-cli", "--workspace-id", &id];
    let from_cli = cli(&door, &words, &config.to_string()).await;
    super::sdk_with(&door, &id, "add-agent", &config.to_string()).await;
    let names = seen(&engine, &folder, "agent").await;
    for name in ["from-http", "from-cli", "from-sdk"] {
        assert!(names.iter().any(|known| known == name), "{names:?}");
    }
    let of = |made: &Value| made["item"]["id"].as_str().expect("an id").to_owned();
    let gone = door.ask(Method::DELETE, &format!("/system/managed/agents/{}", of(&http))).send().await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    cli(&door, &["managed", "delete", "agents", &of(&from_cli)], "").await;
    super::sdk_with(&door, &id, "remove-agent", "").await;
    let names = seen(&engine, &folder, "agent").await;
    assert!(names.iter().all(|name| !name.starts_with("from-")), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_four_kinds_from_python_are_seen_by_the_engine_and_gone_from_it() {
    let (model, home) = (ModelServer::start().expect("a model"), Home::new());
    home.with_engine();
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/resources/mcp_server.py").display().to_string();
    let config = json!({
        "dataDir": home.data(), "folder": home.folder("python"), "opencodeProgram": home.engine(),
        "engineHome": home.at("engine"), "guardProgram": program("openwork-http"),
        "environment": environment(&home, &model).into_iter().collect::<BTreeMap<_, _>>(),
        "mcp": json!({"type": "local", "command": ["python3", server]}).to_string(),
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/resources.py");
    let output = crate::ffi::python(&script).arg(config.to_string()).output().await.expect("Python");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let said: Value = serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("no JSON: {out}\n{err}"));
    let commands = ["from-python of a command", "from-python-skill of a skill"];
    let there = json!({"agents": ["from-python"], "commands": commands, "mcp": [["from-python", "connected"]]});
    assert_eq!(said, json!({"there": there, "gone": {"agents": [], "commands": [], "mcp": []}}));
    assert_eq!(home.processes(), [], "nothing is left of its engine");
}

/// What is listed without a fault is what the engine sees, file by file; what has one it passes over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_says_what_the_engine_sees() {
    let model = ModelServer::start().expect("a model");
    let door = Door::of(Setup::real(&model).overheard());
    door.server.engine_ready().await;
    let (id, folder) = door.workspace("one").await;
    let engine = door.server.engine_itself().await;
    let put = |path: &str, text: &str| {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, text).expect("written");
    };
    for (folder, text) in [
        (".opencode/skills/plain", "---\nname: plain\ndescription: x\n---\nbody"),
        (".opencode/skill/a/b/c", "---\nname: deep\ndescription: x\n---\nbody"),
        (".opencode/skills/colon", "---\nname: colon\ndescription: Use when: a: b\n---\nbody"),
        (".opencode/skills/marks", "\u{feff}---\r\nname: marks\r\ndescription: x\r\n---\r\nbody"),
        (".opencode/skills/spaced", "---\nname: My Skill\ndescription: x\n---\nbody"),
        (".opencode/skills/bare", "---\nname: undescribed\n---\nbody"),
        (".opencode/skills/number", "---\nname: 12\ndescription: x\n---\nbody"),
        (".opencode/skills/list", "---\nname: list\ndescription: [a]\n---\nbody"),
        (".opencode/skills/empty", "---\nname: empty\ndescription:\n---\nbody"),
        (".opencode/skills/none", "just text"),
        (".opencode/skills/twice", "---\nname: a\nname: b\ndescription: x\n---\nbody"),
    ] {
        put(&format!("{folder}/SKILL.md"), text);
    }
    put(".opencode/commands/sub/one.md", "---\ndescription: x\n---\nt");
    put(".opencode/command/named.md", "---\nname: renamed\n---\nt");
    put(".opencode/commands/headless.md", "t");
    let listed = |what: &'static str| {
        let door = &door;
        let path = format!("/workspaces/{id}/{what}");
        async move {
            let list = door.get(&path).await.data();
            let good = list["items"].as_array().expect("a list").iter().filter(|item| item["fault"].is_null());
            let mut names: Vec<_> = good.map(|item| item["name"].as_str().expect("a name").to_owned()).collect();
            names.sort();
            names
        }
    };
    let built_in = ["customize-opencode", "init", "review"];
    for (ours, theirs) in [("skills", "skill"), ("commands", "command")] {
        let mut names = seen(&engine, &folder, theirs).await;
        names.retain(|name| !built_in.contains(&name.as_str()));
        names.sort();
        assert_eq!(listed(ours).await, names);
    }
}
