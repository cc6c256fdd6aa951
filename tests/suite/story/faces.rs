//! The same story through the library, HTTP, the SDK, the command line and the foreign bindings.

use super::{Seen, model, work};
use futures_util::StreamExt;
use harness::model::{ModelServer, engine_env};
use harness::server::{Home, Setup, TestServer, Watch, program};
use openwork_core::model::event::WatchEvents;
use openwork_core::model::message::{Prompt, PromptPart};
use openwork_core::model::session::CreateSession;
use openwork_core::model::workspace::CreateLocalWorkspace;
use openwork_core::{Caller, EngineOptions, Server};
use std::path::{Path, PathBuf};
use std::process::Output;

/// Runs a program of another language and answers what its last line says.
async fn told(mut command: tokio::process::Command, file: &Path) -> (Seen, serde_json::Value) {
    let output: Output = command.output().await.expect("the program");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "it failed:\n{out}\n{err}");
    let line = out.lines().last().unwrap_or_else(|| panic!("it said nothing:\n{err}"));
    let said: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}\n{err}"));
    let types = said["types"].as_array().expect("types").iter().map(|kind| kind.as_str().expect("text").to_owned());
    let seen = Seen::of(types, file);
    assert_eq!(said["file"], seen.file.as_str(), "it read what is on disk");
    (seen, said["events"].clone())
}

/// What another watcher of the workspace saw of the run that ends with the next rest: number and type of each event.
async fn witnessed(events: &mut Watch) -> Vec<(u64, String)> {
    let session = events.until("session.idle").await.session_id;
    let about = events.seen.iter().filter(|event| event.session_id == session);
    about.map(|event| (event.seq, event.kind.clone())).collect()
}

