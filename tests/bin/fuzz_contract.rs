//! Promise G20: asks a live server everything that its document allows, and much that it does not; then looks whether it
//! minded.
//!
//! The questions are Schemathesis's, the judgement is twofold: Schemathesis holds each answer against the document, and the
//! server's own log and process are looked at afterwards. All folders that are named lie in a temporary home.
//!
//! The seed is fixed, so that a change fails for what it changes and not for its luck: the questions are the same in
//! each run but for the ids and tokens in them. `make fuzz FUZZ="--seed 7 --examples 200"` asks others, and more.

#[path = "fuzz/judge.rs"]
mod judge;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use clap::Parser;
use harness::fake_engine::FakeEngine;
use harness::fake_router::FakeRouter;
use harness::http_client::Http;
use harness::publisher::Publisher;
use harness::server::{Setup, TestServer};
use judge::{Judge, Role, Tally};
use serde_json::json;
use tokio::process::Command;

/// What every answer is held against. That all data is accepted which fits its schema is not among it: that a path is
/// absolute, or a folder exists, is the core's own rule.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection";
/// Schemathesis's hook: whatever folder is named lies below the home, so that nothing is made elsewhere. In three of four
/// bodies and queries that fit their schema, names become such as exist: made up ones get no further than to the look
/// whether they do. One that shall not fit stays as it is.
const HOOKS: &str = r#"
import os
import schemathesis
import zlib

FOLDER = os.environ["FUZZ_FOLDER"]
BUNDLE = "@bundle@"

@schemathesis.hook
def before_call(context, case, kwargs):
    fits = case.meta is not None and case.meta.generation.mode.is_positive
    query = case.query
    if fits and isinstance(query, dict) and lucky(query):
        case.query = asked(query)
    body = case.body
    if not isinstance(body, dict):
        return
    folder = body.get("folderPath")
    if isinstance(folder, str) and folder.startswith("/"):
        case.body = {**body, "folderPath": FOLDER + folder.replace("..", "__")}
    luck = lucky(body)
    if fits and luck:
        verb = case.operation.label.rpartition("/")[2]
        case.body = routed(verb, case.path_parameters, case.body) or known(verb, case.body, luck)

# Nothing for one in four.
def lucky(value):
    luck = zlib.crc32(repr(value).encode("utf-8", "replace"))
    return luck if luck % 4 else 0

# Of a model both names are given, or none.
def asked(query):
    query = dict(query)
    if "providerId" in query or "modelId" in query:
        query["providerId"], query["modelId"] = "scripted", "scripted-model"
    if "messageId" in query:
        query["messageId"] = os.environ["FUZZ_MESSAGE"]
    return query

BOT = {"channel": "telegram", "identityId": "fuzzed"}

FILE = {"content": "---\nname: fuzzed\n---\ntext"}
MANAGED = {
    "mcps": {"type": "local", "command": ["true"], "enabled": False},
    "plugins": {"spec": "fuzzed"},
    "providerConfigs": {"name": "fuzzed"},
    "skills": FILE,
    "commands": FILE,
    "agents": FILE,
}

# Only 4711 is written to, so it stays bound.
def routed(verb, path, body):
    match verb:
        case "{channel}" if path.get("channel") == "telegram":
            return {"token": "1:fuzz", "access": "public", "enabled": True}
        case "{channel}":
            return {"botToken": "xoxb-fuzz", "appToken": "xapp-fuzz", "enabled": True}
        case "{kind}":
            return {**body, "config": MANAGED[path.get("kind", "mcps")], "key": "fuzzed", "workspaceIds": []}
        case "{itemId}" if "config" in body:
            return {"displayName": "fuzzed", "config": MANAGED["mcps"]}
        case "assignments":
            return {"workspaceIds": []}
        case "bindings":
            return {**body, **BOT, "peerId": "4712", "directory": f"{FOLDER}/fuzzed"}
        case "send":
            return {**body, **BOT, "peerId": "4711"}

