//! What we say holds is what the engine says holds: over all combinations of the four layers, with keys in conflict.

use super::{agrees, write};
use crate::resources::engine_lists;
use harness::http_client::Http;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::Arc;

const LAYERS: [&str; 4] = ["opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc"];

/// Rules that quarrel, and whose order is another in each layer: of those that fit the last counts.
const RULES: [&str; 4] = [
    r#""ask""#,
    r#"{"edit": "ask", "bash": {"k1": "ask", "*": "allow", "git *": "deny"}, "*": "deny", "webfetch": "allow"}"#,
    r#"{"webfetch": "ask", "read": {"b*": "ask", "a*": "deny"}, "bash": {"git *": "ask", "ls": "deny", "*": "ask"}, "edit": "deny"}"#,
    r#"{"zeta": "deny", "read": {"a*": "allow"}, "bash": "deny", "edit": {"*.rs": "deny", "*.md": "allow"}, "alpha": "ask", "*": "ask"}"#,
];

/// The same of one agent.
const OF_BUILD: [&str; 4] = [
    r#"{"webfetch": "deny", "bash": {"z*": "ask", "a*": "deny"}}"#,
    r#""deny""#,
    r#"{"edit": "allow", "bash": {"a*": "ask", "m*": "deny"}, "*": "ask"}"#,
    r#"{"bash": "ask", "alpha": "deny", "edit": {"*.md": "ask"}}"#,
];

/// A layer as it is written: its rules in the order that they have above.
fn written(number: usize) -> String {
    let text = layer(number).to_string();
    text.replace("\"RULES\"", RULES[number]).replace("\"OF_BUILD\"", OF_BUILD[number])
}

/// A layer that quarrels with the others about every kind of value.
fn layer(number: usize) -> Value {
    let own = format!("k{number}");
    let mut layer = json!({
        "$schema": "https://opencode.ai/config.json",
        "model": format!("m/{number}"),
        "username": format!("u{number}"),
        "instructions": [format!("{number}.md"), "all.md"],
        "plugin": [format!("./p{number}.js"), format!("pack@{number}"), [format!("pair{}", number % 2), {"n": number}]],
        "disabled_providers": [own],
        "watcher": {"ignore": [own]},
        "permission": "RULES",
        "mcp": {
            "same": {"type": "local", "command": [own], "enabled": false},
            own.as_str(): {"type": "local", "command": ["x"], "environment": {"N": own}, "enabled": false},
        },
        "agent": {"build": {"model": format!("m/{number}"), "extra": number, "permission": "OF_BUILD",
                            "tools": {own.as_str(): number > 1}},
                  own.as_str(): {"prompt": own, "mode": "subagent", "maxSteps": number + 1}},
        "command": {"same": {"template": own}, own.as_str(): {"template": "t", "description": own}},
        "provider": {"p": {"options": {"baseURL": format!("http://127.0.0.1:9/{number}"), own.as_str(): 1},
                     "models": {own.as_str(): {"name": own}}}},
        "tools": {own.as_str(): true, "same": number.is_multiple_of(2)},
        "unknown": {own.as_str(): 1},
    });
    match number {
        1 => layer["autoshare"] = json!(true),
        2 => layer["mode"] = json!({"m": {"model": "m/mode", "temperature": 0.5, "permission": "OF_BUILD"}}),
        _ => {}
    }
    layer
}

/// What the engine says of a folder's configuration.
async fn engine_says(engine: &Http, folder: &Path) -> Value {
    engine_lists(engine, folder, "config").await.json()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_else(|| panic!("{value}"))
}

async fn door() -> (ModelServer, Door) {
    let model = ModelServer::start().expect("a model");
    let home = Arc::new(Home::new());
    let setup =
        Setup::real(&model).at(&home).overheard().env("OPENCODE_CONFIG_CONTENT", "{}").env("LAYER_WORD", "hello");
    let setup = setup.arg("--engine-env").arg("LAYER_WORD");
    let door = Door::of(setup);
    door.server.engine_ready().await;
    (model, door)
}

