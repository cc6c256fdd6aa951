//! G12: an ask is never lost and never stuck.

use super::{Stage, kind_and_place, prompt, said};
use harness::model::Script;
use harness::server::until;
use openwork_core::model::ask::{PermissionAnswer, PermissionRequest, QuestionRequest, ReplyPermission, ReplyQuestion};
use openwork_core::model::page::{Nothing, OnePermission, OneQuestion, OneSession, OneWorkspace};
use openwork_core::model::session::{CreateSession, PermissionAction, PermissionRule};
use openwork_core::operation::endpoint;
use openwork_core::{ErrorKind, WorkspaceId};
use rustix::process::{Pid, Signal};
use serde_json::{Value, json};

/// A session whose agent asks before it uses the shell.
pub(super) async fn careful(stage: &Stage, workspace: &WorkspaceId) -> OneSession {
    let (permission, pattern) = ("bash".to_owned(), "*".to_owned());
    let rule = PermissionRule { permission, pattern, action: PermissionAction::Ask };
    let body = CreateSession { permission: Some(vec![rule]), ..CreateSession::default() };
    stage.session_with(workspace, body).await.0
}

pub(super) fn runs_a_line(line: &str) -> Script {
    Script::new().tool("bash", json!({ "command": line, "description": "a line" })).text("It ran.")
}

fn asks_two_questions() -> Script {
    let options = json!([{ "label": "A", "description": "a" }, { "label": "B", "description": "b" }]);
    let questions = json!([
        { "question": "Which?", "header": "One", "options": options },
        { "question": "Which ones?", "header": "Many", "options": options, "multiple": true },
    ]);
    Script::new().tool("question", json!({ "questions": questions })).text("Thank you.")
}

pub(super) fn place(workspace: &WorkspaceId) -> OneWorkspace {
    OneWorkspace { workspace_id: workspace.clone() }
}

pub(super) async fn permissions(stage: &Stage, workspace: &WorkspaceId) -> Vec<PermissionRequest> {
    stage.get::<endpoint::AsksListPermissions>(&place(workspace)).await.items
}

async fn questions(stage: &Stage, workspace: &WorkspaceId) -> Vec<QuestionRequest> {
    stage.get::<endpoint::AsksListQuestions>(&place(workspace)).await.items
}

pub(super) fn of_permission(workspace: &WorkspaceId, asked: &PermissionRequest) -> OnePermission {
    OnePermission { workspace_id: workspace.clone(), request_id: asked.id.clone() }
}

fn of_question(workspace: &WorkspaceId, asked: &QuestionRequest) -> OneQuestion {
    OneQuestion { workspace_id: workspace.clone(), request_id: asked.id.clone() }
}

