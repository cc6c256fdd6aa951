//! What can be read without an engine: health, capabilities, the front page, lists in pages.

use harness::fake_engine::FakeEngine;
use harness::server::{Door, Home, Setup};
use http::Method;
use openwork_core::operation::{Access, Needs, Operation};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

#[tokio::test]
async fn health_answers_without_a_token_and_with_a_bad_one() {
    let door = Door::open();
    for token in [None, Some("nonsense"), Some(door.server.token.as_str())] {
        let health = door.ask(Method::GET, "/system/health").token(token).send().await.data();
        assert_eq!((&health["service"], &health["status"]), (&json!("openwork-server"), &json!("ready")));
        assert_eq!(health["components"][1]["stage"], "disabled");
    }
}

#[tokio::test]
async fn what_is_open_says_nothing_that_is_secret() {
    let door = Door::open();
    let (id, folder) = door.workspace("private").await;
    for path in ["/", "/system/health", "/openapi.json"] {
        let text = door.ask(Method::GET, path).token(None).send().await.text();
        for secret in
            [&door.server.token, &id, &folder.display().to_string(), &door.server.home.at("").display().to_string()]
        {
            assert!(!text.contains(secret.as_str()), "{path} holds {secret}");
        }
    }
}

/// The capabilities that a token sees, by operation.
async fn capabilities(door: &Door, token: Option<&str>) -> BTreeMap<String, Value> {
    let ask = door.ask(Method::GET, "/system/capabilities");
    let reply = if token.is_some() { ask.token(token) } else { ask }.send().await;
    let data = reply.data();
    let items = data["operations"].as_array().expect("operations").clone();
    items.into_iter().map(|item| (item["operation"].as_str().expect("a name").to_owned(), item)).collect()
}

#[tokio::test]
async fn capabilities_follow_the_callers_role() {
    let door = Door::open();
    for role in ["viewer", "collaborator", "host"] {
        let (_, token) = door.token(&json!({"role": role})).await;
        let seen = capabilities(&door, Some(&token)).await;
        assert_eq!(seen.len(), Operation::ALL.len());
        for operation in Operation::ALL {
            let allowed = match operation.access() {
                Access::Open | Access::Read => true,
                Access::Write => role != "viewer",
                Access::Host => role == "host",
            };
            assert_eq!(seen[operation.name()]["allowed"], allowed, "{role}: {}", operation.name());
        }
    }
}

#[tokio::test]
async fn without_an_engine_its_operations_are_unavailable_and_say_why() {
    let door = Door::open();
    let seen = capabilities(&door, None).await;
    for operation in Operation::ALL {
        let there = operation.needs() == Needs::Server;
        let capability = &seen[operation.name()];
        assert_eq!(capability["available"], there, "{}", operation.name());
        assert_eq!(capability["reason"].as_str(), (!there).then_some("This server runs no engine."));
    }
    let (id, _) = door.workspace("one").await;
    let reply = door.get(&format!("/workspaces/{id}/sessions")).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (503, "engine_unavailable"));
}

#[tokio::test]
async fn with_an_engine_everything_is_available() {
    let home = Arc::new(Home::new());
    let program = FakeEngine::new().install(&home.at("fake")).expect("an engine");
    let door = Door::of(Setup::engine(program).at(&home));
    door.server.engine_ready().await;
    assert!(capabilities(&door, None).await.values().all(|capability| capability["available"] == true));
}

#[tokio::test]
async fn the_document_names_every_operation() {
    let door = Door::open();
    let document = door.ask(Method::GET, "/openapi.json").token(None).send().await.json();
    for operation in Operation::ALL {
        let method = format!("{:?}", operation.method()).to_lowercase();
        assert_eq!(document["paths"][operation.path()][&method]["operationId"], operation.name());
    }
}