def known(verb, body, luck):
    body = dict(body)
    if "model" in body:
        body["model"] = {"providerId": "scripted", "modelId": "scripted-model"}
    if "agent" in body and verb != "sessions":
        body["agent"] = "build"
    if "parts" in body:
        body["parts"] = [reachable(part) for part in body["parts"]]
    if verb == "command":
        body["command"] = "init"
    elif verb == "sign-in":
        body["method"] = 0
    elif verb == "content":
        body["path"] = "fuzzed.txt"
        body.pop("ifMatch", None)
        body.pop("baseUpdatedAt", None)
        body.pop("createOnly", None)
    elif verb == "skills":
        body["content"], body["description"] = "text", "what it is for"
        body.pop("ifMatch", None)
    elif verb == "commands":
        body["template"] = "text"
        body.pop("ifMatch", None)
    elif verb == "mcp":
        body["config"] = MANAGED["mcps"]
    elif verb in ("import", "preview"):
        body["bundle"] = {"commands": [{"name": "carried", "content": "text"}]}
        body.pop("ifPlan", None)
    elif verb == "local":
        body["folderPath"], body["createFolder"] = f"{FOLDER}/{luck % 8}", True
    elif verb == "data-dir":
        body["folderPath"] = f"{FOLDER}/free"
    elif verb == "cloud-signin":
        body["cloudBaseUrl"] = "https://cloud.example"
    elif verb == "fetch":
        body["bundleUrl"] = BUNDLE
    elif verb in ("fork", "revert") and "messageId" in body:
        body["messageId"] = os.environ["FUZZ_MESSAGE"]
        body.pop("partId", None)
    return body

def reachable(part):
    match part.get("type"):
        case "file":
            return {**part, "url": "data:text/plain,x"}
        case "agent" | "subtask":
            return {"type": "text", "text": "hello"}
        case _:
            return part
"#;
/// What all rounds leave out: a stream has no end, and a server that stops answers nobody.
const ALL: &[&str] = &[
    "--exclude-operation-id",
    "events.watch",
    "--exclude-operation-id",
    "system.events",
    "--exclude-operation-id",
    "system.shutdown",
];
/// All but what deletes, and what ends the engine's run: the others would only wait for it.
const KEEPING: &[&str] = &[
    "--exclude-operation-id",
    "events.watch",
    "--exclude-operation-id",
    "system.events",
    "--exclude-operation-id",
    "system.shutdown",
    "--exclude-operation-id",
    "runtime.restart",
    "--exclude-operation-id",
    "workspaces.delete",
    "--exclude-operation-id",
    "workspaces.reload",
    "--exclude-operation-id",
    "workspaces.dispose",
    "--exclude-operation-id",
    "workspaces.relink",
    "--exclude-operation-id",
    "fileSessions.close",
    "--exclude-operation-id",
    "sessions.delete",
    "--exclude-operation-id",
    "sessions.deleteMessage",
    "--exclude-operation-id",
    "sessions.deletePart",
    "--exclude-operation-id",
    "router.removeBinding",
    "--exclude-operation-id",
    "router.removeIdentity",
    "--exclude-operation-id",
    "skills.remove",
    "--exclude-operation-id",
    "commands.remove",
    "--exclude-operation-id",
    "mcp.remove",
    "--exclude-operation-id",
    "plugins.remove",
    "--exclude-operation-id",
    "managed.delete",
    "--exclude-operation-id",
    "bundles.import",
];
/// Only what deletes parts, which needs their message; bindings, which need their bot; and what a workspace has by name.
const PARTS: &[&str] = &[
    "--include-operation-id",
    "sessions.deletePart",
    "--include-operation-id",
    "router.removeBinding",
    "--include-operation-id",
    "skills.remove",
    "--include-operation-id",
    "commands.remove",
    "--include-operation-id",
    "mcp.remove",
    "--include-operation-id",
    "plugins.remove",
    "--include-operation-id",
    "managed.delete",
];
/// Only what deletes messages, and bots.
const MESSAGES: &[&str] =
    &["--include-operation-id", "sessions.deleteMessage", "--include-operation-id", "router.removeIdentity"];
/// Only what deletes sessions, of both kinds.
const SESSIONS: &[&str] =
    &["--include-operation-id", "sessions.delete", "--include-operation-id", "fileSessions.close"];
/// Only what deletes workspaces, and what ends the engine's run.
const WORKSPACES: &[&str] =
    &["--include-operation-id", "workspaces.delete", "--include-operation-id", "runtime.restart"];
