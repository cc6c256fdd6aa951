//! Messages and parts that are changed or deleted; what is not there is not found, and nothing is changed under a run.

use super::{Stage, at_message, kind_and_place, prompt, refusal, said};
use harness::model::Script;
use openwork_core::ErrorKind;
use openwork_core::model::history::{RevertSession, UpdatePart};
use openwork_core::model::page::{Nothing, OneMessage, OnePart};
use openwork_core::model::run::RunShell;
use openwork_core::model::session::{CreateSession, SessionStatus, UpdateSession};
use openwork_core::operation::endpoint;
use std::time::Duration;

fn part(at: &OneMessage, id: &str) -> OnePart {
    OnePart {
        workspace_id: at.workspace_id.clone(),
        session_id: at.session_id.clone(),
        message_id: at.message_id.clone(),
        part_id: id.parse().expect("a part id"),
    }
}

fn words(text: &str) -> UpdatePart {
    UpdatePart { text: Some(text.to_owned()), ..UpdatePart::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_and_messages_are_changed_and_deleted_and_only_those_that_are_there() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("edits").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    stage.ask(&at, Script::new().text("an answer")).await;
    let all = stage.messages(&at).await;
    let asked = at_message(&at, &all[0].info.id);
    let piece = part(&asked, &all[0].parts[0].id);

    let changed = stage.post::<endpoint::SessionsUpdatePart>(&piece, &words("other words")).await;
    assert_eq!((changed.id.as_str(), changed.text.as_deref()), (piece.part_id.as_str(), Some("other words")));
    assert_eq!(said(&stage.get::<endpoint::SessionsGetMessage>(&asked).await), "other words");
    let mut names = UpdatePart::default();
    names.more.0.insert("messageID".to_owned(), "msg_other".into());
    let answer = stage.try_call::<endpoint::SessionsUpdatePart>(&piece, &Nothing {}, &names).await;
    assert_eq!(kind_and_place(answer), (ErrorKind::Unprocessable, Some("messageID".to_owned())));
    let mut file = UpdatePart::default();
    file.more.0.insert("url".to_owned(), "file:///etc/hostname".into());
    let answer = stage.try_call::<endpoint::SessionsUpdatePart>(&piece, &Nothing {}, &file).await;
    assert_eq!(kind_and_place(answer), (ErrorKind::Unprocessable, Some("url".to_owned())), "outside the workspace");
    let nowhere = part(&asked, "prt_nope");
    let answer = stage.try_call::<endpoint::SessionsUpdatePart>(&nowhere, &Nothing {}, &words("x")).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound, "OpenCode makes the part");
    assert_eq!(stage.get::<endpoint::SessionsGetMessage>(&asked).await.parts.len(), 1);
    let answer = stage.try_call::<endpoint::SessionsDeletePart>(&nowhere, &Nothing {}, &Nothing {}).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound, "OpenCode says yes");

    stage.get::<endpoint::SessionsDeletePart>(&piece).await;
    assert!(stage.get::<endpoint::SessionsGetMessage>(&asked).await.parts.is_empty());
    let gone = stage.get::<endpoint::SessionsDeleteMessage>(&asked).await;
    assert_eq!(gone.message_id, asked.message_id);
    assert!(stage.messages(&at).await.iter().all(|message| message.info.id != asked.message_id));
    let answer = stage.try_call::<endpoint::SessionsDeleteMessage>(&asked, &Nothing {}, &Nothing {}).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound, "OpenCode says yes");

    let title = Some("A better title".parse().expect("a title"));
    let name = UpdateSession { title, archived: None };
    let renamed = stage.try_call::<endpoint::SessionsUpdate>(&at, &Nothing {}, &name).await.expect("a session");
    assert_eq!(renamed.title.as_deref(), Some("A better title"));
    let away = UpdateSession { title: None, archived: Some(true) };
    let archived = stage.try_call::<endpoint::SessionsUpdate>(&at, &Nothing {}, &away).await.expect("a session");
    assert!(archived.time.archived.is_some());
    stage.get::<endpoint::SessionsDelete>(&at).await;
    let answer = stage.try_call::<endpoint::SessionsGet>(&at, &Nothing {}, &Nothing {}).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound);
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_changed_under_a_run() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("busy").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    stage.ask(&at, Script::new().text("an answer")).await;
    let first = stage.messages(&at).await[0].clone();
    let asked = at_message(&at, &first.info.id);
    let mut watch = stage.watch(&workspace).await;
    let long = Script::new().delay(Duration::from_millis(100)).repeat(3000, "word ");
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&long)).await;
    watch.until("message.part.delta").await;
    assert_eq!(stage.get::<endpoint::SessionsStatus>(&at).await, SessionStatus::Busy);

    let piece = part(&asked, &first.parts[0].id);
    let back = RevertSession { message_id: first.info.id.clone(), part_id: None };
    let line = RunShell { command: "true".to_owned(), message_id: None, agent: None, model: None };
    let refused = [
        refusal(stage.try_call::<endpoint::SessionsDeleteMessage>(&asked, &Nothing {}, &Nothing {}).await),
        refusal(stage.try_call::<endpoint::SessionsDeletePart>(&piece, &Nothing {}, &Nothing {}).await),
        refusal(stage.try_call::<endpoint::SessionsUpdatePart>(&piece, &Nothing {}, &words("x")).await),
        refusal(stage.try_call::<endpoint::SessionsRevert>(&at, &Nothing {}, &back).await),
        refusal(stage.try_call::<endpoint::SessionsUnrevert>(&at, &Nothing {}, &Nothing {}).await),
        refusal(stage.try_call::<endpoint::SessionsShell>(&at, &Nothing {}, &line).await),
    ];
    assert_eq!(refused.map(|error| error.kind), [ErrorKind::Conflict; 6]);
    stage.get::<endpoint::SessionsAbort>(&at).await;
    assert_eq!(stage.get::<endpoint::SessionsStatus>(&at).await, SessionStatus::Idle);
    let last = stage.messages(&at).await.pop().expect("a message").info;
    assert_eq!(last.error.as_ref().and_then(|error| error.text("name")), Some("MessageAbortedError"));
    assert_eq!(stage.get::<endpoint::SessionsGetMessage>(&asked).await, first);
    stage.server.stops_cleanly().await;
}
