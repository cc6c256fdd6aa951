//! Every verb of `sessions`, `asks` and `engine` as a program, beside one server with the real engine.

use super::documents::{one_document, words};
use super::{beside, run, text};
use harness::model::{MODEL_REF, ModelServer, PROVIDER, Script};
use harness::server::{Setup, TestServer, Watch};
use openwork_core::operation::Operation;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

/// A server with one workspace, and the verbs that were heard.
struct Stage {
    server: TestServer,
    watch: Watch,
    folder: String,
    heard: BTreeSet<String>,
    _model: ModelServer,
}

impl Stage {
    async fn new() -> Self {
        let model = ModelServer::start().expect("a model");
        let server = Setup::real(&model).start();
        let folder = server.home.folder("verbs");
        std::fs::create_dir_all(folder.join(".opencode/command")).expect("a folder");
        std::fs::write(folder.join(".opencode/command/greet.md"), "Greet $ARGUMENTS").expect("a command");
        let off = json!({ "off": { "type": "local", "command": ["true"], "enabled": false } });
        std::fs::write(folder.join("opencode.json"), json!({ "mcp": off }).to_string()).expect("a file");
        server.engine_ready().await;
        let workspace = server.open(&folder).await.id;
        let watch = server.watch(&workspace, None).await;
        Self { server, watch, folder: folder.display().to_string(), heard: BTreeSet::new(), _model: model }
    }

    /// A command about the workspace, by its folder, as whoever types would give it. What is said of every command comes
    /// first: behind the words of `sessions shell`, a flag is a word of the line.
    fn command(&self, flags: &[&str], verb: &str, more: &[&str]) -> Command {
        let mut command = beside(&self.server, &[]);
        command.args(flags).args(verb.split(' ')).arg(&self.folder).args(more);
        command
    }

    /// The one JSON document that a verb answers.
    async fn json(&mut self, verb: &str, more: &[&str]) -> Value {
        self.heard.insert(verb.to_owned());
        one_document(self.command(&["--json"], verb, more)).await
    }

    /// What a person sees, through a pipe and so without colours.
    async fn human(&self, verb: &str, more: &[&str]) -> String {
        let output = run(self.command(&[], verb, more)).await;
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!((output.status.code(), err.as_str()), (Some(0), ""), "{verb} {more:?}: {out}");
        assert!(!out.contains('\u{1b}') && serde_json::from_str::<Value>(&out).is_err(), "{verb}: {out}");
        out
    }

    /// A new session.
    async fn session(&mut self, title: &str, more: &[&str]) -> String {
        let made = self.json("sessions create", &[&["--title", title], more].concat()).await;
        assert_eq!(made["title"], title);
        id(&made)
    }

    /// Sets a session to work, and waits for an event.
    async fn starts(&mut self, session: &str, script: &Script, kind: &str) -> Value {
        let accepted = self.json("sessions prompt-async", &[session, "--text", &script.prompt()]).await;
        assert_eq!(accepted["accepted"], true);
        self.told(kind, session).await;
        accepted["messageId"].clone()
    }

    /// The next event of this type about a session.
    async fn told(&mut self, kind: &str, session: &str) {
        while self.watch.until(kind).await.session_id.is_none_or(|about| about.as_str() != session) {}
    }
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}

/// What a message says.
fn said(message: &Value) -> String {
    let parts = message["parts"].as_array().unwrap_or_else(|| panic!("no message: {message}")).iter();
    parts.filter(|part| part["type"] == "text").filter_map(|part| part["text"].as_str()).collect()
}

/// How many there are in a list.
fn count(list: &Value) -> usize {
    list["items"].as_array().unwrap_or_else(|| panic!("no list: {list}")).len()
}

/// The names of what is in a list.
fn names(list: &Value, field: &str) -> Vec<String> {
    let items = list["items"].as_array().unwrap_or_else(|| panic!("no list: {list}")).iter();
    items.map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
}