/// Only what waits for sessions or moves them out of sight, which none is left for; and what takes the place of all that a
/// workspace has.
const RELOADS: &[&str] = &[
    "--include-operation-id",
    "bundles.import",
    "--include-operation-id",
    "workspaces.reload",
    "--include-operation-id",
    "workspaces.dispose",
    "--include-operation-id",
    "workspaces.relink",
];
/// The rounds. What is deleted first would not be there to be asked for afterwards.
const ROUNDS: &[Round] = &[
    Round { role: Role::Nobody, which: ALL },
    Round { role: Role::Host, which: KEEPING },
    Round { role: Role::Host, which: PARTS },
    Round { role: Role::Host, which: MESSAGES },
    Round { role: Role::Host, which: SESSIONS },
    Round { role: Role::Host, which: RELOADS },
    Round { role: Role::Host, which: WORKSPACES },
];
/// How many operations must succeed for one without a token, or that round has shown nothing.
const OPEN: usize = 3;
/// The operations that need not succeed for the host, each with its reason. All others have to, at least once.
const SPARED: &[(&str, &str)] = &[
    ("events.watch", "is not asked: a stream has no end"),
    ("system.events", "the same"),
    ("system.shutdown", "is not asked: a server that stops answers nobody"),
    ("asks.replyPermission", "a request waits only while a run does, and only once; the stories `g12_…` answer them"),
    ("asks.replyQuestion", "the same"),
    ("asks.rejectQuestion", "the same"),
    ("runtime.upgrade", "the engine here was named, and such a one is never replaced; the stories `g06_…` upgrade one"),
    ("mcp.startAuth", "no MCP server here asks for a sign-in; the stories `resources::mcp_auth::…` sign in to one"),
    ("mcp.finishAuth", "the same"),
    ("mcp.removeAuth", "the same"),
];
/// How much the server's memory may grow, in MiB.
const GROWTH: u64 = 64;

/// How long a round may take at most: it ends what hangs, and holds nobody to a speed. The longest takes five minutes on
/// two cores that are nobody else's, and machines are shared.
const LIMIT: Duration = Duration::from_secs(1_200);
/// For one without a token each question ends at the same door, so this many times fewer are made up.
const FEWER: u32 = 5;

/// Which questions are asked.
#[derive(Debug, Parser)]
struct Options {
    /// What the questions follow from
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// How many are made up for each operation, besides those that go through its cases one by one
    #[arg(long, default_value_t = 50)]
    examples: u32,
}

/// One run of Schemathesis.
struct Round {
    role: Role,
    which: &'static [&'static str],
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let Some(python) = std::env::var_os("OPENWORK_TEST_PYTHON") else {
        println!("OPENWORK_TEST_PYTHON has to name a Python with Schemathesis: use `make fuzz`.");
        return ExitCode::FAILURE;
    };
    let engine = tempfile::tempdir().expect("a folder for the engine");
    let program = FakeEngine::new().install(engine.path()).expect("the substitute engine");
    let router = FakeRouter::default().install(engine.path()).expect("the substitute router");
    let publisher = Publisher::plain().await;
    let hub = engine.path().join("hub/fuzzed");
    std::fs::create_dir_all(&hub).expect("a hub");
    std::fs::write(hub.join("SKILL.md"), "---\nname: fuzzed\ndescription: fuzzed\n---\ntext").expect("a skill");
    let setup = Setup::engine(program).router(router).arg("--publisher-url").arg(&publisher.url);
    let server = setup.arg("--skill-hub").arg(engine.path().join("hub").display().to_string()).start();
    server.engine_ready().await;
    let message = configure(&server).await;
    let document = Http::new(&server.url).get("/openapi.json").await.expect("the document").json();
    let judge = Judge::new(&document);
    let before = memory(server.pid());

    let mut findings = Vec::new();
    let mut done = BTreeSet::new();
    for Round { role, which } in ROUNDS {
        let since = server.log().lines().count();
        if let Err(finding) = fuzz(&server, &python, &options, *role, (*which, message.as_str())).await {
            findings.push(format!("as {role}: {finding}"));
        }
        let log = server.log();
        let lines: Vec<&str> = log.lines().skip(since).collect();
        findings.extend(judge.log(*role, &lines));
        let tally = Tally::of(&lines);
        println!("As {role}: {tally}\n");
        match role {
            Role::Host => done.extend(tally.done),
            Role::Nobody if tally.done.len() < OPEN => {
                findings.push(format!("as {role} only {:?} succeeded: the round has not tried enough", tally.done));
            }
            Role::Nobody => {}
        }
    }
    let never =
        judge.operations().filter(|name| !done.contains(*name) && SPARED.iter().all(|(spared, _)| spared != name));
    findings.extend(never.map(|name| format!("{name} never succeeded, so nothing was tried behind its door")));

    let health = server.health().await;
    println!("Afterwards the server is {:?}.", health.status);
    let after = memory(server.pid());
    if after > before + GROWTH {
        findings.push(format!("the server grew from {before} to {after} MiB"));
    }
    server.stops_cleanly().await;
    told(&findings, before, after)
}