pub(super) const YES: ReplyPermission = ReplyPermission { reply: PermissionAnswer::Once, message: None };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_a_request_is_listed_shown_answered_once_and_only_by_its_own_workspace() {
    let stage = Stage::new();
    let (workspace, folder) = stage.server.workspace("asks").await;
    let (other, _) = stage.server.workspace("other").await;
    let at = careful(&stage, &workspace).await;
    let mut watch = stage.watch(&workspace).await;
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&runs_a_line("echo asked > asked.txt"))).await;
    watch.until("permission.asked").await;
    // a client that comes only now finds it in the list and in the snapshot
    let waiting = permissions(&stage, &workspace).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].permission.as_str(), &waiting[0].session_id), ("bash", &at.session_id));
    assert_eq!(stage.get::<endpoint::SessionsSnapshot>(&at).await.permissions, waiting);
    assert!(permissions(&stage, &other).await.is_empty());
    let foreign = OnePermission { workspace_id: other.clone(), request_id: waiting[0].id.clone() };
    let refused = stage.try_call::<endpoint::AsksReplyPermission>(&foreign, &Nothing {}, &YES).await;
    assert_eq!(kind_and_place(refused).0, ErrorKind::NotFound);
    assert!(!folder.join("asked.txt").exists());

    let own = of_permission(&workspace, &waiting[0]);
    stage.post::<endpoint::AsksReplyPermission>(&own, &YES).await;
    watch.until("permission.replied").await;
    let refused = stage.try_call::<endpoint::AsksReplyPermission>(&own, &Nothing {}, &YES).await;
    assert_eq!(kind_and_place(refused).0, ErrorKind::NotFound, "it is answered once");
    watch.until_idle(&at.session_id).await;
    assert_eq!(std::fs::read_to_string(folder.join("asked.txt")).expect("a file"), "asked\n");
    assert!(permissions(&stage, &workspace).await.is_empty());
    assert!(!watch.kinds().iter().any(|kind| kind == "permission.expired"));
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_what_a_helper_asks_is_in_the_list_and_in_the_snapshot_of_the_session_that_started_it() {
    let stage = Stage::new();
    let (workspace, folder) = stage.server.workspace("helper").await;
    // a helper takes its rules from the folder's configuration, not from the session that started it
    let config = json!({ "permission": { "bash": "ask" } });
    std::fs::write(folder.join("opencode.json"), config.to_string()).expect("a configuration");
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    let mut watch = stage.watch(&workspace).await;
    let helper = runs_a_line("echo helped > helped.txt").prompt();
    let task = json!({ "description": "help", "prompt": helper, "subagent_type": "general" });
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&Script::new().tool("task", task).text("Done."))).await;
    watch.until("permission.asked").await;
    let waiting = permissions(&stage, &workspace).await;
    assert_eq!(waiting.len(), 1);
    let child = stage.get::<endpoint::SessionsChildren>(&at).await.items.remove(0).id;
    assert_eq!(waiting[0].session_id, child);
    assert_eq!(stage.get::<endpoint::SessionsSnapshot>(&at).await.permissions, waiting);
    stage.post::<endpoint::AsksReplyPermission>(&of_permission(&workspace, &waiting[0]), &YES).await;
    watch.until_idle(&at.session_id).await;
    assert_eq!(std::fs::read_to_string(folder.join("helped.txt")).expect("a file"), "helped\n");

    // a helper that still asks when its session is stopped asks no more
    let task = json!({ "description": "help", "prompt": runs_a_line("true").prompt(), "subagent_type": "general" });
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&Script::new().tool("task", task).text("Done."))).await;
    watch.until("permission.asked").await;
    stage.get::<endpoint::SessionsAbort>(&at).await;
    watch.until("permission.expired").await;
    assert!(permissions(&stage, &workspace).await.is_empty());
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_questions_are_answered_each_or_turned_down() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("questions").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    let mut watch = stage.watch(&workspace).await;
    let body = prompt(&asks_two_questions());
    stage.post::<endpoint::SessionsPromptAsync>(&at, &body).await;
    let told = watch.until("question.asked").await;
    let waiting = questions(&stage, &workspace).await;
    assert_eq!(waiting.len(), 1);
    let as_told: QuestionRequest = serde_json::from_value(Value::Object(told.properties.0)).expect("a question");
    assert_eq!(as_told, waiting[0]);
    assert_eq!(stage.get::<endpoint::SessionsSnapshot>(&at).await.questions, waiting);
    let own = of_question(&workspace, &waiting[0]);
    let answers = |answers: Value| ReplyQuestion { answers: serde_json::from_value(answers).expect("answers") };
    let few = stage.try_call::<endpoint::AsksReplyQuestion>(&own, &Nothing {}, &answers(json!([["A"]]))).await;
    assert_eq!(kind_and_place(few), (ErrorKind::Unprocessable, Some("answers".to_owned())), "OpenCode takes it");
    let two = answers(json!([["A", "B"], ["B"]]));
    let two = stage.try_call::<endpoint::AsksReplyQuestion>(&own, &Nothing {}, &two).await;
    assert_eq!(kind_and_place(two), (ErrorKind::Unprocessable, Some("answers[0]".to_owned())));
    stage.post::<endpoint::AsksReplyQuestion>(&own, &answers(json!([["A"], ["A", "B"]]))).await;
    let replied = watch.until("question.replied").await;
    assert_eq!(replied.properties.0["answers"], json!([["A"], ["A", "B"]]));
    let again = stage.try_call::<endpoint::AsksRejectQuestion>(&own, &Nothing {}, &Nothing {}).await;
    assert_eq!(kind_and_place(again).0, ErrorKind::NotFound);
    watch.until_idle(&at.session_id).await;
    assert_eq!(said(stage.messages(&at).await.last().expect("an answer")), "Thank you.");

    stage.post::<endpoint::SessionsPromptAsync>(&at, &body).await;
    watch.until("question.asked").await;
    let waiting = questions(&stage, &workspace).await;
    stage.get::<endpoint::AsksRejectQuestion>(&of_question(&workspace, &waiting[0])).await;
    watch.until("question.rejected").await;
    watch.until_idle(&at.session_id).await;
    assert!(questions(&stage, &workspace).await.is_empty());
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_what_was_asked_ends_with_its_run_and_does_not_come_back_with_the_next() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("abort").await;
    let at = careful(&stage, &workspace).await;
    let mut watch = stage.watch(&workspace).await;
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&runs_a_line("true"))).await;
    let asked = watch.until("permission.asked").await;
    stage.get::<endpoint::SessionsAbort>(&at).await;
    let expired = watch.until("permission.expired").await;
    assert_eq!(expired.properties.0["requestID"], asked.properties.0["id"]);
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&asks_two_questions())).await;
    let asked = watch.until("question.asked").await;
    assert!(permissions(&stage, &workspace).await.is_empty(), "OpenCode lists it again while the session works");
    stage.get::<endpoint::SessionsAbort>(&at).await;
    let expired = watch.until("question.expired").await;
    assert_eq!(expired.properties.0["requestID"], asked.properties.0["id"]);
    assert!(questions(&stage, &workspace).await.is_empty());
    // an event of a later run: whatever the two stops told is before it
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&Script::new().text("over"))).await;
    watch.until_idle(&at.session_id).await;
    let late = ["permission.replied", "question.replied", "question.rejected"];
    assert!(!watch.kinds().iter().any(|kind| late.contains(&kind.as_str())), "{:?}", watch.kinds());
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_what_was_asked_is_expired_when_the_engine_ends() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("ends").await;
    let (careful, at) = (careful(&stage, &workspace).await, CreateSession::default());
    let (at, _) = stage.session_with(&workspace, at).await;
    let mut watch = stage.watch(&workspace).await;
    stage.post::<endpoint::SessionsPromptAsync>(&careful, &prompt(&runs_a_line("true"))).await;
    let permission = watch.until("permission.asked").await.properties.0["id"].clone();
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&asks_two_questions())).await;
    let question = watch.until("question.asked").await.properties.0["id"].clone();
    let engine = i32::try_from(stage.server.engine().await.pid.expect("it runs")).expect("a pid");
    rustix::process::kill_process(Pid::from_raw(engine).expect("a pid"), Signal::KILL).expect("it runs");
    until("both sessions are told to be interrupted", async || {
        watch.next().await;
        (watch.kinds().iter().filter(|kind| *kind == "session.interrupted").count() == 2).then_some(())
    })
    .await;
    let expired = |kind: &str| {
        let told = watch.seen.iter().filter(|event| event.kind == kind);
        told.map(|event| event.properties.0["requestID"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(expired("permission.expired"), [permission]);
    assert_eq!(expired("question.expired"), [question]);
    stage.server.engine_ready().await;
    assert!(permissions(&stage, &workspace).await.is_empty() && questions(&stage, &workspace).await.is_empty());
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_a_session_that_works_further_down_is_heard_too() {
    let stage = Stage::new();
    let (workspace, folder) = stage.server.workspace("deep").await;
    let below = folder.join("below");
    std::fs::create_dir(&below).expect("a folder");
    // such a session is made by whoever opens the folder below on its own; here a workspace that is then forgotten
    let passing = stage.server.open(&below).await.id;
    let at = careful(&stage, &passing).await;
    stage.get::<endpoint::WorkspacesDelete>(&place(&passing)).await;
    let at = OneSession { workspace_id: workspace.clone(), session_id: at.session_id };
    let mut watch = stage.watch(&workspace).await;
    stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&runs_a_line("echo deep > deep.txt"))).await;
    watch.until("permission.asked").await;
    let waiting = permissions(&stage, &workspace).await;
    assert_eq!(waiting.iter().map(|asked| &asked.session_id).collect::<Vec<_>>(), [&at.session_id]);
    stage.post::<endpoint::AsksReplyPermission>(&of_permission(&workspace, &waiting[0]), &YES).await;
    watch.until_idle(&at.session_id).await;
    assert_eq!(std::fs::read_to_string(below.join("deep.txt")).expect("a file"), "deep\n");
    stage.server.stops_cleanly().await;
}