#[tokio::test]
async fn g11_what_holds_is_what_the_engine_says_over_all_layers() {
    let (_model, door) = door().await;
    let engine = door.server.engine_itself().await;
    let empty = object(&engine_says(&engine, &door.server.home.folder("empty")).await);
    for combination in 0..16_usize {
        let (id, folder) = door.workspace(&format!("layers-{combination}")).await;
        for (number, name) in LAYERS.iter().enumerate().filter(|(number, _)| combination >> number & 1 == 1) {
            write(&folder, name, &written(number));
        }
        let said = door.get(&format!("/workspaces/{id}/config")).await.data();
        let theirs = engine_says(&engine, &folder).await;
        let mut ours = empty.clone();
        ours.remove("$schema");
        ours.extend(object(&said["effective"]));
        // the values of environments are not told: the names are
        let mut theirs = object(&theirs);
        theirs.remove("$schema");
        for (_, server) in theirs.get_mut("mcp").and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(names) = server.get_mut("environment").and_then(Value::as_object_mut) {
                names.values_mut().for_each(|value| *value = json!({"configured": true}));
            }
        }
        assert_eq!(Value::Object(ours), Value::Object(theirs), "combination {combination:04b}");
        // and in which order the rules count, which an object does not say
        let agents = engine_lists(&engine, &folder, "agent").await.json();
        for agent in ["build", "plan", "m"] {
            agrees(&said, &agents, agent);
        }
    }
}

#[tokio::test]
async fn g11_what_layers_name_by_variable_and_file_is_told_by_its_name_and_is_what_the_engine_puts_in() {
    let (_model, door) = door().await;
    let engine = door.server.engine_itself().await;
    for combination in 1..16_usize {
        let (id, folder) = door.workspace(&format!("named-{combination}")).await;
        for (number, name) in LAYERS.iter().enumerate().filter(|(number, _)| combination >> number & 1 == 1) {
            let below = name.rsplit_once('/').map_or(Path::new(""), |(below, _)| Path::new(below));
            let (own, word) = (format!("k{number}"), format!("word{number}"));
            write(&folder, &below.join(&word).display().to_string(), &format!("{word}\n"));
            let both = format!("{number}-{{env:LAYER_WORD}}-{{file:{word}}}");
            let layer = json!({
                "username": both,
                "agent": {"build": {"prompt": both}, own.as_str(): {"prompt": format!("{{file:./{word}}}")}},
                "command": {own.as_str(): {"template": "{env:LAYER_NONE}|{env:LAYER_WORD}"}},
            });
            write(&folder, name, &layer.to_string());
        }
        let ours = door.get(&format!("/workspaces/{id}/config")).await.data()["effective"].clone();
        let theirs = engine_says(&engine, &folder).await;
        for key in ["username", "agent", "command"] {
            let told = ours[key].to_string();
            assert!(told.contains("{env:LAYER_WORD}") && !told.contains("hello"), "{told}");
            let put_in = told.replace("{env:LAYER_WORD}", "hello").replace("{env:LAYER_NONE}", "");
            let put_in =
                put_in.replace("{file:./", "{file:").replace("{file:word0}", "word0").replace("{file:word1}", "word1");
            let put_in = put_in.replace("{file:word2}", "word2").replace("{file:word3}", "word3");
            assert_eq!(serde_json::from_str::<Value>(&put_in).expect("JSON"), theirs[key], "{combination:04b} {key}");
        }
    }
}

