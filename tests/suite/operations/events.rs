//! What the server tells of itself: every step, once, in order, from a position on, through every face.

use harness::dice::Dice;
use harness::fake_engine::FakeEngine;
use harness::fake_router::FakeRouter;
use harness::model::ModelServer;
use harness::server::{Door, Home, Setup, TestServer, Watch, program, until};
use openwork_core::WorkspaceId;
use openwork_core::model::engine::EngineState;
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::model::system::HealthStatus;
use openwork_core::model::system_event::SystemEvent;
use openwork_core::model::upgrade::UpgradeRuntime;
use openwork_core::model::workspace::RenameWorkspace;
use openwork_core::operation::endpoint;
use openwork_core::remote::{Client, Http};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Told = Watch<SystemEvent>;

/// A field of an event's particulars.
fn field<'a>(event: &'a SystemEvent, name: &str) -> &'a Value {
    event.properties.0.get(name).unwrap_or(&Value::Null)
}

/// The steps of a program and of the whole, as words: `engine backoff 1`, `health degraded: engine backoff`.
fn steps(events: &[SystemEvent]) -> Vec<String> {
    let word = |event: &SystemEvent, name: &str| field(event, name).as_str().unwrap_or_default().to_owned();
    let told = events.iter().map(|event| match event.kind.as_str() {
        "server.healthChanged" => format!("health {}: {}", word(event, "status"), word(event, "stage")),
        "store.stateChanged" => format!("store {}: {}", word(event, "status"), word(event, "stage")),
        kind => match kind.strip_suffix(".stateChanged") {
            Some(name) => format!("{name} {} {}", word(event, "state"), field(event, "attempt")),
            None => kind.to_owned(),
        },
    });
    told.collect()
}

/// Reads until the whole is well again.
async fn until_ready(told: &mut Told) {
    while steps(&told.seen).last().is_none_or(|step| step != "health ready: ready") {
        told.next().await;
    }
}

fn kill(pid: u32) {
    kill_process(Pid::from_raw(i32::try_from(pid).expect("a pid")).expect("a pid"), Signal::KILL).expect("it runs");
}

