//! The messaging router as a second child: started when it is needed, sending to whom was named, failing alone.

mod child;
mod g17_recipients;
mod python;
mod secrets;

use harness::fake_engine::FakeEngine;
use harness::fake_router::FakeRouter;
use harness::server::{Home, Setup, TestServer, until};
use openwork_core::Result;
use openwork_core::model::page::{Nothing, OneChannel};
use openwork_core::model::router::{
    Channel, ListBindings, RouterBinding, RouterHealth, RouterIdentity, SendMessage, SentMessage, SetBinding,
    TelegramAccess, UpsertIdentity,
};
use openwork_core::operation::endpoint;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A home with two substitutes, engine and router, and the programs of both.
fn with_both(router: &FakeRouter) -> (Arc<Home>, PathBuf, PathBuf) {
    let home = Arc::new(Home::new());
    let engine = FakeEngine::new().install(&home.at("program")).expect("a substitute engine");
    let router = router.install(&home.at("program")).expect("a substitute router");
    (home, engine, router)
}

/// A server with both substitutes, and the router's program.
fn serving(router: &FakeRouter) -> (TestServer, PathBuf) {
    let (home, engine, router) = with_both(router);
    (Setup::engine(engine).at(&home).router(&router).start(), router)
}

/// A public Telegram bot with this token.
fn bot(id: &str, token: &str) -> UpsertIdentity {
    UpsertIdentity {
        id: Some(id.parse().expect("an id")),
        access: Some(TelegramAccess::Public),
        token: Some(token.parse().expect("a token")),
        ..UpsertIdentity::default()
    }
}

async fn try_upsert(server: &TestServer, channel: Channel, body: UpsertIdentity) -> Result<RouterIdentity> {
    server.client().call::<endpoint::RouterUpsertIdentity>(&OneChannel { channel }, &Nothing {}, &body).await
}

/// Makes or changes a Telegram bot.
async fn upsert(server: &TestServer, body: UpsertIdentity) -> RouterIdentity {
    try_upsert(server, Channel::Telegram, body).await.expect("a bot")
}

/// Binds a peer of a Telegram bot to a folder.
async fn bind(server: &TestServer, bot: &str, peer: &str, folder: &Path) -> RouterBinding {
    set_binding(server, bot, peer, folder, None).await
}

/// The same, by a binding that holds or does not.
async fn set_binding(
    server: &TestServer,
    bot: &str,
    peer: &str,
    folder: &Path,
    enabled: Option<bool>,
) -> RouterBinding {
    let body = SetBinding {
        channel: Channel::Telegram,
        identity_id: bot.parse().expect("an id"),
        peer_id: peer.parse().expect("a peer"),
        directory: folder.to_str().expect("UTF-8").parse().expect("a folder"),
        enabled,
    };
    server.client().call::<endpoint::RouterSetBinding>(&Nothing {}, &Nothing {}, &body).await.expect("a binding")
}

/// All bindings.
async fn bindings(server: &TestServer) -> Vec<RouterBinding> {
    let all = ListBindings::default();
    let list = server.client().call::<endpoint::RouterListBindings>(&Nothing {}, &all, &Nothing {}).await;
    list.expect("the bindings").items
}

/// Sends as a Telegram bot.
async fn send(server: &TestServer, bot: &str, peer: &str, text: &str) -> Result<SentMessage> {
    let body = SendMessage {
        channel: Channel::Telegram,
        identity_id: bot.parse().expect("an id"),
        peer_id: peer.parse().expect("a peer"),
        text: text.parse().expect("a text"),
    };
    server.client().call::<endpoint::RouterSend>(&Nothing {}, &Nothing {}, &body).await
}

/// The router's health.
async fn health(server: &TestServer) -> RouterHealth {
    server.ask::<endpoint::RuntimeRouterHealth>().await.expect("the router's health")
}

/// Waits until the router's health is as wanted.
async fn health_until(server: &TestServer, what: &str, wanted: impl Fn(&RouterHealth) -> bool) -> RouterHealth {
    until(what, async || Some(health(server).await).filter(|health| wanted(health))).await
}
