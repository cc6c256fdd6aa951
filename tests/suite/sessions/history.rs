//! What a session changed, how it is taken back, and how it is forked.

use super::{Stage, at_message, kind_and_place, said, writes};
use harness::model::Script;
use harness::server::until;
use openwork_core::ErrorKind;
use openwork_core::model::history::{DiffSession, ForkSession, RevertSession, SessionDiff};
use openwork_core::model::message::MessageRole;
use openwork_core::model::page::{Nothing, OneSession};
use openwork_core::model::session::CreateSession;
use openwork_core::operation::endpoint;
use serde_json::{Value, json};

async fn diff(stage: &Stage, at: &OneSession, query: DiffSession) -> SessionDiff {
    stage.try_call::<endpoint::SessionsDiff>(at, &query, &Nothing {}).await.expect("a diff")
}

/// The files of a diff by turn, as `name +added -removed status`.
fn files(diff: &SessionDiff) -> Vec<Vec<String>> {
    let file = |file: &openwork_core::model::history::FileDiff| {
        let status = file.status.as_deref().unwrap_or_default();
        format!("{} +{} -{} {status}", file.file, file.additions, file.deletions)
    };
    diff.items.iter().map(|turn| turn.files.iter().map(file).collect()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_session_changed_is_told_by_turn_and_taken_back_with_the_files() {
    let stage = Stage::new();
    let (workspace, folder) = stage.repository("git").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    stage.ask(&at, writes(&folder, "new.txt", "hi\n")).await;
    stage.ask(&at, writes(&folder, "new.txt", "hi\nmore\n")).await;
    let users: Vec<_> = stage.messages(&at).await.into_iter().filter(|m| m.info.role == MessageRole::User).collect();
    let [first, second] = [&users[0].info.id, &users[1].info.id];

    // OpenCode writes down what a turn changed a moment after its end
    let both = until("both turns are told", async || {
        let all = diff(&stage, &at, DiffSession::default()).await;
        (all.items.len() == 2).then_some(all)
    })
    .await;
    assert!(both.tracked);
    assert_eq!(files(&both), [["new.txt +1 -0 added"], ["new.txt +1 -0 modified"]]);
    assert_eq!([&both.items[0].message_id, &both.items[1].message_id], [first, second]);
    let one = diff(&stage, &at, DiffSession { message_id: Some(second.clone()) }).await;
    assert_eq!(files(&one), [["new.txt +1 -0 modified"]]);
    let unknown = DiffSession { message_id: Some("msg_nope".parse().expect("an id")) };
    let answer = stage.try_call::<endpoint::SessionsDiff>(&at, &unknown, &Nothing {}).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound);

    let back = RevertSession { message_id: second.clone(), part_id: None };
    let reverted = stage.post::<endpoint::SessionsRevert>(&at, &back).await;
    assert!(reverted.files_restored);
    assert_eq!(reverted.session.more.0["revert"]["messageID"], json!(second));
    assert_eq!(std::fs::read_to_string(folder.join("new.txt")).expect("a file"), "hi\n");
    let forward = stage.get::<endpoint::SessionsUnrevert>(&at).await;
    assert!(forward.files_restored && !forward.session.more.0.contains_key("revert"));
    assert_eq!(std::fs::read_to_string(folder.join("new.txt")).expect("a file"), "hi\nmore\n");
    let nowhere = RevertSession { message_id: "msg_nope".parse().expect("an id"), part_id: None };
    let answer = stage.try_call::<endpoint::SessionsRevert>(&at, &Nothing {}, &nowhere).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound, "OpenCode says yes and does nothing");
    let nowhere = RevertSession { message_id: second.clone(), part_id: Some("prt_nope".parse().expect("an id")) };
    let answer = stage.try_call::<endpoint::SessionsRevert>(&at, &Nothing {}, &nowhere).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound);

    let fork = stage.post::<endpoint::SessionsFork>(&at, &ForkSession { message_id: Some(second.clone()) }).await;
    let copy = OneSession { workspace_id: workspace.clone(), session_id: fork.id.clone() };
    let texts: Vec<String> = stage.messages(&copy).await.iter().map(said).collect();
    let before: Vec<String> =
        stage.messages(&at).await.iter().take_while(|message| message.info.id != *second).map(said).collect();
    assert_eq!(texts, before, "the messages before it, and no others");
    let nowhere = ForkSession { message_id: Some("msg_nope".parse().expect("an id")) };
    let answer = stage.try_call::<endpoint::SessionsFork>(&at, &Nothing {}, &nowhere).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::NotFound, "OpenCode copies everything");
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_git_it_is_said_that_no_files_go_along() {
    let stage = Stage::new();
    let (workspace, folder) = stage.server.workspace("plain").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    stage.ask(&at, writes(&folder, "new.txt", "hi\n")).await;
    let first = stage.messages(&at).await[0].info.id.clone();
    let none = diff(&stage, &at, DiffSession::default()).await;
    assert!(!none.tracked && none.items.is_empty(), "{none:?}");
    let one = diff(&stage, &at, DiffSession { message_id: Some(first.clone()) }).await;
    assert_eq!((one.tracked, files(&one)), (false, vec![vec![]]));
    let back = RevertSession { message_id: first, part_id: None };
    let reverted = stage.post::<endpoint::SessionsRevert>(&at, &back).await;
    assert!(!reverted.files_restored);
    assert_eq!(std::fs::read_to_string(folder.join("new.txt")).expect("a file"), "hi\n");
    stage.get::<endpoint::SessionsUnrevert>(&at).await;
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_helpers_and_pages_of_sessions_are_told() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("lists").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    assert!(stage.get::<endpoint::SessionsTodo>(&at).await.items.is_empty());
    let todos = json!([
        { "content": "look", "status": "completed", "priority": "high" },
        { "content": "act", "status": "in_progress", "priority": "low" },
    ]);
    let helper = Script::new().text("helped").prompt();
    let task = json!({ "description": "help", "prompt": helper, "subagent_type": "general" });
    let script = Script::new().tool("todowrite", json!({ "todos": todos })).tool("task", task).text("That is all.");
    assert_eq!(said(&stage.ask(&at, script).await), "That is all.");
    let list = stage.get::<endpoint::SessionsTodo>(&at).await.items;
    let told: Vec<_> = list.iter().map(|todo| (todo.content.as_str(), todo.status.as_str())).collect();
    assert_eq!(told, [("look", "completed"), ("act", "in_progress")]);
    let children = stage.get::<endpoint::SessionsChildren>(&at).await.items;
    assert_eq!(children.len(), 1);
    assert_eq!(children[0].parent_id.as_ref(), Some(&at.session_id));

    for number in 0..4 {
        let title = Some(format!("number {number}").parse().expect("a title"));
        stage.session_with(&workspace, CreateSession { title, ..CreateSession::default() }).await;
    }
    let place = openwork_core::model::page::OneWorkspace { workspace_id: workspace.clone() };
    let mut query = openwork_core::model::session::ListSessions { roots: Some(true), ..Default::default() };
    query.limit = Some(2.try_into().expect("a limit"));
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        let page = stage.try_call::<endpoint::SessionsList>(&place, &query, &Nothing {}).await.expect("a page");
        pages += 1;
        seen.extend(page.items.into_iter().map(|session| session.id));
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => break,
        }
    }
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len(), pages), (5, 5, 3), "each root once; the helper's session is none");
    query.cursor = None;
    query.search = Some("number 3".to_owned());
    let found = stage.try_call::<endpoint::SessionsList>(&place, &query, &Nothing {}).await.expect("a page").items;
    assert_eq!(found.iter().filter_map(|session| session.title.as_deref()).collect::<Vec<_>>(), ["number 3"]);

    let message = &stage.messages(&at).await[0];
    let one = stage.get::<endpoint::SessionsGetMessage>(&at_message(&at, &message.info.id)).await;
    assert_eq!(one, *message);
    let project = stage.get::<endpoint::EngineProject>(&place).await;
    assert_eq!((project.id.as_str(), project.vcs), ("global", None));
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_cannot_be_published_is_told_so() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("share").await;
    let (at, made) = stage.session_with(&workspace, CreateSession::default()).await;
    // the scripted configuration switches sharing off
    let answer = stage.try_call::<endpoint::SessionsShare>(&at, &Nothing {}, &Nothing {}).await;
    assert_eq!(kind_and_place(answer).0, ErrorKind::Conflict);
    let still = stage.get::<endpoint::SessionsUnshare>(&at).await;
    assert_eq!((still.id, still.more.0.get("share")), (made.id, None::<&Value>));
    stage.server.stops_cleanly().await;
}
