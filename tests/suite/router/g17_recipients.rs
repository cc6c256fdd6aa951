//! Promise G17: a message goes to the named recipient only.

use super::{bind, bot, health_until, send, serving, upsert};
use harness::fake_router::{Delivered, FakeRouter, delivered};
use harness::server::TestServer;
use openwork_core::ErrorKind;
use std::path::PathBuf;

/// A server with two bots; both are bound to the same peer and folder, and one to another peer.
async fn two_bots(router: &FakeRouter) -> (TestServer, PathBuf) {
    let (server, program) = serving(router);
    let (_, folder) = server.workspace("shared").await;
    upsert(&server, bot("alpha", "111:alpha-token")).await;
    upsert(&server, bot("beta", "222:beta-token")).await;
    for (bot, peer) in [("alpha", "4711"), ("beta", "4711"), ("beta", "4712")] {
        bind(&server, bot, peer, &folder).await;
    }
    (server, program)
}

fn to(bot: &str, token: &str, peer: &str, text: &str) -> Delivered {
    let own = str::to_owned;
    Delivered {
        channel: own("telegram"),
        identity_id: own(bot),
        token: own(token),
        peer_id: own(peer),
        text: own(text),
    }
}

#[tokio::test]
async fn g17_a_message_reaches_the_named_bot_and_peer_and_nobody_else() {
    let (server, program) = two_bots(&FakeRouter::default()).await;
    let sent = send(&server, "alpha", "4711", "to alpha's").await.expect("it is sent");
    assert_eq!((sent.identity_id.as_str(), sent.peer_id.as_str()), ("alpha", "4711"));
    send(&server, "beta", "4711", "to beta's").await.expect("it is sent");
    // a peer that is bound nowhere can be written to all the same
    send(&server, "beta", "-99", "to a group").await.expect("it is sent");
    let expected = [
        to("alpha", "111:alpha-token", "4711", "to alpha's"),
        to("beta", "222:beta-token", "4711", "to beta's"),
        to("beta", "222:beta-token", "-99", "to a group"),
    ];
    assert_eq!(delivered(&program), expected);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g17_a_router_that_delivers_to_another_is_found_out() {
    let astray = [
        FakeRouter { delivers_as: Some("beta".to_owned()), ..FakeRouter::default() },
        FakeRouter { delivers_to: Some("4712".to_owned()), ..FakeRouter::default() },
        FakeRouter { delivers_to_all: true, ..FakeRouter::default() },
        FakeRouter { keeps_silent_about_whom: true, ..FakeRouter::default() },
    ];
    for fault in astray {
        let (server, _) = two_bots(&fault).await;
        let failure = send(&server, "alpha", "4711", "hello").await.expect_err("it went astray");
        assert_eq!(failure.kind, ErrorKind::EngineError, "{fault:?}");
        assert!(failure.message.contains("may have gone astray"), "{fault:?}: {failure}");
        server.stops_cleanly().await;
    }
}

#[tokio::test]
async fn g17_what_is_not_known_to_be_delivered_is_said_and_not_sent_again() {
    let (server, program) = two_bots(&FakeRouter { cuts_off: true, ..FakeRouter::default() }).await;
    let failure = send(&server, "alpha", "4711", "once").await.expect_err("the answer is lost");
    assert!(failure.message.contains("not known"), "{failure}");
    assert_eq!(delivered(&program), [to("alpha", "111:alpha-token", "4711", "once")]);
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g17_a_recipient_that_cannot_be_is_refused_before_anything_is_sent() {
    let (server, program) = two_bots(&FakeRouter::default()).await;
    let mut off = bot("alpha", "111:alpha-token");
    off.enabled = Some(false);
    upsert(&server, off).await;
    for (bot, peer, kind) in [
        ("nobody", "4711", ErrorKind::NotFound),
        ("alpha", "4711", ErrorKind::Conflict),
        ("beta", "@name", ErrorKind::Unprocessable),
    ] {
        let failure = send(&server, bot, peer, "hello").await.expect_err("it is refused");
        assert_eq!(failure.kind, kind, "{failure}");
    }
    assert_eq!(delivered(&program), []);
    health_until(&server, "the router is ready", |health| health.running).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g17_a_message_that_the_router_refuses_is_told_with_its_reason() {
    let why = "chat not found (token 111:alpha-token)".to_owned();
    let (server, _) = two_bots(&FakeRouter { fails: Some(why), ..FakeRouter::default() }).await;
    let failure = send(&server, "alpha", "4711", "hello").await.expect_err("it is not delivered");
    assert!(failure.message.contains("chat not found") && !failure.message.contains("alpha-token"), "{failure}");
    server.stops_cleanly().await;
}
