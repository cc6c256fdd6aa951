//! Every verb of `router` as a program, beside a server with a substitute of the router.

use super::documents::{one_document, words};
use super::{beside, run, text};
use harness::fake_engine::FakeEngine;
use harness::fake_router::{FakeRouter, delivered};
use harness::server::{Home, Setup, TestServer};
use openwork_core::operation::Operation;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The one JSON document that a verb answers.
async fn told(server: &TestServer, heard: &mut BTreeSet<String>, line: &[&str]) -> Value {
    heard.insert(line[..2].join(" "));
    one_document(beside(server, &[&["--json"], line].concat())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_verb_of_the_router_answers_one_json_document() {
    let home = Arc::new(Home::new());
    let engine = FakeEngine::new().install(&home.at("program")).expect("a substitute engine");
    let router = FakeRouter::default().install(&home.at("program")).expect("a substitute router");
    let server = Setup::engine(engine).at(&home).router(&router).start();
    server.engine_ready().await;
    let (_, folder) = server.workspace("verbs").await;
    let (folder, token) = (folder.display().to_string(), home.at("bot-token").display().to_string());
    std::fs::write(&token, "111:alpha-token\n").expect("a file");
    let mut heard = BTreeSet::new();
    let ears = &mut heard;

    let bot = ["telegram", "--id", "alpha", "--access", "public", "--directory", &folder, "--token-file", &token];
    let made = told(&server, ears, &[&["router", "upsert-identity"], &bot[..]].concat()).await;
    assert_eq!((&made["id"], &made["token"]), (&json!("alpha"), &json!({ "configured": true })));
    let listed = told(&server, ears, &["router", "list-identities", "telegram"]).await;
    assert_eq!(listed["items"], json!([made]));
    let applied = told(&server, ears, &["router", "apply"]).await;
    assert_eq!((&applied["applied"], &applied["health"]["state"]), (&json!(true), &json!("ready")));
    assert_eq!(told(&server, ears, &["router", "health"]).await["channels"]["telegram"], true);
    assert_eq!(told(&server, ears, &["runtime", "router-health"]).await["running"], true);
    let to = ["--channel", "telegram", "--identity-id", "alpha", "--peer-id", "-4711"];
    let unbound = run(beside(&server, &[&["router", "send", "hello"], &to[..]].concat())).await;
    let why = text(&unbound.stderr);
    assert!(!unbound.status.success() && why.contains("is not bound to `-4711`"), "{why}");
    let bound = [&["router", "set-binding", "--directory", &folder], &to[..]].concat();
    let bound = told(&server, ears, &bound).await;
    assert_eq!(bound["directory"], folder.as_str());
    assert_eq!(told(&server, ears, &["router", "list-bindings"]).await["items"], json!([bound]));
    let sent = told(&server, ears, &[&["router", "send", "hello"], &to[..]].concat()).await;
    assert_eq!(sent, json!({ "channel": "telegram", "identityId": "alpha", "peerId": "-4711" }));
    let delivered = delivered(&router);
    let said: Vec<_> = delivered.iter().map(|it| [&*it.token, &*it.peer_id, &*it.text]).collect();
    assert_eq!(said, [["111:alpha-token", "-4711", "hello"]]);
    let gone = told(&server, ears, &["router", "remove-binding", bound["id"].as_str().expect("an id")]).await;
    assert_eq!(gone["bindingId"], bound["id"]);
    let gone = told(&server, ears, &["router", "remove-identity", "telegram", "alpha"]).await;
    assert_eq!(gone["identityId"], "alpha");

    heard.remove("runtime router-health");
    let all = Operation::ALL.iter().filter(|operation| operation.area() == "router");
    assert_eq!(heard, all.map(|operation| words(*operation).join(" ")).collect(), "each was heard");
    server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_sees_of_the_router_holds_no_secret() {
    let home = Arc::new(Home::new());
    let server = Setup::no_engine().at(&home).start();
    let [token, code, missing] = ["token", "code", "111:alpha-token"].map(|name| home.at(name).display().to_string());
    std::fs::write(&token, "111:alpha-token\n").expect("a file");
    std::fs::write(&code, "abcd-2345\n").expect("a file");
    let secrets = ["--token-file", &token, "--pairing-code-file", &code, "--enabled", "false"];
    let mut seen = String::new();
    for line in [
        &[&["router", "upsert-identity", "telegram"], &secrets[..]].concat()[..],
        &["router", "list-identities", "telegram"],
        &["router", "list-bindings"],
        &["runtime", "router-health"],
        &["router", "health"],
    ] {
        let output = run(beside(&server, line)).await;
        assert!(output.status.success(), "{line:?}: {output:?}");
        seen += &text(&output.stdout);
    }
    for word in ["pairing code  configured", "private", "No bindings.", "state", "telegram"] {
        assert!(seen.contains(word), "no {word:?} in {seen}");
    }
    assert!(!seen.contains("alpha-token") && !seen.to_lowercase().contains("abcd"), "{seen}");
    let line = ["router", "upsert-identity", "telegram", "--token-file", &missing];
    let output = run(beside(&server, &line)).await;
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    server.stops_cleanly().await;
}
