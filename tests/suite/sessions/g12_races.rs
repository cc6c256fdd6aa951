//! G12: what is asked outlasts whoever watches, ends with its run, and is answered by one of many.

use super::g12_asks::{YES, careful, of_permission, permissions, runs_a_line};
use super::{Stage, kind_and_place, prompt, said};
use harness::model::Script;
use openwork_core::ErrorKind;
use openwork_core::model::ask::{PermissionAnswer, ReplyPermission};
use openwork_core::model::page::{Nothing, OneSession};
use openwork_core::model::session::{CreateSession, SessionStatus};
use openwork_core::operation::endpoint;

/// How many answer at once.
const CLIENTS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_whoever_comes_back_during_an_ask_finds_it_and_one_that_nobody_answers_goes_on_waiting() {
    let stage = Stage::new();
    let (workspace, folder) = stage.server.workspace("back").await;
    let at = careful(&stage, &workspace).await;
    let mut first = stage.watch(&workspace).await;
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&runs_a_line("echo late > late.txt"))).await;
    let told = first.until("permission.asked").await;
    let before = first.seen[first.seen.len() - 2].seq;
    drop(first);
    // the same event by the way back, the same request in the list and in the snapshot
    let mut back = stage.server.watch(&workspace, Some(before)).await;
    assert_eq!(back.until("permission.asked").await, told);
    let waiting = permissions(&stage, &workspace).await;
    assert_eq!(waiting.len(), 1);
    let snapshot = stage.get::<endpoint::SessionsSnapshot>(&at).await;
    assert_eq!((&snapshot.permissions, snapshot.seq >= told.seq), (&waiting, true));
    // while nobody answers, others work and end, and it waits on
    let (other, _) = stage.session_with(&workspace, CreateSession::default()).await;
    for round in 0..3 {
        assert_eq!(
            said(&stage.ask(&other, Script::new().text(format!("round {round}"))).await),
            format!("round {round}")
        );
    }
    assert_eq!(permissions(&stage, &workspace).await, waiting);
    assert_eq!(stage.get::<endpoint::SessionsStatus>(&at).await, SessionStatus::Busy);
    stage.post::<endpoint::AsksReplyPermission>(&of_permission(&workspace, &waiting[0]), &YES).await;
    back.until_idle(&at.session_id).await;
    back.numbers_have_no_hole();
    assert_eq!(std::fs::read_to_string(folder.join("late.txt")).expect("a file"), "late\n");
    assert!(!back.kinds().iter().any(|kind| kind == "permission.expired"));
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_what_is_asked_ends_with_an_abort_and_does_not_come_back_with_the_next_run() {
    let stage = Stage::new();
    let (workspace, folder) = stage.server.workspace("abort").await;
    let at = careful(&stage, &workspace).await;
    let mut watch = stage.watch(&workspace).await;
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&runs_a_line("echo no > no.txt"))).await;
    watch.until("permission.asked").await;
    let waiting = permissions(&stage, &workspace).await;
    stage.get::<endpoint::SessionsAbort>(&at).await;
    let expired = watch.until("permission.expired").await;
    assert_eq!(expired.properties.text("requestID"), Some(waiting[0].id.as_str()));
    let own = of_permission(&workspace, &waiting[0]);
    let late = stage.try_call::<endpoint::AsksReplyPermission>(&own, &Nothing {}, &YES).await;
    assert_eq!(kind_and_place(late).0, ErrorKind::NotFound);
    // OpenCode would list the old one again as soon as the session works
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&runs_a_line("echo yes > yes.txt"))).await;
    watch.until("permission.asked").await;
    let now = permissions(&stage, &workspace).await;
    assert!(now.len() == 1 && now[0].id != waiting[0].id, "{now:?}");
    stage.post::<endpoint::AsksReplyPermission>(&of_permission(&workspace, &now[0]), &YES).await;
    watch.until_idle(&at.session_id).await;
    assert!(folder.join("yes.txt").exists() && !folder.join("no.txt").exists());
    stage.server.stops_cleanly().await;
}

/// Whether one of many who answer at once wins, and all others are told that there is nothing left to answer.
async fn one_wins(stage: &Stage, at: &OneSession, round: usize) {
    let workspace = &at.workspace_id;
    let mut watch = stage.watch(workspace).await;
    let line = runs_a_line(&format!("echo ran >> {round}.txt"));
    stage.post::<endpoint::SessionsPromptAsync>(at, &prompt(&line)).await;
    watch.until("permission.asked").await;
    let own = of_permission(workspace, &permissions(stage, workspace).await[0]);
    let answers = (0..CLIENTS).map(|number| {
        let (client, own) = (stage.server.client(), own.clone());
        let reply = if number % 2 == 0 { PermissionAnswer::Once } else { PermissionAnswer::Reject };
        tokio::spawn(async move {
            let body = ReplyPermission { reply, message: None };
            (reply, client.call::<endpoint::AsksReplyPermission>(&own, &Nothing {}, &body).await)
        })
    });
    let mut winners = Vec::new();
    for answer in answers.collect::<Vec<_>>() {
        match answer.await.expect("an answer") {
            (reply, Ok(replied)) => {
                assert_eq!(replied.reply, reply);
                winners.push(reply);
            }
            (_, Err(error)) => assert_eq!(error.kind, ErrorKind::NotFound, "{error:?}"),
        }
    }
    assert_eq!(winners.len(), 1, "round {round}: {winners:?} of {CLIENTS} were told that theirs is the answer");
    let told = watch.until("permission.replied").await;
    let word = serde_json::to_value(winners[0]).expect("a word");
    assert_eq!(told.properties.0["reply"], word, "round {round}: what the winner said is what the agent got");
    watch.until_idle(&at.session_id).await;
    assert_eq!(watch.kinds().iter().filter(|kind| *kind == "permission.replied").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_of_many_who_answer_at_once_exactly_one_wins() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("many").await;
    for round in 0..5 {
        let at = careful(&stage, &workspace).await;
        one_wins(&stage, &at, round).await;
    }
    stage.server.stops_cleanly().await;
}
