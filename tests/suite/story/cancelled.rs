//! A caller that drops its call: what was begun is seen through, and a repeat sends nothing twice and loses nothing.

use super::faces::embedded;
use harness::model::ModelServer;
use harness::server::Home;
use openwork_core::model::message::{Prompt, PromptPart};
use openwork_core::model::page::Page;
use openwork_core::model::session::CreateSession;
use openwork_core::model::workspace::CreateLocalWorkspace;
use openwork_core::{Caller, MessageId};
use std::time::Duration;

/// How many calls are dropped, each a little later than the one before.
const DROPPED: u32 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prompt_whose_caller_was_cancelled_is_there_once_after_the_repeat() {
    let (home, model) = (Home::new(), ModelServer::start().expect("a model"));
    let server = embedded(&home, &model).await;
    let host = Caller::host();
    let folder = home.folder("cancelled");
    let wanted = CreateLocalWorkspace {
        folder_path: folder.to_str().expect("UTF-8").parse().expect("a path"),
        name: "cancelled".parse().expect("a name"),
        preset: None,
        create_folder: None,
    };
    let workspace = server.workspaces(&host).create_local(wanted).await.expect("a workspace").id;
    let sessions = server.sessions(&host);
    let session = sessions.create(&workspace, CreateSession::default()).await.expect("a session").id;
    let prompt = |number: u32| Prompt {
        parts: vec![PromptPart::words(format!("prompt {number}"))],
        message_id: Some(format!("msg_{number:026}").parse().expect("an id")),
        no_reply: Some(true),
        ..Prompt::default()
    };
    let mut cut = 0;
    for number in 0..DROPPED {
        let limit = Duration::from_micros(250) * number;
        let call = sessions.prompt_async(&workspace, &session, prompt(number));
        cut += u32::from(tokio::time::timeout(limit, call).await.is_err());
        sessions.prompt_async(&workspace, &session, prompt(number)).await.expect("accepted");
    }
    assert!(cut > 0, "none was cut");
    // what is accepted is written a moment later; a lost one never is
    let wanted: Vec<MessageId> = (0..DROPPED).filter_map(|number| prompt(number).message_id).collect();
    let mut there = Vec::new();
    for _ in 0..50 {
        let list = sessions.list_messages(&workspace, &session, Page::default()).await.expect("the messages");
        there = list.items;
        if there.len() == wanted.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let ids: Vec<MessageId> = there.iter().map(|message| message.info.id.clone()).collect();
    let lost: Vec<&MessageId> = wanted.iter().filter(|id| !ids.contains(id)).collect();
    assert!(lost.is_empty(), "of {cut} that were cut, accepted and never sent: {lost:?}");
    assert_eq!(ids.len(), wanted.len());
    assert!(there.iter().all(|message| message.parts.len() == 1), "one was sent twice");
    assert!(server.shutdown().await.late.is_empty());
    assert_eq!(home.processes(), []);
}
