//! A reload and the runs of its workspace: it waits for them, and ends one only when it is told to.

use super::{forced, reload, write_command};
use crate::engine::run_of;
use harness::model::{ModelServer, Script};
use harness::server::Setup;
use openwork_core::ErrorKind;
use openwork_core::model::page::Nothing;
use openwork_core::model::reload::WhenIdle;
use openwork_core::operation::endpoint;
use std::time::{Duration, Instant};

#[tokio::test]
async fn g14_a_reload_waits_for_a_run_of_its_workspace_and_for_no_other() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (busy, _) = server.workspace("busy").await;
    let (idle, _) = server.workspace("idle").await;
    let at = server.session(&busy).await;
    let mut watch = server.watch(&busy, None).await;
    let run = run_of(60, &server, &at, &mut watch).await;
    reload(&server, &idle, WhenIdle::default()).await.expect("nobody works there");
    let short = WhenIdle { force: None, wait_seconds: Some(1.try_into().expect("a second")) };
    let error = reload(&server, &busy, short).await.expect_err("somebody works");
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.message.contains("`force`"), "{}", error.message);
    assert!(!run.is_finished(), "all that while a run was under way");
    let reloaded = reload(&server, &busy, WhenIdle::default()).await.expect("it is read again");
    assert!(reloaded.cut_session_ids.is_empty());
    let answer = run.await.expect("the caller").expect("nobody ends the run");
    assert!(answer.info.error.is_none(), "{answer:?}");
    watch.until("reload.done").await;
    if !watch.kinds().iter().any(|kind| kind == "server.instance.disposed") {
        watch.until("server.instance.disposed").await;
    }
    let kinds = watch.kinds();
    let place = |wanted: &str| kinds.iter().rposition(|kind| kind == wanted).expect("it was told");
    assert!(place("session.idle") < place("server.instance.disposed"), "{kinds:?}");
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_forced_reload_ends_the_run_and_says_whose() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (id, folder) = server.workspace("busy").await;
    let at = server.session(&id).await;
    let mut watch = server.watch(&id, None).await;
    let run = run_of(3000, &server, &at, &mut watch).await;
    write_command(&folder, "tidy");
    let begun = Instant::now();
    let reloaded = reload(&server, &id, forced()).await.expect("it is read again");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(reloaded.cut_session_ids, std::slice::from_ref(&at.session_id));
    let answer = run.await.expect("the caller").expect("an answer, as far as it went");
    assert_eq!(answer.info.error.expect("why it ended").0["name"], "MessageAbortedError");
    assert!(super::commands(&server, &id).await.contains(&"tidy".to_owned()));
    let status = server.client().call::<endpoint::SessionsStatus>(&at, &Nothing {}, &Nothing {}).await.expect("idle");
    assert_eq!(serde_json::to_value(&status).expect("JSON")["type"], "idle");
    let mut watch = server.watch(&id, None).await;
    server.prompt(&at, Script::new().text("still here").prompt()).await;
    watch.until_idle(&at.session_id).await;
    server.stops_cleanly().await;
}

#[tokio::test]
async fn g14_a_run_that_is_about_to_begin_is_not_cut_by_a_reload() {
    let model = ModelServer::start().expect("a model");
    let server = Setup::real(&model).start();
    server.engine_ready().await;
    let (id, _) = server.workspace("busy").await;
    let at = server.session(&id).await;
    let mut watch = server.watch(&id, None).await;
    for round in 0..6 {
        let words = Script::new().delay(Duration::from_millis(20)).repeat(10, "word ").text("END").prompt();
        // a quiet workspace, in which the prompt and the reload meet at another moment each round
        tokio::time::sleep(Duration::from_millis(600)).await;
        let later = async {
            tokio::time::sleep(Duration::from_millis(15 * round)).await;
            reload(&server, &id, WhenIdle::default()).await.expect("it is read again");
        };
        let asked = async {
            tokio::time::sleep(Duration::from_millis(530)).await;
            server.prompt(&at, words).await;
        };
        tokio::join!(later, asked);
        watch.until_idle(&at.session_id).await;
    }
    let list = server.client().call::<endpoint::SessionsListMessages>(&at, &Default::default(), &Nothing {}).await;
    let list = list.expect("messages").items;
    let cut = list.iter().filter(|message| message.info.error.is_some()).count();
    assert_eq!(cut, 0, "{list:?}");
    server.stops_cleanly().await;
}