/// Layers that say little, or say it oddly: files by path from the folder above the workspace `w` on.
const ODD: &[&[(&str, &str)]] = &[
    &[(".opencode/opencode.json", r#"{"plugin": ["./p.js", "../q.js"]}"#)],
    &[("w/opencode.json", r#"{"plugin": ["/abs/z.js", "./a@1.js", "file:///x.js", "pack@1"]}"#)],
    &[
        ("opencode.json", r#"{"plugin": ["./p.js", ["/abs/y.js", {"a": 1}]]}"#),
        ("w/opencode.json", r#"{"plugin": ["x"]}"#),
    ],
    &[("w/opencode.json", r#"{"plugin": ["a", "b"]}"#), ("w/opencode.jsonc", r#"{"plugin": []}"#)],
    &[
        ("w/opencode.json", r#"{"plugin": ["a"]}"#),
        ("w/opencode.jsonc", r#"{"plugin": []}"#),
        ("w/.opencode/opencode.jsonc", r#"{"plugin": ["b"]}"#),
    ],
    &[("w/opencode.json", r#"{"plugin": []}"#)],
    &[("w/opencode.json", r#"{"instructions": []}"#)],
    &[("w/opencode.json", r#"{"instructions": ["a.md"]}"#), ("w/opencode.jsonc", r#"{"instructions": []}"#)],
    &[("w/opencode.json", r#"{"tools": {}}"#)],
    &[("w/opencode.json", r#"{"permission": {}}"#)],
    &[("w/opencode.json", r#"{"tools": {}, "permission": {"bash": "ask"}}"#)],
    &[("w/opencode.json", r#"{"agent": {}, "mode": {}, "command": {}}"#)],
    &[("w/opencode.json", r#"{"mcp": {"__proto__": {"type": "local", "command": ["x"]}}, "model": "a/b"}"#)],
    &[("opencode.json", r#"{"username": "above"}"#), ("w/.git/x", "")],
    &[("opencode.json", r#"{"username": "above"}"#), ("w/.git", "gitdir: /nowhere")],
    &[
        ("opencode.json", r#"{"username": "above"}"#),
        ("w/.git/HEAD", "ref: refs/heads/main\n"),
        ("w/.git/objects/x", ""),
        ("w/.git/refs/x", ""),
    ],
    &[("opencode.json", r#"{"username": "above"}"#), ("w/.git/HEAD", "ref: refs/heads/main\n")],
];

#[tokio::test]
async fn g11_what_is_said_oddly_is_read_as_the_engine_reads_it() {
    let (_model, door) = door().await;
    let engine = door.server.engine_itself().await;
    let (mut all, above_says) = (Vec::new(), Some(json!("above")));
    for (number, files) in ODD.iter().enumerate() {
        let (id, folder) = door.workspace(&format!("odd-{number}/w")).await;
        let above = folder.parent().expect("a folder above");
        for (path, text) in *files {
            write(above, path, text);
        }
        let ours = object(&door.get(&format!("/workspaces/{id}/config")).await.data()["effective"]);
        let theirs = object(&engine_says(&engine, &folder).await);
        // what it has where nothing is said
        let plain = |key: &str| json!({"agent": {}, "mode": {}, "command": {}, "plugin": []}).get(key).cloned();
        for key in ours.keys().chain(theirs.keys()).filter(|key| !["$schema"].contains(&key.as_str())) {
            let (own, its) =
                (ours.get(key).cloned().or_else(|| plain(key)), theirs.get(key).cloned().or_else(|| plain(key)));
            if own != its && (key != "username" || own == above_says || its == above_says) {
                all.push(format!("{files:?} {key}: {own:?} and the engine {its:?}"));
            }
        }
    }
    assert_eq!(all, [""; 0]);
}

#[tokio::test]
async fn what_we_call_broken_is_what_the_engine_calls_broken() {
    let (_model, door) = door().await;
    let engine = door.server.engine_itself().await;
    let cases = [
        "{}",
        "",
        " \n",
        "// c\n",
        "null",
        "[]",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": 01}",
        "{\"a\": .5}",
        "{\"x\": \"a\tb\"}",
        "{} {}",
        "{\"model\": \"a/b\",}",
        "{\"model\": 5}",
        "{\"model\": null}",
        "{\"unknown\": 5}",
        "{\"share\": \"never\"}",
        "{\"mcp\": {\"x\": {\"type\": \"locl\"}}}",
        "{\"mcp\": {\"x\": {\"type\": \"local\", \"command\": [\"a\"], \"more\": 1, \"enabled\": false}}}",
        "{\"mcp\": {\"x\": {\"enabled\": false}}}",
        "{\"username\": \"{file:gone}\"}",
        "{\"username\": \"{file:/nowhere/gone}\"}",
        "{\"username\": \"{file:~/gone}\"}",
        "{\"username\": \"{file:../gone}\"}",
        "{\"username\": \"{file: opencode.json }\"}",
        "{\n  // {file:gone}\n}",
        "{\n  \"a\": 1 // {file:gone}\n}",
        "{\n  /* {file:gone} */\n}",
        "{\"plugin\": 5}",
        "{\"plugin\": [[\"a\"]]}",
        "{\"command\": {\"x\": {}}}",
        "{\"permission\": {\"bash\": \"maybe\"}}",
        "{\"permission\": {\"bash\": {\"ls\": \"allow\"}}}",
        "{\"agent\": {\"x\": {\"any\": [1]}}}",
        "{\"agent\": {\"x\": {\"temperature\": \"hot\"}}}",
        "{\"tool_output\": {\"max_lines\": 0}}",
        "{\"subagent_depth\": 1.5}",
        "{\"formatter\": false}",
        "{\"formatter\": {\"x\": {\"command\": 5}}}",
        "{\"provider\": {\"p\": {\"models\": []}}}",
        "{\"instructions\": \"a\"}",
        "{\"server\": {\"port\": \"x\"}}",
        "{\"lsp\": {\"x\": {\"disabled\": true}}}",
        "{\"username\": \"{file:./gone}\"}",
        "{\"username\": \"a{env:NOPE\"}",
        "{\"username\": \"a{env:NOPE\", \"agent\": {}}",
        "{\"username\": \"a{file:x\", \"agent\": {}}",
        "{\"username\": \"{env:}x{env:NOPE}\"}",
        "{\n  // {env:NOPE\n  \"agent\": 5, \"mcp\": {}\n}",
        "{\n  // {env:NOPE\n  \"agent\": 5, \"mcp\": {}\n, \"model\": 5}",
        "{\n  // {file:x\n  \"agent\": {}\n}",
        "{\n  // {env:NOPE, {file:x\n  \"agent\": {}\n}",
        "{} // {env:NOPE",
        "\u{feff}{}",
        "{\"autoupdate\": \"never\"}",
        "{\"mcp\": {\"x\": {\"ty{env:NOPE}pe\": \"local\", \"command\": [\"a\"], \"enabled\": false}}}",
    ];
    for (number, text) in cases.iter().enumerate() {
        let (id, folder) = door.workspace(&format!("case-{number}")).await;
        write(&folder, "opencode.json", text);
        let ours = door.post(&format!("/workspaces/{id}/config/validate"), &json!({})).await.data();
        let theirs = engine_says(&engine, &folder).await;
        let is_taken = theirs.get("name").is_none();
        assert_eq!(ours["valid"], is_taken, "{text}\nours: {ours}\ntheirs: {theirs}");
    }
}

#[tokio::test]
async fn the_shapes_are_those_of_the_pinned_engine() {
    let (_model, door) = door().await;
    let document = door.server.engine_itself().await.get("/doc").await.expect("a document").json();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openwork-core/src/config/opencode.schema.json");
    let ours: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("the shapes")).expect("JSON");
    for (name, shape) in ours.as_object().expect("shapes") {
        assert_eq!(*shape, bare(&document["components"]["schemas"][name], false), "{name}");
    }
}

/// A shape without its descriptions.
fn bare(shape: &Value, are_names: bool) -> Value {
    match shape {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| are_names || *key != "description");
            kept.map(|(key, value)| (key.clone(), bare(value, key == "properties" && !are_names))).collect()
        }
        Value::Array(list) => list.iter().map(|value| bare(value, false)).collect(),
        other => other.clone(),
    }
}