async fn rename(server: &TestServer, workspace_id: &WorkspaceId, name: &str) {
    let (at, body) = (
        OneWorkspace { workspace_id: workspace_id.clone() },
        RenameWorkspace { display_name: name.parse().expect("a name") },
    );
    server.client().call::<endpoint::WorkspacesRename>(&at, &Nothing {}, &body).await.expect("renamed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_is_killed_is_told_step_by_step_and_so_is_the_whole() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let position = server.event_position().await;
    assert_eq!(server.health().await.status, HealthStatus::Ready, "what is read after the position");
    // what happens before anyone watches is not missed: the position was told
    kill(pid);
    server.engine_until("another one runs", |engine| engine.running && engine.pid != Some(pid)).await;
    let mut told = server.watch_system(Some(position)).await;
    until_ready(&mut told).await;
    let expected = [
        "engine backoff 1",
        "health degraded: engine backoff",
        "engine starting 2",
        "health starting: engine starting",
        "engine ready 2",
        "health ready: ready",
    ];
    assert_eq!(steps(&told.seen), expected);
    let crash = &told.seen[0];
    assert_eq!((crash.seq, &crash.workspace_id), (position + 1, &None));
    let (error, exit) = (field(crash, "lastError"), field(crash, "lastExit"));
    assert_eq!((&error["code"], &exit["reason"], &exit["signal"]), (&json!("crashed"), &json!("crashed"), &json!(9)));
    assert!(error["message"].is_string() && error["remedy"].is_string(), "{error}");
    assert!(field(&told.seen[4], "version").is_string() && field(&told.seen[4], "lastError").is_null());

    told.seen.clear();
    server.ask::<endpoint::RuntimeRestart>().await.expect("afresh");
    until_ready(&mut told).await;
    let expected = [
        "engine stopping 2",
        "health stopping: engine stopping",
        "engine starting 1",
        "health starting: engine starting",
        "engine ready 1",
        "health ready: ready",
    ];
    assert_eq!(steps(&told.seen), expected);

    told.seen.clear();
    let (client, wanted) = (server.client(), UpgradeRuntime::default());
    let begun = client.call::<endpoint::RuntimeUpgrade>(&Nothing {}, &Nothing {}, &wanted);
    begun.await.expect("begun");
    while told.next().await.properties.0.get("endedAt").is_none() {}
    let states: Vec<_> = told.seen.iter().map(|event| (event.kind.as_str(), field(event, "state").as_str())).collect();
    let upgraded = "runtime.upgradeChanged";
    assert_eq!((states[0], states[states.len() - 1]), ((upgraded, Some("installing")), (upgraded, Some("unchanged"))));
    server.ask::<endpoint::SystemShutdown>().await.expect("it stops");
    assert_eq!(told.next().await.kind, "server.stopping");
    told.numbers_have_no_hole();
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_step_of_an_engine_that_dies_at_once_is_left_out() {
    let home = Arc::new(Home::new());
    let engine = FakeEngine::new().dies_after_starts(5).install(&home.at("program")).expect("a substitute engine");
    let server = Setup::engine(&engine).at(&home).start();
    let position = server.event_position().await;
    server.engine_until("it is given up", |engine| engine.state == EngineState::Failed).await;
    let mut told = server.watch_system(Some(position)).await;
    while told.next().await.properties.0.get("state") != Some(&json!("failed")) {}
    let mut expected: Vec<String> =
        (1..5).flat_map(|n| [format!("engine backoff {n}"), format!("engine starting {}", n + 1)]).collect();
    expected.push("engine failed 5".to_owned());
    let engine: Vec<String> = steps(&told.seen).into_iter().filter(|step| step.starts_with("engine ")).collect();
    // the first of them may be from before the position
    assert!(engine.len() >= 6 && expected.ends_with(&engine), "{engine:?}");
    assert_eq!(told.next().await.properties.0["stage"], "engine failed");
    told.numbers_have_no_hole();
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_router_is_told_too() {
    let home = Arc::new(Home::new());
    let engine = FakeEngine::new().install(&home.at("program")).expect("a substitute engine");
    let router = FakeRouter::default().install(&home.at("program")).expect("a substitute router");
    let door = Door::of(Setup::engine(engine).at(&home).router(router));
    door.server.engine_ready().await;
    let mut told = door.server.watch_system(None).await;
    let bot = json!({ "id": "one", "access": "public", "token": "4711:a-token-of-a-bot" });
    assert_eq!(door.post("/system/router/identities/telegram", &bot).await.status, 200);
    let is_over = |told: &Told| steps(&told.seen).contains(&"router ready 1".to_owned());
    while !is_over(&told) {
        told.next().await;
    }
    assert_eq!(steps(&told.seen), ["router starting 1", "router ready 1"], "a router that starts keeps nobody waiting");
    door.server.stops_cleanly().await;
}

#[tokio::test]
async fn a_list_of_workspaces_can_be_kept_by_what_is_told() {
    let server = Setup::no_engine().start();
    let position = server.event_position().await;
    let (workspace, folder) = server.workspace("told").await;
    server.open(&folder).await; // it is one already: no news
    rename(&server, &workspace, "Other").await;
    let at = OneWorkspace { workspace_id: workspace.clone() };
    server.client().call::<endpoint::WorkspacesDelete>(&at, &Nothing {}, &Nothing {}).await.expect("forgotten");
    let mut told = server.watch_system(Some(position)).await;
    let events = [told.next().await, told.next().await, told.next().await];
    let kinds = events.each_ref().map(|event| event.kind.as_str());
    assert_eq!(kinds, ["workspace.created", "workspace.changed", "workspace.changed"]);
    assert!(events.iter().all(|event| event.workspace_id.as_ref() == Some(&workspace)));
    let [made, renamed, gone] = events.each_ref().map(|event| &event.properties.0);
    assert_eq!((&made["workspace"]["id"], &made["workspace"]["displayName"]), (&json!(workspace), &json!("story")));
    assert_eq!((&renamed["workspace"]["displayName"], &renamed["deleted"]), (&json!("Other"), &json!(false)));
    assert_eq!((gone.get("workspace"), &gone["deleted"]), (None, &json!(true)));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_workspace_that_needs_attention_is_told() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (workspace, folder) = server.workspace("broken").await;
    let mut told = server.watch_system(None).await;
    std::fs::write(folder.join("opencode.json"), "{").expect("a configuration that cannot be read");
    let at = OneWorkspace { workspace_id: workspace.clone() };
    server.client().call::<endpoint::EngineAgents>(&at, &Nothing {}, &Nothing {}).await.expect_err("it cannot be read");
    let changed = told.until("workspace.changed").await;
    assert_eq!(changed.workspace_id, Some(workspace));
    let now = field(&changed, "workspace");
    assert_eq!((&now["status"], &now["attention"]["code"]), (&json!("attention"), &json!("broken_config")));
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_store_that_cannot_be_written_is_told_once_and_so_is_its_recovery() {
    let door = Door::of(Setup::no_engine());
    let (workspace, _) = door.workspace("full").await;
    let mut told = door.server.watch_system(None).await;
    door.server.limit_files(Some(0));
    let address = format!("/workspaces/{workspace}/display-name");
    let write = async |name: &str| {
        let reply = door.ask(http::Method::PATCH, &address).json(&json!({ "displayName": name })).send().await;
        reply.status.as_u16()
    };
    until("a write is refused", async || (write("One").await == 500).then_some(())).await;
    for name in ["Two", "Three"] {
        assert_eq!(write(name).await, 500, "each attempt opens the store anew, and fails: that is no news");
    }
    door.server.limit_files(None);
    assert_eq!(write("Four").await, 200);
    until_ready(&mut told).await;
    let about_the_store: Vec<_> = steps(&told.seen).into_iter().filter(|step| step != "workspace.changed").collect();
    let expected =
        ["store degraded: read-only", "health degraded: store read-only", "store ready: ready", "health ready: ready"];
    assert_eq!(about_the_store, expected);
    let refused = told.seen.iter().find(|event| event.kind == "store.stateChanged").expect("told");
    assert!(field(refused, "reason").as_str().is_some_and(|reason| reason.contains("No space")), "{refused:?}");
    assert!(field(refused, "remedy").is_string());
    door.server.stops_cleanly().await;
}

#[tokio::test]
async fn the_stream_is_a_hosts_and_is_counted() {
    let door = Door::open();
    for role in ["viewer", "collaborator"] {
        let (_, token) = door.token(&json!({ "role": role })).await;
        let refused = door.ask(http::Method::GET, "/system/events").token(Some(&token)).send().await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        let status = door.ask(http::Method::GET, "/system/status").token(Some(&token)).send().await.data();
        assert!(status["streamCount"].is_number() && status.get("eventPosition").is_none(), "{status}");
    }
    let nobody = door.ask(http::Method::GET, "/system/events").token(None).send().await;
    assert_eq!(nobody.code(), "unauthorized");
    for wrong in ["after=x", "after=-1", "sessionId=ses_1"] {
        assert_eq!(door.get(&format!("/system/events?{wrong}")).await.code(), "invalid_request", "{wrong}");
    }
    let told = door.server.watch_system(None).await;
    let status = door.get("/system/status").await.data();
    assert_eq!(status["streamCount"], 1);
    let metrics = door.get("/system/metrics").await.text();
    assert!(metrics.contains("openwork_streams_open 1"), "{metrics}");
    drop(told);
    door.server.stops_cleanly().await;
}

#[tokio::test]
async fn after_a_restart_there_is_a_gap_and_no_number_comes_again() {
    let mut server = Setup::no_engine().start();
    let (workspace, _) = server.workspace("again").await;
    let (mut last, mut asked_only) = (0, None);
    for round in 0..6 {
        let position = server.event_position().await;
        assert!(position >= last, "round {round}: {position} after {last}");
        if let Some(earlier) = asked_only {
            // nobody watched in the run before and nothing happened: its position is nevertheless not one of this run
            let mut told = server.watch_system(Some(earlier)).await;
            let gap = told.next().await;
            assert_eq!((gap.kind.as_str(), field(&gap, "to")), ("stream.gap", &json!(position)), "round {round}");
        }
        asked_only = None;
        if round % 3 == 1 {
            asked_only = Some(position);
        } else {
            let mut told = server.watch_system((last > 0).then_some(last)).await;
            if last > 0 {
                let gap = told.next().await;
                assert_eq!((gap.kind.as_str(), field(&gap, "from")), ("stream.gap", &json!(last + 1)), "round {round}");
                assert!(gap.seq > last);
            }
            rename(&server, &workspace, &format!("Round {round}")).await;
            let renamed = told.until("workspace.changed").await;
            assert!(renamed.seq > last, "round {round}: {} again", renamed.seq);
            told.numbers_have_no_hole();
            last = renamed.seq;
        }
        let home = if round % 2 == 0 { server.kill() } else { server.stops_cleanly().await };
        server = Setup::no_engine().at(&home).start();
    }
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_run_that_nobody_watches_writes_no_numbers() {
    let door = Door::open();
    door.workspace("first").await;
    let home = door.server.stops_cleanly().await;
    let store = home.data().join("state/openwork.redb");
    let before = std::fs::read(&store).expect("a store");
    let server = Setup::no_engine().at(&home).start();
    server.event_position().await;
    server.stops_cleanly().await;
    assert!(std::fs::read(&store).expect("a store") == before, "asking where the events stand writes nothing");
}

/// A way to a server that is cut by chance, so many times, at any byte once it was open; then it holds.
async fn cutting(server: &TestServer, cuts: u32) -> String {
    let address = server.url.strip_prefix("http://").expect("http").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let way = format!("http://{}", listener.local_addr().expect("an address"));
    let mut dice = Dice::roll();
    tokio::spawn(async move {
        for turn in 0.. {
            let Ok((mut near, _)) = listener.accept().await else { return };
            // the head of the first answer is let through: what cannot even be opened is told to the caller, not tried again
            let least = if turn == 0 { 1000 } else { 1 };
            let bytes = if turn < cuts { dice.between(least, 6000) } else { u64::MAX };
            let Ok(far) = TcpStream::connect(&address).await else { return };
            let (from, mut to) = far.into_split();
            tokio::spawn(async move {
                let (asking, mut answered) = near.split();
                let mut asking = asking;
                let sent = tokio::io::copy(&mut asking, &mut to);
                let mut from = from.take(bytes);
                tokio::select! {
                    _ = tokio::io::copy(&mut from, &mut answered) => {}
                    _ = sent => {}
                }
                let _ = answered.shutdown().await;
            });
        }
    });
    way
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_that_are_cut_off_twenty_times_see_each_event_once() {
    let server = Setup::no_engine().start();
    let (workspace, _) = server.workspace("cut").await;
    let position = server.event_position().await;
    let mut witness = server.watch_system(Some(position)).await;
    let (for_client, for_sdk) = (cutting(&server, 20).await, cutting(&server, 20).await);
    let through = Client::new(Http::new(&for_client).expect("a url")).with_token(&server.token).expect("a token");
    let mut client = Told::open_system(&through, Some(position)).await;
    let script = "const { createClient } = await import(process.env.SDK);
        const sdk = createClient({ baseUrl: process.env.URL_OF, token: process.env.TOKEN });
        let cuts = 0;
        const seen = [];
        const stream = sdk.system.events({ after: Number(process.env.AFTER), backoff: { minMs: 1, maxMs: 20 }, onCut: () => cuts += 1 });
        for await (const event of stream) {
            seen.push([event.seq, event.type]);
            if (event.type === 'workspace.changed' && event.properties.workspace?.displayName === 'The last') break;
        }
        console.log(JSON.stringify({ seen, cuts }));";
    let mut node = node(script, &for_sdk, &server);
    let node = node.env("AFTER", position.to_string()).output();
    let work = async {
        for round in 0..400 {
            rename(&server, &workspace, &format!("Number {round} {}", "x".repeat(60))).await;
        }
        // the client pauses longer than the SDK between its attempts: it is waited for
        while client.next().await.seq < position + 400 {}
        rename(&server, &workspace, "The last").await;
        client.next().await;
    };
    let (node, ()) = tokio::join!(node, work);
    let said = sdk_said(&node.expect("node"));
    for _ in 0..401 {
        witness.next().await;
    }
    let told = |events: &[SystemEvent]| events.iter().map(|event| json!([event.seq, event.kind])).collect::<Vec<_>>();
    assert_eq!(told(&client.seen), told(&witness.seen), "the client");
    assert_eq!(said["seen"], json!(told(&witness.seen)), "the SDK");
    assert_eq!(said["cuts"], 20, "it was cut off as often as that");
    witness.numbers_have_no_hole();
    server.stops_cleanly().await;
}

/// A script with the built SDK.
fn node(script: &str, url: &str, server: &TestServer) -> tokio::process::Command {
    let sdk = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/dist/index.js");
    assert!(sdk.exists(), "the SDK is not built: run `make sdk`");
    let mut node = tokio::process::Command::new("node");
    node.args(["--input-type=module", "-e", script]).env("SDK", sdk).kill_on_drop(true);
    node.env("URL_OF", url).env("TOKEN", &server.token);
    node
}

fn sdk_said(output: &std::process::Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sdk_and_command_line_tell_what_http_tells() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    let pid = server.engine_ready().await;
    let position = server.event_position().await;
    kill(pid);
    let mut witness = server.watch_system(Some(position)).await;
    until_ready(&mut witness).await;
    let expected: Vec<Value> = witness.seen.iter().map(|event| json!(event)).collect();
    assert_eq!(expected.len(), 6);

    let script = "const { createClient } = await import(process.env.SDK);
        const sdk = createClient({ baseUrl: process.env.URL_OF, token: process.env.TOKEN });
        const seen = [];
        for await (const event of sdk.system.events({ after: Number(process.env.AFTER) })) {
            seen.push(event);
            if (event.type === 'server.healthChanged' && event.properties.status === 'ready') break;
        }
        console.log(JSON.stringify(seen));";
    let output = node(script, &server.url, &server).env("AFTER", position.to_string()).output().await.expect("node");
    assert_eq!(sdk_said(&output), json!(expected), "the SDK");

    for json in [true, false] {
        let mut cli = tokio::process::Command::new(program("openwork-cli"));
        cli.arg("--data-dir").arg(server.home.data()).args(["system", "events", "--after", &position.to_string()]);
        if json {
            cli.arg("--json");
        }
        let mut cli =
            cli.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn().expect("openwork-cli");
        let mut lines = tokio::io::BufReader::new(cli.stdout.take().expect("piped"));
        for event in &expected {
            let mut line = String::new();
            let read = tokio::io::AsyncBufReadExt::read_line(&mut lines, &mut line);
            tokio::time::timeout(std::time::Duration::from_secs(30), read).await.expect("in time").expect("a line");
            if json {
                assert_eq!(&serde_json::from_str::<Value>(&line).expect("JSON"), event, "the command line");
            } else {
                let words = [event["seq"].to_string(), event["type"].as_str().expect("a type").to_owned()];
                assert!(words.iter().all(|word| line.contains(word)), "{words:?} in {line}");
            }
        }
        cli.kill().await.expect("ended");
    }
    server.stops_cleanly().await;
}
