//! The router's life: when it runs, and that it fails alone.

use super::{bind, bindings, bot, health_until, send, serving, try_upsert, upsert, with_both};
use harness::fake_engine::starts;
use harness::fake_router::{FakeRouter, delivered, port, started_with};
use harness::server::{Setup, TestServer, until};
use openwork_core::model::engine::EngineState;
use openwork_core::model::page::{Nothing, OneBinding, OneIdentity};
use openwork_core::model::router::Channel;
use openwork_core::model::system::HealthStatus;
use openwork_core::operation::endpoint;
use serde_json::Value;
use std::time::{Duration, Instant};

/// What there is of it in the data folder.
fn files(server: &TestServer) -> Vec<String> {
    let places = ["router", "tmp/router", "logs/router.log", "state/key"].map(str::to_owned);
    places.into_iter().filter(|place| server.home.data().join(place).exists()).collect()
}

#[tokio::test]
async fn it_runs_only_while_a_bot_is_enabled() {
    let (server, program) = serving(&FakeRouter::default());
    server.engine_ready().await;
    let mut off = bot("alpha", "111:alpha-token");
    assert_eq!(files(&server), [""; 0], "nothing of it is there before there is a bot");
    off.enabled = Some(false);
    upsert(&server, off).await;
    // it answers once what is stored has been followed
    let applied = server.ask::<endpoint::RouterApply>().await.expect("an answer");
    assert!(applied.applied && applied.health.state == EngineState::Stopped, "{applied:?}");
    assert_eq!((starts(&program), files(&server)), (0, vec!["state/key".to_owned()]), "nobody needs it");
    assert!(server.health().await.components.iter().all(|part| part.name != "router"), "it is no part of the whole");
    let mut on = bot("alpha", "111:alpha-token");
    on.enabled = Some(true);
    upsert(&server, on).await;
    let ready = health_until(&server, "it is ready", |health| health.running).await;
    assert!(ready.guarded && ready.enablement.enabled && ready.enablement.enabled_identity_count == 1);
    let said = server.ask::<endpoint::RouterHealth>().await.expect("what it says");
    assert!(said.ok && said.channels.telegram && !said.channels.slack && said.opencode.healthy);
    let at = OneIdentity { channel: Channel::Telegram, identity_id: "alpha".parse().expect("an id") };
    server.client().call::<endpoint::RouterRemoveIdentity>(&at, &Nothing {}, &Nothing {}).await.expect("removed");
    health_until(&server, "it rests", |health| health.state == EngineState::Stopped).await;
    assert!(!server.home.data().join("router/opencode-router.json").exists(), "the tokens are off the disk");
    assert_eq!(starts(&program), 1);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_restart_of_the_server_brings_it_back_with_its_bindings() {
    let (home, engine, router) = with_both(&FakeRouter::default());
    let server = Setup::engine(&engine).at(&home).router(&router).start();
    let (_, folder) = server.workspace("bound").await;
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    let kept = bind(&server, "alpha", "4711", &folder).await;
    let gone = bind(&server, "alpha", "4712", &folder).await;
    health_until(&server, "it is ready", |health| health.running).await;
    server.stops_cleanly().await;
    let server = Setup::engine(&engine).at(&home).router(&router).start();
    health_until(&server, "it is ready again", |health| health.running).await;
    let at = OneBinding { binding_id: gone.id };
    server.client().call::<endpoint::RouterRemoveBinding>(&at, &Nothing {}, &Nothing {}).await.expect("removed");
    let database = server.home.data().join("router/opencode-router.db");
    until("the router has the one binding that is left", async || {
        let text = std::fs::read_to_string(&database).unwrap_or_default();
        (text.contains("4711") && !text.contains("4712")).then_some(())
    })
    .await;
    assert_eq!(bindings(&server).await, [kept]);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn what_it_is_started_with_is_what_it_needs_and_no_more() {
    let (home, engine, program) = with_both(&FakeRouter::default());
    let setup = Setup::engine(engine).at(&home).router(&program).arg("--engine-env").arg("PROVIDER_KEY");
    let server = setup.env("PROVIDER_KEY", "for the engine alone").start();
    let (_, folder) = server.workspace("finance").await;
    let mut private = bot("alpha", "111:alpha-token");
    private.access = None;
    private.pairing_code = Some("ABCD-2345".parse().expect("a code"));
    private.directory = Some(folder.to_str().expect("UTF-8").parse().expect("a folder"));
    upsert(&server, private).await;
    health_until(&server, "it is ready", |health| health.running).await;
    let with = started_with(&program);
    assert_eq!(with["mode"], 0o600);
    let bots = &with["config"]["channels"]["telegram"]["bots"];
    assert_eq!(bots[0]["id"], "alpha");
    assert_eq!(bots[0]["token"], "111:alpha-token");
    assert_eq!(bots[0]["access"], "private");
    assert_eq!(bots[0]["directory"], folder.to_str().expect("UTF-8"));
    assert_eq!(bots[0]["pairingCodeHash"].as_str().map(str::len), Some(64));
    let variables = with["environment"].as_object().expect("variables");
    assert_eq!(variables["OPENCODE_URL"], server.engine().await.base_url.expect("an address"));
    assert!(variables.contains_key("OPENCODE_SERVER_PASSWORD"));
    for name in variables.keys() {
        let known = ["PATH", "HOME", "TMPDIR", "NO_PROXY", "no_proxy", "OPENWORK_RUN", "LANG", "USER"];
        assert!(known.contains(&name.as_str()) || name.starts_with("OPENCODE_"), "{name} is passed on");
    }
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_changed_bot_is_a_new_run_with_a_new_configuration() {
    let (server, program) = serving(&FakeRouter::default());
    let (_, folder) = server.workspace("changed").await;
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    upsert(&server, bot("beta", "222:beta-token")).await;
    bind(&server, "alpha", "4711", &folder).await;
    let ids = || {
        let config = started_with(&program)["config"]["channels"]["telegram"]["bots"].clone();
        let bots = config.as_array().cloned().unwrap_or_default();
        let told = |bot: &Value, field: &str| bot[field].as_str().unwrap_or_default().to_owned();
        bots.iter().map(|bot| (told(bot, "id"), told(bot, "token"))).collect::<Vec<_>>()
    };
    let own = |id: &str, token: &str| (id.to_owned(), token.to_owned());
    until("both bots are told to it", async || (ids().len() == 2).then_some(())).await;
    let mut off = bot("beta", "222:beta-token");
    off.enabled = Some(false);
    upsert(&server, off).await;
    upsert(&server, bot("alpha", "333:other-token")).await;
    until("it is told the new token", async || (ids() == [own("alpha", "333:other-token")]).then_some(())).await;
    send(&server, "alpha", "4711", "hello").await.expect("it is sent");
    assert_eq!(delivered(&program)[0].token, "333:other-token");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_router_that_crashes_at_start_harms_nothing_else() {
    let fault =
        FakeRouter { exits_at_start: Some("Error: bad token 111:alpha-token".to_owned()), ..FakeRouter::default() };
    let (server, program) = serving(&fault);
    let engine = server.engine_ready().await;
    let begun = Instant::now();
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    let paused = health_until(&server, "it pauses", |health| health.state == EngineState::Backoff).await;
    assert!(!paused.running && paused.last_error.is_some());
    let failed = health_until(&server, "it is given up", |health| health.state == EngineState::Failed).await;
    assert_eq!(starts(&program), 5, "no more attempts than the policy has");
    // four pauses from 250 ms, doubled each time, each strayed by a quarter at most
    assert!(begun.elapsed() >= Duration::from_millis(2812), "it is tried again at once: {:?}", begun.elapsed());
    let error = failed.last_error.expect("why");
    assert!(error.message.contains("bad token [redacted]"), "{}", error.message);
    assert!(!failed.output.join("\n").contains("alpha-token"), "{:?}", failed.output);
    assert_eq!(server.engine_ready().await, engine, "the engine is as it was");
    let whole = server.health().await;
    assert_eq!(whole.status, HealthStatus::Degraded);
    let part = |name: &str| whole.components.iter().find(|part| part.name == name).map(|part| part.status);
    assert_eq!((part("engine"), part("router")), (Some(HealthStatus::Ready), Some(HealthStatus::Degraded)));
    let (workspace, _) = server.workspace("still").await;
    server.session(&workspace).await;
    // mended, it is started again when someone says so
    FakeRouter::default().set(&program).expect("mended");
    let applied = server.ask::<endpoint::RouterApply>().await.expect("an answer");
    assert!(applied.applied && applied.health.running, "{applied:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_router_that_crashes_later_is_brought_back() {
    let (server, program) = serving(&FakeRouter { crashes_once_after: Some(1.0), ..FakeRouter::default() });
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    let first = health_until(&server, "it is ready", |health| health.running).await.pid;
    let second = health_until(&server, "it is back", |health| health.running && health.pid != first).await;
    assert_eq!(second.last_exit.map(|exit| exit.reason).as_deref(), Some("crashed"));
    assert_eq!(starts(&program), 2);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_router_that_floods_and_is_deaf_is_ended_all_the_same() {
    let fault = FakeRouter { floods: Some(2_000_000), is_deaf: true, ..FakeRouter::default() };
    let (server, _) = serving(&fault);
    let engine = server.engine_ready().await;
    let (_, folder) = server.workspace("flooded").await;
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    bind(&server, "alpha", "4711", &folder).await;
    let ready = health_until(&server, "it is ready", |health| health.running).await;
    assert!(ready.output.len() <= 500);
    send(&server, "alpha", "4711", "hello").await.expect("it is sent");
    assert_eq!(server.engine_ready().await, engine);
    // also asserts that nothing is left
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_router_that_is_never_well_is_said_to_be_so() {
    let (home, engine, router) = with_both(&FakeRouter { never_well: true, ..FakeRouter::default() });
    let server = Setup::engine(engine).at(&home).router(&router).arg("--engine-wait-limit").arg("2").start();
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    health_until(&server, "it is starting", |health| health.pid.is_some()).await;
    server.engine_ready().await;
    let whole = server.health().await;
    let part = whole.components.iter().find(|part| part.name == "router").map(|part| part.status);
    assert_eq!((whole.status, part), (HealthStatus::Ready, Some(HealthStatus::Starting)), "nobody else waits for it");
    let applied = server.ask::<endpoint::RouterApply>().await.expect("an answer");
    assert!(!applied.applied && applied.apply_error.is_some(), "{applied:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_router_whose_port_was_taken_comes_up_on_another() {
    let (server, program) = serving(&FakeRouter { busy_port_once: true, ..FakeRouter::default() });
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    let taken = until("it says which port it would take", async || port(&program)).await;
    let _other = std::net::TcpListener::bind(("127.0.0.1", taken)).expect("another program");
    let ready = health_until(&server, "it is ready", |health| health.running).await;
    assert_eq!((starts(&program), ready.attempt), (2, 1), "another port is no other attempt");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_new_run_of_the_engine_is_a_new_run_of_the_router() {
    let (server, program) = serving(&FakeRouter::default());
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    let first = health_until(&server, "it is ready", |health| health.running).await.pid;
    let engine = server.engine_ready().await;
    let pid = rustix::process::Pid::from_raw(i32::try_from(engine).expect("a pid")).expect("a pid");
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).expect("it runs");
    server.engine_until("the engine is back", |health| health.running && health.pid != Some(engine)).await;
    health_until(&server, "the router follows", |health| health.running && health.pid != first).await;
    let address = server.engine().await.base_url.expect("an address");
    assert_eq!(started_with(&program)["environment"]["OPENCODE_URL"], address);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn without_a_program_or_an_engine_it_says_what_is_missing() {
    let (home, engine, _) = with_both(&FakeRouter::default());
    let server = Setup::engine(engine).at(&home).start();
    let (_, folder) = server.workspace("lacking").await;
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    bind(&server, "alpha", "4711", &folder).await;
    let failed = health_until(&server, "it has failed", |health| health.state == EngineState::Failed).await;
    assert_eq!(failed.last_error.expect("why").code, "router_missing");
    let failure = send(&server, "alpha", "4711", "hello").await.expect_err("there is none");
    assert!(failure.message.contains("--router-bin"), "{failure}");
    server.engine_ready().await;
    let home = server.stops_cleanly().await;
    let router = FakeRouter::default().install(&home.at("other")).expect("a router");
    let server = Setup::no_engine().at(&home).router(router).start();
    let failed = health_until(&server, "it has failed", |health| health.state == EngineState::Failed).await;
    assert_eq!(failed.last_error.expect("why").code, "no_engine");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn a_killed_server_leaves_no_router() {
    let (server, _) = serving(&FakeRouter { is_deaf: true, ..FakeRouter::default() });
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    health_until(&server, "it is ready", |health| health.running).await;
    let home = server.kill();
    until("nothing is left", async || home.processes().is_empty().then_some(())).await;
}

#[tokio::test]
async fn a_folder_that_is_no_workspaces_is_not_bound() {
    let (server, _) = serving(&FakeRouter::default());
    let stray = server.home.folder("stray");
    let mut body = bot("alpha", "111:alpha-token");
    body.directory = Some(stray.to_str().expect("UTF-8").parse().expect("a folder"));
    let failure = try_upsert(&server, Channel::Telegram, body).await.expect_err("it is no workspace's");
    assert_eq!(failure.details[0].path.as_deref(), Some("directory"));
    server.stops_cleanly().await;
}
