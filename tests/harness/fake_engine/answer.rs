//! One run: from the user's message to the idle session, with the events in the order of the real engine.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::engine::Engine;
use super::ids::now;
use super::sessions::no_tokens;
use crate::model::{MODEL, PROVIDER, Step, step_for};

/// A run that has been admitted.
pub(crate) struct Run {
    engine: Arc<Engine>,
    session: String,
    directory: String,
    /// `{info, parts}` of the user's message.
    question: Value,
    aborts: watch::Receiver<u64>,
}

/// Stores the user's message. `None` if there is no such session.
pub(crate) fn admit(engine: &Arc<Engine>, session: &str, body: &Value) -> Option<Run> {
    let (directory, aborts) = engine.sessions.with(session, |known| {
        known.running += 1;
        // Nothing aborts what comes later, so only aborts from now on count.
        (known.directory(), known.aborts.subscribe())
    })?;
    let id = body["messageID"].as_str().map_or_else(|| engine.ids.ascending("msg"), str::to_owned);
    let parts = body["parts"].as_array().into_iter().flatten().map(|part| {
        let mut part = part.clone();
        part["id"] = json!(engine.ids.ascending("prt"));
        part["messageID"] = json!(id);
        part["sessionID"] = json!(session);
        part
    });
    let parts = parts.collect::<Vec<_>>();
    let info = json!({
        "id": id, "role": "user", "sessionID": session, "time": { "created": now() }, "agent": agent(body),
        "model": { "providerID": PROVIDER, "modelID": MODEL },
    });
    let question = json!({ "info": info, "parts": parts });
    let run = Run { engine: engine.clone(), session: session.to_owned(), directory, question, aborts };
    run.message(&run.question);
    for part in &parts {
        run.part(part);
    }
    run.session_changed();
    Some(run)
}

impl Run {
    /// The user's message, for callers that want no answer to it.
    pub(crate) fn unanswered(self) -> Value {
        self.engine.sessions.with(&self.session, |session| session.running -= 1);
        self.question
    }

    /// Answers, after the earlier runs of the session, and returns the answer.
    pub(crate) async fn answer(mut self) -> io::Result<Value> {
        let gone = || io::Error::other("the session was deleted");
        let turn = self.engine.sessions.with(&self.session, |session| session.turn.clone()).ok_or_else(gone)?;
        let _turn = turn.lock_owned().await;
        let history = self.engine.sessions.with(&self.session, |session| chat(&session.messages, &self.question));
        let step = step_for(&history.ok_or_else(gone)?);
        self.status("busy");
        let mut answer = self.begin();
        self.message(&answer);
        let fault = match step.status {
            Some(status) => Some(refused(status, &step)),
            None => self.speak(&step, &mut answer).await,
        };
        self.end(&mut answer, fault);
        Ok(answer)
    }

    fn begin(&self) -> Value {
        let info = json!({
            "id": self.engine.ids.ascending("msg"), "parentID": self.question["info"]["id"], "role": "assistant",
            "mode": "build", "agent": self.question["info"]["agent"], "path": { "cwd": self.directory, "root": "/" },
            "cost": 0, "tokens": no_tokens(), "modelID": MODEL, "providerID": PROVIDER,
            "time": { "created": now() }, "sessionID": self.session,
        });
        json!({ "info": info, "parts": [] })
    }

    /// Streams the text. Returns the error that the message ends with, if any.
    async fn speak(&mut self, step: &Step, answer: &mut Value) -> Option<Value> {
        self.add(answer, json!({ "type": "step-start" }));
        let started = now();
        let place = self.add(answer, json!({ "type": "text", "text": "", "time": { "start": started } }));
        let mut text = String::new();
        let mut aborted = false;
        for piece in step.pieces() {
            let part = &answer["parts"][place]["id"];
            let message = &answer["info"]["id"];
            let delta = json!({
                "sessionID": self.session, "messageID": message, "partID": part, "field": "text", "delta": piece,
            });
            self.emit("message.part.delta", delta);
            text.push_str(&piece);
            aborted = self.aborted_within(step.pace()).await;
            if aborted {
                break;
            }
        }
        aborted = aborted || self.aborted_within(step.silence()).await;
        answer["parts"][place]["text"] = json!(text);
        answer["parts"][place]["time"]["end"] = json!(now());
        self.part(&answer["parts"][place]);
        if aborted {
            return Some(json!({ "name": "MessageAbortedError", "data": { "message": "Aborted" } }));
        }
        let tokens =
            json!({ "total": 17, "input": 12, "output": 5, "reasoning": 0, "cache": { "read": 0, "write": 0 } });
        answer["info"]["tokens"] = tokens.clone();
        answer["info"]["finish"] = json!("stop");
        self.add(answer, json!({ "type": "step-finish", "reason": "stop", "tokens": tokens, "cost": 0 }));
        None
    }