#[tokio::test]
async fn the_document_says_where_the_engine_misleads_and_what_is_answered_instead() {
    let door = Door::open();
    let document = door.ask(Method::GET, "/openapi.json").token(None).send().await.json();
    for (name, told) in [
        // a diff without a message, a revert without git
        ("sessions.diff", &["OpenCode itself answers nothing where no message is named", "`tracked` is false"][..]),
        ("sessions.revert", &["Without git", "`filesRestored` is false", "OpenCode would do nothing and say yes"]),
        // 200 with `info.error`
        ("sessions.sendMessage", &["the call succeeds and the message has `info.error`"]),
        ("sessions.command", &["the message has `info.error`"]),
        ("sessions.init", &["the message has `info.error`"]),
        ("sessions.summarize", &["the summary has `info.error`"]),
        // a stale ask after an abort
        ("sessions.abort", &["turns down what it asks for", "OpenCode would keep"]),
        ("asks.listPermissions", &["OpenCode also lists those of runs that are over"]),
        ("asks.listQuestions", &["OpenCode also lists those of runs that are over"]),
        // a message id that is repeated, in its session or in another
        ("sessions.sendMessage", &["A `messageId` that the session has already is a conflict", "another session's"]),
        ("sessions.promptAsync", &["already is accepted and not sent again", "another session's"]),
        ("sessions.shell", &["A `messageId` that was used is a conflict"]),
        // what is not there, and what is switched off
        ("sessions.fork", &["OpenCode would copy everything"]),
        ("sessions.deleteMessage", &["OpenCode says yes to a message that is not there"]),
        ("sessions.updatePart", &["makes one that is not there"]),
        ("sessions.share", &["OpenCode may say yes and do nothing"]),
    ] {
        let row = Operation::ALL.iter().find(|operation| operation.name() == name).expect("an operation");
        let method = format!("{:?}", row.method()).to_lowercase();
        let description = document["paths"][row.path()][&method]["description"].as_str().expect("a description");
        let words = description.split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in told {
            assert!(words.contains(sentence), "{name} does not say `{sentence}`: {words}");
        }
    }
}

/// Every page of the workspaces.
async fn pages(door: &Door, limit: usize, mut between: impl AsyncFnMut()) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let data = door.get(&format!("/workspaces?limit={limit}{cursor}")).await.data();
        pages.push(data["items"].as_array().expect("items").clone());
        let Some(next) = data["nextCursor"].as_str() else { return pages };
        cursor = format!("&cursor={next}");
        between().await;
    }
}

#[tokio::test]
async fn pages_over_250_workspaces_show_each_once_also_when_one_comes_and_one_goes() {
    let door = Door::open();
    let mut made = Vec::new();
    for n in 0..250 {
        let folder = door.server.home.folder(&format!("w{n}"));
        let name = format!("Name {}", n % 7);
        let reply = door.post("/workspaces/local", &json!({"folderPath": folder, "name": name})).await;
        made.push(reply.data()["id"].as_str().expect("an id").to_owned());
    }
    made.sort();
    let ids = |pages: &[Vec<Value>]| {
        let mut ids: Vec<String> =
            pages.iter().flatten().map(|item| item["id"].as_str().expect("an id").to_owned()).collect();
        ids.sort();
        ids
    };
    for limit in [1, 7, 100, 125, 249, 250, 500] {
        let pages = pages(&door, limit, async || {}).await;
        assert_eq!(ids(&pages), made, "limit {limit}");
        assert_eq!(pages.len(), 250_usize.div_ceil(limit), "limit {limit}");
    }
    let order: Vec<String> =
        pages(&door, 30, async || {}).await.concat().iter().map(|w| w["displayName"].to_string()).collect();
    assert!(order.is_sorted(), "{order:?}");

    let mut extra = 0;
    let pages = pages(&door, 30, async || {
        extra += 1;
        let folder = door.server.home.folder(&format!("x{extra}"));
        // one that sorts before everything, and is gone again: it must neither repeat nor hide another
        let reply = door.post("/workspaces/local", &json!({"folderPath": folder, "name": "AAA"})).await;
        if extra % 2 == 0 {
            let id = reply.data()["id"].as_str().expect("an id").to_owned();
            door.ask(Method::DELETE, &format!("/workspaces/{id}")).send().await;
        }
    })
    .await;
    assert_eq!(ids(&pages), made);
}
