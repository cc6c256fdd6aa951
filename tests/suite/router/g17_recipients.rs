//! Promise G17: a message goes to the named recipient only.

use super::{bind, bindings, bot, health_until, send, serving, set_binding, upsert};
use harness::fake_router::{Delivered, FakeRouter, delivered, started_with};
use harness::server::{TestServer, until};
use openwork_core::ErrorKind;
use openwork_core::model::page::{Nothing, OneWorkspace};
use openwork_core::operation::endpoint;
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
    let expected =
        [to("alpha", "111:alpha-token", "4711", "to alpha's"), to("beta", "222:beta-token", "4711", "to beta's")];
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
async fn g17_a_peer_that_the_bot_is_not_bound_to_is_not_written_to() {
    let (server, program) = serving(&FakeRouter::default());
    let (workspace_id, folder) = server.workspace("bound").await;
    let (_, other) = server.workspace("other").await;
    let mut named = bot("alpha", "111:alpha-token");
    named.directory = Some(folder.to_str().expect("UTF-8").parse().expect("a folder"));
    upsert(&server, named).await;
    upsert(&server, bot("beta", "222:beta-token")).await;
    set_binding(&server, "alpha", "4712", &folder, Some(false)).await;
    let kept = [bind(&server, "beta", "4711", &other).await, bind(&server, "alpha", "-99", &other).await];
    bind(&server, "alpha", "4713", &folder).await;
    // 4711 is bound to the other bot, 4712 to this one by a binding that does not hold
    for peer in ["4711", "4712"] {
        let failure = send(&server, "alpha", peer, "hello").await.expect_err("it is not bound");
        assert_eq!(failure.kind, ErrorKind::Conflict, "{failure}");
        assert!(failure.message.contains("`router.setBinding`"), "{failure}");
    }
    assert_eq!(delivered(&program), []);
    send(&server, "alpha", "4713", "still").await.expect("it is bound");
    // a binding dies with its workspace, and a bot does not work there any more
    let at = OneWorkspace { workspace_id };
    server.client().call::<endpoint::WorkspacesDelete>(&at, &Nothing {}, &Nothing {}).await.expect("deleted");
    send(&server, "alpha", "4713", "no more").await.expect_err("the binding is gone");
    let left = bindings(&server).await;
    assert!(left.len() == 2 && kept.iter().all(|binding| left.contains(binding)), "{left:?}");
    until("the router has no bot there", async || {
        let bots = started_with(&program)["config"]["channels"]["telegram"]["bots"].clone();
        (bots[0]["id"] == "alpha" && bots[0].get("directory").is_none()).then_some(())
    })
    .await;
    send(&server, "alpha", "-99", "to a group").await.expect("it is bound");
    let words = delivered(&program).into_iter().map(|message| (message.peer_id, message.text));
    let own = |peer: &str, text: &str| (peer.to_owned(), text.to_owned());
    assert_eq!(words.collect::<Vec<_>>(), [own("4713", "still"), own("-99", "to a group")]);
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