    /// Waits, and tells whether the run was aborted before the end of the wait.
    async fn aborted_within(&mut self, time: Duration) -> bool {
        if time.is_zero() {
            tokio::task::yield_now().await;
            return self.aborts.has_changed().unwrap_or(true);
        }
        tokio::select! {
            // An error means that the session has been deleted.
            _ = self.aborts.changed() => true,
            () = tokio::time::sleep(time) => false,
        }
    }

    fn end(&self, answer: &mut Value, fault: Option<Value>) {
        answer["info"]["time"]["completed"] = json!(now());
        if let Some(fault) = fault {
            answer["info"]["error"] = fault.clone();
            self.emit("session.error", json!({ "sessionID": self.session, "error": fault }));
        }
        // The real engine says this twice, too.
        self.message(answer);
        self.message(answer);
        let left = self.engine.sessions.with(&self.session, |session| {
            session.running -= 1;
            session.running
        });
        if left == Some(0) {
            self.status("idle");
            self.emit("session.idle", json!({ "sessionID": self.session }));
        }
        self.session_changed();
        self.emit("session.diff", json!({ "sessionID": self.session, "diff": [] }));
        let mut question = self.question.clone();
        question["info"]["summary"] = json!({ "diffs": [] });
        self.message(&question);
    }

    /// Adds a part to the answer and returns its place.
    fn add(&self, answer: &mut Value, mut part: Value) -> usize {
        part["id"] = json!(self.engine.ids.ascending("prt"));
        part["messageID"] = answer["info"]["id"].clone();
        part["sessionID"] = json!(self.session);
        self.part(&part);
        let parts = answer["parts"].as_array_mut().expect("an answer has a list of parts");
        parts.push(part);
        let place = parts.len() - 1;
        self.engine.sessions.with(&self.session, |session| session.store(answer));
        place
    }

    fn message(&self, message: &Value) {
        self.engine.sessions.with(&self.session, |session| session.store(message));
        self.emit("message.updated", json!({ "sessionID": self.session, "info": message["info"] }));
    }

    fn part(&self, part: &Value) {
        self.emit("message.part.updated", json!({ "sessionID": self.session, "part": part, "time": now() }));
    }

    fn session_changed(&self) {
        let info = self.engine.sessions.with(&self.session, |session| {
            session.info["time"]["updated"] = json!(now());
            session.info.clone()
        });
        if let Some(info) = info {
            self.emit("session.updated", json!({ "sessionID": self.session, "info": info }));
        }
    }

    fn status(&self, status: &str) {
        self.emit("session.status", json!({ "sessionID": self.session, "status": { "type": status } }));
    }

    fn emit(&self, kind: &str, properties: Value) {
        self.engine.bus.emit(&self.directory, kind, properties);
    }
}

fn agent(body: &Value) -> &str {
    body["agent"].as_str().unwrap_or("build")
}

fn refused(status: u16, step: &Step) -> Value {
    let message = step.error.as_deref().unwrap_or("refused by the script");
    let data = json!({ "message": message, "statusCode": status, "isRetryable": false });
    json!({ "name": "APIError", "data": data })
}

/// The conversation up to a question, as a model would get it. What came after it belongs to later runs.
fn chat(messages: &[Value], question: &Value) -> Value {
    let known = messages.iter().position(|message| message["info"]["id"] == question["info"]["id"]);
    let messages = &messages[..known.map_or(messages.len(), |place| place + 1)];
    let chat = messages.iter().map(|message| json!({ "role": message["info"]["role"], "content": message["parts"] }));
    json!({ "messages": chat.collect::<Vec<_>>() })
}