async fn what_the_engine_offers(stage: &mut Stage) {
    let has = |list: &Value, field: &str, name: &str| assert!(names(list, field).iter().any(|it| it == name), "{list}");
    let project = stage.json("engine project", &[]).await;
    assert!(project["id"].is_string() && project["worktree"].is_string(), "{project}");
    assert!(stage.human("engine project", &[]).await.contains("work tree  "));
    has(&stage.json("engine agents", &[]).await, "name", "build");
    has(&stage.json("engine commands", &[]).await, "name", "greet");
    has(&stage.json("engine providers", &[]).await, "id", PROVIDER);
    let tools = stage.json("engine tools", &["--model", MODEL_REF]).await;
    has(&tools, "id", "bash");
    assert!(tools["items"][0]["description"].is_string(), "{tools}");
    assert_eq!(stage.json("engine mcp-status", &[]).await["items"], json!([{ "name": "off", "status": "disabled" }]));
}

async fn a_session_is_read(stage: &mut Stage) {
    let session = stage.session("Read", &[]).await;
    let todos = json!([{ "content": "look", "status": "completed", "priority": "high" }]);
    let script = Script::new().tool("todowrite", json!({ "todos": todos })).text("That is all.");
    let asked = stage.starts(&session, &script, "session.idle").await;
    let asked = asked.as_str().expect("an id");
    let at = [session.as_str()];
    assert_eq!(stage.json("sessions get", &at).await["id"], session.as_str());
    assert!(names(&stage.json("sessions list", &["--search", "Read"]).await, "id").contains(&session));
    assert_eq!(stage.json("sessions status", &at).await, json!({ "type": "idle" }));
    assert_eq!(stage.json("sessions statuses", &[]).await["items"], json!({}));
    let messages = stage.json("sessions list-messages", &at).await;
    assert_eq!(said(messages["items"].as_array().expect("a list").last().expect("an answer")), "That is all.");
    let page = stage.json("sessions list-messages", &[&session, "--limit", "1"]).await;
    assert!(count(&page) == 1 && page["nextCursor"].is_string(), "{page}");
    assert_eq!(stage.json("sessions get-message", &[&session, asked]).await["info"]["role"], "user");
    assert_eq!(stage.json("sessions todo", &at).await["items"][0]["content"], "look");
    assert_eq!(stage.json("sessions diff", &at).await, json!({ "tracked": false, "items": [] }));
    let child = stage.session("Child", &["--parent-id", &session]).await;
    assert_eq!(names(&stage.json("sessions children", &at).await, "id"), [child]);
    let snapshot = stage.json("sessions snapshot", &at).await;
    assert_eq!((&snapshot["messages"], &snapshot["status"]["type"]), (&messages["items"], &json!("idle")));
    assert!(snapshot["seq"].is_u64(), "{snapshot}");
    let shown = stage.human("sessions snapshot", &at).await;
    for words in [session.as_str(), "Read", "idle", "✓ look", "That is all."] {
        assert!(shown.contains(words), "no {words:?} in {shown}");
    }
}

async fn a_session_is_set_to_work(stage: &mut Stage) {
    let session = stage.session("Work", &[]).await;
    let words = Script::new().text("These words.").prompt();
    assert_eq!(said(&stage.json("sessions send-message", &[&session, "--text", &words]).await), "These words.");
    assert!(said(&stage.json("sessions command", &[&session, "greet", "the", "world"]).await).contains("the world"));
    let line = stage.json("sessions shell", &[&session, "echo by-shell"]).await;
    assert_eq!(line["parts"][0]["state"]["output"], "by-shell\n");
    let model = ["--model", MODEL_REF];
    let first = stage.json("sessions init", &[&[session.as_str()][..], &model].concat()).await;
    assert_eq!(first["info"]["role"], "assistant");
    let done = stage.json("sessions summarize", &[&[session.as_str()][..], &model].concat()).await;
    assert_eq!((&done["sessionId"], said(&done["summary"])), (&json!(session), "Scripted summary".to_owned()));
    let long = Script::new().delay(Duration::from_millis(100)).repeat(3000, "word ");
    stage.starts(&session, &long, "message.part.delta").await;
    assert_eq!(stage.json("sessions abort", &[&session]).await, json!({ "sessionId": session }));
}