/// The variables of an engine that is embedded in a test.
pub(crate) fn environment(home: &Home, model: &ModelServer) -> Vec<(String, String)> {
    let mut environment = engine_env(&model.url(), &home.at("models.json"));
    environment.push(("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()));
    environment.push(("HOME".to_owned(), home.at("user").display().to_string()));
    environment
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("out.txt")
}

/// A server with the real engine, embedded in the test.
pub(super) async fn embedded(home: &Home, model: &ModelServer) -> Server {
    home.with_engine();
    let guard = vec![program("openwork-http").display().to_string(), "guard".to_owned()];
    let options = EngineOptions {
        environment: environment(home, model),
        home: Some(home.at("engine")),
        guard: Some(guard),
        ..EngineOptions::default()
    };
    Server::builder(home.data()).engine(options).start().await.expect("a server")
}

/// The library, embedded.
async fn through_the_library(model: &ModelServer) -> Seen {
    let home = Home::new();
    let server = embedded(&home, model).await;
    let host = Caller::host();
    let folder = home.folder("library");
    let wanted = CreateLocalWorkspace {
        folder_path: folder.to_str().expect("UTF-8").parse().expect("a path"),
        name: "story".parse().expect("a name"),
        preset: None,
        create_folder: None,
    };
    let workspace = server.workspaces(&host).create_local(wanted).await.expect("a workspace").id;
    let events = server.events(&host).watch(&workspace, WatchEvents::default()).await.expect("a stream");
    let witness = server.events(&host).watch(&workspace, WatchEvents::default()).await.expect("a stream");
    let title = Some("story".parse().expect("a title"));
    let made = server.sessions(&host).create(&workspace, CreateSession { title, ..CreateSession::default() }).await;
    let session = made.expect("a session").id;
    let prompt = Prompt { parts: vec![PromptPart::words(work(&file_in(&folder)))], ..Prompt::default() };
    server.sessions(&host).prompt_async(&workspace, &session, prompt).await.expect("accepted");
    let rest = |kind: &str| kind != "session.idle";
    let events = events.map(|event| (event.event().seq, event.event().kind.clone()));
    let events: Vec<_> = events.take_while(|(_, kind)| std::future::ready(rest(kind))).collect().await;
    let witness = witness.map(|event| (event.event().seq, event.event().kind.clone()));
    let witness: Vec<_> = witness.take_while(|(_, kind)| std::future::ready(rest(kind))).collect().await;
    assert_eq!(events, witness, "two watchers of one run");
    let mut kinds: Vec<String> = events.into_iter().map(|(_, kind)| kind).collect();
    kinds.push("session.idle".to_owned());
    let seen = Seen::of(kinds, &file_in(&folder));
    assert!(server.shutdown().await.late.is_empty());
    assert_eq!(home.processes(), []);
    seen
}

/// HTTP, through the typed client.
async fn through_http(server: &TestServer) -> Seen {
    let (workspace, folder) = server.workspace("http").await;
    let mut events = server.watch(&workspace, None).await;
    let session = server.session(&workspace).await;
    server.prompt(&session, work(&file_in(&folder))).await;
    events.until_idle(&session.session_id).await;
    events.numbers_have_no_hole();
    Seen::of(events.kinds(), &file_in(&folder))
}

/// The TypeScript SDK, in Node.
async fn through_the_sdk(server: &TestServer) -> Seen {
    let (workspace, folder) = server.workspace("sdk").await;
    let mut witness = server.watch(&workspace, None).await;
    let file = file_in(&folder);
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/test/story.mjs");
    assert!(story.with_file_name("../dist/index.js").exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.arg(story)
        .env("OPENWORK_URL", &server.url)
        .env("OPENWORK_TOKEN", &server.token)
        .env("OPENWORK_FOLDER", &folder)
        .env("OPENWORK_PROMPT", work(&file))
        .env("OPENWORK_FILE", &file);
    let (seen, events) = told(node, &file).await;
    let events: Vec<(u64, String)> = serde_json::from_value(events).expect("numbers and types");
    assert_eq!(events, witnessed(&mut witness).await, "the SDK saw each event, in order");
    seen
}

/// The command line, beside the running server.
async fn through_the_command_line(server: &TestServer) -> Seen {
    let (workspace, folder) = server.workspace("cli").await;
    let mut witness = server.watch(&workspace, None).await;
    let file = file_in(&folder);
    let mut cli = tokio::process::Command::new(program("openwork-cli"));
    cli.args(["--json", "--data-dir"]).arg(server.home.data());
    cli.args(["sessions", "prompt", "--title", "story"]).arg(&folder).arg(work(&file));
    // what the developer's shell says of servers and homes is not meant here
    cli.env_clear().env("HOME", server.home.at("user")).env("PATH", std::env::var("PATH").unwrap_or_default());
    let output = cli.output().await.expect("openwork-cli");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let kinds = out.lines().filter_map(|line| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        event.get("sessionId")?;
        Some((event["seq"].as_u64().expect("a number"), event["type"].as_str().expect("a type").to_owned()))
    });
    let kinds: Vec<(u64, String)> = kinds.collect();
    let witnessed = witnessed(&mut witness).await;
    assert!(!kinds.is_empty() && witnessed.ends_with(&kinds), "each event, in order: {kinds:?} of {witnessed:?}");
    Seen::of(kinds.into_iter().map(|(_, kind)| kind), &file)
}

/// The foreign bindings, in Python.
async fn through_python(model: &ModelServer) -> Seen {
    let home = Home::new();
    home.with_engine();
    let folder = home.folder("python");
    let file = file_in(&folder);
    let config = serde_json::json!({
        "dataDir": home.data(), "folder": folder, "opencodeProgram": home.engine(),
        "engineHome": home.at("engine"), "guardProgram": program("openwork-http"),
        "environment": environment(&home, model).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "prompt": work(&file), "file": "out.txt",
    });
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffi/python/story.py");
    let mut python = crate::ffi::python(&story);
    python.arg(config.to_string());
    let (seen, _) = told(python, &file).await;
    assert_eq!(home.processes(), []);
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_face_tells_the_same_story() {
    let model = model();
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let http = through_http(&server).await;
    for expected in ["session.created", "message.updated", "message.part.delta", "session.idle"] {
        assert!(http.types.iter().any(|kind| kind == expected), "no {expected} in {:?}", http.types);
    }
    assert_eq!(http.file, "written by the agent\n");
    assert_eq!(through_the_sdk(&server).await, http, "SDK and HTTP");
    let cli = through_the_command_line(&server).await;
    // the command line begins to watch when its session is there
    let begun = http.types.iter().position(|kind| cli.types.first() == Some(kind)).unwrap_or(0);
    assert!(begun <= 1, "only the session's creation may be missing: {:?}", cli.types);
    assert_eq!(cli.types, http.types[begun..], "command line and HTTP");
    assert_eq!(cli.file, http.file);
    server.stops_cleanly().await;
    assert_eq!(through_the_library(&model).await, http, "library and HTTP");
    assert_eq!(through_python(&model).await, http, "Python and HTTP");
}
