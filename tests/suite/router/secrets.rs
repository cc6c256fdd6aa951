//! Bots' secrets: in, and never out.

use super::{bot, health_until, serving, try_upsert, upsert, with_both};
use harness::fake_router::{FakeRouter, started_with};
use harness::server::{Home, Setup, TestServer};
use harness::tree::files_with;
use openwork_core::ErrorKind;
use openwork_core::model::page::{Nothing, OneChannel};
use openwork_core::model::router::{Channel, RouterIdentityList, UpsertIdentity};
use openwork_core::operation::{Access, Operation, endpoint};

async fn bots(server: &TestServer, channel: Channel) -> RouterIdentityList {
    let at = OneChannel { channel };
    server.client().call::<endpoint::RouterListIdentities>(&at, &Nothing {}, &Nothing {}).await.expect("the bots")
}

/// A server that runs no router: only what is stored matters.
fn alone(home: &std::sync::Arc<Home>) -> TestServer {
    Setup::no_engine().at(home).start()
}

#[tokio::test]
async fn a_secret_is_kept_sealed_and_never_told() {
    let (home, _, _) = with_both(&FakeRouter::default());
    let server = alone(&home);
    let made = upsert(&server, bot("alpha", "111:alpha-token")).await;
    assert!(made.token.is_some_and(|token| token.configured));
    let slack = UpsertIdentity {
        bot_token: Some("xoxb-very-hush".parse().expect("a token")),
        app_token: Some("xapp-very-hush".parse().expect("a token")),
        ..UpsertIdentity::default()
    };
    let made = try_upsert(&server, Channel::Slack, slack).await.expect("a bot");
    assert_eq!(made.id.as_str(), "default");
    for channel in [Channel::Telegram, Channel::Slack] {
        let told = serde_json::to_string(&bots(&server, channel).await).expect("JSON");
        assert!(!told.contains("alpha-token") && !told.contains("very-hush"), "{told}");
        assert!(told.contains(r#"{"configured":true}"#), "{told}");
    }
    let log = server.log();
    assert!(!log.contains("alpha-token") && !log.contains("very-hush"), "{log}");
    let home = server.stops_cleanly().await;
    for secret in ["alpha-token", "very-hush"] {
        assert_eq!(files_with(&home.data(), secret.as_bytes()), [""; 0]);
    }
}

#[test]
fn nobody_but_a_host_has_to_do_with_bots() {
    let health = |operation: &Operation| operation.name() == "router.health";
    let all = Operation::ALL.iter().filter(|operation| operation.area() == "router" && !health(operation));
    let others: Vec<_> = all.filter(|operation| operation.access() != Access::Host).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[tokio::test]
async fn while_the_router_runs_its_configuration_alone_holds_the_secrets() {
    let (server, program) =
        serving(&FakeRouter { says: Some("token 111:alpha-token".to_owned()), ..FakeRouter::default() });
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    let ready = health_until(&server, "it has spoken", |health| health.running && !health.output.is_empty()).await;
    assert!(ready.output[0].contains("[redacted]"), "{:?}", ready.output);
    let data = server.home.data();
    assert_eq!(files_with(&data, b"alpha-token"), ["router/opencode-router.json"]);
    let told = [
        serde_json::to_string(&ready).expect("JSON"),
        serde_json::to_string(&bots(&server, Channel::Telegram).await).expect("JSON"),
        serde_json::to_string(&server.ask::<endpoint::RouterHealth>().await.expect("health")).expect("JSON"),
        serde_json::to_string(&server.ask::<endpoint::RouterApply>().await.expect("applied")).expect("JSON"),
        server.log(),
    ];
    assert!(told.iter().all(|text| !text.contains("alpha-token")), "{told:?}");
    let environment = started_with(&program)["environment"].to_string();
    assert!(!environment.contains("alpha-token"), "whoever reads the environment knows the token");
    let home = server.stops_cleanly().await;
    assert_eq!(files_with(&home.data(), b"alpha-token"), [""; 0]);
}

#[tokio::test]
async fn a_lost_key_is_said_and_everything_is_kept() {
    let (home, _, _) = with_both(&FakeRouter::default());
    let server = alone(&home);
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    let home = server.stops_cleanly().await;
    let (key, aside) = (home.data().join("state/key"), home.at("key"));
    std::fs::rename(&key, &aside).expect("the key");
    let checked = openwork_core::server::check_store(&home.data()).expect("a check");
    assert!(checked.faults.iter().any(|fault| fault.contains("is missing")), "{checked:?}");
    let server = alone(&home);
    assert_eq!(bots(&server, Channel::Telegram).await.items.len(), 1, "it is all there");
    let failure = try_upsert(&server, Channel::Telegram, bot("beta", "222:b")).await.expect_err("no key");
    assert_eq!(failure.kind, ErrorKind::Conflict);
    assert!(failure.message.contains("state/key") && failure.message.contains("backup"), "{failure}");
    assert!(!key.exists(), "no other key is made");
    std::fs::rename(&aside, &key).expect("the key");
    upsert(&server, bot("beta", "222:beta-token")).await;
    let home = server.stops_cleanly().await;
    assert_eq!(openwork_core::server::check_store(&home.data()).expect("a check").faults, [""; 0]);
}

#[tokio::test]
async fn a_bot_that_lacks_something_is_refused_with_the_place() {
    let (home, _, _) = with_both(&FakeRouter::default());
    let server = alone(&home);
    let mut private = bot("alpha", "111:a");
    private.access = None;
    let mut reserved = bot("env", "111:a");
    reserved.token = Some("1:2".parse().expect("a token"));
    let refused = [
        (Channel::Telegram, UpsertIdentity::default(), "token"),
        (Channel::Telegram, private, "pairingCode"),
        (Channel::Telegram, reserved, "id"),
        (Channel::Slack, bot("alpha", "111:a"), "token"),
    ];
    for (channel, body, place) in refused {
        let failure = try_upsert(&server, channel, body).await.expect_err("it is refused");
        assert_eq!(failure.kind, ErrorKind::Unprocessable, "{failure}");
        assert_eq!(failure.details[0].path.as_deref(), Some(place), "{failure}");
    }
    assert!(bots(&server, Channel::Telegram).await.items.is_empty());
    server.stops_cleanly().await;
}
