//! What sets a session to work: prompts that are known when they come twice, commands, lines of the shell, summaries.

use super::{Stage, kind_and_place, prompt, said};
use harness::model::{MODEL, PROVIDER, Script};
use openwork_core::model::message::{MessageRole, ModelRef, Prompt};
use openwork_core::model::page::Nothing;
use openwork_core::model::run::{InitSession, RunCommand, RunShell, SummarizeSession};
use openwork_core::model::session::CreateSession;
use openwork_core::operation::endpoint;
use openwork_core::{ErrorKind, MessageId};
use serde_json::Value;

fn model(id: &str) -> ModelRef {
    ModelRef { provider_id: PROVIDER.to_owned(), model_id: id.to_owned() }
}

fn command(name: &str, arguments: &str) -> RunCommand {
    RunCommand {
        command: name.to_owned(),
        arguments: Some(arguments.to_owned()),
        message_id: None,
        agent: None,
        model: None,
        variant: None,
        files: None,
    }
}

fn shell(line: &str) -> RunShell {
    RunShell { command: line.to_owned(), message_id: None, agent: None, model: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prompt_that_comes_twice_is_known_and_an_id_of_another_session_is_refused() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("twice").await;
    let (other_workspace, _) = stage.server.workspace("elsewhere").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    let (elsewhere, _) = stage.session_with(&other_workspace, CreateSession::default()).await;
    let named = |id: &str, script: Script| Prompt { message_id: id.parse().ok(), ..prompt(&script) };
    let id = "msg_0199aaaaaaaaONE";
    let answer = stage.post::<endpoint::SessionsSendMessage>(&at, &named(id, Script::new().text("once"))).await;
    assert_eq!((said(&answer).as_str(), answer.info.role), ("once", MessageRole::Assistant));
    assert_eq!(answer.info.parent_id.as_ref().map(MessageId::as_str), Some(id));
    let messages = stage.messages(&at).await;

    let again = named(id, Script::new().text("twice"));
    let refused = stage.try_call::<endpoint::SessionsSendMessage>(&at, &Nothing {}, &again).await;
    assert_eq!(kind_and_place(refused), (ErrorKind::Conflict, Some("messageId".to_owned())));
    let accepted = stage.post::<endpoint::SessionsPromptAsync>(&at, &again).await;
    assert_eq!(accepted.message_id.as_str(), id, "a repeated call is safe");
    assert_eq!(stage.messages(&at).await, messages, "and changes nothing");

    // OpenCode would put the words into the other session
    let refused = stage.try_call::<endpoint::SessionsPromptAsync>(&elsewhere, &Nothing {}, &again).await;
    assert_eq!(kind_and_place(refused), (ErrorKind::Conflict, Some("messageId".to_owned())));
    let theirs = MessageId::try_from(answer.info.parent_id.expect("an id").to_string()).expect("an id");
    let body = RunShell { message_id: Some(theirs), ..shell("true") };
    let refused = stage.try_call::<endpoint::SessionsShell>(&elsewhere, &Nothing {}, &body).await;
    assert_eq!(kind_and_place(refused), (ErrorKind::Conflict, Some("messageId".to_owned())));
    assert_eq!(stage.messages(&at).await, messages);
    assert!(stage.messages(&elsewhere).await.is_empty());

    // a message that somebody else's prompt made is known too
    let made = stage.post::<endpoint::SessionsPromptAsync>(&at, &prompt(&Script::new().text("more"))).await.message_id;
    let body = Prompt { message_id: Some(made), ..prompt(&Script::new().text("mine")) };
    let refused = stage.try_call::<endpoint::SessionsSendMessage>(&elsewhere, &Nothing {}, &body).await;
    assert_eq!(kind_and_place(refused).0, ErrorKind::Conflict);
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_and_lines_of_the_shell_run_and_names_that_are_not_there_are_refused() {
    let stage = Stage::new();
    let folder = stage.server.home.folder("commands");
    std::fs::create_dir_all(folder.join(".opencode/command")).expect("a folder");
    std::fs::write(folder.join(".opencode/command/greet.md"), "Greet $ARGUMENTS").expect("a command");
    let workspace = stage.server.open(&folder).await.id;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    let answer = stage.post::<endpoint::SessionsCommand>(&at, &command("greet", "the world")).await;
    assert!(said(&answer).contains("Greet the world"), "the model echoes what it is asked: {answer:?}");
    // what the contract says of arguments: OpenCode reads the files and runs the lines that they name
    let outside = stage.server.home.at("outside.txt");
    std::fs::write(&outside, "from outside").expect("a file");
    let words = format!("@{} and !`echo ran > {}`", outside.display(), folder.join("by-arguments.txt").display());
    stage.post::<endpoint::SessionsCommand>(&at, &command("greet", &words)).await;
    assert_eq!(std::fs::read_to_string(folder.join("by-arguments.txt")).expect("a file"), "ran\n");
    let all = serde_json::to_string(&stage.messages(&at).await).expect("JSON");
    assert!(all.contains("from outside"), "{all}");
    let refused = stage.try_call::<endpoint::SessionsCommand>(&at, &Nothing {}, &command("nope", "")).await;
    assert_eq!(kind_and_place(refused).0, ErrorKind::NotFound);
    let unknown = RunCommand { agent: Some("nobody".to_owned()), ..command("greet", "") };
    let refused = stage.try_call::<endpoint::SessionsCommand>(&at, &Nothing {}, &unknown).await;
    assert_eq!(kind_and_place(refused), (ErrorKind::Unprocessable, Some("agent".to_owned())));
    let unknown = RunCommand { model: Some(model("nope")), ..command("greet", "") };
    let refused = stage.try_call::<endpoint::SessionsCommand>(&at, &Nothing {}, &unknown).await;
    assert_eq!(kind_and_place(refused), (ErrorKind::Unprocessable, Some("model".to_owned())));

    let line = stage.post::<endpoint::SessionsShell>(&at, &shell("pwd; echo written > by-shell.txt")).await;
    let output = line.parts[0].state.as_ref().and_then(|state| state.text("output")).unwrap_or_default();
    assert_eq!(output.trim(), folder.canonicalize().expect("a folder").display().to_string());
    assert_eq!(std::fs::read_to_string(folder.join("by-shell.txt")).expect("a file"), "written\n");
    let unknown = RunShell { agent: Some("nobody".to_owned()), ..shell("true") };
    let refused = stage.try_call::<endpoint::SessionsShell>(&at, &Nothing {}, &unknown).await;
    assert_eq!(kind_and_place(refused), (ErrorKind::Unprocessable, Some("agent".to_owned())));

    let first = InitSession { model: model(MODEL), message_id: None };
    let answer = stage.post::<endpoint::SessionsInit>(&at, &first).await;
    assert_eq!(answer.info.role, MessageRole::Assistant);
    assert!(answer.info.time.completed.is_some(), "the run is over: {answer:?}");
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summary_is_answered_and_a_model_that_is_not_there_leaves_nothing_behind() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("summary").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    stage.ask(&at, Script::new().text("a long story")).await;
    let before = stage.messages(&at).await;
    let nobody = SummarizeSession { model: model("nope") };
    let refused = stage.try_call::<endpoint::SessionsSummarize>(&at, &Nothing {}, &nobody).await;
    assert_eq!(kind_and_place(refused), (ErrorKind::Unprocessable, Some("model".to_owned())));
    assert_eq!(stage.messages(&at).await, before, "OpenCode would keep the request and fulfil it in place of the next");
    let done = stage.post::<endpoint::SessionsSummarize>(&at, &SummarizeSession { model: model(MODEL) }).await;
    assert_eq!(done.session_id, at.session_id);
    assert_eq!(done.summary.info.more.0.get("summary"), Some(&Value::Bool(true)));
    assert_eq!(said(&done.summary), "Scripted summary");
    assert_eq!(said(&stage.ask(&at, Script::new().text("and on")).await), "and on");
    stage.server.stops_cleanly().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_fails_is_told_as_data_and_as_an_event() {
    let stage = Stage::new();
    let (workspace, _) = stage.server.workspace("fails").await;
    let (at, _) = stage.session_with(&workspace, CreateSession::default()).await;
    let mut watch = stage.watch(&workspace).await;
    let answer = stage.ask(&at, Script::new().text("no").fail(401, "who are you?")).await;
    let error = answer.info.error.expect("the model's failure");
    assert_eq!(error.text("name"), Some("APIError"), "{error:?}");
    let told = watch.until("session.error").await;
    assert_eq!(told.properties.0["error"]["name"], "APIError");
    assert_eq!(said(&stage.ask(&at, Script::new().text("again")).await), "again");
    stage.server.stops_cleanly().await;
}