async fn a_session_is_changed(stage: &mut Stage) {
    let session = stage.session("Changed", &[]).await;
    let words = Script::new().text("These words.").prompt();
    stage.json("sessions send-message", &[&session, "--text", &words]).await;
    let messages = stage.json("sessions list-messages", &[&session]).await;
    let first = messages["items"][0]["info"]["id"].as_str().expect("an id").to_owned();
    let part = id(&messages["items"][0]["parts"][0]);
    let fork = id(&stage.json("sessions fork", &[&session]).await);
    assert_eq!(count(&stage.json("sessions list-messages", &[&fork]).await), 2);
    let reverted = stage.json("sessions revert", &[&session, &first]).await;
    assert_eq!((&reverted["filesRestored"], &reverted["session"]["id"]), (&json!(false), &json!(session)));
    assert!(stage.json("sessions unrevert", &[&session]).await["session"].get("revert").is_none());
    let changed = stage.json("sessions update-part", &[&session, &first, &part, "--text", "other words"]).await;
    assert_eq!((&changed["id"], &changed["text"]), (&json!(part), &json!("other words")));
    assert_eq!(stage.json("sessions delete-part", &[&session, &first, &part]).await["partId"], part.as_str());
    assert_eq!(stage.json("sessions delete-message", &[&session, &first]).await["messageId"], first.as_str());
    assert_eq!(stage.json("sessions update", &[&session, "--title", "Better"]).await["title"], "Better");
    assert_eq!(stage.json("sessions unshare", &[&session]).await["id"], session.as_str());
    // It would leave the machine, so the tests' engine has it switched off: a failure is one document too.
    stage.heard.insert("sessions share".to_owned());
    let refused = run(stage.command(&["--json"], "sessions share", &[&session])).await;
    assert!(refused.status.code().is_some_and(|code| code != 0) && refused.stdout.is_empty(), "{refused:?}");
    let why: Value = serde_json::from_slice(&refused.stderr).expect("one document");
    assert!(why.to_string().contains("switched off") && why.to_string().contains("conflict"), "{why}");
    assert_eq!(stage.json("sessions delete", &[&session]).await, json!({ "sessionId": session }));
}

async fn asks_are_answered(stage: &mut Stage) {
    let rule = json!({ "permission": "bash", "pattern": "*", "action": "ask" }).to_string();
    let session = stage.session("Asks", &["--permission", &rule]).await;
    let line = json!({ "command": "echo asked", "description": "a line" });
    stage.starts(&session, &Script::new().tool("bash", line).text("It ran."), "permission.asked").await;
    let waiting = stage.json("asks list-permissions", &[]).await;
    assert_eq!((count(&waiting), &waiting["items"][0]["permission"]), (1, &json!("bash")));
    let request = id(&waiting["items"][0]);
    let shown = stage.human("asks list-permissions", &[]).await;
    assert!(shown.contains(&format!("{request} asks for bash: echo asked")), "{shown}");
    let replied = stage.json("asks reply-permission", &[&request, "--reply", "once"]).await;
    assert_eq!(replied, json!({ "requestId": request, "reply": "once" }));
    stage.told("session.idle", &session).await;

    let options = json!([{ "label": "A", "description": "a" }, { "label": "B", "description": "b" }]);
    let questions = json!([{ "question": "Which?", "header": "One", "options": options, "multiple": true }]);
    let script = Script::new().tool("question", json!({ "questions": questions })).text("Thank you.");
    stage.starts(&session, &script, "question.asked").await;
    let waiting = stage.json("asks list-questions", &[]).await;
    assert_eq!((count(&waiting), &waiting["items"][0]["questions"][0]["question"]), (1, &json!("Which?")));
    let request = id(&waiting["items"][0]);
    let replied = stage.json("asks reply-question", &[&request, "--answer", r#"["A","B"]"#]).await;
    assert_eq!(replied, json!({ "requestId": request, "answers": [["A", "B"]] }));
    stage.told("session.idle", &session).await;
    stage.starts(&session, &script, "question.asked").await;
    let request = id(&stage.json("asks list-questions", &[]).await["items"][0]);
    assert_eq!(stage.json("asks reject-question", &[&request]).await, json!({ "requestId": request }));
    stage.told("session.idle", &session).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_verb_of_sessions_asks_and_the_engine_answers_one_json_document() {
    let mut stage = Stage::new().await;
    what_the_engine_offers(&mut stage).await;
    a_session_is_read(&mut stage).await;
    a_session_is_set_to_work(&mut stage).await;
    a_session_is_changed(&mut stage).await;
    asks_are_answered(&mut stage).await;
    let areas = ["sessions", "asks", "engine"];
    let all = Operation::ALL.iter().filter(|operation| areas.contains(&operation.area()));
    let all: BTreeSet<String> = all.map(|operation| words(*operation).join(" ")).collect();
    assert_eq!(stage.heard, all, "each was heard");
    stage.server.stops_cleanly().await;
}