fn told(findings: &[String], before: u64, after: u64) -> ExitCode {
    for finding in findings {
        println!("✗ {finding}");
    }
    println!("Contract fuzzing: {} findings; memory {before} → {after} MiB.", findings.len());
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes Schemathesis's configuration: a workspace and a session that exist are asked for more often than not.
/// Returns the message that is named in bodies.
async fn configure(server: &TestServer) -> String {
    let (workspace, folder) = server.workspace("fuzzed").await;
    let session = server.session(&workspace).await.session_id;
    let http = Http::new(&server.url).with_authorization(&format!("Bearer {}", server.token));
    let path = format!("/workspaces/{}/sessions/{}/messages", workspace.as_str(), session.as_str());
    let prompt = json!({ "parts": [{ "type": "text", "text": "hello" }] });
    http.post(&path, &prompt).await.expect("an answer to a prompt");
    let list = http.get(&path).await.expect("the messages").json();
    let asked = list["data"]["items"].as_array().into_iter().flatten().find(|item| item["info"]["role"] == "user");
    let asked = asked.expect("the user's message").clone();
    let token = http.post("/system/tokens", &json!({ "role": "viewer" })).await.expect("a token").json();
    let bot = json!({ "id": "fuzzed", "token": "1:fuzz", "access": "public" });
    http.post("/system/router/identities/telegram", &bot).await.expect("a bot");
    let bound = json!({ "channel": "telegram", "identityId": "fuzzed", "peerId": "4711", "directory": folder });
    let bound = http.post("/system/router/bindings", &bound).await.expect("a binding").json();
    let item = named(&http, workspace.as_str()).await;
    std::fs::create_dir(folder.join("fuzzed")).expect("a folder");
    std::fs::write(folder.join("fuzzed.txt"), "fuzzed").expect("a file");
    std::fs::write(folder.join("fuzzed.md"), "fuzzed").expect("a file");
    for place in ["inbox", "outbox"] {
        let place = folder.join(".opencode/openwork").join(place);
        std::fs::create_dir_all(&place).expect("a folder");
        std::fs::write(place.join("fuzzed.txt"), "fuzzed").expect("a file");
    }
    let place = format!("/workspaces/{}/file-sessions", workspace.as_str());
    let files = http.post(&place, &json!({ "ttlSeconds": 86_400 })).await.expect("a file session").json();
    std::fs::create_dir(server.home.at("work/free")).expect("a folder that is nobody's");
    let bundle = json!({ "bundleType": "skill", "payload": { "name": "fuzzed" } });
    let bundle = http.post("/share/bundles/publish", &bundle).await.expect("a bundle").json();
    let hooks = server.home.at("hooks.py");
    let text = HOOKS.replace("@bundle@", bundle["data"]["url"].as_str().expect("its address"));
    std::fs::write(&hooks, text).expect("the hooks");
    let text = format!(
        "hooks = {hooks:?}\n\
         [dictionaries]\nworkspaces.values = [{:?}]\nsessions.values = [{:?}]\n\
         messages.values = [{}]\nparts.values = [{}]\ntokens.values = [{}]\nproviders.values = [\"scripted\"]\n\
         bots.values = [\"fuzzed\"]\nfiles.values = [\"fuzzed.txt\", \"fuzzed.md\", \"fuzzed\", \"fuzzed/new\"]\nbindings.values = [{}]\n\
         fileSessions.values = [{}]\nexchanged.values = [\"ZnV6emVkLnR4dA\"]\n\
         items.values = [{}]\nnames.values = [\"fuzzed\"]\nkinds.values = [\"mcps\"]\n\
         [parameters]\n\
         \"path.workspaceId\" = {{ dictionary = \"workspaces\", probability = 0.8 }}\n\
         \"path.sessionId\" = {{ dictionary = \"sessions\", probability = 0.8 }}\n\
         \"path.messageId\" = {{ dictionary = \"messages\", probability = 0.8 }}\n\
         \"path.partId\" = {{ dictionary = \"parts\", probability = 0.8 }}\n\
         \"path.tokenId\" = {{ dictionary = \"tokens\", probability = 0.5 }}\n\
         \"path.providerId\" = {{ dictionary = \"providers\", probability = 0.8 }}\n\
         \"path.identityId\" = {{ dictionary = \"bots\", probability = 0.8 }}\n\
         \"path.fileSessionId\" = {{ dictionary = \"fileSessions\", probability = 0.8 }}\n\
         \"path.inboxId\" = {{ dictionary = \"exchanged\", probability = 0.8 }}\n\
         \"path.artifactId\" = {{ dictionary = \"exchanged\", probability = 0.8 }}\n\
         \"path.bindingId\" = {{ dictionary = \"bindings\", probability = 0.8 }}\n\
         \"path.itemId\" = {{ dictionary = \"items\", probability = 0.8 }}\n\
         \"path.kind\" = {{ dictionary = \"kinds\", probability = 0.5 }}\n\
         \"path.name\" = {{ dictionary = \"names\", probability = 0.8 }}\n\
         \"query.path\" = {{ dictionary = \"files\", probability = 0.8 }}\n\
         \"query.workspaceId\" = {{ dictionary = \"workspaces\", probability = 0.5 }}\n\
         [checks.not_a_server_error]\nexpected-statuses = [\"2xx\", \"3xx\", \"4xx\", 501, 502, 503, 504]\n",
        workspace.as_str(),
        session.as_str(),
        asked["info"]["id"],
        asked["parts"][0]["id"],
        token["data"]["record"]["id"],
        bound["data"]["id"],
        files["data"]["id"],
        item["data"]["item"]["id"],
    );
    std::fs::write(server.home.at("schemathesis.toml"), text).expect("the configuration");
    asked["info"]["id"].as_str().expect("an id").to_owned()
}

/// Makes one of each thing that a workspace has by name; answers an item that none has.
async fn named(http: &Http, workspace: &str) -> serde_json::Value {
    let server = json!({ "type": "local", "command": ["true"], "enabled": false });
    for (what, body) in [
        ("skills", json!({ "name": "fuzzed", "description": "fuzzed", "content": "text" })),
        ("commands", json!({ "name": "fuzzed", "template": "text" })),
        ("mcp", json!({ "name": "fuzzed", "config": server })),
        ("plugins", json!({ "spec": "fuzzed" })),
    ] {
        http.post(&format!("/workspaces/{workspace}/{what}"), &body).await.expect("an answer");
    }
    let item = json!({ "displayName": "fuzzed", "config": server });
    http.post("/system/managed/mcps", &item).await.expect("an item").json()
}

/// Runs Schemathesis; says whether it has findings, or did not come to an end.
async fn fuzz(
    server: &TestServer,
    python: &OsStr,
    options: &Options,
    role: Role,
    (which, message): (&[&str], &str),
) -> Result<(), String> {
    let examples = match role {
        Role::Nobody => options.examples.div_ceil(FEWER),
        Role::Host => options.examples,
    };
    let mut command = Command::new(python);
    command.args(["-m", "schemathesis.cli", "--config-file"]).arg(server.home.at("schemathesis.toml"));
    command.arg("run").arg(format!("{}/openapi.json", server.url));
    command.args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]);
    command.args(["--seed", &options.seed.to_string(), "--max-examples", &examples.to_string()]);
    command.args(which);
    command.args(["--request-timeout", "20", "--continue-on-failure", "--no-shrink"]);
    command.args([
        "--generation-database",
        "none",
        "--suppress-health-check",
        "all",
        "--warnings",
        "off",
        "--no-color",
    ]);
    if role == Role::Host {
        command.arg("--header").arg(format!("Authorization: Bearer {}", server.token));
    }
    command.current_dir(server.home.at("tmp")).env("FUZZ_FOLDER", server.home.at("work"));
    command.env("FUZZ_MESSAGE", message);
    command.env("HOME", server.home.at("user")).stdin(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().expect("Schemathesis starts");
    let ended = tokio::time::timeout(LIMIT, child.wait()).await;
    match ended.map(|status| status.expect("a child").success()) {
        Ok(true) => Ok(()),
        Ok(false) => Err("Schemathesis has findings; they stand above".to_owned()),
        Err(_) => Err(format!("Schemathesis was not through after {} s, and was ended", LIMIT.as_secs())),
    }
}

/// The memory of a process in MiB.
fn memory(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().unwrap_or_default();
    kib / 1024
}
